//! Reading a line: which of its words are tokens, and which stay text.

use std::ops::Range;

use super::cursor::{Cursor, Word, split};
use super::language::{Meaning, fold};
use super::repeat::read_repeat;
use super::when::{ends_with_a_time, read_time_of_day, read_when, read_within};
use super::{Field, Problem, QuickAdd, QuickAddContext, Token, Value, Verb, title};
use crate::clock::Timestamp;
use crate::service_request::Priority;

/// The most tokens of a line. Whoever pastes a book has a title, and no wait.
const MOST_TOKENS: usize = 200;

/// What becomes of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It is part of the title.
    Text,
    /// It is part of a token.
    Taken,
    /// It is part of a token, and stands in the title as this.
    Shown(String),
}

/// A token by its words.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) field: Field,
    pub(super) words: Range<usize>,
    pub(super) value: Option<Value>,
    pub(super) problem: Option<Problem>,
    pub(super) is_close: bool,
    /// How many of the words lead to what it says, such as *by*.
    pub(super) leading: usize,
}

pub(super) struct Reader<'a> {
    pub(super) context: &'a QuickAddContext<'a>,
    pub(super) words: &'a [Word<'a>],
    pub(super) marks: Vec<Mark>,
    pub(super) found: Vec<Found>,
    pub(super) add: QuickAdd,
    pub(super) has_verb: bool,
    /// Whether the kind is the name of a service as it was typed.
    pub(super) names_service: bool,
}

/// What begins a new line.
pub(super) const LINE_BREAKS: &[char] = &['\n', '\r', '\u{2028}', '\u{2029}'];

/// The line that is understood, with what is empty before it, and what follows.
pub(super) fn first_line(text: &str) -> (&str, &str) {
    let begin = text.len() - text.trim_start().len();
    text.split_at(text[begin..].find(LINE_BREAKS).map_or(text.len(), |it| begin + it))
}

/// Understands a line, and keeps what follows it as its note.
pub(super) fn read_line(text: &str, context: &QuickAddContext<'_>) -> QuickAdd {
    let (line, further) = first_line(text);
    let mut add = read_first(line, context);
    let further = further.trim_end();
    if !further.is_empty() {
        let begun = add.note.map(|it| it + further);
        add.note = begun.or_else(|| Some(further.trim_start_matches(LINE_BREAKS).to_owned()));
    }
    add
}

fn read_first(line: &str, context: &QuickAddContext<'_>) -> QuickAdd {
    let all = split(line, context.literal);
    let note = all.iter().position(|it| !it.is_literal && it.raw.starts_with("//") && !it.raw.starts_with("///"));
    let words = &all[..note.unwrap_or(all.len())];
    let marks = vec![Mark::Text; words.len()];
    let add = QuickAdd::default();
    let mut reader = Reader { context, words, marks, found: Vec::new(), add, has_verb: false, names_service: false };
    reader.read_words();
    reader.settle_service();
    title::settle(&mut reader);
    let Reader { found, mut add, .. } = reader;
    add.tokens = found.into_iter().map(|it| token(it, words)).collect();
    add.tokens.sort_by_key(|it| it.start);
    if let (Some(first), Some(last)) = (note, all.last()) {
        let text = line[all[first].byte + 2..].trim();
        add.note = (!text.is_empty()).then(|| text.to_owned());
        add.tokens.push(Token {
            field: Field::Note,
            start: all[first].start,
            end: last.end,
            content: all[first].start,
            value: None,
            problem: None,
            is_close: false,
        });
    }
    add
}

fn token(found: Found, words: &[Word<'_>]) -> Token {
    let Found { field, words: range, value, problem, is_close, leading } = found;
    let (start, end) = (words[range.start].start, words[range.end - 1].end);
    Token { field, start, end, content: words[range.start + leading].start, value, problem, is_close }
}

impl<'a> Reader<'a> {
    pub(super) fn cursor(&self, at: usize) -> Cursor<'a> {
        Cursor { words: self.words, at, language: self.context.language }
    }

    /// How many words at the beginning are tokens.
    pub(super) fn lead(&self) -> usize {
        self.marks.iter().take_while(|it| **it == Mark::Taken).count()
    }

    fn read_words(&mut self) {
        let mut at = self.read_verb();
        while at < self.words.len() && self.found.len() < MOST_TOKENS {
            at = self.read_token(at).unwrap_or(at + 1);
        }
    }

    fn read_verb(&mut self) -> usize {
        let mut cursor = self.cursor(0);
        let to_self = cursor.skip(Meaning::RemindMe).then_some(Verb::Remind);
        let verb = to_self.or_else(|| cursor.attempt(read_verb));
        self.has_verb = verb.is_some();
        self.add.verb = verb.unwrap_or_default();
        if self.add.verb == Verb::Remind {
            self.add.is_to_self = to_self.is_some() || cursor.skip(Meaning::Me);
        }
        if matches!(self.add.verb, Verb::Ask | Verb::Remind) && self.words.iter().any(|it| self.is_me(it)) {
            self.add.verb = Verb::Remind;
            self.add.is_to_self = true;
        }
        if cursor.at > 0 {
            self.take(Field::Verb, 0..cursor.at, None);
        }
        cursor.at
    }

    pub(super) fn is_me(&self, word: &Word<'_>) -> bool {
        let me = |it| (it == Meaning::Me).then_some(());
        word.after('@').is_some_and(|name| self.context.language.read_piece(&fold(name), me).is_some())
    }

    /// Reads a token and gives the index after it; none when the word is text.
    fn read_token(&mut self, at: usize) -> Option<usize> {
        let word = self.words.get(at).filter(|it| !it.is_literal)?;
        match word.raw.chars().next()? {
            '@' => self.read_person(at),
            '#' => self.read_team(at),
            '!' | 'p' | 'P' => self.read_priority(at).or_else(|| self.read_field(at)),
            '~' => self.read_kind(at),
            '^' => self.read_value(at),
            '+' => self.read_points(at),
            _ => self.read_field(at),
        }
    }

    fn read_priority(&mut self, at: usize) -> Option<usize> {
        let word = &self.words[at];
        let priority = match word.after('!') {
            Some(name) => {
                let priority = |it| if let Meaning::Priority(priority) = it { Some(priority) } else { None };
                self.context.language.read_piece(&fold(name), priority)?
            }
            None => match word.folded.as_str() {
                "p1" => Priority::Urgent,
                "p2" => Priority::High,
                "p3" => Priority::Normal,
                "p4" => Priority::Low,
                _ => return None,
            },
        };
        fill(&mut self.add.priority, priority)?;
        self.take(Field::Priority, at..at + 1, None)
    }

    fn read_value(&mut self, at: usize) -> Option<usize> {
        let name = self.words[at].after('^').filter(|it| it.starts_with(char::is_alphabetic))?;
        if !self.add.values.iter().any(|it| it == name) {
            self.add.values.push(name.to_owned());
        }
        self.take(Field::Value, at..at + 1, None)
    }

    fn read_points(&mut self, at: usize) -> Option<usize> {
        let points = super::cursor::figures(self.words[at].after('+')?).filter(|_| self.add.verb == Verb::Thank)?;
        fill(&mut self.add.points, points)?;
        self.take(Field::Points, at..at + 1, None)
    }

    /// Fields that begin with a word: due, next word, remind, every. Thanks and news have none, so
    /// that "thanks for smiling every day" is what it says.
    fn read_field(&mut self, at: usize) -> Option<usize> {
        if matches!(self.add.verb, Verb::Thank | Verb::Tell) {
            return None;
        }
        let mut cursor = self.cursor(at);
        let leading = cursor.read(|it| leads_to_field(it).then_some(it))?;
        let first = cursor.at;
        let field = match leading {
            Meaning::Unclear => return Some(cursor.at),
            Meaning::Every => return self.read_repeat(at),
            Meaning::IfNoReply => return self.read_if_no_reply(at, cursor.at),
            Meaning::NextWord => Field::NextWord,
            Meaning::Remind => Field::Remind,
            _ => Field::Due,
        };
        if self.has_time(field) || (field == Field::Due && self.ends_a_range(at)) {
            return None;
        }
        let when = match leading {
            Meaning::Before => read_time_of_day(&mut cursor, self.context)?,
            _ => cursor.attempt(|it| read_when(it, self.context)).or_else(|| self.read_within(at, &mut cursor))?,
        };
        if field == Field::Remind && when > self.context.now {
            self.add.remind_if_no_reply |= cursor.skip(Meaning::IfNoReply);
        }
        let end = self.take_time(field, at..cursor.at, when);
        if let Some(found) = self.found.last_mut().filter(|_| first < cursor.at) {
            found.leading = first - at;
        }
        end
    }

    /// Where *by* and *within* are one word, as in "d'ici deux jours".
    fn read_within(&self, at: usize, cursor: &mut Cursor<'a>) -> Option<Timestamp> {
        let mut ahead = self.cursor(at);
        let when = read_within(&mut ahead, self.context)?;
        *cursor = ahead;
        Some(when)
    }

    /// Whether the words there end a range, as in "9 bis 17 Uhr" and "Mo bis Fr".
    fn ends_a_range(&self, at: usize) -> bool {
        let mut cursor = self.cursor(at);
        let Some(before) = at.checked_sub(1).filter(|it| self.marks[*it] == Mark::Text) else { return false };
        cursor.skip(Meaning::RangeTo) && ends_with_a_time(&self.words[before], cursor.peek(), self.context.language)
    }

    fn read_repeat(&mut self, at: usize) -> Option<usize> {
        let mut cursor = self.cursor(at);
        let repeat = read_repeat(&mut cursor)?;
        fill(&mut self.add.repeat, repeat)?;
        self.take(Field::Repeat, at..cursor.at, None)
    }

    /// With the verb *remind* its time may stand anywhere else in the line.
    fn read_if_no_reply(&mut self, at: usize, end: usize) -> Option<usize> {
        if self.add.verb != Verb::Remind || self.add.remind_if_no_reply {
            return None;
        }
        self.add.remind_if_no_reply = true;
        self.take(Field::Remind, at..end, None)
    }

    pub(super) fn has_time(&self, field: Field) -> bool {
        self.found.iter().any(|it| it.field == field && it.value.is_some() && it.problem.is_none())
    }

    /// A time in the past is asked back and never used.
    pub(super) fn take_time(&mut self, field: Field, words: Range<usize>, when: Timestamp) -> Option<usize> {
        if when <= self.context.now {
            return self.flag(field, words, Some(Value::At(when)), Problem::InThePast);
        }
        match field {
            Field::Due => self.add.due = Some(when),
            Field::NextWord => self.add.next_word = Some(when),
            _ => self.add.remind = Some(when),
        }
        self.take(field, words, Some(Value::At(when)))
    }

    pub(super) fn take(&mut self, field: Field, words: Range<usize>, value: Option<Value>) -> Option<usize> {
        self.marks[words.clone()].fill(Mark::Taken);
        self.found.push(Found { field, words: words.clone(), value, problem: None, is_close: false, leading: 0 });
        Some(words.end)
    }

    /// What has a problem stays text as well, so that it is not lost when nobody solves it.
    pub(super) fn flag(
        &mut self,
        field: Field,
        words: Range<usize>,
        value: Option<Value>,
        problem: Problem,
    ) -> Option<usize> {
        for index in words.clone() {
            self.marks[index] = Mark::Shown(self.words[index].raw.to_owned());
        }
        self.found.push(Found {
            field,
            words: words.clone(),
            value,
            problem: Some(problem),
            is_close: false,
            leading: 0,
        });
        Some(words.end)
    }
}

/// The verb at the beginning of the line, unless it is only a word that looks like one.
fn read_verb(cursor: &mut Cursor<'_>) -> Option<Verb> {
    let verb = |it| match it {
        Meaning::Verb(verb) => Some(Some(verb)),
        Meaning::NoVerb => Some(None),
        _ => None,
    };
    cursor.read(verb).flatten()
}

fn leads_to_field(meaning: Meaning) -> bool {
    use Meaning::{Before, Due, Every, IfNoReply, NextWord, Remind, Unclear};
    matches!(meaning, Due | Before | NextWord | Remind | Every | IfNoReply | Unclear)
}

/// Fills what the line has not said yet. None when it has: the second one stays text.
pub(super) fn fill<T>(place: &mut Option<T>, value: T) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(value);
    Some(())
}
