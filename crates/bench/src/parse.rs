//! Quick add: what a keystroke costs, over all lines of the golden files.

use std::collections::BTreeMap;
use std::hint::black_box;

use anyhow::{Context, Result};
use goodturn_domain::WorkingCalendar;
use goodturn_domain::quick_add::{DayParts, Directory, Language, QuickAddContext, parse};
use goodturn_test_support::monday;

use crate::device::person;
use crate::figures::{Figure, Times, timed};

/// How often each line is understood.
const ROUNDS: usize = 10;
const PEOPLE: usize = 2_000;

/// What people say, by language.
const GOLDEN: [(&str, &str); 4] = [
    ("en", include_str!("../../domain/src/quick_add/tests/golden/en.txt")),
    ("de", include_str!("../../domain/src/quick_add/tests/golden/de.txt")),
    ("fr", include_str!("../../domain/src/quick_add/tests/golden/fr.txt")),
    ("es", include_str!("../../domain/src/quick_add/tests/golden/es.txt")),
];

pub(crate) fn measure() -> Result<Figure> {
    let calendar = WorkingCalendar::weekdays(chrono_tz::Europe::Berlin);
    let directory = Directory::new((0..PEOPLE).map(|it| (person(it), format!("Helper{it} Example"))), []);
    let weights: BTreeMap<_, _> = (0..PEOPLE / 10).map(|it| (person(it), 1)).collect();
    let (mut parsed, mut divided) = (Vec::new(), Vec::new());
    for (tag, file) in GOLDEN {
        let context = QuickAddContext {
            language: Language::find(tag).context("quick add knows the language")?,
            now: monday(),
            calendar: &calendar,
            day_parts: DayParts::default(),
            me: Some(person(0)),
            directory: Some(&directory),
            weights: Some(&weights),
            catalogue: None,
            literal: &[],
        };
        let lines: Vec<String> = lines(file).collect();
        for line in std::iter::repeat_n(&lines, ROUNDS).flatten() {
            parsed.push(timed(|| black_box(parse(black_box(line), &context))).1);
            divided.push(timed(|| black_box(split(black_box(line)))).1);
        }
    }
    Ok(Figure::new("loop.parse_p99_us", Times::of(parsed).micros(99), "µs").over(Times::of(divided).micros(99)))
}

/// What somebody types, as `golden/en.txt` explains.
fn lines(file: &str) -> impl Iterator<Item = String> {
    let begin = file.find("\n== ").unwrap_or_default();
    file[begin..].lines().filter_map(|it| it.split_once(" => ")).map(|(line, _)| line.replace('⏎', "\n"))
}

/// The least that any grammar does: the words, in lower case.
fn split(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_lowercase).collect()
}
