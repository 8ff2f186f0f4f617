//! Canned texts: one's own, and those of one's teams.

use goodturn_domain::{CannedTextId, Intent, TextOwner, Title};

use super::{id_of, optional_id, requests, words_of};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::shown::{CannedText, Id, WriteCannedText};

/// Those that the person can insert and change, by name.
pub(super) async fn list_canned_texts(app: &App, (): ()) -> Result<Vec<CannedText>, CommandError> {
    app.blocking(|workspace, _| {
        let (me, people) = (workspace.me(), workspace.people()?);
        let is_mine =
            |team| people.teams.iter().any(|it| it.id == team && it.is_active && it.membership_of(me).is_some());
        let mut texts = Vec::new();
        for listed in workspace.store().list_canned_texts()? {
            let team = match listed.text.owner {
                TextOwner::Person(person) if person == me => None,
                TextOwner::Team(team) if is_mine(team) => Some(team.to_string()),
                _ => continue,
            };
            let Some(words) = listed.text.words else { continue };
            let (id, name) = (listed.text.id.to_string(), listed.text.name.to_string());
            texts.push(CannedText { id, team, name, words: words.to_string(), is_unsent: listed.is_changed });
        }
        texts.sort_by_cached_key(|it| (it.name.to_lowercase(), it.id.clone()));
        Ok(texts)
    })
    .await
}

pub(super) async fn write_canned_text(app: &App, args: WriteCannedText) -> Result<Id, CommandError> {
    let canned_text = match args.id.as_deref() {
        Some(id) => id_of(id)?,
        None => CannedTextId::new(fresh_id()),
    };
    let intent = || {
        let owner = match optional_id(args.team.as_deref())? {
            Some(team) => TextOwner::Team(team),
            None => TextOwner::Person(app.workspace().me()),
        };
        let (name, words) = (Title::new(&args.name)?, words_of(&args.words)?);
        Ok(Intent::WriteCannedText { canned_text, owner, name, words })
    };
    requests::perform(app, intent()).await?;
    Ok(Id { id: canned_text.to_string() })
}

pub(super) async fn remove_canned_text(app: &App, args: Id) -> Result<(), CommandError> {
    requests::perform(app, id_of(&args.id).map(|canned_text| Intent::RemoveCannedText { canned_text })).await
}
