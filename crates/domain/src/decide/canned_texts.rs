//! Canned texts: written, changed and removed by whose they are.

use super::{Records, Stop, canned_text_of};
use crate::canned_text::{CannedText, TextOwner};
use crate::entity::Entity;
use crate::id::CannedTextId;
use crate::operation::Intent;
use crate::refusal::Refusal;
use crate::text::{Title, Words};

pub(super) fn decide(records: &impl Records, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    match intent.clone() {
        Intent::WriteCannedText { canned_text, owner, name, words } => write(records, canned_text, owner, name, words),
        Intent::RemoveCannedText { canned_text } => remove(records, canned_text),
        _ => Err(Refusal::NotFound.into()),
    }
}

/// Also brings back one that was removed: that is how a removal is taken back.
fn write(
    records: &impl Records,
    id: CannedTextId,
    owner: TextOwner,
    name: Title,
    words: Words,
) -> Result<Vec<Entity>, Stop> {
    let known = match records.find(id.into())? {
        Some(Entity::CannedText(known)) if known.owner != owner => return Err(Refusal::AlreadyExists.into()),
        Some(Entity::CannedText(known)) => Some(known),
        _ => None,
    };
    let written = CannedText { id, owner, name, words: Some(words) };
    if known.as_ref() == Some(&written) {
        return Ok(Vec::new());
    }
    if records.find_canned_text(owner, &written.name)?.is_some_and(|it| it != id) {
        return Err(Refusal::CannedTextNameTaken.into());
    }
    let is_one_more = known.is_none_or(|it| it.words.is_none());
    if is_one_more && records.count_canned_texts(owner)? >= CannedText::MOST {
        return Err(Refusal::TooManyCannedTexts { most: CannedText::MOST }.into());
    }
    Ok(vec![written.into()])
}

fn remove(records: &impl Records, id: CannedTextId) -> Result<Vec<Entity>, Stop> {
    let mut known = canned_text_of(records, id)?;
    Ok(match known.words.take() {
        Some(_) => vec![known.into()],
        None => Vec::new(),
    })
}
