//! Mentions: colleagues named in words.

use std::collections::BTreeSet;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::text::{Title, Words};

/// Somebody who is named in words with `@` and their name.
///
/// The words stay plain text, `@Kim Larsen`: exports, searches, notifications and every program that
/// knows nothing of mentions read them as people do. Beside the words stands who is meant by which
/// name as written, so that the interface can show what that person is called now. A mark in the
/// words themselves, such as a link with an id, would be read by everybody everywhere else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    pub person: PersonId,
    /// Their name when it was written.
    pub name: Title,
}

impl Mention {
    /// The most people whom one text mentions: whoever wants more of them writes to a team.
    pub const MOST: usize = 20;
}

/// Where in a text somebody is mentioned, in order, by byte offsets with the `@`. Where one name
/// begins like another the longer one is meant.
pub fn places<'a>(text: &str, mentions: &'a BTreeSet<Mention>) -> Vec<(Range<usize>, &'a Mention)> {
    let mut places = Vec::new();
    let mut from = 0;
    for (start, _) in text.match_indices('@') {
        if start < from || text[..start].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let behind = &text[start + 1..];
        let is_named = |mention: &&Mention| {
            let rest = behind.strip_prefix(mention.name.as_str());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        if let Some(mention) = mentions.iter().filter(is_named).max_by_key(|it| it.name.as_str().len()) {
            from = start + 1 + mention.name.as_str().len();
            places.push((start..from, mention));
        }
    }
    places
}

/// Those who are named in the words: nobody is called without a trace.
pub fn named_in(words: &Words, mentions: &BTreeSet<Mention>) -> BTreeSet<Mention> {
    places(words.as_str(), mentions).into_iter().map(|(_, mention)| mention.clone()).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn mention(person: u128, name: &str) -> Mention {
        let name = Title::new(name).expect("it is a short line");
        Mention { person: PersonId::new(Uuid::from_u128(person)), name }
    }

    #[test]
    fn a_name_is_found_behind_its_sign_and_as_a_whole() {
        let mentions = BTreeSet::from([mention(1, "Kim"), mention(2, "Kim Larsen"), mention(3, "Zoë Ü")]);
        for (text, expected) in [
            ("@Kim", vec!["@Kim"]),
            ("Ask @Kim Larsen, or @Kim.", vec!["@Kim Larsen", "@Kim"]),
            ("@Kim Larsens chair", vec!["@Kim"]),
            ("(@Zoë Ü)", vec!["@Zoë Ü"]),
            ("kim@Kim", vec![]),
            ("@Kimberly", vec![]),
            ("@@Kim", vec!["@Kim"]),
            ("Kim Larsen", vec![]),
            ("@kim", vec![]),
        ] {
            let found: Vec<&str> = places(text, &mentions).into_iter().map(|(place, _)| &text[place]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
