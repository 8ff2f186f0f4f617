//! The golden files: what people say, and what they mean by it. A file is read as `golden/en.txt`
//! explains; somebody who speaks the language can check it without reading any code.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{Datelike, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use uuid::Uuid;

use super::*;

/// Fewer phrases say too little about a language.
const FEWEST_PHRASES: usize = 400;

/// How a file writes that a new line begins.
const NEW_LINE: &str = "⏎";

#[test]
fn english_is_understood_as_people_mean_it() {
    check(include_str!("golden/en.txt"));
}

#[test]
fn german_is_understood_as_people_mean_it() {
    check(include_str!("golden/de.txt"));
}

#[test]
fn french_is_understood_as_people_mean_it() {
    check(include_str!("golden/fr.txt"));
}

#[test]
fn spanish_is_understood_as_people_mean_it() {
    check(include_str!("golden/es.txt"));
}

/// What a phrase is understood in.
#[derive(Clone)]
struct Setting {
    now: String,
    zone: Tz,
    locale: String,
    is_date_field: bool,
    shows_spans: bool,
    me: String,
    people: Vec<String>,
    /// Names and prefixes, with the name of the team.
    teams: Vec<(String, String)>,
    /// With the name of the team that offers it.
    services: Vec<(String, String)>,
}

impl Setting {
    fn new() -> Self {
        let (people, teams, services) = (Vec::new(), Vec::new(), Vec::new());
        let (now, locale, me) = (String::new(), String::new(), String::new());
        let (is_date_field, shows_spans) = (false, false);
        Self { now, zone: chrono_tz::UTC, locale, is_date_field, shows_spans, me, people, teams, services }
    }

    fn set(&mut self, key: &str, value: &str) {
        let names = || value.split(';').map(|it| it.trim().to_owned());
        let pairs = names().map(|it| match it.split_once(" = ") {
            Some((name, team)) => (name.to_owned(), team.to_owned()),
            None => (it.clone(), it),
        });
        match key {
            "now" => value.clone_into(&mut self.now),
            "zone" => self.zone = value.parse().expect("a zone"),
            "locale" => value.clone_into(&mut self.locale),
            "field" => self.is_date_field = value == "date",
            "show" => self.shows_spans = value == "spans",
            "me" => value.clone_into(&mut self.me),
            "people" => self.people = names().collect(),
            "teams" => self.teams = pairs.collect(),
            "services" => self.services = pairs.collect(),
            _ => panic!("a golden file does not know {key:?}"),
        }
    }

    fn everybody(&self) -> impl Iterator<Item = &String> {
        self.people.iter().chain([&self.me])
    }

    fn directory(&self) -> Directory {
        let people = self.everybody().enumerate().map(|(index, name)| (person(index), name.clone()));
        let teams = self.teams.iter().map(|(name, team)| (self.team(team), name.clone()));
        Directory::new(people, teams)
    }

    fn catalogue(&self) -> Catalogue {
        let services = self.services.iter().enumerate();
        Catalogue::new(services.map(|(index, (name, team))| (service(index), self.team(team), name.clone())))
    }

    fn team(&self, name: &str) -> TeamId {
        let index = self.teams.iter().position(|(_, it)| it == name).expect("a team of the file");
        TeamId::new(Uuid::from_u128(index as u128))
    }

    fn name_of(&self, value: Value) -> String {
        let found = match value {
            Value::Person(id) => self.everybody().enumerate().find(|(index, _)| person(*index) == id).map(|it| it.1),
            Value::Team(id) => self.teams.iter().map(|it| &it.1).find(|it| self.team(it) == id),
            Value::Service(id) => {
                let found = self.services.iter().enumerate().find(|(index, _)| service(*index) == id);
                return found.map(|(_, (name, team))| format!("{name} of {team}")).expect("a service of the file");
            }
            Value::At(_) => None,
        };
        found.expect("somebody of the file").clone()
    }
}

fn service(index: usize) -> OfferedServiceId {
    OfferedServiceId::new(Uuid::from_u128(index as u128))
}

fn person(index: usize) -> PersonId {
    PersonId::new(Uuid::from_u128(index as u128))
}

/// Reads a file and compares all of it before it fails.
fn check(file: &str) {
    let (mut usual, mut setting) = (Setting::new(), Setting::new());
    let (mut phrases, mut wrong) = (BTreeSet::new(), String::new());
    let (mut is_before_sections, mut may_set) = (true, true);
    for (number, line) in file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if line.starts_with("== ") {
            if is_before_sections {
                usual = setting.clone();
            }
            (setting, is_before_sections, may_set) = (usual.clone(), false, true);
        } else if let Some((phrase, meant)) = line.split_once(" => ").filter(|_| !is_before_sections) {
            may_set = false;
            phrases.insert(phrase);
            let understood = understood(&phrase.replace(NEW_LINE, "\n"), &setting).replace('\n', NEW_LINE);
            if understood != meant {
                let _ =
                    write!(wrong, "\nline {}: {phrase}\n  meant:      {meant}\n  understood: {understood}", number + 1);
            }
        } else if let Some((key, value)) = line.split_once(": ").filter(|_| may_set && is_key(line)) {
            setting.set(key, value);
        } else {
            assert!(is_before_sections, "line {} says nothing: {line}", number + 1);
        }
    }
    assert!(phrases.len() >= FEWEST_PHRASES, "{} phrases are too few", phrases.len());
    assert!(wrong.is_empty(), "{wrong}");
}

fn is_key(line: &str) -> bool {
    let keys = ["now", "zone", "locale", "field", "show", "me", "people", "teams", "services"];
    line.split_once(": ").is_some_and(|(key, _)| keys.contains(&key))
}

fn understood(phrase: &str, setting: &Setting) -> String {
    let calendar = WorkingCalendar::weekdays(setting.zone);
    let (directory, catalogue) = (setting.directory(), setting.catalogue());
    let local = NaiveDateTime::parse_from_str(&setting.now, "%Y-%m-%d %H:%M").expect("a moment");
    let now = setting.zone.from_local_datetime(&local).single().expect("one moment");
    let context = QuickAddContext {
        language: Language::find(&setting.locale).expect("a language"),
        now: now.with_timezone(&Utc).into(),
        calendar: &calendar,
        day_parts: DayParts::default(),
        me: Some(person(setting.people.len())),
        directory: Some(&directory),
        weights: None,
        catalogue: Some(&catalogue).filter(|_| !setting.services.is_empty()),
        literal: &[],
    };
    let shown = |at| shown_in(at, &calendar, local.year());
    if setting.is_date_field {
        return understand_when(phrase, &context).map_or("-".to_owned(), shown);
    }
    let it = parse(phrase, &context);
    if setting.shows_spans { spanned(phrase, &it) } else { described(phrase, &it, setting, shown) }
}

/// The words of each token.
fn spanned(line: &str, it: &QuickAdd) -> String {
    let spans = it.tokens.iter().map(|it| format!("{} [{}]", format!("{:?}", it.field).to_lowercase(), text(line, it)));
    spans.collect::<Vec<_>>().join(" | ")
}

fn text(line: &str, token: &Token) -> String {
    let units: Vec<u16> = line.encode_utf16().collect();
    String::from_utf16(&units[token.start as usize..token.end as usize]).expect("a span of whole characters")
}

/// The time without its year when that is the present one, and which one of two it is when the
/// clocks go back.
fn shown_in(at: Timestamp, calendar: &WorkingCalendar, year: i32) -> String {
    let local = calendar.local(at);
    let format = if local.year() == year { "%a %-d %b %H:%M" } else { "%a %-d %b %Y %H:%M" };
    let which = match calendar.zone.from_local_datetime(&local.naive_local()) {
        LocalResult::Ambiguous(first, _) if first == local => " (first)",
        LocalResult::Ambiguous(..) => " (second)",
        _ => "",
    };
    format!("{}{which}", local.format(format))
}

fn described(line: &str, it: &QuickAdd, setting: &Setting, shown: impl Fn(Timestamp) -> String) -> String {
    let verb = if it.verb == Verb::Ask { String::new() } else { format!("{:?}: ", it.verb).to_lowercase() };
    let mut parts = vec![verb + if it.title.is_empty() { "-" } else { &it.title }];
    parts.extend(it.people.iter().map(|it| format!("@{}", mentioned(it, |id| setting.name_of(Value::Person(id))))));
    parts.extend(it.teams.iter().map(|it| format!("#{}", mentioned(it, |id| setting.name_of(Value::Team(id))))));
    parts.extend(it.is_to_self.then(|| "to me".to_owned()));
    for (name, at) in [("due", it.due), ("word", it.next_word), ("remind", it.remind)] {
        parts.extend(at.map(|at| format!("{name} {}", shown(at))));
    }
    parts.extend(it.remind_if_no_reply.then(|| "if no reply".to_owned()));
    parts.extend(it.priority.map(|it| format!("!{it:?}").to_lowercase()));
    parts.extend(it.kind.iter().map(|it| format!("~{it}")));
    parts.extend(it.points.map(|it| format!("+{it}")));
    parts.extend(it.values.iter().map(|it| format!("^{it}")));
    parts.extend(it.repeat.iter().map(repeated));
    parts.extend(it.note.iter().map(|it| format!("// {it}")));
    parts.extend(it.tokens.iter().filter(|it| it.is_close).map(|it| format!("? close {}", text(line, it))));
    parts.extend(it.problems().map(|(token, problem)| asked_back(line, token, problem, setting, &shown)));
    parts.join(" | ")
}

fn mentioned<Id: Copy>(mention: &Mention<Id>, name: impl Fn(Id) -> String) -> String {
    match mention {
        Mention::Known(id) => name(*id),
        Mention::Typed(name) => name.clone(),
    }
}

fn repeated(repeat: &Repeat) -> String {
    let mark = if repeat.from_completion { "!" } else { "" };
    let unit = match repeat.unit {
        Unit::WorkingDay => "working day".to_owned(),
        unit => format!("{unit:?}").to_lowercase(),
    };
    let days: Vec<_> = repeat.weekdays.iter().map(ToString::to_string).collect();
    let on = if days.is_empty() { String::new() } else { format!(" on {}", days.join(" ")) };
    match repeat.every {
        1 => format!("every{mark} {unit}{on}"),
        every => format!("every{mark} {every} {unit}s{on}"),
    }
}

fn asked_back(
    line: &str,
    token: &Token,
    problem: &Problem,
    setting: &Setting,
    shown: impl Fn(Timestamp) -> String,
) -> String {
    let text = text(line, token);
    match (problem, token.value) {
        (Problem::InThePast, Some(Value::At(at))) => format!("? past {}", shown(at)),
        (Problem::InThePast, _) => "? past".to_owned(),
        (Problem::UnknownName, _) => format!("? unknown {text}"),
        (Problem::AmbiguousName { choices }, _) => {
            let names: Vec<_> = choices.iter().map(|it| setting.name_of(*it)).collect();
            format!("? which {text}: {}", names.join(", "))
        }
    }
}
