//! Identifiers, counted instead of drawn.

use uuid::Uuid;

/// Gives identifiers: 1, 2, 3 … of a series, so that a run can be repeated to the letter.
#[derive(Clone, Debug)]
pub struct Ids {
    series: u64,
    given: u64,
}

impl Ids {
    /// The series of that number. Two series never give the same identifier.
    pub const fn of_series(series: u64) -> Self {
        Self { series, given: 0 }
    }

    /// The next identifier.
    pub fn give(&mut self) -> Uuid {
        self.given += 1;
        Uuid::from_u64_pair(self.series, self.given)
    }
}
