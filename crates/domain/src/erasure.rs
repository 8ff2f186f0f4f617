//! Erasing a person: what tells of them by name is taken out of everything that was written. Records
//! and counts stay, under a name that is nobody's.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::calendar::WorkingCalendar;
use crate::canned_text::TextOwner;
use crate::entity::{Entity, EntityKind};
use crate::id::PersonId;
use crate::person::{Person, Role};
use crate::text::{Label, Title, Words};

/// What an erased person is called.
pub const ERASED_NAME: &str = "Erased person";
/// What stands for words that went with their author.
const ERASED_WORDS: &str = "[erased]";

/// Where people write; all else in a body are ids, instants and words of closed lists.
const WRITTEN: [&str; 20] = [
    "title",
    "details",
    "words",
    "reason",
    "alternative",
    "question",
    "next_need",
    "name",
    "email",
    "position",
    "values",
    "label",
    "labels",
    "skills",
    "knows",
    "help",
    "options",
    "checklist",
    "attachments",
    "search",
];

impl Person {
    /// The person without anything that tells who they were.
    pub fn erased(&self) -> Self {
        let zone = chrono_tz::UTC;
        Self {
            id: self.id,
            name: Title::new(ERASED_NAME).expect("it is a short line"),
            email: None,
            position: None,
            role: Role::Guest,
            zone,
            locale: "en".to_owned(),
            calendar: WorkingCalendar::weekdays(zone),
            manager: None,
            absence: None,
            is_respect_officer: false,
            skills: Vec::new(),
            is_active: false,
            is_erased: true,
        }
    }
}

/// What tells of a person by name: their whole name, their e-mail address, and `@` with the first
/// word of the name. A first name alone stays: it may be somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    person: PersonId,
    words_too: bool,
    needles: Vec<Vec<char>>,
    /// A part of each needle, to find out quickly where none can be.
    hints: Vec<String>,
}

impl Traces {
    /// Of a person who is to be erased; with what they wrote themselves, too, when `words_too`.
    pub fn of(person: &Person, words_too: bool) -> Self {
        let name = person.name.as_str();
        let mention = name.split(' ').next().map(|first| format!("@{first}"));
        let whole = Some(format!("@{name}"));
        let texts = [Some(name.to_owned()), person.email.as_ref().map(ToString::to_string), mention, whole];
        let needles: Vec<Vec<char>> = texts.into_iter().flatten().map(|text| text.chars().collect()).collect();
        let hints = needles.iter().map(|needle| hint(needle)).collect();
        Self { person: person.id, words_too, needles, hints }
    }

    /// Whether a body in JSON may hold something: cheap, and never wrong when it says no.
    pub fn may_be_in(&self, body: &str) -> bool {
        // No run of letters and digits is broken by an escape.
        let lower: String = body.chars().flat_map(char::to_lowercase).collect();
        body.contains(&self.person.to_string()) || self.hints.iter().any(|hint| lower.contains(hint.as_str()))
    }

    /// The entity without them; none when it holds nothing of them. The person's own entity is
    /// none of these: [`Person::erased`] is what becomes of it.
    pub fn taken_from(&self, entity: &Entity) -> Option<Entity> {
        let kind = entity.key().kind;
        let without = match entity {
            Entity::TeamRules(rules) => Some(Entity::from(rules.without(self.person))),
            _ => None,
        };
        let is_left = without.as_ref().is_some_and(|it| it != entity);
        let entity = without.as_ref().unwrap_or(entity);
        let mut body: Value = serde_json::from_str(&entity.to_json()).ok()?;
        let by_them = self.take_own_words(entity, &mut body) || is_left;
        let named = self.with_names_in(&body).take_from(&mut body, kind);
        if !by_them && !named {
            return None;
        }
        Entity::from_json(kind, &body.to_string()).ok()
    }

    /// A text, or an operation in JSON, without them; none when it holds nothing of them.
    pub fn taken_from_record(&self, record: &str) -> Option<String> {
        match serde_json::from_str::<Value>(record) {
            Ok(mut value @ Value::Object(_)) => {
                let traces = self.with_names_in(&value);
                traces.take_from(&mut value, EntityKind::Entry).then(|| value.to_string())
            }
            _ => self.clean(record),
        }
    }

    /// These and the names by which the person is mentioned in there: they may have had others before.
    fn with_names_in(&self, value: &Value) -> Cow<'_, Self> {
        let mut names = BTreeSet::new();
        names_mentioned(value, &self.person.to_string(), &mut names);
        if names.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut traces = self.clone();
        for name in names {
            traces.needles.push(name.chars().collect());
            traces.needles.push(format!("@{name}").chars().collect());
        }
        Cow::Owned(traces)
    }

    fn take_from(&self, value: &mut Value, kind: EntityKind) -> bool {
        match value {
            Value::Object(fields) => {
                let mut is_changed = false;
                for (name, field) in fields {
                    let is_written = WRITTEN.contains(&name.as_str()) && !NEVER.contains(&(kind, name.as_str()));
                    is_changed |= if is_written { self.clean_value(name, field) } else { self.take_from(field, kind) };
                }
                is_changed
            }
            Value::Array(items) => items.iter_mut().fold(false, |changed, item| self.take_from(item, kind) | changed),
            _ => false,
        }
    }

    fn clean_value(&self, name: &str, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let Some(clean) = self.clean(text) else { return false };
                let limit = match name {
                    "label" | "labels" | "skills" => Label::LIMIT,
                    "title" | "name" | "email" | "position" | "values" | "options" | "checklist" | "attachments"
                    | "search" => Title::LIMIT,
                    _ => Words::LIMIT,
                };
                *text = clean.chars().take(limit).collect();
                true
            }
            Value::Array(items) => items.iter_mut().fold(false, |changed, item| self.clean_value(name, item) | changed),
            other => self.take_from(other, EntityKind::Entry),
        }
    }

    /// The text without names; none when it holds none.
    fn clean(&self, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let (mut clean, mut at, mut is_changed) = (String::with_capacity(text.len()), 0, false);
        while let Some(next) = chars.get(at) {
            match self.needles.iter().filter_map(|needle| found_at(&chars, at, needle)).max() {
                Some(end) => {
                    clean.push_str(ERASED_NAME);
                    (at, is_changed) = (end, true);
                }
                None => {
                    clean.push(*next);
                    at += 1;
                }
            }
        }
        is_changed.then_some(clean)
    }

    /// Takes out what the person wrote: their private reminders in any case.
    fn take_own_words(&self, entity: &Entity, body: &mut Value) -> bool {
        let by_them = |id: PersonId| id == self.person;
        match entity {
            Entity::FollowUp(it) if by_them(it.owner) && it.words.is_some() => {
                body["words"] = Value::Null;
                true
            }
            // Nobody else ever saw it. What a team keeps is the team's, whoever wrote it.
            Entity::CannedText(it) if it.owner == TextOwner::Person(self.person) => {
                let is_changed = it.words.is_some() || it.name.as_str() != ERASED_WORDS;
                body["words"] = Value::Null;
                body["name"] = ERASED_WORDS.into();
                is_changed
            }
            Entity::Entry(it) if self.words_too && it.author.is_some_and(by_them) => {
                let is_changed = blank(&mut body["event"]);
                body.get_mut("earlier").is_some_and(blank) | is_changed
            }
            Entity::Thanks(it) if self.words_too && by_them(it.from) => blank(body),
            Entity::Template(it) if it.owner == TextOwner::Person(self.person) => {
                let is_changed = it.wish.is_some() || it.name.as_str() != ERASED_WORDS;
                body["wish"] = Value::Null;
                body["name"] = ERASED_WORDS.into();
                is_changed
            }
            // Nobody else ever saw it, and nothing of it is asked any more.
            Entity::Recurrence(it) if by_them(it.requester) => blank(body),
            // What a team keeps is the team's.
            Entity::View(it) if it.team.is_none() && by_them(it.owner) => blank(body),
            Entity::ServiceRequest(it) if self.words_too => {
                let mut is_changed = false;
                if by_them(it.requester) {
                    is_changed |= blank_fields(body, &["title", "details"]);
                    is_changed |= body.get_mut("written").is_some_and(blank);
                    let answers = body.pointer_mut("/form/answers").and_then(Value::as_array_mut);
                    for given in answers.into_iter().flatten() {
                        is_changed |= blank(&mut given["answer"]);
                    }
                }
                if it.merged.as_ref().and_then(|it| it.before.helper()).is_some_and(by_them) {
                    is_changed |= blank(&mut body["merged"]["before"]);
                }
                let declined_by = body.pointer("/stage/by").and_then(Value::as_str).and_then(|id| id.parse().ok());
                if it.stage.helper().is_some_and(by_them) || declined_by.is_some_and(by_them) {
                    is_changed |= blank(&mut body["stage"]);
                } else {
                    is_changed |= self.blank_offer(body);
                }
                is_changed |= self.blank_rejections(body);
                is_changed
            }
            _ => false,
        }
    }

    /// Why they have not agreed.
    fn blank_rejections(&self, body: &mut Value) -> bool {
        let mine = self.person.to_string();
        let steps = body.get_mut("approvals").and_then(Value::as_array_mut).into_iter().flatten();
        let rejections = steps.filter_map(|step| step.get_mut("rejection"));
        let own = rejections.filter(|it| it.get("by").and_then(Value::as_str) == Some(mine.as_str()));
        own.fold(false, |is_changed, rejection| blank(rejection) | is_changed)
    }

    /// An offer of theirs within what somebody else holds.
    fn blank_offer(&self, body: &mut Value) -> bool {
        let mine = self.person.to_string();
        let mut is_changed = false;
        for place in ["/stage/offer", "/stage/service/offer", "/merged/before/offer", "/merged/before/service/offer"] {
            if let Some(offer) = body.pointer_mut(place)
                && offer.get("by").and_then(Value::as_str) == Some(mine.as_str())
            {
                is_changed |= blank(offer);
            }
        }
        is_changed
    }
}

/// The reason of a follow-up is a word of a closed list, and somebody else may have the same name.
const NEVER: [(EntityKind, &str); 3] =
    [(EntityKind::FollowUp, "reason"), (EntityKind::Person, "name"), (EntityKind::Person, "email")];

/// Where a needle that begins at `at` ends: whatever the case, whole words only, and a space for
/// any white space.
fn found_at(text: &[char], at: usize, needle: &[char]) -> Option<usize> {
    let is_word = |place: Option<&char>| place.is_some_and(|it| it.is_alphanumeric());
    let first = needle.first()?;
    if first.is_alphanumeric() && at > 0 && is_word(text.get(at - 1)) {
        return None;
    }
    let mut end = at;
    for wanted in needle {
        let found = text.get(end)?;
        if *wanted == ' ' && found.is_whitespace() {
            while text.get(end).is_some_and(|it| it.is_whitespace()) {
                end += 1;
            }
        } else if found.to_lowercase().eq(wanted.to_lowercase()) {
            end += 1;
        } else {
            return None;
        }
    }
    (!is_word(text.get(end))).then_some(end)
}

/// The names as written in the mentions of a person.
fn names_mentioned(value: &Value, person: &str, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let mentions = value.as_array().filter(|_| field == "mentions");
                for mention in mentions.into_iter().flatten().filter(|it| it["person"] == person) {
                    names.extend(mention["name"].as_str().map(str::to_owned));
                }
                names_mentioned(value, person, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names_mentioned(item, person, names)),
        _ => {}
    }
}

/// The longest run of letters and digits in a needle, in lower case.
fn hint(needle: &[char]) -> String {
    let runs = needle.split(|it| !it.is_alphanumeric());
    runs.max_by_key(|run| run.len()).unwrap_or_default().iter().flat_map(|it| it.to_lowercase()).collect()
}

/// Takes out everything that was written in there.
fn blank(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let mut is_changed = false;
            for (name, field) in fields {
                is_changed |= match field {
                    Value::String(text) if WRITTEN.contains(&name.as_str()) && text != ERASED_WORDS => {
                        *text = ERASED_WORDS.to_owned();
                        true
                    }
                    Value::Object(_) | Value::Array(_) if name != "values" => blank(field),
                    _ => false,
                };
            }
            is_changed
        }
        Value::Array(items) => items.iter_mut().fold(false, |changed, item| blank(item) | changed),
        _ => false,
    }
}

fn blank_fields(body: &mut Value, names: &[&str]) -> bool {
    let mut is_changed = false;
    for name in names {
        if let Some(Value::String(text)) = body.get_mut(*name) {
            is_changed |= text != ERASED_WORDS;
            *text = ERASED_WORDS.to_owned();
        }
    }
    is_changed
}

#[cfg(test)]
mod tests;
