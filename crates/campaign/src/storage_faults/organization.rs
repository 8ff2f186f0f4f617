//! A server whose disk fails, with devices that do not.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use goodturn_domain::{DeviceId, ServiceRequestId};
use goodturn_fault_vfs::{Disk, Fault};
use goodturn_store::memory::MemoryReplica;
use goodturn_store::{AuthorityStorage, ReplicaStorage, StoreError};
use goodturn_store_sqlite::SqliteAuthority;
use goodturn_sync::authority::Push;
use goodturn_sync::{Authority, Replica, Verdict};
use goodturn_test_support::who;
use tempfile::TempDir;
use uuid::Uuid;

use super::Outcome;
use super::ground::{Broken, Deed, Deeds, calm_down, check_sound, found, lay_down, power_up, pull, push};
use crate::campaign::Log;

const ALL: usize = 100_000;
/// Operations that one device has gathered while it was offline.
const GATHERED: usize = 20;

struct Scene {
    folder: TempDir,
    authority: Option<Authority<SqliteAuthority>>,
    /// Anna's and Sam's.
    devices: [Replica<MemoryReplica>; 2],
    deeds: Deeds,
    done: Vec<Deed>,
    asked: Vec<ServiceRequestId>,
}

/// Lives through the script with a disk that `arm` plans the fault of.
pub(super) fn live(length: usize, arm: &mut dyn FnMut(&Disk), then_power_fails: bool, log: &mut Log) -> Outcome {
    let folder = tempfile::tempdir().map_err(|cause| cause.to_string())?;
    let disk = Disk::under(folder.path()).map_err(|cause| cause.to_string())?;
    let devices = [("anna", 1), ("sam", 2)]
        .map(|(name, number)| Replica::new(MemoryReplica::new(), DeviceId::new(Uuid::from_u128(number)), who(name)));
    let deeds = Deeds::of_series(6);
    let mut scene = Scene { folder, authority: None, devices, deeds, done: Vec::new(), asked: Vec::new() };
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

impl Scene {
    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("organization.db")
    }

    fn open(&mut self) -> Result<(), StoreError> {
        self.authority = Some(Authority::new(SqliteAuthority::open(&self.file())?));
        Ok(())
    }

    /// A server with an organization, closed in good order, and devices that are up to date.
    fn begin(&mut self) -> Result<(), String> {
        static MADE: OnceLock<Vec<u8>> = OnceLock::new();
        let file = self.file();
        let open = || SqliteAuthority::open(&file).map_err(|error| format!("the file does not open: {error}"));
        lay_down(&file, &MADE, || found(open()?).map(drop))?;
        let authority = Authority::new(open()?);
        let now = self.deeds.now();
        self.devices.iter().try_for_each(|device| calm_down(device, &authority, now))
    }

    fn step(&mut self, step: usize, log: &mut Log) -> Result<(), String> {
        if self.authority.is_none()
            && let Err(error) = self.open()
        {
            log.note(format_args!("{step}: does not open: {error}"));
            return Ok(());
        }
        let outcome = match step % 10 {
            0 => self.ask().and_then(|()| self.push(0)),
            1 => self.pull(1),
            2 => self.remind(1).and_then(|()| self.say(0)).and_then(|()| self.push_together()),
            3 => self.pull(0).and_then(|()| self.pull(1)),
            4 => {
                self.authority = None;
                Ok(())
            }
            5 => (0..GATHERED).try_for_each(|_| self.say(0)).and_then(|()| self.push(0)),
            6 => self.mark_backed_up(),
            7 => self.remind(1).and_then(|()| self.push(1)),
            _ => self.pull(step % 2).and_then(|()| self.push(step % 2)),
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(Broken::Store(error)) => {
                log.note(format_args!("{step}: {error}"));
                Ok(())
            }
            Err(Broken::Protocol(what)) => Err(format!("step {step}: {what}")),
        }
    }

    /// Somebody does something on their device, which always works.
    fn perform(&mut self, on: usize, deed: Deed) -> Result<(), Broken> {
        let now = self.deeds.now();
        let done = self.devices[on].perform(vec![(deed.id, deed.intent.clone())], now);
        done.map_err(|error| Broken::Protocol(format!("{deed:?}: {error}")))?;
        self.done.push(deed);
        Ok(())
    }

    fn ask(&mut self) -> Result<(), Broken> {
        let (request, deed) = self.deeds.ask();
        self.asked.push(request);
        self.perform(0, deed)
    }

    fn say(&mut self, on: usize) -> Result<(), Broken> {
        let Some(request) = self.asked.last().copied() else { return Ok(()) };
        let deed = self.deeds.say(request);
        self.perform(on, deed)
    }

    fn remind(&mut self, on: usize) -> Result<(), Broken> {
        let deed = self.deeds.remind();
        self.perform(on, deed)
    }

    fn push(&mut self, from: usize) -> Result<(), Broken> {
        let now = self.deeds.now();
        let Some(authority) = &self.authority else { return Ok(()) };
        push(&self.devices[from], authority, now).map(drop)
    }

    /// Two pushes in one commit.
    fn push_together(&mut self) -> Result<(), Broken> {
        let now = self.deeds.now();
        let Some(authority) = &self.authority else { return Ok(()) };
        let mut pushes = Vec::new();
        for device in &self.devices {
            if let Some(request) = device.next_push()? {
                pushes.push((device, Push { actor: device.person(), request }));
            }
        }
        let sent: Vec<Push> = pushes.iter().map(|(_, push)| push.clone()).collect();
        for ((device, push), answer) in pushes.iter().zip(authority.accept(&sent, now)?) {
            device.settle(&push.request, &answer?, now)?;
        }
        Ok(())
    }

    fn pull(&mut self, by: usize) -> Result<(), Broken> {
        let now = self.deeds.now();
        let Some(authority) = &self.authority else { return Ok(()) };
        pull(&self.devices[by], authority, now).map(drop)
    }

    fn mark_backed_up(&mut self) -> Result<(), Broken> {
        let Some(authority) = &self.authority else { return Ok(()) };
        let head = authority.storage().read(|tx| tx.head())?;
        Ok(authority.mark_backed_up(head.seq)?)
    }

    fn end(mut self, disk: &Disk, then_power_fails: bool, log: &mut Log) -> Result<(), String> {
        if !disk.is_dead() {
            disk.disarm();
            if self.authority.is_some() {
                self.go_on()?;
            }
        }
        if then_power_fails {
            disk.cut_power(Fault::PowerLoss);
        }
        self.authority = None;
        if disk.is_dead() {
            power_up(disk, &self.file())?;
        }
        self.open().map_err(|error| format!("the file does not open again: {error}"))?;
        log.note(format_args!("{} operations", self.done.len()));
        self.check_whole()?;
        self.check_settled()
    }

    /// The fault is over: the same server takes the next push.
    fn go_on(&mut self) -> Result<(), String> {
        let pushed = self.remind(0).and_then(|()| self.push(0));
        pushed.map_err(|broken| match broken {
            Broken::Store(error) => format!("the fault is over, and still nothing can be saved: {error}"),
            Broken::Protocol(what) => format!("the fault is over, and the push breaks: {what}"),
        })
    }

    /// What a device was told to be applied is there; the rest is there whole or not at all.
    fn check_whole(&self) -> Result<(), String> {
        let authority = self.authority.as_ref().ok_or("it was just opened")?;
        check_sound(authority.storage().database())?;
        let mut waiting = BTreeSet::new();
        for device in &self.devices {
            let outbox = device.storage().read(|tx| tx.list_outbox(0, ALL)).map_err(|it| it.to_string())?;
            waiting.extend(outbox.into_iter().filter(|it| it.applied_seq.is_none()).map(|it| it.id));
        }
        for deed in &self.done {
            let is_decided = self.verdict(authority, deed)?.is_some();
            if !is_decided && !waiting.contains(&deed.id) {
                return Err(format!("acknowledged and lost: {deed:?}"));
            }
            let found = authority.storage().read(|tx| tx.find_entity(deed.makes)).map_err(|it| it.to_string())?;
            if found.is_some() != is_decided {
                return Err(format!("{deed:?} was decided: {is_decided}, and is there: {}", found.is_some()));
            }
        }
        self.check_chain(authority)
    }

    fn check_chain(&self, authority: &Authority<SqliteAuthority>) -> Result<(), String> {
        let (head, chain) = authority
            .storage()
            .read(|tx| {
                let head = tx.head()?;
                let chain = tx.find_chain(head.seq)?;
                Ok::<_, StoreError>((head, chain))
            })
            .map_err(|it| it.to_string())?;
        if chain == Some(head.chain) { Ok(()) } else { Err(format!("{head:?} does not end the chain: {chain:?}")) }
    }

    fn verdict(&self, authority: &Authority<SqliteAuthority>, deed: &Deed) -> Result<Option<Verdict>, String> {
        let outcome = authority.storage().read(|tx| tx.find_outcome(deed.id)).map_err(|it| it.to_string())?;
        outcome.map(|it| serde_json::from_str(&it.verdict).map_err(|cause| cause.to_string())).transpose()
    }

    /// Devices send again what they were not told about: everything is applied once.
    fn check_settled(&mut self) -> Result<(), String> {
        let now = self.deeds.now();
        let authority = self.authority.take().ok_or("it was just opened")?;
        for _ in 0..2 {
            self.devices.iter().try_for_each(|device| calm_down(device, &authority, now))?;
        }
        let mut numbers = BTreeSet::new();
        for deed in &self.done {
            match self.verdict(&authority, deed)? {
                Some(Verdict::Applied { seq }) if numbers.insert(seq) => {}
                other => return Err(format!("{deed:?} ended as {other:?}")),
            }
        }
        self.check_chain(&authority)
    }
}
