//! Rules of teams: what an operation has brought about lets them fire in the same commit, so that no crash comes
//! between, and no answer is sent before. What a rule did lets no rule fire.

mod watch;

use goodturn_domain::rule::{Cause, TeamRules, Trigger, firing_id};
use goodturn_domain::{
    Actor, Entity, EntryId, Intent, Operation, OperationId, RuleId, ServiceRequest, TeamId, Timestamp,
};
use goodturn_store::{AuthorityRead, StoreError};

use super::{Commit, Fired};
use crate::protocol::Verdict;
pub use watch::RuleWatch;

/// A line that may let rules fire.
pub(super) type Line = (goodturn_domain::ServiceRequestId, EntryId);

/// The lines among the changes of an operation that may let rules fire. A line that was reworded was there before.
pub(super) fn causes(operation: &Operation, changes: &[Entity]) -> Vec<Line> {
    if matches!(operation.intent, Intent::FireRule { .. } | Intent::Reword { .. } | Intent::Retract { .. }) {
        return Vec::new();
    }
    let lines = changes.iter().filter_map(|it| match it {
        Entity::Entry(entry) => Some((entry.request, entry.id)),
        _ => None,
    });
    lines.collect()
}

/// The rules of a team; none before the first.
pub(super) fn rules_of(tx: &(impl AuthorityRead + ?Sized), team: TeamId) -> Result<Option<TeamRules>, StoreError> {
    Ok(match tx.find_entity(TeamRules::id_of(team).into())? {
        Some(Entity::TeamRules(rules)) if rules.team == team => Some(rules),
        _ => None,
    })
}

/// What the server does to let a rule fire.
pub(super) fn firing(
    (team, rule, when): (TeamId, RuleId, Trigger),
    request: &ServiceRequest,
    cause: Cause,
    (at, looked_at): (Timestamp, Timestamp),
) -> Operation {
    let id: OperationId = firing_id(rule, when, request.id, cause);
    Operation {
        id,
        at,
        intent: Intent::FireRule { team, rule, request: request.id, cause, looked_at: Some(looked_at) },
    }
}

impl Commit<'_> {
    /// Fires the rules of the team that the request is with, in their order, each on what the ones before have left. A
    /// rule that cannot do something tells so, and none lets what was done before fail. They fire at the time of what
    /// set them off: what was done without a connection, and what followed it there, keep their order.
    pub(super) fn fire_rules(&mut self, causes: &[Line], at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
        let Some((request, _)) = causes.first() else { return Ok(()) };
        let Some(request) = self.request(*request)? else { return Ok(()) };
        // What is with a person is no team's, and most teams have no rules: one look tells.
        let Some(team) = request.addressee.team() else { return Ok(()) };
        let Some(rules) = rules_of(&*self.tx, team)? else { return Ok(()) };
        for (_, line) in causes.iter().filter(|(of, _)| *of == request.id) {
            let Some(Entity::Entry(entry)) = self.tx.find_entity((*line).into())? else { continue };
            for rule in rules.known().filter(|it| !it.body.is_off && it.body.when.is_met_by(&entry, &request)) {
                let operation = firing((team, rule.id, rule.body.when), &request, Cause::Line(entry.id), (at, now));
                if let Verdict::Applied { seq } = self.decide(Actor::Server, &operation, now)? {
                    self.fired.push(Fired { seq, operation });
                }
            }
        }
        Ok(())
    }
}
