//! Names typed with a slip of the fingers: a letter too many, too few or another one, or two that changed places.

/// From so many letters on, one slip is forgiven.
const LETTERS_FOR_ONE: usize = 4;

/// From so many letters on, two are.
const LETTERS_FOR_TWO: usize = 8;

/// A name, ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    letters: Vec<char>,
    /// A bit for each letter that occurs: what differs in too many is not compared further.
    occurring: u32,
}

impl Letters {
    pub(super) fn of(name: &str) -> Self {
        let letters: Vec<char> = name.chars().collect();
        let occurring = letters.iter().fold(0, |bits, it| bits | 1 << (u32::from(*it) % u32::BITS));
        Self { letters, occurring }
    }

    /// What somebody typed as a name. Marks among the letters are no slip.
    pub(super) fn typed(name: &str) -> Option<Self> {
        let is_long = name.chars().count() >= LETTERS_FOR_ONE;
        (is_long && name.chars().all(|it| it.is_alphabetic() || it == ' ')).then(|| Self::of(name))
    }

    /// Whether the other name is this one with no more slips than its length forgives.
    pub(super) fn is_close_to(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.letters.len(), other.letters.len());
        let most = match ours.min(theirs) {
            LETTERS_FOR_TWO.. => 2,
            LETTERS_FOR_ONE.. => 1,
            _ => return false,
        };
        // A slip takes at most one letter out of the set and one into it.
        ours.abs_diff(theirs) <= most
            && (self.occurring ^ other.occurring).count_ones() as usize <= 2 * most
            && slips(&self.letters, &other.letters) <= most
    }
}

/// The fewest slips between two texts, each letter in one of them at most.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(letter != other);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        (before, last) = (last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_close(typed: &str, name: &str) -> bool {
        Letters::typed(typed).is_some_and(|it| it.is_close_to(&Letters::of(name)))
    }

    #[test]
    fn one_slip_is_forgiven_from_four_letters_on() {
        for typed in ["jonsa", "jonas", "jonaas", "jnas", "jomas", "ojnas"] {
            assert!(is_close(typed, "jonas"), "{typed}");
        }
        for (typed, name) in [("jnos", "jonas"), ("joe", "jo"), ("sem", "sam"), ("samu", "sam"), ("jsoan", "jonas")] {
            assert!(!is_close(typed, name), "{typed}");
        }
    }

    #[test]
    fn two_slips_are_forgiven_from_eight_letters_on() {
        assert!(is_close("maria gracai", "maria garcia"));
        assert!(is_close("mustreman", "mustermann"));
        assert!(!is_close("zabonskk", "jablonski"));
        assert!(!is_close("hadadt", "haddad"));
    }

    #[test]
    fn marks_are_no_slips() {
        assert!(!is_close("jo's", "jose"));
        assert!(!is_close("sam4", "samm"));
    }
}
