//! What has to hold once all is calm: everything acknowledged happened once, the server holds what
//! the rules make of it, each device shows what its person may see, and nothing waits or is lost.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Entity, EntityKey, EntityKind, Intent, OperationId, PersonId, Scope};
use goodturn_store::Outcome;
use goodturn_sync::{SentOperation, Verdict};

use super::ledger::{Reference, without_number};
use super::{Performed, Seat, Simulation};

/// More rows than any run makes.
const ALL: usize = 1_000_000;

impl Simulation<'_> {
    /// Checks everything after [`Self::settle_down`].
    ///
    /// # Errors
    /// Which guarantee was broken, and how; the words before the colon name it.
    pub(crate) fn check(&mut self) -> Result<(), String> {
        if let Some(surprise) = self.surprises.first() {
            return Err(format!("surprise: {surprise}"));
        }
        let head = self.server.look(|tx| tx.head());
        self.server.ledger.check_once(head.seq).map_err(|it| format!("applied once: {it}"))?;
        let reference = self.server.ledger.decide_again().map_err(|it| format!("permitted: {it}"))?;
        self.check_stored(&reference).map_err(|it| format!("server as the rules say: {it}"))?;
        self.check_scopes(&reference).map_err(|it| format!("scopes as the policy says: {it}"))?;
        self.check_numbers(&reference).map_err(|it| format!("short numbers: {it}"))?;
        self.check_acknowledged().map_err(|it| format!("acknowledged is kept: {it}"))?;
        let (outcomes, every) = (self.outcomes(), self.every_key());
        for seat in (0..self.seats.len()).filter(|seat| !self.seats[*seat].is_signed_out) {
            self.check_emptied(seat).map_err(|it| format!("nothing stuck: {it}"))?;
            self.check_shown(seat, &every).map_err(|it| format!("device shows what it may: {it}"))?;
            self.check_attention(seat, &outcomes).map_err(|it| format!("refused stays with its person: {it}"))?;
        }
        self.log.note(format_args!("head {} chain {:02x?}", head.seq, &head.chain[..8]));
        Ok(())
    }

    fn check_stored(&self, reference: &Reference) -> Result<(), String> {
        for (key, expected) in &reference.entities {
            let stored = self.server.look(|tx| tx.find_entity(*key)).map(without_number);
            if stored.as_ref() != Some(expected) {
                return Err(format!("{key:?} is {stored:?} instead of {expected:?}"));
            }
        }
        Ok(())
    }

    fn check_scopes(&self, reference: &Reference) -> Result<(), String> {
        let expected = reference.scopes();
        let followed: BTreeSet<Scope> = Self::founders().flat_map(|person| self.followed(person)).collect();
        for scope in followed.iter().chain(expected.keys()) {
            let here: BTreeSet<EntityKey> = self.shown_in(scope).map(|(key, _)| key).collect();
            let nothing = BTreeSet::new();
            let there = expected.get(scope).unwrap_or(&nothing);
            if here != *there {
                let more: Vec<_> = here.difference(there).collect();
                let less: Vec<_> = there.difference(&here).collect();
                return Err(format!("{scope} shows {more:?} and hides {less:?}"));
            }
        }
        Ok(())
    }

    /// The scopes that the server lets somebody follow.
    pub(crate) fn followed(&self, person: PersonId) -> BTreeSet<Scope> {
        self.server.authority().scopes_of(person).expect("nothing fails any more")
    }

    fn shown_in(&self, scope: &Scope) -> impl Iterator<Item = (EntityKey, String)> + use<> {
        let rows = self.server.look(|tx| tx.list_feed(scope, 0, ALL));
        rows.into_iter().filter_map(|row| Some((row.key, row.body?)))
    }

    /// Short numbers count 1, 2, 3 … in each series.
    fn check_numbers(&self, reference: &Reference) -> Result<(), String> {
        let mut series: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for key in reference.entities.keys().filter(|key| key.kind == EntityKind::ServiceRequest) {
            let Some(Entity::ServiceRequest(request)) = self.server.look(|tx| tx.find_entity(*key)) else { continue };
            let number = request.number.map(|it| it.to_string()).unwrap_or_default();
            let Some((prefix, number)) = number.rsplit_once('-') else { return Err(format!("{key:?} has none")) };
            series.entry(prefix.to_owned()).or_default().push(number.parse().unwrap_or(0));
        }
        for (prefix, mut numbers) in series {
            numbers.sort_unstable();
            if !numbers.iter().copied().eq((1..).take(numbers.len())) {
                return Err(format!("{prefix} counts {numbers:?}"));
            }
        }
        Ok(())
    }

    /// What somebody was told that the server has, it has; or, on a restored one, they were told
    /// that it could not come back.
    fn check_acknowledged(&self) -> Result<(), String> {
        for (id, (seat, has_number)) in &self.acknowledged {
            let is_kept = self.server.ledger.holds(*id) || (!has_number && self.outcome(*id).is_some());
            let it = &self.seats[*seat];
            // What came back and is refused now is with its person, or was a ring that came too late.
            let is_told =
                it.is_signed_out || is_told(it, *id) || self.outcome(*id).is_some() || self.late_rings.contains(id);
            // What changed nothing leaves nothing to bring back.
            let is_told = self.server.restores > 0 && (is_told || !has_number);
            if !is_kept && !is_told {
                return Err(format!("{id} was acknowledged to {seat} and is nowhere"));
            }
        }
        Ok(())
    }

    fn outcome(&self, id: OperationId) -> Option<Outcome> {
        self.server.look(|tx| tx.find_outcome(id))
    }

    fn outcomes(&self) -> BTreeMap<OperationId, Verdict> {
        let known = self.performed.iter().filter_map(|it| Some((it.id, verdict(&self.outcome(it.id)?)?)));
        known.collect()
    }

    fn check_emptied(&self, seat: usize) -> Result<(), String> {
        let it = &self.seats[seat];
        let (left, changed) = it.look(|tx| Ok((tx.list_outbox(0, ALL)?, tx.list_changed()?)));
        if left.is_empty() && changed.is_empty() {
            return Ok(());
        }
        Err(format!("{seat} holds the outbox {left:?} and the local changes {changed:?}"))
    }

    fn check_shown(&self, seat: usize, every: &BTreeSet<EntityKey>) -> Result<(), String> {
        let it = &self.seats[seat];
        let scopes = self.followed(it.person);
        let cursors: BTreeSet<Scope> = it.look(|tx| tx.list_cursors()).into_iter().map(|(it, _)| it).collect();
        if cursors != scopes {
            return Err(format!("{seat} follows {cursors:?} instead of {scopes:?}"));
        }
        let mut shown: BTreeSet<EntityKey> = BTreeSet::new();
        for scope in &scopes {
            let (here, there) = (it.look(|tx| tx.scope_digest(scope)), self.server.look(|tx| tx.scope_digest(scope)));
            if here != there {
                return Err(format!("{seat} holds {here:?} of {scope}, the server {there:?}"));
            }
            shown.extend(self.shown_in(scope).map(|(key, _)| key));
        }
        for key in every.union(&shown).copied() {
            let here = it.look(|tx| tx.find_entity(key));
            let there = if shown.contains(&key) { self.server.look(|tx| tx.find_entity(key)) } else { None };
            if here != there {
                return Err(format!("{seat} shows {here:?} where its person may see {there:?}"));
            }
        }
        Ok(())
    }

    /// Everything that was ever made, whether it was accepted or not.
    fn every_key(&self) -> BTreeSet<EntityKey> {
        self.performed.iter().flat_map(|it| goodturn_test_support::keys_made_by(it.id.uuid(), &it.intent)).collect()
    }

    /// What was refused waits for its person, in full; nothing else does.
    fn check_attention(&self, seat: usize, outcomes: &BTreeMap<OperationId, Verdict>) -> Result<(), String> {
        let kept = self.seats[seat].look(|tx| tx.list_attention());
        let kept: BTreeMap<OperationId, String> = kept.into_iter().map(|it| (it.id, it.body)).collect();
        for performed in self.performed.iter().filter(|it| it.seat == seat) {
            let verdict = outcomes.get(&performed.id);
            let is_refused = matches!(verdict, Some(Verdict::Rejected { .. }));
            let is_told = is_refused && !matches!(performed.intent, Intent::Ring { .. });
            match kept.get(&performed.id) {
                // What was refused before a restore is settled; a restored server need not know of it.
                Some(body) if is_told || self.server.restores > 0 => {
                    check_body(performed, body)?;
                }
                None if verdict.is_none() && self.server.restores == 0 => {
                    return Err(format!("{performed:?} never reached the server"));
                }
                None if !is_told => {}
                other => return Err(format!("{performed:?} was answered {verdict:?}, kept is {other:?}")),
            }
        }
        Ok(())
    }
}

fn is_told(seat: &Seat, id: OperationId) -> bool {
    seat.look(|tx| tx.list_attention()).iter().any(|it| it.id == id)
}

pub(super) fn verdict(outcome: &Outcome) -> Option<Verdict> {
    serde_json::from_str(&outcome.verdict).ok()
}

fn check_body(performed: &Performed, body: &str) -> Result<(), String> {
    let sent: SentOperation = serde_json::from_str(body).map_err(|cause| cause.to_string())?;
    let operation = sent.to_operation().map_err(|cause| cause.to_string())?;
    if operation.intent == performed.intent { Ok(()) } else { Err(format!("{performed:?} was kept as {body}")) }
}
