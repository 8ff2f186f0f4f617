//! Saved views.

use super::*;

shown! {
    /// A list with what narrows it, under a name.
    struct SavedView {
        id: String,
        name: String,
        list: RequestList,
        search: String,
        /// Whose members have it, too.
        team: Option<String>,
        owner: String,
        /// Mine to change: I made it, or lead the team that has it.
        can_change: bool,
        /// How many requests it shows now.
        total: u32,
    }
}
shown! {
    /// Without `id` it is a new one.
    struct KeepView { id: Option<String>, name: String, list: RequestList, search: String, team: Option<String> }
}
shown! { struct ViewOrder { views: Vec<String> } }
