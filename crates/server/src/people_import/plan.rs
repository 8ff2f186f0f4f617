//! What a table of people asks for, held against what is known: for each line what would happen, or
//! why nothing. Pure: the same table and the same directory give the same plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use chrono_tz::Tz;
use goodturn_domain::person::Membership;
use goodturn_domain::{Intent, Person, PersonId, Role, Team, TeamId, Title};
use goodturn_sync::administration::{FieldChange, ImportedLine, LineOutcome, LineProblem};

use super::table::Cells;
use super::wish::{Read, Wish, read_wish};

/// What is known before the import.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) people: Vec<Person>,
    pub(super) teams: Vec<Team>,
    /// Whom open invitations are for, by address.
    pub(super) invited: BTreeMap<String, PersonId>,
    /// What new people get whose line says nothing else.
    pub(super) zone: Tz,
    pub(super) locale: String,
    /// What the person is who imports.
    pub(super) role: Role,
}

/// A line with what is to be done about it.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) shown: ImportedLine,
    pub(super) person: PersonId,
    pub(super) role: Role,
    /// The person, who has to be there for the rest; and who reports to nobody for a moment.
    pub(super) first: Vec<Intent>,
    pub(super) memberships: Vec<(TeamId, Option<Membership>)>,
    /// The manager, who may be new as well.
    pub(super) last: Vec<Intent>,
}

impl Planned {
    /// Nothing comes of the line.
    pub(super) fn fail(&mut self, problems: Vec<LineProblem>) {
        self.shown.outcome = LineOutcome::Error;
        self.shown.problems = problems;
        self.shown.changes.clear();
        self.first.clear();
        self.memberships.clear();
        self.last.clear();
    }
}

/// Plans every line.
pub(super) fn plan(lines: &[Cells], known: &Known, mut fresh_id: impl FnMut() -> PersonId) -> Vec<Planned> {
    let mut first_line: BTreeMap<String, u64> = BTreeMap::new();
    let mut wishes = Vec::with_capacity(lines.len());
    for cells in lines {
        let wish = read_wish(cells, known, &mut fresh_id);
        wishes.push(only_first(cells, wish, &mut first_line));
    }
    check_managers(&mut wishes, known);
    leave_an_owner(&mut wishes, known);
    tell_managers(lines, &mut wishes, known);
    lines.iter().zip(wishes).map(|(cells, wish)| planned(cells, wish, known)).collect()
}

/// Refuses an address that a good line above has.
fn only_first(cells: &Cells, wish: Read, first_line: &mut BTreeMap<String, u64>) -> Read {
    let first = match &wish {
        Ok(wish) => Some(*first_line.entry(wish.email.clone()).or_insert(cells.line)),
        Err(_) => first_line.get(&cells.email.to_lowercase()).copied(),
    };
    match first.filter(|first| *first != cells.line) {
        None => wish,
        Some(line) => {
            let mut problems = wish.err().unwrap_or_default();
            problems.push(LineProblem::SameAddress { line });
            Err(problems)
        }
    }
}

/// Refuses managers who are not there, and lines above somebody that lead back to them. A line that
/// falls takes those along who report to whom it would have added, so it is looked at again.
fn check_managers(wishes: &mut [Read], known: &Known) {
    loop {
        let by_address = addresses(wishes, known);
        let mut line_above: BTreeMap<PersonId, PersonId> =
            known.people.iter().filter_map(|it| Some((it.id, it.manager?))).collect();
        let mut fallen = false;
        for slot in wishes.iter_mut() {
            let Ok(wish) = slot else { continue };
            let Some(address) = &wish.manager else { continue };
            match by_address.get(address) {
                Some(manager) => {
                    wish.manager_id = Some(*manager);
                    line_above.insert(wish.person, *manager);
                }
                None => {
                    *slot = Err(vec![LineProblem::UnknownManager { manager: address.clone() }]);
                    fallen = true;
                }
            }
        }
        if fallen {
            continue;
        }
        for slot in wishes.iter_mut() {
            let leads_back = matches!(slot, Ok(wish) if wish.manager.is_some() && leads_back(wish.person, &line_above));
            if leads_back {
                *slot = Err(vec![LineProblem::ReportsToThemselves]);
                fallen = true;
            }
        }
        if !fallen {
            return;
        }
    }
}

/// Tells of lines that fell for something else that their manager is not there either.
fn tell_managers(lines: &[Cells], wishes: &mut [Read], known: &Known) {
    let by_address = addresses(wishes, known);
    for (cells, slot) in lines.iter().zip(wishes) {
        let Err(problems) = slot else { continue };
        let manager = cells.manager.to_lowercase();
        let is_told =
            |it: &LineProblem| matches!(it, LineProblem::UnknownManager { .. } | LineProblem::ReportsToThemselves);
        if !manager.is_empty() && !by_address.contains_key(&manager) && !problems.iter().any(is_told) {
            problems.push(LineProblem::UnknownManager { manager });
        }
    }
}

/// Who can be a manager: the active and those whom good lines add, by address.
fn addresses(wishes: &[Read], known: &Known) -> BTreeMap<String, PersonId> {
    let active = known.people.iter().filter(|it| it.is_active);
    let there = active.filter_map(|it| Some((it.email.as_ref()?.as_str().to_lowercase(), it.id)));
    there.chain(wishes.iter().flatten().map(|wish| (wish.email.clone(), wish.person))).collect()
}

fn leads_back(person: PersonId, line_above: &BTreeMap<PersonId, PersonId>) -> bool {
    let mut passed = BTreeSet::new();
    let mut next = line_above.get(&person);
    while let Some(above) = next.filter(|above| passed.insert(**above)) {
        if *above == person {
            return true;
        }
        next = line_above.get(above);
    }
    false
}

/// Refuses to leave the organization without an owner.
fn leave_an_owner(wishes: &mut [Read], known: &Known) {
    let active = known.people.iter().filter(|it| it.is_active && it.role == Role::Owner);
    let before: BTreeSet<PersonId> = active.map(|it| it.id).collect();
    let mut owners = before.clone();
    for wish in wishes.iter().flatten() {
        match wish.role {
            Some(Role::Owner) => owners.insert(wish.person),
            Some(_) => owners.remove(&wish.person),
            None => false,
        };
    }
    if owners.is_empty() {
        for slot in wishes.iter_mut() {
            if slot.as_ref().is_ok_and(|wish| wish.role.is_some() && before.contains(&wish.person)) {
                *slot = Err(vec![LineProblem::OwnerProtected]);
            }
        }
    }
}

fn planned(cells: &Cells, wish: Read, known: &Known) -> Planned {
    let shown = ImportedLine {
        line: cells.line,
        email: cells.email.clone(),
        name: cells.name.clone(),
        outcome: LineOutcome::Unchanged,
        changes: Vec::new(),
        problems: Vec::new(),
        link: None,
    };
    let nobody = PersonId::new(uuid::Uuid::nil());
    let (first, memberships, last) = Default::default();
    let mut planned = Planned { shown, person: nobody, role: Role::Guest, first, memberships, last };
    match wish {
        Err(problems) => planned.fail(problems),
        Ok(wish) => {
            (planned.person, planned.role) = (wish.person, wish.new_role());
            planned.shown.email = wish.email.clone();
            let before = known.people.iter().find(|it| it.id == wish.person);
            let mut steps = Steps { planned: &mut planned, known };
            match before {
                Some(before) => steps.change(before, &wish),
                None => steps.add(&wish),
            }
            steps.teams(before, &wish);
            steps.manager(before, &wish);
            if planned.shown.outcome == LineOutcome::Unchanged && !planned.shown.changes.is_empty() {
                planned.shown.outcome = LineOutcome::Change;
            }
        }
    }
    planned
}

struct Steps<'a> {
    planned: &'a mut Planned,
    known: &'a Known,
}

impl Steps<'_> {
    fn note(&mut self, field: &str, from: &dyn Display, to: &dyn Display) {
        let change = FieldChange { field: field.to_owned(), from: from.to_string(), to: to.to_string() };
        self.planned.shown.changes.push(change);
    }

    fn add(&mut self, wish: &Wish) {
        self.planned.shown.outcome = LineOutcome::Add;
        let (role, zone) = (wish.new_role(), wish.zone.unwrap_or(self.known.zone));
        let locale = wish.locale.clone().unwrap_or_else(|| self.known.locale.clone());
        self.note("role", &"", &role_name(role));
        if let Some(position) = &wish.position {
            self.note("position", &"", position);
        }
        self.note("zone", &"", &zone);
        self.note("locale", &"", &locale);
        self.planned.first.push(Intent::AddPerson {
            person: wish.person,
            name: wish.name.clone(),
            // An address is shorter than a title: it was read as one.
            email: Title::new(&wish.email).ok(),
            position: wish.position.clone(),
            role,
            zone,
            locale,
        });
    }

    fn change(&mut self, before: &Person, wish: &Wish) {
        let noted = self.planned.shown.changes.len();
        let position = wish.position.clone().or_else(|| before.position.clone());
        let (zone, locale) = (wish.zone.unwrap_or(before.zone), wish.locale.clone().unwrap_or(before.locale.clone()));
        if wish.name != before.name {
            self.note("name", &before.name, &wish.name);
        }
        if position != before.position {
            let text = |it: &Option<Title>| it.as_ref().map(ToString::to_string).unwrap_or_default();
            self.note("position", &text(&before.position), &text(&position));
        }
        if zone != before.zone {
            self.note("zone", &before.zone, &zone);
        }
        if locale != before.locale {
            self.note("locale", &before.locale, &locale);
        }
        if self.planned.shown.changes.len() > noted {
            let mut calendar = before.calendar.clone();
            calendar.zone = zone;
            let (person, name) = (before.id, wish.name.clone());
            let intent = Intent::ChangeProfile { person, name, position, zone, locale, calendar };
            self.planned.first.push(intent);
        }
        if let Some(role) = wish.role.filter(|it| *it != before.role) {
            self.note("role", &role_name(before.role), &role_name(role));
            self.planned.first.push(Intent::ChangeRole { person: before.id, role });
        }
    }

    /// The teams that are written are all teams of the person. Who leads one goes on leading it.
    fn teams(&mut self, before: Option<&Person>, wish: &Wish) {
        let Some(wanted) = &wish.teams else { return };
        let person = wish.person;
        let open = self.known.teams.iter().filter(|it| it.is_active);
        let current: BTreeMap<TeamId, Membership> = match before {
            Some(_) => open.filter_map(|team| Some((team.id, *team.members.get(&person)?))).collect(),
            None => BTreeMap::new(),
        };
        let mut after = wanted.clone();
        for (team, membership) in &mut after {
            *membership = (*membership).max(current.get(team).copied().unwrap_or(Membership::Member));
        }
        if after == current {
            return;
        }
        self.note("teams", &self.names(&current), &self.names(&after));
        let left = current.keys().filter(|team| !after.contains_key(team)).map(|team| (*team, None));
        let joined = after.iter().filter(|(team, it)| current.get(team) != Some(it));
        self.planned.memberships = left.chain(joined.map(|(team, it)| (*team, Some(*it)))).collect();
    }

    fn manager(&mut self, before: Option<&Person>, wish: &Wish) {
        let (Some(address), Some(manager)) = (&wish.manager, wish.manager_id) else { return };
        let before = before.and_then(|it| it.manager);
        if before == Some(manager) {
            return;
        }
        let known = self.known.people.iter().find(|it| Some(it.id) == before);
        let name = known.map(|it| it.email.as_ref().unwrap_or(&it.name).to_string()).unwrap_or_default();
        self.note("manager", &name, address);
        // Two people who change places would for a moment report to each other.
        if before.is_some() {
            self.planned.first.push(Intent::SetManager { person: wish.person, manager: None });
        }
        self.planned.last.push(Intent::SetManager { person: wish.person, manager: Some(manager) });
    }

    fn names(&self, memberships: &BTreeMap<TeamId, Membership>) -> String {
        let name = |id: &TeamId| self.known.teams.iter().find(|it| it.id == *id).map(|it| it.name.to_string());
        let names = memberships.iter().filter_map(|(team, membership)| match membership {
            Membership::Member => name(team),
            Membership::Lead => Some(format!("{}:lead", name(team)?)),
        });
        names.collect::<Vec<_>>().join(", ")
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::ServiceAccount => "service_account",
        Role::Guest => "guest",
        Role::Member => "member",
        Role::Administrator => "administrator",
        Role::Owner => "owner",
    }
}
