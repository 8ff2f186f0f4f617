//! How content requesters are: their ratings, and what stands beside them (`rules.md` §4).

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::service_request::{Closing, Rated, Rating, ServiceRequest, Stage};

/// How long a rating can be changed after it was first given, in hours.
pub const CHANGEABLE_HOURS: i64 = 12;
/// How long after the confirmation a request can still be rated for the first time, in days.
pub const RATE_WITHIN_DAYS: i64 = 14;
/// Fewer ratings than this are not shown: they would tell who gave which (`rules.md` §5).
pub const LEAST_RATINGS: u32 = 5;

impl ServiceRequest {
    /// Until when a rating can be given or changed; none when it cannot.
    pub fn rateable_until(&self, now: Timestamp) -> Option<Timestamp> {
        let Stage::Closed { closing: Closing::Confirmed { at, .. }, .. } = self.stage else { return None };
        let until = match self.rating() {
            Some(rated) => rated.first_at.plus(TimeDelta::hours(CHANGEABLE_HOURS)),
            None => at.plus(TimeDelta::days(RATE_WITHIN_DAYS)),
        };
        (now <= until).then_some(until)
    }

    /// The rating that counts, and when it was first given (`rules.md` §4: the last one counts).
    pub fn rating(&self) -> Option<Rated> {
        let with_it = match self.stage {
            Stage::Closed { closing: Closing::Confirmed { at, rating }, .. } => {
                rating.map(|rating| Rated { rating, first_at: at })
            }
            _ => None,
        };
        self.rated.or(with_it)
    }
}

/// Ratings, and how many deliveries were sent back: the speed of a team says little without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Satisfaction {
    /// Ratings of 4 and 5.
    pub good: u32,
    /// Ratings of 3: neither, but they count.
    pub neutral: u32,
    /// Ratings of 1 and 2.
    pub bad: u32,
    /// Requests that came to a delivery.
    pub delivered: u32,
    /// Those of them with a *not yet*.
    pub reopened: u32,
}

impl Satisfaction {
    /// Of these requests; those that never came to a delivery count nowhere.
    pub fn of<'a>(requests: impl IntoIterator<Item = &'a ServiceRequest>) -> Self {
        let mut all = Self::default();
        for request in requests {
            if request.stage.delivery().is_none() && request.reopen_count == 0 {
                continue;
            }
            all.delivered += 1;
            all.reopened += u32::from(request.reopen_count > 0);
            if let Some(rated) = request.rating() {
                all.count(rated.rating);
            }
        }
        all
    }

    fn count(&mut self, rating: Rating) {
        match rating.points() {
            4.. => self.good += 1,
            3 => self.neutral += 1,
            _ => self.bad += 1,
        }
    }

    /// How many ratings there are.
    pub fn ratings(&self) -> u32 {
        self.good + self.neutral + self.bad
    }

    /// The share of ratings of 4 and 5, in whole percent; none below [`LEAST_RATINGS`].
    pub fn percent(&self) -> Option<u32> {
        (self.ratings() >= LEAST_RATINGS).then(|| share(self.good, self.ratings()))
    }

    /// The share of deliveries that were sent back, in whole percent; none without a delivery.
    pub fn reopened_percent(&self) -> Option<u32> {
        (self.delivered > 0).then(|| share(self.reopened, self.delivered))
    }
}

/// Rounded to the nearest, in whole percent.
fn share(part: u32, whole: u32) -> u32 {
    (part * 200 + whole) / (whole * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(points: &[u8]) -> Satisfaction {
        let mut all = Satisfaction::default();
        points.iter().filter_map(|it| Rating::new(*it)).for_each(|it| all.count(it));
        all
    }

    #[test]
    fn a_three_stays_in_the_denominator() {
        let seven_of_ten = rated(&[5, 5, 5, 4, 4, 4, 4, 3, 1, 2]);

        assert_eq!(seven_of_ten.percent(), Some(70));
        assert_eq!(rated(&[3, 3, 3, 3, 3]).percent(), Some(0));
        assert_eq!(rated(&[5, 5, 5, 5, 5, 4, 3, 1]).percent(), Some(75));
    }

    #[test]
    fn few_ratings_are_counted_and_not_shown() {
        let four = rated(&[5, 5, 5, 5]);

        assert_eq!((four.ratings(), four.percent()), (4, None));
    }
}
