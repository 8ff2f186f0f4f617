//! The calendars on the web that teams follow are read every day.

mod fetching;
mod public;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{Datelike, NaiveDate, TimeDelta};
use futures_util::StreamExt;
use futures_util::stream;
use goodturn_calendar_file::CalendarFileError;
use goodturn_domain::{
    Actor, CalendarAddress, CalendarProblem, CalendarReading, Entity, EntityKind, Intent, Operation, OperationId, Team,
    TeamId, Timestamp, Title,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, Head, StoreError};
use goodturn_sync::Verdict;

use crate::backend::Backend;
use fetching::{Fetched, Fetcher, Limits, Version};
use public::Reach;

/// Who has just said what to follow looks for its days soon.
const EVERY: Duration = Duration::from_secs(30);
/// With a clock that a test sets, a moved clock is noticed within this time.
const TEST_EVERY: Duration = Duration::from_millis(500);
/// So many are fetched at once, each from another host.
const AT_ONCE: usize = 4;
/// So many in one round: with every one of them slow, a round still ends within a minute.
const MOST_IN_A_ROUND: usize = 20;
/// How many teams are read at once.
const PAGE: usize = 500;
/// Days off change a few times a year.
const DAY: TimeDelta = TimeDelta::days(1);
/// Teams that follow calendars of one host do not come to it all at once.
const SPREAD: TimeDelta = TimeDelta::minutes(60);
/// How long it waits after a failure, after the next one, and then.
const AGAIN: [TimeDelta; 3] = [TimeDelta::hours(1), TimeDelta::hours(6), DAY];
/// How long it waits when what was read could not be kept: the host is not to blame, nor to be asked all the time.
const UNKEPT: TimeDelta = TimeDelta::minutes(5);

/// Reads what is due, until the backend stops. `from_private_networks` says whether calendars may lie in the network
/// of this machine.
pub(crate) async fn follow_calendars(backend: Arc<Backend>, from_private_networks: bool) {
    let reach = if from_private_networks { Reach::PRIVATE } else { Reach::PUBLIC };
    let fetcher = match Fetcher::new(reach, Limits::default()) {
        Ok(fetcher) => fetcher,
        Err(cause) => {
            tracing::warn!(%cause, "no calendar of a team can be read");
            return;
        }
    };
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(if cfg!(feature = "test-clock") { TEST_EVERY } else { EVERY });
    let mut watch = Watch::default();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = &mut stopped => return,
        }
        tokio::select! {
            () = read_due(&backend, &fetcher, &mut watch) => {}
            () = &mut stopped => return,
        }
    }
}

/// What this process knows of the calendars that are followed. Another one that takes over begins anew.
#[derive(Debug, Default)]
struct Watch {
    /// How far the history had come when the teams were read: a backend at rest reads nothing.
    head: Option<Head>,
    teams: Vec<Team>,
    feeds: BTreeMap<TeamId, Feed>,
}

/// A calendar that a team follows.
#[derive(Clone, Debug)]
struct Feed {
    address: CalendarAddress,
    next: Timestamp,
    failures: usize,
    version: Option<Known>,
}

/// What was read last, and in what year: the same text gives other days in another one.
#[derive(Clone, Debug)]
struct Known {
    version: Version,
    year: i32,
}

async fn read_due(backend: &Arc<Backend>, fetcher: &Fetcher, watch: &mut Watch) {
    if !backend.is_in_charge().await {
        *watch = Watch::default();
        return;
    }
    let now = backend.clock.now();
    let head = watch.head.clone();
    match backend.blocking(move |it| Ok(it.authority.storage().read(|tx| list_followers(tx, head))?)).await {
        Ok(None) => {}
        Ok(Some((head, teams))) => watch.take(head, teams, now),
        Err(error) => {
            tracing::warn!(?error, "what teams follow cannot be read; it is tried again");
            return;
        }
    }
    let due = watch.list_due(now);
    if due.is_empty() {
        return;
    }
    let readings = stream::iter(due)
        .map(|(team, feed)| async move {
            let read = read_one(fetcher, &team, &feed, now).await;
            (team, feed, read)
        })
        .buffer_unordered(AT_ONCE);
    let mut readings = pin!(readings);
    while let Some((team, feed, read)) = readings.next().await {
        let Some((operation, plan)) = watch.settle(&team, &feed, read, now) else { continue };
        match backend.writer.act(vec![(Actor::Server, operation)]).await {
            Ok(verdicts) if is_kept(&verdicts) => watch.plan(team.id, plan),
            problem => tracing::warn!(?problem, "what a calendar says could not be kept; it is read again"),
        }
    }
}

/// Whether everybody knows it by now.
fn is_kept(verdicts: &[Verdict]) -> bool {
    !verdicts.is_empty() && verdicts.iter().all(|it| matches!(it, Verdict::Applied { .. } | Verdict::Unchanged))
}

/// The teams that follow a calendar; none where nothing has happened since.
fn list_followers(tx: &dyn AuthorityRead, known: Option<Head>) -> Result<Option<(Head, Vec<Team>)>, StoreError> {
    let head = tx.head()?;
    if known.is_some_and(|it| it == head) {
        return Ok(None);
    }
    let (mut teams, mut after) = (Vec::new(), None);
    loop {
        let page = tx.list_entities(EntityKind::Team, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(Some((head, teams))) };
        after = Some(*last);
        for (_, body) in &page {
            // What another version has written is read by that one.
            let Ok(Entity::Team(team)) = Entity::from_json(EntityKind::Team, body) else { continue };
            teams.extend(Some(team).filter(|it| it.is_active && it.followed.is_some() && it.own_calendar().is_some()));
        }
    }
}

impl Watch {
    fn take(&mut self, head: Head, teams: Vec<Team>, now: Timestamp) {
        self.feeds.retain(|id, _| teams.iter().any(|it| it.id == *id));
        for team in &teams {
            let Some(followed) = &team.followed else { continue };
            let is_unread = followed.taken.is_none() && followed.trouble.is_none();
            // At a start nobody waits for what is known already.
            let next = if is_unread { now } else { now.plus(spread(team.id)) };
            let feed = Feed { address: followed.address.clone(), next, failures: 0, version: None };
            match self.feeds.entry(team.id) {
                Entry::Vacant(vacant) => drop(vacant.insert(feed)),
                Entry::Occupied(mut known) if known.get().address != feed.address => drop(known.insert(feed)),
                // Somebody has stopped following it and begun again, or says that it is to be tried again.
                Entry::Occupied(mut known) if is_unread => drop(known.insert(feed)),
                Entry::Occupied(_) => {}
            }
        }
        (self.head, self.teams) = (Some(head), teams);
    }

    /// What is due, those first that were never read, one of each host.
    fn list_due(&self, now: Timestamp) -> Vec<(Team, Feed)> {
        let is_unread = |team: &Team| team.followed.as_ref().is_some_and(|it| it.taken.is_none());
        let feed = |team: &Team| self.feeds.get(&team.id).filter(|it| it.next <= now).cloned();
        let mut due: Vec<_> = self.teams.iter().filter_map(|team| Some((team.clone(), feed(team)?))).collect();
        due.sort_by_key(|(team, feed)| (!is_unread(team), feed.next));
        let mut hosts = BTreeSet::new();
        due.retain(|(_, feed)| hosts.insert(feed.address.host().to_lowercase()));
        due.truncate(MOST_IN_A_ROUND);
        due
    }

    fn plan(&mut self, team: TeamId, plan: Feed) {
        self.feeds.insert(team, plan);
    }

    /// Plans the next reading, and tells what is to be kept of this one, and the plan for once that is kept. Until
    /// then nothing counts as read: the host would say that it has nothing new.
    fn settle(&mut self, team: &Team, feed: &Feed, read: Read, now: Timestamp) -> Option<(Operation, Feed)> {
        let known = self.feeds.get(&team.id)?.clone();
        let (reading, version) = match read {
            Read::Unchanged => {
                self.plan(team.id, Feed { next: now.plus(DAY), failures: 0, ..known });
                return None;
            }
            Read::Days(days, version) => (CalendarReading::Days(days), version),
            Read::Problem(problem) => (CalendarReading::Problem(problem), None),
        };
        let is_problem = matches!(reading, CalendarReading::Problem(_));
        let failures = if is_problem { known.failures + 1 } else { 0 };
        let wait = if is_problem { AGAIN[failures.min(AGAIN.len()) - 1] } else { DAY };
        let plan = Feed { next: now.plus(wait), failures, version, ..known.clone() };
        // One that was read before may fail once without everybody hearing of it.
        let is_passing = failures == 1 && team.followed.as_ref().is_some_and(|it| it.taken.is_some());
        if is_passing || team.after_reading(&feed.address, &reading, now).is_none() {
            self.plan(team.id, plan);
            return None;
        }
        self.plan(team.id, Feed { next: now.plus(UNKEPT), version: None, ..known });
        let id = OperationId::derived(team.id.uuid(), &format!("calendar:{}", now.micros()));
        let intent = Intent::TakeCalendar { team: team.id, address: feed.address.clone(), reading };
        Some((Operation { id, at: now, intent }, plan))
    }
}

/// So much later than others, always the same for a team.
fn spread(team: TeamId) -> TimeDelta {
    let drawn = i32::from(team.uuid().as_bytes()[15]);
    SPREAD * drawn / 256
}

/// What came of a reading.
enum Read {
    /// It says what it said the last time.
    Unchanged,
    Days(BTreeMap<NaiveDate, Title>, Option<Known>),
    Problem(CalendarProblem),
}

async fn read_one(fetcher: &Fetcher, team: &Team, feed: &Feed, now: Timestamp) -> Read {
    let today = team.own_calendar().map_or_else(|| now.to_utc().date_naive(), |it| it.local(now).date_naive());
    let year = today.year();
    let is_in_trouble = team.followed.as_ref().is_none_or(|it| it.trouble.is_some());
    let known = feed.version.as_ref().filter(|it| it.year == year && feed.failures == 0 && !is_in_trouble);
    let (text, version) = match fetcher.fetch(&feed.address, known.map(|it| &it.version)).await {
        Ok(Fetched::Unchanged) => return Read::Unchanged,
        Ok(Fetched::Text { text, version }) => (text, version),
        Err(problem) => {
            // The rest of an address may hold what is nobody else's business.
            tracing::info!(team = %team.id, host = feed.address.host(), ?problem, "a calendar could not be read");
            return Read::Problem(problem);
        }
    };
    // A text of a megabyte takes a while, and one that means harm a long one.
    let read = tokio::task::spawn_blocking(move || goodturn_calendar_file::read(&text, today)).await;
    let known = version.map(|version| Known { version, year });
    match read {
        Ok(Ok(days)) => Read::Days(days, known),
        Ok(Err(error)) => Read::Problem(problem_of(&error)),
        Err(cause) => {
            tracing::warn!(%cause, host = feed.address.host(), "reading a calendar has failed");
            Read::Problem(CalendarProblem::NotACalendar)
        }
    }
}

fn problem_of(error: &CalendarFileError) -> CalendarProblem {
    match error {
        CalendarFileError::Unreadable(_) => CalendarProblem::NotACalendar,
        CalendarFileError::TooLarge { .. } => CalendarProblem::TooLarge,
        CalendarFileError::Empty => CalendarProblem::Empty,
        CalendarFileError::TooManyDays { .. } => CalendarProblem::TooManyDays,
    }
}

#[cfg(test)]
mod tests;
