//! What the interface hears without having asked.

use super::*;

shown! { enum Topic { Requests, FollowUps, Thanks, Directory, Sync, Settings, Attention, Files, CannedTexts, Views, Rules, Recurrences, Templates, Answers } }
shown! {
    /// Something changed; reload what you show of it.
    struct Changed { topics: Vec<Topic>, requests: Vec<String> }
}
shown! {
    /// A notification or a link asks the window to show something.
    struct Navigate {
        /// `today`, `my_requests`, `my_promises`, `queues`, `load`, `everyone`, `thanks`, `attention`, `settings`, `request`.
        view: String,
        request: Option<String>,
        /// A dialog to open on it: `acknowledge`, `hand_over`, `confirm`, `not_yet`, `say`, `thank`, `renegotiate`.
        dialog: Option<String>,
        /// A service to ask by, with what was written for it in quick add.
        service: Option<String>,
    }
}
