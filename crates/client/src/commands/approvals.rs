//! Who has to agree to a request, and what they say.

use goodturn_domain::{ApprovalId, ApprovalStep, Entity, Intent, PersonId, ServiceRequest, StageName, Team, TeamId};
use goodturn_store::ReplicaStorage;

use super::requests::perform;
use super::{id_of, optional_words, words_of};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{self, ApprovalRef, Approve, Approver, AskApproval, Reject, ShownApproval};
use crate::workspace::instant;

pub(super) async fn ask_approval(app: &App, args: AskApproval) -> Result<(), CommandError> {
    let intent = || {
        let approvers = args.approvers.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?;
        let approval = ApprovalId::new(fresh_id());
        Ok(Intent::AskApproval { request: id_of(&args.request)?, approval, approvers, needed: args.needed })
    };
    perform(app, intent()).await
}

pub(super) async fn approve(app: &App, args: Approve) -> Result<(), CommandError> {
    let intent = || {
        let words = optional_words(args.words)?;
        Ok(Intent::Approve { request: id_of(&args.request)?, approval: id_of(&args.approval)?, words })
    };
    perform(app, intent()).await
}

pub(super) async fn reject(app: &App, args: Reject) -> Result<(), CommandError> {
    let intent = || {
        let reason = words_of(&args.reason)?;
        Ok(Intent::Reject { request: id_of(&args.request)?, approval: id_of(&args.approval)?, reason })
    };
    perform(app, intent()).await
}

pub(super) async fn waive_approval(app: &App, args: ApprovalRef) -> Result<(), CommandError> {
    let intent = || Ok(Intent::WaiveApproval { request: id_of(&args.request)?, approval: id_of(&args.approval)? });
    perform(app, intent()).await
}

/// The steps of a request in their order; `can` are the commands that are possible for me on it. What the service asks
/// for, only who leads the team that serves it does without, and not for themselves.
pub(super) fn shown_approvals(
    presenter: &Presenter<'_>,
    request: &ServiceRequest,
    can: &[String],
) -> Result<Vec<ShownApproval>, CommandError> {
    let me = presenter.me();
    let serving = serving_team(presenter, request)?;
    let serves = |team: &Team| Some(team.id) == serving;
    let is_lead = presenter.people.teams.iter().any(|it| serves(it) && it.is_led_by(me)) && request.requester != me;
    let is_running = !request.stage.name().is_final() && request.stage.name() != StageName::Delivered;
    let open = request.open_approval().map(|step| step.id);
    let is_possible = |name: &str| can.iter().any(|it| it == name);
    let shown = |step: &ApprovalStep| {
        let is_open = open == Some(step.id);
        ShownApproval {
            id: step.id.to_string(),
            needed: step.needed,
            approvers: step.approvers.iter().map(|person| approver(step, *person)).collect(),
            state: state_of(step, is_open),
            reason: step.rejection.as_ref().map(|it| it.reason.to_string()),
            can_decide: is_open && step.is_up_to(me) && is_possible("approve"),
            can_waive: match step.by_service {
                true => !step.is_through() && is_running && is_lead,
                false => !step.is_through() && is_possible("waive_approval"),
            },
        }
    };
    Ok(request.approvals.iter().map(shown).collect())
}

fn serving_team(presenter: &Presenter<'_>, request: &ServiceRequest) -> Result<Option<TeamId>, CommandError> {
    let Some(form) = &request.form else { return Ok(None) };
    let found = presenter.workspace.store().read(|tx| tx.find_entity(form.service.into()))?;
    Ok(match found {
        Some(Entity::OfferedService(service)) => {
            let is_closed = |id| presenter.people.teams.iter().any(|it| it.id == id && !it.is_active);
            Some(service.served_by(form, is_closed))
        }
        _ => None,
    })
}

/// How it stands with the step that holds a request up; none when nothing does.
pub(crate) fn holding_up(request: &ServiceRequest) -> Option<shown::ApprovalState> {
    let is_open = !request.stage.name().is_final();
    request.open_approval().filter(|_| is_open).map(|step| state_of(step, true))
}

fn state_of(step: &ApprovalStep, is_open: bool) -> shown::ApprovalState {
    match &step.rejection {
        Some(_) => shown::ApprovalState::Rejected,
        None if step.is_through() => shown::ApprovalState::Through,
        None if is_open => shown::ApprovalState::Open,
        None => shown::ApprovalState::Later,
    }
}

fn approver(step: &ApprovalStep, person: PersonId) -> Approver {
    let rejected_at = step.rejection.as_ref().filter(|it| it.by == person).map(|it| instant(it.at));
    let approved_at = step.approved.get(&person).map(|at| instant(*at)).filter(|_| rejected_at.is_none());
    Approver { person: person.to_string(), approved_at, rejected_at }
}
