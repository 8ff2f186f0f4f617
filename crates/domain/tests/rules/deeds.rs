//! For every intent a deed that nothing but rights can stand against.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use chrono_tz::UTC;
use goodturn_domain::offered_service::{Step, Tick};
use goodturn_domain::operation::IntentName;
use goodturn_domain::organization::{Directory, RatingShare};
use goodturn_domain::person::{Absence, Membership};
use goodturn_domain::policy::State;
use goodturn_domain::{
    Actor, Addressee, ApprovalId, Attachment, CannedText, Entry, EntryId, Event, FileHash, FileKind, FileName,
    FollowUpId, Intent, LinkKind, Merged, Mute, Offer, OrganizationId, PersonId, Priority, Role, ServiceRequest,
    ServiceRequestId, Stage, TextOwner, ThanksId, WorkingCalendar,
};
use goodturn_test_support::services::{a_service, publish, service};
use goodturn_test_support::{Book, a_request, label, monday, team, title, who, words};
use uuid::Uuid;

use crate::clock_desk::warn_of_clock;
use crate::followed_calendars::calendar_followed;
use crate::kept::{drop_view, keep_view, recurring, templated};
use crate::known_answers::{self, answered};
use crate::service_levels::a_level;
use crate::team_rules::{change_rules, fire_rule};
use crate::then::{confirm, deliver, in_days, not_yet, rate, renegotiate};

/// The deed of `actor` on a request, with an offer on the table to accept; `watcher` is who watches
/// or does no longer. None for what is not about a request.
pub(crate) fn on_request(
    book: &mut Book,
    name: IntentName,
    request: ServiceRequestId,
    actor: Actor,
    watcher: PersonId,
) -> Option<Intent> {
    use IntentName as I;
    Some(match name {
        I::Acknowledge => Intent::Acknowledge { request, promise: Some(in_days(2)), next_word: None, words: None },
        I::Offer => Intent::Offer { request, offer: book.fresh_offer(), due: in_days(2), words: None },
        I::AcceptOffer => accept_offer(book, request, actor),
        I::Decline => Intent::Decline { request, reason: words("No"), alternative: words("Ask Kim") },
        I::HandOver => Intent::HandOver { request, to: Addressee::Person(who("tom")), reason: words("He knows") },
        I::Start => Intent::Start { request },
        I::WaitOnRequester => Intent::WaitOnRequester { request, question: words("Which?") },
        I::WaitOnOther => Intent::WaitOnOther { request, reason: words("The vendor") },
        I::Renegotiate => renegotiate(request, in_days(3), in_days(4)),
        I::PromiseNextWord => Intent::PromiseNextWord { request, by: in_days(1), every: None },
        I::Deliver => deliver(request),
        I::Confirm => confirm(request),
        I::NotYet => not_yet(request),
        I::Rate => rate(request, 4),
        I::Lapse => Intent::Lapse { request },
        I::Withdraw => Intent::Withdraw { request, reason: None },
        I::AskApproval => {
            let approval = ApprovalId::derived(request.uuid(), "asked");
            Intent::AskApproval { request, approval, approvers: [who("olga")].into(), needed: 1 }
        }
        I::Approve => Intent::Approve { request, approval: to_approve(book, request), words: None },
        I::Reject => Intent::Reject { request, approval: to_approve(book, request), reason: words("Too dear") },
        I::WaiveApproval => Intent::WaiveApproval { request, approval: to_approve(book, request) },
        I::ChangePriority => Intent::ChangePriority { request, priority: Priority::Urgent },
        I::AddLabel => Intent::AddLabel { request, label: label("Deed") },
        I::RemoveLabel => remove_label(book, request),
        I::Link => link(book, request, actor),
        I::Unlink => unlink(book, request),
        I::TickStep => {
            with_step(book, request, None);
            Intent::TickStep { request, step: 0 }
        }
        I::UntickStep => {
            with_step(book, request, Some(Tick { by: who("sam"), at: monday() }));
            Intent::UntickStep { request, step: 0 }
        }
        I::Say => Intent::Say { request, entry: book.fresh_entry(), words: words("Hello"), mentions: [].into() },
        I::Note => Intent::Note { request, entry: book.fresh_entry(), words: words("Among us"), mentions: [].into() },
        I::Nudge => Intent::Nudge { request, entry: book.fresh_entry(), words: words("How does it stand?") },
        I::Attach => {
            Intent::Attach { request, entry: book.fresh_entry(), file: a_file(), words: None, mentions: [].into() }
        }
        I::Reword => {
            let entry = said_on(book, request, watcher);
            Intent::Reword { request, entry, words: words("Hello again"), mentions: [].into() }
        }
        I::Watch => Intent::Watch { request, person: watcher },
        I::Unwatch => Intent::Unwatch { request, person: watcher },
        I::Merge => merge(book, request),
        I::Unmerge => unmerge(book, request),
        I::Mute => Intent::Mute { request },
        I::Unmute => unmute(book, request, actor),
        I::FireRule => fire_rule(book, request, actor),
        I::WarnOfClock => warn_of_clock(book, request),
        I::Remind => remind(book.fresh_follow_up(), Some(request)),
        I::Thank => thank(book.fresh_thanks(), Some(request)),
        I::Ask | I::Retract | I::Snooze | I::FinishFollowUp | I::Ring | I::RetractThanks => return None,
        I::ChangeRetention | I::SwitchDirectory | I::ChangeEmail => return None,
        I::Found | I::ChangeOrganization | I::AddTeam | I::RenameTeam | I::SetMembership => return None,
        I::Erase => return None,
        I::AddPerson | I::ChangeProfile | I::ChangeRole | I::Deactivate | I::Reactivate => return None,
        I::SetAbsence | I::SetRespectOfficer | I::SetSkills => return None,
        I::SetManager | I::ChangePrefix | I::CloseTeam | I::ReopenTeam | I::SetMemberships => return None,
        I::PlaceTeam => return None,
        I::SetTeamCalendar | I::SetServiceLevels | I::FollowCalendar | I::TakeCalendar => return None,
        I::WriteCannedText | I::RemoveCannedText => return None,
        I::PublishService | I::RetireService | I::RestoreService => return None,
        I::KeepView | I::DropView => return None,
        I::KeepRule | I::DropRule | I::MoveRule => return None,
        I::KeepRecurrence | I::PauseRecurrence | I::ResumeRecurrence | I::DropRecurrence => return None,
        I::RestoreRecurrence | I::Recur => return None,
        I::WriteTemplate | I::RemoveTemplate => return None,
        I::WriteAnswer | I::ChangeAnswer | I::ReviewAnswer | I::RetireAnswer => return None,
        I::RestoreAnswer | I::JudgeAnswer => return None,
    })
}

/// The step that waits for somebody, for Olga where it waited for nobody.
fn to_approve(book: &mut Book, request: ServiceRequestId) -> ApprovalId {
    if let Some(step) = book.request(request).open_approval() {
        return step.id;
    }
    let mut changed = book.request(request).clone();
    changed.approvals = a_request().to_be_approved_by(who("olga")).build(request).approvals;
    book.put(changed);
    to_approve(book, request)
}

/// Puts an offer of the other side on the table, where the stage has one.
fn accept_offer(book: &mut Book, request: ServiceRequestId, actor: Actor) -> Intent {
    let mut changed = book.request(request).clone();
    let id = book.fresh_offer();
    let helper = changed.stage.helper().or(changed.addressee.person()).unwrap_or(who("sam"));
    let by = if actor == Actor::Person(changed.requester) { helper } else { changed.requester };
    let on_the_table = Offer { id, by, due: in_days(2), made_at: monday(), words: None };
    match &mut changed.stage {
        Stage::Asked { offer, .. } => *offer = Some(on_the_table),
        Stage::Acknowledged { service }
        | Stage::InProgress { service }
        | Stage::WaitingOnRequester { service, .. }
        | Stage::WaitingOnOther { service, .. } => service.offer = Some(on_the_table),
        _ => {}
    }
    book.put(changed);
    Intent::AcceptOffer { request, offer: id }
}

/// Gives the request a checklist of one step.
fn with_step(book: &mut Book, request: ServiceRequestId, ticked: Option<Tick>) {
    let mut changed = book.request(request).clone();
    changed.checklist = vec![Step { title: title("Read it"), ticked }];
    book.put(changed);
}

/// Has the team offer the service, or no longer.
fn offered(book: &mut Book, is_retired: bool) -> Intent {
    book.does(who("lena"), publish("legal", "review", 0, a_service("Review")));
    let (team, service) = (team("legal"), service("review"));
    if is_retired {
        book.does(who("lena"), Intent::RetireService { team, service });
        return Intent::RestoreService { team, service };
    }
    Intent::RetireService { team, service }
}

/// Puts the label on the request that comes off it.
fn remove_label(book: &mut Book, request: ServiceRequestId) -> Intent {
    let mut changed = book.request(request).clone();
    changed.labels.insert(label("Deed"));
    book.put(changed);
    Intent::RemoveLabel { request, label: label("deed") }
}

/// Links it to a request that the actor sees.
fn link(book: &mut Book, request: ServiceRequestId, actor: Actor) -> Intent {
    let other = book.fresh_request();
    let watcher = match actor {
        Actor::Person(person) => person,
        Actor::Server => who("olga"),
    };
    book.put(a_request().watched_by(watcher).build(other));
    Intent::Link { request, to: other, kind: LinkKind::Related }
}

fn merge(book: &mut Book, request: ServiceRequestId) -> Intent {
    let into = book.fresh_request();
    let alike = ServiceRequest { id: into, ..book.request(request).clone() };
    book.put(alike);
    Intent::Merge { request, into, files: Vec::new() }
}

fn unmerge(book: &mut Book, request: ServiceRequestId) -> Intent {
    let mut changed = book.request(request).clone();
    let before = Box::new(Stage::Asked { since: book.now, offer: None });
    let lines = Default::default();
    let into = book.fresh_request();
    changed.merged = Some(Merged { into, at: book.now, by: who("sam"), before, lines });
    book.put(changed);
    Intent::Unmerge { request }
}

fn unmute(book: &mut Book, request: ServiceRequestId, actor: Actor) -> Intent {
    if let Actor::Person(person) = actor {
        book.put(Mute { id: Mute::id_of(person, request), person, request, is_muted: true });
    }
    Intent::Unmute { request }
}

fn unlink(book: &mut Book, request: ServiceRequestId) -> Intent {
    let (mut changed, to) = (book.request(request).clone(), book.fresh_request());
    changed.links.insert(to, LinkKind::Related);
    book.put(changed);
    Intent::Unlink { request, to }
}

/// A deed without a request, on something of `owner`'s; in [`State::Owner`] the role of an owner is
/// at stake. None for what is about a request.
pub(crate) fn apart(book: &mut Book, name: IntentName, state: State, owner: PersonId) -> Option<Intent> {
    use IntentName as I;
    let role = if state == State::Owner { Role::Owner } else { Role::Member };
    let colleague = who(if state == State::Owner { "olga" } else { "ben" });
    Some(match name {
        I::Ask => a_request().to(who("sam")).ask(book.fresh_request()),
        I::Remind => remind(book.fresh_follow_up(), None),
        I::Thank => thank(book.fresh_thanks(), None),
        I::Retract => Intent::Retract { entry: said(book, owner) },
        I::RetractThanks => Intent::RetractThanks { thanks: thanked(book, owner) },
        I::Snooze => Intent::Snooze { follow_up: reminded(book, owner), until: in_days(2) },
        I::FinishFollowUp => Intent::FinishFollowUp { follow_up: reminded(book, owner) },
        I::Ring => Intent::Ring { follow_up: reminded(book, owner), asked_at: in_days(1), by: None },
        I::Found => {
            let organization = OrganizationId::derived(Uuid::nil(), "organization");
            Intent::Found { organization, name: title("Acme"), zone: UTC, values: Vec::new() }
        }
        I::ChangeOrganization => {
            let (name, values) = (title("Acme"), Vec::new());
            Intent::ChangeOrganization {
                name,
                zone: UTC,
                values,
                confirm_reminder_days: 3,
                lapse_days: 6,
                rating_share: Some(RatingShare::Half),
            }
        }
        I::SwitchDirectory => Intent::SwitchDirectory { directory: Directory::OnDemand },
        I::ChangeRetention => {
            let (requests_days, follow_ups_days, thanks_days, audit_days) = (Some(365), None, Some(30), None);
            Intent::ChangeRetention { requests_days, follow_ups_days, thanks_days, audit_days }
        }
        I::AddPerson => add_person(role),
        I::ChangeProfile => change_profile(owner),
        I::ChangeEmail => Intent::ChangeEmail { person: colleague, email: title("new@example.org") },
        I::ChangeRole => Intent::ChangeRole { person: colleague, role: Role::Guest },
        I::SetAbsence => Intent::SetAbsence { person: owner, absence: Some(away_with(who("tom"))) },
        I::SetSkills => Intent::SetSkills { skills: vec![label("Deeds")] },
        I::SetRespectOfficer => Intent::SetRespectOfficer { person: colleague, is_respect_officer: true },
        I::Deactivate => Intent::Deactivate { person: colleague },
        I::Erase => Intent::Erase { person: colleague, words_too: false },
        I::Reactivate => Intent::Reactivate { person: colleague },
        I::SetManager => Intent::SetManager { person: who("ben"), manager: Some(who("anna")) },
        I::AddTeam => Intent::AddTeam { team: team("press"), name: title("Press"), prefix: title("PR") },
        I::RenameTeam => Intent::RenameTeam { team: team("legal"), name: title("Law") },
        I::ChangePrefix => Intent::ChangePrefix { team: team("legal"), prefix: title("LAW") },
        I::CloseTeam => Intent::CloseTeam { team: team("legal") },
        I::ReopenTeam => Intent::ReopenTeam { team: team("legal") },
        I::PlaceTeam => {
            Intent::PlaceTeam { team: team("legal"), part_of: Some(team("sales")), is_led_from_above: false }
        }
        I::SetMemberships => {
            let memberships = [(who("ben"), Some(Membership::Member))].into();
            Intent::SetMemberships { team: team("legal"), memberships }
        }
        I::SetMembership => {
            let membership = Some(Membership::Member);
            Intent::SetMembership { team: team("legal"), person: who("ben"), membership }
        }
        I::SetTeamCalendar => {
            let calendar = Some(WorkingCalendar::weekdays(UTC));
            Intent::SetTeamCalendar { team: team("legal"), calendar }
        }
        I::FollowCalendar | I::TakeCalendar => calendar_followed(book, name),
        I::WriteCannedText => {
            let (canned_text, owner) = (book.fresh_canned_text(), TextOwner::Team(team("legal")));
            Intent::WriteCannedText { canned_text, owner, name: title("Hello"), words: words("Hello") }
        }
        I::RemoveCannedText => {
            let (id, owner) = (book.fresh_canned_text(), TextOwner::Team(team("legal")));
            book.put(CannedText { id, owner, name: title("Hello"), words: Some(words("Hello")) });
            Intent::RemoveCannedText { canned_text: id }
        }
        I::WriteTemplate | I::RemoveTemplate => templated(book, name),
        I::SetServiceLevels => Intent::SetServiceLevels { team: team("legal"), levels: vec![a_level("Usual").into()] },
        I::PublishService => publish("legal", "review", 0, a_service("Review")),
        I::RetireService => offered(book, false),
        I::RestoreService => offered(book, true),
        I::KeepView => keep_view(book, owner),
        I::DropView => drop_view(book, owner),
        I::KeepRule | I::DropRule | I::MoveRule => change_rules(book, name),
        I::KeepRecurrence
        | I::PauseRecurrence
        | I::ResumeRecurrence
        | I::DropRecurrence
        | I::RestoreRecurrence
        | I::Recur => recurring(book, name, owner),
        I::WriteAnswer => known_answers::write("new", "sam"),
        I::ChangeAnswer => known_answers::change(answered(book, owner, false), 1, "sam", "Restart it twice."),
        I::ReviewAnswer => known_answers::review(answered(book, owner, false), 90),
        I::RetireAnswer => Intent::RetireAnswer { answer: answered(book, owner, false) },
        I::RestoreAnswer => Intent::RestoreAnswer { answer: answered(book, owner, true) },
        I::JudgeAnswer => Intent::JudgeAnswer { answer: answered(book, who("sam"), false), is_helpful: Some(true) },
        I::Acknowledge | I::Offer | I::AcceptOffer | I::Decline | I::HandOver | I::Start => return None,
        I::WaitOnRequester | I::WaitOnOther | I::Renegotiate | I::PromiseNextWord => return None,
        I::Deliver | I::Confirm | I::NotYet | I::Rate | I::Lapse | I::Withdraw => return None,
        I::ChangePriority | I::AddLabel | I::RemoveLabel | I::Link | I::Unlink => return None,
        I::TickStep | I::UntickStep => return None,
        I::AskApproval | I::Approve | I::Reject | I::WaiveApproval => return None,
        I::Say | I::Note | I::Attach | I::Nudge | I::Reword | I::Watch | I::Unwatch => return None,
        I::Merge | I::Unmerge | I::Mute | I::Unmute | I::FireRule | I::WarnOfClock => return None,
    })
}

/// A file that anybody may attach.
pub(crate) fn a_file() -> Attachment {
    let name = FileName::new("minutes.pdf").expect("it is a name");
    Attachment { name, hash: FileHash::new([7; 32]), bytes: 1_000, kind: FileKind::Pdf }
}

fn remind(follow_up: FollowUpId, request: Option<ServiceRequestId>) -> Intent {
    Intent::Remind { follow_up, request, words: None, due: in_days(1), if_no_reply: false }
}

fn thank(thanks: ThanksId, request: Option<ServiceRequestId>) -> Intent {
    let to = BTreeSet::from([who("gus")]);
    Intent::Thank { thanks, to, words: words("Thanks"), values: Vec::new(), request, is_private: false }
}

fn add_person(role: Role) -> Intent {
    let (person, name, locale) = (who("zoe"), title("Zoe"), "en".into());
    Intent::AddPerson { person, name, email: None, position: None, role, zone: UTC, locale }
}

fn change_profile(person: PersonId) -> Intent {
    let (name, locale, calendar) = (title("Somebody"), "en".into(), WorkingCalendar::weekdays(UTC));
    Intent::ChangeProfile { person, name, position: None, zone: UTC, locale, calendar }
}

/// Away for weeks around the time of the tests.
pub(crate) fn away_with(substitute: PersonId) -> Absence {
    let from = monday().plus(-TimeDelta::days(7));
    Absence { from, until: monday().plus(TimeDelta::days(14)), substitute: Some(substitute) }
}

fn said(book: &mut Book, author: PersonId) -> EntryId {
    let request = book.ask(author, a_request());
    book.say(author, request, "Hello")
}

/// A message of somebody who may have nothing to do with the request any more.
fn said_on(book: &mut Book, request: ServiceRequestId, author: PersonId) -> EntryId {
    let entry = book.fresh_entry();
    let said = Event::Said { words: words("Hello") };
    book.put(Entry::new(entry, request, Some(author), book.now, said));
    entry
}

fn thanked(book: &mut Book, giver: PersonId) -> ThanksId {
    let thanks = book.fresh_thanks();
    book.does(giver, thank(thanks, None));
    thanks
}

fn reminded(book: &mut Book, owner: PersonId) -> FollowUpId {
    let follow_up = book.fresh_follow_up();
    book.does(owner, remind(follow_up, None));
    follow_up
}
