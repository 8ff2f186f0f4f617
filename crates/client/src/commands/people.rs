//! People, teams and the organization, for who administers them.

use goodturn_domain::{Intent, PersonId, Role, Title, WorkingCalendar};
use goodturn_sync::administration as wire;
use goodturn_sync::session::ServiceAccountRequest;
use serde::Serialize;
use serde_json::Value;

use super::{id_of, satisfaction};
use crate::App;
use crate::error::CommandError;
use crate::http::Http;
use crate::people_csv::report_csv;
use crate::shown::{
    AccountCard, ChangePerson, ChangeRole, FieldChange, Id, ImportPeople, ImportReport, ImportedLine, InvitationLink,
    LineOutcome, NewServiceAccount, OrganizationSettings, PlaceTeam, Problem, RenameTeam, ReportsTo, ServiceAccount,
    SetRespectOfficer,
};
use crate::workspace::instant;

pub(super) async fn change_role(app: &App, args: ChangeRole) -> Result<(), CommandError> {
    let role: Role = serde_json::from_value(Value::String(args.role))
        .map_err(|cause| CommandError::malformed("change_role", &cause))?;
    perform(app, vec![Intent::ChangeRole { person: id_of(&args.person)?, role }]).await
}

pub(super) async fn set_manager(app: &App, args: ReportsTo) -> Result<(), CommandError> {
    let manager = super::optional_id(args.manager.as_deref())?;
    perform(app, vec![Intent::SetManager { person: id_of(&args.person)?, manager }]).await
}

/// Whether confidential reports can be addressed to somebody.
pub(super) async fn set_respect_officer(app: &App, args: SetRespectOfficer) -> Result<(), CommandError> {
    let SetRespectOfficer { person, is_respect_officer } = args;
    perform(app, vec![Intent::SetRespectOfficer { person: id_of(&person)?, is_respect_officer }]).await
}

/// Somebody for a program to act as. Its token is told this once.
pub(super) async fn make_service_account(app: &App, args: NewServiceAccount) -> Result<ServiceAccount, CommandError> {
    let made = backend(app)?.make_service_account(&ServiceAccountRequest { name: args.name }).await?;
    app.inner.wake_sync.notify_one();
    Ok(ServiceAccount { person: made.person.to_string(), token: made.token.reveal().to_owned() })
}

/// Working hours and language stay theirs.
pub(super) async fn change_person(app: &App, args: ChangePerson) -> Result<(), CommandError> {
    let id: PersonId = id_of(&args.person)?;
    let zone = args.zone.parse().map_err(|_| CommandError::new("unknown_zone", "there is no such time zone"))?;
    app.blocking(move |workspace, now| {
        let people = workspace.people()?;
        let known = people.find(id).ok_or_else(CommandError::not_found)?;
        let intent = Intent::ChangeProfile {
            person: id,
            name: Title::new(&args.name)?,
            position: args.position.as_deref().filter(|it| !it.trim().is_empty()).map(Title::new).transpose()?,
            zone,
            locale: known.locale.clone(),
            calendar: WorkingCalendar { zone, ..known.calendar.clone() },
        };
        workspace.perform(intent, now)
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

pub(super) async fn deactivate(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, vec![Intent::Deactivate { person: id_of(&args.id)? }]).await
}

pub(super) async fn reactivate(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, vec![Intent::Reactivate { person: id_of(&args.id)? }]).await
}

pub(super) async fn rename_team(app: &App, args: RenameTeam) -> Result<(), CommandError> {
    let team = id_of(&args.team)?;
    let (name, prefix) = (Title::new(&args.name)?, Title::new(&args.prefix.to_uppercase())?);
    perform(app, vec![Intent::RenameTeam { team, name }, Intent::ChangePrefix { team, prefix }]).await
}

pub(super) async fn place_team(app: &App, args: PlaceTeam) -> Result<(), CommandError> {
    let part_of = super::optional_id(args.part_of.as_deref())?;
    let (team, is_led_from_above) = (id_of(&args.team)?, args.is_led_from_above);
    perform(app, vec![Intent::PlaceTeam { team, part_of, is_led_from_above }]).await
}

pub(super) async fn close_team(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, vec![Intent::CloseTeam { team: id_of(&args.id)? }]).await
}

pub(super) async fn reopen_team(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, vec![Intent::ReopenTeam { team: id_of(&args.id)? }]).await
}

pub(super) async fn change_organization(app: &App, args: OrganizationSettings) -> Result<(), CommandError> {
    let zone = args.zone.parse().map_err(|_| CommandError::new("unknown_zone", "there is no such time zone"))?;
    let intent = Intent::ChangeOrganization {
        name: Title::new(&args.name)?,
        zone,
        values: args.values.iter().map(|it| Title::new(it)).collect::<Result<_, _>>()?,
        confirm_reminder_days: args.confirm_reminder_days,
        lapse_days: args.lapse_days,
        rating_share: Some(satisfaction::share_of(args.rating_share)),
    };
    perform(app, vec![intent]).await
}

pub(super) async fn list_accounts(app: &App, (): ()) -> Result<Vec<AccountCard>, CommandError> {
    let directory = backend(app)?.directory().await?;
    let card = |it: wire::AccountShown| AccountCard {
        person: it.person.to_string(),
        has_account: it.has_account,
        invited_until: it.invited_until.map(instant),
        last_seen_at: it.last_seen_at.map(instant),
    };
    Ok(directory.accounts.into_iter().map(card).collect())
}

pub(super) async fn invite_again(app: &App, args: Id) -> Result<InvitationLink, CommandError> {
    let made = backend(app)?.invite_again(id_of(&args.id)?).await?;
    Ok(InvitationLink { link: made.link })
}

pub(super) async fn import_people(app: &App, args: ImportPeople) -> Result<ImportReport, CommandError> {
    let request = wire::ImportRequest { csv: args.csv, dry_run: args.dry_run };
    let report = backend(app)?.import_people(&request).await?;
    app.inner.wake_sync.notify_one();
    let csv = report_csv(&report);
    Ok(ImportReport {
        dry_run: report.dry_run,
        problem: report.problem.as_ref().map(problem),
        added: count(report.added),
        changed: count(report.changed),
        unchanged: count(report.unchanged),
        failed: count(report.failed),
        lines: report.lines.into_iter().map(imported_line).collect(),
        csv,
    })
}

fn imported_line(line: wire::ImportedLine) -> ImportedLine {
    let change = |it: wire::FieldChange| FieldChange { field: it.field, from: it.from, to: it.to };
    ImportedLine {
        line: u32::try_from(line.line).unwrap_or(u32::MAX),
        email: line.email,
        name: line.name,
        outcome: match line.outcome {
            wire::LineOutcome::Add => LineOutcome::Add,
            wire::LineOutcome::Change => LineOutcome::Change,
            wire::LineOutcome::Unchanged => LineOutcome::Unchanged,
            wire::LineOutcome::Error => LineOutcome::Error,
        },
        changes: line.changes.into_iter().map(change).collect(),
        problems: line.problems.iter().map(problem).collect(),
        link: line.link,
    }
}

fn problem(problem: &impl Serialize) -> Problem {
    let details = serde_json::to_value(problem).unwrap_or_default();
    let code = details.get("code").and_then(Value::as_str).unwrap_or("unknown").to_owned();
    Problem { code, details: details.to_string() }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The way to the backend: what is done there cannot wait in the outbox.
pub(super) fn backend(app: &App) -> Result<Http, CommandError> {
    app.backend().ok_or_else(|| CommandError::new("offline", "no way to the backend yet"))
}

async fn perform(app: &App, intents: Vec<Intent>) -> Result<(), CommandError> {
    app.blocking(move |workspace, now| workspace.perform_all(intents, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}
