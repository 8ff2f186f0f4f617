//! People from a table: planned line by line, told, and carried out in batches.

mod plan;
mod table;
mod wish;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, AuditEvent, Intent, PersonId, TeamId};
use goodturn_sync::Verdict;
use goodturn_sync::administration::{ImportReport, ImportRequest, LineOutcome, LineProblem, TableProblem};
use goodturn_sync::session::InvitationLink;

use crate::auth::Member;
use crate::backend::Backend;
use crate::control::{NewInvitation, Token, role_name};
use crate::error::ApiError;
use crate::routes::invitations::VALID_DAYS;
use plan::{Known, Planned};

/// How many operations are committed together: others wait no longer than for a full group.
const MOST_TOGETHER: usize = 256;

/// Says what comes of each line; unless it is a dry run, it has been done then. What fails in
/// between is completed by the same import once more: what is there already is unchanged then.
pub(crate) async fn import(
    backend: &Arc<Backend>,
    member: Member,
    request: ImportRequest,
) -> Result<ImportReport, ApiError> {
    let ImportRequest { csv, dry_run } = request;
    let planned = backend.blocking(move |it| it.plan_import(member, &csv)).await?;
    let mut lines = match planned {
        Ok(lines) => lines,
        Err(problem) => return Ok(report(dry_run, Some(problem), Vec::new())),
    };
    if !dry_run {
        carry_out(backend, member, &mut lines).await?;
        lines = backend.blocking(move |it| it.invite_imported(member, lines)).await?;
    }
    Ok(report(dry_run, None, lines))
}

impl Backend {
    fn plan_import(&self, member: Member, csv: &str) -> Result<Result<Vec<Planned>, TableProblem>, ApiError> {
        let lines = match table::read(csv) {
            Ok(lines) => lines,
            Err(problem) => return Ok(Err(problem)),
        };
        let (people, teams) = self.people_and_teams()?;
        let importing = people.iter().find(|it| it.id == member.person);
        let known = Known {
            locale: importing.map_or_else(|| "en".to_owned(), |it| it.locale.clone()),
            invited: self.control.list_invited()?,
            zone: self.founded()?.zone,
            role: member.role,
            people,
            teams,
        };
        Ok(Ok(plan::plan(&lines, &known, || PersonId::new(self.clock.new_id()))))
    }

    /// Gives everybody who was added a link to join by.
    fn invite_imported(&self, member: Member, mut lines: Vec<Planned>) -> Result<Vec<Planned>, ApiError> {
        let (now, server) = (self.clock.now(), self.public_url.borrow().clone());
        let expires_at = now.plus(TimeDelta::days(VALID_DAYS));
        let (mut invitations, mut entries) = (Vec::new(), Vec::new());
        for line in lines.iter_mut().filter(|it| it.shown.outcome == LineOutcome::Add) {
            let code = Token::draw().map_err(|cause| ApiError::internal(&cause))?;
            let invitation = NewInvitation {
                person: line.person,
                invited_by: Some(member.person),
                email: line.shown.email.clone(),
                name: line.shown.name.clone(),
                role: line.role,
                teams: BTreeSet::new(),
                expires_at,
            };
            let entry = self.event(AuditEvent::InvitationMade, Some(member.person)).about(line.person);
            entries.push(entry.with("role", &role_name(line.role)));
            invitations.push((code.hash(), invitation));
            let code = code.reveal().reveal().to_owned();
            line.shown.link = Some(InvitationLink { server: server.clone(), code }.to_string());
        }
        self.authority.record(&entries)?;
        self.control.insert_invitations(&invitations, now)?;
        Ok(lines)
    }
}

/// An intent with the lines that it is about, by their place.
type Waiting = (Vec<usize>, Intent);

/// Does what is planned, and notes at each line what was refused all the same.
async fn carry_out(backend: &Arc<Backend>, member: Member, lines: &mut [Planned]) -> Result<(), ApiError> {
    let first = take(lines, |line| std::mem::take(&mut line.first));
    act(backend, member, lines, first).await?;
    let memberships = memberships(lines);
    act(backend, member, lines, memberships).await?;
    let last = take(lines, |line| std::mem::take(&mut line.last));
    act(backend, member, lines, last).await
}

fn take(lines: &mut [Planned], mut intents: impl FnMut(&mut Planned) -> Vec<Intent>) -> Vec<Waiting> {
    let places = lines.iter_mut().enumerate();
    places.flat_map(|(place, line)| intents(line).into_iter().map(move |it| (vec![place], it))).collect()
}

/// Many join a team at once: a team is stored whole, and each change writes it anew.
fn memberships(lines: &mut [Planned]) -> Vec<Waiting> {
    let mut by_team: BTreeMap<TeamId, Vec<(usize, PersonId, Option<Membership>)>> = BTreeMap::new();
    for (place, line) in lines.iter_mut().enumerate() {
        for (team, membership) in std::mem::take(&mut line.memberships) {
            by_team.entry(team).or_default().push((place, line.person, membership));
        }
    }
    let mut waiting = Vec::new();
    for (team, joining) in by_team {
        for some in joining.chunks(MOST_TOGETHER) {
            let memberships = some.iter().map(|(_, person, membership)| (*person, *membership)).collect();
            let places = some.iter().map(|(place, ..)| *place).collect();
            waiting.push((places, Intent::SetMemberships { team, memberships }));
        }
    }
    waiting
}

async fn act(
    backend: &Arc<Backend>,
    member: Member,
    lines: &mut [Planned],
    waiting: Vec<Waiting>,
) -> Result<(), ApiError> {
    let mut waiting = waiting.into_iter().peekable();
    while waiting.peek().is_some() {
        let (places, operations): (Vec<_>, Vec<_>) = waiting
            .by_ref()
            .take(MOST_TOGETHER)
            .map(|(places, intent)| (places, (Actor::Person(member.person), backend.operation(intent))))
            .unzip();
        let verdicts = backend.writer.act(operations).await?;
        for (places, verdict) in places.into_iter().zip(verdicts) {
            if let Verdict::Rejected { code, .. } = verdict {
                places.iter().for_each(|place| lines[*place].fail(vec![LineProblem::Refused { reason: code.clone() }]));
            }
        }
    }
    Ok(())
}

fn report(dry_run: bool, problem: Option<TableProblem>, lines: Vec<Planned>) -> ImportReport {
    let lines: Vec<_> = lines.into_iter().map(|it| it.shown).collect();
    let count = |outcome| lines.iter().filter(|it| it.outcome == outcome).count();
    ImportReport {
        dry_run,
        problem,
        added: count(LineOutcome::Add),
        changed: count(LineOutcome::Change),
        unchanged: count(LineOutcome::Unchanged),
        failed: count(LineOutcome::Error),
        lines,
    }
}
