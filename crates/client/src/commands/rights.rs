//! The audit log, exports and erasing.

use std::path::PathBuf;

use goodturn_domain::{EntityKind, Intent, PersonId, Retention};
use goodturn_store::{ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::rights::{self, AuditCheckQuery, AuditLine, AuditQuery, RetentionQuery};

use super::{id_of, instant_of, optional_id};
use crate::App;
use crate::error::CommandError;
use crate::http::Http;
use crate::shown::{
    AuditDetail, AuditRow, AuditRows, AuditSearch, AuditSoundness, ErasePerson, ExportExtent, ExportWish, Exported,
    RetentionLine, RetentionSettings,
};
use crate::workspace::instant;

pub(super) async fn audit_log(app: &App, args: AuditSearch) -> Result<AuditRows, CommandError> {
    let query = AuditQuery {
        actor: optional_id(args.actor.as_deref())?,
        subject: optional_id::<PersonId>(args.subject.as_deref())?.map(PersonId::uuid),
        action: Some(args.actions.join(",")).filter(|it| !it.is_empty()),
        from: instant_of(args.from.as_deref())?,
        to: instant_of(args.to.as_deref())?,
        text: args.text.filter(|text| !text.trim().is_empty()),
        before: args.before.map(u64::from),
        limit: Some(50),
    };
    let page = backend(app)?.audit(&query).await?;
    let next = page.next.map(short).transpose()?;
    Ok(AuditRows { rows: page.lines.into_iter().map(row).collect::<Result<_, _>>()?, next })
}

pub(super) async fn check_audit(app: &App, (): ()) -> Result<AuditSoundness, CommandError> {
    let check = backend(app)?.check_audit(&AuditCheckQuery::default()).await?;
    Ok(AuditSoundness {
        records: short(check.records)?,
        head: short(check.head)?,
        hash: check.hash,
        broken_at: check.broken.map(|(n, _)| short(n)).transpose()?,
    })
}

/// The archive goes to where this person finds what they download.
pub(super) async fn export_data(app: &App, args: ExportWish) -> Result<Exported, CommandError> {
    let (path, name) = match (args.extent, args.person) {
        (ExportExtent::Organization, _) => ("/v1/export/organization".to_owned(), "organization"),
        (ExportExtent::Person, None) => ("/v1/export/me".to_owned(), "my-data"),
        (ExportExtent::Person, Some(person)) => {
            (format!("/v1/export/people/{}", id_of::<PersonId>(&person)?), "person")
        }
    };
    let http = backend(app)?;
    let folder = app.inner.paths.downloads();
    let day = app.now().to_utc().format("%Y-%m-%dT%H%M%SZ");
    let target: PathBuf = folder.join(format!("goodturn-{name}-{day}.zip"));
    std::fs::create_dir_all(&folder)?;
    let bytes = http.download(&path, &target).await?;
    Ok(Exported { path: target.display().to_string(), bytes: u32::try_from(bytes).unwrap_or(u32::MAX) })
}

pub(super) async fn retention(app: &App, (): ()) -> Result<RetentionSettings, CommandError> {
    app.blocking(|workspace, _| {
        let find = |tx: &dyn ReplicaRead| -> Result<_, StoreError> { tx.find_organization() };
        let organization = workspace.store().read(find)?;
        let Retention { requests_days, follow_ups_days, thanks_days, audit_days } =
            organization.map(|it| it.retention).unwrap_or_default();
        let shown = |days: Option<u16>| days.map(u32::from);
        Ok(RetentionSettings {
            requests_days: shown(requests_days),
            follow_ups_days: shown(follow_ups_days),
            thanks_days: shown(thanks_days),
            audit_days: shown(audit_days),
        })
    })
    .await
}

pub(super) async fn preview_retention(app: &App, args: RetentionSettings) -> Result<Vec<RetentionLine>, CommandError> {
    let Retention { requests_days, follow_ups_days, thanks_days, .. } = retention_of(&args)?;
    let preview =
        backend(app)?.preview_retention(&RetentionQuery { requests_days, follow_ups_days, thanks_days }).await?;
    let line = |line: rights::RetentionLine| {
        let kind = line.kind.name().to_owned();
        Ok::<_, CommandError>(RetentionLine { kind, count: short(line.count)?, since: line.since.map(instant) })
    };
    preview.lines.into_iter().map(line).collect()
}

pub(super) async fn change_retention(app: &App, args: RetentionSettings) -> Result<(), CommandError> {
    let Retention { requests_days, follow_ups_days, thanks_days, audit_days } = retention_of(&args)?;
    let intent = Intent::ChangeRetention { requests_days, follow_ups_days, thanks_days, audit_days };
    app.blocking(move |workspace, now| workspace.perform(intent, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

fn retention_of(shown: &RetentionSettings) -> Result<Retention, CommandError> {
    let days = |days: Option<u32>| {
        let days = days.map(u16::try_from).transpose();
        days.map_err(|cause| CommandError::malformed("change_retention", &cause))
    };
    Ok(Retention {
        requests_days: days(shown.requests_days)?,
        follow_ups_days: days(shown.follow_ups_days)?,
        thanks_days: days(shown.thanks_days)?,
        audit_days: days(shown.audit_days)?,
    })
}

/// The typed name has to be theirs: what was erased cannot be brought back.
pub(super) async fn erase_person(app: &App, args: ErasePerson) -> Result<(), CommandError> {
    let person: PersonId = id_of(&args.person)?;
    app.blocking(move |workspace, now| {
        let known = workspace.people()?.find(person).map(|it| it.name.to_string());
        match known {
            None => return Err(CommandError::not_found()),
            Some(name) if !is_same_name(&name, &args.name) => {
                return Err(CommandError::new("name_differs", "the typed name is not the person's"));
            }
            Some(_) => {}
        }
        workspace.perform(Intent::Erase { person, words_too: args.words_too }, now)
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

fn is_same_name(known: &str, typed: &str) -> bool {
    known.trim().to_lowercase() == typed.trim().to_lowercase()
}

fn backend(app: &App) -> Result<Http, CommandError> {
    app.backend().ok_or_else(|| CommandError::new("offline", "no way to the backend yet"))
}

/// Numbers of lines, as the interface counts.
fn short(number: u64) -> Result<u32, CommandError> {
    u32::try_from(number).map_err(|cause| CommandError::new("protocol", cause.to_string()))
}

fn row(line: AuditLine) -> Result<AuditRow, CommandError> {
    let entry = line.entry;
    let kind_name = |kind: EntityKind| kind.name().to_owned();
    Ok(AuditRow {
        n: short(line.n)?,
        at: instant(entry.at),
        actor: entry.actor.map(|it| it.to_string()),
        action: entry.action,
        subject: entry.subject.map(|it| it.id.to_string()),
        subject_kind: entry.subject.map(|it| kind_name(it.kind)),
        refusal: entry.refusal,
        details: entry.details.into_iter().map(|(name, value)| AuditDetail { name, value }).collect(),
    })
}
