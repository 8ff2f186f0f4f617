//! Whatever happens to a request: what its clocks tell is told once, in time, at work, and never in a pause.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use chrono_tz::UTC;
use goodturn_domain::clocks::{ClockKind, ClockState, ClockStep};
use goodturn_domain::person::Absence;
use goodturn_domain::policy::{Party, Standing};
use goodturn_domain::{
    Addressee, FollowUp, FollowUpState, Intent, Person, Priority, Records, ServiceLevel, ServiceRequestId, StageName,
    Timestamp, WorkingCalendar,
};
use goodturn_test_support::{Book, a_request, team, who, words};
use proptest::prelude::*;

use crate::clock_desk::{around, history, hours, judge_rings, level, looks, plan, with_level, works};
use crate::then::{acknowledge, deliver, not_yet};

/// Something that happens, and how long it is until the next.
#[derive(Clone, Debug)]
struct Happens {
    deed: usize,
    actor: usize,
    choice: usize,
    minutes: i64,
    is_looked_at: bool,
}

const ACTORS: [&str; 6] = ["anna", "sam", "tom", "lena", "ben", "kim"];

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let one = (0..24_usize, 0..ACTORS.len(), 0..6_usize, 0..700_i64, proptest::bool::weighted(0.7)).prop_map(
        |(deed, actor, choice, minutes, is_looked_at)| Happens { deed, actor, choice, minutes, is_looked_at },
    );
    proptest::collection::vec(one, 1..60)
}

fn does(book: &mut Book, it: &Happens, request: ServiceRequestId) {
    let actor = who(ACTORS[it.actor]);
    let other = who(ACTORS[it.choice]);
    let time = book.now.plus(TimeDelta::hours(1 + 9 * i64::try_from(it.choice).unwrap_or(0)));
    let intent = match it.deed {
        0 | 1 => acknowledge(request, time),
        2 => Intent::Acknowledge { request, promise: None, next_word: Some(time), words: None },
        3 => Intent::HandOver { request, to: Addressee::Person(other), reason: words("Yours") },
        4 => Intent::HandOver { request, to: Addressee::Team(team("legal")), reason: words("Yours") },
        5 | 6 => Intent::WaitOnRequester { request, question: words("Which?") },
        7 | 8 => Intent::Say { request, entry: book.fresh_entry(), words: words("Well"), mentions: [].into() },
        9 => Intent::Say { request, entry: book.fresh_entry(), words: words("Well"), mentions: [].into() },
        10 => deliver(request),
        11 => not_yet(request),
        12 => {
            let priority = if it.choice.is_multiple_of(2) { Priority::Urgent } else { Priority::Normal };
            Intent::ChangePriority { request, priority }
        }
        13 => {
            let until = book.now.plus(TimeDelta::hours(30));
            let substitute = Some(other).filter(|it| *it != actor);
            Intent::SetAbsence { person: actor, absence: Some(Absence { from: book.now, until, substitute }) }
        }
        14 => Intent::SetAbsence { person: actor, absence: None },
        15 => {
            let steps = u8::try_from(it.choice % 4).unwrap_or(0);
            let level = ServiceLevel { steps, next_word: hours(6), ..level() };
            Intent::SetServiceLevels { team: team("legal"), levels: vec![level.into()] }
        }
        16 => Intent::Withdraw { request, reason: None },
        17 => Intent::SetTeamCalendar { team: team("legal"), calendar: Some(WorkingCalendar::weekdays(UTC)) },
        18 => Intent::WaitOnOther { request, reason: words("The vendor") },
        _ => return,
    };
    drop(book.tries(actor, intent));
}

fn sees(book: &Book, person: &Person, request: ServiceRequestId) -> bool {
    let memberships = book.list_memberships(person.id).expect("a book can be read").into_iter().collect();
    let standing = Standing { person: person.id, role: person.role, is_respect_officer: false, memberships };
    standing.parties(book.request(request)).contains(&Party::Viewer)
}

/// Everything that has to hold for what was just told, judged by the clocks alone.
fn judge(book: &Book, request: ServiceRequestId, made: &FollowUp) -> Result<(), TestCaseError> {
    let about = made.clock.expect("a clock made it");
    let clocks = history(book, request, &around(book)).latest(book.now);
    let clock = clocks.iter().find(|it| it.kind == about.run.clock && it.started_at == about.run.since);
    let clock = clock.ok_or_else(|| TestCaseError::fail(format!("there is no such clock: {made:?}")))?;
    prop_assert_eq!(clock.stopped_at, None);
    prop_assert!(clock.state != ClockState::Paused);
    let stage = book.request(request).stage.name();
    prop_assert!(!stage.is_final() && !matches!(stage, StageName::Delivered | StageName::WaitingOnRequester));
    let moment = if about.step == ClockStep::DueSoon { clock.warn_at } else { clock.due };
    prop_assert!(moment.is_some_and(|it| it <= book.now && it <= made.due), "before its moment: {:?}", made);
    if matches!(about.step, ClockStep::Colleague | ClockStep::Lead) {
        prop_assert!(clock.due.is_some_and(|due| made.due > due), "who serves it has had no time: {:?}", made);
    }
    let owner = book.people().find(|it| it.id == made.owner).expect("they are there");
    prop_assert_eq!(owner.calendar.next_working_instant(made.due), made.due, "outside of their hours");
    prop_assert!(owner.absence.is_none_or(|it| made.due < it.from || it.until <= made.due), "while they are away");
    prop_assert!(sees(book, owner, request) && owner.id != book.request(request).requester);
    Ok(())
}

fn has_stopped_unheard(follow_up: &FollowUp) -> bool {
    matches!(follow_up.state, FollowUpState::Stopped { at } if at < follow_up.due)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_each_step_is_told_once_in_time_at_work_and_never_in_a_pause(
        happens in happenings(),
        is_of_team in any::<bool>(),
        is_private in any::<bool>(),
    ) {
        let mut book = with_level(ServiceLevel { next_word: hours(6), ..level() });
        works(&mut book, "sam", 7, 15);
        works(&mut book, "tom", 14, 22);
        let asked = if is_of_team { a_request().to_team(team("legal")) } else { a_request().to(who("sam")) };
        let request = book.ask(who("anna"), if is_private { asked.private() } else { asked });
        let mut told = BTreeSet::new();
        for it in &happens {
            book.wait(TimeDelta::minutes(it.minutes));
            if it.is_looked_at {
                // What stopped before it rang may be told anew.
                for unheard in book.follow_ups().filter(|it| has_stopped_unheard(it)) {
                    told.remove(&unheard.id);
                }
                for made in looks(&mut book, request) {
                    prop_assert!(told.insert(made.id), "told twice: {made:?}");
                    judge(&book, request, &made)?;
                }
                prop_assert_eq!(&plan(&book, request).operations, &[], "a look leaves nothing for the next one");
            }
            does(&mut book, it, request);
            judge_rings(&book, request)?;
        }
    }
}

/// How long after its answer came due somebody is away, and for how many days.
fn absences() -> impl Strategy<Value = Vec<Option<(i64, i64)>>> {
    proptest::collection::vec(proptest::option::of((-4..40_i64, 1..6_i64)), 3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_nobody_does_anything_about_is_told_to_somebody_exactly_once_for_each_step(
        begins in proptest::collection::vec(0..16_u16, 3),
        absences in absences(),
        is_of_team in any::<bool>(),
        pace in 10..300_i64,
        answer in 1..20_u32,
        delivery in 1..40_u32,
    ) {
        let level = ServiceLevel { acknowledge: hours(answer), deliver: hours(delivery), ..level() };
        let mut book = with_level(level);
        for (name, begin) in ["sam", "tom", "lena"].into_iter().zip(&begins) {
            works(&mut book, name, *begin, begin + 8);
        }
        let asked = if is_of_team { a_request().to_team(team("legal")) } else { a_request().to(who("sam")) };
        let request = book.ask(who("anna"), asked);
        let mut away: Vec<(&str, Timestamp, i64)> = Vec::new();
        for (name, absence) in ["sam", "tom", "lena"].into_iter().zip(&absences) {
            away.extend(absence.map(|(hour, days)| (name, book.now.plus(TimeDelta::hours(hour)), days)));
        }
        let end = book.now.plus(TimeDelta::days(35));
        while book.now < end {
            for (name, from, days) in away.extract_if(.., |(_, from, _)| *from <= book.now).collect::<Vec<_>>() {
                let until = from.plus(TimeDelta::days(days));
                let absence = Some(Absence { from, until, substitute: None });
                drop(book.tries(who(name), Intent::SetAbsence { person: who(name), absence }));
            }
            looks(&mut book, request);
            book.wait(TimeDelta::minutes(pace));
        }
        for clock in [ClockKind::Acknowledge, ClockKind::Deliver] {
            for (step, times) in [(ClockStep::Late, 1), (ClockStep::Colleague, 1), (ClockStep::Lead, u8::from(!is_of_team))] {
                let is_it = |it: &&FollowUp| it.clock.is_some_and(|it| it.run.clock == clock && it.step == step);
                let told: Vec<&FollowUp> = book.follow_ups().filter(is_it).collect();
                prop_assert_eq!(told.len(), usize::from(times), "{:?} of {:?}: {:?}", step, clock, told);
            }
        }
    }
}
