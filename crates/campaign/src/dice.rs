//! Chance that a seed decides.

/// A stream of chance: SplitMix64 (Steele, Lea, Flood 2014), small and quick.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn of_seed(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    /// Any number.
    pub(crate) const fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`, which is not 0.
    pub(crate) const fn below(&mut self, end: usize) -> usize {
        (self.any() % end as u64) as usize
    }

    /// From `first` to `last`, both possible.
    pub(crate) const fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = last.abs_diff(first) + 1;
        first.wrapping_add((self.any() % span).cast_signed())
    }

    /// True in so many of a hundred cases.
    pub(crate) const fn happens(&mut self, percent: u64) -> bool {
        self.any() % 100 < percent
    }

    /// One of them; `among` is not empty.
    pub(crate) const fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}
