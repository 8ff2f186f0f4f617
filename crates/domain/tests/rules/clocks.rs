//! The clocks of a request: cases that others have counted wrong, and the rules of `rules.md` §2 one by one.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use goodturn_domain::calendar::Interval;
use goodturn_domain::clocks::{Clock, ClockKind, ClockState, Happening, Reason, Terms, What, clocks};
use goodturn_domain::holiday::Country;
use goodturn_domain::{NextWordSince, ServiceLevel, Target, Timestamp, Title, WorkingCalendar};

const BERLIN: Tz = chrono_tz::Europe::Berlin;

pub(crate) fn title(text: &str) -> Title {
    Title::new(text).expect("a short text")
}

/// A time in Berlin in November 2026: 23 November is a Monday.
fn at(day: u32, time: &str) -> Timestamp {
    let text = format!("2026-11-{day:02}T{time}:00+01:00");
    DateTime::parse_from_rfc3339(&text).expect("a time").to_utc().into()
}

fn level(acknowledge: Option<Target>, next_word: Option<Target>, deliver: Option<Target>) -> ServiceLevel {
    ServiceLevel { acknowledge, next_word, deliver, ..ServiceLevel::named(title("Usual")) }
}

fn hours(count: u32) -> Option<Target> {
    Some(Target::WorkingMinutes(count * 60))
}

fn days(count: u16) -> Option<Target> {
    Some(Target::WorkingDays(count))
}

fn weekdays(level: ServiceLevel) -> Vec<Terms> {
    let since = Timestamp::from_micros(0);
    vec![Terms { since, calendar: WorkingCalendar::weekdays(BERLIN), level: Some(level) }]
}

fn history(happenings: &[(u32, &str, What)]) -> Vec<Happening> {
    happenings.iter().map(|(day, time, what)| Happening { at: at(*day, time), what: *what }).collect()
}

/// The last clock of that kind.
fn clock(kind: ClockKind, happenings: &[(u32, &str, What)], terms: &[Terms], now: Timestamp) -> Clock {
    let found = clocks(&history(happenings), terms, now).into_iter().rfind(|it| it.kind == kind);
    found.expect("that clock was started")
}

#[test]
fn what_is_accepted_at_night_has_taken_no_working_time() {
    // GLPI 12167: asked at 22:00 and accepted at 22:05 was blank, or took for ever.
    let happenings = [(23, "22:00", What::Asked), (23, "22:05", What::Acknowledged)];

    let clock = clock(ClockKind::Acknowledge, &happenings, &weekdays(level(hours(4), None, None)), at(24, "12:00"));

    assert_eq!((clock.state, clock.counted), (ClockState::Met, TimeDelta::zero()));
    assert_eq!(clock.due, Some(at(24, "13:00")));
}

#[test]
fn a_pause_moves_the_due_time_by_the_working_time_inside_it() {
    // GLPI 10594 and 14937: the night of a pause was given away as well.
    let happenings = [
        (23, "10:00", What::Asked),
        (23, "11:00", What::Acknowledged),
        (23, "16:00", What::WaitingOnRequester),
        (24, "10:00", What::RequesterSaid),
    ];

    let clock = clock(ClockKind::Deliver, &happenings, &weekdays(level(None, None, hours(8))), at(24, "10:00"));

    // Six hours on Monday before the pause; two are left on Tuesday.
    assert_eq!((clock.due, clock.counted), (Some(at(24, "12:00")), TimeDelta::hours(6)));
}

#[test]
fn a_target_in_days_ends_with_the_working_day() {
    let due = |day, time| {
        let terms = weekdays(level(None, None, days(2)));
        clock(ClockKind::Deliver, &[(day, time, What::Asked)], &terms, at(day, time)).due
    };

    assert_eq!(due(23, "10:00"), Some(at(25, "17:00")));
    assert_eq!(due(26, "16:59"), Some(at(30, "17:00")), "over the weekend");
    assert_eq!(due(23, "06:00"), Some(at(25, "17:00")), "before work begins it is that day");
    assert_eq!(due(23, "20:00"), Some(at(26, "17:00")), "after work it is the next day");
    assert_eq!(due(28, "12:00"), due(30, "09:00"), "a Saturday belongs to Monday");
}

#[test]
fn a_target_of_no_days_is_the_end_of_the_same_day() {
    let terms = weekdays(level(days(0), None, None));

    let due = |day, time| clock(ClockKind::Acknowledge, &[(day, time, What::Asked)], &terms, at(day, time)).due;

    assert_eq!(due(23, "10:00"), Some(at(23, "17:00")));
    assert_eq!(due(23, "17:00"), Some(at(24, "17:00")));
}

#[test]
fn what_waits_on_the_requester_never_becomes_late() {
    // GLPI 24481: what was paused breached.
    let happenings = [(23, "09:00", What::Asked), (23, "16:59", What::WaitingOnRequester)];
    let terms = weekdays(level(None, None, hours(8)));

    let waiting = clock(ClockKind::Deliver, &happenings, &terms, at(27, "12:00"));
    assert_eq!((waiting.state, waiting.due), (ClockState::Paused, Some(at(27, "12:01"))));

    let answered = [&happenings[..], &[(27, "12:00", What::RequesterSaid)]].concat();
    let late = clock(ClockKind::Deliver, &answered, &terms, at(27, "12:02"));
    assert_eq!((late.state, late.due), (ClockState::Late, Some(at(27, "12:01"))));
}

#[test]
fn what_was_late_before_it_waited_stays_late() {
    let happenings = [(23, "09:00", What::Asked), (24, "09:00", What::WaitingOnRequester)];

    let clock = clock(ClockKind::Deliver, &happenings, &weekdays(level(None, None, hours(4))), at(25, "09:00"));

    assert_eq!((clock.state, clock.due), (ClockState::Late, Some(at(23, "13:00"))));
}

#[test]
fn time_between_a_delivery_and_not_yet_is_neither_work_nor_a_pause() {
    // GLPI 23359: the time in which a solution lay there was counted as work.
    let happenings = [
        (23, "09:00", What::Asked),
        (23, "11:00", What::Delivered),
        (25, "10:00", What::NotYet),
        (25, "11:00", What::Delivered),
    ];
    let terms = weekdays(level(None, None, hours(4)));

    let clock = clock(ClockKind::Deliver, &happenings, &terms, at(26, "09:00"));

    assert_eq!((clock.state, clock.counted, clock.due), (ClockState::Met, TimeDelta::hours(3), Some(at(25, "12:00"))));
    let between: Vec<_> =
        clock.spans(&terms, at(26, "09:00")).into_iter().filter(|it| it.reason == Reason::Delivered).collect();
    assert_eq!(between.iter().map(|it| (it.from, it.until)).collect::<Vec<_>>(), [(at(23, "11:00"), at(25, "10:00"))]);
}

#[test]
fn a_stricter_level_keeps_what_was_credited() {
    // GLPI 6902: with a higher priority the waiting was forgotten.
    let happenings =
        [(23, "09:00", What::Asked), (23, "10:00", What::WaitingOnRequester), (24, "10:00", What::RequesterSaid)];
    let mut terms = weekdays(level(None, None, hours(16)));
    terms.push(Terms { since: at(24, "11:00"), level: Some(level(None, None, hours(4))), ..terms[0].clone() });

    let before = clock(ClockKind::Deliver, &happenings, &terms, at(24, "10:30"));
    let after = clock(ClockKind::Deliver, &happenings, &terms, at(24, "11:30"));

    assert_eq!(before.due, Some(at(25, "17:00")));
    assert_eq!(after.due, Some(at(24, "13:00")), "one hour of Monday, and three of Tuesday");
}

#[test]
fn what_was_over_keeps_the_level_that_held_then() {
    let happenings = [(23, "09:00", What::Asked), (23, "12:00", What::Acknowledged)];
    let mut terms = weekdays(level(hours(4), None, None));
    terms.push(Terms { since: at(24, "09:00"), level: Some(level(hours(1), None, None)), ..terms[0].clone() });

    let clock = clock(ClockKind::Acknowledge, &happenings, &terms, at(25, "09:00"));

    assert_eq!((clock.state, clock.target), (ClockState::Met, hours(4)));
}

#[test]
fn a_changed_calendar_leaves_used_time_and_counts_the_rest_anew() {
    let mornings = WorkingCalendar::new(BERLIN, std::array::from_fn(|_| vec![Interval { from: 540, to: 720 }]));
    let mut terms = weekdays(level(None, None, hours(8)));
    terms.push(Terms { since: at(23, "14:00"), calendar: mornings, ..terms[0].clone() });

    let clock = clock(ClockKind::Deliver, &[(23, "09:00", What::Asked)], &terms, at(23, "15:00"));

    // Five hours of Monday are used; three are left, which is Tuesday's morning.
    assert_eq!((clock.counted, clock.due), (TimeDelta::hours(5), Some(at(24, "12:00"))));
}

#[test]
fn holidays_and_days_off_do_not_count_and_say_why() {
    let mut terms = weekdays(level(None, None, hours(8)));
    terms[0].calendar.holidays = Country::new("DE");
    terms[0].calendar.days_off.insert("2026-11-24".parse().expect("a date"), title("Company outing"));

    let clock = clock(ClockKind::Deliver, &[(23, "13:00", What::Asked)], &terms, at(23, "13:00"));

    assert_eq!(clock.due, Some(at(25, "13:00")));
    let spans = clock.spans(&terms, at(23, "13:00"));
    let named = spans.iter().find(|it| matches!(&it.reason, Reason::DayOff { name } if name == "Company outing"));
    assert_eq!(named.map(|it| (it.from, it.until)), Some((at(24, "00:00"), at(25, "00:00"))));
}

#[test]
fn a_handed_over_request_has_a_new_clock_for_its_answer_and_keeps_the_old_one() {
    let happenings = [(23, "09:00", What::Asked), (23, "10:00", What::HandedOver), (23, "12:00", What::Acknowledged)];
    let found = clocks(&history(&happenings), &weekdays(level(hours(4), None, hours(8))), at(23, "13:00"));

    let answers: Vec<_> = found.iter().filter(|it| it.kind == ClockKind::Acknowledge).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!((answers[0].state, answers[0].stopped_at), (ClockState::PassedOn, Some(at(23, "10:00"))));
    assert_eq!((answers[1].state, answers[1].started_at), (ClockState::Met, at(23, "10:00")));
    let delivery = found.iter().find(|it| it.kind == ClockKind::Deliver).expect("it runs on");
    assert_eq!(delivery.started_at, at(23, "09:00"));
}

#[test]
fn a_counter_offer_a_decline_and_a_reply_all_answer() {
    for what in [What::Offered, What::Declined, What::HelperSaid, What::Started] {
        let happenings = [(23, "09:00", What::Asked), (23, "10:00", what)];
        let clock = clock(ClockKind::Acknowledge, &happenings, &weekdays(level(hours(4), None, None)), at(23, "11:00"));
        assert_eq!((clock.state, clock.stopped_at), (ClockState::Met, Some(at(23, "10:00"))), "{what:?}");
    }
}

#[test]
fn the_next_word_counts_from_the_last_one() {
    let happenings = [(23, "09:00", What::Asked), (23, "10:00", What::Acknowledged), (23, "12:00", What::HelperSaid)];
    let terms = weekdays(level(None, days(1), None));

    let clock = clock(ClockKind::NextWord, &happenings, &terms, at(23, "13:00"));

    assert_eq!((clock.started_at, clock.due), (at(23, "12:00"), Some(at(24, "17:00"))));
}

#[test]
fn who_asks_again_does_not_win_the_team_any_time() {
    let happenings = [
        (23, "09:00", What::Asked),
        (23, "10:00", What::Acknowledged),
        (23, "12:00", What::RequesterSaid),
        (24, "12:00", What::RequesterSaid),
    ];
    let level = ServiceLevel { next_word_since: NextWordSince::LastQuestion, ..level(None, hours(4), None) };

    let clock = clock(ClockKind::NextWord, &happenings, &weekdays(level), at(24, "13:00"));

    assert_eq!((clock.started_at, clock.due, clock.state), (at(23, "12:00"), Some(at(23, "16:00")), ClockState::Late));
}

#[test]
fn a_promise_is_an_absolute_instant_that_no_pause_moves() {
    let due = at(24, "15:00");
    let happenings = [
        (23, "09:00", What::Asked),
        (23, "10:00", What::Acknowledged),
        (23, "10:00", What::Promised { due }),
        (23, "11:00", What::WaitingOnRequester),
        (24, "14:00", What::RequesterSaid),
    ];

    let clock = clock(ClockKind::Promise, &happenings, &weekdays(level(None, None, None)), at(24, "16:00"));

    assert_eq!((clock.due, clock.state), (Some(due), ClockState::Late));
}

#[test]
fn a_warning_comes_at_three_quarters_or_a_working_day_before_whichever_is_later() {
    let warn_at = |target, day, time| {
        let terms = weekdays(level(None, None, target));
        clock(ClockKind::Deliver, &[(day, time, What::Asked)], &terms, at(day, time)).warn_at
    };

    assert_eq!(warn_at(hours(4), 23, "09:00"), Some(at(23, "12:00")));
    assert_eq!(warn_at(hours(4), 23, "22:00"), Some(at(24, "12:00")));
    // 75 % of eighty hours lie half a week before the end; one working day before is later.
    assert_eq!(warn_at(hours(80), 9, "09:00"), Some(at(19, "17:00")));
}

#[test]
fn a_pause_moves_the_warning_as_well_and_what_is_over_keeps_its_own() {
    let happenings = [
        (23, "09:00", What::Asked),
        (23, "10:00", What::WaitingOnRequester),
        (23, "12:00", What::RequesterSaid),
        (23, "12:30", What::Delivered),
    ];

    let clock = clock(ClockKind::Deliver, &happenings, &weekdays(level(None, None, hours(4))), at(24, "09:00"));

    assert_eq!((clock.due, clock.warn_at), (Some(at(23, "15:00")), Some(at(23, "14:00"))));
}

#[test]
fn a_clock_without_a_target_counts_and_is_never_due() {
    let happenings = [(23, "09:00", What::Asked), (23, "12:00", What::Delivered)];

    let clock = clock(ClockKind::Deliver, &happenings, &weekdays(level(None, None, None)), at(23, "13:00"));

    assert_eq!((clock.due, clock.state, clock.counted), (None, ClockState::Met, TimeDelta::hours(3)));
}

#[test]
fn a_calendar_without_hours_counts_nothing_and_is_never_due() {
    let terms = [Terms {
        since: Timestamp::from_micros(0),
        calendar: WorkingCalendar::new(BERLIN, Default::default()),
        level: Some(level(hours(4), None, days(2))),
    }];

    let clock = clock(ClockKind::Deliver, &[(23, "09:00", What::Asked)], &terms, at(30, "09:00"));

    assert_eq!((clock.due, clock.state, clock.counted), (None, ClockState::Running, TimeDelta::zero()));
}
