//! Quick add: what a line means here, and saving it.

mod guessed;
mod keeping;
mod services;
mod showing;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::quick_add::{self, DayParts, Language, Mention, Problem, QuickAddContext, Verb};
use goodturn_domain::recurrence::NeededAfter;
use goodturn_domain::{
    Cycle, FollowUpId, Intent, PersonId, RecurrenceId, ServiceRequestId, ThanksId, Timestamp, Title, Wish, Words,
    WorkingCalendar,
};
use tokio::time::timeout;

pub use self::keeping::{KeptLine, keep_unsaved};

use self::services::Line;
use self::showing::{show, show_priority, show_verb};
use super::recurrences;
use super::requests::ask_intent;
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::lookups;
use crate::shown::{self, Ask, QuickAdd, QuickAddChip, QuickAddLine, QuickAddSaved, SaveQuickAdd, When, WhenText};
use crate::workspace::{People, Workspace, instant};

/// How long the understanding of a line waits for the server.
const LOOK_UP: Duration = Duration::from_millis(400);

/// Who had to do with me within so many days is somebody I work with.
const LATELY: TimeDelta = TimeDelta::days(90);

/// A whole megabyte pasted into the line is refused before it is looked at; in characters.
const LONGEST_LINE: usize = Words::LIMIT;

pub(super) async fn parse_quick_add(app: &App, args: QuickAddLine) -> Result<QuickAdd, CommandError> {
    let parsed = parse(app, args.clone()).await?;
    // Services are all here: only people are left out of what a device holds.
    // Whoever is called as it was typed goes before whom this device knows and is called nearly so.
    let is_unknown =
        |it: &&QuickAddChip| it.field != "kind" && (it.is_close || it.problem.as_deref() == Some("unknown_name"));
    let unknown = parsed.chips.iter().filter(is_unknown);
    let names: Vec<String> = unknown.map(|it| it.text.clone()).collect();
    if names.is_empty() {
        return Ok(parsed);
    }
    // In a large organization somebody may be there whom this device does not know. Nobody waits for
    // it longer than between two keys.
    for name in names {
        let app = app.clone();
        // A task of its own: what it finds is kept, however long the file is busy.
        let looking = tokio::spawn(async move { lookups::look_up(&app, &name).await });
        let _ = timeout(LOOK_UP, looking).await;
    }
    parse(app, args).await
}

async fn parse(app: &App, args: QuickAddLine) -> Result<QuickAdd, CommandError> {
    let day_parts = app.day_parts();
    app.blocking(move |workspace, now| {
        let understood = understand(workspace, &args, day_parts, now)?;
        let people = workspace.people()?;
        Ok(show(&args.text, &understood, &people))
    })
    .await
}

pub(super) async fn understand_when(app: &App, args: WhenText) -> Result<When, CommandError> {
    let day_parts = app.day_parts();
    app.blocking(move |workspace, now| {
        let people = workspace.people()?;
        let calendar = people.calendar_of(workspace.me());
        let context = QuickAddContext { day_parts, ..context(workspace, &people, &calendar, now, &[])? };
        let at = quick_add::understand_when(&args.text, &context);
        Ok(When { at: at.map(instant), is_past: at.is_some_and(|at| at <= now) })
    })
    .await
}

pub(super) async fn recent_quick_adds(app: &App, (): ()) -> Result<Vec<String>, CommandError> {
    app.blocking(|workspace, _| Ok(workspace.store().list_recent_quick_adds()?)).await
}

pub(super) async fn save_quick_add(app: &App, args: SaveQuickAdd) -> Result<QuickAddSaved, CommandError> {
    let day_parts = app.day_parts();
    let saved = app.blocking(move |workspace, now| {
        let SaveQuickAdd { text, literal, seen } = args;
        let line = QuickAddLine { text, literal };
        let understood = understand(workspace, &line, day_parts, now)?;
        let people = workspace.people()?;
        let (intents, saved) = intents(&understood, &people.calendar_of(workspace.me()), now)?;
        guessed::check(&understood, &line.text, &seen, &people)?;
        workspace.perform_all(intents, now)?;
        // What was asked is saved; a line less to pick from is no reason to say otherwise.
        if let Err(error) = workspace.store().add_recent_quick_add(line.text.trim()) {
            tracing::warn!(%error, "a line of quick add is not offered again");
        }
        Ok(saved)
    });
    let saved = saved.await?;
    app.inner.wake_sync.notify_one();
    Ok(saved)
}

/// Understands a line with the hours of the one it is for: a day without a time is the end of
/// *their* working day, at the times of my zone.
fn understand(
    workspace: &Workspace,
    line: &QuickAddLine,
    day_parts: DayParts,
    now: Timestamp,
) -> Result<Line, CommandError> {
    let length = line.text.chars().count();
    if length > LONGEST_LINE {
        return Err(goodturn_domain::TextError::TooLong { limit: LONGEST_LINE, length }.into());
    }
    let people = workspace.people()?;
    let mine = people.calendar_of(workspace.me());
    let offered = services::offered(workspace, &people, &line.text)?;
    let catalogue = services::catalogue(&offered);
    let weights = match line.text.contains('@') {
        true => workspace.store().count_requests_with_others(workspace.me(), now.plus(-LATELY))?,
        false => BTreeMap::new(),
    };
    let parse_by = |calendar: &WorkingCalendar| -> Result<quick_add::QuickAdd, CommandError> {
        let context = context(workspace, &people, calendar, now, &line.literal)?;
        let (weights, catalogue) = (Some(&weights), Some(&catalogue));
        Ok(quick_add::parse(&line.text, &QuickAddContext { day_parts, weights, catalogue, ..context }))
    };
    let mut understood = parse_by(&mine)?;
    // A service is asked of its team.
    let helper = understood.people.iter().find_map(known).filter(|_| understood.service.is_none());
    if let Some(helper) = helper.filter(|_| understood.verb == Verb::Ask) {
        understood = parse_by(&WorkingCalendar { zone: mine.zone, ..people.calendar_of(helper) })?;
    }
    Ok(Line::new(understood, offered, &line.text, mine.zone))
}

pub(super) fn context<'a>(
    workspace: &Workspace,
    people: &'a People,
    calendar: &'a WorkingCalendar,
    now: Timestamp,
    literal: &'a [(u32, u32)],
) -> Result<QuickAddContext<'a>, CommandError> {
    let locale = people.find(workspace.me()).map(|it| it.locale.clone()).unwrap_or_default();
    let language = Language::find(&locale).or_else(|| Language::find("en"));
    Ok(QuickAddContext {
        language: language.ok_or_else(|| CommandError::new("internal", "no language table"))?,
        now,
        calendar,
        day_parts: DayParts::default(),
        me: Some(workspace.me()),
        directory: Some(&people.names),
        weights: None,
        catalogue: None,
        literal,
    })
}

fn known<Id: Copy>(mention: &Mention<Id>) -> Option<Id> {
    match mention {
        Mention::Known(id) => Some(*id),
        Mention::Typed(_) => None,
    }
}

/// What is missing before the line can be saved.
fn missing(line: &Line) -> Vec<&'static str> {
    let understood = &line.understood;
    let mut missing = Vec::new();
    match effective_verb(understood) {
        // Its name says what is needed, and its team is asked.
        Verb::Ask if line.service().is_some() => {
            if line.needs_form() {
                missing.push("form");
            }
        }
        Verb::Ask => {
            if understood.title.is_empty() {
                missing.push("title");
            }
            if !understood.people.iter().any(|it| known(it).is_some())
                && !understood.teams.iter().any(|it| known(it).is_some())
            {
                missing.push("addressee");
            }
        }
        Verb::Thank => {
            if understood.title.is_empty() && understood.note.is_none() {
                missing.push("words");
            }
            if !understood.people.iter().any(|it| known(it).is_some()) {
                missing.push("addressee");
            }
        }
        Verb::Remind => {
            if understood.reminds_at().is_none() {
                missing.push("when");
            }
            if understood.title.is_empty() && understood.note.is_none() {
                missing.push("words");
            }
        }
        Verb::Tell => missing.push("bulletins"),
    }
    missing
}

fn effective_verb(understood: &quick_add::QuickAdd) -> Verb {
    if understood.is_to_self { Verb::Remind } else { understood.verb }
}

/// What is asked again and again, and whether that begins later: `every monday` does on the next Monday, `every 2
/// weeks` now.
fn recurring(
    line: &Line,
    request: ServiceRequestId,
    calendar: &WorkingCalendar,
    now: Timestamp,
) -> Result<(Vec<Intent>, bool), CommandError> {
    let understood = &line.understood;
    let Some(repeat) = &understood.repeat else { return Ok((Vec::new(), false)) };
    let impossible = || CommandError::new("cycle_invalid", "nothing is asked in such a cycle");
    let cycle = Cycle::of_repeat(repeat).ok_or_else(impossible)?;
    let is_later = !cycle.weekdays.is_empty();
    let first = match is_later {
        true => recurrences::first_time(&cycle, calendar, now).ok_or_else(impossible)?,
        false => recurrences::at_beginning(calendar, now).min(now),
    };
    let asked = if is_later { first } else { now };
    let mut wish = wish_of(line, request)?;
    wish.needed = understood.due.and_then(|due| {
        // Said of today, it is meant for the day of asking.
        let same_day = NeededAfter { days: 0, ..NeededAfter::between(now, due, calendar)? };
        NeededAfter::between(asked, due, calendar).or(same_day.after(asked, calendar).map(|_| same_day))
    });
    let recurrence = RecurrenceId::new(fresh_id());
    let request = (!is_later).then_some(request);
    let zone = calendar.zone;
    Ok((vec![Intent::KeepRecurrence { recurrence, wish: Box::new(wish), cycle, zone, first, request }], is_later))
}

fn recurrence_of(intent: &Intent) -> Option<String> {
    if let Intent::KeepRecurrence { recurrence, .. } = intent { Some(recurrence.to_string()) } else { None }
}

fn wish_of(line: &Line, request: ServiceRequestId) -> Result<Wish, CommandError> {
    match asked(line, request)? {
        Intent::Ask { title, details, addressee, visibility, priority, kind, watchers, form, .. } => {
            let (labels, needed) = ([].into(), None);
            Ok(Wish { title, details, addressee, visibility, priority, kind, labels, watchers, needed, form })
        }
        _ => Err(CommandError::new("internal", "a line asks for a request")),
    }
}

/// What a line asks, by its service where it names one.
fn asked(line: &Line, request: ServiceRequestId) -> Result<Intent, CommandError> {
    let mut asked = ask_intent(request, ask_of(line))?;
    if let Intent::Ask { form, written, .. } = &mut asked {
        (*form, *written) = (line.form(), line.written.clone());
    }
    Ok(asked)
}

fn intents(line: &Line, mine: &WorkingCalendar, now: Timestamp) -> Result<(Vec<Intent>, QuickAddSaved), CommandError> {
    let understood = &line.understood;
    if let Some(what) = missing(line).first() {
        return Err(CommandError::new(&format!("{what}_missing"), format!("the line has no {what}")));
    }
    if understood.problems().any(|(_, problem)| *problem == Problem::InThePast) {
        return Err(CommandError::new("time_in_the_past", "the line names a time that has passed"));
    }
    let verb = effective_verb(understood);
    let mut saved =
        QuickAddSaved { verb: show_verb(verb), request: None, thanks: None, follow_up: None, recurrence: None };
    let intents = match verb {
        Verb::Ask => {
            let request = ServiceRequestId::new(fresh_id());
            let (series, is_later) = recurring(line, request, mine, now)?;
            saved.recurrence = series.iter().find_map(recurrence_of);
            if is_later {
                return Ok((series, saved));
            }
            saved.request = Some(request.to_string());
            let mut intents = vec![asked(line, request)?];
            intents.extend(series);
            intents.extend(reminders(understood, request, now)?);
            intents
        }
        Verb::Thank => {
            let thanks = ThanksId::new(fresh_id());
            saved.thanks = Some(thanks.to_string());
            let values = understood.values.iter().map(|it| Title::new(it)).collect::<Result<_, _>>()?;
            let to = understood.people.iter().filter_map(known).collect();
            vec![Intent::Thank { thanks, to, words: words(understood)?, values, request: None, is_private: false }]
        }
        Verb::Remind | Verb::Tell => {
            let follow_up = FollowUpId::new(fresh_id());
            saved.follow_up = Some(follow_up.to_string());
            let due = understood.reminds_at().unwrap_or(now.plus(TimeDelta::hours(1)));
            vec![Intent::Remind { follow_up, request: None, words: Some(words(understood)?), due, if_no_reply: false }]
        }
    };
    Ok((intents, saved))
}

/// The request that a line asks for: the first person is asked, the others watch. A service is asked of its team, and
/// everybody who is named watches.
fn ask_of(line: &Line) -> Ask {
    let understood = &line.understood;
    let mut watchers: Vec<PersonId> = understood.people.iter().filter_map(known).collect();
    let person = (line.service().is_none() && !watchers.is_empty()).then(|| watchers.remove(0));
    let team = line.service().map(|it| it.team).or_else(|| understood.teams.iter().find_map(known));
    // What does not fit into a title is kept whole in the details.
    let title = title_of(line);
    let is_long = title.chars().count() > Title::LIMIT;
    let title = title.chars().take(Title::LIMIT).collect();
    let details = [is_long.then(|| understood.title.clone()), understood.note.clone()];
    let details: Vec<String> = details.into_iter().flatten().collect();
    Ask {
        title,
        details: (!details.is_empty()).then(|| details.join("\n\n")),
        addressee: shown::Addressee {
            person: person.map(|id| id.to_string()),
            team: team.filter(|_| person.is_none()).map(|id| id.to_string()),
        },
        visibility: shown::Visibility::Teams,
        priority: show_priority(understood.priority),
        kind: understood.kind.clone(),
        needed_by: understood.due.map(instant),
        watchers: watchers.iter().map(ToString::to_string).collect(),
        link: None,
        form: None,
    }
}

/// What a line asks for. A service is named in it: "for Yasmin" alone says nothing in a list.
fn title_of(line: &Line) -> String {
    let quick_add::QuickAdd { title, kind, .. } = &line.understood;
    match kind {
        Some(name) if title.is_empty() => name.clone(),
        Some(name) if line.service().is_some() && !title.to_lowercase().contains(&name.to_lowercase()) => {
            format!("{name}: {title}")
        }
        _ => title.clone(),
    }
}

/// What the requester wants to be reminded of: *word* means "when I have not heard by then".
fn reminders(
    understood: &quick_add::QuickAdd,
    request: ServiceRequestId,
    now: Timestamp,
) -> Result<Vec<Intent>, CommandError> {
    let wanted = [(understood.next_word, true), (understood.remind, understood.remind_if_no_reply)];
    let ahead = wanted.into_iter().filter_map(|(due, if_no_reply)| Some((due.filter(|due| *due > now)?, if_no_reply)));
    Ok(ahead
        .map(|(due, if_no_reply)| Intent::Remind {
            follow_up: FollowUpId::new(fresh_id()),
            request: Some(request),
            words: None,
            due,
            if_no_reply,
        })
        .collect())
}

fn words(understood: &quick_add::QuickAdd) -> Result<Words, CommandError> {
    let parts = [Some(understood.title.clone()), understood.note.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|it| !it.is_empty()).collect();
    Ok(Words::new(&parts.join("\n\n"))?)
}
