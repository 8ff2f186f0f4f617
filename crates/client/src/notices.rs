//! Notification policy: which changes of others are worth a word, and what it says.

mod buttons;
mod by_rules;
mod followed;
mod settled;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use goodturn_domain::{
    Addressee, ApprovalId, Entity, EntityKey, EntityKind, Entry, Event, PersonId, ServiceRequest, ServiceRequestId,
    StageName, Thanks, Timestamp, Words,
};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::{PullAnswer, PullRequest, Row};

use crate::app::App;
use crate::i18n;
use crate::notify::{Action, Notice, Subject};
use crate::workspace::{People, Workspace};

pub(crate) use buttons::with_labels;
use buttons::{ask_actions, delivery_actions, nudge_actions};
pub use followed::Followed;
use settled::withdraw_settled;

/// The longest body of a notification, in characters.
const BODY_CHARACTERS: usize = 140;

/// Looks at what a pull brought and notifies of what concerns me and is news.
pub(crate) async fn after_pull(
    app: &App,
    workspace: &Arc<Workspace>,
    followed: &mut Followed,
    (request, answer): (&PullRequest, &Arc<PullAnswer>),
) {
    followed.narrow(request, answer);
    let (app, workspace, answer, followed) = (app.clone(), workspace.clone(), answer.clone(), followed.clone());
    let shown = tokio::task::spawn_blocking(move || {
        let now = app.now();
        if followed.is_new {
            workspace.store().mark_all_read(answer.server_time)?;
        }
        let people = workspace.people()?;
        let muted = workspace.store().list_muted()?;
        let view = Viewpoint { store: workspace.store(), me: workspace.me(), people: &people, muted, now };
        let notices = view.notices(&followed, &answer)?;
        if !followed.is_new {
            withdraw_settled(&app, &workspace, &answer)?;
        }
        let settings = app.inner.settings.get();
        for (kind, notice) in notices {
            if settings.allows(kind, now) {
                app.inner.notifier.show(notice);
            }
        }
        Ok::<_, StoreError>(())
    })
    .await;
    match shown {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "notices could not be made"),
        Err(error) => tracing::error!(%error, "making notices ended early"),
    }
}

/// What a device tells its person of a page that it has taken into `store`, as far as settings let
/// it; nothing is told twice.
///
/// # Errors
/// [`StoreError`] when the file cannot be read, or cannot keep what was told.
pub fn notices_of(
    store: &SqliteReplica,
    me: PersonId,
    followed: &mut Followed,
    (request, answer): (&PullRequest, &PullAnswer),
    now: Timestamp,
) -> Result<Vec<Notice>, StoreError> {
    followed.narrow(request, answer);
    let people = People::new(store.list_people()?, store.list_teams()?);
    let muted = store.list_muted()?;
    let notices = Viewpoint { store, me, people: &people, muted, now }.notices(followed, answer)?;
    Ok(notices.into_iter().map(|(_, notice)| notice).collect())
}

/// What a notice is about, for the person's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    Asked,
    Progress,
    FollowUp,
    Thanks,
}

/// A line or thanks that no notice was made of before; or one that calls me for the first time.
struct First {
    entity: Entity,
    is_call: bool,
}

impl First {
    /// What is noticed of it, beginning with what has to be new.
    fn keys(&self) -> Vec<String> {
        let EntityKey { kind, id } = self.entity.key();
        let line = format!("{}:{id}", kind.name());
        if self.is_call { vec![format!("mention:{id}"), line] } else { vec![line] }
    }
}

/// The lines and thanks among these that no notice was made of before.
///
/// What the person did is no news to them, and noting that would cost a device a commit for each change.
fn first_noticed<'a>(
    store: &SqliteReplica,
    me: PersonId,
    rows: impl Iterator<Item = &'a Row>,
) -> Result<Vec<First>, StoreError> {
    let told: Vec<First> = rows
        .filter_map(|row| {
            let kind @ (EntityKind::Entry | EntityKind::Thanks) = EntityKind::from_name(&row.kind)? else {
                return None;
            };
            let entity = Entity::from_json(kind, row.body.as_str()).ok()?;
            let (is_mine, is_call) = match &entity {
                Entity::Entry(entry) => (entry.author == Some(me), entry.mentions(me)),
                Entity::Thanks(thanks) => (thanks.from == me, false),
                _ => (false, false),
            };
            (!is_mine).then_some(First { entity, is_call })
        })
        .collect();
    let first = store.mark_noticed(told.iter().flat_map(First::keys).collect())?;
    let mut first: BTreeSet<String> = first.into_iter().collect();
    Ok(told.into_iter().filter(|it| it.keys().first().is_some_and(|key| first.remove(key))).collect())
}

pub(crate) fn find_request(store: &SqliteReplica, id: ServiceRequestId) -> Result<Option<ServiceRequest>, StoreError> {
    let found = store.read(|tx| tx.find_entity(EntityKey::from(id)))?;
    Ok(match found {
        Some(Entity::ServiceRequest(request)) => Some(*request),
        _ => None,
    })
}

/// From where the news are seen.
struct Viewpoint<'a> {
    store: &'a SqliteReplica,
    me: PersonId,
    people: &'a People,
    muted: BTreeSet<ServiceRequestId>,
    now: Timestamp,
}

impl Viewpoint<'_> {
    /// One notice for each request at most: the most recent line wins.
    fn notices(&self, followed: &Followed, answer: &PullAnswer) -> Result<Vec<(NoticeKind, Notice)>, StoreError> {
        let mut by_request: BTreeMap<ServiceRequestId, (NoticeKind, Notice)> = BTreeMap::new();
        let mut called = BTreeSet::new();
        let mut thanks = Vec::new();
        // A first fill that was cut off goes on like an absence: what it marked as read is no news.
        let read_until = self.store.read_until()?;
        for First { entity, is_call } in
            first_noticed(self.store, self.me, answer.rows.iter().filter(|row| followed.is_news(row)))?
        {
            match entity {
                // Who looks at the request reads it before anybody could tell. A line that calls somebody
                // only now, in other words, was read before.
                Entity::Entry(entry)
                    if entry.at > read_until
                        && ((is_call && entry.reworded_at.is_some())
                            || !self.store.is_read(self.me, entry.request)?) =>
                {
                    let Some(request) = find_request(self.store, entry.request)? else { continue };
                    let Some(notice) = self.of_entry(&entry, &request) else { continue };
                    // With whoever is called the whole timeline comes in: what they are called to stands.
                    if is_call {
                        called.insert(entry.request);
                    } else if called.contains(&entry.request) && !notice.1.needs_you {
                        continue;
                    }
                    by_request.insert(entry.request, notice);
                }
                Entity::Thanks(given) if given.at > read_until => thanks.extend(self.of_thanks(&given)),
                _ => {}
            }
        }
        Ok(by_request.into_values().chain(thanks).collect())
    }

    fn of_entry(&self, entry: &Entry, request: &ServiceRequest) -> Option<(NoticeKind, Notice)> {
        let Some(author) = entry.author else { return self.of_rule(entry, request) };
        let is_called = entry.mentions(self.me);
        let is_asked_to_agree =
            matches!(&entry.event, Event::ApprovalAsked { approvers, .. } if approvers.contains(&self.me));
        if author == self.me || !(is_called || is_asked_to_agree || self.concerns_me(request)) {
            return None;
        }
        let who = self.people.name_of(author);
        let title = request.title.as_str();
        let time = |at: Timestamp| i18n::time(at, self.now, &self.people.calendar_of(self.me));
        let say = |key: &str| i18n::text(key, &[("who", &who)]);
        let with_time = |key: &str, at: Timestamp| i18n::text(key, &[("title", title), ("time", &time(at))]);
        let plain = |title_key: &str, words: &str| (NoticeKind::Progress, say(title_key), short(title, words), vec![]);
        let is_mine = request.requester == self.me;
        let is_asked_of_me = self.is_asked(request);
        let is_in_my_hands = request.stage.helper() == Some(self.me);
        let is_delivered = request.stage.name() == StageName::Delivered;
        // A word on what waits for me anyway does not need me once more.
        let is_only_more = matches!(entry.event, Event::Said { .. }) && !is_called;
        let (kind, title_text, body, actions) = match &entry.event {
            Event::Asked if is_asked_of_me => {
                (NoticeKind::Asked, self.asked_title(&who, request), title.to_owned(), ask_actions())
            }
            Event::HandedOver { reason, .. } if is_asked_of_me => {
                let body = short(title, reason.as_str());
                (NoticeKind::Asked, say("handed-over-title"), body, ask_actions())
            }
            Event::HandedOver { reason, .. } if is_mine => plain("handed-on-title", reason.as_str()),
            Event::Acknowledged { promise, next_word, .. } if is_mine => {
                let body = match (promise, next_word) {
                    (Some(at), _) => with_time("acknowledged-body-promise", *at),
                    (None, Some(at)) => with_time("acknowledged-body-word", *at),
                    (None, None) => title.to_owned(),
                };
                (NoticeKind::Progress, say("acknowledged-title"), body, vec![])
            }
            Event::Offered { offer } if is_mine || is_in_my_hands => {
                (NoticeKind::Asked, say("offered-title"), with_time("offered-body", offer.due), vec![])
            }
            Event::OfferAccepted { due } => {
                let heading = i18n::text("accepted-title", &[("who", &who), ("time", &time(*due))]);
                (NoticeKind::Progress, heading, title.to_owned(), vec![])
            }
            Event::Declined { alternative, .. } if is_mine => plain("declined-title", alternative.as_str()),
            Event::Renegotiated { to, .. } if is_mine => {
                (NoticeKind::Progress, say("renegotiated-title"), with_time("renegotiated-body", *to), vec![])
            }
            Event::NextWordPromised { by, .. } if is_mine => {
                (NoticeKind::Progress, say("next-word-title"), with_time("next-word-body", *by), vec![])
            }
            Event::WaitingOnRequester { question } if is_mine => {
                (NoticeKind::Asked, say("waiting-title"), short(title, question.as_str()), vec![Action::SendWord])
            }
            Event::Delivered { words, .. } if is_mine => {
                (NoticeKind::Asked, say("delivered-title"), short(title, words.as_str()), delivery_actions())
            }
            Event::NotYet { reason } if is_in_my_hands => {
                (NoticeKind::Asked, say("not-yet-title"), short(title, reason.as_str()), vec![Action::SendWord])
            }
            Event::Nudged { words } if is_asked_of_me || is_in_my_hands || is_mine => {
                (NoticeKind::Asked, say("nudged-title"), short(title, words.as_str()), nudge_actions(request, self.me))
            }
            Event::Confirmed { .. } => plain("confirmed-title", ""),
            Event::ApprovalAsked { approvers, .. } if approvers.contains(&self.me) => {
                let actions = vec![Action::Approve, Action::Reject];
                (NoticeKind::Asked, say("approval-asked-title"), title.to_owned(), actions)
            }
            Event::Approved { approval, words } if is_mine || is_in_my_hands || self.has_asked(request, *approval) => {
                plain("approved-title", words.as_ref().map_or("", Words::as_str))
            }
            Event::Rejected { approval, reason } if is_mine || is_in_my_hands || self.has_asked(request, *approval) => {
                plain("rejected-title", reason.as_str())
            }
            Event::Rated { .. } if is_in_my_hands => plain("rated-title", ""),
            Event::Withdrawn { .. } => plain("withdrawn-title", ""),
            Event::AlsoTook { .. } => plain("also-took-title", ""),
            Event::Merged { .. } => plain("merged-title", ""),
            Event::Unmerged { .. } => plain("unmerged-title", ""),
            Event::TookIn { .. } => plain("took-in-title", ""),
            // What waits for an answer keeps its buttons when a word follows.
            Event::Said { words } if is_asked_of_me && author == request.requester => {
                (NoticeKind::Asked, self.asked_title(&who, request), short(title, words.as_str()), ask_actions())
            }
            Event::Said { words } if is_mine && is_delivered && request.stage.helper() == Some(author) => {
                (NoticeKind::Asked, say("delivered-title"), short(title, words.as_str()), delivery_actions())
            }
            Event::Said { .. } | Event::Noted { .. } | Event::Attached { .. } if is_called => {
                let body = short(title, entry.event.words().map_or("", Words::as_str));
                (NoticeKind::Asked, say("mentioned-title"), body, vec![Action::SendWord])
            }
            Event::Said { words } | Event::Noted { words } => plain("said-title", words.as_str()),
            Event::Attached { file, words } => {
                plain("attached-title", words.as_ref().map_or(file.name.as_str(), |it| it.as_str()))
            }
            _ => return None,
        };
        let notice = Notice {
            subject: Subject::Request(request.id.to_string()),
            title: title_text,
            body,
            actions: with_labels(actions),
            needs_you: kind == NoticeKind::Asked,
        };
        (notice.needs_you && !is_only_more || !self.muted.contains(&request.id)).then_some((kind, notice))
    }

    fn asked_title(&self, who: &str, request: &ServiceRequest) -> String {
        match request.addressee {
            Addressee::Team(team) => {
                let name = self.people.teams.iter().find(|it| it.id == team).map(|it| it.name.to_string());
                i18n::text("asked-team-title", &[("who", who), ("team", &name.unwrap_or_default())])
            }
            Addressee::Person(_) => i18n::text("asked-title", &[("who", who)]),
        }
    }

    fn of_thanks(&self, thanks: &Thanks) -> Option<(NoticeKind, Notice)> {
        let words = thanks.words.as_ref()?;
        if !thanks.to.contains(&self.me) || thanks.from == self.me {
            return None;
        }
        let notice = Notice {
            subject: Subject::Thanks(thanks.id.to_string()),
            title: i18n::text("thanks-title", &[("who", &self.people.name_of(thanks.from))]),
            body: short("", words.as_str()),
            actions: with_labels(vec![Action::SayThanksBack]),
            needs_you: false,
        };
        Some((NoticeKind::Thanks, notice))
    }

    /// The two people, the watchers, and while nobody has it everybody of the team that was asked.
    fn concerns_me(&self, request: &ServiceRequest) -> bool {
        request.participants().contains(&self.me) || self.is_asked(request)
    }

    /// Whether it was me who asked for that agreement.
    fn has_asked(&self, request: &ServiceRequest, approval: ApprovalId) -> bool {
        request.approvals.iter().any(|step| step.id == approval && step.asked_by == self.me && !step.is_by_rule)
    }

    fn is_asked(&self, request: &ServiceRequest) -> bool {
        is_asked(self.people, self.me, request)
    }
}

/// Whether nobody has it yet, and I could.
fn is_asked(people: &People, me: PersonId, request: &ServiceRequest) -> bool {
    request.stage.helper().is_none()
        && match request.addressee {
            Addressee::Person(person) => person == me,
            Addressee::Team(team) => people.teams_of(me).contains(&team),
        }
}

/// One line: the title, then as many words as fit.
fn short(title: &str, words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = match (title, words.as_str()) {
        (title, "") => title.to_owned(),
        ("", words) => words.to_owned(),
        (title, words) => format!("{title}: {words}"),
    };
    if line.chars().count() <= BODY_CHARACTERS {
        return line;
    }
    line.chars().take(BODY_CHARACTERS - 1).chain(['…']).collect()
}
