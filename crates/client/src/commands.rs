//! The commands of the interface, each declared once: the router and the TypeScript client are
//! both made from this list.

use crate::App;
use crate::error::CommandError;
use crate::shown::*;

mod account;
mod administration;
mod quick_add;
mod recognition;
mod requests;
mod settings;
mod today;

/// Declares every command: `module::name(Arguments) -> Result;`, `()` where there is nothing.
macro_rules! commands {
    ($($(#[$doc:meta])* $module:ident::$name:ident($args:ty) -> $result:ty;)+) => {
        /// Runs the command `name` with JSON arguments.
        ///
        /// # Errors
        /// `unknown_command`, `malformed` for arguments that do not fit, and each command's own.
        pub async fn call(app: &App, name: &str, args: serde_json::Value) -> Result<serde_json::Value, CommandError> {
            match name {
                $(stringify!($name) => {
                    let args: $args = serde_json::from_value(args).map_err(|cause| CommandError::malformed(name, &cause))?;
                    let result: $result = $module::$name(app, args).await?;
                    Ok(serde_json::to_value(result).expect("shown types serialize"))
                })+
                _ => Err(CommandError::unknown_command(name)),
            }
        }

        /// Name, argument type and result type of every command, in TypeScript.
        pub fn declarations() -> Vec<(&'static str, String, String)> {
            vec![$((stringify!($name), crate::bindings::type_name::<$args>(), crate::bindings::type_name::<$result>())),+]
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
    requests::open_request(RequestRef) -> RequestDetail;
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
    requests::deliver(Deliver) -> ();
    requests::confirm(Confirm) -> ();
    requests::not_yet(WithWords) -> ();
    requests::withdraw(Withdraw) -> ();
    requests::say(WithWords) -> Id;
    requests::note(WithWords) -> Id;
    requests::retract(Id) -> ();
    requests::watch(WatchRequest) -> ();
    requests::unwatch(WatchRequest) -> ();

    recognition::list_thanks(ListThanks) -> ThanksPage;
    recognition::thank(Thank) -> Id;
    recognition::retract_thanks(Id) -> ();

    quick_add::parse_quick_add(QuickAddLine) -> QuickAdd;
    quick_add::save_quick_add(QuickAddLine) -> QuickAddSaved;
    quick_add::recent_quick_adds(()) -> Vec<String>;
    quick_add::understand_when(WhenText) -> When;

    account::sign_in(SignIn) -> ();
    account::invitation(InvitationLink) -> Invitation;
    account::join(Join) -> ();
    account::sign_out(()) -> ();
    account::passphrase_needed(()) -> bool;

    administration::invite(Invite) -> InvitationLink;
    administration::add_team(AddTeam) -> Id;
    administration::set_membership(SetMembership) -> ();
    administration::add_example_requests(()) -> ();
    administration::remove_example_requests(()) -> ();
}
