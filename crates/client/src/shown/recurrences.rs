//! What somebody asks again and again.

use super::*;

shown! {
    enum CycleUnit { Day, WorkingDay, Week, Month, Year }
}
shown! {
    /// How often: every so many units, on these days of the week where Monday is 0, from when it was due or done.
    struct Cycle { every: u16, unit: CycleUnit, weekdays: Vec<u8>, from_completion: bool }
}
shown! {
    /// By when it is needed: so many days after the day of asking, so many minutes after midnight.
    struct NeededAfter { days: u16, minutes: u16 }
}
shown! {
    /// What is to be asked, before it is.
    struct Wish {
        title: String,
        details: Option<String>,
        addressee: Addressee,
        visibility: Visibility,
        priority: Priority,
        kind: Option<String>,
        labels: Vec<String>,
        watchers: Vec<String>,
        needed: Option<NeededAfter>,
        /// The service by which it is asked, as it is called now. It says of whom.
        service: Option<String>,
    }
}
shown! {
    enum PauseKind { Wanted, RequesterLeft, Refused }
}
shown! {
    /// What I ask again and again.
    struct ShownRecurrence {
        id: String,
        wish: Wish,
        cycle: Cycle,
        first: Instant,
        /// None while the last one has to be done first, and in a pause.
        next: Option<Instant>,
        /// The request that was asked last, where it is known here.
        last: Option<RequestMention>,
        is_last_open: bool,
        /// How often it was left out since then.
        left_out: u32,
        pause: Option<PauseKind>,
        /// The code of what stands against it, when it has stopped by itself.
        refusal: Option<String>,
        is_unsent: bool,
    }
}
shown! {
    /// Without `id` it is a new one. `request` is one of mine that counts as the last; what its form holds goes along.
    struct KeepRecurrence { id: Option<String>, wish: Wish, cycle: Cycle, first: Instant, request: Option<String> }
}
shown! {
    /// From when on; none lets a time be suggested, for a `request` that is there the one after it.
    struct CycleQuestion { cycle: Cycle, first: Option<Instant>, request: Option<String> }
}
shown! {
    /// The coming times, the first of them first.
    struct CycleTimes { times: Vec<Instant> }
}
