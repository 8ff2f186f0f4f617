//! Templates.

use super::*;

shown! {
    /// What a request begins with, under a name.
    struct Template {
        id: String,
        /// Whose members have it; without one it is my own.
        team: Option<String>,
        name: String,
        wish: Wish,
        /// Mine to change: it is my own, or I lead the team.
        can_change: bool,
        is_unsent: bool,
    }
}
shown! {
    /// Without `id` it is a new one.
    struct WriteTemplate { id: Option<String>, team: Option<String>, name: String, wish: Wish }
}
