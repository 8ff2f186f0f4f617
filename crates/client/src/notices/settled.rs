//! What was settled elsewhere.

use goodturn_domain::{Entity, EntityKey, EntityKind, Event, PersonId, ServiceRequest, ServiceRequestId, StageName};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_sync::PullAnswer;

use super::{find_request, is_asked};
use crate::app::App;
use crate::notify::Subject;
use crate::schedule::subject_if_all_settled;
use crate::workspace::{People, Workspace};

/// What was settled elsewhere is not shown any longer: a follow-up that is done, a request that
/// somebody else of the team has taken or that has ended, words that were taken back, what I no longer see.
pub(super) fn withdraw_settled(app: &App, workspace: &Workspace, answer: &PullAnswer) -> Result<(), StoreError> {
    let people = workspace.people()?;
    let mut has_settled_clock = false;
    for row in &answer.rows {
        let Some(kind) = EntityKind::from_name(&row.kind) else { continue };
        let subject = match workspace.store().read(|tx| tx.find_entity(EntityKey { kind, id: row.id }))? {
            Some(Entity::FollowUp(it)) if !it.is_open() => {
                has_settled_clock |= it.clock.is_some();
                Subject::FollowUp(row.id.to_string())
            }
            // It is shown where it rang first.
            Some(Entity::FollowUp(it)) if it.clock.is_none() && it.was_rung_elsewhere(workspace.replica.device()) => {
                Subject::FollowUp(row.id.to_string())
            }
            Some(Entity::ServiceRequest(it)) if !waits_for(&people, workspace.me(), &it) => {
                Subject::Request(row.id.to_string())
            }
            Some(Entity::Entry(it)) if matches!(it.event, Event::Retracted { .. }) => {
                Subject::Request(it.request.to_string())
            }
            Some(Entity::Thanks(it)) if it.words.is_none() => Subject::Thanks(row.id.to_string()),
            _ => continue,
        };
        app.inner.notifier.withdraw(&subject);
    }
    if has_settled_clock && let Some(subject) = subject_if_all_settled(app, workspace)? {
        app.inner.notifier.withdraw(&subject);
    }
    // What one may no longer see is no news either.
    for gone in answer.gone.iter().filter(|it| it.kind == EntityKind::ServiceRequest.name()) {
        if find_request(workspace.store(), ServiceRequestId::new(gone.id))?.is_none() {
            app.inner.notifier.withdraw(&Subject::Request(gone.id.to_string()));
        }
    }
    Ok(())
}

/// Whether I am told of it still: I take part, my word is missing, or nobody has taken it and I could.
fn waits_for(people: &People, me: PersonId, request: &ServiceRequest) -> bool {
    request.participants().contains(&me)
        || request.missing_approvers().any(|person| person == me)
        || (request.stage.name() == StageName::Asked && is_asked(people, me, request))
}
