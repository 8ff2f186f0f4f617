//! Which notifications are on the screen: subject to number and back.

use std::collections::HashMap;
use std::hash::Hash;

/// Two subjects never share a number, and a subject has one number at most.
#[derive(Debug)]
pub(super) struct Shown<S> {
    numbers: HashMap<S, u32>,
}

impl<S: Clone + Eq + Hash> Shown<S> {
    pub(super) fn new() -> Self {
        Self { numbers: HashMap::new() }
    }

    /// The number under which the subject is shown.
    pub(super) fn number(&self, subject: &S) -> Option<u32> {
        self.numbers.get(subject).copied()
    }

    /// What is shown under that number.
    pub(super) fn subject(&self, number: u32) -> Option<S> {
        self.numbers.iter().find(|(_, shown)| **shown == number).map(|(subject, _)| subject.clone())
    }

    /// Remembers that the subject is now shown under that number.
    pub(super) fn remember(&mut self, subject: S, number: u32) {
        self.forget(number);
        self.numbers.insert(subject, number);
    }

    /// Forgets what was shown under that number.
    pub(super) fn forget(&mut self, number: u32) {
        self.numbers.retain(|_, shown| *shown != number);
    }

    /// Forgets a subject; the number under which it was shown.
    pub(super) fn take(&mut self, subject: &S) -> Option<u32> {
        self.numbers.remove(subject)
    }

    /// Everything that is shown.
    pub(super) fn all(&self) -> Vec<(S, u32)> {
        self.numbers.iter().map(|(subject, number)| (subject.clone(), *number)).collect()
    }

    /// Forgets everything, as when the desktop's notification program has ended.
    pub(super) fn clear(&mut self) {
        self.numbers.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_keeps_its_number_until_it_is_closed() {
        let mut shown = Shown::new();
        shown.remember("grant", 7);
        shown.remember("desk", 8);

        assert_eq!(shown.number(&"grant"), Some(7));
        assert_eq!(shown.subject(8), Some("desk"));

        shown.forget(7);

        assert_eq!(shown.number(&"grant"), None);
        assert_eq!(shown.subject(7), None);
        assert_eq!(shown.take(&"desk"), Some(8));
    }

    #[test]
    fn a_number_given_again_belongs_to_the_newest_subject() {
        let mut shown = Shown::new();
        shown.remember("grant", 1);

        shown.remember("desk", 1);

        assert_eq!(shown.number(&"grant"), None);
        assert_eq!(shown.subject(1), Some("desk"));
    }
}
