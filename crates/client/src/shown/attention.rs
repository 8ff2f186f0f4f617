//! What the server refused.

use super::*;

shown! {
    /// An operation that the backend refused, with the person's text.
    struct AttentionItem {
        id: String,
        /// The command that was refused: `say`, `acknowledge` …
        intent: String,
        /// Why: a refusal code such as `wrong_stage`, `not_found`, `forbidden`.
        code: String,
        /// Particulars of the refusal as JSON object text, e.g. `{"stage":"closed"}`.
        details: String,
        /// What the person wrote, ready to reuse.
        words: Option<String>,
        request: Option<String>,
        request_title: Option<String>,
        at: Instant,
    }
}
