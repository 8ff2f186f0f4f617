//! Where the reading of a rule stands, and what can be read there.

use std::ops::Range;

use super::{Problem, Wrong};
use crate::id::{PersonId, TeamId};
use crate::rule::Names;
use crate::rule::names::Unclear;
use crate::service_request::Addressee;
use crate::text::{TextError, Words};

pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    names: &'a Names,
}

/// A value as it was written.
pub(super) struct Value {
    /// `@` or `#`, if one stood before it.
    pub(super) sign: Option<char>,
    pub(super) text: String,
    pub(super) is_quoted: bool,
    pub(super) place: Range<usize>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str, names: &'a Names) -> Self {
        Self { text, at: 0, names }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub(super) fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.rest().is_empty()
    }

    /// Where the words end if they stand here, whatever the case and the space between them.
    fn end_of(&mut self, words: &str) -> Option<usize> {
        self.skip_space();
        let mut at = self.at;
        for (place, word) in words.split(' ').enumerate() {
            let rest = &self.text[at..];
            let trimmed = rest.trim_start();
            if place > 0 && trimmed.len() == rest.len() {
                return None;
            }
            at += rest.len() - trimmed.len();
            let found = trimmed.get(..word.len()).filter(|it| it.eq_ignore_ascii_case(word))?;
            at += found.len();
        }
        let is_whole =
            self.text[at..].chars().next().is_none_or(|it| !it.is_alphanumeric() && !matches!(it, ':' | '-'));
        is_whole.then_some(at)
    }

    pub(super) fn sees(&mut self, words: &str) -> bool {
        self.end_of(words).is_some()
    }

    /// Goes past the words, if they stand here.
    pub(super) fn takes(&mut self, words: &str) -> bool {
        let end = self.end_of(words);
        self.at = end.unwrap_or(self.at);
        end.is_some()
    }

    /// Goes past a sign that stands right here.
    pub(super) fn takes_sign(&mut self, sign: char) -> bool {
        let is_here = self.rest().starts_with(sign);
        if is_here {
            self.at += sign.len_utf8();
        }
        is_here
    }

    /// The next word, and where it stands.
    pub(super) fn word(&mut self) -> (&'a str, Range<usize>) {
        let place = self.here();
        self.at = place.end;
        (&self.text[place.clone()], place)
    }

    /// The letters up to a colon, which is gone past; none where there is no such thing.
    pub(super) fn field(&mut self) -> Option<(&'a str, Range<usize>)> {
        let rest = self.rest();
        let length = rest.find(|it: char| !it.is_alphabetic()).unwrap_or(rest.len());
        let name = rest[length..].starts_with(':').then(|| &rest[..length]).filter(|it| !it.is_empty())?;
        let place = self.at..self.at + length;
        self.at = place.end + 1;
        Some((name, place))
    }

    /// The place of the next word.
    pub(super) fn here(&mut self) -> Range<usize> {
        self.skip_space();
        let length = self.rest().find(|it: char| it.is_whitespace()).unwrap_or(self.rest().len());
        self.at..self.at + length
    }

    pub(super) fn problem(&mut self, wrong: Wrong, would_do: Vec<String>) -> Problem {
        Problem { place: self.here(), wrong, would_do }
    }

    /// A value that stands right here: between quotes, or up to the next space or comma.
    pub(super) fn value(&mut self) -> Result<Value, Problem> {
        let begin = self.at;
        let sign = ['@', '#'].into_iter().find(|it| self.takes_sign(*it));
        if self.rest().starts_with('"') {
            let (text, place) = self.quoted()?;
            return Ok(Value { sign, text, is_quoted: true, place: begin..place.end });
        }
        let rest = self.rest();
        let length = rest.find(|it: char| it.is_whitespace() || matches!(it, ',' | '"')).unwrap_or(rest.len());
        self.at += length;
        if length == 0 {
            return Err(Problem { place: begin..self.at, wrong: Wrong::NoValue, would_do: Vec::new() });
        }
        Ok(Value { sign, text: rest[..length].to_owned(), is_quoted: false, place: begin..self.at })
    }

    fn quoted(&mut self) -> Result<(String, Range<usize>), Problem> {
        let (begin, mut text, mut is_escaped) = (self.at, String::new(), false);
        for (at, sign) in self.rest().char_indices().skip(1) {
            match sign {
                '"' | '\\' if is_escaped => {
                    text.push(sign);
                    is_escaped = false;
                }
                '\\' => is_escaped = true,
                '"' => {
                    self.at = begin + at + 1;
                    return Ok((text, begin..self.at));
                }
                _ => {
                    if std::mem::take(&mut is_escaped) {
                        text.push('\\');
                    }
                    text.push(sign);
                }
            }
        }
        Err(Problem { place: begin..self.text.len(), wrong: Wrong::QuoteOpen, would_do: vec!["\"".to_owned()] })
    }

    /// Words between quotes.
    pub(super) fn words(&mut self) -> Result<Words, Problem> {
        self.skip_space();
        if !self.rest().starts_with('"') {
            return Err(self.problem(Wrong::NoText, vec!["\"…\"".to_owned()]));
        }
        let (text, place) = self.quoted()?;
        let most = crate::rule::RuleBody::LONGEST_WORDS;
        match Words::new(&text) {
            Ok(words) if words.as_str().chars().count() <= most => Ok(words),
            Ok(_) | Err(TextError::TooLong { .. }) => {
                Err(Problem { place, wrong: Wrong::TooLong, would_do: Vec::new() })
            }
            Err(TextError::Empty) => Err(Problem { place, wrong: Wrong::NoText, would_do: Vec::new() }),
        }
    }

    pub(super) fn person(&self, value: &Value) -> Result<PersonId, Problem> {
        if value.sign == Some('#') {
            return Err(unknown(value, Wrong::UnknownPerson, Vec::new()));
        }
        self.names.find_person(&value.text).map_err(|unclear| match unclear {
            Unclear::Nobody(like) => unknown(value, Wrong::UnknownPerson, written('@', &like)),
            Unclear::Several(they) => unknown(value, Wrong::SeveralPeople, written('@', &they)),
        })
    }

    fn team(&self, value: &Value) -> Result<TeamId, Problem> {
        self.names.find_team(&value.text).map_err(|unclear| match unclear {
            Unclear::Nobody(like) => unknown(value, Wrong::UnknownTeam, written('#', &like)),
            Unclear::Several(they) => unknown(value, Wrong::SeveralTeams, written('#', &they)),
        })
    }

    /// A person or a team. Without a sign it has to be one of the two alone.
    pub(super) fn who(&self, value: &Value) -> Result<Addressee, Problem> {
        match value.sign {
            Some('@') => self.person(value).map(Addressee::Person),
            Some(_) => self.team(value).map(Addressee::Team),
            None => match (self.person(value), self.team(value)) {
                (Ok(_), Ok(_)) => {
                    let both = ['@', '#'].map(|sign| format!("{sign}\"{}\"", value.text)).to_vec();
                    Err(unknown(value, Wrong::PersonOrTeam, both))
                }
                (_, Ok(team)) => Ok(Addressee::Team(team)),
                (person, Err(_)) => person.map(Addressee::Person),
            },
        }
    }
}

fn unknown(value: &Value, wrong: Wrong, would_do: Vec<String>) -> Problem {
    Problem { place: value.place.clone(), wrong, would_do }
}

fn written(sign: char, names: &[String]) -> Vec<String> {
    names.iter().map(|it| format!("{sign}\"{it}\"")).collect()
}
