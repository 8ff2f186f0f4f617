//! What processes tell each other, and what this one knows of it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

/// How far the history has come, and how often sessions may have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) head: u64,
    pub(crate) standings: u64,
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.head, self.standings)
    }
}

impl FromStr for News {
    type Err = ();

    /// What a newer version says besides is passed over.
    fn from_str(words: &str) -> Result<Self, ()> {
        let mut numbers = words.split(' ').map(|word| word.parse().map_err(|_| ()));
        let mut next = || numbers.next().ok_or(())?;
        Ok(Self { head: next()?, standings: next()? })
    }
}

/// What this process knows, its own commits and those of others.
#[derive(Debug)]
pub(crate) struct Newsroom {
    head: watch::Sender<u64>,
    /// What this process has done, for the bus.
    own: watch::Sender<News>,
    /// The last count of standings that was looked at.
    standings: AtomicU64,
    /// Counts what others may have ended.
    elsewhere: watch::Sender<u64>,
}

impl Newsroom {
    /// Where everything stands at the start.
    pub(crate) fn new(news: News) -> Arc<Self> {
        Arc::new(Self {
            head: watch::Sender::new(news.head),
            own: watch::Sender::new(news),
            standings: AtomicU64::new(news.standings),
            elsewhere: watch::Sender::new(0),
        })
    }

    /// The number of the last commit, whoever made it, and when it changes.
    pub(crate) fn head(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// When sessions may have ended by what others did.
    pub(crate) fn elsewhere(&self) -> watch::Receiver<u64> {
        self.elsewhere.subscribe()
    }

    pub(super) fn own(&self) -> watch::Receiver<News> {
        self.own.subscribe()
    }

    /// This process has committed up to `head`.
    pub(crate) fn committed(&self, head: u64) {
        self.reach(head);
        self.own.send_if_modified(|own| raise(&mut own.head, head));
    }

    /// This process has counted what may have ended sessions, which it has looked at itself.
    pub(super) fn raised(&self, version: u64) {
        // Unless others have counted in between: what they ended is not looked at yet.
        let before = version.saturating_sub(1);
        let _ = self.standings.compare_exchange(before, version, Ordering::SeqCst, Ordering::SeqCst);
        self.own.send_if_modified(|own| raise(&mut own.standings, version));
    }

    /// What others told, or the database.
    pub(super) fn hear(&self, news: News) {
        self.reach(news.head);
        if self.standings.fetch_max(news.standings, Ordering::SeqCst) < news.standings {
            self.elsewhere.send_modify(|count| *count += 1);
        }
    }

    fn reach(&self, head: u64) {
        self.head.send_if_modified(|known| raise(known, head));
    }
}

/// Whether it was lower.
fn raise(known: &mut u64, to: u64) -> bool {
    let is_lower = *known < to;
    *known = to.max(*known);
    is_lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_two_numbers_and_whatever_comes_after() {
        let news = News { head: 17, standings: 3 };

        assert_eq!(news.to_string().parse(), Ok(news));
        assert_eq!("17 3 more".parse(), Ok(news));
        for words in ["", "17", "17 x", "-1 2"] {
            assert_eq!(words.parse::<News>(), Err(()), "{words:?}");
        }
    }

    #[test]
    fn old_news_change_nothing() {
        let room = Newsroom::new(News { head: 10, standings: 1 });
        let (mut head, mut elsewhere) = (room.head(), room.elsewhere());

        room.hear(News { head: 9, standings: 1 });
        assert!(
            !head.has_changed().expect("the room is there") && !elsewhere.has_changed().expect("the room is there")
        );

        room.hear(News { head: 11, standings: 2 });
        assert_eq!(*head.borrow_and_update(), 11);
        assert!(elsewhere.has_changed().expect("the room is there"));
        elsewhere.mark_unchanged();
        room.hear(News { head: 11, standings: 2 });
        assert!(
            !head.has_changed().expect("the room is there") && !elsewhere.has_changed().expect("the room is there")
        );
    }

    #[test]
    fn what_a_process_ended_itself_it_does_not_look_at_twice() {
        let room = Newsroom::new(News::default());
        let elsewhere = room.elsewhere();

        room.raised(1);
        room.hear(News { head: 0, standings: 1 });
        assert!(!elsewhere.has_changed().expect("the room is there"));

        // Somebody else has counted 2 before we counted 3.
        room.raised(3);
        room.hear(News { head: 0, standings: 3 });
        assert!(elsewhere.has_changed().expect("the room is there"));
    }
}
