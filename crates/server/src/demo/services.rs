//! What the teams of the sample organization offer, and what is asked by it.

use std::collections::BTreeSet;

use goodturn_domain::offered_service::{FieldAnswer, FormAnswers};
use goodturn_domain::{
    Actor, Addressee, Intent, OfferedServiceId, OrganizationId, Priority, ServiceDescription, Timestamp, Visibility,
};
use serde::Deserialize;

use super::company::{Company, TeamOf, title};
use super::script::Script;

/// A service, with a request that runs on it.
#[derive(Debug, Deserialize)]
pub(super) struct ServiceText {
    /// The letters of its team.
    pub(super) team: String,
    /// The letters of the team that serves it, where it is another.
    #[serde(default)]
    served_by: Option<String>,
    title: String,
    taken: String,
    answers: Vec<FieldAnswer>,
    pub(super) description: ServiceDescription,
}

#[derive(Deserialize)]
struct Services {
    service: Vec<ServiceText>,
}

impl ServiceText {
    fn serving<'a>(&self, company: &'a Company) -> &'a TeamOf {
        company.team_with(self.served_by.as_ref().unwrap_or(&self.team))
    }
}

/// Every service of every team.
pub(super) fn read() -> Vec<ServiceText> {
    let text = include_str!("texts/services.toml");
    toml::from_str::<Services>(text).expect("the texts of the sample organization are checked by a test").service
}

fn id_of(organization: OrganizationId, service: &ServiceText) -> OfferedServiceId {
    let label = format!("{} {}", service.team, service.description.name);
    OfferedServiceId::derived(organization.uuid(), &label)
}

/// Publishes what the teams offer, each service with the lead of the team that serves it as who usually helps.
pub(super) fn publish(script: &mut Script, company: &Company, at: Timestamp) {
    for service in read() {
        let team = company.team_with(&service.team);
        let mut description = service.description.clone();
        let serving = service.serving(company);
        description.helper = serving.members.first().copied();
        description.handled_by = Some(serving.id).filter(|it| *it != team.id);
        let intent = Intent::PublishService {
            team: team.id,
            service: id_of(company.id, &service),
            from: 0,
            description: Box::new(description),
        };
        script.tell(at, Actor::Server, intent);
    }
}

/// One request by each of them, taken, with its first steps done.
pub(super) fn tell(script: &mut Script, company: &Company, now: Timestamp) {
    for (place, service) in read().iter().enumerate() {
        let days = 1 + u32::try_from(place).unwrap_or(0) / 2;
        let team = service.serving(company);
        let Some(helper) = team.members.last().copied() else { continue };
        let others = company.people.iter().filter(|it| !team.members.contains(it) && **it != company.me);
        let Some(requester) = others.cycle().nth(place * 5).copied() else { continue };
        let request = company.request(&format!("asked by service {place}"));
        let asked_at = company.days_ago(now, days, 9, 10);
        let form = FormAnswers { service: id_of(company.id, service), version: 1, answers: service.answers.clone() };
        let ask = Intent::Ask {
            request,
            title: title(&service.title),
            details: None,
            addressee: Addressee::Team(team.id),
            visibility: Visibility::Teams,
            priority: Priority::Normal,
            kind: None,
            needed_by: None,
            written: None,
            watchers: BTreeSet::new(),
            link: None,
            form: Some(form),
        };
        if place == 0 {
            let reports = Intent::SetManager { person: requester, manager: Some(company.me) };
            script.tell(company.days_ago(now, days + 1, 9, 0), Actor::Server, reports);
        }
        script.tell(asked_at, Actor::Person(requester), ask);
        let taken_at = company.later(asked_at, 40);
        script.promise(taken_at, helper, request, company.in_days(now, 2, 12, 0), &service.taken);
        if place == 0 {
            // The first one waits for the manager of who asks, the person of the sample, to agree.
            continue;
        }
        let started_at = company.later(taken_at, 60);
        script.start(started_at, helper, request);
        for step in 0..if place % 2 == 0 { 1 } else { 2 } {
            let at = company.later(started_at, 20 + u32::from(step) * 15);
            script.tell(at, Actor::Person(helper), Intent::TickStep { request, step });
        }
    }
}
