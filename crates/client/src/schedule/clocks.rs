//! What clocks of requests have to say: what that is called, and what comes at one moment as one notification.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use goodturn_domain::clocks::ClockKind;
use goodturn_domain::{FollowUp, FollowUpReason, ServiceRequest, Timestamp, Visibility};
use goodturn_store::StoreError;

use crate::app::App;
use crate::error::CommandError;
use crate::i18n;
use crate::notices::{find_request, with_labels};
use crate::notify::{Action, Notice, Subject};
use crate::present::Presenter;
use crate::workspace::Workspace;

/// What several clocks say at one moment.
const TOGETHER: &str = "clocks";

/// One notification for what clocks say now; none for what was settled, or is muted and only good to know.
pub(super) fn notice(
    app: &App,
    workspace: &Workspace,
    warnings: Vec<FollowUp>,
    now: Timestamp,
) -> Result<Option<Notice>, CommandError> {
    let muted = workspace.store().list_muted()?;
    let mut told: Vec<(FollowUp, ServiceRequest)> = Vec::new();
    for warning in warnings {
        let Some(id) = warning.request else { continue };
        if (needs_you(warning.reason) || !muted.contains(&id))
            && !comes_too_late(&warning, now)
            && let Some(request) = find_request(workspace.store(), id)?
        {
            told.push((warning, request));
        }
    }
    // What needs them comes first: it speaks for its request.
    told.sort_by_key(|(it, _)| (!needs_you(it.reason), it.due));
    let Some((first, request)) = told.first() else { return Ok(None) };
    if told.iter().all(|(_, it)| it.id == request.id) {
        return alone(workspace, first, request, now).map(Some);
    }
    let mut carried = app.inner.told_together.lock().unwrap_or_else(PoisonError::into_inner);
    *carried = told.iter().map(|(it, _)| it.id).collect();
    Ok(Some(together(&told)))
}

/// Whether it says that something comes due that is due by now: a device that was asleep says nothing of it.
fn comes_too_late(warning: &FollowUp, now: Timestamp) -> bool {
    warning.reason == FollowUpReason::DueSoon && warning.clock.is_some_and(|it| it.run.due <= now)
}

/// Takes away what was said about several of them, once nothing of it is left to do.
pub(crate) fn subject_if_all_settled(app: &App, workspace: &Workspace) -> Result<Option<Subject>, StoreError> {
    let open = workspace.store().list_open_follow_ups(workspace.me(), None)?;
    let mut rung = open.iter().filter(|it| it.follow_up.clock.is_some() && it.follow_up.rings_at().is_none());
    let mut carried = app.inner.told_together.lock().unwrap_or_else(PoisonError::into_inner);
    // Before this start there may have been another notification, and nobody knows what it carried.
    let is_left = rung.any(|it| carried.is_empty() || carried.contains(&it.follow_up.id));
    if is_left {
        return Ok(None);
    }
    carried.clear();
    Ok(Some(Subject::App(TOGETHER.into())))
}

/// What is late and with its owner needs them; the rest is good to know.
fn needs_you(reason: FollowUpReason) -> bool {
    matches!(reason, FollowUpReason::Late | FollowUpReason::LateOnWaking)
}

fn together(told: &[(FollowUp, ServiceRequest)]) -> Notice {
    let count = told.iter().map(|(_, it)| it.id).collect::<BTreeSet<_>>().len();
    let mut titles: Vec<&str> = Vec::new();
    for (_, request) in told.iter().filter(|(_, it)| !is_confidential(it)) {
        if !titles.contains(&request.title.as_str()) {
            titles.push(request.title.as_str());
        }
    }
    Notice {
        subject: Subject::App(TOGETHER.into()),
        title: i18n::text("clocks-together-title", &[("count", &count.to_string())]),
        body: if titles.is_empty() { i18n::text("clocks-together-body", &[]) } else { titles.join(" · ") },
        actions: with_labels(Vec::new()),
        needs_you: told.iter().any(|(it, _)| needs_you(it.reason)),
    }
}

/// Nothing of what is confidential is shown where others may look on.
fn is_confidential(request: &ServiceRequest) -> bool {
    request.visibility == Visibility::Private
}

fn alone(
    workspace: &Workspace,
    follow_up: &FollowUp,
    request: &ServiceRequest,
    now: Timestamp,
) -> Result<Notice, CommandError> {
    let presenter = Presenter::new(workspace, now)?;
    let (me, people) = (workspace.me(), &presenter.people);
    let due = follow_up.clock.map_or(follow_up.due, |it| it.run.due);
    let time = i18n::time(due, now, &people.calendar_of(me));
    let helper = request.stage.helper().or(request.addressee.person()).filter(|it| *it != me);
    let helper = helper.map(|it| people.name_of(it)).unwrap_or_default();
    let who = people.name_of(request.requester);
    let clock = follow_up.clock.map(|it| name_of(it.run.clock)).unwrap_or_default();
    let args: [(&str, &str); 5] =
        [("title", request.title.as_str()), ("who", &who), ("helper", &helper), ("time", &time), ("clock", clock)];
    let key = key_of(follow_up.reason, request, !helper.is_empty(), presenter.may_take(request));
    Ok(Notice {
        subject: Subject::FollowUp(follow_up.id.to_string()),
        title: i18n::text(&format!("follow-up-{key}-title"), &args),
        body: i18n::text(&format!("follow-up-{key}-body"), &args),
        actions: with_labels(vec![Action::Done, Action::Snooze, Action::SendWord]),
        needs_you: needs_you(follow_up.reason),
    })
}

/// Which sentences say it.
fn key_of(reason: FollowUpReason, request: &ServiceRequest, is_somebodys: bool, may_take: bool) -> String {
    let is_taken = request.stage.helper().is_some();
    let whose = match (is_somebodys, is_taken) {
        (false, _) => "nobodys",
        (true, true) => "taken",
        (true, false) => "asked",
    };
    match reason {
        FollowUpReason::DueSoon if is_confidential(request) => "due-soon-confidential".to_owned(),
        _ if is_confidential(request) => "late-confidential".to_owned(),
        FollowUpReason::DueSoon => "due-soon".to_owned(),
        FollowUpReason::LateOnWaking => "late-on-waking".to_owned(),
        FollowUpReason::MayStepIn if may_take => format!("may-take-{whose}"),
        FollowUpReason::MayStepIn => format!("may-help-{whose}"),
        FollowUpReason::LateInTeam => format!("late-in-team-{whose}"),
        _ => "late".to_owned(),
    }
}

/// What a clock is called where words are chosen by it.
fn name_of(clock: ClockKind) -> &'static str {
    match clock {
        ClockKind::Acknowledge => "acknowledge",
        ClockKind::NextWord => "next-word",
        ClockKind::Deliver => "deliver",
        ClockKind::Promise => "promise",
    }
}
