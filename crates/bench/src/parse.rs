//! Quick add: what a keystroke costs.

use std::hint::black_box;

use anyhow::{Context, Result};
use goodturn_domain::WorkingCalendar;
use goodturn_domain::quick_add::{DayParts, Directory, Language, QuickAddContext, parse};
use goodturn_test_support::monday;

use crate::device::person;
use crate::figures::{Figure, Times, timed};

const RUNS: usize = 5_000;
const PEOPLE: usize = 2_000;
const LINE: &str = "Riparian grant for listing 4471 @helper17 due fri 3pm word wed 9:00 !high // the buyer asks";

pub(crate) fn measure() -> Result<Figure> {
    let calendar = WorkingCalendar::weekdays(chrono_tz::Europe::Berlin);
    let directory = Directory::new((0..PEOPLE).map(|it| (person(it), format!("Helper{it} Example"))), []);
    let context = QuickAddContext {
        language: Language::find("en").context("English is known")?,
        now: monday(),
        calendar: &calendar,
        day_parts: DayParts::default(),
        me: Some(person(0)),
        directory: Some(&directory),
        catalogue: None,
        literal: &[],
    };
    let parsed = (0..RUNS).map(|_| timed(|| black_box(parse(black_box(LINE), &context))).1).collect();
    let split = (0..RUNS).map(|_| timed(|| black_box(split(black_box(LINE)))).1).collect();
    Ok(Figure::new("loop.parse_p99_us", Times::of(parsed).micros(99), "µs").over(Times::of(split).micros(99)))
}

/// The least that any grammar does: the words, in lower case.
fn split(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_lowercase).collect()
}
