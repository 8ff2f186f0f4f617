//! How much work a text may make.

use goodturn_domain::WorkingCalendar;

use crate::CalendarFileError;

/// Hundreds of rules that have no end, or of those that are counted from decades ago: calendars of people have fewer,
/// and it is a fraction of a second.
pub(crate) const MOST_STEPS: usize = 4_000_000;

/// How many days may still be looked at.
#[derive(Debug)]
pub(crate) struct Steps {
    pub(crate) left: usize,
}

impl Steps {
    pub(crate) fn take(&mut self, count: usize) -> Result<(), CalendarFileError> {
        let left = self.left.checked_sub(count);
        self.left = left.ok_or(CalendarFileError::TooManyDays { most: WorkingCalendar::MOST_DAYS_OFF })?;
        Ok(())
    }
}
