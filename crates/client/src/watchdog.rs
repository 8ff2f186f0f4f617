//! Notices an outbox that does not move although the backend answers. That cannot happen by the
//! rules of the sync, so somebody has to hear of it when it does.

use std::time::Duration;

use tokio::time::Instant;

/// A healthy outbox is empty again within seconds; hours would be too late to say so.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Watches the operation that is next to be sent.
#[derive(Debug, Default)]
pub(crate) struct Watchdog {
    next: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    n: u64,
    since: Instant,
    is_told: bool,
}

/// What somebody has to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// It begins.
    Begins,
    /// It goes on, and was told.
    GoesOn,
    None,
}

impl Watchdog {
    /// The backend has answered, and operation `next` waits to be sent after it. `is_put_off` when
    /// the backend itself asked for it later.
    pub(crate) fn look(&mut self, next: Option<u64>, is_put_off: bool, now: Instant) -> Alarm {
        let Some(n) = next.filter(|_| !is_put_off) else {
            self.next = None;
            return Alarm::None;
        };
        let waiting = self.next.take().filter(|it| it.n == n);
        let mut waiting = waiting.unwrap_or(Waiting { n, since: now, is_told: false });
        let alarm = match (now.duration_since(waiting.since) >= PATIENCE, waiting.is_told) {
            (false, _) => Alarm::None,
            (true, false) => Alarm::Begins,
            (true, true) => Alarm::GoesOn,
        };
        waiting.is_told = alarm != Alarm::None;
        self.next = Some(waiting);
        alarm
    }

    /// The backend cannot be reached: time that passes now does not count.
    pub(crate) fn pause(&mut self, now: Instant) {
        if let Some(waiting) = &mut self.next {
            waiting.since = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outbox_that_does_not_move_for_ten_minutes_is_told_once() {
        let (mut watchdog, begun) = (Watchdog::default(), Instant::now());
        let mut look =
            |next, is_put_off, minutes: u64| watchdog.look(next, is_put_off, begun + Duration::from_secs(60 * minutes));

        assert_eq!(look(Some(7), false, 0), Alarm::None);
        assert_eq!(look(Some(7), false, 10), Alarm::Begins);
        assert_eq!(look(Some(7), false, 11), Alarm::GoesOn);
        assert_eq!(look(Some(8), false, 12), Alarm::None, "it moves again");
        assert_eq!(look(Some(8), true, 30), Alarm::None, "the backend heals and asked for it later");
        assert_eq!(look(None, false, 31), Alarm::None);
    }

    #[test]
    fn time_without_a_backend_does_not_count() {
        let (mut watchdog, begun) = (Watchdog::default(), Instant::now());
        watchdog.look(Some(7), false, begun);

        let later = begun + PATIENCE * 5;
        watchdog.pause(later);

        assert_eq!(watchdog.look(Some(7), false, later), Alarm::None);
    }
}
