//! What time it is, on a machine that sleeps and whose clock somebody may set.

use std::time::Duration;

use chrono::TimeDelta;

use crate::clock::Timestamp;

/// Clocks that are less apart are as good as each other.
const NOTABLE: TimeDelta = TimeDelta::minutes(5);
/// Whoever looks more often and finds more time gone has slept, or the clock was set.
const LEAP: TimeDelta = TimeDelta::minutes(1);
/// The longest that a machine that runs goes without a look.
const LONGEST_LOOK: Duration = Duration::from_secs(90);
/// A clock that is further ahead than after a night is asked about first.
const NIGHT: TimeDelta = TimeDelta::days(1);
/// So long the server is waited for, which cannot always be reached.
const PATIENCE: Duration = Duration::from_secs(2 * 60);
/// Nobody leaves a machine for longer: then the clock is wrong until the server says otherwise.
const ABSURD: TimeDelta = TimeDelta::days(90);

/// The clock of this machine, believed as far as it can be. It follows the server's where the two differ, and
/// does not leap ahead without a reason: what rang too early can not be taken back.
#[derive(Clone, Debug, Default)]
pub struct BelievedClock {
    last: Option<Look>,
    /// How far the server is ahead, where that is notable.
    skew: TimeDelta,
    doubt: Option<Doubt>,
    /// The clock was not set back since the server was heard.
    is_settled: bool,
}

/// What was seen when it was looked at.
#[derive(Clone, Copy, Debug)]
struct Look {
    wall: Timestamp,
    running: Duration,
    believed: Timestamp,
}

#[derive(Clone, Copy, Debug)]
struct Doubt {
    since: Duration,
    is_absurd: bool,
}

/// What it changes that the server said what time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Nothing,
    /// What is believed is another time.
    News,
    /// It is more than a day later by the server alone, and is not followed.
    Unlikely,
}

/// What it is believed to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Believed {
    pub now: Timestamp,
    /// The machine slept, or its clock was set: whatever follows from the time is to be looked at anew.
    pub has_leapt: bool,
}

impl BelievedClock {
    /// On a machine that has just started: when it was seen last, and how far the server was ahead then.
    pub fn starting(last_seen: Option<(Timestamp, TimeDelta)>) -> Self {
        let Some((seen, skew)) = last_seen else { return Self::default() };
        let look = Look { wall: seen.plus(-skew), running: Duration::ZERO, believed: seen };
        Self { last: Some(look), skew, doubt: None, is_settled: true }
    }

    /// The server said how far it is ahead of the clock of this machine as that is now. A server that is all at once
    /// far ahead of a clock that nobody set back is wrong itself.
    pub fn heard(&mut self, skew: TimeDelta) -> Heard {
        let skew = if skew.abs() > NOTABLE { skew } else { TimeDelta::zero() };
        let is_ahead_alone = skew > TimeDelta::zero() && skew - self.skew > NIGHT;
        if is_ahead_alone && self.is_settled {
            return Heard::Unlikely;
        }
        self.is_settled = true;
        let is_news = self.doubt.take().is_some() || (skew - self.skew).abs() > NOTABLE;
        self.skew = skew;
        if is_news { Heard::News } else { Heard::Nothing }
    }

    /// How far the server is ahead, as far as that is known and notable.
    pub fn skew(&self) -> TimeDelta {
        self.skew
    }

    /// What time it is believed to be, for whoever does not look on behalf of what rings.
    pub fn now(&self, wall: Timestamp, running: Duration) -> Timestamp {
        self.clone().look(wall, running).now
    }

    /// Looks at the clock of the machine, and for how long it has been running.
    pub fn look(&mut self, wall: Timestamp, running: Duration) -> Believed {
        let Some(last) = self.last else {
            let now = wall.plus(self.skew);
            self.last = Some(Look { wall, running, believed: now });
            return Believed { now, has_leapt: false };
        };
        let elapsed = running.saturating_sub(last.running);
        let ran = TimeDelta::from_std(elapsed).unwrap_or(TimeDelta::MAX);
        let leap = wall.since(last.wall) - ran;
        let is_set = leap.abs() > LEAP;
        let expected = last.believed.plus(ran);
        if is_set && wall.since(expected).abs() <= NOTABLE {
            // It was set right. Whoever only sleeps is as far from the server afterwards as before.
            self.skew = TimeDelta::zero();
        }
        self.is_settled &= leap >= -LEAP;
        let told = wall.plus(self.skew);
        self.judge(told.since(expected), is_set, running);
        let now = if self.doubt.is_some() { expected } else { told };
        self.last = Some(Look { wall, running, believed: now });
        Believed { now, has_leapt: is_set || elapsed > LONGEST_LOOK }
    }

    fn judge(&mut self, ahead: TimeDelta, is_set: bool, running: Duration) {
        // A clock that is known to be wrong has slept, or somebody set it: the server is asked which.
        let most = if self.skew.is_zero() { NIGHT } else { LEAP };
        if ahead <= most {
            self.doubt = None;
        } else if is_set {
            self.doubt = Some(Doubt { since: running, is_absurd: ahead > ABSURD });
        }
        let is_over = |it: &Doubt| !it.is_absurd && running.saturating_sub(it.since) >= PATIENCE;
        self.doubt = self.doubt.filter(|it| !is_over(it));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    /// A machine whose clock can be set, and which can sleep.
    struct Machine {
        clock: BelievedClock,
        wall: Timestamp,
        running: Duration,
    }

    impl Machine {
        fn running() -> Self {
            let mut machine = Self { clock: BelievedClock::default(), wall: START, running: Duration::from_secs(60) };
            machine.looks();
            machine
        }

        fn looks(&mut self) -> Believed {
            self.clock.look(self.wall, self.running)
        }

        /// Looks twice a minute.
        fn runs(&mut self, minutes: i64) -> Believed {
            for _ in 0..minutes * 2 {
                self.wall = self.wall.plus(TimeDelta::seconds(30));
                self.running += Duration::from_secs(30);
                self.looks();
            }
            self.looks()
        }

        /// Sleeps, or is set.
        fn leaps(&mut self, time: TimeDelta) -> Believed {
            self.wall = self.wall.plus(time);
            self.looks()
        }
    }

    fn now(at: Timestamp) -> Believed {
        Believed { now: at, has_leapt: false }
    }

    #[test]
    fn a_clock_that_runs_is_believed() {
        let mut machine = Machine::running();

        assert_eq!(machine.runs(10), now(START.plus(TimeDelta::minutes(10))));
    }

    #[test]
    fn a_night_is_slept_through_and_noticed() {
        let mut machine = Machine::running();
        let night = TimeDelta::hours(14);

        assert_eq!(machine.leaps(night), Believed { now: START.plus(night), has_leapt: true });
        assert_eq!(machine.looks(), now(START.plus(night)));
    }

    #[test]
    fn a_machine_that_counts_its_sleep_as_running_is_noticed_too() {
        let mut machine = Machine::running();
        machine.running += Duration::from_secs(8 * 3_600);

        let woke = machine.leaps(TimeDelta::hours(8));

        assert_eq!(woke, Believed { now: START.plus(TimeDelta::hours(8)), has_leapt: true });
    }

    #[test]
    fn after_a_weekend_the_server_is_asked_and_waited_for_two_minutes() {
        let weekend = TimeDelta::days(3);
        let mut offline = Machine::running();
        assert_eq!(offline.leaps(weekend).now, START);
        assert_eq!(offline.runs(1).now, START.plus(TimeDelta::minutes(1)));
        assert_eq!(offline.runs(1).now, START.plus(weekend + TimeDelta::minutes(2)));

        let mut online = Machine::running();
        online.leaps(weekend);
        online.clock.heard(TimeDelta::zero());
        assert_eq!(online.looks().now, START.plus(weekend));
    }

    #[test]
    fn a_clock_set_years_ahead_is_not_believed_until_the_server_says_the_same() {
        let years = TimeDelta::days(3_653);
        let mut machine = Machine::running();
        machine.leaps(years);
        assert_eq!(machine.runs(600).now, START.plus(TimeDelta::minutes(600)));

        machine.clock.heard(-years);
        assert_eq!(machine.runs(1).now, START.plus(TimeDelta::minutes(601)), "it goes by the server");

        machine.leaps(-years);
        assert_eq!(machine.runs(1).now, START.plus(TimeDelta::minutes(602)), "set right, it goes by itself");
    }

    #[test]
    fn a_clock_set_right_while_it_is_doubted_is_believed_at_once() {
        let years = TimeDelta::days(3_653);
        let mut machine = Machine::running();
        machine.leaps(years);

        assert_eq!(machine.leaps(-years).now, START);
        assert_eq!(machine.runs(5), now(START.plus(TimeDelta::minutes(5))));
    }

    #[test]
    fn a_clock_set_back_goes_by_the_server_as_soon_as_that_is_heard() {
        let years = TimeDelta::days(3_653);
        let mut machine = Machine::running();
        assert_eq!(machine.leaps(-years).now, START.plus(-years));

        assert_eq!(machine.clock.heard(years), Heard::News);
        assert_eq!(machine.clock.heard(years + TimeDelta::seconds(1)), Heard::Nothing, "the same again is no news");

        assert_eq!(machine.looks().now, START.plus(TimeDelta::seconds(1)));
    }

    #[test]
    fn a_few_minutes_apart_are_nothing() {
        let mut machine = Machine::running();

        machine.clock.heard(TimeDelta::minutes(4));

        assert_eq!(machine.looks(), now(START));
    }

    #[test]
    fn a_start_years_after_the_last_one_is_doubted_and_one_after_a_weekend_believed_soon() {
        let starts = |after: TimeDelta, minutes: i64| {
            let clock = BelievedClock::starting(Some((START, TimeDelta::zero())));
            Machine { clock, wall: START.plus(after), running: Duration::ZERO }.runs(minutes).now
        };

        assert_eq!(starts(TimeDelta::days(3), 3), START.plus(TimeDelta::days(3) + TimeDelta::minutes(3)));
        assert_eq!(starts(TimeDelta::days(3_653), 3), START.plus(TimeDelta::minutes(3)));
    }

    #[test]
    fn a_clock_that_is_ten_hours_ahead_sleeps_and_nothing_is_early() {
        let (ahead, sleep) = (TimeDelta::hours(10), TimeDelta::hours(8));
        let mut machine = Machine::running();
        machine.wall = START.plus(ahead);
        machine.clock = BelievedClock::default();
        machine.clock.heard(-ahead);
        assert_eq!(machine.looks().now, START);

        assert_eq!(machine.leaps(sleep).now, START, "the server is asked first");
        assert_eq!(machine.runs(1).now, START.plus(TimeDelta::minutes(1)));
        assert_eq!(machine.runs(1).now, START.plus(sleep + TimeDelta::minutes(2)), "it has slept");

        machine.leaps(sleep);
        machine.clock.heard(-ahead);
        assert_eq!(machine.looks().now, START.plus(sleep + sleep + TimeDelta::minutes(2)));
    }

    #[test]
    fn a_clock_that_is_ahead_at_the_next_start_is_known_to_be() {
        let (ahead, off) = (TimeDelta::hours(10), TimeDelta::hours(8));
        let starts = |minutes: i64| {
            let clock = BelievedClock::starting(Some((START, -ahead)));
            Machine { clock, wall: START.plus(ahead + off), running: Duration::ZERO }.runs(minutes).now
        };

        assert_eq!(starts(1), START.plus(TimeDelta::minutes(1)));
        assert_eq!(starts(3), START.plus(off + TimeDelta::minutes(3)));
    }

    #[test]
    fn a_server_that_is_days_ahead_of_a_clock_that_nobody_set_is_not_followed() {
        let mut machine = Machine::running();
        machine.clock.heard(TimeDelta::zero());

        assert_eq!(machine.clock.heard(TimeDelta::days(3)), Heard::Unlikely);

        assert_eq!(machine.looks().now, START);
        assert_eq!(machine.clock.heard(TimeDelta::hours(-2)), Heard::News);
        assert_eq!(machine.clock.heard(TimeDelta::zero()), Heard::News, "the server and the machine agree again");
        assert_eq!(machine.runs(1).now, START.plus(TimeDelta::minutes(1)));
    }

    #[test]
    fn the_time_is_told_without_a_look() {
        let mut machine = Machine::running();
        machine.clock.heard(TimeDelta::hours(-10));
        let wall = START.plus(TimeDelta::days(30));

        assert_eq!(machine.clock.now(wall, machine.running), START, "as a look would say");

        assert_eq!(machine.looks(), now(START.plus(TimeDelta::hours(-10))));
    }
}
