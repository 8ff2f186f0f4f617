//! What people and teams are called, to write a rule and to read one.

use std::fmt::Display;
use std::str::FromStr;

use crate::id::{PersonId, TeamId};

/// Somebody, or a team, with the name of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<Id> {
    pub id: Id,
    pub name: String,
    pub is_active: bool,
}

/// Everybody and every team that is known here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub people: Vec<Named<PersonId>>,
    pub teams: Vec<Named<TeamId>>,
}

/// Why a name stands for nobody, or not for one alone: then who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unclear {
    Nobody(Vec<String>),
    Several(Vec<String>),
}

/// So many names are proposed.
const MOST_PROPOSED: usize = 5;

impl Names {
    pub(super) fn find_person(&self, text: &str) -> Result<PersonId, Unclear> {
        find(&self.people, text)
    }

    pub(super) fn find_team(&self, text: &str) -> Result<TeamId, Unclear> {
        find(&self.teams, text)
    }

    /// What is written for them: their name where it finds them, or else their id between braces.
    pub(super) fn person(&self, id: PersonId) -> String {
        written(&self.people, id)
    }

    pub(super) fn team(&self, id: TeamId) -> String {
        written(&self.teams, id)
    }
}

fn written<Id: Copy + PartialEq + Display + FromStr>(among: &[Named<Id>], id: Id) -> String {
    let name = among.iter().find(|it| it.id == id).map(|it| it.name.clone());
    name.filter(|name| find(among, name).is_ok_and(|it| it == id)).unwrap_or_else(|| format!("{{{id}}}"))
}

/// Who has that name, whatever the case; or else the only one whose name begins so, word for word. Those who are here
/// come before those who have left.
fn find<Id: Copy + PartialEq + FromStr>(among: &[Named<Id>], text: &str) -> Result<Id, Unclear> {
    if let Some(id) = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        return id.parse().map_err(|_| Unclear::Nobody(Vec::new()));
    }
    let sought = plain(text);
    let is_same = |it: &&Named<Id>| plain(&it.name) == sought;
    let begins = |it: &&Named<Id>| plain(&it.name).starts_with(&format!("{sought} "));
    let here = || among.iter().filter(|it| it.is_active);
    for found in
        [here().filter(is_same).collect(), here().filter(begins).collect(), among.iter().filter(is_same).collect()]
    {
        let found: Vec<&Named<Id>> = found;
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.id),
            several => return Err(Unclear::Several(proposed(several.iter().copied()))),
        }
    }
    let like = here().filter(|it| plain(&it.name).split(' ').any(|word| word.starts_with(&sought)));
    Err(Unclear::Nobody(proposed(like)))
}

fn proposed<'a, Id: 'a>(found: impl Iterator<Item = &'a Named<Id>>) -> Vec<String> {
    found.take(MOST_PROPOSED).map(|it| it.name.clone()).collect()
}

fn plain(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
