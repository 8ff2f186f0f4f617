//! Follow-ups ring once, when they are to, and at work; whatever the machine, the clocks and the calendar do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use chrono_tz::Tz;
use goodturn_domain::calendar::Interval;
use goodturn_domain::person::Absence;
use goodturn_domain::ringing::{Ringing, rings_at_work};
use goodturn_domain::{
    DeviceId, Entity, FollowUp, FollowUpId, FollowUpReason, FollowUpState, Intent, Person, Records, Timestamp,
    WorkingCalendar,
};
use goodturn_test_support::{Book, monday, who};
use proptest::prelude::*;
use uuid::Uuid;

use crate::clock_desk::at;

const BERLIN: Tz = chrono_tz::Europe::Berlin;
const REASONS: [FollowUpReason; 5] = [
    FollowUpReason::Promise,
    FollowUpReason::NextWord,
    FollowUpReason::Confirm,
    FollowUpReason::Reminder,
    FollowUpReason::Late,
];

fn sam() -> Person {
    Book::founded().people().find(|it| it.id == who("sam")).expect("he is there").clone()
}

fn follow_up(number: u128, reason: FollowUpReason, due: Timestamp, matters_until: Option<Timestamp>) -> FollowUp {
    FollowUp {
        id: FollowUpId::new(Uuid::from_u128(number)),
        owner: who("sam"),
        reason,
        request: None,
        words: None,
        made_at: monday(),
        due,
        state: FollowUpState::Open { rung: false },
        clock: None,
        matters_until,
        rung_by: None,
    }
}

fn promise(due: Timestamp, until: Timestamp) -> FollowUp {
    follow_up(1, FollowUpReason::Promise, due, Some(until))
}

#[test]
fn a_promise_of_monday_rings_at_the_beginning_of_work_and_not_in_the_night() {
    let in_the_night = promise(at(6, 23, 0), at(7, 15, 0));

    assert_eq!(rings_at_work(&in_the_night, Some(&sam())), Some(at(7, 9, 0)));
}

#[test]
fn a_promise_for_before_work_rings_in_the_last_hour_of_the_day_before() {
    let early = promise(at(2, 6, 0), at(2, 8, 0));

    assert_eq!(rings_at_work(&early, Some(&sam())), Some(at(1, 16, 0)));
}

#[test]
fn what_comes_due_while_somebody_is_away_rings_before_they_go() {
    let absence = Absence { from: at(2, 0, 0), until: at(9, 0, 0), substitute: None };
    let away = Person { absence: Some(absence), ..sam() };

    assert_eq!(rings_at_work(&promise(at(3, 10, 0), at(4, 10, 0)), Some(&away)), Some(at(1, 16, 0)));
    let delivered = follow_up(1, FollowUpReason::Confirm, at(3, 10, 0), None);
    assert_eq!(rings_at_work(&delivered, Some(&away)), Some(at(9, 9, 0)), "what can wait waits until they are back");
}

#[test]
fn who_never_works_before_it_matters_is_reminded_when_it_was_to() {
    let of_the_evening = FollowUp { made_at: at(4, 18, 0), ..promise(at(5, 20, 0), at(6, 12, 0)) };

    assert_eq!(rings_at_work(&of_the_evening, Some(&sam())), Some(at(5, 20, 0)));
    assert_eq!(rings_at_work(&of_the_evening, None), Some(at(5, 20, 0)), "as for whom nobody knows");
}

#[test]
fn what_somebody_set_or_put_off_themselves_rings_exactly_then() {
    let night = at(6, 2, 30);
    let reminder = follow_up(1, FollowUpReason::Reminder, night, None);
    assert_eq!(rings_at_work(&reminder, Some(&sam())), Some(night));

    let state = FollowUpState::Snoozed { until: night, rung: false };
    let put_off = FollowUp { state, ..promise(at(2, 10, 0), at(20, 10, 0)) };
    assert_eq!(rings_at_work(&put_off, Some(&sam())), Some(night));
}

#[test]
fn hours_are_those_of_the_wall_when_clocks_change() {
    let owner = Person { calendar: WorkingCalendar::weekdays(BERLIN), ..sam() };
    let sunday = WorkingCalendar::weekdays(BERLIN).at_minutes("2027-03-28".parse().expect("a date"), 20 * 60);

    let rings = rings_at_work(&promise(sunday, sunday.plus(TimeDelta::days(3))), Some(&owner));

    assert_eq!(rings, Some(sunday.plus(TimeDelta::hours(13))), "at 09:00 of summer");
}

#[test]
fn a_calendar_that_changes_moves_what_has_not_rung() {
    let late = promise(at(1, 20, 0), at(3, 12, 0));
    let mut ringing = Ringing::of(Some(sam()), [&late]);
    assert_eq!(ringing.next(), Some(at(2, 9, 0)));

    let mut evening = sam();
    evening.calendar.week = std::array::from_fn(|_| vec![Interval { from: 18 * 60, to: 22 * 60 }]);
    ringing = Ringing::of(Some(evening), [&late]);

    assert_eq!(ringing.next(), Some(at(1, 20, 0)));
    assert_eq!(ringing.look(at(1, 20, 0)), [late.id]);
}

#[test]
fn the_first_device_that_rings_stands() {
    let mut book = Book::founded();
    let device = |number| DeviceId::new(Uuid::from_u128(number));
    let reminder = follow_up(1, FollowUpReason::Reminder, at(1, 9, 0), None);
    book.put(reminder.clone());
    let ring = |by| Intent::Ring { follow_up: reminder.id, asked_at: reminder.due, by };

    book.does(who("sam"), ring(Some(device(1))));
    book.does(who("sam"), ring(Some(device(2))));

    let stands = book.follow_ups().find(|it| it.id == reminder.id).expect("it is there");
    assert_eq!(stands.rung_by, Some(device(1)));
    assert!(stands.was_rung_elsewhere(device(2)) && !stands.was_rung_elsewhere(device(1)));
}

/// A device that sleeps now and then, has a book of its own, and exchanges with the server when it can.
struct Device {
    ringing: Ringing,
    id: DeviceId,
    book: Book,
    unsent: Vec<FollowUpId>,
    /// What it has rung and not shown: until the server has said who was first.
    pending: Vec<FollowUpId>,
    asleep_until: Timestamp,
    offline_until: Timestamp,
    /// How much of what rang it has heard of.
    heard: usize,
}

/// Where devices exchange, and what rang by it, in turn.
struct Server {
    book: Book,
    rung: Vec<FollowUpId>,
}

impl Device {
    fn new(number: u128, owner: &Person, book: &Book) -> Self {
        Self {
            ringing: Ringing::of(Some(owner.clone()), book.follow_ups()),
            id: DeviceId::new(Uuid::from_u128(number)),
            book: book.clone(),
            unsent: Vec::new(),
            pending: Vec::new(),
            asleep_until: monday(),
            offline_until: monday(),
            heard: 0,
        }
    }

    /// Rings what is due and not known to have rung.
    fn looks(&mut self, now: Timestamp) {
        self.book.now = now;
        for id in self.ringing.look(now) {
            if rings(&mut self.book, id, self.id) {
                self.unsent.push(id);
                self.pending.push(id);
            }
        }
    }

    /// Sends what it has rung, and takes in what rang elsewhere.
    fn exchanges(&mut self, server: &mut Server) {
        for id in std::mem::take(&mut self.unsent) {
            if rings(&mut server.book, id, self.id) {
                server.rung.push(id);
            }
        }
        for id in &server.rung[self.heard..] {
            let known = find(&server.book, *id).expect("it is there");
            self.ringing.note(*id, Some(&known));
            self.book.put(known);
        }
        self.heard = server.rung.len();
    }

    /// Shows what it has rung, and was first with as far as it knows.
    fn shows(&mut self) -> Vec<FollowUpId> {
        let mut shown = std::mem::take(&mut self.pending);
        shown.retain(|id| find(&self.book, *id).is_some_and(|it| !it.was_rung_elsewhere(self.id)));
        shown
    }

    /// Nothing of what it was about to show is shown, and the next start works out everything anew.
    fn is_killed(&mut self, owner: &Person) -> Vec<FollowUpId> {
        self.ringing = Ringing::of(Some(owner.clone()), self.book.follow_ups());
        std::mem::take(&mut self.pending)
    }
}

fn find(book: &Book, id: FollowUpId) -> Option<FollowUp> {
    match book.find(id.into()) {
        Ok(Some(Entity::FollowUp(it))) => Some(it),
        _ => None,
    }
}

/// Whether it had not rung yet in that book.
fn rings(book: &mut Book, id: FollowUpId, by: DeviceId) -> bool {
    let Some(asked_at) = find(book, id).and_then(|it| it.rings_at()) else { return false };
    book.does(who("sam"), Intent::Ring { follow_up: id, asked_at, by: Some(by) });
    true
}

/// Numbers by chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn draw(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).expect("31 bits fit") % below
    }
}

/// What was shown when, whether by a device that knew what the server knows, and what a kill has cost.
#[derive(Default)]
struct Told {
    shown: Vec<(FollowUpId, Timestamp, bool)>,
    killed: BTreeSet<FollowUpId>,
    /// When a device was awake.
    awake: BTreeSet<Timestamp>,
}

fn a_week_on_two_devices(server: &mut Server, owner: &Person, dice: &mut Dice) -> Told {
    let mut devices = [1, 2].map(|number| Device::new(number, owner, &server.book));
    let mut told = Told::default();
    for minute in 0..14 * 24 * 60_i64 {
        let now = monday().plus(TimeDelta::minutes(minute));
        server.book.now = now;
        for device in &mut devices {
            if dice.draw(500) == 0 {
                device.asleep_until = now.plus(TimeDelta::minutes(dice.draw(900)));
            }
            if dice.draw(1_000) == 0 {
                device.offline_until = now.plus(TimeDelta::minutes(dice.draw(300)));
            }
            if device.asleep_until <= now {
                told.awake.insert(now);
                device.looks(now);
            }
        }
        // Whoever comes through first stands.
        if dice.draw(2) == 0 {
            devices.reverse();
        }
        for device in devices.iter_mut().filter(|it| it.asleep_until <= now) {
            let is_online = device.offline_until <= now;
            if is_online && (!device.pending.is_empty() || minute % 5 == 0) {
                device.exchanges(server);
            }
            if !device.pending.is_empty() && dice.draw(100) == 0 {
                told.killed.extend(device.is_killed(owner));
            }
            told.shown.extend(device.shows().into_iter().map(|id| (id, now, is_online)));
        }
    }
    told
}

#[test]
fn a_week_with_five_thousand_follow_ups_on_two_devices_rings_each_once() {
    let (owner, mut dice) = (sam(), Dice(17));
    let mut server = Server { book: Book::founded(), rung: Vec::new() };
    for number in 0..5_000 {
        let due = monday().plus(TimeDelta::minutes(dice.draw(7 * 24 * 60)));
        let reason = REASONS[usize::try_from(dice.draw(5)).expect("it is small")];
        let until = matches!(reason, FollowUpReason::Promise | FollowUpReason::NextWord)
            .then(|| due.plus(TimeDelta::minutes(dice.draw(3 * 24 * 60))));
        server.book.put(follow_up(number, reason, due, until));
    }
    let all: Vec<FollowUp> = server.book.follow_ups().cloned().collect();
    let due: BTreeMap<_, _> =
        all.iter().map(|it| (it.id, rings_at_work(it, Some(&owner)).expect("it rings"))).collect();

    let told = a_week_on_two_devices(&mut server, &owner, &mut dice);

    let mut online = BTreeSet::new();
    let knowing = told.shown.iter().filter(|(_, _, is_online)| *is_online);
    assert!(
        knowing.map(|(id, _, _)| id).all(|id| online.insert(*id)),
        "of devices that hear of each other one shows it"
    );
    let shown: BTreeSet<_> = told.shown.iter().map(|(id, _, _)| *id).collect();
    assert_eq!(shown.union(&told.killed).count(), 5_000, "none is missed but by a kill");
    assert!(server.book.follow_ups().all(|it| it.rings_at().is_none()), "and that one is in the list of the day");
    assert!(told.shown.iter().all(|(id, at, _)| *at >= due[id]), "none rings before its time");
    let at_once: BTreeSet<_> = told.shown.iter().filter(|(id, at, _)| *at == due[id]).map(|(id, _, _)| *id).collect();
    let is_expected = |(id, at): &(&FollowUpId, &Timestamp)| told.awake.contains(at) && !told.killed.contains(id);
    let expected: Vec<_> = due.iter().filter(is_expected).map(|(id, _)| *id).collect();
    assert!(
        expected.len() > 2_000 && expected.iter().all(|it| at_once.contains(it)),
        "and at their time while one is awake"
    );
    let waits = |it: &&FollowUp| it.reason == FollowUpReason::Confirm;
    assert!(all.iter().filter(waits).all(|it| owner.calendar.is_working(due[&it.id])), "and none at night");
}

/// The same, found by looking at every minute.
fn slowly(follow_up: &FollowUp, owner: &Person) -> Timestamp {
    let due = follow_up.due;
    if !matches!(follow_up.reason, FollowUpReason::Promise | FollowUpReason::NextWord | FollowUpReason::Confirm) {
        return due;
    }
    let minutes = |from: Timestamp| (0..40 * 24 * 60_i64).map(move |it| from.plus(TimeDelta::minutes(it)));
    let is_here = |at: &Timestamp| owner.calendar.is_working(*at) && !owner.is_away(*at);
    let next = minutes(due).find(is_here);
    let Some(until) = follow_up.matters_until else { return next.unwrap_or(due) };
    if let Some(next) = next.filter(|it| *it < until) {
        return next;
    }
    let from = follow_up.made_at.plus(TimeDelta::hours(1)).max(due.plus(TimeDelta::days(-30)));
    let worked: Vec<Timestamp> = minutes(from).take_while(|it| *it < due).filter(is_here).collect();
    let Some(last) = worked.last() else { return due };
    // The stretch that the last minute of work belongs to, and its last hour.
    let hour: Vec<_> = worked.iter().rev().take(60).collect();
    let unbroken = hour.windows(2).take_while(|it| it[0].since(*it[1]) == TimeDelta::minutes(1)).count();
    last.plus(TimeDelta::minutes(-i64::try_from(unbroken).expect("at most an hour")))
}

fn owners() -> impl Strategy<Value = Person> {
    let day = proptest::option::of((0..12_u16, 1..8_u16, 0..4_u16, 1..4_u16));
    let week = proptest::collection::vec(day, 7);
    let absence = proptest::option::of((0..20 * 24 * 4_i64, 1..10 * 24 * 4_i64));
    let zones = prop_oneof![Just(chrono_tz::UTC), Just(BERLIN), Just(chrono_tz::Australia::Lord_Howe)];
    (week, absence, zones).prop_map(|(week, absence, zone)| {
        let day = |it: &Option<(u16, u16, u16, u16)>| {
            let Some((from, hours, pause, more)) = *it else { return Vec::new() };
            let end = from + hours;
            let first = Interval { from: from * 60, to: end * 60 };
            let second = Interval { from: (end + pause + 1) * 60, to: (end + pause + 1 + more) * 60 };
            [first, second].into_iter().filter(|it| it.to <= 24 * 60).collect()
        };
        let quarter = |it: i64| monday().plus(TimeDelta::minutes(15 * it));
        let absence = absence.map(|(from, length)| Absence {
            from: quarter(from),
            until: quarter(from + length),
            substitute: None,
        });
        let calendar = WorkingCalendar::new(zone, std::array::from_fn(|index| day(&week[index])));
        Person { calendar, absence, ..sam() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn it_rings_when_looking_at_every_minute_says_so(
        owner in owners(),
        reason in 0..REASONS.len(),
        due in 60..20 * 24 * 60_i64,
        matters in proptest::option::of(0..5 * 24 * 60_i64),
    ) {
        let reason = REASONS[reason];
        let due = monday().plus(TimeDelta::minutes(due));
        let needs = matches!(reason, FollowUpReason::Promise | FollowUpReason::NextWord);
        let until = (needs || matters.is_some()).then(|| due.plus(TimeDelta::minutes(matters.unwrap_or(600))));
        let follow_up = follow_up(1, reason, due, until.filter(|_| reason != FollowUpReason::Confirm));

        prop_assert_eq!(rings_at_work(&follow_up, Some(&owner)), Some(slowly(&follow_up, &owner)));
    }
}
