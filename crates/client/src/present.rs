//! Domain to interface: what the commands show.

mod links;
mod timeline;

use std::collections::BTreeSet;

use goodturn_domain::operation::IntentName;
use goodturn_domain::person::Membership;
use goodturn_domain::policy::{self, Party, Standing};
use goodturn_domain::{
    FollowUp, FollowUpReason, Mention, Offer, Organization, Person, PersonId, RecurrenceId, Role, ServiceRequest,
    ServiceRequestId, StageName, Team, Thanks, Timestamp,
};
use goodturn_store::StoreError;
use goodturn_store_sqlite::{ListedFollowUp, ListedRequest, ListedThanks};

use crate::commands::{approvals, clocks, satisfaction, shown_absence};
use crate::error::CommandError;
use crate::markdown;
use crate::shown::{self, PromiseChip, PromiseState, RequestRow};
use crate::workspace::{People, Workspace, instant};

pub(crate) use timeline::timeline;

/// How long a message or thanks can be taken back, in seconds.
const RETRACT_SECONDS: i64 = 10;

/// Who looks, when, and whom they know.
pub(crate) struct Presenter<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) people: std::sync::Arc<People>,
    pub(crate) now: Timestamp,
    muted: BTreeSet<ServiceRequestId>,
}

impl<'a> Presenter<'a> {
    pub(crate) fn new(workspace: &'a Workspace, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { workspace, people: workspace.people()?, now, muted: workspace.store().list_muted()? })
    }

    pub(crate) fn me(&self) -> PersonId {
        self.workspace.me()
    }

    pub(crate) fn rows(&self, listed: Vec<ListedRequest>) -> Vec<RequestRow> {
        listed.into_iter().map(|it| self.row(&it)).collect()
    }

    pub(crate) fn row(&self, listed: &ListedRequest) -> RequestRow {
        let request = &listed.request;
        RequestRow {
            id: request.id.to_string(),
            number: number_of(request),
            title: request.title.to_string(),
            requester: request.requester.to_string(),
            helper: request.stage.helper().map(|id| id.to_string()),
            addressee: addressee(request.addressee),
            stage: stage(request),
            priority: priority(request.priority),
            labels: request.labels.iter().map(ToString::to_string).collect(),
            approval: approvals::holding_up(request),
            promise: self.promise_chip(request),
            offer: request.stage.offer().map(|offer| self.offer_chip(offer)),
            answer: clocks::answer(self, request),
            needed_by: request.needed_by.map(instant),
            next_word: request.stage.service().and_then(|it| it.next_word).map(instant),
            asked_at: instant(request.asked_at),
            changed_at: instant(request.changed_at),
            reopen_count: request.reopen_count,
            is_unsent: listed.is_changed,
            is_unread: listed.is_unread,
            is_muted: self.muted.contains(&request.id),
        }
    }

    fn promise_chip(&self, request: &ServiceRequest) -> Option<PromiseChip> {
        let service = request.stage.service()?;
        let promise = service.promises.last()?;
        let state = match request.stage.delivery() {
            Some(delivery) if delivery.at <= promise.due => PromiseState::Kept,
            Some(_) => PromiseState::Broken,
            None if self.now > promise.due => PromiseState::Late,
            None if self.now >= promise.warn_at(&self.people.calendar_of(service.helper)) => PromiseState::AtRisk,
            None => PromiseState::OnTime,
        };
        let renegotiated = u32::try_from(service.promises.len().saturating_sub(1)).unwrap_or(u32::MAX);
        Some(PromiseChip { due: instant(promise.due), state, renegotiated })
    }

    fn offer_chip(&self, offer: &Offer) -> shown::OfferChip {
        shown::OfferChip {
            id: offer.id.to_string(),
            by: offer.by.to_string(),
            due: instant(offer.due),
            words: offer.words.as_ref().map(ToString::to_string),
            is_mine: offer.by == self.me(),
        }
    }

    pub(crate) fn follow_up(&self, listed: &ListedFollowUp) -> Result<shown::FollowUpRow, StoreError> {
        let follow_up: &FollowUp = &listed.follow_up;
        let request = match follow_up.request {
            Some(id) => self.workspace.store().find_request(id)?,
            None => None,
        };
        let may_take = match &request {
            Some(it) if follow_up.clock.is_some() => self.may_take(&it.request),
            _ => false,
        };
        let request = request.map(|it| self.row(&it));
        let asks_at = follow_up.asks_at().unwrap_or(follow_up.due);
        Ok(shown::FollowUpRow {
            id: follow_up.id.to_string(),
            reason: match follow_up.reason {
                FollowUpReason::Promise => shown::FollowUpReason::Promise,
                FollowUpReason::NextWord => shown::FollowUpReason::NextWord,
                FollowUpReason::WordMissed => shown::FollowUpReason::WordMissed,
                FollowUpReason::Confirm => shown::FollowUpReason::Confirm,
                FollowUpReason::Reminder => shown::FollowUpReason::Reminder,
                FollowUpReason::NoReply => shown::FollowUpReason::NoReply,
                FollowUpReason::RecurrenceStopped => shown::FollowUpReason::RecurrenceStopped,
                FollowUpReason::DueSoon => shown::FollowUpReason::DueSoon,
                FollowUpReason::Late => shown::FollowUpReason::Late,
                FollowUpReason::LateOnWaking => shown::FollowUpReason::LateOnWaking,
                FollowUpReason::MayStepIn => shown::FollowUpReason::MayStepIn,
                FollowUpReason::LateInTeam => shown::FollowUpReason::LateInTeam,
            },
            request,
            words: follow_up.words.as_ref().map(ToString::to_string),
            due: instant(asks_at),
            is_due: asks_at <= self.now,
            is_snoozed: matches!(follow_up.state, goodturn_domain::FollowUpState::Snoozed { .. }),
            clock: follow_up.clock.map(|it| clocks::shown_about(&it, may_take)),
            is_unsent: listed.is_changed,
        })
    }

    pub(crate) fn thanks(&self, listed: &ListedThanks) -> Result<shown::ThanksCard, StoreError> {
        let thanks: &Thanks = &listed.thanks;
        let title = match thanks.request {
            Some(id) => self.workspace.store().find_request(id)?.map(|it| it.request.title.to_string()),
            None => None,
        };
        let words = thanks.words.as_ref().map(ToString::to_string);
        Ok(shown::ThanksCard {
            id: thanks.id.to_string(),
            from: thanks.from.to_string(),
            to: thanks.to.iter().map(ToString::to_string).collect(),
            html: words.as_deref().map(markdown::render),
            can_retract_until: self.retract_until(Some(thanks.from), thanks.at).filter(|_| words.is_some()),
            words,
            values: thanks.values.iter().map(ToString::to_string).collect(),
            // Somebody may be thanked for what they cannot see.
            request: thanks.request.filter(|_| title.is_some()).map(|id| id.to_string()),
            request_title: title,
            is_private: thanks.is_private,
            at: instant(thanks.at),
            is_unsent: listed.is_changed,
        })
    }

    /// What somebody who is mentioned is called now, and whether it is me.
    pub(crate) fn mentioned(&self, mention: &Mention) -> (String, bool) {
        let now = self.people.find(mention.person).map(|it| it.name.to_string());
        (now.unwrap_or_else(|| mention.name.to_string()), mention.person == self.me())
    }

    pub(crate) fn retract_until(&self, author: Option<PersonId>, at: Timestamp) -> Option<shown::Instant> {
        let until = at.plus(chrono::TimeDelta::seconds(RETRACT_SECONDS));
        (author == Some(self.me()) && until > self.now).then(|| instant(until))
    }

    /// Whether I may take a request, or take it over.
    pub(crate) fn may_take(&self, request: &ServiceRequest) -> bool {
        let Some(me) = self.people.find(self.me()) else { return false };
        me.id != request.requester && self.offered(me, request).contains(&IntentName::Acknowledge)
    }

    /// What the policy lets me do to a request.
    fn offered(&self, me: &Person, request: &ServiceRequest) -> Vec<IntentName> {
        let memberships = self
            .people
            .teams
            .iter()
            .filter(|team| team.is_active)
            .filter_map(|team| team.membership_of(me.id).map(|membership| (team.id, membership)))
            .collect();
        let standing =
            Standing { person: me.id, role: me.role, is_respect_officer: me.is_respect_officer, memberships };
        policy::offered(request.stage.name(), &self.parties(&standing, request))
    }

    /// Names of the commands that are possible for me on a request.
    pub(crate) fn possible(&self, request: &ServiceRequest) -> Result<Vec<String>, CommandError> {
        let me = self.people.find(self.me()).ok_or_else(CommandError::not_found)?;
        let offered = self.offered(me, request);
        let has_foreign_offer =
            request.stage.offer().is_some_and(|offer| (offer.by == request.requester) != (me.id == request.requester));
        let is_possible = |intent: &IntentName| match intent {
            IntentName::AcceptOffer => has_foreign_offer,
            IntentName::Start | IntentName::Deliver => !request.is_held_up(*intent),
            IntentName::Acknowledge => me.id != request.requester,
            IntentName::TickStep | IntentName::UntickStep => !request.checklist.is_empty(),
            IntentName::Watch => !request.participants().contains(&me.id),
            IntentName::Approve | IntentName::Reject => {
                request.open_approval().is_some_and(|step| step.is_up_to(me.id))
            }
            IntentName::Unmerge => request.merged.as_ref().is_some_and(|it| it.can_be_undone(self.now)),
            IntentName::Mute => self.concerns_me(request) && !self.muted.contains(&request.id),
            IntentName::Unmute => self.muted.contains(&request.id),
            IntentName::Rate => {
                request.rateable_until(self.now).is_some() && satisfaction::is_asked(self.workspace, request)
            }
            IntentName::Unwatch => request.watchers.contains(&me.id),
            _ => true,
        };
        let name = |intent: IntentName| serde_json::to_value(intent).ok().and_then(|it| it.as_str().map(str::to_owned));
        Ok(offered.into_iter().filter(is_possible).filter_map(name).collect())
    }

    /// What asks a request again and again, where that is mine.
    pub(crate) fn recurrence(&self, id: Option<RecurrenceId>) -> Result<Option<String>, StoreError> {
        use goodturn_store::ReplicaStorage;
        let Some(id) = id else { return Ok(None) };
        let known = self.workspace.store().read(|tx| tx.find_entity(id.into()))?;
        Ok(known.map(|_| id.to_string()))
    }

    /// Whether it notifies me unless it is muted.
    fn concerns_me(&self, request: &ServiceRequest) -> bool {
        let is_asked_of_us = |team| self.people.teams_of(self.me()).contains(&team);
        request.people().contains(&self.me()) || request.addressee.team().is_some_and(is_asked_of_us)
    }

    /// What I am to a request, also where I stand in for somebody who is away.
    fn parties(&self, standing: &Standing, request: &ServiceRequest) -> Vec<Party> {
        let mut parties = standing.parties(request);
        for intent in [IntentName::Acknowledge, IntentName::Confirm] {
            if let Some((away, party)) = standing.stands_in(intent, request)
                && self.people.find(away).and_then(|it| it.substitute_at(self.now)) == Some(standing.person)
            {
                parties.push(party);
            }
        }
        parties
    }

    pub(crate) fn directory(&self) -> Result<shown::Directory, StoreError> {
        use goodturn_store::ReplicaStorage;
        let organization = self.workspace.store().read(|tx| tx.find_organization())?;
        Ok(shown::Directory {
            me: self.me().to_string(),
            organization: organization.as_ref().map(|it| it.name.to_string()).unwrap_or_default(),
            organization_zone: organization.as_ref().map_or_else(|| "UTC".into(), |it| it.zone.to_string()),
            values: organization.iter().flat_map(|it| it.values.iter().map(ToString::to_string)).collect(),
            confirm_reminder_days: organization
                .as_ref()
                .map_or(Organization::CONFIRM_REMINDER_DAYS, |it| it.confirm_reminder_days),
            lapse_days: organization.as_ref().map_or(Organization::LAPSE_DAYS, |it| it.lapse_days),
            rating_share: satisfaction::shown_share(
                organization.as_ref().map(|it| it.rating_share).unwrap_or_default(),
            ),
            people: self.people.people.iter().map(|it| self.person(it)).collect(),
            teams: self.people.teams.iter().map(team).collect(),
        })
    }

    fn person(&self, person: &Person) -> shown::PersonCard {
        shown::PersonCard {
            id: person.id.to_string(),
            name: person.name.to_string(),
            email: person.email.as_ref().map(ToString::to_string),
            position: person.position.as_ref().map(ToString::to_string),
            role: role(person.role).to_owned(),
            zone: person.zone.to_string(),
            is_active: person.is_active,
            teams: self.people.teams_of(person.id).iter().map(ToString::to_string).collect(),
            manager: person.manager.map(|id| id.to_string()),
            absence: shown_absence(person, self.now),
            is_respect_officer: person.is_respect_officer,
            skills: person.skills.iter().map(ToString::to_string).collect(),
        }
    }
}

fn team(team: &Team) -> shown::TeamCard {
    let members = team
        .members
        .iter()
        .map(|(id, it)| shown::TeamMember { person: id.to_string(), is_lead: *it == Membership::Lead });
    shown::TeamCard {
        id: team.id.to_string(),
        name: team.name.to_string(),
        prefix: team.prefix.to_string(),
        members: members.collect(),
        part_of: team.place.part_of.map(|id| id.to_string()),
        is_led_from_above: team.place.is_led_from_above,
        leads_above: team.place.leads.iter().map(ToString::to_string).collect(),
        is_active: team.is_active,
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::ServiceAccount => "service_account",
        Role::Guest => "guest",
        Role::Member => "member",
        Role::Administrator => "administrator",
        Role::Owner => "owner",
    }
}

/// The server's number, or a handle of this device until there is one.
pub(crate) fn number_of(request: &ServiceRequest) -> String {
    // The end of a time-ordered id is its random part.
    request.number.as_ref().map_or_else(|| format!("~{}", &request.id.to_string()[32..]), ToString::to_string)
}

pub(crate) fn addressee(addressee: goodturn_domain::Addressee) -> shown::Addressee {
    shown::Addressee {
        person: addressee.person().map(|id| id.to_string()),
        team: addressee.team().map(|id| id.to_string()),
    }
}

fn stage(request: &ServiceRequest) -> shown::Stage {
    match request.stage.name() {
        _ if request.merged.is_some() => shown::Stage::Merged,
        StageName::Asked => shown::Stage::Asked,
        StageName::Acknowledged => shown::Stage::Acknowledged,
        StageName::InProgress => shown::Stage::InProgress,
        StageName::WaitingOnRequester => shown::Stage::WaitingOnRequester,
        StageName::WaitingOnOther => shown::Stage::WaitingOnOther,
        StageName::Delivered => shown::Stage::Delivered,
        StageName::Closed => shown::Stage::Closed,
        StageName::Declined => shown::Stage::Declined,
        StageName::Withdrawn => shown::Stage::Withdrawn,
    }
}

pub(crate) fn priority(priority: goodturn_domain::Priority) -> shown::Priority {
    use goodturn_domain::Priority;
    match priority {
        Priority::Low => shown::Priority::Low,
        Priority::Normal => shown::Priority::Normal,
        Priority::High => shown::Priority::High,
        Priority::Urgent => shown::Priority::Urgent,
    }
}
