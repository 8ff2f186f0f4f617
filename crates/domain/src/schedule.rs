//! What comes when: moments with what belongs to them, in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Timestamp;

/// Moments in order, one for each id. It is worked out from what is stored and never stored itself.
#[derive(Clone, Debug)]
pub struct Schedule<Id> {
    moments: BTreeSet<(Timestamp, Id)>,
    of: BTreeMap<Id, Timestamp>,
}

impl<Id> Default for Schedule<Id> {
    fn default() -> Self {
        Self { moments: BTreeSet::new(), of: BTreeMap::new() }
    }
}

impl<Id: Copy + Ord> Schedule<Id> {
    /// From now on `id` comes at that moment, whenever it came before.
    pub fn insert(&mut self, id: Id, at: Timestamp) {
        if let Some(before) = self.of.insert(id, at) {
            self.moments.remove(&(before, id));
        }
        self.moments.insert((at, id));
    }

    /// It comes no more. Gives when it would have come.
    pub fn remove(&mut self, id: Id) -> Option<Timestamp> {
        let at = self.of.remove(&id)?;
        self.moments.remove(&(at, id));
        Some(at)
    }

    /// Takes out what comes first, if it has come by `now`.
    pub fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, Id)> {
        let first = self.moments.first().copied().filter(|(at, _)| *at <= now)?;
        self.moments.pop_first();
        self.of.remove(&first.1);
        Some(first)
    }

    /// When the next one comes, past moments included.
    pub fn next(&self) -> Option<Timestamp> {
        self.moments.first().map(|(at, _)| *at)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Whether nothing comes at all.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }
}

/// Built at once, which is faster than one by one; the last moment of an id holds.
impl<Id: Copy + Ord> FromIterator<(Id, Timestamp)> for Schedule<Id> {
    fn from_iter<Moments: IntoIterator<Item = (Id, Timestamp)>>(moments: Moments) -> Self {
        let of: BTreeMap<Id, Timestamp> = moments.into_iter().collect();
        let moments = of.iter().map(|(id, at)| (*at, *id)).collect();
        Self { moments, of }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn what_is_moved_comes_once_and_at_its_new_moment() {
        let mut schedule: Schedule<u8> = [(1, at(10)), (2, at(20))].into_iter().collect();

        schedule.insert(1, at(30));

        assert_eq!(schedule.pop_due(at(25)), Some((at(20), 2)));
        assert_eq!(schedule.pop_due(at(25)), None, "what was moved away is not due");
        assert_eq!(schedule.next(), Some(at(30)));
        assert_eq!(schedule.remove(1), Some(at(30)));
        assert!(schedule.is_empty());
    }

    #[test]
    fn what_comes_at_one_moment_comes_in_the_order_of_ids() {
        let mut schedule: Schedule<u8> = [(3, at(10)), (1, at(10)), (2, at(10))].into_iter().collect();

        let order: Vec<_> = std::iter::from_fn(|| schedule.pop_due(at(10))).map(|(_, id)| id).collect();

        assert_eq!(order, [1, 2, 3]);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u8, i64),
        Remove(u8),
        Pop(i64),
        Rebuild,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0..20_u8, 0..50_i64).prop_map(|(id, at)| Step::Insert(id, at)),
            (0..20_u8).prop_map(Step::Remove),
            (0..50_i64).prop_map(Step::Pop),
            Just(Step::Rebuild),
        ];
        proptest::collection::vec(step, 0..100)
    }

    proptest! {
        #[test]
        fn it_does_what_a_list_that_is_looked_through_does(steps in steps()) {
            let mut schedule = Schedule::default();
            let mut list: BTreeMap<u8, Timestamp> = BTreeMap::new();
            for step in steps {
                match step {
                    Step::Insert(id, micros) => {
                        schedule.insert(id, at(micros));
                        list.insert(id, at(micros));
                    }
                    Step::Remove(id) => prop_assert_eq!(schedule.remove(id), list.remove(&id)),
                    Step::Pop(now) => {
                        let first = list.iter().map(|(id, at)| (*at, *id)).min().filter(|(due, _)| *due <= at(now));
                        prop_assert_eq!(schedule.pop_due(at(now)), first);
                        first.map(|(_, id)| list.remove(&id));
                    }
                    Step::Rebuild => schedule = list.iter().map(|(id, at)| (*id, *at)).collect(),
                }
                prop_assert_eq!(schedule.next(), list.values().min().copied());
                prop_assert_eq!(schedule.len(), list.len());
            }
        }
    }
}
