//! What stays text: joining words that lead to tokens, reminders' bare times, the title.

use super::cursor::Word;
use super::language::Meaning;
use super::read::{Mark, Reader};
use super::when::read_when;
use super::{Field, QuickAdd, Verb};

/// The most words of a when at the end of a reminder: `on friday the 27th of november 2026 at 9 am`.
const LONGEST_WHEN: usize = 12;

/// Whether the title needs the name mentioned at that word: after a preposition ("the plan from @sam"), where others
/// are asked already ("ask @jo to call @sam"), and in reminders, which have no addressee.
pub(super) fn needs_name(reader: &Reader<'_>, field: Field, at: usize) -> bool {
    if field == Field::Person && reader.has_verb && !reader.add.is_to_self && names_somebody_first(reader) {
        return !is_joined(reader, at);
    }
    if reader.add.verb == Verb::Remind {
        return at > reader.lead() || reader.add.is_to_self;
    }
    follows_preposition(reader, at)
}

/// Whether something understood stands before the name, with an *and* between them or without.
fn is_joined(reader: &Reader<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let ends = |at: usize| reader.found.iter().any(|it| it.words.end == at);
    ends(at) || (ends(before) && means(reader, before, |it| it == Meaning::And))
}

/// Whether a preposition leads to the name, and not the verb: "the plan from @sam".
pub(super) fn follows_preposition(reader: &Reader<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|it| reader.marks[*it] == Mark::Text) else { return false };
    let is_first_after_verb = reader.has_verb && before == reader.lead();
    !is_first_after_verb && means(reader, before, |it| it == Meaning::Preposition)
}

/// In "@jo and @maria" the *and* belongs to the names.
pub(super) fn join_names(reader: &mut Reader<'_>, at: usize) {
    let Some(and) = at.checked_sub(1).filter(|it| reader.marks[*it] == Mark::Text) else { return };
    if !means(reader, and, |it| it == Meaning::And) {
        return;
    }
    let names = reader.found.last_mut();
    let names = names
        .filter(|it| it.words.end == and && it.problem.is_none() && matches!(it.field, Field::Person | Field::Team));
    if let Some(names) = names.filter(|it| reader.marks[it.words.start] == Mark::Taken) {
        names.words.end = at;
        reader.marks[and] = Mark::Taken;
    }
}

/// Settles what can be told only when all tokens are known, and makes the title.
pub(super) fn settle(reader: &mut Reader<'_>) {
    if reader.add.verb == Verb::Remind {
        reader.add.is_to_self |= !names_somebody_first(reader);
        take_bare_when(reader);
    }
    take_punctuation(reader);
    take_about(reader);
    take_punctuation(reader);
    let words = reader.words.iter().zip(&reader.marks);
    let texts = words.filter_map(|(word, mark)| match mark {
        Mark::Text => Some(word.raw),
        Mark::Shown(text) => Some(text),
        Mark::Taken => None,
    });
    reader.add.title = texts.collect::<Vec<_>>().join(" ");
    if reader.add.verb == Verb::Remind && !reader.add.is_to_self {
        // Reminders ring for oneself only: whoever is to be reminded is asked.
        reader.add.verb = Verb::Ask;
    }
}

/// Whether the verb leads to a person or a team, known or not: "remind @sam to send the deck".
fn names_somebody_first(reader: &Reader<'_>) -> bool {
    let lead = reader.lead();
    reader.found.iter().any(|it| matches!(it.field, Field::Person | Field::Team) && it.words.start <= lead)
}

/// What a time without a word before it is: of those who are asked, when it is needed, and of oneself, when it rings.
fn bare_field(reader: &Reader<'_>) -> Field {
    let QuickAdd { is_to_self, remind_if_no_reply, .. } = reader.add;
    if is_to_self || remind_if_no_reply || reader.has_time(Field::Due) { Field::Remind } else { Field::Due }
}

/// A reminder's time needs no word before it: right after "remind me", or at the end.
fn take_bare_when(reader: &mut Reader<'_>) {
    if reader.has_time(Field::Remind) {
        return;
    }
    let lead = reader.lead();
    let mut cursor = reader.cursor(lead);
    if let Some(when) = read_when(&mut cursor, reader.context) {
        let is_free = reader.marks[lead..cursor.at].iter().all(|it| *it == Mark::Text);
        let leads_on = reader.words[cursor.at - 1].ends_a_clause()
            || (cursor.at < reader.words.len() && leads_to_title(reader, cursor.at));
        if is_free && leads_on {
            reader.take_time(bare_field(reader), lead..cursor.at, when);
            return;
        }
    }
    take_last_when(reader);
}

fn leads_to_title(reader: &Reader<'_>, at: usize) -> bool {
    means(reader, at, |it| it == Meaning::About(Verb::Remind))
        || elided_about(reader, at).is_some()
        || reader.words[at].is_punctuation()
}

fn take_last_when(reader: &mut Reader<'_>) {
    let Some(last) = reader.marks.iter().rposition(|it| *it == Mark::Text) else { return };
    let run = reader.marks[..=last].iter().rev().take_while(|it| **it == Mark::Text).take(LONGEST_WHEN).count();
    for first in last + 1 - run..=last {
        let mut cursor = reader.cursor(first);
        cursor.words = &reader.words[..=last];
        let when = read_when(&mut cursor, reader.context).filter(|_| cursor.at == last + 1);
        if let Some(when) = when {
            if !belongs_to_the_sentence(reader, first) && (first < last || !is_rather_a_word(reader, last)) {
                reader.take_time(bare_field(reader), first..last + 1, when);
            }
            return;
        }
    }
}

/// What follows a preposition or a word such as *last* is no time of the reminder: "prepare for
/// friday", "about last friday".
fn belongs_to_the_sentence(reader: &Reader<'_>, first: usize) -> bool {
    let Some(before) = first.checked_sub(1).filter(|it| reader.marks[*it] == Mark::Text) else { return false };
    means(reader, before, |it| matches!(it, Meaning::Preposition | Meaning::NotNext | Meaning::Unclear | Meaning::Or))
}

/// Alone at the end, "a nice evening", "call tom" and "version 3.4" are no times.
fn is_rather_a_word(reader: &Reader<'_>, at: usize) -> bool {
    let word = &reader.words[at];
    let is_part = means(reader, at, |it| matches!(it, Meaning::DayPart(_)))
        && !means(reader, at, |it| matches!(it, Meaning::Day(_)));
    let is_name = reader.context.language.table().only_lower.contains(&word.folded.as_str());
    let is_decimal = word.folded.len() <= 5 && word.folded.contains('.') && !word.ends_a_clause();
    is_part || is_name || is_decimal
}

/// What parts the beginning of the line from its title is not part of it: "pour vendredi : le bail".
fn take_punctuation(reader: &mut Reader<'_>) {
    let lead = reader.lead();
    let is_mark = reader.words.get(lead).is_some_and(Word::is_punctuation) && reader.marks[lead] == Mark::Text;
    if is_mark && let Some(before) = reader.found.iter_mut().find(|it| it.words.end == lead) {
        before.words.end = lead + 1;
        reader.marks[lead] = Mark::Taken;
    }
}

/// In "ask @maria for the grant" the *for* leads to the title and is not part of it.
fn take_about(reader: &mut Reader<'_>) {
    let lead = reader.lead();
    let verb = reader.add.verb;
    if !reader.has_verb || reader.marks.get(lead) != Some(&Mark::Text) {
        return;
    }
    let has_title = reader.marks.iter().skip(lead + 1).any(|it| *it != Mark::Taken);
    let mark = if has_title && means(reader, lead, |it| it == Meaning::About(verb)) {
        Mark::Taken
    } else if let Some(rest) = elided_about(reader, lead) {
        Mark::Shown(rest)
    } else {
        return;
    };
    if let Some(before) = reader.found.iter_mut().find(|it| it.words.end == lead) {
        before.words.end = lead + 1;
        reader.marks[lead] = mark;
    }
}

/// What follows in the word when it begins with a shortened *about*: "appeler" of "d'appeler".
fn elided_about(reader: &Reader<'_>, at: usize) -> Option<String> {
    let language = reader.context.language;
    let word = &reader.words[at];
    let about = |it| (it == Meaning::About(reader.add.verb)).then_some(());
    let (_, whole) = language.table().elided.iter().find(|(start, _)| word.folded.starts_with(start))?;
    language.read_piece(whole, about)?;
    let (_, rest) = word.raw.split_once(['\'', '\u{2019}'])?;
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn means(reader: &Reader<'_>, at: usize, wanted: impl Fn(Meaning) -> bool) -> bool {
    let word: &[Word<'_>] = &reader.words[at..=at];
    reader.context.language.read(word, |it| wanted(it).then_some(())).is_some()
}
