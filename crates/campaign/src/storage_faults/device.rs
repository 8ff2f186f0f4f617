//! A device whose disk fails, with a server that does not.

use std::sync::OnceLock;

use goodturn_domain::{DeviceId, Intent, ServiceRequestId};
use goodturn_fault_vfs::{Disk, Fault};
use goodturn_store::memory::{MemoryAuthority, MemoryReplica};
use goodturn_store::{AuthorityStorage, ReplicaStorage};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::{Authority, LocalError, Replica, Verdict};
use goodturn_test_support::who;
use tempfile::TempDir;
use uuid::Uuid;

use super::Outcome;
use super::ground::{Broken, Deed, Deeds, calm_down, check_sound, found, lay_down, power_up, pull, push};
use crate::campaign::Log;

const ALL: usize = 100_000;

/// What was tried on the device, all of it in one transaction, and whether that was acknowledged.
struct Tried {
    deeds: Vec<Deed>,
    is_saved: bool,
}

struct Scene {
    folder: TempDir,
    authority: Authority<MemoryAuthority>,
    /// A colleague, whose device is in order.
    sam: Replica<MemoryReplica>,
    anna: Option<Replica<SqliteReplica>>,
    deeds: Deeds,
    tried: Vec<Tried>,
    asked: Vec<ServiceRequestId>,
}

/// Lives through the script with a disk that `arm` plans the fault of.
pub(super) fn live(length: usize, arm: &mut dyn FnMut(&Disk), then_power_fails: bool, log: &mut Log) -> Outcome {
    let folder = tempfile::tempdir().map_err(|cause| cause.to_string())?;
    let authority = found(MemoryAuthority::new())?;
    let sam = Replica::new(MemoryReplica::new(), device(2), who("sam"));
    let deeds = Deeds::of_series(5);
    let mut scene = Scene { folder, authority, sam, anna: None, deeds, tried: Vec::new(), asked: Vec::new() };
    let disk = Disk::under(scene.folder.path()).map_err(|cause| cause.to_string())?;
    scene.begin()?;
    arm(&disk);
    for step in 0..length {
        if disk.is_dead() {
            break;
        }
        scene.step(step, log)?;
    }
    let asked = disk.asked();
    scene.end(&disk, then_power_fails, log)?;
    Ok(asked)
}

const fn device(number: u128) -> DeviceId {
    DeviceId::new(Uuid::from_u128(number))
}

impl Scene {
    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("device.db")
    }

    fn open(&mut self) -> Result<(), goodturn_store::StoreError> {
        let storage = SqliteReplica::open(&self.file())?;
        self.anna = Some(Replica::new(storage, device(1), who("anna")));
        Ok(())
    }

    /// A device that is up to date, closed in good order.
    fn begin(&mut self) -> Result<(), String> {
        static MADE: OnceLock<Vec<u8>> = OnceLock::new();
        let now = self.deeds.now();
        lay_down(&self.file(), &MADE, || {
            self.open().map_err(|error| format!("a new file does not open: {error}"))?;
            let anna = self.anna.take().ok_or("it was just opened")?;
            calm_down(&anna, &self.authority, now)
        })?;
        calm_down(&self.sam, &self.authority, now)
    }

    fn step(&mut self, step: usize, log: &mut Log) -> Result<(), String> {
        if self.anna.is_none()
            && let Err(error) = self.open()
        {
            log.note(format_args!("{step}: does not open: {error}"));
            return Ok(());
        }
        match step % 10 {
            0 => {
                let (request, deed) = self.deeds.ask();
                if self.perform(step, vec![deed], log)? {
                    self.asked.push(request);
                }
            }
            1 => {
                let deed = self.deeds.remind();
                self.perform(step, vec![deed], log).map(drop)?;
            }
            3 | 8 => {
                let Some(request) = self.asked.last().copied() else { return Ok(()) };
                let deed = self.deeds.say(request);
                self.perform(step, vec![deed], log).map(drop)?;
            }
            4 => self.sam_takes_one()?,
            6 => self.anna = None,
            7 => {
                let ((request, one), two) = (self.deeds.ask(), self.deeds.remind());
                if self.perform(step, vec![one, two], log)? {
                    self.asked.push(request);
                }
            }
            _ => self.exchange(step, log)?,
        }
        Ok(())
    }

    /// Anna does something on her device; true when she was told that it is saved.
    fn perform(&mut self, step: usize, deeds: Vec<Deed>, log: &mut Log) -> Result<bool, String> {
        let now = self.deeds.now();
        let Some(anna) = &self.anna else { return Ok(false) };
        let intents = deeds.iter().map(|deed| (deed.id, deed.intent.clone())).collect();
        let is_saved = match anna.perform(intents, now) {
            Ok(()) => true,
            Err(LocalError::Store(error)) => {
                log.note(format_args!("{step}: not saved: {error}"));
                false
            }
            Err(LocalError::Refused(refusal)) => return Err(format!("{deeds:?} was refused: {refusal}")),
        };
        self.tried.push(Tried { deeds, is_saved });
        Ok(is_saved)
    }

    /// Sam takes what reached him, so that there is something to pull.
    fn sam_takes_one(&mut self) -> Result<(), String> {
        let now = self.deeds.now();
        calm_down(&self.sam, &self.authority, now)?;
        for request in &self.asked {
            let promise = Some(now.plus(chrono::TimeDelta::days(1)));
            let intent = Intent::Acknowledge { request: *request, promise, next_word: None, words: None };
            let id = goodturn_domain::OperationId::new(Uuid::from_u64_pair(77, now.micros().unsigned_abs()));
            // What he has not got, or has taken before, is refused.
            if self.sam.perform(vec![(id, intent)], now).is_ok() {
                break;
            }
        }
        calm_down(&self.sam, &self.authority, now)
    }

    fn exchange(&mut self, step: usize, log: &mut Log) -> Result<(), String> {
        let now = self.deeds.now();
        let Some(anna) = &self.anna else { return Ok(()) };
        let sent = push(anna, &self.authority, now);
        match sent.and_then(|_| pull(anna, &self.authority, now)) {
            Ok(_) => Ok(()),
            Err(Broken::Store(error)) => {
                log.note(format_args!("{step}: no exchange: {error}"));
                Ok(())
            }
            Err(Broken::Protocol(what)) => Err(format!("step {step}: {what}")),
        }
    }

    fn end(mut self, disk: &Disk, then_power_fails: bool, log: &mut Log) -> Result<(), String> {
        if !disk.is_dead() {
            disk.disarm();
            // Whoever tries again after the fault is over needs no restart.
            let deed = self.deeds.remind();
            if self.anna.is_some() && !self.perform(usize::MAX, vec![deed], log)? {
                return Err("the fault is over, and still nothing can be saved".into());
            }
        }
        if then_power_fails {
            disk.cut_power(Fault::PowerLoss);
        }
        self.anna = None;
        if disk.is_dead() {
            power_up(disk, &self.file())?;
        }
        self.open().map_err(|error| format!("the file does not open again: {error}"))?;
        self.check_whole()?;
        self.check_settled()
    }

    /// What was saved is there; what was not is there with all that belongs to it, or not at all.
    fn check_whole(&self) -> Result<(), String> {
        let anna = self.anna.as_ref().ok_or("it was just opened")?;
        check_sound(anna.storage().database())?;
        for tried in &self.tried {
            let known = tried.deeds.iter().map(|deed| self.is_known(anna, deed)).collect::<Result<Vec<_>, _>>()?;
            if tried.is_saved && known.contains(&false) {
                return Err(format!("saved and lost: {:?}", tried.deeds));
            }
            if known.contains(&true) && known.contains(&false) {
                return Err(format!("half of one transaction is there: {known:?} of {:?}", tried.deeds));
            }
            for (deed, is_known) in tried.deeds.iter().zip(known) {
                let found = anna.storage().read(|tx| tx.find_entity(deed.makes)).map_err(|it| it.to_string())?;
                if found.is_some() != is_known {
                    return Err(format!("{deed:?} is in the outbox: {is_known}, and shown: {}", found.is_some()));
                }
            }
        }
        Ok(())
    }

    /// Whether a deed waits in the outbox or has reached the server.
    fn is_known(&self, anna: &Replica<SqliteReplica>, deed: &Deed) -> Result<bool, String> {
        let waiting = anna.storage().read(|tx| tx.list_outbox(0, ALL)).map_err(|it| it.to_string())?;
        Ok(waiting.iter().any(|record| record.id == deed.id) || self.verdict(deed)?.is_some())
    }

    fn verdict(&self, deed: &Deed) -> Result<Option<Verdict>, String> {
        let outcome = self.authority.storage().read(|tx| tx.find_outcome(deed.id)).map_err(|it| it.to_string())?;
        outcome.map(|it| serde_json::from_str(&it.verdict).map_err(|cause| cause.to_string())).transpose()
    }

    /// The outbox goes on: everything that is known is applied, nothing else.
    fn check_settled(&mut self) -> Result<(), String> {
        let now = self.deeds.now();
        let anna = self.anna.take().ok_or("it was just opened")?;
        let expected: Vec<(&Deed, bool)> = self
            .tried
            .iter()
            .flat_map(|tried| &tried.deeds)
            .map(|deed| Ok((deed, self.is_known(&anna, deed)?)))
            .collect::<Result<_, String>>()?;
        calm_down(&anna, &self.authority, now)?;
        for (deed, is_known) in expected {
            let is_applied = matches!(self.verdict(deed)?, Some(Verdict::Applied { .. }));
            if is_applied != is_known {
                return Err(format!("{deed:?} was known: {is_known}, and is applied: {is_applied}"));
            }
        }
        Ok(())
    }
}
