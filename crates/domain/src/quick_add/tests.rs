//! Quick add in English, on a Wednesday morning in Berlin.

mod everywhere;
mod golden;
mod languages;
mod lines;
mod names;
mod phrases;
mod properties;

use chrono::{DateTime, Utc};

use super::*;

/// Wednesday 18 November 2026, 10:30.
const NOW: &str = "2026-11-18T10:30:00+01:00";

fn instant(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).expect("a time in RFC 3339").with_timezone(&Utc).into()
}

fn berlin() -> WorkingCalendar {
    WorkingCalendar::weekdays(chrono_tz::Europe::Berlin)
}

fn in_english<'a>(calendar: &'a WorkingCalendar, now: &str) -> QuickAddContext<'a> {
    QuickAddContext {
        language: Language::find("en").expect("English"),
        now: instant(now),
        calendar,
        day_parts: DayParts::default(),
        me: None,
        directory: None,
        weights: None,
        catalogue: None,
        literal: &[],
    }
}

fn add(line: &str) -> QuickAdd {
    parse(line, &in_english(&berlin(), NOW))
}

fn shown(at: Timestamp) -> String {
    berlin().local(at).format("%a %F %H:%M").to_string()
}
