//! What the commands about one request are handed.

use super::*;

shown! { struct RequestRef { request: String } }
shown! { struct Id { id: String } }
shown! {
    struct Ask {
        title: String,
        details: Option<String>,
        addressee: Addressee,
        visibility: Visibility,
        priority: Priority,
        kind: Option<String>,
        needed_by: Option<Instant>,
        watchers: Vec<String>,
        link: Option<LinkTo>,
        /// By which service, with what was answered: it says of whom that is asked.
        form: Option<FormAnswers>,
    }
}
shown! {
    /// What a request that is asked has to do with one that is there already.
    struct LinkTo { to: String, kind: LinkKind }
}
shown! { struct Acknowledge { request: String, promise: Option<Instant>, next_word: Option<Instant>, words: Option<String> } }
shown! { struct OfferTime { request: String, due: Instant, words: Option<String> } }
shown! { struct AcceptOffer { request: String, offer: String } }
shown! { struct Decline { request: String, reason: String, alternative: String } }
shown! { struct HandOver { request: String, to: Addressee, reason: String } }
shown! { struct WithWords { request: String, words: String } }
shown! {
    /// Somebody who is named in words with `@` and that name.
    struct Mention { person: String, name: String }
}
shown! {
    /// A message or a note.
    struct Say {
        request: String,
        words: String,
        #[serde(default)]
        mentions: Vec<Mention>,
    }
}
shown! {
    /// A gentle word to who is expected to do something.
    struct Nudge { request: String, words: String }
}
shown! {
    /// Other words in place of those of a message, note or file of mine.
    struct Reword {
        request: String,
        entry: String,
        words: String,
        #[serde(default)]
        mentions: Vec<Mention>,
    }
}
shown! { struct Renegotiate { request: String, from: Option<Instant>, to: Instant, reason: String } }
shown! {
    /// By then, and `every` so long after each word, until it is delivered.
    struct PromiseNextWord { request: String, by: Instant, every: Option<Target> }
}
shown! { struct Deliver { request: String, words: String, next_need: Option<String> } }
shown! {
    /// Confirming and thanking are one gesture; `thanks` may be left out.
    struct Confirm { request: String, rating: Option<u8>, words: Option<String>, thanks: Option<Thank> }
}
shown! {
    /// Asks these people to agree; `needed` of them have to.
    struct AskApproval { request: String, approvers: Vec<String>, needed: u8 }
}
shown! { struct Approve { request: String, approval: String, words: Option<String> } }
shown! { struct Reject { request: String, approval: String, reason: String } }
shown! { struct ApprovalRef { request: String, approval: String } }
shown! { struct Rate { request: String, rating: u8, words: Option<String> } }
shown! { struct Withdraw { request: String, reason: Option<String> } }
shown! { struct ChangePriority { request: String, priority: Priority } }
shown! { struct LabelRequest { request: String, label: String } }
shown! { struct LinkRequests { request: String, to: String, kind: LinkKind } }
shown! { struct UnlinkRequests { request: String, to: String } }
shown! { struct MergeRequests { request: String, into: String } }
shown! { struct WatchRequest { request: String, person: String } }
shown! { struct Remind { request: Option<String>, words: Option<String>, due: Instant, if_no_reply: bool } }
shown! { struct Snooze { follow_up: String, until: Instant } }
shown! {
    struct Thank { to: Vec<String>, words: String, values: Vec<String>, request: Option<String>, is_private: bool }
}
shown! { struct Draft { key: String, text: String } }
shown! { struct DraftKey { key: String } }
