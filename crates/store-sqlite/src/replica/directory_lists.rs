//! Everybody and every team that is known here, the views that are kept, and what recurs.

use goodturn_domain::{Entity, EntityKind, Person, Recurrence, Team, Template, View};
use goodturn_store::StoreError;
use rusqlite::Connection;

use super::SqliteReplica;
use crate::column::single;
use crate::directory::parse;
use crate::fault::Fault;

impl SqliteReplica {
    /// Everybody, also those who have left, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_people(&self) -> Result<Vec<Person>, StoreError> {
        let mut people: Vec<Person> = self.list(|db| {
            list(db, EntityKind::Person, |entity| match entity {
                Entity::Person(person) => Some(person),
                _ => None,
            })
        })?;
        people.sort_by_cached_key(|person| (person.name.as_str().to_lowercase(), person.id));
        Ok(people)
    }

    /// Every team, also those that are no more, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_teams(&self) -> Result<Vec<Team>, StoreError> {
        let mut teams: Vec<Team> = self.list(|db| {
            list(db, EntityKind::Team, |entity| match entity {
                Entity::Team(team) => Some(team),
                _ => None,
            })
        })?;
        teams.sort_by_cached_key(|team| (team.name.as_str().to_lowercase(), team.id));
        Ok(teams)
    }
}

impl SqliteReplica {
    /// The views that are kept here, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_views(&self) -> Result<Vec<View>, StoreError> {
        let mut views: Vec<View> = self.list(|db| {
            list(db, EntityKind::View, |entity| match entity {
                Entity::View(view) if !view.is_dropped => Some(view),
                _ => None,
            })
        })?;
        views.sort_by_cached_key(|view| (view.name.as_str().to_lowercase(), view.id));
        Ok(views)
    }
}

impl SqliteReplica {
    /// What its person asks again and again, by title.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_recurrences(&self) -> Result<Vec<Recurrence>, StoreError> {
        let mut known: Vec<Recurrence> = self.list(|db| {
            list(db, EntityKind::Recurrence, |entity| match entity {
                Entity::Recurrence(it) if !it.is_dropped => Some(*it),
                _ => None,
            })
        })?;
        known.sort_by_cached_key(|it| (it.wish.title.as_str().to_lowercase(), it.id));
        Ok(known)
    }
}

impl SqliteReplica {
    /// The templates that are kept here, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_templates(&self) -> Result<Vec<Template>, StoreError> {
        let mut known: Vec<Template> = self.list(|db| {
            list(db, EntityKind::Template, |entity| match entity {
                Entity::Template(it) if it.wish.is_some() => Some(*it),
                _ => None,
            })
        })?;
        known.sort_by_cached_key(|it| (it.name.as_str().to_lowercase(), it.id));
        Ok(known)
    }
}

fn list<T>(db: &Connection, kind: EntityKind, pick: impl Fn(Entity) -> Option<T>) -> Result<Vec<T>, Fault> {
    let mut list = db.prepare_cached("select body from entities where kind = ?1 and is_understood = 1")?;
    let mut found = Vec::new();
    for body in list.query_map([kind.name()], single::<String>)? {
        found.extend(pick(parse(kind, &body?)?));
    }
    Ok(found)
}
