//! Transactions that others got in the way of are done again, a few times and after a pause that is
//! each time another: PostgreSQL ends one of two that wait for each other (40P01), and databases that
//! speak its language end what they cannot put into an order (40001).

use std::time::Duration;

use goodturn_store::StoreError;

/// Together they wait for a second at most: whoever pushes waits as well.
const MOST_TRIES: u32 = 6;
/// Before the second try; doubled before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// Does `work`, which is one transaction, and again when others got in its way.
pub(crate) fn again_if_in_the_way<T>(mut work: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    for tried in 1..MOST_TRIES {
        match work() {
            Err(StoreError::Conflict(cause)) => {
                tracing::info!(%cause, tried, "a transaction is done again");
                #[expect(clippy::disallowed_methods, reason = "the writer's own thread has nothing else to do")]
                std::thread::sleep(pause(tried));
            }
            done => return done,
        }
    }
    work()
}

/// Between half and all of what the try is worth, so that two do not meet again.
fn pause(tried: u32) -> Duration {
    let most = FIRST_PAUSE * 2_u32.pow(tried - 1);
    let mut chance = [0];
    // Without randomness they pause for long.
    let share = getrandom::fill(&mut chance).map_or(255, |()| u32::from(chance[0]));
    most / 2 + most / 2 * share / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_get_in_the_way_of_is_done_again_but_not_for_ever() {
        let mut tries = 0;
        let third = again_if_in_the_way(|| {
            tries += 1;
            if tries < 3 { Err(StoreError::Conflict("deadlock".into())) } else { Ok(tries) }
        });
        assert_eq!(third.unwrap(), 3);

        let mut tries = 0;
        let never: Result<(), _> = again_if_in_the_way(|| {
            tries += 1;
            Err(StoreError::Conflict("deadlock".into()))
        });
        assert!(matches!(never, Err(StoreError::Conflict(_))));
        assert_eq!(tries, MOST_TRIES);

        let mut tries = 0;
        let once: Result<(), _> = again_if_in_the_way(|| {
            tries += 1;
            Err(StoreError::Unavailable("gone".into()))
        });
        assert!(once.is_err());
        assert_eq!(tries, 1);
    }

    #[test]
    fn pauses_together_stay_below_a_second() {
        for tried in 1..MOST_TRIES {
            let most = FIRST_PAUSE * 2_u32.pow(tried - 1);
            assert!((most / 2..=most).contains(&pause(tried)));
        }
        let longest: Duration = (1..MOST_TRIES).map(|tried| FIRST_PAUSE * 2_u32.pow(tried - 1)).sum();
        assert!(longest < Duration::from_secs(1));
    }
}
