//! The timeline of a request, as the interface shows it.

use goodturn_domain::{Addressee, Attachment, Entry, Event, PersonId, ServiceRequestId, Timestamp, Words};
use goodturn_store::StoreError;
use goodturn_store_sqlite::ListedEntry;

use super::links::link_kind;
use super::{Presenter, priority};
use crate::commands::rules::{shown_chosen_by, shown_fired};
use crate::commands::{can_open, can_preview, clocks};
use crate::markdown;
use crate::shown::{EntryKind, FilePlace, Mention, ShownFile, TimelineEntry, Wording};
use crate::workspace::instant;

/// The lines of a timeline, in order. Those of the archive stay as they are.
pub(crate) fn timeline(
    presenter: &Presenter<'_>,
    entries: &[ListedEntry],
    is_archived: bool,
) -> Result<Vec<TimelineEntry>, StoreError> {
    // The file of a request that is one of its own again has left no trace.
    let is_empty = |it: &&ListedEntry| it.entry.event == Event::FileTookIn { file: None };
    entries.iter().filter(|it| !is_empty(it)).map(|listed| line(presenter, listed, is_archived)).collect()
}

fn line(presenter: &Presenter<'_>, listed: &ListedEntry, is_archived: bool) -> Result<TimelineEntry, StoreError> {
    let entry = &listed.entry;
    let mut line = bare(entry);
    line.is_unsent = listed.is_changed;
    fill(&mut line, &entry.event);
    if let Some(file) = entry.event.file() {
        line.file = Some(shown_file(presenter, file, listed.is_changed));
    }
    let is_speech = matches!(entry.event, Event::Said { .. } | Event::Noted { .. } | Event::Attached { .. });
    if is_speech || matches!(entry.event, Event::Nudged { .. }) {
        line.can_retract_until = presenter.retract_until(entry.author, entry.at);
    }
    if is_speech {
        line.can_reword = entry.author == Some(presenter.me()) && !is_archived;
    }
    if let Some(other) = other_request(&entry.event) {
        line.linked = presenter.mention(other)?;
    }
    if let Event::Repeats { recurrence } | Event::Recurred { recurrence, .. } = &entry.event {
        line.recurrence = presenter.recurrence(Some(*recurrence))?;
    }
    if let Event::Thanked { thanks } = &entry.event {
        let found = presenter.workspace.store().find_thanks(*thanks)?;
        line.thanks = found.map(|it| presenter.thanks(&it)).transpose()?;
    }
    let render = |words: &str| markdown::render_naming(words, &entry.mentions, |it| presenter.mentioned(it));
    line.html = line.words.as_deref().map(render);
    let earlier = entry.earlier.iter().map(|it| Wording { html: render(it.words.as_str()), at: instant(it.at) });
    line.earlier = earlier.collect();
    line.mentions_me = entry.mentions(presenter.me());
    Ok(line)
}

fn other_request(event: &Event) -> Option<ServiceRequestId> {
    match event {
        Event::Linked { to: other, .. }
        | Event::Unlinked { to: other, .. }
        | Event::Merged { into: other }
        | Event::Unmerged { from: other }
        | Event::TookIn { request: other }
        | Event::TookOut { request: other } => Some(*other),
        _ => None,
    }
}

fn shown_file(presenter: &Presenter<'_>, file: &Attachment, is_changed: bool) -> ShownFile {
    let place = match presenter.workspace.files.has(file.hash) {
        _ if is_changed => FilePlace::NotSent,
        true => FilePlace::Here,
        false => FilePlace::Elsewhere,
    };
    ShownFile {
        hash: file.hash.to_string(),
        name: file.name.to_string(),
        bytes: u32::try_from(file.bytes).unwrap_or(u32::MAX),
        media_type: file.kind.media_type().to_owned(),
        place,
        can_preview: can_preview(file),
        can_open: can_open(file),
    }
}

fn bare(entry: &Entry) -> TimelineEntry {
    TimelineEntry {
        id: entry.id.to_string(),
        kind: kind(&entry.event),
        author: entry.author.map(|id| id.to_string()),
        at: instant(entry.at),
        words: None,
        html: None,
        second_words: None,
        promise: None,
        earlier_promise: None,
        next_word: None,
        word_every: None,
        person: None,
        team: None,
        approvers: Vec::new(),
        needed: None,
        rule: None,
        chosen_by: None,
        by_service: false,
        priority: None,
        earlier_priority: None,
        label: None,
        step: None,
        link_kind: None,
        linked: None,
        rating: None,
        earlier_rating: None,
        was_broken: false,
        recurrence: None,
        due: None,
        left_out: None,
        thanks: None,
        file: None,
        is_internal: entry.event.is_internal(),
        is_unsent: false,
        can_retract_until: None,
        can_reword: false,
        reworded_at: entry.reworded_at.map(instant),
        earlier: Vec::new(),
        mentions: entry.mentions.iter().map(mention).collect(),
        mentions_me: false,
    }
}

fn mention(mention: &goodturn_domain::Mention) -> Mention {
    Mention { person: mention.person.to_string(), name: mention.name.to_string() }
}

fn fill(line: &mut TimelineEntry, event: &Event) {
    let words = |it: &Words| Some(it.to_string());
    let maybe = |it: &Option<Words>| it.as_ref().map(ToString::to_string);
    let time = |it: &Option<Timestamp>| it.map(instant);
    let person = |it: &PersonId| Some(it.to_string());
    match event {
        Event::Said { words: it }
        | Event::Noted { words: it }
        | Event::Nudged { words: it }
        | Event::FirstWord { words: it }
        | Event::RuleSaid { words: it, .. } => line.words = words(it),
        Event::RuleFired { note, .. } => (line.words, line.rule) = (maybe(note), shown_fired(event)),
        Event::Attached { file: _, words: it } => line.words = maybe(it),
        Event::Acknowledged { promise, next_word, words: it } | Event::AlsoTook { promise, next_word, words: it } => {
            (line.promise, line.next_word, line.words) = (time(promise), time(next_word), maybe(it));
        }
        Event::Offered { offer } => (line.promise, line.words) = (Some(instant(offer.due)), maybe(&offer.words)),
        Event::OfferAccepted { due } => line.promise = Some(instant(*due)),
        Event::Declined { reason, alternative } => {
            (line.words, line.second_words) = (words(reason), words(alternative));
        }
        Event::HandedOver { to, reason, chosen_by, .. } => {
            (line.words, line.chosen_by) = (words(reason), chosen_by.map(shown_chosen_by));
            match to {
                Addressee::Person(id) => line.person = person(id),
                Addressee::Team(id) => line.team = Some(id.to_string()),
            }
        }
        Event::WaitingOnRequester { question: it }
        | Event::WaitingOnOther { reason: it }
        | Event::NotYet { reason: it } => {
            line.words = words(it);
        }
        Event::Renegotiated { from, to, reason, was_broken } => {
            (line.earlier_promise, line.promise) = (time(from), Some(instant(*to)));
            (line.words, line.was_broken) = (words(reason), *was_broken);
        }
        Event::NextWordPromised { by, every } => {
            (line.next_word, line.word_every) = (Some(instant(*by)), every.map(clocks::target));
        }
        Event::Delivered { words: it, next_need } => (line.words, line.second_words) = (words(it), maybe(next_need)),
        Event::Confirmed { rating, words: it } => {
            (line.rating, line.words) = (rating.map(|it| it.points()), maybe(it));
        }
        Event::Rated { from, rating, words: it } => {
            (line.rating, line.earlier_rating) = (Some(rating.points()), from.map(|it| it.points()));
            line.words = maybe(it);
        }
        Event::Withdrawn { reason } => line.words = maybe(reason),
        Event::ApprovalSkipped { people } => line.approvers = people.iter().map(ToString::to_string).collect(),
        Event::ApprovalAsked { approvers, needed, by_service, .. } => {
            line.by_service = *by_service;
            line.approvers = approvers.iter().map(ToString::to_string).collect();
            line.needed = Some(*needed);
        }
        Event::Approved { words: it, .. } => line.words = maybe(it),
        Event::Rejected { reason, .. } => line.words = words(reason),
        Event::PriorityChanged { from, to } => {
            (line.earlier_priority, line.priority) = (Some(priority(*from)), Some(priority(*to)));
        }
        Event::Linked { kind, .. } | Event::Unlinked { kind, .. } => line.link_kind = Some(link_kind(*kind)),
        Event::Labelled { label } | Event::Unlabelled { label } => line.label = Some(label.to_string()),
        Event::StepTicked { title } | Event::StepUnticked { title } => line.step = Some(title.to_string()),
        Event::Watched { person: it } | Event::Unwatched { person: it } => line.person = person(it),
        Event::Recurred { due, left_out, .. } => {
            (line.due, line.left_out) = (Some(instant(*due)), Some(*left_out));
        }
        Event::RepeatLeftOut { due } => line.due = Some(instant(*due)),
        Event::Retracted { .. }
        | Event::Asked
        | Event::Started
        | Event::Resumed
        | Event::Lapsed
        | Event::Merged { .. }
        | Event::Unmerged { .. }
        | Event::TookIn { .. }
        | Event::TookOut { .. }
        | Event::FileTookIn { .. }
        | Event::ApprovalWaived { .. }
        | Event::Repeats { .. }
        | Event::Thanked { .. } => {}
    }
}

fn kind(event: &Event) -> EntryKind {
    match event {
        Event::Said { .. } => EntryKind::Said,
        Event::Nudged { .. } => EntryKind::Nudged,
        Event::Noted { .. } => EntryKind::Noted,
        Event::Attached { .. } => EntryKind::Attached,
        Event::Retracted { .. } => EntryKind::Retracted,
        Event::Asked => EntryKind::Asked,
        Event::Acknowledged { .. } => EntryKind::Acknowledged,
        Event::AlsoTook { .. } => EntryKind::AlsoTook,
        Event::Offered { .. } => EntryKind::Offered,
        Event::OfferAccepted { .. } => EntryKind::OfferAccepted,
        Event::Declined { .. } => EntryKind::Declined,
        Event::HandedOver { .. } => EntryKind::HandedOver,
        Event::Started => EntryKind::Started,
        Event::WaitingOnRequester { .. } => EntryKind::WaitingOnRequester,
        Event::WaitingOnOther { .. } => EntryKind::WaitingOnOther,
        Event::Resumed => EntryKind::Resumed,
        Event::Renegotiated { .. } => EntryKind::Renegotiated,
        Event::NextWordPromised { .. } => EntryKind::NextWordPromised,
        Event::Delivered { .. } => EntryKind::Delivered,
        Event::NotYet { .. } => EntryKind::NotYet,
        Event::Confirmed { .. } => EntryKind::Confirmed,
        Event::Rated { .. } => EntryKind::Rated,
        Event::Lapsed => EntryKind::Lapsed,
        Event::Withdrawn { .. } => EntryKind::Withdrawn,
        Event::FirstWord { .. } => EntryKind::FirstWord,
        Event::StepTicked { .. } => EntryKind::StepTicked,
        Event::StepUnticked { .. } => EntryKind::StepUnticked,
        Event::ApprovalAsked { .. } => EntryKind::ApprovalAsked,
        Event::ApprovalSkipped { .. } => EntryKind::ApprovalSkipped,
        Event::Approved { .. } => EntryKind::Approved,
        Event::Rejected { .. } => EntryKind::Rejected,
        Event::ApprovalWaived { .. } => EntryKind::ApprovalWaived,
        Event::PriorityChanged { .. } => EntryKind::PriorityChanged,
        Event::Labelled { .. } => EntryKind::Labelled,
        Event::Unlabelled { .. } => EntryKind::Unlabelled,
        Event::Linked { .. } => EntryKind::Linked,
        Event::Unlinked { .. } => EntryKind::Unlinked,
        Event::Merged { .. } => EntryKind::Merged,
        Event::Unmerged { .. } => EntryKind::Unmerged,
        Event::TookIn { .. } => EntryKind::TookIn,
        Event::TookOut { .. } => EntryKind::TookOut,
        Event::FileTookIn { .. } => EntryKind::FileTookIn,
        Event::Watched { .. } => EntryKind::Watched,
        Event::Unwatched { .. } => EntryKind::Unwatched,
        Event::Thanked { .. } => EntryKind::Thanked,
        Event::RuleFired { .. } => EntryKind::RuleFired,
        Event::RuleSaid { .. } => EntryKind::RuleSaid,
        Event::Repeats { .. } => EntryKind::Repeats,
        Event::Recurred { .. } => EntryKind::Recurred,
        Event::RepeatLeftOut { .. } => EntryKind::RepeatLeftOut,
    }
}
