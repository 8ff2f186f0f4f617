//! Which answers fit what somebody is about to ask, and which have what somebody looks for.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::KnownAnswer;
use crate::search::words_of;

/// Shorter words seldom tell what something is about.
const SHORTEST_WORD: usize = 3;
/// Of a longer text its first words tell what it is about.
const MOST_WORDS: usize = 12;
/// How much a word tells that stands in the text alone, next to one of the title.
const IN_THE_TEXT: f64 = 0.5;
/// Of what all words tell, so much has to be in an answer.
const LEAST_SHARE: f64 = 0.5;
/// Of words that are at least so long, the beginning is enough: *laptop* is in *laptops*.
const SHORTEST_BEGINNING: usize = 4;
/// By so many letters the longer of two such words is longer.
const LONGEST_ENDING: usize = 3;

/// The words of answers, without case and accents.
#[derive(Clone, Debug, Default)]
pub struct AnswerIndex {
    answers: Vec<Indexed>,
}

#[derive(Clone, Debug)]
struct Indexed {
    title: BTreeSet<String>,
    text: BTreeSet<String>,
    /// How many more it has helped than not.
    helped: i64,
}

impl Indexed {
    fn weight_of(&self, word: &str) -> f64 {
        if has_alike(&self.title, word) {
            return 1.0;
        }
        if has_alike(&self.text, word) { IN_THE_TEXT } else { 0.0 }
    }
}

impl AnswerIndex {
    /// Of answers in their order, by which they are named from then on.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a KnownAnswer>) -> Self {
        let answers = answers.into_iter().map(|answer| Indexed {
            title: words_of([answer.title.as_str()]),
            text: words_of([answer.words.as_str()]),
            helped: i64::from(answer.helped) - i64::from(answer.not_helped),
        });
        Self { answers: answers.collect() }
    }

    /// The places of the answers that fit `asked`, the most fitting first; the more helpful one, and then the earlier
    /// one, of two that fit as well. None while it says too little.
    pub fn fitting(&self, asked: &str) -> Vec<usize> {
        let sought = telling_words(asked);
        let weights = self.weights(&sought);
        let all: f64 = weights.iter().sum();
        let mut fitting: Vec<(f64, usize)> = Vec::new();
        for (place, answer) in self.answers.iter().enumerate() {
            let found: Vec<f64> = sought.iter().map(|word| answer.weight_of(word)).collect();
            let told: f64 = found.iter().zip(&weights).map(|(found, weight)| found * weight).sum();
            let hits = found.iter().filter(|it| **it > 0.0).count();
            let is_about_it = found.iter().any(|it| *it >= 1.0) && hits >= sought.len().min(2);
            if is_about_it && told >= LEAST_SHARE * all {
                fitting.push((told, place));
            }
        }
        fitting.sort_by(|(a, first), (b, second)| {
            let helped = |place: &usize| self.answers.get(*place).map(|it| it.helped);
            b.total_cmp(a).then_with(|| helped(second).cmp(&helped(first))).then(first.cmp(second))
        });
        fitting.into_iter().map(|(_, place)| place).collect()
    }

    /// The places of the answers that have every word of `text`, as the beginning of one of theirs; those that have
    /// more of them in the title first.
    pub fn having(&self, text: &str) -> Vec<usize> {
        let sought = words_of([text]);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (place, answer) in self.answers.iter().enumerate() {
            let in_title = sought.iter().filter(|word| begins_one(&answer.title, word)).count();
            let is_there = |word: &String| begins_one(&answer.title, word) || begins_one(&answer.text, word);
            if sought.iter().all(is_there) {
                found.push((in_title, place));
            }
        }
        found.sort_by_key(|(in_title, place)| (Reverse(*in_title), *place));
        found.into_iter().map(|(_, place)| place).collect()
    }

    /// How much each word tells: the less, the more answers have it. One that is nowhere may be half typed, and
    /// tells as little as the most frequent one.
    fn weights(&self, sought: &[String]) -> Vec<f64> {
        let weights: Vec<Option<f64>> = sought
            .iter()
            .map(|word| {
                let hits = self.answers.iter().filter(|it| it.weight_of(word) > 0.0).count();
                (hits > 0).then(|| 1.0 / (1.0 + f64::from(u32::try_from(hits).unwrap_or(u32::MAX)).ln_1p()))
            })
            .collect();
        let least = weights.iter().flatten().copied().fold(1.0, f64::min);
        weights.into_iter().map(|weight| weight.unwrap_or(least)).collect()
    }
}

/// The words that tell what a text is about, each once.
pub(crate) fn telling_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for typed in text.split_whitespace() {
        for word in words_of([typed]) {
            let is_long = word.chars().count() >= SHORTEST_WORD || word.chars().any(|it| it.is_ascii_digit());
            if is_long && words.len() < MOST_WORDS && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// Whether one of the words is this one, or one that differs by its ending alone.
pub(crate) fn has_alike(words: &BTreeSet<String>, word: &str) -> bool {
    if words.contains(word) {
        return true;
    }
    let length = word.chars().count();
    let longer = words.range(word.to_owned()..).take_while(|it| it.starts_with(word));
    if length >= SHORTEST_BEGINNING && longer.into_iter().any(|it| it.chars().count() <= length + LONGEST_ENDING) {
        return true;
    }
    let least = SHORTEST_BEGINNING.max(length.saturating_sub(LONGEST_ENDING));
    let ends = word.char_indices().skip(least).map(|(end, _)| end);
    ends.into_iter().any(|end| words.contains(&word[..end]))
}

fn begins_one(words: &BTreeSet<String>, beginning: &str) -> bool {
    words.range(beginning.to_owned()..).next().is_some_and(|it| it.starts_with(beginning))
}

#[cfg(test)]
mod tests;
