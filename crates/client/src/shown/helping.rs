//! Who can help.

use super::*;

shown! {
    /// Somebody who can help, and why.
    struct AbleToHelp {
        person: String,
        /// Those of their skills that are asked for.
        knows: Vec<String>,
        /// How many requests like it they have delivered, as far as this device knows.
        delivered: u32,
        /// Set while they are away.
        away: Option<OutOfOffice>,
    }
}
shown! {
    /// A member of the team to whom a request can be handed over.
    struct PossibleHolder {
        person: String,
        /// How much they have open, as far as this device knows: for who leads the team, and nobody else.
        open: Option<u32>,
        /// Set while they are away.
        away: Option<OutOfOffice>,
        /// Whether it is within their working hours.
        is_at_work: bool,
    }
}
shown! {
    /// Of a request that is there, whoever has it already and who asked are left out.
    struct WhoCanHelp { text: String, request: Option<String> }
}
shown! {
    /// What I can be asked about.
    struct Skills { skills: Vec<String> }
}
