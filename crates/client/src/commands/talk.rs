//! What is said about a request: messages, notes and other words for them.

use std::collections::BTreeSet;

use goodturn_domain::{EntryId, Intent, Mention, Scope, ServiceRequest, Title};

use super::requests::perform;
use super::{id_of, words_of};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::shown::{self, Id, Nudge, Reword, Say};
use crate::workspace::People;

pub(super) async fn say(app: &App, args: Say) -> Result<Id, CommandError> {
    let entry = EntryId::new(fresh_id());
    let intent = || {
        let (request, words, mentions) = (id_of(&args.request)?, words_of(&args.words)?, mentions_of(&args.mentions)?);
        Ok(Intent::Say { request, entry, words, mentions })
    };
    perform(app, intent()).await?;
    Ok(Id { id: entry.to_string() })
}

pub(super) async fn note(app: &App, args: Say) -> Result<Id, CommandError> {
    let entry = EntryId::new(fresh_id());
    let intent = || {
        let (request, words, mentions) = (id_of(&args.request)?, words_of(&args.words)?, mentions_of(&args.mentions)?);
        Ok(Intent::Note { request, entry, words, mentions })
    };
    perform(app, intent()).await?;
    Ok(Id { id: entry.to_string() })
}

pub(super) async fn nudge(app: &App, args: Nudge) -> Result<Id, CommandError> {
    let entry = EntryId::new(fresh_id());
    let intent = || Ok(Intent::Nudge { request: id_of(&args.request)?, entry, words: words_of(&args.words)? });
    perform(app, intent()).await?;
    Ok(Id { id: entry.to_string() })
}

pub(super) async fn retract(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, id_of(&args.id).map(|entry| Intent::Retract { entry })).await
}

pub(super) async fn reword(app: &App, args: Reword) -> Result<(), CommandError> {
    let intent = || {
        let (request, entry) = (id_of(&args.request)?, id_of(&args.entry)?);
        Ok(Intent::Reword { request, entry, words: words_of(&args.words)?, mentions: mentions_of(&args.mentions)? })
    };
    perform(app, intent()).await
}

pub(super) fn mentions_of(shown: &[shown::Mention]) -> Result<BTreeSet<Mention>, CommandError> {
    let mention = |it: &shown::Mention| Ok(Mention { person: id_of(&it.person)?, name: Title::new(&it.name)? });
    shown.iter().map(mention).collect()
}

/// Who reads internal notes: people, and teams.
pub(super) fn note_readers(known: &People, request: &ServiceRequest) -> (Vec<String>, Vec<String>) {
    let (mut people, mut teams) = (BTreeSet::new(), Vec::new());
    let open = |id| known.teams.iter().find(|it| it.id == id && it.is_active);
    let leads_above = |id| open(id).into_iter().flat_map(|it| &it.place.leads);
    for scope in request.note_scopes() {
        match scope {
            Scope::Person(id) => _ = people.insert(id.to_string()),
            Scope::Team(id) => {
                people.extend(leads_above(id).map(ToString::to_string));
                teams.push(id.to_string());
            }
            _ => {}
        }
    }
    (people.into_iter().collect(), teams)
}
