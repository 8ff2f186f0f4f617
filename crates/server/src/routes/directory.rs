//! The organization for who administers it: everybody at once, people from a table, and what a
//! program does in somebody's name.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use goodturn_domain::{Actor, Entity, Intent, Person, Scope, Team};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use goodturn_sync::Verdict;
use goodturn_sync::administration::{AccountShown, ActAnswer, ActRequest, Directory, ImportReport, ImportRequest};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::protocol::MOST_OPERATIONS;
use serde_json::Value;

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};
use crate::people_import;
use crate::routes::sync::changes_standing;

/// `GET /v1/directory`
pub(crate) async fn show(State(backend): State<Arc<Backend>>) -> Result<Answer<Directory>, ApiError> {
    backend
        .blocking(|it| {
            let (people, teams) = it.people_and_teams()?;
            let entrances = it.control.list_entrances(it.clock.now())?;
            let accounts = entrances.into_iter().map(|entrance| AccountShown {
                person: entrance.person,
                has_account: entrance.has_account,
                invited_until: entrance.invited_until,
                last_seen_at: entrance.last_seen_at,
            });
            Ok(Directory { organization: it.founded()?, people, teams, accounts: accounts.collect() })
        })
        .await
        .map(Answer)
}

/// `POST /v1/operations`
pub(crate) async fn act(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(request): Asked<ActRequest>,
) -> Result<Answer<ActAnswer>, ApiError> {
    if request.intents.len() > MOST_OPERATIONS {
        return Err(ApiError::new(ProblemCode::Protocol, format!("At most {MOST_OPERATIONS} intents are taken.")));
    }
    let put_out: Vec<_> = request.intents.iter().map(changes_standing).collect();
    let read: Vec<Result<Intent, Verdict>> = request.intents.into_iter().map(read_intent).collect();
    let known = read.iter().filter_map(|it| it.as_ref().ok());
    let operations = known.map(|intent| (Actor::Person(member.person), backend.operation(intent.clone()))).collect();
    let keeper = backend.clone();
    let mut decided = backend.writer.act_for(operations, move || keeper.still_holds(member)).await?.into_iter();
    let verdicts = read.into_iter().map(|it| match it {
        Ok(_) => decided.next().unwrap_or(Verdict::Deferred),
        Err(rejected) => rejected,
    });
    let verdicts: Vec<_> = verdicts.collect();
    let put_out = put_out.into_iter().zip(&verdicts).filter(|(_, it)| it.is_applied());
    let put_out: Vec<_> = put_out.filter_map(|(person, _)| person).collect();
    backend.blocking(move |it| it.put_out(&put_out)).await?;
    Ok(Answer(ActAnswer { verdicts }))
}

/// `POST /v1/people/import`
pub(crate) async fn import(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(request): Asked<ImportRequest>,
) -> Result<Answer<ImportReport>, ApiError> {
    people_import::import(&backend, member, request).await.map(Answer)
}

fn read_intent(payload: Value) -> Result<Intent, Verdict> {
    serde_json::from_value(payload).map_err(|cause| Verdict::Rejected {
        code: "malformed_operation".to_owned(),
        details: serde_json::json!({ "cause": cause.to_string() }),
    })
}

impl Backend {
    /// Everybody and every team, closed ones included, by name.
    pub(crate) fn people_and_teams(&self) -> Result<(Vec<Person>, Vec<Team>), StoreError> {
        let rows = self
            .authority
            .storage()
            .read(|tx: &dyn AuthorityRead| tx.list_feed(&Scope::Organization, 0, usize::MAX))?;
        let (mut people, mut teams) = (Vec::new(), Vec::new());
        for row in rows {
            let Some(body) = &row.body else { continue };
            let entity = Entity::from_json(row.key.kind, body).map_err(|cause| StoreError::Inconsistent {
                table: "entities",
                row: row.key.id.to_string(),
                cause: cause.to_string(),
            })?;
            match entity {
                Entity::Person(person) => people.push(person),
                Entity::Team(team) => teams.push(team),
                _ => {}
            }
        }
        people.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
        teams.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
        Ok((people, teams))
    }
}
