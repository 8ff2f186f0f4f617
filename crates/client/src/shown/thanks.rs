//! Thanks, as cards.

use super::*;

shown! {
    struct ThanksCard {
        id: String,
        from: String,
        to: Vec<String>,
        /// None when it was taken back.
        words: Option<String>,
        html: Option<String>,
        values: Vec<String>,
        request: Option<String>,
        request_title: Option<String>,
        is_private: bool,
        at: Instant,
        is_unsent: bool,
        can_retract_until: Option<Instant>,
    }
}
shown! {
    enum ThanksList { All, Received, Given }
}
shown! {
    struct ListThanks { list: ThanksList, offset: u32, limit: u32 }
}
shown! {
    struct ThanksPage { cards: Vec<ThanksCard>, total: u32 }
}
