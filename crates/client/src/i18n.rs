//! What notifications and the tray say, through Fluent.

use std::borrow::Cow;

use chrono::Datelike;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use goodturn_domain::{Timestamp, WorkingCalendar};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec!["en".parse::<LanguageIdentifier>().unwrap_or_default()]);
    // Direction marks would show as boxes in some notification services.
    bundle.set_use_isolating(false);
    let resource =
        FluentResource::try_new(include_str!("i18n/en.ftl").to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
});

/// The sentence `key` with its particulars; the key itself when there is no such sentence.
pub(crate) fn text(key: &str, args: &[(&str, &str)]) -> String {
    let Some(pattern) = ENGLISH.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (Cow::Owned((*name).to_owned()), *value)).collect();
    ENGLISH.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

/// An instant as people say it from `now`: `15:00`, `Wed 15:00`, `3 Dec 15:00`.
pub(crate) fn time(at: Timestamp, now: Timestamp, calendar: &WorkingCalendar) -> String {
    let (at, now) = (calendar.local(at), calendar.local(now));
    let days = (at.date_naive() - now.date_naive()).num_days();
    let format = match days {
        0 => "%H:%M",
        -6..=6 => "%a %H:%M",
        _ if at.year() == now.year() => "%-d %b %H:%M",
        _ => "%-d %b %Y %H:%M",
    };
    at.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_can_be_said() {
        let source = include_str!("i18n/en.ftl");
        assert!(FluentResource::try_new(source.to_owned()).is_ok());
        assert_eq!(text("thanks-title", &[("who", "Ada")]), "Ada thanks you");
    }
}
