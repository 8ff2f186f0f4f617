//! How an organization and its people come into being: by operations of the server.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, Intent, Operation, OperationId, PersonId, Role, TeamId, Title};
use goodturn_sync::Verdict;
use goodturn_sync::problem::ProblemCode;

use crate::backend::{Backend, StartError};
use crate::control::NewInvitation;
use crate::error::ApiError;

/// What an organization stands for until it says so itself.
const FIRST_VALUES: [&str; 5] = ["Kindness", "Teamwork", "Ownership", "Clarity", "Craft"];

/// The person to whom an organization belongs at first.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(crate) name: Title,
    pub(crate) zone: Tz,
    pub(crate) locale: String,
}

impl Backend {
    /// An operation of this moment.
    pub(crate) fn operation(&self, intent: Intent) -> Operation {
        Operation { id: OperationId::new(self.clock.new_id()), at: self.clock.now(), intent }
    }

    /// The id of the first owner, the same at every start.
    pub(crate) fn first_owner(&self) -> PersonId {
        PersonId::derived(self.organization.uuid(), "first owner")
    }

    /// Founds the organization, unless that was done before.
    pub(crate) fn found(&self, name: Title, zone: Tz) -> Result<(), StartError> {
        let values = FIRST_VALUES.into_iter().filter_map(|it| Title::new(it).ok()).collect();
        self.act_at_start(vec![Intent::Found { organization: self.organization, name, zone, values }])
    }

    /// Adds the owner of a local workspace, unless they are there.
    pub(crate) fn add_owner(&self, owner: Owner) -> Result<(), StartError> {
        // The log of what was done keeps what was refused, too.
        if self.find_person(self.first_owner())?.is_some() {
            return Ok(());
        }
        self.act_at_start(vec![Intent::AddPerson {
            person: self.first_owner(),
            name: owner.name,
            email: None,
            position: None,
            role: Role::Owner,
            zone: owner.zone,
            locale: owner.locale,
        }])
    }

    fn act_at_start(&self, intents: Vec<Intent>) -> Result<(), StartError> {
        let operations: Vec<_> = intents.into_iter().map(|it| (Actor::Server, self.operation(it))).collect();
        let verdicts = self.authority.act(&operations, self.clock.now())?;
        let refused = verdicts.into_iter().find_map(|verdict| match verdict {
            Verdict::Rejected { code, .. } if code != "already_exists" => Some(code),
            _ => None,
        });
        refused.map_or(Ok(()), |code| Err(StartError::Founding(code)))
    }

    /// Makes the invited person one of the organization, or completes what is there of them.
    pub(crate) async fn admit(
        self: &Arc<Self>,
        offered: &NewInvitation,
        name: &Title,
        zone: Tz,
        locale: &str,
    ) -> Result<(), ApiError> {
        let malformed = |cause| ApiError::new(ProblemCode::Malformed, format!("{cause}"));
        let (person, name) = (offered.person, name.clone());
        let locale = Title::new(locale).map_err(malformed)?.to_string();
        let first = match self.blocking(move |it| Ok(it.find_person(person)?)).await? {
            None => {
                let email = Some(Title::new(&offered.email).map_err(malformed)?);
                Intent::AddPerson { person, name, email, position: None, role: offered.role, zone, locale }
            }
            Some(known) => {
                let (position, calendar) = (known.position, known.calendar);
                Intent::ChangeProfile { person, name, position, zone, locale, calendar }
            }
        };
        let teams: BTreeMap<TeamId, Membership> = offered.teams.iter().map(|id| (*id, Membership::Member)).collect();
        let joins = teams.into_iter().map(|(team, membership)| Intent::SetMembership {
            team,
            person,
            membership: Some(membership),
        });
        let intents = [first].into_iter().chain(joins);
        let verdicts = self.writer.act(intents.map(|it| (Actor::Server, self.operation(it))).collect()).await?;
        match verdicts.first() {
            // Somebody else accepted at the same moment; only one of the two uses the invitation up.
            Some(Verdict::Rejected { code, .. }) if code == "already_exists" => Ok(()),
            Some(Verdict::Rejected { code, .. }) => Err(ApiError::new(ProblemCode::Refused, code.clone())),
            _ => Ok(()),
        }
    }
}
