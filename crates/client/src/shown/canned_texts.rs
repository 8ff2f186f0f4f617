//! Canned texts.

use super::*;

shown! {
    struct CannedText {
        id: String,
        /// Whose members keep it; without one it is the person's own.
        team: Option<String>,
        name: String,
        words: String,
        is_unsent: bool,
    }
}
shown! {
    struct WriteCannedText {
        /// Without one it is a new text.
        id: Option<String>,
        team: Option<String>,
        name: String,
        words: String,
    }
}
