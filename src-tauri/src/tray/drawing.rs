//! What the tray shows, as a value: drawn from the client's summary, compared, then made.

use goodturn_client::TraySummary;
use goodturn_client::shown::{Connection, Navigate, SyncStatus};

use crate::i18n::Text;
use crate::link;

pub(super) const QUICK_ADD: &str = "quick-add";
pub(super) const OPEN: &str = "open";
pub(super) const PAUSE_HOUR: &str = "pause-hour";
pub(super) const PAUSE_TOMORROW: &str = "pause-tomorrow";
pub(super) const RESUME: &str = "resume";
pub(super) const QUIT: &str = "quit";
const TODAY: &str = "today";
const ATTENTION: &str = "attention";
const REQUEST: &str = "request:";

/// How many of the next things due are listed.
const NEXT: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawing {
    pub(super) is_due: bool,
    pub(super) tooltip: String,
    pub(super) items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Choice {
        id: String,
        label: String,
    },
    /// Something to read.
    Note(String),
    Folder {
        label: String,
        choices: Vec<(&'static str, String)>,
    },
    Separator,
}

/// Draws the tray; without a summary the core is still starting.
pub(super) fn draw(summary: Option<&TraySummary>, text: &Text) -> Drawing {
    let choice = |id: &str, key| Item::Choice { id: id.to_owned(), label: text.say(key) };
    let mut items = summary.map_or_else(Vec::new, |summary| next(summary, text));
    items.extend([choice(QUICK_ADD, "tray-quick-add"), choice(OPEN, "tray-open"), Item::Separator]);
    if let Some(summary) = summary {
        items.push(pausing(summary.is_paused, text));
    }
    items.push(summary.map_or_else(|| Item::Note(text.say("sync-starting")), |summary| sync(&summary.sync, text)));
    items.extend([Item::Separator, choice(QUIT, "tray-quit")]);
    let due = summary.map_or(0, |summary| summary.due_count);
    Drawing { is_due: due > 0, tooltip: text.say_of("tray-due", "count", due), items }
}

/// The place that a choice of the menu means; none is the main window as it is.
pub(super) fn place(id: &str) -> Option<Navigate> {
    match id.strip_prefix(REQUEST) {
        Some(request) => Some(Navigate { request: Some(request.to_owned()), ..link::view("request") }),
        None => matches!(id, TODAY | ATTENTION).then(|| link::view(id)),
    }
}

fn next(summary: &TraySummary, text: &Text) -> Vec<Item> {
    let mut items: Vec<Item> = summary.next.iter().take(NEXT).map(line).collect();
    if items.is_empty() {
        items.push(Item::Note(text.say("tray-nothing-due")));
    }
    items.push(Item::Separator);
    items
}

fn line(line: &goodturn_client::TrayLine) -> Item {
    let id = line.request.as_ref().map_or_else(|| TODAY.to_owned(), |request| format!("{REQUEST}{request}"));
    // A menu takes & for the mark of a shortcut key.
    Item::Choice { id, label: line.label.replace('&', "&&") }
}

fn pausing(is_paused: bool, text: &Text) -> Item {
    if is_paused {
        return Item::Choice { id: RESUME.to_owned(), label: text.say("tray-resume") };
    }
    let choices = vec![(PAUSE_HOUR, text.say("tray-pause-hour")), (PAUSE_TOMORROW, text.say("tray-pause-tomorrow"))];
    Item::Folder { label: text.say("tray-pause"), choices }
}

/// What stands between this device and the backend, the worst first.
fn sync(status: &SyncStatus, text: &Text) -> Item {
    let look = |label| Item::Choice { id: ATTENTION.to_owned(), label };
    if status.trouble.is_some() {
        return look(text.say("sync-trouble"));
    }
    if status.attention > 0 {
        return look(text.say_of("sync-attention", "count", status.attention));
    }
    Item::Note(match (status.connection, status.unsent) {
        (Connection::SignedOut, _) => text.say("sync-signed-out"),
        (Connection::Locked, _) => text.say("sync-locked"),
        (Connection::KeyStoreSilent, _) => text.say("sync-key-store-silent"),
        (Connection::UpdateNeeded, _) => text.say("sync-update-needed"),
        (Connection::Offline, 0) => text.say("sync-offline"),
        (Connection::Offline, unsent) => text.say_of("sync-offline-unsent", "count", unsent),
        (Connection::Local, _) => text.say("sync-local"),
        (Connection::Online, _) if status.is_syncing => text.say("sync-syncing"),
        (Connection::Online, 0) => text.say("sync-up-to-date"),
        (Connection::Online, unsent) => text.say_of("sync-unsent", "count", unsent),
    })
}

#[cfg(test)]
mod tests {
    use goodturn_client::TrayLine;

    use super::*;

    fn status() -> SyncStatus {
        SyncStatus {
            connection: Connection::Online,
            is_syncing: false,
            unsent: 0,
            attention: 0,
            last_synced_at: None,
            server: None,
            trouble: None,
            forgets_session: false,
            refetched: 0,
            clock_skew_seconds: None,
        }
    }

    fn summary() -> TraySummary {
        let next = ["Grant · Fri 15:00", "R&D desk · Mon", "Call Sam", "Later"].iter().enumerate();
        let line = |(at, label): (usize, &&str)| TrayLine {
            label: (*label).to_owned(),
            request: (at < 2).then(|| format!("r{at}")),
        };
        TraySummary { due_count: 2, next: next.map(line).collect(), sync: status(), is_paused: false }
    }

    fn labels(drawing: &Drawing) -> Vec<String> {
        let label = |item: &Item| match item {
            Item::Choice { label, .. } | Item::Note(label) | Item::Folder { label, .. } => label.clone(),
            Item::Separator => "–".to_owned(),
        };
        drawing.items.iter().map(label).collect()
    }

    #[test]
    fn the_menu_is_in_its_settled_order() {
        let drawing = draw(Some(&summary()), &Text::english());

        assert_eq!(
            labels(&drawing),
            [
                "Grant · Fri 15:00",
                "R&&D desk · Mon",
                "Call Sam",
                "–",
                "Quick add…",
                "Open Goodturn",
                "–",
                "Pause notifications",
                "Up to date",
                "–",
                "Quit Goodturn",
            ]
        );
        assert!(drawing.is_due);
        assert_eq!(drawing.tooltip, "Goodturn: 2 things are due");
    }

    #[test]
    fn before_the_core_has_started_the_tray_can_open_and_quit() {
        let drawing = draw(None, &Text::english());

        assert_eq!(labels(&drawing), ["Quick add…", "Open Goodturn", "–", "Starting…", "–", "Quit Goodturn"]);
        assert!(!drawing.is_due);
    }

    #[test]
    fn while_paused_the_menu_offers_to_resume() {
        let paused = TraySummary { is_paused: true, next: Vec::new(), due_count: 0, ..summary() };

        let drawing = draw(Some(&paused), &Text::english());

        assert!(labels(&drawing).contains(&"Resume notifications".to_owned()));
        assert_eq!(labels(&drawing)[0], "Nothing due");
    }

    #[test]
    fn every_state_of_sync_has_its_words() {
        let text = Text::english();
        let said = |status: SyncStatus| match sync(&status, &text) {
            Item::Choice { label, .. } | Item::Note(label) => label,
            other => panic!("{other:?}"),
        };

        assert_eq!(said(SyncStatus { trouble: Some("disk_full".into()), ..status() }), "Not saved: look here");
        assert_eq!(said(SyncStatus { attention: 1, ..status() }), "1 change needs your attention");
        assert_eq!(
            said(SyncStatus { connection: Connection::Offline, unsent: 2, ..status() }),
            "Offline: 2 changes wait"
        );
        assert_eq!(said(SyncStatus { connection: Connection::Offline, ..status() }), "Offline");
        assert_eq!(said(SyncStatus { connection: Connection::SignedOut, ..status() }), "Signed out: sign in again");
        assert_eq!(said(SyncStatus { connection: Connection::Locked, ..status() }), "Locked: a passphrase is needed");
        assert_eq!(said(SyncStatus { connection: Connection::KeyStoreSilent, ..status() }), "Key store is locked");
        assert_eq!(said(SyncStatus { connection: Connection::UpdateNeeded, ..status() }), "Goodturn needs an update");
        assert_eq!(said(SyncStatus { connection: Connection::Local, ..status() }), "On this device");
        assert_eq!(said(SyncStatus { is_syncing: true, ..status() }), "Bringing up to date…");
        assert_eq!(said(SyncStatus { unsent: 1, ..status() }), "1 change not sent yet");
    }

    #[test]
    fn each_line_leads_to_its_place() {
        assert_eq!(place("request:r1").unwrap().request.as_deref(), Some("r1"));
        assert_eq!(place("today").unwrap().view, "today");
        assert_eq!(place("unknown"), None);
    }
}
