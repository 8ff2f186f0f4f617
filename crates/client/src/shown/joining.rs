//! What lies in the workspace of this machine after its person has joined an organization.

use super::*;

shown! {
    /// What can come along, and what came along by itself.
    struct Belongings {
        /// Reminders and notes to self that have not come along yet.
        reminders: Vec<BelongingReminder>,
        /// Open requests to people who are known on this machine only.
        requests: Vec<BelongingRequest>,
        /// Whether the person has decided about them.
        is_settled: bool,
    }
}
shown! { struct BelongingReminder { id: String, words: String, due: Instant } }
shown! {
    struct BelongingRequest {
        id: String,
        title: String,
        details: Option<String>,
        asked_at: Instant,
        /// Who was asked, as they are called on this machine.
        whom: String,
        /// Somebody here with the same address or name.
        suggested: Option<Addressee>,
    }
}
shown! {
    /// Asks these people here for what was asked of others there. Whatever is not named stays.
    struct BringAlong { requests: Vec<MatchedRequest> }
}
shown! { struct MatchedRequest { request: String, to: Addressee } }
shown! { struct BroughtAlong { reminders: u32, requests: u32 } }
