//! Words as people write them: a few are everywhere, most are rare, and many begin alike.

use std::sync::LazyLock;

const WORDS: usize = 6_000;
const SYLLABLES: [&str; 40] = [
    "ba", "be", "bri", "ca", "con", "co", "de", "di", "du", "en", "fa", "fer", "ga", "gra", "ha", "in", "is", "la",
    "le", "lis", "ma", "men", "mi", "na", "ne", "no", "or", "pa", "per", "pre", "pro", "ra", "re", "sa", "se", "sta",
    "ta", "ter", "tra", "vi",
];

static VOCABULARY: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut dice = Dice(1);
    let mut words = std::collections::BTreeSet::new();
    let mut ranked = Vec::with_capacity(WORDS);
    while ranked.len() < WORDS {
        let syllables = 2 + dice.below(3);
        let word: String = (0..syllables).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect();
        if words.insert(word.clone()) {
            ranked.push(word);
        }
    }
    ranked
});

/// The word that is the `rank`th in frequency.
pub(crate) fn word(rank: usize) -> &'static str {
    &VOCABULARY[rank]
}

/// So many words of the text with this number. The word of rank r comes as often as 1/r says.
pub(crate) fn text(number: usize, words: usize) -> String {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(number as u64 + 1));
    let chosen: Vec<&str> = (0..words).map(|_| word(dice.rank())).collect();
    chosen.join(" ")
}

/// A linear congruential generator: the same texts in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }

    fn rank(&mut self) -> usize {
        let share = self.below(1_000_000) as f64 / 1e6;
        ((WORDS as f64).powf(share) as usize).min(WORDS) - 1
    }
}
