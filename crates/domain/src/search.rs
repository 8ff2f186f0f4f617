//! The words by which the server finds what devices do not hold: people and teams of a large
//! organization, and requests of the archive.

use std::collections::BTreeSet;

use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::quick_add::fold;
use crate::service_request::ServiceRequest;
use crate::text::{Label, Words};

/// Of a longer word its beginning is kept, in characters.
const LONGEST_WORD: usize = 40;
/// The most words by which one thing is found: a page of a book.
const MOST_WORDS: usize = 500;

/// The words of texts, without case and accents; what is neither letter nor digit parts them.
pub fn words_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        let folded = fold(text);
        for word in folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
            if words.len() == MOST_WORDS {
                return words;
            }
            words.insert(word.chars().take(LONGEST_WORD).collect());
        }
    }
    words
}

/// Whether the text has the words of the phrase one behind the other, without case and accents; the
/// last one as the beginning of a word when `is_beginning`.
pub fn has_phrase(text: &str, phrase: &str, is_beginning: bool) -> bool {
    let phrase = parted(phrase);
    let phrase = if is_beginning { phrase.trim_end() } else { &phrase };
    parted(text).contains(phrase)
}

/// The words of a text with one space before, between and behind them.
fn parted(text: &str) -> String {
    let folded = fold(text);
    let mut parted = String::with_capacity(folded.len() + 2);
    for word in folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
        parted.push(' ');
        parted.push_str(word);
    }
    parted.push(' ');
    parted
}

/// By what a person or a team is looked up, or a text by whose it is; nothing for other entities, and for those who are no
/// longer active.
pub fn directory_words(entity: &Entity) -> BTreeSet<String> {
    match entity {
        Entity::Person(person) if person.is_active => {
            let more = [&person.email, &person.position].into_iter().flatten().map(|it| it.as_str());
            let skills = person.skills.iter().map(Label::as_str);
            words_of(std::iter::once(person.name.as_str()).chain(more).chain(skills))
        }
        Entity::CannedText(text) => text.lookup_word().into_iter().collect(),
        Entity::Team(team) if team.is_active => words_of([team.name.as_str(), team.prefix.as_str()]),
        _ => BTreeSet::new(),
    }
}

/// By what a request is found: its title, number, details and labels, and what everybody who sees it may
/// read of its timeline.
pub fn request_words(request: &ServiceRequest, timeline: &[Entry]) -> BTreeSet<String> {
    let details = request.details.as_ref().map(Words::as_str);
    let own = [Some(request.title.as_str()), request.number.as_ref().map(|it| it.as_str()), details];
    let said = timeline.iter().flat_map(|entry| {
        let name = entry.event.file().map(|file| file.name.as_str());
        name.into_iter().chain(entry.event.public_words().into_iter().flatten().map(Words::as_str))
    });
    let labels = request.labels.iter().map(Label::as_str);
    words_of(own.into_iter().flatten().chain(labels).chain(said))
}

impl Event {
    /// What everybody who sees the request may read of it.
    pub fn public_words(&self) -> [Option<&Words>; 2] {
        match self {
            Self::Said { words }
            | Self::Nudged { words }
            | Self::FirstWord { words }
            | Self::RuleSaid { words, .. } => [Some(words), None],
            Self::Attached { words, .. }
            | Self::Acknowledged { words, .. }
            | Self::AlsoTook { words, .. }
            | Self::Confirmed { words, .. }
            | Self::Rated { words, .. }
            | Self::Approved { words, .. } => [words.as_ref(), None],
            Self::Offered { offer } => [offer.words.as_ref(), None],
            Self::Declined { reason, alternative } => [Some(reason), Some(alternative)],
            Self::HandedOver { reason, .. }
            | Self::WaitingOnOther { reason }
            | Self::Renegotiated { reason, .. }
            | Self::NotYet { reason }
            | Self::Rejected { reason, .. } => [Some(reason), None],
            Self::WaitingOnRequester { question } => [Some(question), None],
            Self::Delivered { words, next_need } => [Some(words), next_need.as_ref()],
            Self::Withdrawn { reason } => [reason.as_ref(), None],
            Self::Noted { .. }
            | Self::RuleFired { .. }
            | Self::Retracted { .. }
            | Self::Asked
            | Self::OfferAccepted { .. }
            | Self::Started
            | Self::Resumed
            | Self::NextWordPromised { .. }
            | Self::ApprovalAsked { .. }
            | Self::ApprovalSkipped { .. }
            | Self::ApprovalWaived { .. }
            | Self::PriorityChanged { .. }
            | Self::Labelled { .. }
            | Self::Unlabelled { .. }
            | Self::Linked { .. }
            | Self::Unlinked { .. }
            | Self::Lapsed
            | Self::StepTicked { .. }
            | Self::StepUnticked { .. }
            | Self::Merged { .. }
            | Self::Unmerged { .. }
            | Self::TookIn { .. }
            | Self::TookOut { .. }
            | Self::FileTookIn { .. }
            | Self::Watched { .. }
            | Self::Unwatched { .. }
            | Self::Thanked { .. }
            | Self::Repeats { .. }
            | Self::Recurred { .. }
            | Self::RepeatLeftOut { .. } => [None, None],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_accents_and_signs() {
        let words = words_of(["Zoë Müller-Lüdenscheidt", "zoe.mueller@example.org"]);
        let expected = ["example", "ludenscheidt", "mueller", "muller", "org", "zoe"];
        assert_eq!(words.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn phrase_is_words_in_their_order() {
        for (text, phrase, is_beginning, expected) in [
            ("About HR-142, the deed", "hr-142", false, true),
            ("About HR-1427", "hr-142", false, false),
            ("About HR-1427", "hr-142", true, true),
            ("HR, and 142 of them", "hr-142", true, false),
            ("Zoë Müller-Lüdenscheidt", "muller/lud", true, true),
            ("XHR-142", "hr-142", false, false),
        ] {
            assert_eq!(has_phrase(text, phrase, is_beginning), expected, "{phrase} in {text}");
        }
    }

    #[test]
    fn there_are_only_so_many_and_so_long() {
        let text: String = (0..10_000).map(|it| format!("w{it} ")).collect();
        assert_eq!(words_of([text.as_str()]).len(), MOST_WORDS);
        assert_eq!(words_of(["x".repeat(1_000).as_str()]).iter().next().map(String::len), Some(LONGEST_WORD));
    }
}
