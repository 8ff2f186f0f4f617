//! Whom a line names.

use std::cmp::Reverse;
use std::ops::Range;

use super::cursor::Word;
use super::names::Match;
use super::read::{Mark, Reader};
use super::{Field, Mention, Problem, Value, title};
use crate::id::{PersonId, TeamId};

/// The most words of a name of the directory: `@Ana Maria de la Cruz`.
const LONGEST_NAME: usize = 5;

impl Reader<'_> {
    pub(super) fn read_person(&mut self, at: usize) -> Option<usize> {
        if self.is_me(&self.words[at]) {
            let me = self.context.me;
            let name = self.words[at].after('@')?.to_owned();
            let is_shown = title::follows_preposition(self, at);
            push(&mut self.add.people, me.map_or(Mention::Typed(name.clone()), Mention::Known));
            let end = self.take(Field::Person, at..at + 1, me.map(Value::Person));
            if is_shown {
                self.marks[at] = Mark::Shown(name);
            }
            return end;
        }
        let is_whole = |name: &str| self.context.directory.is_some_and(|it| it.has_person(name) || it.has_team(name));
        let (name, end) = self.name(at, '@', is_whole)?;
        let Some(directory) = self.context.directory else {
            push(&mut self.add.people, Mention::Typed(name.clone()));
            return self.take_name(Field::Person, at..end, name, None);
        };
        let found = directory.person(&name);
        if found == Match::Nobody && directory.team(&name) != Match::Nobody {
            // Whoever asks a team may well write it as they write a person.
            return self.take_team(directory.team(&name), at..end);
        }
        let found = if found == Match::Nobody { directory.close_person(&name) } else { found };
        if found == Match::Nobody && directory.close_team(&name) != Match::Nobody {
            return self.take_team(directory.close_team(&name), at..end);
        }
        self.take_person(found, at..end)
    }

    fn take_person(&mut self, found: Match<PersonId>, words: Range<usize>) -> Option<usize> {
        let is_close = matches!(found, Match::Close(..));
        match found {
            Match::One(id, name) | Match::Close(id, name) => {
                push(&mut self.add.people, Mention::Known(id));
                let end = self.take_name(Field::Person, words, name, Some(Value::Person(id)));
                self.mark_close(is_close);
                end
            }
            Match::Several(mut ids) => {
                if let Some(weights) = self.context.weights {
                    ids.sort_by_key(|it| Reverse(weights.get(it).copied().unwrap_or_default()));
                }
                let choices = ids.into_iter().map(Value::Person).collect();
                self.flag(Field::Person, words, None, Problem::AmbiguousName { choices })
            }
            Match::Nobody => self.flag(Field::Person, words, None, Problem::UnknownName),
        }
    }

    pub(super) fn read_team(&mut self, at: usize) -> Option<usize> {
        let (name, end) = self.name(at, '#', |name| self.context.directory.is_some_and(|it| it.has_team(name)))?;
        let Some(directory) = self.context.directory else {
            push(&mut self.add.teams, Mention::Typed(name.clone()));
            return self.take_name(Field::Team, at..end, name, None);
        };
        let found = directory.team(&name);
        let found = if found == Match::Nobody { directory.close_team(&name) } else { found };
        self.take_team(found, at..end)
    }

    fn take_team(&mut self, found: Match<TeamId>, words: Range<usize>) -> Option<usize> {
        let is_close = matches!(found, Match::Close(..));
        match found {
            Match::One(id, name) | Match::Close(id, name) => {
                push(&mut self.add.teams, Mention::Known(id));
                let end = self.take_name(Field::Team, words, name, Some(Value::Team(id)));
                self.mark_close(is_close);
                end
            }
            Match::Several(ids) => {
                let choices = ids.into_iter().map(Value::Team).collect();
                self.flag(Field::Team, words, None, Problem::AmbiguousName { choices })
            }
            Match::Nobody => self.flag(Field::Team, words, None, Problem::UnknownName),
        }
    }

    /// Says of the name that was taken last whether it was typed with a slip.
    fn mark_close(&mut self, is_close: bool) {
        if let Some(found) = self.found.last_mut() {
            found.is_close = is_close;
        }
    }

    /// A name and the index after it: in quotes, or the most words that are a whole name, or else one word.
    /// Names have a letter; `#4471` is a number.
    pub(super) fn name(&self, at: usize, sigil: char, is_whole: impl Fn(&str) -> bool) -> Option<(String, usize)> {
        let first = self.words[at].after(sigil)?;
        let further: Vec<_> = self.words[at + 1..].iter().take(LONGEST_NAME).take_while(|it| !it.is_literal).collect();
        if let Some(begin) = first.strip_prefix('"') {
            return quoted_name(begin, &further).map(|(name, length)| (name, at + 1 + length));
        }
        let has_more = !self.words[at].ends_a_clause();
        let more = further.iter().take_while(|it| has_more && it.raw.starts_with(char::is_alphabetic)).count();
        for length in (1..=more).rev() {
            let name = further[..length].iter().fold(first.to_owned(), |name, it| name + " " + it.without_clause());
            if is_whole(&name) {
                return Some((name, at + length + 1));
            }
        }
        has_letter(first).then(|| (first.to_owned(), at + 1))
    }

    /// Takes a name, which stays in the title where the sentence would break without it.
    fn take_name(&mut self, field: Field, words: Range<usize>, name: String, value: Option<Value>) -> Option<usize> {
        if title::needs_name(self, field, words.start) {
            let last = &self.words[words.end - 1];
            let clause = &last.raw[last.without_clause().len()..];
            self.take(field, words.clone(), value);
            self.marks[words.start] = Mark::Shown(name + clause);
        } else {
            title::join_names(self, words.start);
            self.take(field, words.clone(), value);
        }
        Some(words.end)
    }
}

/// The name that begins with `begin` and ends where `further` closes the quote, and how many of
/// `further` it takes.
fn quoted_name(begin: &str, further: &[&Word<'_>]) -> Option<(String, usize)> {
    let (name, length) = match begin.strip_suffix('"') {
        Some(name) => (name.to_owned(), 0),
        None => {
            let last = further.iter().position(|it| it.without_clause().ends_with('"'))?;
            let name = further[..=last].iter().fold(begin.to_owned(), |name, it| name + " " + it.without_clause());
            (name.trim_end_matches('"').to_owned(), last + 1)
        }
    };
    has_letter(&name).then_some((name, length))
}

fn has_letter(name: &str) -> bool {
    name.chars().any(char::is_alphabetic)
}

fn push<Id: PartialEq>(mentions: &mut Vec<Mention<Id>>, mention: Mention<Id>) {
    if !mentions.contains(&mention) {
        mentions.push(mention);
    }
}
