//! Deliveries that nobody confirmed close themselves (`rules.md` §1.5).

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::{
    Actor, Entity, Intent, Operation, OperationId, Organization, ServiceRequest, ServiceRequestId, Stage, Timestamp,
    WorkingCalendar,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};

use crate::backend::Backend;

/// Lapsing is a matter of days; a minute late is on time.
const EVERY: Duration = Duration::from_secs(60);

/// Closes what is due every minute, until the backend stops.
pub(crate) async fn lapse_deliveries(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => lapse_due(&backend).await,
            () = &mut stopped => return,
        }
    }
}

/// Closes what is due now, on the process that is in charge.
pub(crate) async fn lapse_due(backend: &Arc<Backend>) {
    if !backend.is_in_charge().await {
        return;
    }
    let now = backend.clock.now();
    let due = backend.blocking(move |it| Ok(it.authority.storage().read(|tx| list_due(tx, now))?)).await;
    let operations = match due {
        Ok(due) if due.is_empty() => return,
        Ok(due) => due.iter().map(|request| (Actor::Server, lapse(request, now))).collect(),
        Err(error) => {
            tracing::warn!(?error, "due deliveries cannot be read; the next minute tries again");
            return;
        }
    };
    if let Err(error) = backend.writer.act(operations).await {
        tracing::warn!(?error, "deliveries could not lapse; the next minute tries again");
    }
}

/// The id comes of the delivery, so that two attempts make one timeline entry.
fn lapse(request: &ServiceRequest, now: Timestamp) -> Operation {
    let label = format!("lapse:{}", request.changed_at.micros());
    let id = OperationId::derived(request.id.uuid(), &label);
    Operation { id, at: now, intent: Intent::Lapse { request: request.id } }
}

fn list_due(tx: &dyn AuthorityRead, now: Timestamp) -> Result<Vec<ServiceRequest>, StoreError> {
    let Some(organization) = tx.find_organization()? else { return Ok(Vec::new()) };
    // Working days take at least as long as days do.
    let latest = now.plus(-TimeDelta::days(i64::from(organization.lapse_days)));
    let mut due = Vec::new();
    for id in tx.list_delivered_before(latest)? {
        due.extend(find_due(tx, id, &organization, now)?);
    }
    Ok(due)
}

fn find_due(
    tx: &dyn AuthorityRead,
    id: ServiceRequestId,
    organization: &Organization,
    now: Timestamp,
) -> Result<Option<ServiceRequest>, StoreError> {
    let Some(Entity::ServiceRequest(request)) = tx.find_entity(id.into())? else { return Ok(None) };
    let Stage::Delivered { delivery, .. } = &request.stage else { return Ok(None) };
    let calendar = match tx.find_entity(request.requester.into())? {
        Some(Entity::Person(person)) => person.calendar,
        _ => WorkingCalendar::weekdays(organization.zone),
    };
    let ends = calendar.plus_working_days(delivery.at, u32::from(organization.lapse_days));
    Ok((ends <= now).then_some(*request))
}
