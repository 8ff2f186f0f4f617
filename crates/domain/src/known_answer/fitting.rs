//! Which answers fit what somebody is about to ask, and which have what somebody looks for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::KnownAnswer;
use crate::search::words_of;

/// Shorter words seldom tell what something is about.
const SHORTEST_WORD: usize = 3;
/// Of a longer text its first words tell what it is about.
const MOST_WORDS: usize = 12;
/// How much a word tells that stands in the text alone, next to one of the title.
const IN_THE_TEXT: f64 = 0.5;
/// One word alone says too little, where there are more.
const LEAST_WORDS: usize = 2;
/// Of what all words tell, so much has to be in an answer.
const LEAST_SHARE: f64 = 0.5;
/// Of words that are at least so long, the beginning is enough: *laptop* is in *laptops*.
const SHORTEST_BEGINNING: usize = 4;
/// By so many letters the longer of two such words is longer.
const LONGEST_ENDING: usize = 3;

/// The words of answers, without case and accents. Answers are named by their places.
#[derive(Clone, Debug, Default)]
pub struct AnswerIndex {
    /// Each word with the answers that have it, and whether in their titles.
    words: BTreeMap<String, Vec<(usize, bool)>>,
    /// How many more each has helped than not.
    helped: Vec<i64>,
}

impl AnswerIndex {
    /// Of answers in their order, by which they are named from then on.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a KnownAnswer>) -> Self {
        let mut index = Self::default();
        for (place, answer) in answers.into_iter().enumerate() {
            let title = words_of([answer.title.as_str()]);
            for word in words_of([answer.words.as_str()]).into_iter().filter(|it| !title.contains(it)) {
                index.words.entry(word).or_default().push((place, false));
            }
            for word in title {
                index.words.entry(word).or_default().push((place, true));
            }
            index.helped.push(i64::from(answer.helped) - i64::from(answer.not_helped));
        }
        index
    }

    /// The places of the answers that fit `asked`, the most fitting first; the more helpful one, and then the earlier
    /// one, of two that fit as well. None while it says too little.
    pub fn fitting(&self, asked: &str) -> Vec<usize> {
        let sought: Vec<BTreeMap<usize, f64>> = telling_words(asked).iter().map(|it| self.weights_of(it)).collect();
        let weights = telling(&sought);
        let all: f64 = weights.iter().sum();
        let titled = sought.iter().flatten().filter(|(_, weight)| **weight >= 1.0);
        let candidates: BTreeSet<usize> = titled.map(|(place, _)| *place).collect();
        let mut fitting: Vec<(f64, usize)> = Vec::new();
        for place in candidates {
            let hits = sought.iter().filter(|it| it.contains_key(&place)).count();
            let found = sought.iter().map(|it| it.get(&place).copied().unwrap_or_default());
            let told: f64 = found.zip(&weights).map(|(found, weight)| found * weight).sum();
            if hits >= sought.len().min(LEAST_WORDS) && told >= LEAST_SHARE * all {
                fitting.push((told, place));
            }
        }
        fitting.sort_by(|(a, first), (b, second)| {
            let helped = |place: &usize| self.helped.get(*place);
            b.total_cmp(a).then_with(|| helped(second).cmp(&helped(first))).then(first.cmp(second))
        });
        fitting.into_iter().map(|(_, place)| place).collect()
    }

    /// The places of the answers that have every word of `text`, as the beginning of one of theirs; those that have
    /// more of them in the title first.
    pub fn having(&self, text: &str) -> Vec<usize> {
        let sought: Vec<BTreeMap<usize, bool>> = words_of([text]).iter().map(|it| self.beginning(it)).collect();
        let is_found = |place: &usize| sought.iter().all(|it| it.contains_key(place));
        let mut found: Vec<usize> = (0..self.helped.len()).filter(is_found).collect();
        let in_title = |place: &usize| sought.iter().filter(|it| it.get(place) == Some(&true)).count();
        found.sort_by_key(|place| (Reverse(in_title(place)), *place));
        found
    }

    /// How much of the word each answer has: all of it in the title, less in the text.
    fn weights_of(&self, word: &str) -> BTreeMap<usize, f64> {
        let beginning: String = word.chars().take(SHORTEST_BEGINNING).collect();
        let near = self.words.range(beginning.clone()..).take_while(|(known, _)| known.starts_with(&beginning));
        let alike = near.filter(|(known, _)| is_alike(known, word)).flat_map(|(_, places)| places);
        let mut weights = BTreeMap::new();
        for (place, is_in_title) in alike {
            let weight = weights.entry(*place).or_insert(IN_THE_TEXT);
            if *is_in_title {
                *weight = 1.0;
            }
        }
        weights
    }

    /// The answers that have a word which begins so, and whether in the title.
    fn beginning(&self, beginning: &str) -> BTreeMap<usize, bool> {
        let words = self.words.range(beginning.to_owned()..).take_while(|(known, _)| known.starts_with(beginning));
        let mut places = BTreeMap::new();
        for (place, is_in_title) in words.flat_map(|(_, places)| places) {
            *places.entry(*place).or_default() |= *is_in_title;
        }
        places
    }
}

/// How much each word tells: the less, the more answers have it. One that is nowhere may be half typed, and tells as
/// little as the most frequent one.
fn telling(sought: &[BTreeMap<usize, f64>]) -> Vec<f64> {
    let weights: Vec<Option<f64>> = sought
        .iter()
        .map(|places| {
            let hits = u32::try_from(places.len()).unwrap_or(u32::MAX);
            (hits > 0).then(|| 1.0 / (1.0 + f64::from(hits).ln_1p()))
        })
        .collect();
    let least = weights.iter().flatten().copied().fold(1.0, f64::min);
    weights.into_iter().map(|weight| weight.unwrap_or(least)).collect()
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
    words.iter().any(|it| is_alike(it, word))
}

fn is_alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let (length, longer) = (short.chars().count(), long.chars().count());
    one == other || (long.starts_with(short) && length >= SHORTEST_BEGINNING && longer - length <= LONGEST_ENDING)
}

#[cfg(test)]
mod tests;
