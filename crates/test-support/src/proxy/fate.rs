//! What can become of a request.

/// What becomes of a request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Fate {
    /// It arrives, and so does the answer.
    Passes,
    /// Both take their time.
    Late,
    /// The connection is refused as soon as it stands.
    Refused,
    /// Nobody ever answers.
    Swallowed,
    /// Half of the request arrives.
    HalfSent,
    /// It arrives, and the answer is lost.
    AnswerLost,
    /// It arrives twice, and the second answer comes back.
    Twice,
    /// It arrives, and once more after the answer has come back.
    AgainLater,
    /// The answer ends in its middle.
    CutOff,
    /// The connection is reset in the middle of the answer.
    Reset,
    /// A hotel's page with 200.
    Portal,
    /// A redirect to a page of somebody's.
    Redirected,
    /// The answer comes byte by byte, for a while.
    Drips,
    /// Something that is no HTTP.
    Garbled,
    /// The answer, with a byte of its body changed.
    Altered,
}

impl Fate {
    /// Every fate, in the order of their numbers.
    pub const ALL: [Self; 15] = [
        Self::Passes,
        Self::Late,
        Self::Refused,
        Self::Swallowed,
        Self::HalfSent,
        Self::AnswerLost,
        Self::Twice,
        Self::AgainLater,
        Self::CutOff,
        Self::Reset,
        Self::Portal,
        Self::Redirected,
        Self::Drips,
        Self::Garbled,
        Self::Altered,
    ];
}

/// The fate of a request, and a number for whatever else chance decides about it.
pub(super) fn fate_of(seed: u64, number: u64, trouble: u64) -> (Fate, u64) {
    let chance = mix(seed ^ mix(number.wrapping_add(1)));
    if chance % 100 >= trouble {
        return (Fate::Passes, mix(chance));
    }
    let troubles = &Fate::ALL[1..];
    let picked = usize::try_from((chance / 100) % troubles.len() as u64).unwrap_or(0);
    (troubles[picked], mix(chance))
}

/// The finalizer of SplitMix64.
fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fates_are_the_same_for_the_same_seed_and_all_of_them_come() {
        let met = |seed| (0..2_000).map(|number| fate_of(seed, number, 50)).collect::<Vec<_>>();

        assert_eq!(met(7), met(7));
        assert_ne!(met(7), met(8));
        for (number, fate) in Fate::ALL.into_iter().enumerate() {
            assert_eq!(fate as usize, number);
            assert!(met(7).iter().any(|(met, _)| *met == fate), "{fate:?} never comes");
        }
    }

    #[test]
    fn nothing_happens_in_calm_weather() {
        assert!((0..500).all(|number| fate_of(1, number, 0).0 == Fate::Passes));
    }
}
