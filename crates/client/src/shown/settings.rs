//! Settings, account, organization.

use super::*;

shown! { enum Appearance { System, Light, Dark } }
shown! { enum Density { Comfortable, Compact } }
shown! {
    /// A stretch of working time in minutes since midnight.
    struct Hours { from: u16, to: u16 }
}
shown! {
    /// When the parts of the day are that people name, in minutes since midnight.
    struct DayParts { morning: u16, noon: u16, afternoon: u16, evening: u16 }
}
shown! {
    /// What this device is set to.
    #[serde(default)]
    struct Settings {
        appearance: Appearance,
        density: Density,
        /// BCP 47, or none for the system's.
        locale: Option<String>,
        /// Such as `CmdOrCtrl+Shift+Space`; empty switches it off.
        shortcut: String,
        /// Set when the system refused the shortcut: why.
        shortcut_problem: Option<String>,
        single_letter_keys: bool,
        day_parts: DayParts,
        notify_asked: bool,
        notify_progress: bool,
        notify_follow_ups: bool,
        notify_thanks: bool,
        /// Whether others see on which request I am, and I see where they are.
        shows_presence: bool,
        notifications_paused_until: Option<Instant>,
        autostart: bool,
        /// Minutes without a window after which the app goes back to its lean state; 0 never.
        lean_after_minutes: u32,
        /// Keep the quick-add window warm for speed.
        keep_quick_add_warm: bool,
        /// How much files may take here that the backend has as well.
        file_cache_mebibytes: u32,
    }
}
shown! {
    struct Profile {
        name: String,
        position: Option<String>,
        zone: String,
        locale: String,
        week: Vec<Vec<Hours>>,
        /// Whose public holidays are free, by its two letters.
        country: Option<String>,
    }
}
shown! { struct SignIn { server: String, email: String, password: String, passphrase: Option<String> } }
shown! {
    /// Opens the session that was sealed with this passphrase.
    struct Unlock { passphrase: String }
}
shown! {
    /// Joins an organization by its invitation link.
    struct Join { link: String, name: String, password: String, passphrase: Option<String> }
}
shown! { struct InvitationLink { link: String } }
shown! {
    /// What an invitation says before one accepts it.
    struct Invitation { organization: String, invited_by: Option<String>, email: String, name: Option<String>, server: String }
}
shown! { struct Invite { email: String, name: String, role: String, teams: Vec<String> } }
shown! { struct AddTeam { name: String, prefix: String } }
shown! {
    /// `role` is `member` or `lead`; none removes the person.
    struct SetMembership { team: String, person: String, role: Option<String> }
}
shown! {
    /// Where things lie and how they do, to copy into a report.
    struct Diagnostics { text: String, log_folder: String, data_folder: String }
}
