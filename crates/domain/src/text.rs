//! Bounded text. What is stored has a limit, so that no list, notification or page has to fear it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// Why a text was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// Longer than the limit, in characters.
    #[error("the text has {length} characters, {limit} are possible")]
    TooLong { limit: usize, length: usize },
}

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $limit:expr, $clean:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters it holds.
            pub const LIMIT: usize = $limit;

            /// Accepts a text of 1 to [`Self::LIMIT`] characters, white space at its ends removed.
            pub fn new(text: &str) -> Result<Self, TextError> {
                let clean: fn(&str) -> String = $clean;
                let text = clean(text.trim());
                let length = text.chars().count();
                if length == 0 {
                    return Err(TextError::Empty);
                }
                if length > Self::LIMIT {
                    return Err(TextError::TooLong { limit: Self::LIMIT, length });
                }
                Ok(Self(text))
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                // Counted once white space has gone from its ends: a text of nothing else is refused.
                json_schema!({ "type": "string", "minLength": 1, "maxLength": $limit, "pattern": "\\S" })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }
    };
}

bounded!(
    /// A single line: a title or a name.
    Title,
    200,
    one_line
);
bounded!(
    /// A word or a few that people put on requests to find them by.
    Label,
    40,
    one_line
);
bounded!(
    /// What somebody writes: a message, a reason, a thank-you. Markdown source, kept as typed.
    Words,
    20_000,
    |text| text.replace("\r\n", "\n").replace('\0', "")
);

impl Label {
    /// What is the same for labels that differ only in case: they are one.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Control characters show nothing, and not every database keeps them.
fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control());
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The longest language tag that RFC 5646 §4.4.1 asks to be kept, in bytes.
const LONGEST_LANGUAGE_TAG: usize = 35;

/// Reads a language tag such as `de-CH`; a longer text is none.
pub(crate) fn language_tag<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let tag = String::deserialize(from)?;
    if tag.len() > LONGEST_LANGUAGE_TAG {
        return Err(D::Error::custom(format!("a language tag has at most {LONGEST_LANGUAGE_TAG} bytes")));
    }
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_is_one_clean_line() {
        assert_eq!(Title::new("  two\n words ").map(String::from), Ok("two words".into()));
        assert_eq!(Title::new("\0two\0\u{7}words").map(String::from), Ok("two words".into()));
        assert_eq!(Title::new("\0"), Err(TextError::Empty));
    }

    #[test]
    fn a_megabyte_of_text_is_refused_with_the_limit() {
        let length = 1_000_000;
        let text = "x".repeat(length);
        assert_eq!(Words::new(&text), Err(TextError::TooLong { limit: 20_000, length }));
    }

    #[test]
    fn empty_text_is_refused() {
        assert_eq!(Words::new(" \n "), Err(TextError::Empty));
    }

    #[test]
    fn stored_text_over_the_limit_does_not_deserialize() {
        let json = serde_json::to_string(&"x".repeat(201)).expect("a string serializes");
        assert!(serde_json::from_str::<Title>(&json).is_err());
    }
}
