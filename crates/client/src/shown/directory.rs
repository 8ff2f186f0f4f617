//! Who is there, and how this device stands with the backend.

use super::*;

shown! {
    /// A person of the directory.
    struct PersonCard {
        id: String,
        name: String,
        email: Option<String>,
        position: Option<String>,
        role: String,
        zone: String,
        is_active: bool,
        teams: Vec<String>,
        /// Whom they report to.
        manager: Option<String>,
        /// When they are away, as long as it is not over.
        absence: Option<OutOfOffice>,
        /// Whether confidential reports can be addressed to them.
        is_respect_officer: bool,
        /// What they can be asked about.
        skills: Vec<String>,
    }
}
shown! {
    /// A time away, in days such as `2026-12-01`.
    struct OutOfOffice {
        first_day: String,
        back_on: String,
        /// Who takes requests and confirms for them meanwhile.
        substitute: Option<String>,
    }
}
shown! {
    /// Days away, as in [`OutOfOffice`].
    struct DaysAway { first_day: String, back_on: String }
}
shown! {
    /// A team of the directory.
    struct TeamCard {
        id: String,
        name: String,
        prefix: String,
        members: Vec<TeamMember>,
        part_of: Option<String>,
        /// Whether who leads the team above leads this one too.
        is_led_from_above: bool,
        /// Who leads a team above, and so this one.
        leads_above: Vec<String>,
        is_active: bool,
    }
}
shown! {
    struct TeamMember { person: String, is_lead: bool }
}
shown! {
    /// Everybody and every team that I may know, and what the organization has settled.
    struct Directory {
        me: String,
        organization: String,
        organization_zone: String,
        values: Vec<String>,
        confirm_reminder_days: u8,
        lapse_days: u8,
        rating_share: RatingShare,
        people: Vec<PersonCard>,
        teams: Vec<TeamCard>,
    }
}
shown! {
    /// How this device stands with the backend.
    enum Connection {
        /// The workspace of this machine, with the embedded backend.
        Local,
        Online,
        Offline,
        /// The session ended: sign in again; nothing is lost.
        SignedOut,
        /// The session is sealed: its passphrase opens it.
        Locked,
        /// The key store, where the session is, is locked or does not answer; it is asked again.
        KeyStoreSilent,
        /// The backend speaks a newer protocol than this version.
        UpdateNeeded,
    }
}
shown! {
    struct SyncStatus {
        connection: Connection,
        is_syncing: bool,
        /// Operations that have not reached the backend.
        unsent: u32,
        /// Operations that were refused and wait for me.
        attention: u32,
        last_synced_at: Option<Instant>,
        server: Option<String>,
        /// Set when saving fails: `disk_full`, `read_only`, or `damaged` after a salvage.
        trouble: Option<String>,
        /// The session could not be kept on this device: it ends with the app.
        forgets_session: bool,
        /// Parts of the data that differed from the backend's since the start, and were fetched again.
        refetched: u32,
        /// Server clock minus ours, in seconds, when it is over five minutes.
        clock_skew_seconds: Option<i32>,
    }
}
shown! {
    /// By whom or what a session was ended from elsewhere.
    enum SessionEnd { Oneself, Administrator, Deactivation, Erasure }
}
shown! {
    /// An organization whose data were deleted on this device.
    struct WipedDevice {
        organization: String,
        ended_by: SessionEnd,
        at: Instant,
        /// Changes that had not been sent, and are gone.
        unsent: u32,
    }
}
shown! {
    /// What the interface needs before anything else.
    struct AppState {
        version: String,
        profile: String,
        is_first_run: bool,
        now: Instant,
        zone: String,
        sync: SyncStatus,
        directory: Directory,
        settings: Settings,
        /// The backend of the organization that was joined, while the workspace of this machine is shown.
        elsewhere: Option<String>,
        is_administrator: bool,
        /// What was deleted here because a session was ended from elsewhere, until it was read.
        wiped: Option<WipedDevice>,
    }
}
