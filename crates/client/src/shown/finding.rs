//! What narrows a list of requests.

use super::*;

shown! {
    enum FilterField {
        Stage, Priority, Kind, Label, From, To, Helper, Team, Needed, Promised, Answer, Due, Is, Sort
    }
}
shown! { enum FilterProblem { UnknownField, UnknownValue } }
shown! {
    /// A part of a search that narrows or orders a list; one with a problem is looked for as text.
    struct FilterTerm {
        /// As it was typed.
        text: String,
        field: Option<FilterField>,
        is_not: bool,
        /// What it stands for: stages, priorities, states, ids of people and teams, labels, kinds.
        values: Vec<String>,
        from: Option<Instant>,
        /// The end left out.
        until: Option<Instant>,
        problem: Option<FilterProblem>,
    }
}
