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
        CheckAlive,
        CheckReady,
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
const ADMINISTRATORS: Parties = &[Party::Role(Role::Administrator), Party::Role(Role::Owner)];

impl Route {
    /// Who may call it. What they may do there is decided again, by the rows of the intents.
    pub const fn callers(self) -> Parties {
        match self {
            Self::ShowMeta | Self::Describe | Self::CheckAlive | Self::CheckReady => EVERYBODY,
            Self::SignIn | Self::ShowInvitation | Self::AcceptInvitation | Self::OpenInvitation => EVERYBODY,
            Self::Refresh | Self::SignOut | Self::Push | Self::Pull | Self::Follow => ANY,
            Self::Invite | Self::MakeServiceAccount => ADMINISTRATORS,
        }
    }

    /// Whether `party` may call it.
    pub fn admits(self, party: Party) -> bool {
        self.callers().contains(&party)
    }
}
