//! Finding people, teams and services by what somebody types after `@`, `#` and `~`.

use super::language::fold;
use super::slips::Letters;
use crate::id::{OfferedServiceId, PersonId, TeamId};

/// The people and teams that are known here, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    people: Vec<Entry<PersonId>>,
    teams: Vec<Entry<TeamId>>,
}

/// The services that teams offer, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    services: Vec<(TeamId, Entry<OfferedServiceId>)>,
}

/// What a typed name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match<Id> {
    One(Id, String),
    /// Nobody fits, and this one would but for a slip of the fingers.
    Close(Id, String),
    /// Several fit equally well, in the order of the directory.
    Several(Vec<Id>),
    Nobody,
}

#[derive(Clone, Debug)]
struct Entry<Id> {
    id: Id,
    name: String,
    /// The name in each of its spellings: `muller` and `mueller`.
    spellings: Vec<Spelling>,
}

#[derive(Clone, Debug)]
struct Spelling {
    whole: String,
    parts: Vec<String>,
    initials: String,
    /// The whole name and each of its parts.
    letters: Vec<Letters>,
}

impl<Id> Match<Id> {
    fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if matches!(self, Self::Nobody) { other() } else { self }
    }
}

/// How well a typed name fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    WholeName,
    OneName,
    Initials,
    Beginning,
}

impl Directory {
    /// A directory of people and of teams with their names. For a team give its name, and its
    /// prefix as a second entry with the same id.
    pub fn new(
        people: impl IntoIterator<Item = (PersonId, String)>,
        teams: impl IntoIterator<Item = (TeamId, String)>,
    ) -> Self {
        Self { people: people.into_iter().map(Entry::of).collect(), teams: teams.into_iter().map(Entry::of).collect() }
    }

    pub(super) fn person(&self, typed: &str) -> Match<PersonId> {
        best(self.people.iter(), typed)
    }

    /// Whoever is meant where nobody's name fits, in spite of a slip.
    pub(super) fn close_person(&self, typed: &str) -> Match<PersonId> {
        close(self.people.iter(), typed)
    }

    pub(super) fn team(&self, typed: &str) -> Match<TeamId> {
        best(self.teams.iter(), typed)
    }

    /// The team that is meant where none fits, in spite of a slip.
    pub(super) fn close_team(&self, typed: &str) -> Match<TeamId> {
        close(self.teams.iter(), typed)
    }

    /// Whether that is somebody's whole name.
    pub(super) fn has_person(&self, name: &str) -> bool {
        has(self.people.iter(), name)
    }

    /// Whether that is a team's whole name.
    pub(super) fn has_team(&self, name: &str) -> bool {
        has(self.teams.iter(), name)
    }
}

impl Catalogue {
    /// The services that can be asked for, each with the team that offers it and its name.
    pub fn new(services: impl IntoIterator<Item = (OfferedServiceId, TeamId, String)>) -> Self {
        Self { services: services.into_iter().map(|(id, team, name)| (team, Entry::of((id, name)))).collect() }
    }

    /// What one of these teams offers goes before what another does.
    pub(super) fn service(&self, typed: &str, teams: &[TeamId]) -> Match<OfferedServiceId> {
        let theirs = || self.services.iter().filter(|(team, _)| teams.contains(team)).map(|(_, entry)| entry);
        let all = || self.services.iter().map(|(_, entry)| entry);
        let found = best(theirs(), typed).or_else(|| best(all(), typed));
        found.or_else(|| close(theirs(), typed)).or_else(|| close(all(), typed))
    }

    /// Whether that is a service's whole name.
    pub(super) fn has(&self, name: &str) -> bool {
        has(self.services.iter().map(|(_, entry)| entry), name)
    }
}

impl<Id> Entry<Id> {
    fn of((id, name): (Id, String)) -> Self {
        let mut spellings = vec![Spelling::of(&plain(&name))];
        let spelled_out = Spelling::of(&plain(&spell_out(&name)));
        if spelled_out.whole != spellings[0].whole {
            spellings.push(spelled_out);
        }
        Self { id, name, spellings }
    }

    fn fit(&self, typed: &str) -> Option<Fit> {
        self.spellings.iter().filter_map(|it| it.fit(typed)).min()
    }
}

impl Spelling {
    fn of(whole: &str) -> Self {
        let parts: Vec<String> = whole.split(' ').map(String::from).collect();
        let initials = parts.iter().filter_map(|it| it.chars().next()).collect();
        let mut letters: Vec<_> = parts.iter().map(|it| Letters::of(it)).collect();
        if parts.len() > 1 {
            letters.push(Letters::of(whole));
        }
        Self { whole: whole.to_owned(), parts, initials, letters }
    }

    fn fit(&self, typed: &str) -> Option<Fit> {
        if self.whole == typed {
            Some(Fit::WholeName)
        } else if self.parts.iter().any(|it| it == typed) {
            Some(Fit::OneName)
        } else if (self.initials == typed && self.parts.len() > 1) || self.is_initial_and_last_name(typed) {
            Some(Fit::Initials)
        } else if self.whole.starts_with(typed) || self.parts.iter().any(|it| it.starts_with(typed)) {
            Some(Fit::Beginning)
        } else {
            None
        }
    }

    /// `mgarcia` for Maria Garcia, as in many addresses.
    fn is_initial_and_last_name(&self, typed: &str) -> bool {
        let (Some(initial), [_, .., last]) = (self.initials.chars().next(), self.parts.as_slice()) else {
            return false;
        };
        typed.strip_prefix(initial).is_some_and(|rest| rest == last)
    }
}

fn best<'a, Id: Copy + PartialEq + 'a>(entries: impl Iterator<Item = &'a Entry<Id>>, typed: &str) -> Match<Id> {
    let typed = plain(typed);
    let mut best: Option<Fit> = None;
    let mut found: Vec<&Entry<Id>> = Vec::new();
    for (entry, fit) in entries.filter_map(|it| Some((it, it.fit(&typed)?))) {
        if best.is_none_or(|it| fit < it) {
            best = Some(fit);
            found.clear();
        }
        if best == Some(fit) && found.iter().all(|it| it.id != entry.id) {
            found.push(entry);
        }
    }
    match found.as_slice() {
        [] => Match::Nobody,
        [one] => Match::One(one.id, one.name.clone()),
        several => Match::Several(several.iter().map(|it| it.id).collect()),
    }
}

/// Who is one or two slips away from what was typed. Several are as likely as each other, however many slips it takes.
fn close<'a, Id: Copy + PartialEq + 'a>(entries: impl Iterator<Item = &'a Entry<Id>>, typed: &str) -> Match<Id> {
    let Some(typed) = Letters::typed(&plain(typed)) else { return Match::Nobody };
    let is_close = |it: &Spelling| it.letters.iter().any(|it| typed.is_close_to(it));
    let mut found: Vec<&Entry<Id>> = Vec::new();
    for entry in entries.filter(|it| it.spellings.iter().any(is_close)) {
        if found.iter().all(|it| it.id != entry.id) {
            found.push(entry);
        }
    }
    match found.as_slice() {
        [] => Match::Nobody,
        [one] => Match::Close(one.id, one.name.clone()),
        several => Match::Several(several.iter().map(|it| it.id).collect()),
    }
}

fn has<'a, Id: 'a>(mut entries: impl Iterator<Item = &'a Entry<Id>>, name: &str) -> bool {
    let name = plain(name);
    entries.any(|it| it.spellings.iter().any(|it| it.whole == name))
}

/// The name folded, with single spaces where dots, hyphens or underscores may stand.
fn plain(name: &str) -> String {
    let words = fold(name);
    let words = words.split(|it: char| it.is_whitespace() || matches!(it, '.' | '_' | '-'));
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Umlauts as those write them who have none on their keyboard.
fn spell_out(name: &str) -> String {
    let name = name.to_lowercase();
    [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ø', "oe"), ('å', "aa")]
        .iter()
        .fold(name, |name, (letter, letters)| name.replace(*letter, letters))
}
