//! What of a pull is news to a device.

use std::collections::BTreeSet;

use goodturn_domain::Scope;
use goodturn_sync::{PullAnswer, PullRequest, Row};

/// What a device followed when it began to ask for news. What fills up a new device, or a scope that was
/// gained since, is history, however many pages it takes.
#[derive(Clone, Debug)]
pub struct Followed {
    scopes: BTreeSet<Scope>,
    pub(super) is_new: bool,
}

impl Followed {
    /// By the first of the requests. Scopes that are followed are equally far, and one that fills up is
    /// behind them.
    pub fn before(request: &PullRequest) -> Self {
        let furthest = request.cursors.values().max();
        let followed = request.cursors.iter().filter(|(_, at)| Some(*at) == furthest);
        Self { scopes: followed.map(|(scope, _)| scope.clone()).collect(), is_new: request.seen.is_none() }
    }

    /// Nothing is news of another history, or of a scope that is fetched from its beginning again.
    pub(super) fn narrow(&mut self, request: &PullRequest, answer: &PullAnswer) {
        self.is_new |= answer.is_new_history;
        let goes_on = |scope: &Scope| request.cursors.get(scope).is_some_and(|at| *at > 0);
        self.scopes.retain(goes_on);
    }

    pub(super) fn is_news(&self, row: &Row) -> bool {
        !self.is_new && row.scopes.iter().any(|scope| self.scopes.contains(scope))
    }
}

#[cfg(test)]
mod tests {
    use goodturn_domain::{DeviceId, TeamId};
    use goodturn_sync::protocol::Seen;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    const TEAM: Scope = Scope::Team(TeamId::new(Uuid::from_u128(7)));

    fn asks(seen: Option<u64>, cursors: &[(Scope, u64)]) -> PullRequest {
        let seen = seen.map(|head| Seen { epoch: Uuid::nil(), head, chain: Uuid::nil() });
        let cursors = cursors.iter().cloned().collect();
        PullRequest { device: DeviceId::new(Uuid::nil()), cursors, seen, limit: 9 }
    }

    fn row(scope: Scope) -> Row {
        Row::new("entry".into(), Uuid::nil(), 90, vec![scope], json!({}).into())
    }

    #[test]
    fn what_fills_up_a_scope_that_was_gained_is_history_after_a_stop_as_well() {
        let half_full = asks(Some(90), &[(Scope::Organization, 90), (TEAM, 40)]);

        let followed = Followed::before(&half_full);

        assert!(followed.is_news(&row(Scope::Organization)));
        assert!(!followed.is_news(&row(TEAM)));
    }

    #[test]
    fn what_fills_up_a_new_device_is_history_on_every_page() {
        let followed = Followed::before(&asks(None, &[]));

        assert!(!followed.is_news(&row(TEAM)), "whatever the later pages ask for");
    }

    #[test]
    fn a_long_absence_is_news_to_its_end() {
        let followed = Followed::before(&asks(Some(90), &[(Scope::Organization, 60), (TEAM, 60)]));

        assert!(followed.is_news(&row(TEAM)), "the last pull was cut off, and all scopes stand at one number");
    }
}
