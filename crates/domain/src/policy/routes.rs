//! The routes of the server, and who is let in.

use super::Party;
use super::table::{ANY, Parties};
use crate::listed::listed;
use crate::person::Role;

listed! {
    /// Every route of the server.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Route {
        /// What this server is.
        ShowMeta,
        /// The description of all routes, for programs.
        Describe,
        SignIn,
        /// A new token for a session, in place of the old one.
        Refresh,
        SignOut,
        Invite,
        /// A program gets a person to act as, and a token.
        MakeServiceAccount,
        ShowInvitation,
        AcceptInvitation,
        /// What somebody sees who opens the link of an invitation in a browser.
        OpenInvitation,
        Push,
        Pull,
        /// The held stream that says how far the history has come.
        Follow,
        /// Whether a file is there, and how much of it.
        CheckFile,
        /// A part of a file. What may be in it is decided with the intent to attach it.
        SendFile,
        /// What is in a file, for who sees an entry that has it.
        FetchFile,
        /// Requests that have left the feeds: found by words, and opened one by one.
        SearchArchive,
        OpenArchived,
        /// Who else has a request before them.
        TellPresence,
        /// People and teams, by name or by id.
        LookUp,
        ReadAudit,
        /// Whether the audit log is as it was written.
        CheckAudit,
        /// Everything, private requests between others included.
        ExportOrganization,
        /// What somebody else may see and has written, when they have asked for it.
        ExportPerson,
        ExportOneself,
        /// What would go if things were kept for a time.
        PreviewRetention,
        CheckAlive,
        CheckReady,
        /// What somebody may do, done by a program that keeps no outbox.
        Act,
        ShowOwnDevices,
        RevokeOwnDevice,
        /// Signs oneself out everywhere but here.
        RevokeOtherDevices,
        ShowDevices,
        RevokeDevice,
        RevokeDevices,
        ChangePassword,
        /// One's own e-mail address.
        ChangeEmail,
        /// Somebody else's.
        ChangeEmailOf,
        MakePasswordReset,
        ShowPasswordReset,
        ResetPassword,
        /// What somebody sees who opens the link for a new password in a browser.
        OpenPasswordReset,
        /// Everybody with their accounts, and every team.
        ShowDirectory,
        ImportPeople,
        /// A new link for somebody who has not joined yet.
        InviteAgain,
    }
}

const EVERYBODY: Parties = &[
    Party::SignedOut,
    Party::Role(Role::ServiceAccount),
    Party::Role(Role::Guest),
    Party::Role(Role::Member),
    Party::Role(Role::Administrator),
    Party::Role(Role::Owner),
];
/// Guests know those who have to do with them, and look nobody else up.
const COLLEAGUES: Parties = &[Party::Role(Role::Member), Party::Role(Role::Administrator), Party::Role(Role::Owner)];
const OWNERS: Parties = &[Party::Role(Role::Owner)];
const ADMINISTRATORS: Parties = &[Party::Role(Role::Administrator), Party::Role(Role::Owner)];

impl Route {
    /// Who may call it. What they may do there is decided again, by the rows of the intents.
    pub const fn callers(self) -> Parties {
        match self {
            Self::ShowMeta | Self::Describe | Self::CheckAlive | Self::CheckReady => EVERYBODY,
            Self::SignIn | Self::ShowInvitation | Self::AcceptInvitation | Self::OpenInvitation => EVERYBODY,
            Self::ShowPasswordReset | Self::ResetPassword | Self::OpenPasswordReset => EVERYBODY,
            Self::Refresh | Self::SignOut | Self::Push | Self::Pull | Self::Follow | Self::Act => ANY,
            Self::ShowOwnDevices | Self::RevokeOwnDevice | Self::RevokeOtherDevices => ANY,
            Self::ChangePassword | Self::ChangeEmail => ANY,
            Self::Invite | Self::InviteAgain | Self::MakeServiceAccount => ADMINISTRATORS,
            Self::ShowDirectory | Self::ImportPeople | Self::ChangeEmailOf => ADMINISTRATORS,
            Self::ShowDevices | Self::RevokeDevice | Self::RevokeDevices | Self::MakePasswordReset => ADMINISTRATORS,
            Self::ExportOneself => ANY,
            Self::ReadAudit | Self::CheckAudit => ADMINISTRATORS,
            Self::ExportOrganization | Self::ExportPerson | Self::PreviewRetention => OWNERS,
            Self::SearchArchive | Self::OpenArchived | Self::TellPresence => ANY,
            Self::LookUp => COLLEAGUES,
            Self::CheckFile | Self::SendFile | Self::FetchFile => ANY,
        }
    }

    /// Whether `party` may call it.
    pub fn admits(self, party: Party) -> bool {
        self.callers().contains(&party)
    }
}
