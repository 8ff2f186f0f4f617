//! What a transaction is going to ask for, fetched in one go.

use goodturn_domain::{EntityKey, EntityKind, PersonId, Scope, ServiceRequestId, TeamId};
use goodturn_store::{Foreseen, StoreError};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{commits, entities, feed, outcomes, projections};
use crate::transaction::Transaction;

/// Rows as they were found, and what they were asked for about.
pub(super) struct Fetched {
    pub(super) people: Vec<PersonId>,
    pub(super) requests: Vec<ServiceRequestId>,
    pub(super) scopes: Vec<String>,
    pub(super) outcomes: Vec<Row>,
    pub(super) last_n: Vec<Row>,
    pub(super) entities: Vec<Row>,
    pub(super) organization: Vec<Row>,
    pub(super) memberships: Vec<Row>,
    pub(super) follow_ups: Vec<Row>,
    pub(super) digests: Vec<Row>,
    pub(super) numbers: Vec<Row>,
}

/// What is foreseen, with what decisions about it ask for: of entities those that are `unknown`.
pub(super) fn fetch(tx: &Transaction<'_>, foreseen: &Foreseen, unknown: &[EntityKey]) -> Result<Fetched, StoreError> {
    let of_kind = |kind| unknown.iter().filter(move |key| key.kind == kind).map(|key| key.id);
    let people: Vec<Uuid> = of_kind(EntityKind::Person).collect();
    let requests: Vec<Uuid> = of_kind(EntityKind::ServiceRequest).collect();
    let (kinds, ids): (Vec<&str>, Vec<Uuid>) = unknown.iter().map(|key| (key.kind.name(), key.id)).unzip();
    // Where most of what comes is seen.
    let scopes_of_people = people.iter().map(|id| Scope::Person(PersonId::new(*id)));
    let scopes_of_teams = of_kind(EntityKind::Team).map(|id| Scope::Team(TeamId::new(id)));
    let scopes: Vec<String> = scopes_of_people.chain(scopes_of_teams).map(|scope| scope.to_string()).collect();
    let operations: Vec<Uuid> = foreseen.operations.iter().map(|it| it.uuid()).collect();
    let devices: Vec<Uuid> = foreseen.devices.iter().map(|it| it.uuid()).collect();
    let found = tx.rows_of_all(&[
        (outcomes::LIST, &[&operations]),
        (outcomes::LIST_LAST_N, &[&devices]),
        (entities::LIST_BY_KEY, &[&kinds, &ids]),
        (entities::FIND_ORGANIZATION, &[]),
        (projections::LIST_MEMBERSHIPS_OF_ALL, &[&people]),
        (entities::LIST_FOLLOW_UPS_OF_ALL, &[&requests]),
        (feed::LIST_DIGESTS, &[&scopes]),
        (commits::LIST_NUMBERS, &[]),
    ])?;
    let [outcomes, last_n, entities, organization, memberships, follow_ups, digests, numbers] =
        <[Vec<Row>; 8]>::try_from(found).expect("each statement has an answer");
    let people = people.into_iter().map(PersonId::new).collect();
    let requests = requests.into_iter().map(ServiceRequestId::new).collect();
    Ok(Fetched {
        people,
        requests,
        scopes,
        outcomes,
        last_n,
        entities,
        organization,
        memberships,
        follow_ups,
        digests,
        numbers,
    })
}
