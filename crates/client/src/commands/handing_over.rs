//! To whom of a team a request may go, and who is away.

use std::collections::BTreeSet;

use goodturn_domain::{Person, ServiceRequest, ServiceRequestId, Team};
use goodturn_store::ReplicaStorage;

use super::{id_of, shown_absence};
use crate::App;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{PossibleHolder, RequestRef};

/// The members of the team that a request is asked of, when it is one of mine: who is there before who is away. Who leads
/// it sees what each has open, and who has least of it first; nobody else sees another's. Nobody who asks for it or has
/// it.
pub(super) async fn possible_holders(app: &App, args: RequestRef) -> Result<Vec<PossibleHolder>, CommandError> {
    let id: ServiceRequestId = id_of(&args.request)?;
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let known = workspace.store().find_request(id)?.ok_or_else(CommandError::not_found)?;
        let Some(team) = team_of_mine(&presenter, &known.request) else { return Ok(Vec::new()) };
        let is_lead = team.is_led_by(presenter.me());
        let mut holders: Vec<(bool, Option<u32>, String, PossibleHolder)> = Vec::new();
        for person in members(&presenter, team, &known.request) {
            let count = || workspace.store().read(|tx| tx.count_open(person.id));
            let open = if is_lead { Some(u32::try_from(count()?).unwrap_or(u32::MAX)) } else { None };
            let is_away = person.is_away(now);
            let holder = PossibleHolder {
                person: person.id.to_string(),
                open,
                away: shown_absence(person, now).filter(|_| is_away),
                is_at_work: !is_away && person.calendar.is_working(now),
            };
            holders.push((is_away, open, person.name.as_str().to_lowercase(), holder));
        }
        holders.sort_by(|one, other| (one.0, one.1, &one.2).cmp(&(other.0, other.1, &other.2)));
        Ok(holders.into_iter().map(|(.., holder)| holder).collect())
    })
    .await
}

fn team_of_mine<'a>(presenter: &'a Presenter<'_>, request: &ServiceRequest) -> Option<&'a Team> {
    let team = request.team()?;
    presenter.people.teams.iter().find(|it| it.id == team && it.is_active && it.membership_of(presenter.me()).is_some())
}

fn members<'a>(presenter: &'a Presenter<'_>, team: &'a Team, request: &ServiceRequest) -> Vec<&'a Person> {
    let left_out = BTreeSet::from_iter(
        [Some(presenter.me()), Some(request.requester), request.stage.helper().or(request.addressee.person())]
            .into_iter()
            .flatten(),
    );
    let members = team.members.keys().filter(|id| !left_out.contains(id));
    members.filter_map(|id| presenter.people.find(*id)).filter(|it| it.is_active).collect()
}
