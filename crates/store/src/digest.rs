//! Digests: whether two sides hold the same rows of a scope.

use goodturn_domain::EntityKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Count and sum of the rows of a scope. Equal rows give equal digests, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Digest {
    pub count: u64,
    /// Sum of the weights, modulo 2⁶⁴.
    pub sum: u64,
}

impl Digest {
    /// With one row more.
    pub fn with(self, id: Uuid, seq: u64) -> Self {
        Self { count: self.count + 1, sum: self.sum.wrapping_add(weight(id, seq)) }
    }

    /// With one row less.
    pub fn without(self, id: Uuid, seq: u64) -> Self {
        Self { count: self.count.saturating_sub(1), sum: self.sum.wrapping_sub(weight(id, seq)) }
    }
}

impl FromIterator<(EntityKey, u64)> for Digest {
    fn from_iter<I: IntoIterator<Item = (EntityKey, u64)>>(rows: I) -> Self {
        rows.into_iter().fold(Self::default(), |digest, (key, seq)| digest.with(key.id, seq))
    }
}

/// Spreads (id, seq) over 64 bits with the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
/// It finds accidents; it is no protection against somebody who wants a collision.
fn weight(id: Uuid, seq: u64) -> u64 {
    let (high, low) = id.as_u64_pair();
    mix(mix(mix(high) ^ low) ^ seq)
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_weighs_what_the_description_of_the_protocol_says() {
        let id = Uuid::from_u128(0x0193_a1b2_0000_7000_8000_0000_0000_0001);

        assert_eq!(Digest::default().with(id, 7), Digest { count: 1, sum: 3_932_939_398_659_793_860 });
    }
}
