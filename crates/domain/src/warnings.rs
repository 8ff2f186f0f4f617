//! Whom the clocks of a request tell something, and when it rings for them (`docs/clocks.md`).

mod receivers;
mod rings;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::clocks::{ClockKind, ClockMoment, ClockStep, History, Surroundings};
use crate::follow_up::{AboutClock, FollowUp};
use crate::id::{OperationId, PersonId};
use crate::operation::{Intent, Operation};
use crate::person::Team;
use crate::service_request::{ServiceRequest, StageName, Visibility};

use receivers::Company;
use rings::Rings;

/// What came longer ago is told no more: whoever has not noticed by then is not helped by a ring.
const STALE: TimeDelta = TimeDelta::days(14);
/// Where nobody is there who could be told, it is looked at again so much later.
const AGAIN: TimeDelta = TimeDelta::minutes(15);

/// What is to be told about a request now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// For the server to decide.
    pub operations: Vec<Operation>,
    /// When there may be more to tell, if nothing about the request changes.
    pub next: Option<Timestamp>,
}

/// A request with all that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a, S> {
    pub request: &'a ServiceRequest,
    pub history: &'a History,
    /// All that belong to the request, settled ones included.
    pub follow_ups: &'a [FollowUp],
    pub around: &'a S,
}

/// The team by whose level a request is served now. What is private between two people concerns no team.
pub fn serving_team<'a>(request: &ServiceRequest, around: &'a impl Surroundings) -> Option<&'a Team> {
    if request.visibility == Visibility::Private && request.private_to().next().is_none() {
        return None;
    }
    let fits = |it: &&Team| it.levels().iter().any(|level| level.fits(request.priority, request.kind.as_ref()));
    request.helper_teams.iter().filter_map(|id| around.team(*id)).find(fits)
}

/// What its clocks have to say, soonest first. A level looks ahead: what was late before it was set or changed says
/// nothing.
pub fn moments(
    request: &ServiceRequest,
    history: &History,
    around: &impl Surroundings,
    now: Timestamp,
) -> Vec<ClockMoment> {
    let stage = request.stage.name();
    if stage.is_final() || matches!(stage, StageName::Delivered | StageName::WaitingOnRequester) {
        return Vec::new();
    }
    let Some(set) = serving_team(request, around).and_then(|it| it.levels.last()) else { return Vec::new() };
    let oldest = now.plus(-STALE);
    let mut moments = history.moments(now);
    moments.retain(|it| it.due >= set.since && it.at >= set.since && it.late_from >= oldest);
    moments.sort_by_key(|it| (it.at, it.step, it.clock));
    moments
}

/// Whom to look up for a plan, besides who stands in for them.
pub fn people_of(request: &ServiceRequest, around: &impl Surroundings) -> BTreeSet<PersonId> {
    let members = serving_team(request, around).into_iter().flat_map(|it| it.members.keys().copied());
    members.chain(request.stage.helper()).chain(request.addressee.person()).collect()
}

impl<S: Surroundings> Desk<'_, S> {
    /// What is to be told now, and when to look again.
    pub fn plan(&self, now: Timestamp) -> Plan {
        let mut plan = Plan::default();
        let Some(team) = serving_team(self.request, self.around) else { return plan };
        let company = Company { request: self.request, team, around: self.around, now };
        let mut told: Vec<Told> = self.follow_ups.iter().filter_map(|it| Told::of(it)).collect();
        let mut rings = Rings::of(self.follow_ups);
        for moment in moments(self.request, self.history, self.around, now) {
            if moment.step == ClockStep::DueSoon && moment.due <= now || self.is_told(&company, &told, &moment) {
                continue;
            }
            let at = self.not_too_soon(&company, &told, &moment);
            let tell = if at > now { BTreeMap::new() } else { self.rings_for(&company, &told, &rings, &moment) };
            if tell.is_empty() {
                let again = at.max(now.plus(if at > now { TimeDelta::zero() } else { AGAIN }));
                plan.next = Some(plan.next.map_or(again, |it| it.min(again)));
                continue;
            }
            for (owner, rings_at) in &tell {
                told.push(Told { owner: *owner, about: self.about(&moment), made_at: now, rings_at: *rings_at });
                rings.add(*owner, *rings_at, (moment.clock, moment.since));
            }
            plan.operations.push(self.operation(&moment, tell, now));
        }
        plan
    }

    fn about(&self, moment: &ClockMoment) -> AboutClock {
        let ClockMoment { clock, since, due, step, .. } = *moment;
        AboutClock { clock, since, due, step, hand_overs: self.request.hand_over_count, colleague: None }
    }

    /// Whether a step was told since it is with whom it is now.
    fn is_told(&self, company: &Company<'_, S>, told: &[Told], moment: &ClockMoment) -> bool {
        let of_step = |it: &&Told| it.is_of_run(moment) && it.about.step == moment.step;
        let mut told = told.iter().filter(of_step);
        match (moment.step, company.server()) {
            // Whoever serves it now is told what another one was told before.
            (ClockStep::DueSoon | ClockStep::Late | ClockStep::LateOnWaking, Some(server)) => {
                let receiver = company.stand_in(server).unwrap_or(server);
                told.any(|it| it.owner == receiver)
            }
            _ => told.any(|it| it.about.hand_overs == self.request.hand_over_count),
        }
    }

    /// When it is told at the earliest: a step leaves who was told before it the time that lies between two.
    fn not_too_soon(&self, company: &Company<'_, S>, told: &[Told], moment: &ClockMoment) -> Timestamp {
        let hand_overs = self.request.hand_over_count;
        let is_before = |it: &&Told| {
            it.is_of_run(moment)
                && it.about.hand_overs == hand_overs
                && it.about.step != ClockStep::DueSoon
                && it.about.step < moment.step
        };
        if !matches!(moment.step, ClockStep::Colleague | ClockStep::Lead) {
            return moment.at;
        }
        // Nobody waits for who is away.
        let heard = |it: &Told| if company.is_away(it.owner, it.made_at) { it.made_at } else { it.rings_at };
        let last = told.iter().filter(is_before).map(heard).max();
        let next = last.and_then(|it| self.history.after_working_time(it, moment.apart));
        next.map_or(moment.at, |it| it.max(moment.at))
    }

    fn rings_for(
        &self,
        company: &Company<'_, S>,
        told: &[Told],
        rings: &Rings,
        moment: &ClockMoment,
    ) -> BTreeMap<PersonId, Timestamp> {
        let of_run: Vec<&Told> = told.iter().filter(|it| it.is_of_run(moment)).collect();
        let receivers = match moment.step {
            ClockStep::DueSoon | ClockStep::Late | ClockStep::LateOnWaking => company.who_serves(),
            ClockStep::Colleague => company.colleague(&of_run.iter().map(|it| it.owner).collect()),
            ClockStep::Lead => {
                let knows = of_run.iter().filter(|it| it.about.step != ClockStep::DueSoon);
                company.leads(&knows.map(|it| it.owner).collect())
            }
        };
        let is_new = |owner: &PersonId| !of_run.iter().any(|it| it.owner == *owner && it.about.step == moment.step);
        let run = (moment.clock, moment.since);
        let from = moment.at.max(company.now);
        let ring = |owner: PersonId| Some((owner, rings.free(owner, run, |at| company.at_work(owner, at), from)?));
        receivers.into_iter().filter(is_new).filter_map(ring).collect()
    }

    fn operation(&self, moment: &ClockMoment, tell: BTreeMap<PersonId, Timestamp>, now: Timestamp) -> Operation {
        let ClockMoment { clock, since, due, step, .. } = *moment;
        let (request, seen) = (self.request.id, self.request.changed_at);
        let label = format!("warning:{clock:?}:{}:{step:?}:{}", since.micros(), seen.micros());
        let intent = Intent::WarnOfClock { request, clock, since, due, step, tell, seen };
        Operation { id: OperationId::derived(request.uuid(), &label), at: now, intent }
    }
}

/// Which run of which clock.
type Run = (ClockKind, Timestamp);

/// Somebody was told something.
struct Told {
    owner: PersonId,
    about: AboutClock,
    made_at: Timestamp,
    rings_at: Timestamp,
}

impl Told {
    fn of(follow_up: &FollowUp) -> Option<Self> {
        let (about, made_at) = (follow_up.clock?, follow_up.made_at);
        Some(Self { owner: follow_up.owner, about, made_at, rings_at: follow_up.due })
    }

    fn is_of_run(&self, moment: &ClockMoment) -> bool {
        self.about.clock == moment.clock && self.about.since == moment.since
    }
}
