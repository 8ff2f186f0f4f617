//! Whom the clocks of a request tell something, and when it rings for them (`docs/clocks.md`).

mod receivers;
mod rings;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::clocks::{ClockMoment, ClockRun, ClockStep, History, Surroundings};
use crate::follow_up::{AboutClock, FollowUp};
use crate::id::{OperationId, PersonId};
use crate::operation::{Intent, Operation};
use crate::person::Team;
use crate::service_level::ServiceLevel;
use crate::service_request::{ServiceRequest, StageName, Visibility};

use receivers::{Company, can_be_told};
use rings::Rings;

/// What came longer ago is told no more: whoever has not noticed by then is not helped by a ring.
const STALE: TimeDelta = TimeDelta::days(14);

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
    if is_at_rest(request) {
        return Vec::new();
    }
    let Some(set) = serving_team(request, around).and_then(|it| aims_since(it, request)) else { return Vec::new() };
    let oldest = now.plus(-STALE);
    let mut moments = history.moments(now);
    moments.retain(|it| it.run.due >= set && it.at >= set && it.late_from >= oldest);
    moments.sort_by_key(|it| (it.at, it.step, it.run.clock));
    moments
}

/// Since when the team has aimed for the same with such a request, and told the same: whatever else was changed about
/// its levels meanwhile does not begin anew.
fn aims_since(team: &Team, request: &ServiceRequest) -> Option<Timestamp> {
    let aims_at = |at: Timestamp| {
        let fits = |it: &&ServiceLevel| it.fits(request.priority, request.kind.as_ref());
        let level = team.levels_at(at).iter().find(fits)?;
        Some((level.acknowledge, level.next_word, level.next_word_since, level.deliver, level.warns, level.steps))
    };
    let mut changes: Vec<Timestamp> = team.levels.iter().chain(&team.place.levels).map(|it| it.since).collect();
    changes.sort_unstable();
    let last = *changes.last()?;
    let aims = aims_at(last);
    changes.into_iter().rev().take_while(|it| aims_at(*it) == aims).last()
}

/// Whether nothing is left to hurry, or it waits on the requester.
fn is_at_rest(request: &ServiceRequest) -> bool {
    let stage = request.stage.name();
    stage.is_final() || matches!(stage, StageName::Delivered | StageName::WaitingOnRequester)
}

/// Whether what a clock has told still asks for something: that clock runs towards that due time, and the request is
/// with whom it was with. `runs` are those of its clocks.
pub(crate) fn holds(about: &AboutClock, request: &ServiceRequest, runs: &[ClockRun]) -> bool {
    !is_at_rest(request) && about.hand_overs == request.hand_over_count && runs.contains(&about.run)
}

/// Whom to look up for a plan, besides who stands in for them.
pub fn people_of(request: &ServiceRequest, follow_ups: &[FollowUp], around: &impl Surroundings) -> BTreeSet<PersonId> {
    let members = serving_team(request, around).into_iter().flat_map(|it| it.memberships().map(|(id, _)| id));
    let told = follow_ups.iter().filter(|it| it.clock.is_some()).map(|it| it.owner);
    members.chain(told).chain(request.stage.helper()).chain(request.addressee.person()).collect()
}

impl<S: Surroundings> Desk<'_, S> {
    /// What is to be told now, and when to look again.
    pub fn plan(&self, now: Timestamp) -> Plan {
        let mut plan = Plan::default();
        plan.operations.extend(self.withdrawal(now));
        let Some(team) = serving_team(self.request, self.around) else { return plan };
        let company = Company { request: self.request, team, around: self.around, now };
        let mut told: Vec<Told> = self.follow_ups.iter().filter_map(Told::of).collect();
        let mut rings = Rings::of(self.follow_ups);
        for moment in moments(self.request, self.history, self.around, now) {
            if moment.step == ClockStep::DueSoon && moment.run.due <= now || self.is_told(&company, &told, &moment) {
                continue;
            }
            let at = self.not_too_soon(&company, &told, &moment);
            if at > now {
                plan.look_again(Some(at));
                continue;
            }
            let tell = self.rings_for(&company, &told, &rings, &moment);
            if tell.is_empty() {
                // Everybody knows, or will be back: whatever else lets somebody be told changes a person or a team.
                plan.look_again(company.next_return());
                continue;
            }
            for (owner, rings_at) in &tell {
                told.push(Told { owner: *owner, about: self.about(&moment), made_at: now, rings_at: *rings_at });
                rings.add(*owner, *rings_at, moment.run);
            }
            let whom: Vec<String> = tell.keys().map(ToString::to_string).collect();
            plan.operations.push(self.operation(moment.run, moment.step, tell, &whom.join(","), now));
        }
        // Who goes away or comes back lets somebody else be told.
        let unheard = told.iter().filter(|it| it.rings_at > now).map(|it| it.owner);
        plan.look_again(company.next_change(unheard));
        plan
    }

    /// Takes away what was told and holds no more, and what somebody was told who may not see it any more.
    fn withdrawal(&self, now: Timestamp) -> Option<Operation> {
        let runs = self.history.runs(now);
        let is_outdated = |it: &&FollowUp| {
            let is_gone = |about: AboutClock| {
                !holds(&about, self.request, &runs) || !can_be_told(self.request, self.around, it.owner)
            };
            it.is_open() && it.clock.is_some_and(is_gone)
        };
        let outdated: Vec<&FollowUp> = self.follow_ups.iter().filter(is_outdated).collect();
        let about = outdated.first()?.clock?;
        // What was told is withdrawn once, so that this is done once.
        let which: Vec<String> = outdated.iter().map(|it| it.id.to_string()).collect();
        Some(self.operation(about.run, about.step, BTreeMap::new(), &which.join(","), now))
    }

    fn about(&self, moment: &ClockMoment) -> AboutClock {
        let ClockMoment { run, step, .. } = *moment;
        AboutClock { run, step, hand_overs: self.request.hand_over_count, colleague: None }
    }

    /// Whether a step was told since it is with whom it is now, to somebody who still sees it.
    fn is_told(&self, company: &Company<'_, S>, told: &[Told], moment: &ClockMoment) -> bool {
        let of_step = |it: &&Told| self.is_of(it, moment.run) && it.about.step == moment.step;
        let mut told = told.iter().filter(of_step);
        match (moment.step, company.server()) {
            // Whoever serves it now is told what another one was told before.
            (ClockStep::DueSoon | ClockStep::Late | ClockStep::LateOnWaking, Some(server)) => {
                let receiver = company.stand_in(server).unwrap_or(server);
                told.any(|it| it.owner == receiver)
            }
            _ => told.any(|it| company.can_be_told(it.owner)),
        }
    }

    /// Whether it was told of that run since the request is with whom it is with now.
    fn is_of(&self, told: &Told, run: ClockRun) -> bool {
        told.about.run == run && told.about.hand_overs == self.request.hand_over_count
    }

    /// When it is told at the earliest: a step leaves who was told before it the time that lies between two.
    fn not_too_soon(&self, company: &Company<'_, S>, told: &[Told], moment: &ClockMoment) -> Timestamp {
        let is_before = |it: &&Told| {
            self.is_of(it, moment.run) && it.about.step != ClockStep::DueSoon && it.about.step < moment.step
        };
        if !matches!(moment.step, ClockStep::Colleague | ClockStep::Lead) {
            return moment.at;
        }
        // Nobody waits for who is away.
        let heard = |it: &Told| if company.will_be_away(it.owner, it.made_at) { it.made_at } else { it.rings_at };
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
        let of_run: Vec<&Told> = told.iter().filter(|it| self.is_of(it, moment.run)).collect();
        let receivers = match moment.step {
            ClockStep::DueSoon | ClockStep::Late | ClockStep::LateOnWaking => company.who_serves(),
            ClockStep::Colleague => {
                // Who has just handed it over is not asked to step in.
                let had_it = told.iter().filter(|it| it.about.run == moment.run && it.about.step.is_for_who_serves());
                company.colleague(&had_it.chain(of_run.iter().copied()).map(|it| it.owner).collect())
            }
            ClockStep::Lead => {
                let knows = of_run.iter().filter(|it| it.about.step != ClockStep::DueSoon);
                company.leads(&knows.map(|it| it.owner).collect())
            }
        };
        let is_new = |owner: &PersonId| !of_run.iter().any(|it| it.owner == *owner && it.about.step == moment.step);
        let run = moment.run;
        let from = moment.at.max(company.now);
        let ring = |owner: PersonId| Some((owner, rings.free(owner, run, |at| company.at_work(owner, at), from)?));
        // Nobody is told that something comes due once it is.
        let is_in_time = |it: &(PersonId, Timestamp)| moment.step != ClockStep::DueSoon || it.1 < run.due;
        receivers.into_iter().filter(is_new).filter_map(ring).filter(is_in_time).collect()
    }

    fn operation(
        &self,
        run: ClockRun,
        step: ClockStep,
        tell: BTreeMap<PersonId, Timestamp>,
        what: &str,
        now: Timestamp,
    ) -> Operation {
        let (request, seen) = (self.request.id, self.request.changed_at);
        let whether = if tell.is_empty() { "withdrawn" } else { "told" };
        // What was stopped and is told again within one instant is another operation.
        let stopped = self.follow_ups.iter().filter(|it| !it.is_open()).count();
        let state = format!("{}:{}:{stopped}", seen.micros(), self.request.hand_over_count);
        let label = format!("warning:{whether}:{run:?}:{step:?}:{what}:{state}:{}", now.micros());
        let intent = Intent::WarnOfClock { request, run, step, tell, seen };
        Operation { id: OperationId::derived(request.uuid(), &label), at: now, intent }
    }
}

impl Plan {
    /// Only what is withdrawn, until then; none is now.
    #[must_use]
    pub fn telling_nobody_before(mut self, until: Option<Timestamp>) -> Self {
        let Some(until) = until else { return self };
        let tells = |it: &Operation| matches!(&it.intent, Intent::WarnOfClock { tell, .. } if !tell.is_empty());
        if self.operations.iter().any(tells) {
            self.operations.retain(|it| !tells(it));
            self.next = Some(until);
        }
        self
    }

    fn look_again(&mut self, at: Option<Timestamp>) {
        self.next = self.next.into_iter().chain(at).min();
    }
}

/// Somebody was told something.
struct Told {
    owner: PersonId,
    about: AboutClock,
    made_at: Timestamp,
    rings_at: Timestamp,
}

impl Told {
    /// None for what no clock has told, and for what stopped before anybody heard of it.
    fn of(follow_up: &FollowUp) -> Option<Self> {
        if follow_up.has_stopped_unheard() {
            return None;
        }
        let (about, made_at) = (follow_up.clock?, follow_up.made_at);
        Some(Self { owner: follow_up.owner, about, made_at, rings_at: follow_up.due })
    }
}
