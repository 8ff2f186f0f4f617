//! To whom of a team a request may go: with what each has open, and who is away.

use std::collections::BTreeSet;

use goodturn_domain::{Person, PersonId, ServiceRequest, ServiceRequestId};
use goodturn_store::ReplicaStorage;

use super::{id_of, shown_absence};
use crate::App;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{PossibleHolder, RequestRef};

/// The members of the team that a request is asked of, when it is one of mine: who is there before who is away, then who
/// has least open. Nobody who asks for it or has it.
pub(super) async fn possible_holders(app: &App, args: RequestRef) -> Result<Vec<PossibleHolder>, CommandError> {
    let id: ServiceRequestId = id_of(&args.request)?;
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let known = workspace.store().find_request(id)?.ok_or_else(CommandError::not_found)?;
        let mut holders: Vec<(bool, usize, String, PossibleHolder)> = Vec::new();
        for person in members(&presenter, &known.request) {
            let open = workspace.store().read(|tx| tx.count_open(person.id))?;
            let is_away = person.is_away(now);
            let holder = PossibleHolder {
                person: person.id.to_string(),
                open: u32::try_from(open).unwrap_or(u32::MAX),
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

fn members<'a>(presenter: &'a Presenter<'_>, request: &ServiceRequest) -> Vec<&'a Person> {
    let (people, me) = (&presenter.people, presenter.me());
    let team = request.team();
    let mine = people.teams.iter().find(|it| Some(it.id) == team && it.is_active && it.membership_of(me).is_some());
    let left_out = BTreeSet::from_iter(
        [Some(request.requester), request.stage.helper().or(request.addressee.person())].into_iter().flatten(),
    );
    let offered = |id: &PersonId| *id != me && !left_out.contains(id);
    let members = mine.into_iter().flat_map(|it| it.members.keys()).filter(|id| offered(*id));
    members.filter_map(|id| people.find(*id)).filter(|it| it.is_active).collect()
}
