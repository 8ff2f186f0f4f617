//! Rating what was confirmed, or changing one's mind about it.

use chrono::TimeDelta;

use super::turn::Turn;
use super::{Records, Stop};
use crate::entry::Event;
use crate::refusal::Refusal;
use crate::satisfaction::{CHANGEABLE_HOURS, RATE_WITHIN_DAYS};
use crate::service_request::{Closing, Rated, Rating, Stage};
use crate::text::Words;

/// Once for each request and changeable for a while; the last one counts (`rules.md` §4). What lapsed
/// is left out of it.
pub(super) fn rate(turn: &mut Turn<'_, impl Records>, rating: Rating, words: Option<Words>) -> Result<(), Stop> {
    let Stage::Closed { service, closing: Closing::Confirmed { at: confirmed_at, .. }, .. } = &turn.request.stage
    else {
        return Err(Refusal::NotConfirmed.into());
    };
    if service.helper == turn.actor()? {
        return Err(Refusal::OwnWork.into());
    }
    let before = turn.request.rating();
    match before {
        Some(Rated { first_at, .. }) if turn.now > first_at.plus(TimeDelta::hours(CHANGEABLE_HOURS)) => {
            return Err(Refusal::RatingStands { hours: CHANGEABLE_HOURS }.into());
        }
        Some(before) if before.rating == rating && words.is_none() => return turn.leave(),
        None if turn.now > confirmed_at.plus(TimeDelta::days(RATE_WITHIN_DAYS)) => {
            return Err(Refusal::TooLateToRate { days: RATE_WITHIN_DAYS }.into());
        }
        _ => {}
    }
    let first_at = before.map_or(turn.now, |it| it.first_at);
    turn.request.rated = Some(Rated { rating, first_at });
    turn.tell(Event::Rated { from: before.map(|it| it.rating), rating, words });
    Ok(())
}
