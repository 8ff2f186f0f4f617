//! What windows hear after a commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use goodturn_domain::{EntityKey, EntityKind};

use crate::app::{App, AppEvent};
use crate::shown::{Changed, Topic};
use crate::workspace::Workspace;

/// From now on after every commit: what was read before is read again where it is shown.
pub(crate) fn tell_commits(app: &App, workspace: &Workspace) {
    // The app holds the workspace, and not the other way round.
    let app = Arc::downgrade(&app.inner);
    workspace.hear_commits(Some(Arc::new(move |keys| {
        if let Some(inner) = app.upgrade() {
            App { inner }.committed(keys);
        }
    })));
}

pub(crate) fn everything_changed() -> AppEvent {
    let topics = vec![
        Topic::Requests,
        Topic::FollowUps,
        Topic::Thanks,
        Topic::Directory,
        Topic::Sync,
        Topic::Attention,
        Topic::Files,
        Topic::CannedTexts,
        Topic::Views,
        Topic::Rules,
        Topic::Recurrences,
        Topic::Templates,
        Topic::Answers,
    ];
    AppEvent::Changed(Changed { topics, requests: Vec::new() })
}

impl App {
    fn committed(&self, keys: &[EntityKey]) {
        self.inner.moved.note_commit(keys);
        let mut topics = BTreeSet::new();
        let mut requests = BTreeSet::new();
        for key in keys {
            match key.kind {
                EntityKind::Organization | EntityKind::Person | EntityKind::Team | EntityKind::OfferedService => {
                    topics.insert(Heard::Directory)
                }
                EntityKind::ServiceRequest => {
                    requests.insert(key.id.to_string());
                    topics.insert(Heard::Requests)
                }
                EntityKind::Entry | EntityKind::Mute => topics.insert(Heard::Requests),
                EntityKind::FollowUp => topics.insert(Heard::FollowUps),
                EntityKind::Thanks => topics.insert(Heard::Thanks),
                EntityKind::CannedText => topics.insert(Heard::CannedTexts),
                EntityKind::View => topics.insert(Heard::Views),
                EntityKind::TeamRules => topics.insert(Heard::Rules),
                EntityKind::Recurrence => topics.insert(Heard::Recurrences),
                EntityKind::Template => topics.insert(Heard::Templates),
                EntityKind::KnownAnswer | EntityKind::Judgement => topics.insert(Heard::Answers),
            };
        }
        if topics.contains(&Heard::FollowUps) || topics.contains(&Heard::Directory) {
            self.inner.wake_schedule.notify_one();
        }
        let topics = topics.into_iter().map(Topic::from).chain([Topic::Sync]).collect();
        self.emit(AppEvent::Changed(Changed { topics, requests: requests.into_iter().collect() }));
        self.emit(AppEvent::Tray);
    }
}

/// What a commit is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Heard {
    Directory,
    Requests,
    FollowUps,
    Thanks,
    CannedTexts,
    Views,
    Rules,
    Recurrences,
    Templates,
    Answers,
}

impl From<Heard> for Topic {
    fn from(heard: Heard) -> Self {
        match heard {
            Heard::Directory => Self::Directory,
            Heard::Requests => Self::Requests,
            Heard::FollowUps => Self::FollowUps,
            Heard::Thanks => Self::Thanks,
            Heard::CannedTexts => Self::CannedTexts,
            Heard::Views => Self::Views,
            Heard::Rules => Self::Rules,
            Heard::Recurrences => Self::Recurrences,
            Heard::Templates => Self::Templates,
            Heard::Answers => Self::Answers,
        }
    }
}
