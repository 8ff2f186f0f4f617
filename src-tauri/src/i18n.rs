//! The words that the shell itself says: tray, window titles, its own notices.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

const ENGLISH_TAG: &str = "en";
const ENGLISH: &str = include_str!("i18n/en.ftl");

/// The shell's phrases in one language.
pub(crate) struct Text(FluentBundle<FluentResource>);

impl Text {
    pub(crate) fn english() -> Self {
        let resource = FluentResource::try_new(ENGLISH.to_owned()).expect("the phrases are tested");
        let mut bundle = FluentBundle::new_concurrent(vec![ENGLISH_TAG.parse().expect("en is a language")]);
        // Trays and notifications show the invisible isolation marks as boxes.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).expect("each phrase stands once");
        Self(bundle)
    }

    /// The phrase with that key.
    pub(crate) fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The phrase with that key, about something that can be counted or named.
    pub(crate) fn say_of<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.0.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "a phrase is missing");
            return key.to_owned();
        };
        self.0.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_said_without_invisible_marks() {
        let text = Text::english();

        assert_eq!(text.say("tray-quit"), "Quit Goodturn");
        assert_eq!(text.say_of("sync-unsent", "count", 1), "1 change not sent yet");
        assert_eq!(text.say_of("sync-unsent", "count", 12), "12 changes not sent yet");
    }
}
