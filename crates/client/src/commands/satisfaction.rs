//! How content requesters are with what was delivered.

use chrono::TimeDelta;
use goodturn_domain::organization::RatingShare;
use goodturn_domain::satisfaction::{LEAST_RATINGS, Satisfaction};
use goodturn_domain::service_request::Rating;
use goodturn_domain::{Intent, ServiceRequest};
use goodturn_store::ReplicaStorage;

use super::requests::perform;
use super::{id_of, optional_words};
use crate::App;
use crate::error::CommandError;
use crate::shown::{self, Rate, TeamRef, TeamSatisfaction};
use crate::workspace::Workspace;

/// What was asked in that time counts, in days.
const COUNTED_DAYS: i64 = 90;

pub(super) async fn rate(app: &App, args: Rate) -> Result<(), CommandError> {
    let intent = || {
        let (rating, words) = (rating_of(args.rating)?, optional_words(args.words)?);
        Ok(Intent::Rate { request: id_of(&args.request)?, rating, words })
    };
    perform(app, intent()).await
}

/// The numbers of a team are open to its members; those of single people are nobody else's.
pub(super) async fn team_satisfaction(app: &App, args: TeamRef) -> Result<TeamSatisfaction, CommandError> {
    let team = id_of(&args.team)?;
    app.blocking(move |workspace, now| {
        let (people, me) = (workspace.people()?, workspace.me());
        let known = people.teams.iter().find(|it| it.id == team && it.membership_of(me).is_some());
        let known = known.ok_or_else(CommandError::not_found)?;
        let helpers: Vec<_> = known.memberships().map(|(person, _)| person).collect();
        let since = now.plus(-TimeDelta::days(COUNTED_DAYS));
        let mut served = workspace.store().list_served(&helpers, since)?;
        served.retain(|request| request.helper_teams.contains(&team));
        let all = Satisfaction::of(&served);
        Ok(TeamSatisfaction {
            good: all.good,
            neutral: all.neutral,
            bad: all.bad,
            percent: all.percent(),
            least: LEAST_RATINGS,
            delivered: all.delivered,
            reopened_percent: all.reopened_percent(),
        })
    })
    .await
}

/// Whether the requester is asked for a rating; one that was given can be changed anyway.
pub(crate) fn is_asked(workspace: &Workspace, request: &ServiceRequest) -> bool {
    let organization = workspace.store().read(|tx| tx.find_organization()).ok().flatten();
    let share = organization.map(|it| it.rating_share).unwrap_or_default();
    request.rating().is_some() || share.asks_for(request.id)
}

pub(super) fn rating_of(points: u8) -> Result<Rating, CommandError> {
    Rating::new(points).ok_or_else(|| CommandError::new("malformed", "a rating is 1 to 5"))
}

pub(crate) fn shown_share(share: RatingShare) -> shown::RatingShare {
    match share {
        RatingShare::Every => shown::RatingShare::Every,
        RatingShare::Half => shown::RatingShare::Half,
        RatingShare::Fifth => shown::RatingShare::Fifth,
        RatingShare::None => shown::RatingShare::None,
    }
}

pub(super) fn share_of(share: shown::RatingShare) -> RatingShare {
    match share {
        shown::RatingShare::Every => RatingShare::Every,
        shown::RatingShare::Half => RatingShare::Half,
        shown::RatingShare::Fifth => RatingShare::Fifth,
        shown::RatingShare::None => RatingShare::None,
    }
}
