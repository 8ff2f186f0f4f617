//! What a line says about a person, cell by cell.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use goodturn_domain::operation::IntentName;
use goodturn_domain::person::Membership;
use goodturn_domain::policy::{self, Party, State};
use goodturn_domain::{Person, PersonId, Role, TeamId, Title};
use goodturn_sync::administration::LineProblem;

use super::plan::Known;
use super::table::Cells;
use crate::routes::invitations::read_address;

/// The longest language tag that the domain takes, in bytes.
const LONGEST_LOCALE: usize = 35;

/// What a line says about a person; nothing where its cell is empty.
#[derive(Debug)]
pub(super) struct Wish {
    /// Of who has that address, or the id that they will have.
    pub(super) person: PersonId,
    pub(super) name: Title,
    /// In lower case.
    pub(super) email: String,
    pub(super) role: Option<Role>,
    pub(super) teams: Option<BTreeMap<TeamId, Membership>>,
    /// Their address, in lower case; and who that is once it has been looked up.
    pub(super) manager: Option<String>,
    pub(super) manager_id: Option<PersonId>,
    pub(super) position: Option<Title>,
    pub(super) zone: Option<Tz>,
    pub(super) locale: Option<String>,
}

impl Wish {
    /// The role of somebody who is new.
    pub(super) fn new_role(&self) -> Role {
        self.role.unwrap_or(Role::Member)
    }
}

/// What a line asks for, or everything that stands against it.
pub(super) type Read = Result<Wish, Vec<LineProblem>>;

/// Reads a line.
pub(super) fn read_wish(cells: &Cells, known: &Known, fresh_id: &mut impl FnMut() -> PersonId) -> Read {
    let mut faults = Faults(Vec::new());
    if !cells.stray.is_empty() {
        faults.0.push(LineProblem::CellsWithoutColumn { cells: cells.stray.join(", ") });
    }
    let not_an_address = |_| LineProblem::NotAnAddress { email: cells.email.clone() };
    let email = faults.note(read_address(&cells.email).map_err(not_an_address));
    let there = email.as_ref().and_then(|it| faults.note(find_person(it, &cells.name, known)).flatten());
    let invited = email.as_ref().and_then(|it| known.invited.get(it).copied());
    let name = faults.note(title("name", &cells.name));
    let role = faults.note(optional(&cells.role, read_role)).flatten();
    if is_up_to_owners(there, role, known) {
        faults.0.push(LineProblem::OwnerProtected);
    }
    let teams = (!cells.teams.is_empty()).then(|| read_teams(&cells.teams, known, &mut faults));
    let position = faults.note(optional(&cells.position, |cell| title("position", cell))).flatten();
    let no_zone = |_| LineProblem::UnknownZone { zone: cells.zone.clone() };
    let zone = faults.note(optional(&cells.zone, |cell| cell.parse().map_err(no_zone))).flatten();
    let locale = faults.note(optional(&cells.locale, read_locale)).flatten();
    let manager = Some(cells.manager.to_lowercase()).filter(|it| !it.is_empty());
    match (email, name) {
        (Some(email), Some(name)) if faults.0.is_empty() => {
            let person = there.or(invited).unwrap_or_else(fresh_id);
            Ok(Wish { person, name, email, role, teams, manager, manager_id: None, position, zone, locale })
        }
        _ => Err(faults.0),
    }
}

/// What was found to stand against a line.
struct Faults(Vec<LineProblem>);

impl Faults {
    fn note<T>(&mut self, read: Result<T, LineProblem>) -> Option<T> {
        read.map_err(|problem| self.0.push(problem)).ok()
    }
}

/// Whether only an owner may give the role, to somebody who is there or to somebody new.
fn is_up_to_owners(there: Option<PersonId>, role: Option<Role>, known: &Known) -> bool {
    let before = known.people.iter().find(|it| Some(it.id) == there).map(|it| it.role);
    let (intent, before) = match before {
        Some(before) if role.is_none_or(|it| it == before) => return false,
        Some(before) => (IntentName::ChangeRole, before),
        None => (IntentName::AddPerson, Role::Guest),
    };
    let at_stake = State::of_role(before.max(role.unwrap_or(Role::Member)));
    policy::permit(intent, at_stake, &[Party::Role(known.role)]).is_err()
}

/// Who has the address. Somebody who left may have come back as another person with the same one; and
/// old data may have two colleagues with one, whom their names tell apart.
fn find_person(email: &str, name: &str, known: &Known) -> Result<Option<PersonId>, LineProblem> {
    let has_address = |it: &&Person| it.email.as_ref().is_some_and(|it| it.as_str().to_lowercase() == email);
    let (active, left): (Vec<_>, Vec<_>) = known.people.iter().filter(has_address).partition(|it| it.is_active);
    let is_called_so = |it: &&&Person| it.name.as_str() == name.trim();
    match active.as_slice() {
        [] if left.is_empty() => Ok(None),
        [] => Err(LineProblem::Deactivated),
        [one] => Ok(Some(one.id)),
        several => match several.iter().filter(is_called_so).collect::<Vec<_>>().as_slice() {
            [one] => Ok(Some(one.id)),
            _ => Err(LineProblem::AddressOfSeveral { email: email.to_owned() }),
        },
    }
}

fn optional<T>(cell: &str, read: impl FnOnce(&str) -> Result<T, LineProblem>) -> Result<Option<T>, LineProblem> {
    if cell.is_empty() { Ok(None) } else { read(cell).map(Some) }
}

fn title(column: &str, cell: &str) -> Result<Title, LineProblem> {
    Title::new(cell).map_err(|_| LineProblem::Unusable { column: column.to_owned() })
}

fn read_locale(cell: &str) -> Result<String, LineProblem> {
    let unusable = || LineProblem::Unusable { column: "locale".to_owned() };
    if cell.len() > LONGEST_LOCALE { Err(unusable()) } else { Ok(cell.to_owned()) }
}

fn read_role(cell: &str) -> Result<Role, LineProblem> {
    match cell.to_lowercase().as_str() {
        "guest" => Ok(Role::Guest),
        "member" => Ok(Role::Member),
        "administrator" | "admin" => Ok(Role::Administrator),
        "owner" => Ok(Role::Owner),
        _ => Err(LineProblem::UnknownRole { role: cell.to_owned() }),
    }
}

/// A name or several, each with `:lead` behind it for who leads the team.
fn read_teams(cell: &str, known: &Known, faults: &mut Faults) -> BTreeMap<TeamId, Membership> {
    // A name may hold what separates names.
    if let Some(team) = find_team(cell, known) {
        return BTreeMap::from([(team, Membership::Member)]);
    }
    let mut teams = BTreeMap::new();
    for name in cell.split([',', ';', '|']).map(str::trim).filter(|it| !it.is_empty()) {
        let (name, membership) = match name.rsplit_once(':') {
            Some((name, role)) if role.trim().eq_ignore_ascii_case("lead") => (name.trim(), Membership::Lead),
            _ => (name, Membership::Member),
        };
        let team = find_team(name, known).ok_or_else(|| LineProblem::UnknownTeam { team: name.to_owned() });
        teams.extend(faults.note(team).map(|it| (it, membership)));
    }
    teams
}

fn find_team(name: &str, known: &Known) -> Option<TeamId> {
    let name = name.to_lowercase();
    let is_it = |it: &Title| it.as_str().to_lowercase() == name;
    let mut open = known.teams.iter().filter(|it| it.is_active);
    open.clone().find(|it| is_it(&it.name)).or_else(|| open.find(|it| is_it(&it.prefix))).map(|it| it.id)
}

#[cfg(test)]
mod tests {
    use goodturn_store::conformance::samples::{person, title};
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn names_tell_apart_who_shares_an_address() {
        let named = |n, name: &str| Person { name: title(name), email: Some(title("desk@example.org")), ..person(n) };
        let (anna, bo) = (named(1, "Anna"), named(2, "Bo"));
        let known = Known {
            people: vec![anna.clone(), bo.clone()],
            teams: Vec::new(),
            invited: BTreeMap::new(),
            zone: Tz::UTC,
            locale: "en".to_owned(),
            role: Role::Owner,
        };
        let find = |name| find_person("desk@example.org", name, &known);

        assert_eq!(find("Anna"), Ok(Some(anna.id)));
        assert_eq!(find(" Bo "), Ok(Some(bo.id)));
        assert_eq!(find("Cy"), Err(LineProblem::AddressOfSeveral { email: "desk@example.org".into() }));
        assert_eq!(find_person("cy@example.org", "Cy", &known), Ok(None));
    }
}
