//! Operations decided by the real authority, in one organization and over many.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use goodturn_domain::person::{Membership, Role};
use goodturn_domain::{
    Actor, DeviceId, Intent, Operation, OperationId, OrganizationId, PersonId, ServiceRequestId, TeamId, Timestamp,
};
use goodturn_store::AuthorityStorage;
use goodturn_store_postgres::{PostgresAuthority, PostgresDatabase};
use goodturn_sync::authority::{Authority, Push};
use goodturn_sync::{PushRequest, SentOperation, Verdict};
use goodturn_test_support::{a_request, title};
use uuid::Uuid;

use super::{SECONDS, WRITERS};

/// What a device sends at once that was offline for a while.
pub(super) const PUSH: usize = 20;
/// Pushes that the server's writer commits together: it takes 256 operations at most.
const TOGETHER: usize = 12;

/// An organization with a person, a team and a device.
pub(super) struct Place {
    authority: Authority<PostgresAuthority>,
    person: PersonId,
    team: TeamId,
    device: DeviceId,
    n: AtomicU64,
}

fn now() -> Timestamp {
    chrono::Utc::now().into()
}

/// Organizations of their own, founded by many threads.
pub(super) fn found(database: &PostgresDatabase, count: usize) -> Result<Vec<Place>> {
    let each = |_| -> Result<Vec<Place>> { (0..count / WRITERS + 1).map(|_| Place::found(database.clone())).collect() };
    let places = on_threads(WRITERS, each)?;
    Ok(places.into_iter().flatten().take(count).collect())
}

/// Operations a second over all of them, `size` in each push and transaction.
pub(super) fn write(places: &[Place], size: usize) -> Result<f64> {
    let started = Instant::now();
    let until = started + Duration::from_secs(SECONDS);
    let shares: Vec<&[Place]> = places.chunks(places.len().div_ceil(WRITERS)).collect();
    let written = on_threads(shares.len(), |thread| {
        let mut written = 0;
        for place in shares[thread].iter().cycle() {
            if Instant::now() >= until {
                break;
            }
            written += place.push(1, size)?;
        }
        Ok(written)
    })?;
    Ok(written.iter().sum::<usize>() as f64 / started.elapsed().as_secs_f64())
}

/// Operations a second in one, committed together as the server's writer does.
pub(super) fn write_one(place: &Place) -> Result<f64> {
    let started = Instant::now();
    let mut written = 0;
    while started.elapsed() < Duration::from_secs(SECONDS) {
        written += place.push(TOGETHER, PUSH)?;
    }
    Ok(written as f64 / started.elapsed().as_secs_f64())
}

fn on_threads<T: Send>(threads: usize, work: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        running.into_iter().map(|it| it.join().map_err(|_| anyhow!("a writer broke"))?).collect()
    })
}

impl Place {
    fn found(database: PostgresDatabase) -> Result<Self> {
        let organization = OrganizationId::new(Uuid::now_v7());
        let storage = PostgresAuthority::open(database, organization)?;
        storage.write(|tx| tx.set_epoch(Uuid::now_v7()))?;
        let authority = Authority::new(storage);
        let (person, team) = (PersonId::new(Uuid::now_v7()), TeamId::new(Uuid::now_v7()));
        let zone = chrono_tz::Europe::Berlin;
        let intents = [
            Intent::Found { organization, name: title("Harbor"), zone, values: vec![title("Kindness")] },
            Intent::AddPerson {
                person,
                name: title("Ada"),
                email: None,
                position: None,
                role: Role::Owner,
                zone,
                locale: "en".into(),
            },
            Intent::AddTeam { team, name: title("Legal"), prefix: title("LE") },
            Intent::SetMembership { team, person, membership: Some(Membership::Member) },
        ];
        let operation = |intent| Operation { id: OperationId::new(Uuid::now_v7()), at: now(), intent };
        let operations: Vec<_> = intents.into_iter().map(|intent| (Actor::Server, operation(intent))).collect();
        let verdicts = authority.act(&operations, now())?;
        ensure!(verdicts.iter().all(|it| matches!(it, Verdict::Applied { .. })), "not founded: {verdicts:?}");
        Ok(Self { authority, person, team, device: DeviceId::new(Uuid::now_v7()), n: AtomicU64::new(0) })
    }

    /// Pushes of new requests, committed together; gives how many operations they were.
    fn push(&self, pushes: usize, size: usize) -> Result<usize> {
        let pushes: Vec<Push> = (0..pushes)
            .map(|_| {
                let operations = (0..size).map(|_| self.ask()).collect();
                Push { actor: self.person, request: PushRequest { device: self.device, epoch: None, operations } }
            })
            .collect();
        let answers = self.authority.accept(&pushes, now())?;
        for answer in answers {
            let answer = answer.context("the push is taken")?;
            let is_applied = answer.verdicts.iter().all(|it| matches!(it.verdict, Verdict::Applied { .. }));
            ensure!(is_applied, "refused: {answer:?}");
        }
        Ok(pushes.len() * size)
    }

    fn ask(&self) -> SentOperation {
        let n = self.n.fetch_add(1, Ordering::Relaxed) + 1;
        let request = ServiceRequestId::new(Uuid::now_v7());
        let intent = a_request().titled(&format!("Riparian grant for listing {n}")).to_team(self.team).ask(request);
        SentOperation {
            id: OperationId::new(Uuid::now_v7()),
            device: self.device,
            n,
            actor: self.person,
            at: now(),
            schema: 1,
            payload: serde_json::to_value(intent).expect("an intent is JSON").into(),
        }
    }
}
