//! What has to hold once every letter has arrived: each device shows exactly what its person may
//! see, every operation was decided once, and whoever was refused still has their text.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Entity, EntityKey, Entry, Event, Intent, OperationId, Scope, ServiceRequestId};
use goodturn_store::{AuthorityRead, AuthorityStorage, ReplicaStorage, StoreError};
use goodturn_sync::{SentOperation, Verdict};

use super::looks::keys_made_by;
use super::{Device, Performed, World};

/// More rows than any test makes.
const ALL: usize = 1_000_000;

/// What the authority shows to a person.
struct Shown {
    scopes: BTreeSet<Scope>,
    entities: BTreeMap<EntityKey, Entity>,
}

impl<A: AuthorityStorage, R: ReplicaStorage> World<A, R> {
    /// The network gets calm: what is on its way is lost, and every device syncs.
    pub fn settle_down(&mut self) {
        self.letters.clear();
        self.devices().into_iter().for_each(|device| self.reconnect(device));
        self.sync_all();
    }

    /// Checks that devices and authority agree after [`Self::settle_down`].
    ///
    /// # Errors
    /// What differs, in words.
    pub fn check_agreement(&self) -> Result<(), String> {
        if let Some(surprise) = self.surprises.first() {
            return Err(surprise.clone());
        }
        let verdicts = self.verdicts()?;
        for device in self.devices() {
            self.check_emptied(device)?;
            self.check_shown(device)?;
            self.check_attention(device, &verdicts)?;
        }
        self.check_once(&verdicts)
    }

    fn consult<T>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, StoreError>) -> T {
        self.authority.storage().read(work).expect("the storage works")
    }

    /// What was decided about each operation that was done on a device.
    ///
    /// # Errors
    /// Which one was never decided.
    pub fn verdicts(&self) -> Result<BTreeMap<OperationId, Verdict>, String> {
        // What was refused before a restore is settled, and so is what changed nothing; a restored authority
        // need not know of it.
        let is_refused = |it: &Performed| self.attention(it.on).iter().any(|kept| kept.id == it.id);
        let is_settled = |it: &&Performed| self.is_restored() && (self.unchanged.contains(&it.id) || is_refused(it));
        let is_unknown = |it: &Performed| self.consult(|tx| tx.find_outcome(it.id)).is_none();
        self.performed
            .iter()
            .filter(|it| !(is_unknown(it) && is_settled(it)))
            .map(|it| {
                let outcome = self.consult(|tx| tx.find_outcome(it.id));
                let outcome = outcome.ok_or_else(|| format!("{it:?} never reached the authority"))?;
                Ok((it.id, serde_json::from_str(&outcome.verdict).map_err(|cause| cause.to_string())?))
            })
            .collect()
    }

    fn check_emptied(&self, device: Device) -> Result<(), String> {
        let left = self.look(device, |tx| tx.list_outbox(0, ALL));
        let changed = self.look(device, |tx| tx.list_changed());
        if left.is_empty() && changed.is_empty() {
            return Ok(());
        }
        Err(format!("{device:?} is stuck with the outbox {left:?} and the local changes {changed:?}"))
    }

    fn shown_to(&self, device: Device) -> Shown {
        let scopes = self.authority.scopes_of(self.person(device)).expect("the storage works");
        let rows = scopes.iter().flat_map(|scope| self.consult(|tx| tx.list_feed(scope, 0, ALL)));
        let entities = rows
            .filter_map(|row| row.body.map(|body| (row.key, body)))
            .map(|(key, body)| (key, Entity::from_json(key.kind, &body).expect("the authority stores entities")))
            .collect();
        Shown { scopes, entities }
    }

    fn check_shown(&self, device: Device) -> Result<(), String> {
        let Shown { scopes, entities } = self.shown_to(device);
        let cursors: BTreeSet<Scope> =
            self.look(device, |tx| tx.list_cursors()).into_iter().map(|(it, _)| it).collect();
        if cursors != scopes {
            return Err(format!("{device:?} follows {cursors:?} instead of {scopes:?}"));
        }
        for scope in &scopes {
            let (here, there) =
                (self.look(device, |tx| tx.scope_digest(scope)), self.consult(|tx| tx.scope_digest(scope)));
            if here != there {
                return Err(format!("{device:?} holds {here:?} of {scope}, the authority {there:?}"));
            }
        }
        for key in self.every_key().into_iter().chain(entities.keys().copied()) {
            let (here, there) = (self.sees(device, key), entities.get(&key));
            if here.as_ref() != there {
                return Err(format!("{device:?} shows {here:?} where its person may see {there:?}"));
            }
        }
        Ok(())
    }

    /// Everything that was ever made, whether it was accepted or not.
    fn every_key(&self) -> BTreeSet<EntityKey> {
        let made = self.performed.iter().flat_map(|it| keys_made_by(it.id.uuid(), &it.intent));
        let shown = self.devices().into_iter().flat_map(|device| self.shown_to(device).entities.into_keys());
        made.chain(shown).collect()
    }

    /// What was refused waits for its person, in full; nothing else does.
    fn check_attention(&self, device: Device, verdicts: &BTreeMap<OperationId, Verdict>) -> Result<(), String> {
        let kept: BTreeMap<OperationId, String> =
            self.attention(device).into_iter().map(|it| (it.id, it.body)).collect();
        for performed in self.performed.iter().filter(|it| it.on == device) {
            let is_refused = matches!(verdicts.get(&performed.id), Some(Verdict::Rejected { .. }));
            let is_told = is_refused && !matches!(performed.intent, Intent::Ring { .. });
            match kept.get(&performed.id) {
                Some(body) if is_told || !verdicts.contains_key(&performed.id) => check_kept(performed, body)?,
                None if !is_told => {}
                other => {
                    return Err(format!(
                        "{performed:?} was answered {:?}, kept is {other:?}",
                        verdicts.get(&performed.id)
                    ));
                }
            }
        }
        Ok(())
    }

    /// What was applied left its mark once.
    fn check_once(&self, verdicts: &BTreeMap<OperationId, Verdict>) -> Result<(), String> {
        let mut numbers = BTreeSet::new();
        let mut reopened: BTreeMap<ServiceRequestId, u32> = BTreeMap::new();
        let mut handed_over: BTreeMap<ServiceRequestId, u32> = BTreeMap::new();
        let mut requests = BTreeSet::new();
        for performed in &self.performed {
            requests.extend(performed.intent.request());
            let Some(Verdict::Applied { seq }) = verdicts.get(&performed.id) else { continue };
            if !numbers.insert(*seq) {
                return Err(format!("two operations have the number {seq}"));
            }
            match &performed.intent {
                Intent::NotYet { request, .. } => *reopened.entry(*request).or_default() += 1,
                Intent::HandOver { request, .. } => *handed_over.entry(*request).or_default() += 1,
                Intent::Say { entry, .. } if self.consult(|tx| tx.find_entity((*entry).into())).is_none() => {
                    return Err(format!("{performed:?} was applied and is not there"));
                }
                _ => {}
            }
        }
        for id in requests {
            let Some(Entity::ServiceRequest(request)) = self.consult(|tx| tx.find_entity(id.into())) else { continue };
            let counted = (request.reopen_count, request.hand_over_count);
            // Rules hand over, too, for nobody who acts.
            let is_by_rule = |it: &&Entry| it.author.is_none() && matches!(it.event, Event::HandedOver { .. });
            let by_rules = self.consult(|tx| tx.list_entries(id)).iter().filter(is_by_rule).count();
            let by_people = handed_over.get(&id).copied().unwrap_or(0);
            let done = (
                reopened.get(&id).copied().unwrap_or(0),
                by_people + u32::try_from(by_rules).map_err(|it| it.to_string())?,
            );
            if counted != done {
                return Err(format!("{id} counts {counted:?} times not yet and handed over instead of {done:?}"));
            }
        }
        Ok(())
    }
}

fn check_kept(performed: &Performed, body: &str) -> Result<(), String> {
    let sent: SentOperation = serde_json::from_str(body).map_err(|cause| cause.to_string())?;
    let operation = sent.to_operation().map_err(|cause| cause.to_string())?;
    if operation.intent == performed.intent { Ok(()) } else { Err(format!("{performed:?} was kept as {body}")) }
}
