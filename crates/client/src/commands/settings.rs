//! The app's own state: settings, profile, drafts, what needs attention, diagnostics.

use goodturn_domain::{Intent, Title, WorkingCalendar};
use goodturn_store::{Attention, ReplicaStorage};
use goodturn_sync::SentOperation;
use serde_json::Value;

use super::id_of;
use super::service_levels::{country_of, shown_week, week_of};
use crate::App;
use crate::account::Workspaces;
use crate::error::CommandError;
use crate::lookups;
use crate::present::Presenter;
use crate::shown::{self, AppState, AttentionItem, Diagnostics, Draft, DraftKey, Id, Profile, SyncStatus};
use crate::sync_loop::count_unsent;
use crate::wiping::Wiped;
use crate::workspace::{Workspace, instant};

/// Set in the store once the first run is over.
const FIRST_RUN_DONE: &str = "first_run_done";
/// Drafts are working copies of texts that have their own limits; this one keeps the file small.
pub(super) const LONGEST_DRAFT_BYTES: usize = 256 * 1024;

pub(super) async fn app_state(app: &App, (): ()) -> Result<AppState, CommandError> {
    let (sync, profile, settings) = (app.sync_status()?, app.inner.profile.clone(), app.settings());
    let paths = app.inner.paths.clone();
    app.blocking(move |workspace, now| {
        let is_local = workspace.identity.server.is_none();
        let workspaces = Workspaces::load(&paths)?;
        let elsewhere = if is_local { workspaces.joined.and_then(|it| it.server) } else { None };
        let presenter = Presenter::new(workspace, now)?;
        let me = presenter.people.find(workspace.me());
        Ok(AppState {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            profile,
            // Where there are others already, somebody has been welcomed elsewhere, and where
            // nobody is known yet, an organization was joined that is still on its way here.
            is_first_run: presenter.people.people.len() <= 1
                && (me.is_some() || workspace.identity.server.is_none())
                && workspace.store().find_setting(FIRST_RUN_DONE)?.is_none(),
            now: instant(now),
            zone: me.map_or_else(|| "UTC".into(), |it| it.zone.to_string()),
            sync,
            directory: presenter.directory()?,
            settings,
            elsewhere,
            wiped: workspaces.wiped.as_ref().map(Wiped::shown),
            is_administrator: me.is_some_and(|it| it.role.administers()),
        })
    })
    .await
}

/// Brings people and teams of a large organization into the directory that the interface has.
pub(super) async fn look_up(app: &App, args: shown::SoughtText) -> Result<(), CommandError> {
    lookups::look_up(app, &args.text).await
}

pub(super) async fn change_settings(app: &App, args: shown::Settings) -> Result<shown::Settings, CommandError> {
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        // Whether the system took the shortcut is the shell's to say.
        app.change_settings_with(|settings| {
            *settings = shown::Settings { shortcut_problem: settings.shortcut_problem.take(), ..args };
        })?;
        // Files may have to make room.
        app.inner.wake_files.notify_one();
        Ok(app.settings())
    })
    .await
    .map_err(|cause| CommandError::new("internal", cause.to_string()))?
}

pub(super) async fn profile(app: &App, (): ()) -> Result<Profile, CommandError> {
    app.blocking(|workspace, _| {
        let people = workspace.people()?;
        let me = people.find(workspace.me()).ok_or_else(CommandError::not_found)?;
        Ok(Profile {
            name: me.name.to_string(),
            position: me.position.as_ref().map(ToString::to_string),
            zone: me.zone.to_string(),
            locale: me.locale.clone(),
            week: shown_week(&me.calendar),
            country: me.calendar.holidays.map(|it| it.to_string()),
        })
    })
    .await
}

pub(super) async fn change_profile(app: &App, args: Profile) -> Result<(), CommandError> {
    app.blocking(move |workspace, now| workspace.perform(profile_intent(workspace, args)?, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

pub(super) async fn finish_first_run(app: &App, args: Profile) -> Result<(), CommandError> {
    change_profile(app, args).await?;
    app.blocking(|workspace, _| Ok(workspace.store().set_setting(FIRST_RUN_DONE, "true")?)).await
}

fn profile_intent(workspace: &Workspace, args: Profile) -> Result<Intent, CommandError> {
    let malformed = |what: &str| CommandError::new("malformed", format!("{what} is not one"));
    let zone = args.zone.parse().map_err(|_| malformed("the time zone"))?;
    let holidays = args.country.as_deref().map(country_of).transpose()?;
    let known = workspace.people()?.calendar_of(workspace.me());
    Ok(Intent::ChangeProfile {
        person: workspace.me(),
        name: Title::new(&args.name)?,
        position: args.position.as_deref().filter(|it| !it.trim().is_empty()).map(Title::new).transpose()?,
        zone,
        locale: args.locale,
        calendar: WorkingCalendar { zone, week: week_of(&args.week)?, holidays, ..known },
    })
}

pub(super) async fn save_draft(app: &App, args: Draft) -> Result<(), CommandError> {
    if args.text.len() > LONGEST_DRAFT_BYTES {
        return Err(goodturn_domain::TextError::TooLong { limit: LONGEST_DRAFT_BYTES, length: args.text.len() }.into());
    }
    app.blocking(move |workspace, _| {
        let store = workspace.store();
        if args.text.is_empty() {
            store.delete_draft(&args.key)?;
        } else {
            store.save_draft(&args.key, &args.text)?;
        }
        Ok(())
    })
    .await
}

pub(super) async fn find_draft(app: &App, args: DraftKey) -> Result<Option<String>, CommandError> {
    app.blocking(move |workspace, _| Ok(workspace.store().find_draft(&args.key)?)).await
}

pub(super) async fn list_attention(app: &App, (): ()) -> Result<Vec<AttentionItem>, CommandError> {
    app.blocking(|workspace, _| {
        let refused = workspace.store().read(|tx| tx.list_attention())?;
        refused.iter().map(|it| attention_item(workspace, it)).collect()
    })
    .await
}

fn attention_item(workspace: &Workspace, refused: &Attention) -> Result<AttentionItem, CommandError> {
    let payload = serde_json::from_str::<SentOperation>(&refused.body).map(|it| it.payload.value()).unwrap_or_default();
    let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut written = Vec::new();
    collect_written(&payload, &mut written);
    let request = text("request");
    let title = match request.as_deref().map(id_of).transpose()? {
        Some(id) => workspace.store().find_request(id)?.map(|it| it.request.title.to_string()),
        None => None,
    };
    Ok(AttentionItem {
        id: refused.id.to_string(),
        intent: text("type").unwrap_or_default(),
        code: refused.code.clone(),
        details: refused.details.clone(),
        words: (!written.is_empty()).then(|| written.join("\n\n")),
        // A request that is not here any more cannot be opened.
        request: request.filter(|_| title.is_some()),
        request_title: title,
        at: instant(refused.at),
    })
}

/// Where people write, in the order in which they read it.
const WRITTEN: [&str; 17] = [
    "title",
    "name",
    "details",
    "help",
    "words",
    "reason",
    "question",
    "alternative",
    "next_need",
    "first_word",
    "options",
    "skills",
    "checklist",
    "attachments",
    "search",
    "date",
    "number",
];
/// Where they write within what they write: the answers of a form, the fields of a service.
const NESTED: [&str; 6] = ["form", "answers", "description", "fields", "kind", "answer"];

/// What somebody wrote, to be used again.
fn collect_written(value: &Value, written: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let texts = WRITTEN.into_iter().filter_map(|name| fields.get(name));
            written.extend(texts.flat_map(|text| match text {
                Value::Array(lines) => lines.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                Value::String(line) => vec![line.clone()],
                Value::Number(number) => vec![number.to_string()],
                _ => Vec::new(),
            }));
            NESTED.into_iter().filter_map(|name| fields.get(name)).for_each(|inner| collect_written(inner, written));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_written(item, written)),
        _ => {}
    }
}

pub(super) async fn dismiss_attention(app: &App, args: Id) -> Result<(), CommandError> {
    let id = id_of(&args.id)?;
    app.blocking(move |workspace, _| Ok(workspace.store().write(|tx| tx.delete_attention(id))?)).await?;
    app.emit(crate::AppEvent::Changed(shown::Changed {
        topics: vec![shown::Topic::Attention, shown::Topic::Sync],
        requests: Vec::new(),
    }));
    Ok(())
}

pub(super) async fn sync_now(app: &App, (): ()) -> Result<SyncStatus, CommandError> {
    app.inner.wake_sync.notify_one();
    app.sync_status()
}

pub(super) async fn diagnostics(app: &App, (): ()) -> Result<Diagnostics, CommandError> {
    let (status, paths) = (app.status(), app.inner.paths.clone());
    app.blocking(move |workspace, now| {
        let text = format!(
            "Goodturn {} on {} {}\ntime {}\nbackend {}\nconnection {:?}\nlast synced {}\nnot sent {}\nneeds attention {}\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH,
            instant(now),
            status.server.as_deref().unwrap_or("embedded"),
            status.connection,
            status.last_synced_at.map_or_else(|| "never".into(), instant),
            count_unsent(workspace)?,
            workspace.store().read(|tx| tx.list_attention())?.len(),
        );
        Ok(Diagnostics {
            text,
            log_folder: paths.logs().display().to_string(),
            data_folder: paths.data.display().to_string(),
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_refused_is_shown_with_all_that_was_written() {
        let ask = json!({
            "type": "ask", "title": "A new laptop", "details": null, "kind": "New laptop", "watchers": ["p-1"],
            "form": { "service": "s-1", "version": 2, "answers": [
                { "field": 1, "answer": { "type": "text", "words": "For field work" } },
                { "field": 2, "answer": { "type": "number", "number": 2 } },
            ] },
        });
        let mut written = Vec::new();

        collect_written(&ask, &mut written);

        assert_eq!(written, ["A new laptop", "For field work", "2"]);
    }
}
