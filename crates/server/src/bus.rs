//! How processes that serve the same organization tell each other what they have committed.
//!
//! News are told after the commit and never within it, the first at once and then at most fifty
//! times a second. They are numbers that only grow: what comes twice, late or not at all does no
//! harm, since every process looks for itself every two seconds. So a broken bus costs those two
//! seconds and nothing else.

mod nats;
mod news;

use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use goodturn_store::StoreError;
use goodturn_store_postgres::{PostgresChannel, PostgresDatabase};
use thiserror::Error;
use tokio::time::{Instant, sleep, sleep_until};

use crate::attendance::Sign;
use crate::backend::Backend;
pub use nats::NatsAddress;
use nats::NatsLink;
pub(crate) use news::{News, Newsroom};

/// Between two news of a process: fifty a second are more than anybody can see.
const BETWEEN_NEWS: Duration = Duration::from_millis(20);
/// How often a process looks for itself.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Before a bus that broke is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// What carries news from process to process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bus {
    /// Nothing: there is one process, or two seconds are soon enough.
    None,
    /// The database, by NOTIFY.
    Postgres,
    /// A NATS server.
    Nats(NatsAddress),
}

impl FromStr for Bus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self::None),
            "postgres" => Ok(Self::Postgres),
            _ => text.parse().map(Self::Nats),
        }
    }
}

/// Why the bus carries nothing at the moment.
#[derive(Debug, Error)]
enum BusError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the NATS server: {0}")]
    Nats(std::io::Error),
    #[error("the connection ended")]
    Ended,
}

impl From<std::io::Error> for BusError {
    fn from(cause: std::io::Error) -> Self {
        Self::Nats(cause)
    }
}

/// What came over the bus.
enum Heard {
    News(News),
    Sign(Sign),
}

/// A connection to the bus.
enum Link {
    Postgres(PostgresChannel),
    Nats(NatsLink),
}

impl Link {
    async fn open(bus: &Bus, backend: &Backend, database: &PostgresDatabase) -> Result<Option<Self>, BusError> {
        let name = backend.organization.uuid().simple().to_string();
        Ok(match bus {
            Bus::None => None,
            Bus::Postgres => Some(Self::Postgres(database.join_channel(&format!("goodturn_{name}")).await?)),
            Bus::Nats(address) => Some(Self::Nats(NatsLink::open(address, &format!("goodturn.{name}")).await?)),
        })
    }

    async fn tell(&mut self, words: &str) -> Result<(), BusError> {
        match self {
            Self::Postgres(channel) => Ok(channel.tell(words).await?),
            Self::Nats(link) => Ok(link.tell(words).await?),
        }
    }

    /// What comes next. Words of another version are passed over.
    async fn hear(&mut self) -> Result<Heard, BusError> {
        loop {
            let words = match self {
                Self::Postgres(channel) => channel.hear().await,
                Self::Nats(link) => link.hear().await,
            };
            let words = words.ok_or(BusError::Ended)?;
            match (words.parse(), words.parse()) {
                (Ok(news), _) => return Ok(Heard::News(news)),
                (_, Ok(sign)) => return Ok(Heard::Sign(sign)),
                _ => {}
            }
        }
    }
}

/// Keeps this process in touch with the others until the backend stops.
pub(crate) async fn keep_in_touch(backend: Arc<Backend>, database: PostgresDatabase, bus: Bus) {
    let mut stopped = pin!(backend.stopped());
    let carried = async {
        loop {
            match carry(&backend, &database, &bus).await {
                Ok(()) => return std::future::pending().await,
                Err(error) => tracing::warn!(%error, "the bus carries nothing; changes of others come within seconds"),
            }
            sleep(TRY_AGAIN).await;
        }
    };
    tokio::select! {
        () = &mut stopped => {}
        () = carried => {}
        () = look(&backend) => {}
        () = raise_standings(&backend) => {}
    }
}

/// Tells and hears until the bus breaks; at once when there is none.
async fn carry(backend: &Backend, database: &PostgresDatabase, bus: &Bus) -> Result<(), BusError> {
    let Some(mut link) = Link::open(bus, backend, database).await? else { return Ok(()) };
    let (mut own, mut signs) = (backend.newsroom.own(), backend.attendance.own());
    // What was committed while nobody could be told.
    own.mark_changed();
    let mut quiet_until = Instant::now();
    loop {
        let next = async {
            sleep_until(quiet_until).await;
            own.changed().await
        };
        tokio::select! {
            heard = link.hear() => match heard? {
                Heard::News(news) => backend.newsroom.hear(news),
                Heard::Sign(sign) => backend.attendance.hear(sign, Instant::now()),
            },
            // What was missed is told again within seconds.
            Ok(sign) = signs.recv() => link.tell(&sign.to_string()).await?,
            changed = next => {
                if changed.is_err() {
                    return Ok(());
                }
                let news = *own.borrow_and_update();
                link.tell(&news.to_string()).await?;
                quiet_until = Instant::now() + BETWEEN_NEWS;
            }
        }
    }
}

/// Looks every two seconds what others have committed.
async fn look(backend: &Arc<Backend>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match backend.blocking(|it| Ok(it.read_news()?)).await {
            Ok(news) => backend.newsroom.hear(news),
            Err(error) => tracing::warn!(?error, "what others have committed cannot be read"),
        }
    }
}

/// Counts in the database what may have ended sessions here, so that others find it without a bus.
async fn raise_standings(backend: &Arc<Backend>) {
    let mut standings = backend.standings.subscribe();
    while standings.changed().await.is_ok() {
        standings.borrow_and_update();
        loop {
            match backend.blocking(|it| Ok(it.control.raise_standings()?)).await {
                Ok(version) => break backend.newsroom.raised(version),
                Err(error) => tracing::warn!(?error, "others do not learn yet that a session has ended"),
            }
            sleep(TRY_AGAIN).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bus_is_none_the_database_or_a_nats_server() {
        assert_eq!("none".parse(), Ok(Bus::None));
        assert_eq!("postgres".parse(), Ok(Bus::Postgres));
        assert!(matches!("nats://127.0.0.1:4222".parse(), Ok(Bus::Nats(_))));
        assert!("kafka://127.0.0.1".parse::<Bus>().is_err());
    }
}
