//! What administrators see and do, and one's own devices and password.

use super::*;

shown! { struct ChangeRole { person: String, role: String } }
shown! {
    /// Without a manager they report to nobody.
    struct ReportsTo { person: String, manager: Option<String> }
}
shown! {
    /// One's own address, by which one signs in.
    struct ChangeEmail { email: String, password: String }
}
shown! {
    /// Somebody else's address.
    struct ChangeEmailOf { person: String, email: String }
}
shown! {
    /// Says when somebody is away; none, that they are back.
    struct SetAbsence { person: String, absence: Option<OutOfOffice> }
}
shown! { struct SetRespectOfficer { person: String, is_respect_officer: bool } }
shown! { struct NewServiceAccount { name: String } }
shown! {
    /// Somebody for a program to act as, and the token by which it comes in: told once.
    struct ServiceAccount { person: String, token: String }
}
shown! { struct ChangePerson { person: String, name: String, position: Option<String>, zone: String } }
shown! { struct PlaceTeam { team: String, part_of: Option<String>, is_led_from_above: bool } }
shown! { struct RenameTeam { team: String, name: String, prefix: String } }
shown! {
    /// Of how many confirmations a rating is asked for.
    enum RatingShare { Every, Half, Fifth, None }
}
shown! {
    struct OrganizationSettings {
        name: String,
        zone: String,
        values: Vec<String>,
        /// Working days after which a delivery that nobody confirmed is asked about.
        confirm_reminder_days: u8,
        /// Working days after which it closes itself.
        lapse_days: u8,
        rating_share: RatingShare,
    }
}
shown! {
    /// How somebody comes in.
    struct AccountCard {
        person: String,
        has_account: bool,
        invited_until: Option<Instant>,
        last_seen_at: Option<Instant>,
    }
}
shown! {
    /// Whose devices; one's own without a person.
    struct DevicesOf { person: Option<String> }
}
shown! {
    struct DeviceCard {
        /// None for the app that the backend runs inside of.
        device: Option<String>,
        name: String,
        signed_in_at: Instant,
        last_seen_at: Instant,
        is_this: bool,
    }
}
shown! {
    /// Without a device: everywhere, or for oneself everywhere but here.
    struct RevokeDevice { person: Option<String>, device: Option<String> }
}
shown! { struct ChangePassword { current: String, new: String } }
shown! {
    /// A link by which somebody sets a new password, once.
    struct PasswordLink { link: String, expires_at: Instant }
}
shown! {
    /// Whose password a link is for.
    struct PasswordReset { organization: String, name: String, email: String, server: String }
}
shown! { struct ResetPassword { link: String, password: String } }
shown! { struct ImportPeople { csv: String, dry_run: bool } }
shown! { enum LineOutcome { Add, Change, Unchanged, Error } }
shown! { struct FieldChange { field: String, from: String, to: String } }
shown! {
    struct ImportedLine {
        line: u32,
        email: String,
        name: String,
        outcome: LineOutcome,
        changes: Vec<FieldChange>,
        problems: Vec<Problem>,
        link: Option<String>,
    }
}
shown! {
    /// A code that the interface has a sentence for, with its particulars as a JSON object.
    struct Problem { code: String, details: String }
}
shown! {
    /// What came of a table of people, or would come of it.
    struct ImportReport {
        dry_run: bool,
        /// Why no line was read at all.
        problem: Option<Problem>,
        added: u32,
        changed: u32,
        unchanged: u32,
        failed: u32,
        lines: Vec<ImportedLine>,
        /// The report as a table for spreadsheets, with the links.
        csv: String,
    }
}
