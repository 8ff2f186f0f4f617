//! Who can help with something, and what I can be asked about myself.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::helping::{self, Colleague};
use goodturn_domain::{Intent, Label, Person, PersonId, Role, ServiceRequestId};

use super::{optional_id, requests, shown_absence};
use crate::App;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{AbleToHelp, Skills, WhoCanHelp};

/// More would be a list to read.
const MOST_HELPERS: usize = 5;

pub(super) async fn who_can_help(app: &App, args: WhoCanHelp) -> Result<Vec<AbleToHelp>, CommandError> {
    let request: Option<ServiceRequestId> = optional_id(args.request.as_deref())?;
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let similar = workspace.store().find_similar(workspace.me(), &args.text, 0)?;
        let known = request.map(|id| workspace.store().find_request(id)).transpose()?.flatten();
        let left_out = known.into_iter().flat_map(|it| {
            let has_it = it.request.stage.helper().or(it.request.addressee.person());
            [Some(it.request.requester), has_it].into_iter().flatten()
        });
        let mut helpers = ranked(&presenter, &args.text, &similar.helpers, &left_out.collect());
        helpers.truncate(MOST_HELPERS);
        Ok(helpers)
    })
    .await
}

/// Everybody who can be asked and can help, the likeliest first.
pub(super) fn ranked(
    presenter: &Presenter<'_>,
    text: &str,
    delivered: &[(PersonId, u32)],
    left_out: &BTreeSet<PersonId>,
) -> Vec<AbleToHelp> {
    let (people, me, now) = (&presenter.people, presenter.me(), presenter.now);
    let delivered: BTreeMap<PersonId, u32> = delivered.iter().copied().collect();
    let may_be_asked = people
        .people
        .iter()
        .filter(|it| it.is_active && it.id != me && it.role != Role::ServiceAccount && !left_out.contains(&it.id));
    let is_away = |it: &Person| it.is_away(now);
    let colleagues: Vec<Colleague> = may_be_asked
        .map(|it| Colleague {
            person: it.id,
            skills: it.skills.clone(),
            delivered: delivered.get(&it.id).copied().unwrap_or_default(),
            is_away: is_away(it),
        })
        .collect();
    let shown = |it: helping::AbleToHelp| AbleToHelp {
        person: it.person.to_string(),
        knows: it.knows.iter().map(ToString::to_string).collect(),
        delivered: it.delivered,
        away: people.find(it.person).filter(|it| is_away(it)).and_then(|it| shown_absence(it, now)),
    };
    helping::who_can_help(text, &colleagues).into_iter().map(shown).collect()
}

pub(super) async fn set_skills(app: &App, args: Skills) -> Result<(), CommandError> {
    let skills = args.skills.iter().map(|it| Ok(Label::new(it)?)).collect::<Result<_, CommandError>>();
    requests::perform(app, skills.map(|skills| Intent::SetSkills { skills })).await
}
