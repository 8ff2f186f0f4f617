//! What an intent is about, as far as rights depend on it: its state, and what the actor is to it.

use super::{
    Actor, Context, Records, Stop, approval, canned_text_of, entry_of, follow_up_of, known_answer, recurrence_of,
    request_of, standing, team, template_of, thanks_of, view_of,
};
use crate::canned_text::TextOwner;
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::id::{KnownAnswerId, PersonId, RecurrenceId, ServiceRequestId, TeamId, ViewId};
use crate::operation::Intent;
use crate::person::{Membership, Role};
use crate::policy::{Party, Standing, State};
use crate::service_request::ServiceRequest;
use crate::{Refusal, policy};

/// What an intent is about.
pub(super) struct Matter {
    pub(super) parties: Vec<Party>,
    /// The request, when it is about one that is there.
    pub(super) request: Option<Box<ServiceRequest>>,
    state: State,
    standing: Option<Standing>,
}

impl Matter {
    /// Finds what `intent` is about, for an actor who is active.
    pub(super) fn find(records: &impl Records, context: &Context, intent: &Intent) -> Result<Self, Stop> {
        let (standing, party) = match context.actor {
            Actor::Server => (None, Party::Server),
            Actor::Person(id) => {
                let standing = standing(records, id)?;
                let role = standing.role;
                (Some(standing), Party::Role(role))
            }
        };
        let mut matter = Self { parties: vec![party], request: None, state: State::Plain, standing };
        matter.look_at(records, intent)?;
        matter.look_for_absent(records, intent, context.now)?;
        matter.look_for_service(records, intent)?;
        Ok(matter)
    }

    /// Whether the policy permits the intent.
    pub(super) fn permit(&self, intent: &Intent) -> Result<(), Refusal> {
        policy::permit(intent.name(), self.state, &self.parties)
    }

    fn look_at(&mut self, records: &impl Records, intent: &Intent) -> Result<(), Stop> {
        match intent {
            Intent::Ask { .. }
            | Intent::Found { .. }
            | Intent::ChangeOrganization { .. }
            | Intent::SetSkills { .. } => {}
            Intent::ChangeRetention { .. } | Intent::AddTeam { .. } | Intent::SetManager { .. } => {}
            Intent::SwitchDirectory { .. } | Intent::ChangeEmail { .. } | Intent::TakeCalendar { .. } => {}
            Intent::AddPerson { role, .. } => self.state = State::of_role(*role),
            Intent::ChangeRole { person, role } => {
                self.state = State::of_role(role_of(records, *person)?.max(*role));
            }
            Intent::Deactivate { person } | Intent::Reactivate { person } | Intent::Erase { person, .. } => {
                self.state = State::of_role(role_of(records, *person)?);
            }
            Intent::SetRespectOfficer { .. } => {}
            Intent::ChangeProfile { person, .. } | Intent::SetAbsence { person, .. } => self.belongs_to(Some(*person)),
            Intent::RenameTeam { team, .. }
            | Intent::ChangePrefix { team, .. }
            | Intent::CloseTeam { team }
            | Intent::ReopenTeam { team }
            | Intent::PlaceTeam { team, .. }
            | Intent::SetMembership { team, .. }
            | Intent::SetTeamCalendar { team, .. }
            | Intent::FollowCalendar { team, .. }
            | Intent::SetServiceLevels { team, .. }
            | Intent::PublishService { team, .. }
            | Intent::RetireService { team, .. }
            | Intent::RestoreService { team, .. }
            | Intent::KeepRule { team, .. }
            | Intent::DropRule { team, .. }
            | Intent::MoveRule { team, .. }
            | Intent::SetMemberships { team, .. } => self.is_team(records, *team)?,
            Intent::KeepView { view, team, .. } => self.is_view(records, *view, *team)?,
            Intent::DropView { view } => self.is_view(records, view_of(records, *view)?.id, None)?,
            Intent::KeepRecurrence { recurrence, .. } | Intent::RestoreRecurrence { recurrence } => {
                self.is_recurrence(records, *recurrence)?;
            }
            Intent::PauseRecurrence { recurrence }
            | Intent::ResumeRecurrence { recurrence }
            | Intent::DropRecurrence { recurrence } => {
                self.belongs_to(Some(recurrence_of(records, *recurrence)?.requester));
            }
            Intent::Recur { .. } => {}
            Intent::Retract { entry } => self.belongs_to(entry_of(records, *entry)?.author),
            Intent::Snooze { follow_up, .. }
            | Intent::FinishFollowUp { follow_up }
            | Intent::Ring { follow_up, .. } => {
                self.belongs_to(Some(follow_up_of(records, *follow_up)?.owner));
            }
            Intent::RetractThanks { thanks } => self.belongs_to(Some(thanks_of(records, *thanks)?.from)),
            Intent::Reword { request, entry, .. } => {
                self.is_request(records, *request)?;
                self.belongs_to(entry_of(records, *entry)?.author);
            }
            Intent::Unwatch { request, person } => {
                self.is_request(records, *request)?;
                self.belongs_to(Some(*person));
            }
            Intent::WriteTemplate { owner, .. } => self.is_kept_by(records, *owner)?,
            Intent::RemoveTemplate { template } => {
                let owner = template_of(records, *template)?.owner;
                self.is_kept_by(records, owner)?;
            }
            Intent::WriteAnswer { team, .. } => {
                self.is_team_of_answer(records, *team)?;
                self.is_up_to_colleagues();
            }
            Intent::ChangeAnswer { answer, .. } | Intent::ReviewAnswer { answer, .. } => {
                self.is_answer(records, *answer)?;
                self.is_up_to_colleagues();
            }
            Intent::RetireAnswer { answer } | Intent::RestoreAnswer { answer } | Intent::JudgeAnswer { answer, .. } => {
                self.is_answer(records, *answer)?;
            }
            Intent::WriteCannedText { owner, .. } => self.is_kept_by(records, *owner)?,
            Intent::RemoveCannedText { canned_text } => {
                let owner = canned_text_of(records, *canned_text)?.owner;
                self.is_kept_by(records, owner)?;
            }
            about_a_request => {
                if let Some(request) = about_a_request.request() {
                    self.is_request(records, request)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the actor stands in for somebody who is away, where that makes a difference.
    fn look_for_absent(&mut self, records: &impl Records, intent: &Intent, now: Timestamp) -> Result<(), Stop> {
        let (Some(request), Some(standing)) = (&self.request, &self.standing) else { return Ok(()) };
        if let Some((away, party)) = standing.stands_in(intent.name(), request)
            && let Some(Entity::Person(person)) = records.find(away.into())?
            && person.substitute_at(now) == Some(standing.person)
        {
            self.parties.push(party);
        }
        Ok(())
    }

    /// Who leads the team of the service goes on without what it asks for, also after the request was handed over.
    fn look_for_service(&mut self, records: &impl Records, intent: &Intent) -> Result<(), Stop> {
        if let (Intent::WaiveApproval { .. }, Some(request), Some(standing)) = (intent, &self.request, &self.standing)
            && approval::team_of_service(records, request)?.is_some_and(|team| standing.leads(team))
        {
            self.parties.push(Party::Lead);
        }
        Ok(())
    }

    fn is_request(&mut self, records: &impl Records, id: ServiceRequestId) -> Result<(), Stop> {
        let request = request_of(records, id)?;
        self.state = State::Stage(request.stage.name());
        if let Some(standing) = &self.standing {
            self.parties = standing.parties(&request);
        }
        self.request = Some(request);
        Ok(())
    }

    fn is_team(&mut self, records: &impl Records, id: TeamId) -> Result<(), Stop> {
        let id = team(records, id)?.id;
        if self.standing.as_ref().and_then(|it| it.memberships.get(&id)) == Some(&Membership::Lead) {
            self.parties.push(Party::Lead);
        }
        Ok(())
    }

    fn is_kept_by(&mut self, records: &impl Records, owner: TextOwner) -> Result<(), Stop> {
        match owner {
            TextOwner::Person(person) => {
                self.belongs_to(Some(person));
                Ok(())
            }
            TextOwner::Team(id) => self.is_team(records, id),
        }
    }

    /// A view is its owner's while no team has it. Otherwise it is up to who leads the team, and both teams when
    /// it passes from one to another; who shares their own leads the team.
    fn is_view(&mut self, records: &impl Records, id: ViewId, to: Option<TeamId>) -> Result<(), Stop> {
        let known = match records.find(id.into())? {
            Some(Entity::View(known)) => Some(known),
            _ => None,
        };
        let me = self.standing.as_ref().map(|it| it.person);
        let shared = known.as_ref().and_then(|it| it.team);
        let is_anothers = known.as_ref().is_some_and(|it| it.team.is_none() && Some(it.owner) != me);
        let mut teams = shared.into_iter().chain(to).peekable();
        if is_anothers {
            return Ok(());
        }
        if teams.peek().is_none() {
            self.belongs_to(me);
        } else if teams.all(|team| self.standing.as_ref().is_some_and(|it| it.leads(team))) {
            self.parties.push(Party::Lead);
        }
        Ok(())
    }

    fn is_recurrence(&mut self, records: &impl Records, id: RecurrenceId) -> Result<(), Stop> {
        let known = match records.find(id.into())? {
            Some(Entity::Recurrence(known)) => Some(known.requester),
            _ => None,
        };
        self.belongs_to(known.or(self.standing.as_ref().map(|it| it.person)));
        Ok(())
    }

    fn is_answer(&mut self, records: &impl Records, id: KnownAnswerId) -> Result<(), Stop> {
        let answer = known_answer(records, id)?;
        self.is_team_of_answer(records, answer.team)?;
        if self.parties.contains(&Party::TeamMember) {
            self.belongs_to(Some(answer.owner));
        }
        Ok(())
    }

    fn is_team_of_answer(&mut self, records: &impl Records, id: TeamId) -> Result<(), Stop> {
        self.is_team(records, id)?;
        if self.standing.as_ref().is_some_and(|it| it.memberships.contains_key(&id)) {
            self.parties.push(Party::TeamMember);
        }
        Ok(())
    }

    /// What the whole organization reads is written by nobody from outside, whichever team they belong to.
    fn is_up_to_colleagues(&mut self) {
        if self.standing.as_ref().is_some_and(|it| !it.role.is_colleague()) {
            self.parties.retain(|it| matches!(it, Party::Role(_)));
        }
    }

    fn belongs_to(&mut self, person: Option<PersonId>) {
        if person.is_some() && person == self.standing.as_ref().map(|it| it.person) {
            self.parties.push(Party::Oneself);
        }
    }
}

/// The role of a person. Whoever is not there is protected by none.
fn role_of(records: &impl Records, id: PersonId) -> Result<Role, Stop> {
    Ok(match records.find(id.into())? {
        Some(Entity::Person(person)) => person.role,
        _ => Role::Guest,
    })
}
