//! Narrowing and ordering lists: filters among all requests, and a queue by when answers are due.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use goodturn_domain::WorkingCalendar;
use goodturn_domain::finding::{Filter, Question, Surroundings};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use goodturn_test_support::monday;

use crate::device::{self, me};
use crate::figures::{Figure, Times, timed};

const RUNS: usize = 60;
const ROWS: u32 = 50;
const QUEUED: usize = 10_000;

/// What people type, with words and without.
const SEARCHES: [&str; 7] = [
    "stage:asked",
    "-stage:asked priority:normal",
    "is:late",
    "needed:any sort:due",
    "sort:priority",
    "coun stage:closed",
    "county stage:closed,delivered -label:x sort:changed",
];

pub(crate) fn measure(folder: &Path, requests: usize) -> Result<Vec<Figure>> {
    let folder = folder.join("finding");
    std::fs::create_dir_all(&folder)?;
    let filled = device::fill(&folder, requests)?;
    let replica = filled.open()?;
    let filtered = Times::of(filter(replica.storage())?);
    drop(replica);
    let team = device::queue(&filled, QUEUED)?;
    let replica = filled.open()?;
    let ((), first) = timed(|| replica.storage().time_answers());
    let queue = query(RequestList::Queues(vec![team]), "");
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let (listing, time) = timed(|| replica.storage().list_requests(&queue));
        ensure!(listing?.total as usize == QUEUED, "the queue has another length");
        times.push(time);
    }
    Ok(vec![
        Figure::new("finding.filter_p50_ms", filtered.millis(50), "ms"),
        Figure::new("finding.filter_p99_ms", filtered.millis(99), "ms").at_most(100.0),
        Figure::new("finding.queue_10k_p99_ms", Times::of(times).millis(99), "ms").at_most(30.0),
        Figure::new("finding.queue_10k_first_ms", first.as_secs_f64() * 1e3, "ms"),
    ])
}

fn filter(storage: &SqliteReplica) -> Result<Vec<Duration>> {
    let mut all = Vec::new();
    for text in SEARCHES {
        let asked = query(RequestList::Everyone, text);
        let (mut times, mut total) = (Vec::new(), 0);
        for _ in 0..RUNS {
            let (found, time) = timed(|| storage.list_requests(&asked));
            total = found?.total;
            times.push(time);
        }
        all.extend_from_slice(&times);
        let times = Times::of(times);
        eprintln!("  {text:<52} {total:>6} found, p50 {:.2} ms, p99 {:.2} ms", times.millis(50), times.millis(99));
    }
    Ok(all)
}

fn query(list: RequestList, text: &str) -> RequestQuery {
    let calendar = WorkingCalendar::weekdays(chrono_tz::UTC);
    let (filter, words, _): (Filter, String, _) = Question::parse(text).resolve(&Surroundings {
        calendar: &calendar,
        people: &|_| BTreeSet::new(),
        teams: &|_| BTreeSet::new(),
        when: &|_| None,
    });
    let text = Some(words).filter(|it| !it.is_empty());
    RequestQuery {
        list,
        me: me(),
        include_ended: filter.wants_ended(),
        text,
        filter,
        now: monday(),
        offset: 0,
        limit: ROWS,
    }
}
