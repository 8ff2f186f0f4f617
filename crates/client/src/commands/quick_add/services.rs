//! The services that a line may name.

use chrono::NaiveDate;
use chrono_tz::Tz;
use goodturn_domain::offered_service::FormAnswers;
use goodturn_domain::quick_add::{self, Catalogue, Field, Problem, Value};
use goodturn_domain::{OfferedService, OfferedServiceId, TeamId, Title, WrittenTime};

use crate::commands::services::{services_of, shown_icon};
use crate::error::CommandError;
use crate::shown::ServiceInLine;
use crate::workspace::{People, Workspace};

/// A line, with the services that can be meant in it.
pub(super) struct Line {
    pub(super) understood: quick_add::QuickAdd,
    /// How the time was written when it is needed.
    pub(super) written: Option<WrittenTime>,
    offered: Vec<OfferedService>,
}

impl Line {
    pub(super) fn new(understood: quick_add::QuickAdd, offered: Vec<OfferedService>, text: &str, zone: Tz) -> Self {
        let words = written_due(&understood, text).and_then(|it| Title::new(&it).ok());
        Self { understood, written: words.map(|words| WrittenTime { words, zone }), offered }
    }

    fn offered(&self, id: OfferedServiceId) -> Option<&OfferedService> {
        self.offered.iter().find(|it| it.id == id)
    }

    /// The service that is asked for.
    pub(super) fn service(&self) -> Option<&OfferedService> {
        self.offered(self.understood.service?)
    }

    /// What it is asked by where nothing has to be filled in.
    pub(super) fn form(&self) -> Option<FormAnswers> {
        let service = self.service()?;
        Some(FormAnswers { service: service.id, version: service.number(), answers: Vec::new() })
    }

    /// Whether its form has to be filled in before it can be asked.
    pub(super) fn needs_form(&self) -> bool {
        self.service().is_some_and(needs_form)
    }

    /// What a service is called.
    pub(super) fn name_of(&self, id: OfferedServiceId) -> String {
        let latest = self.offered(id).and_then(OfferedService::latest);
        latest.map(|it| it.description.name.to_string()).unwrap_or_default()
    }

    /// The service that is asked for, and those to choose from.
    pub(super) fn named(&self) -> impl Iterator<Item = &OfferedService> {
        let choices = self.understood.problems().flat_map(|(_, problem)| match problem {
            Problem::AmbiguousName { choices } => choices.as_slice(),
            Problem::InThePast | Problem::UnknownName => &[],
        });
        let choices = choices.filter_map(|it| if let Value::Service(id) = it { Some(*id) } else { None });
        self.understood.service.into_iter().chain(choices).filter_map(|id| self.offered(id))
    }
}

fn written_due(understood: &quick_add::QuickAdd, text: &str) -> Option<String> {
    let due = understood.tokens.iter().find(|it| it.field == Field::Due && it.problem.is_none())?;
    let units: Vec<u16> = text.encode_utf16().collect();
    Some(String::from_utf16_lossy(units.get(due.content as usize..due.end as usize)?))
}

/// What can be asked for, where the line names something at all.
pub(super) fn offered(workspace: &Workspace, people: &People, text: &str) -> Result<Vec<OfferedService>, CommandError> {
    let mut offered = Vec::new();
    if text.contains('~') {
        for team in people.teams.iter().filter(|it| it.is_active) {
            offered.extend(services_of(workspace, team)?.into_iter().filter(|it| !it.is_retired));
        }
    }
    Ok(offered)
}

pub(super) fn catalogue(offered: &[OfferedService]) -> Catalogue {
    let named = |it: &OfferedService| Some((it.id, it.team, it.latest()?.description.name.to_string()));
    Catalogue::new(offered.iter().filter_map(named))
}

/// Without an answer there is no choice that others depend on: what is missing then is always to be answered.
fn needs_form(service: &OfferedService) -> bool {
    service.latest().is_some_and(|it| it.description.fill(&[], NaiveDate::MIN).is_err())
}

/// Whom it is asked of. Once a group is closed, its team is asked; what is confidential stays with the group.
fn asked_of(service: &OfferedService, people: &People) -> TeamId {
    let Some(description) = service.latest().map(|it| &it.description) else { return service.team };
    let is_closed = |group: TeamId| people.teams.iter().any(|it| it.id == group && !it.is_active);
    description.handled_by.filter(|it| description.is_confidential || !is_closed(*it)).unwrap_or(service.team)
}

pub(super) fn shown_named(service: &OfferedService, people: &People) -> ServiceInLine {
    let description = service.latest().map(|it| &it.description);
    ServiceInLine {
        id: service.id.to_string(),
        team: service.team.to_string(),
        asked_of: asked_of(service, people).to_string(),
        is_confidential: description.is_some_and(|it| it.is_confidential),
        name: description.map(|it| it.name.to_string()).unwrap_or_default(),
        icon: shown_icon(description.map(|it| it.icon).unwrap_or_default()),
        needs_form: needs_form(service),
        has_form: description.is_some_and(|it| !it.fields.is_empty()),
    }
}
