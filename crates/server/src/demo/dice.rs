//! Chance that is the same in every run: what looks random in the sample organization.

use blake3::{Hasher, OutputReader};

/// A stream of chance, the same for the same seed.
pub(super) struct Dice(OutputReader);

impl Dice {
    pub(super) fn new(seed: &str) -> Self {
        Self(Hasher::new().update(seed.as_bytes()).finalize_xof())
    }

    /// A number from `from` up to, not including, `to`.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        from + u32::from_le_bytes(bytes) % (to - from).max(1)
    }

    /// True in so many of a hundred cases.
    pub(super) fn happens(&mut self, percent: u32) -> bool {
        self.between(0, 100) < percent
    }

    /// One of them; `among` is never empty.
    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.between(0, u32::try_from(among.len()).unwrap_or(u32::MAX)) as usize]
    }

    /// One of several texts.
    pub(super) fn line<'a>(&mut self, among: &'a [String]) -> &'a str {
        self.pick::<String>(among)
    }

    /// Another order.
    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.between(0, u32::try_from(last + 1).unwrap_or(u32::MAX)) as usize);
        }
    }
}
