//! `goodturn parse`: what quick add understands of a line.

mod understood;

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use chrono_tz::Tz;
use goodturn_domain::quick_add::{DayParts, Language, QuickAddContext, parse};

use crate::moment::{Moment, moment, this_moment, working_calendar};
use understood::Understood;

/// Shows what quick add understands of a line.
///
/// Names are given as typed, spans in UTF-16 units. The exit code is 0 whatever the line says:
/// what is not understood is its title.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The language of the line, as a BCP 47 tag such as en or en-GB.
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: Language,
    /// The moment in which the line is typed, such as 2026-11-22T12:00; this moment by default.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<Moment>,
    /// The time zone, such as Europe/Berlin; by default that of the calendar, or else of this machine.
    #[arg(long)]
    zone: Option<Tz>,
    /// A JSON file with the working hours; Monday to Friday, 09:00 to 17:00, by default.
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// The line, or - to read it from standard input.
    #[arg(allow_hyphen_values = true)]
    text: String,
}

/// Understands the line and gives what is to be printed.
pub(crate) fn run(arguments: Arguments, json: bool) -> anyhow::Result<String> {
    let Arguments { lang, now, zone, calendar, text } = arguments;
    let calendar = working_calendar(calendar.as_deref(), zone)?;
    let line = if text == "-" { standard_input()? } else { text };
    let context = QuickAddContext {
        language: lang,
        now: now.map_or_else(this_moment, |it| it.instant(&calendar)),
        calendar: &calendar,
        day_parts: DayParts::default(),
        me: None,
        directory: None,
        weights: None,
        catalogue: None,
        literal: &[],
    };
    let understood = Understood::of(parse(&line, &context), &calendar);
    if json { Ok(serde_json::to_string(&understood)?) } else { Ok(understood.to_string()) }
}

fn language(tag: &str) -> Result<Language, String> {
    Language::find(tag).ok_or_else(|| {
        let tags: Vec<_> = Language::tags().collect();
        format!("there is no quick add in that language yet, only in {}", tags.join(", "))
    })
}

fn standard_input() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("could not read the line from standard input")?;
    String::from_utf8(bytes).context("the line on standard input is not UTF-8 text")
}
