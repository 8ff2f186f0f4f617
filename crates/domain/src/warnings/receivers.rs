//! Who is told: as few as can do something about it, and nobody who does not see the request anyway.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::clocks::Surroundings;
use crate::id::{EntryId, PersonId};
use crate::person::{Membership, Person, Team};
use crate::scope::{Scope, Topic};
use crate::service_request::ServiceRequest;

/// Those who have to do with a request, and the team by whose level it is served.
pub(super) struct Company<'a, S> {
    pub(super) request: &'a ServiceRequest,
    pub(super) team: &'a Team,
    pub(super) around: &'a S,
    pub(super) now: Timestamp,
}

impl<S: Surroundings> Company<'_, S> {
    /// Who has taken it, or was asked.
    pub(super) fn server(&self) -> Option<PersonId> {
        self.request.stage.helper().or(self.request.addressee.person())
    }

    /// Who serves it, or who stands in for them. While nobody has taken what was asked of the team: who usually does,
    /// or else who leads the team, or one of its members. A whole team does not ring for every request.
    pub(super) fn who_serves(&self) -> Vec<PersonId> {
        if let Some(server) = self.server() {
            let receiver = self.stand_in(server).unwrap_or(server);
            return Some(receiver).filter(|it| self.can_be_told(*it)).into_iter().collect();
        }
        if let Some(usual) = self.usual_helper() {
            return vec![usual];
        }
        let leads = self.leads(&BTreeSet::new());
        if leads.is_empty() { self.colleague(&BTreeSet::new()) } else { leads }
    }

    /// One who could step in and has not been told yet: who stands in for who serves it, who usually serves such
    /// requests, or else the member of the team who is at work soonest. Who leads it is kept for the third step.
    pub(super) fn colleague(&self, told: &BTreeSet<PersonId>) -> Vec<PersonId> {
        let server = self.server();
        let stand_in = server.and_then(|it| self.stand_in(it));
        let is_new = |it: &PersonId| !told.contains(it) && Some(*it) != server;
        if let Some(known) = stand_in.into_iter().chain(self.usual_helper()).find(is_new) {
            return vec![known];
        }
        let members = self.members(Membership::Member).filter(is_new);
        let members = members.filter(|it| self.can_be_told(*it) && !self.will_be_away(*it, self.now));
        members.min_by_key(|it| self.closeness(*it, server)).into_iter().collect()
    }

    /// Who leads the team and has not been told yet, or else who leads it from above; who is away only where nobody else
    /// is left.
    pub(super) fn leads(&self, told: &BTreeSet<PersonId>) -> Vec<PersonId> {
        let is_new = |it: &PersonId| !told.contains(it) && Some(*it) != self.server() && self.can_be_told(*it);
        let own: Vec<_> = self.members(Membership::Lead).filter(is_new).collect();
        let above = self.team.place.leads.iter().copied().filter(is_new);
        let leads = if own.is_empty() { above.collect() } else { own };
        let (away, here): (Vec<_>, Vec<_>) = leads.into_iter().partition(|it| self.will_be_away(*it, self.now));
        if here.is_empty() { away } else { here }
    }

    /// Who stands in for somebody who is away when it would ring for them, and sees the request.
    pub(super) fn stand_in(&self, away: PersonId) -> Option<PersonId> {
        let person = self.around.person(away)?;
        let substitute = person.substitute_at(begins_work(person, self.now))?;
        Some(substitute).filter(|it| self.can_be_told(*it) && !self.will_be_away(*it, self.now))
    }

    /// Whether they are away when what they are told then would ring for them.
    pub(super) fn will_be_away(&self, id: PersonId, told_at: Timestamp) -> bool {
        self.around.person(id).is_some_and(|it| it.is_away(begins_work(it, told_at)))
    }

    /// The first moment from then on at which they work and are here; none where they never do.
    pub(super) fn at_work(&self, id: PersonId, from: Timestamp) -> Option<Timestamp> {
        self.around.person(id)?.at_work(from)
    }

    fn usual_helper(&self) -> Option<PersonId> {
        let usual = self.request.form.as_ref()?.helper?;
        Some(usual).filter(|it| self.team.has(*it) && self.can_be_told(*it) && !self.will_be_away(*it, self.now))
    }

    fn members(&self, membership: Membership) -> impl Iterator<Item = PersonId> {
        self.team.members.iter().filter(move |(_, it)| **it == membership).map(|(id, _)| *id)
    }

    /// When the next of those comes back who are away: then there is somebody to tell again.
    pub(super) fn next_return(&self) -> Option<Timestamp> {
        let people = self.team.memberships().map(|(id, _)| id).chain(self.server());
        let absences = people.filter_map(|id| self.around.person(id)?.absence);
        absences.map(|it| it.until).filter(|it| *it > self.now).min()
    }

    /// When the next of those goes away or comes back with whom it is, or who have not heard yet what they are told.
    pub(super) fn next_change(&self, unheard: impl Iterator<Item = PersonId>) -> Option<Timestamp> {
        let server = self.server();
        let substitute = server.and_then(|it| self.around.person(it)?.absence?.substitute);
        let people = server.into_iter().chain(substitute).chain(unheard);
        let absences = people.filter_map(|id| self.around.person(id)?.absence);
        absences.flat_map(|it| [it.from, it.until]).filter(|it| *it > self.now).min()
    }

    pub(super) fn can_be_told(&self, id: PersonId) -> bool {
        can_be_told(self.request, self.around, id)
    }

    /// Who comes first is at work soonest, and is in most teams with who serves it. Among equals each request has
    /// another one, so that it is not always the same.
    fn closeness(&self, id: PersonId, server: Option<PersonId>) -> impl Ord + use<S> {
        let at_work = self.at_work(id, self.now).unwrap_or(Timestamp::from_micros(i64::MAX));
        let has_both = |team: &&Team| team.has(id) && server.is_some_and(|it| team.has(it));
        let teams = self.request.helper_teams.iter().filter_map(|it| self.around.team(*it));
        let shared = teams.filter(has_both).count();
        (at_work, Reverse(shared), EntryId::derived(self.request.id.uuid(), &format!("colleague:{id}")))
    }
}

/// When they are at work next by their hours, whether or not they are away then.
fn begins_work(person: &Person, from: Timestamp) -> Timestamp {
    person.calendar.stretches(from).next().map_or(from, |it| it.from)
}

/// Whether they are a colleague, are not who asked, and see it.
pub(super) fn can_be_told(request: &ServiceRequest, around: &impl Surroundings, id: PersonId) -> bool {
    let is_colleague = |it: &Person| it.is_active && it.role.is_colleague();
    let is_seen_by = |it: &Person| request.scopes().iter().any(|scope| is_in(scope, it, around));
    id != request.requester && around.person(id).is_some_and(|it| is_colleague(it) && is_seen_by(it))
}

fn is_in(scope: &Scope, person: &Person, around: &impl Surroundings) -> bool {
    match scope {
        Scope::Person(id) => *id == person.id,
        Scope::Team(id) => around.team(*id).is_some_and(|it| it.is_active && it.membership_of(person.id).is_some()),
        Scope::Topic(Topic::Everyone) => person.role.is_colleague(),
        _ => false,
    }
}
