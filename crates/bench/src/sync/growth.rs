//! W7: what a change of one person and its way to a colleague cost, while the organization around
//! their team grows and their own team stays as it is.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use goodturn_domain::person::Membership;
use goodturn_domain::{
    Actor, DeviceId, EntryId, Intent, Operation, OperationId, OrganizationId, PersonId, Role, ServiceRequestId, TeamId,
    Timestamp, Words,
};
use goodturn_store_sqlite::{SqliteAuthority, SqliteReplica};
use goodturn_sync::authority::{Authority, Push};
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::{Replica, Verdict};
use goodturn_test_support::{a_request, title};
use uuid::Uuid;

use crate::figures::{Figure, Times};

const TEAM: usize = 10;
const REQUESTS_OF_A_PERSON: usize = 25;
const ROUNDS: usize = 400;
const SMALLEST: usize = 20;

pub(crate) fn measure(folder: &Path, is_short: bool) -> Result<Vec<Figure>> {
    let base = cost(&folder.join("growth-1"), SMALLEST)?;
    let ten = cost(&folder.join("growth-10"), SMALLEST * 10)?;
    let mut figures = vec![
        Figure::new("W7.base_p50_us", base.micros(50), "µs"),
        Figure::new("W7.ratio_x10", ten.micros(50) / base.micros(50), "").at_most(1.2),
    ];
    if !is_short {
        let hundred = cost(&folder.join("growth-100"), SMALLEST * 100)?;
        figures.push(Figure::new("W7.ratio_x100", hundred.micros(50) / base.micros(50), "").at_most(1.2));
    }
    Ok(figures)
}

fn person(index: usize) -> PersonId {
    PersonId::derived(Uuid::nil(), &format!("person {index}"))
}

fn team(index: usize) -> TeamId {
    TeamId::derived(Uuid::nil(), &format!("team {index}"))
}

fn request(person: usize, index: usize) -> ServiceRequestId {
    ServiceRequestId::derived(Uuid::nil(), &format!("request {person} {index}"))
}

fn now() -> Timestamp {
    chrono::Utc::now().into()
}

fn operation(intent: Intent) -> Operation {
    Operation { id: OperationId::new(Uuid::now_v7()), at: now(), intent }
}

/// Pushes of the first person and pulls of the second, in an organization of so many people.
fn cost(folder: &Path, people: usize) -> Result<Times> {
    std::fs::create_dir_all(folder)?;
    let authority = Authority::new(SqliteAuthority::open(&folder.join("server.db"))?);
    fill(&authority, people)?;
    let device = |index: usize| DeviceId::derived(Uuid::nil(), &format!("device {index}"));
    let replica = |index: usize| -> Result<Replica<SqliteReplica>> {
        let file = folder.join(format!("device-{index}.db"));
        Ok(Replica::new(SqliteReplica::open(&file)?, device(index), person(index)))
    };
    let (from, to) = (replica(0)?, replica(1)?);
    pull(&authority, &from)?;
    pull(&authority, &to)?;
    let mut times = Vec::new();
    for index in 0..ROUNDS {
        let words = Words::new(&format!("The county has form {index}.")).expect("short");
        let say =
            Intent::Say { request: request(0, 0), entry: EntryId::new(Uuid::now_v7()), words, mentions: [].into() };
        from.perform(vec![(OperationId::new(Uuid::now_v7()), say)], now())?;
        let push = from.next_push()?.expect("something was said");
        let asked = to.next_pull(MOST_ROWS)?;
        let began = Instant::now();
        let push = Push { actor: person(0), request: push };
        let answer = authority.accept(std::slice::from_ref(&push), now())?.remove(0)?;
        let page = authority.pull(person(1), &asked, now())?;
        times.push(began.elapsed());
        ensure!(page.rows.len() == 2, "a request and a line of its timeline came");
        from.settle(&push.request, &answer, now())?;
        to.apply(&page)?;
        pull(&authority, &from)?;
    }
    Ok(Times::of(times.into_iter().collect::<Vec<Duration>>()))
}

fn pull(authority: &Authority<SqliteAuthority>, replica: &Replica<SqliteReplica>) -> Result<()> {
    loop {
        let page = authority.pull(replica.person(), &replica.next_pull(MOST_ROWS)?, now())?;
        if !replica.apply(&page)?.has_more {
            return Ok(());
        }
    }
}

fn fill(authority: &Authority<SqliteAuthority>, people: usize) -> Result<()> {
    let zone = chrono_tz::Europe::Berlin;
    let organization = OrganizationId::new(Uuid::from_u128(4));
    let mut acts = vec![(Actor::Server, Intent::Found { organization, name: title("Acme"), zone, values: vec![] })];
    for index in 0..people {
        let (id, name) = (person(index), title(&format!("Person {index}")));
        let locale = "en".into();
        let add = Intent::AddPerson { person: id, name, email: None, position: None, role: Role::Member, zone, locale };
        acts.push((Actor::Server, add));
    }
    for index in 0..people.div_ceil(TEAM) {
        let (name, prefix) = (title(&format!("Team {index}")), title(&format!("T{index}")));
        acts.push((Actor::Server, Intent::AddTeam { team: team(index), name, prefix }));
    }
    for index in 0..people {
        let (team, membership) = (team(index / TEAM), Some(Membership::Member));
        acts.push((Actor::Server, Intent::SetMembership { team, person: person(index), membership }));
    }
    for index in 0..people {
        for number in 0..REQUESTS_OF_A_PERSON {
            let asked = a_request().titled(&format!("Riparian grant {number}")).to_team(team(index / TEAM));
            acts.push((Actor::Person(person(index)), asked.ask(request(index, number))));
        }
    }
    let acts: Vec<_> = acts.into_iter().map(|(actor, intent)| (actor, operation(intent))).collect();
    for some in acts.chunks(1_000) {
        let verdicts = authority.act(some, now())?;
        ensure!(verdicts.iter().all(|it| matches!(it, Verdict::Applied { .. })), "filling was refused");
    }
    Ok(())
}
