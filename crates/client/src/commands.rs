//! The commands of the interface, each declared once: the router and the TypeScript client are
//! both made from this list.

use goodturn_domain::{Timestamp, Words};

use crate::App;
use crate::error::CommandError;
use crate::shown::{self, *};
use crate::workspace::read_instant;

mod absence;
mod account;
mod administration;
mod answers;
pub(crate) mod approvals;
mod canned_texts;
pub(crate) mod clocks;
mod devices;
mod files;
mod finding;
mod followed_calendars;
mod handing_over;
mod helping;
mod joining;
mod load;
mod people;
mod presence;
mod quick_add;
mod recognition;
mod recurrences;
mod requests;
mod rights;
pub(crate) mod rules;
pub(crate) mod satisfaction;
mod service_levels;
mod services;
mod settings;
mod structure;
mod talk;
mod templates;
pub(crate) mod today;
mod views;
mod watching;
mod wishes;

pub(crate) use absence::shown_absence;
pub(crate) use account::open as open_workspace;
pub(crate) use files::{can_open, can_preview};
pub use quick_add::{KeptLine, keep_unsaved};

/// Runs the command `name` with JSON arguments, see [`call_for_text`].
///
/// # Errors
/// Those of [`call_for_text`].
pub async fn call(app: &App, name: &str, args: serde_json::Value) -> Result<serde_json::Value, CommandError> {
    let text = call_for_text(app, name, args).await?;
    Ok(serde_json::from_str(&text).expect("it was written as JSON"))
}

/// Declares every command: `module::name(Arguments) -> Result;`, `()` where there is nothing.
macro_rules! commands {
    ($($(#[$doc:meta])* $module:ident::$name:ident($args:ty) -> $result:ty;)+) => {
        /// Runs the command `name` with JSON arguments and gives its result as the text of a JSON value: that is
        /// how a window gets it, and a long timeline is not taken apart in between.
        ///
        /// # Errors
        /// `unknown_command`, `malformed` for arguments that do not fit, and each command's own.
        pub async fn call_for_text(app: &App, name: &str, args: serde_json::Value) -> Result<String, CommandError> {
            match name {
                $(stringify!($name) => {
                    let args: $args = serde_json::from_value(args).map_err(|cause| CommandError::malformed(name, &cause))?;
                    let result: $result = $module::$name(app, args).await?;
                    Ok(serde_json::to_string(&result).expect("shown types serialize"))
                })+
                _ => Err(CommandError::unknown_command(name)),
            }
        }

        /// Name, argument type and result type of every command, in TypeScript.
        pub fn declarations() -> Vec<(&'static str, String, String)> {
            vec![$((stringify!($name), crate::bindings::type_name::<$args>(), crate::bindings::type_name::<$result>())),+]
        }

        /// Hands every argument and result type to `types`.
        pub(crate) fn visit_types(types: &mut crate::bindings::Collected) {
            $(types.add::<$args>(); types.add::<$result>();)+
        }
    };
}

commands! {
    settings::app_state(()) -> AppState;
    settings::change_settings(Settings) -> Settings;
    settings::change_profile(Profile) -> ();
    settings::profile(()) -> Profile;
    settings::finish_first_run(Profile) -> ();
    settings::save_draft(Draft) -> ();
    settings::find_draft(DraftKey) -> Option<String>;
    settings::diagnostics(()) -> Diagnostics;
    settings::list_attention(()) -> Vec<AttentionItem>;
    settings::dismiss_attention(Id) -> ();
    settings::sync_now(()) -> SyncStatus;

    today::today(()) -> Today;
    today::remind(Remind) -> Id;
    today::snooze(Snooze) -> ();
    today::finish_follow_up(Id) -> ();

    requests::list_requests(ListRequests) -> RequestPage;
    requests::list_queues(()) -> Vec<TeamQueue>;
    load::team_load(TeamRef) -> TeamLoad;
    load::save_team_load(TeamRef) -> ();
    requests::open_request(RequestRef) -> RequestDetail;
    clocks::explain_clock(ClockRef) -> ClockStory;
    requests::mark_read(RequestRef) -> ();
    presence::tell_presence(TellPresence) -> Vec<Presence>;
    views::list_views(()) -> Vec<SavedView>;
    views::keep_view(KeepView) -> Id;
    views::drop_view(Id) -> ();
    views::order_views(ViewOrder) -> ();
    recurrences::list_recurrences(()) -> Vec<ShownRecurrence>;
    recurrences::keep_recurrence(KeepRecurrence) -> Id;
    recurrences::pause_recurrence(Id) -> ();
    recurrences::resume_recurrence(Id) -> ();
    recurrences::drop_recurrence(Id) -> ();
    recurrences::restore_recurrence(Id) -> ();
    recurrences::preview_cycle(CycleQuestion) -> CycleTimes;
    templates::list_templates(()) -> Vec<Template>;
    templates::write_template(WriteTemplate) -> Id;
    templates::remove_template(Id) -> ();
    requests::search_archive(SoughtText) -> Vec<RequestRow>;
    requests::similar_requests(SoughtText) -> SimilarRequests;
    helping::who_can_help(WhoCanHelp) -> Vec<AbleToHelp>;
    helping::set_skills(Skills) -> ();
    handing_over::possible_holders(RequestRef) -> Vec<PossibleHolder>;
    settings::look_up(SoughtText) -> ();
    requests::ask(Ask) -> RequestRef;
    requests::acknowledge(Acknowledge) -> ();
    requests::offer(OfferTime) -> ();
    requests::accept_offer(AcceptOffer) -> ();
    requests::decline(Decline) -> ();
    requests::hand_over(HandOver) -> ();
    requests::start(RequestRef) -> ();
    requests::wait_on_requester(WithWords) -> ();
    requests::wait_on_other(WithWords) -> ();
    requests::renegotiate(Renegotiate) -> ();
    requests::promise_next_word(PromiseNextWord) -> ();
    approvals::ask_approval(AskApproval) -> ();
    approvals::approve(Approve) -> ();
    approvals::reject(Reject) -> ();
    approvals::waive_approval(ApprovalRef) -> ();
    satisfaction::rate(Rate) -> ();
    satisfaction::team_satisfaction(TeamRef) -> TeamSatisfaction;
    requests::deliver(Deliver) -> ();
    requests::confirm(Confirm) -> ();
    requests::not_yet(WithWords) -> ();
    requests::withdraw(Withdraw) -> ();
    structure::change_priority(ChangePriority) -> ();
    structure::add_label(LabelRequest) -> ();
    structure::remove_label(LabelRequest) -> ();
    structure::link(LinkRequests) -> ();
    structure::unlink(UnlinkRequests) -> ();
    structure::merge(MergeRequests) -> ();
    structure::unmerge(RequestRef) -> ();
    structure::list_labels(SoughtText) -> Vec<LabelUse>;
    talk::say(Say) -> Id;
    talk::note(Say) -> Id;
    talk::nudge(Nudge) -> Id;
    talk::retract(Id) -> ();
    talk::reword(Reword) -> ();
    files::add_file_piece(FilePiece) -> ();
    files::discard_file(Id) -> ();
    files::attach_file(AttachFile) -> Id;
    files::fetch_file(Id) -> ();
    files::list_file_progress(()) -> Vec<FileProgress>;
    files::preview_file(Id) -> ShownPicture;
    files::open_file(Id) -> ();
    files::save_file(Id) -> ();
    watching::watch(WatchRequest) -> ();
    watching::unwatch(WatchRequest) -> ();
    watching::mute(RequestRef) -> ();
    watching::unmute(RequestRef) -> ();

    recognition::list_thanks(ListThanks) -> ThanksPage;
    recognition::thank(Thank) -> Id;
    recognition::retract_thanks(Id) -> ();

    quick_add::parse_quick_add(QuickAddLine) -> QuickAdd;
    quick_add::save_quick_add(SaveQuickAdd) -> QuickAddSaved;
    quick_add::recent_quick_adds(()) -> Vec<String>;
    quick_add::understand_when(WhenText) -> When;

    account::sign_in(SignIn) -> ();
    account::invitation(InvitationLink) -> Invitation;
    account::join(Join) -> ();
    account::sign_out(()) -> ();
    account::unlock(Unlock) -> ();
    account::passphrase_needed(()) -> bool;
    account::dismiss_wiped(()) -> ();

    administration::invite(Invite) -> InvitationLink;
    administration::add_team(AddTeam) -> Id;
    administration::set_membership(SetMembership) -> ();
    people::change_role(ChangeRole) -> ();
    people::set_manager(ReportsTo) -> ();
    people::change_person(ChangePerson) -> ();
    absence::set_absence(SetAbsence) -> ();
    absence::promises_while_away(DaysAway) -> Vec<RequestRow>;
    people::set_respect_officer(SetRespectOfficer) -> ();
    people::make_service_account(NewServiceAccount) -> ServiceAccount;
    people::deactivate(Id) -> ();
    people::reactivate(Id) -> ();
    people::rename_team(RenameTeam) -> ();
    people::place_team(PlaceTeam) -> ();
    people::close_team(Id) -> ();
    people::reopen_team(Id) -> ();
    services::list_services(()) -> Vec<OfferedService>;
    services::publish_service(PublishService) -> Id;
    services::retire_service(ServiceRef) -> ();
    services::restore_service(ServiceRef) -> ();
    services::save_service(ServiceRef) -> ServiceSaved;
    services::read_service_file(ServiceFile) -> ServiceRead;
    services::tick_step(TickStep) -> ();
    service_levels::team_terms(TeamRef) -> TeamTerms;
    service_levels::set_team_calendar(SetTeamCalendar) -> ();
    service_levels::set_service_levels(SetServiceLevels) -> ();
    followed_calendars::follow_calendar(FollowCalendar) -> ();
    service_levels::list_countries(()) -> Vec<String>;
    service_levels::read_calendar_file(CalendarFile) -> Vec<DayOff>;
    people::change_organization(OrganizationSettings) -> ();
    people::list_accounts(()) -> Vec<AccountCard>;
    people::invite_again(Id) -> InvitationLink;
    people::import_people(ImportPeople) -> ImportReport;

    devices::list_devices(DevicesOf) -> Vec<DeviceCard>;
    devices::revoke_device(RevokeDevice) -> u32;
    devices::change_password(ChangePassword) -> ();
    devices::change_email(ChangeEmail) -> ();
    devices::change_email_of(ChangeEmailOf) -> ();
    devices::make_password_reset(Id) -> PasswordLink;
    devices::password_reset(InvitationLink) -> PasswordReset;
    devices::reset_password(ResetPassword) -> ();

    joining::belongings(()) -> Belongings;
    joining::bring_along(BringAlong) -> BroughtAlong;
    joining::open_local_workspace(()) -> ();
    joining::return_to_organization(()) -> ();
    rights::audit_log(AuditSearch) -> AuditRows;
    rights::check_audit(()) -> AuditSoundness;
    rights::export_data(ExportWish) -> Exported;
    rights::erase_person(ErasePerson) -> ();
    rights::retention(()) -> RetentionSettings;
    rights::preview_retention(RetentionSettings) -> Vec<RetentionLine>;
    rights::change_retention(RetentionSettings) -> ();

    administration::add_example_requests(()) -> ();
    administration::remove_example_requests(()) -> ();

    rules::team_rules(TeamRef) -> TeamRules;
    rules::keep_rule(KeepRule) -> Id;
    rules::drop_rule(RuleRef) -> ();
    rules::move_rule(MoveRule) -> ();
    rules::read_rule(RuleText) -> ReadRule;
    rules::write_rule(WriteRule) -> RuleText;
    rules::try_rule(TryRule) -> RuleTrial;
    answers::list_answers(ListAnswers) -> AnswerPage;
    answers::open_answer(Id) -> AnswerDetail;
    answers::write_answer(WriteAnswer) -> Id;
    answers::change_answer(ChangeAnswer) -> ();
    answers::review_answer(ReviewAnswer) -> ();
    answers::retire_answer(Id) -> ();
    answers::restore_answer(Id) -> ();
    answers::judge_answer(JudgeAnswer) -> ();
    answers::render_words(WordsToRender) -> RenderedWords;

    canned_texts::list_canned_texts(()) -> Vec<CannedText>;
    canned_texts::write_canned_text(WriteCannedText) -> Id;
    canned_texts::remove_canned_text(Id) -> ();
}

/// An id as the interface gives it.
fn id_of<Id: std::str::FromStr<Err = uuid::Error>>(text: &str) -> Result<Id, CommandError> {
    text.parse().map_err(|cause: uuid::Error| CommandError::new("malformed", format!("{text:?}: {cause}")))
}

fn optional_id<Id: std::str::FromStr<Err = uuid::Error>>(text: Option<&str>) -> Result<Option<Id>, CommandError> {
    text.map(id_of).transpose()
}

fn instant_of(text: Option<&str>) -> Result<Option<Timestamp>, CommandError> {
    text.map(read_instant).transpose()
}

fn words_of(text: &str) -> Result<Words, CommandError> {
    Ok(Words::new(text)?)
}

/// Nothing written is no words.
fn optional_words(text: Option<String>) -> Result<Option<Words>, CommandError> {
    text.filter(|it| !it.trim().is_empty()).map(|it| words_of(&it)).transpose()
}

fn addressee_of(addressee: &shown::Addressee) -> Result<goodturn_domain::Addressee, CommandError> {
    match (&addressee.person, &addressee.team) {
        (Some(person), None) => Ok(goodturn_domain::Addressee::Person(id_of(person)?)),
        (None, Some(team)) => Ok(goodturn_domain::Addressee::Team(id_of(team)?)),
        _ => Err(CommandError::new("addressee_missing", "one person or one team is asked")),
    }
}
