//! A disk and what is planned for it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::image::{Change, Image};
use crate::shim;

/// What SQLite asks of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Open,
    Delete,
    Access,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Lock,
    SharedMap,
    SharedLock,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An I/O error, and nothing was done.
    Error,
    /// No room is left: what writes fails, the rest works.
    Full,
    /// A read or a write stops half way with an error. A sync that fails brings nothing to the disk,
    /// and neither does a later one what that one had left.
    Torn,
    /// The machine stops. Nothing that was not synced is there afterwards.
    PowerLoss,
    /// The machine stops. Of what was not synced some is there afterwards, some half, some not,
    /// as the dice of this seed say.
    PowerLossKeeping { seed: u64 },
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    Once,
    ForEver,
}

/// The disk under a folder, until it is dropped.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    state: Shared,
}

pub(crate) type Shared = Arc<Mutex<State>>;

/// Every disk of this process, with the folder that it is under.
static DISKS: Mutex<Vec<(PathBuf, Shared)>> = Mutex::new(Vec::new());

impl Disk {
    /// Puts a disk under `folder`. Files that are open already stay where they are.
    ///
    /// # Errors
    /// When the folder cannot be found or SQLite takes no file system.
    pub fn under(folder: &Path) -> io::Result<Self> {
        Self::new(folder, true)
    }

    /// A disk whose only fault is that it is slow: every sync takes that long. It remembers nothing,
    /// so that it can hold large files.
    ///
    /// # Errors
    /// When the folder cannot be found or SQLite takes no file system.
    pub fn slow_under(folder: &Path, sync: Duration) -> io::Result<Self> {
        let disk = Self::new(folder, false)?;
        disk.state().sync_takes = sync;
        Ok(disk)
    }

    fn new(folder: &Path, remembers: bool) -> io::Result<Self> {
        shim::install()?;
        let folder = folder.canonicalize()?;
        let state = Arc::new(Mutex::new(State { remembers, ..State::default() }));
        unpoisoned(&DISKS).push((folder.clone(), state.clone()));
        Ok(Self { folder, state })
    }

    /// How often something was asked of it since it was last armed.
    pub fn asked(&self) -> u64 {
        self.state().asked
    }

    /// What was asked the last time that a fault struck; none when none did.
    pub fn struck(&self) -> Option<Asked> {
        self.state().struck
    }

    /// How many files are open on it.
    pub fn open_files(&self) -> usize {
        self.state().images.values().map(|kept| kept.opened).sum()
    }

    /// From now on: the `at`-th question, counted from 1, meets the fault.
    pub fn arm(&self, at: u64, fault: Fault, lasts: Lasts) {
        let mut state = self.state();
        (state.asked, state.struck) = (0, None);
        state.plan = Some(Plan { at, fault, lasts });
    }

    /// From now on everything goes well. The count begins again.
    pub fn disarm(&self) {
        let mut state = self.state();
        (state.asked, state.plan) = (0, None);
    }

    /// Cuts the power now: nothing works any more until [`Self::power_up`].
    pub fn cut_power(&self, fault: Fault) {
        self.state().is_dead = Some(fault);
    }

    /// Whether the power is off.
    pub fn is_dead(&self) -> bool {
        self.state().is_dead.is_some()
    }

    /// Puts every file into the state that the power failure left it in. Nothing happens when there
    /// was none. Every file has to be closed: a machine that starts anew has none open.
    ///
    /// # Errors
    /// When a file is open, or cannot be written.
    pub fn power_up(&self) -> io::Result<()> {
        let mut state = self.state();
        let Some(fault) = state.is_dead else { return Ok(()) };
        if state.images.values().any(|kept| kept.opened > 0) {
            return Err(io::Error::other("files are open across a power failure"));
        }
        let mut dice = match fault {
            Fault::PowerLossKeeping { seed } => Some(Dice(seed)),
            _ => None,
        };
        for (path, kept) in std::mem::take(&mut state.images) {
            match kept.image.survivor(dice.as_mut()) {
                Some(content) => fs::write(&path, content)?,
                None => remove(&path)?,
            }
        }
        for (path, image) in std::mem::take(&mut state.deleted) {
            // A deletion that no sync followed may not have happened.
            let is_back = dice.as_mut().is_none_or(|dice| dice.throw(2) == 0);
            if is_back
                && !path.exists()
                && let Some(content) = image.survivor(None)
            {
                fs::write(&path, content)?;
            }
        }
        // What connections share lies in memory.
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with("-shm") {
                remove(&path)?;
            }
        }
        *state = State { remembers: state.remembers, sync_takes: state.sync_takes, ..State::default() };
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        unpoisoned(&self.state)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        unpoisoned(&DISKS).retain(|(_, state)| !Arc::ptr_eq(state, &self.state));
    }
}

/// The disk that a file lies on, if it is one of ours.
pub(crate) fn disk_of(path: &Path) -> Option<Shared> {
    let disks = unpoisoned(&DISKS);
    disks.iter().find(|(folder, _)| path.starts_with(folder)).map(|(_, state)| state.clone())
}

#[derive(Clone, Copy, Debug)]
struct Plan {
    at: u64,
    fault: Fault,
    lasts: Lasts,
}

#[derive(Debug)]
struct Kept {
    image: Image,
    opened: usize,
}

/// What a disk knows of itself.
#[derive(Debug, Default)]
pub(crate) struct State {
    remembers: bool,
    asked: u64,
    plan: Option<Plan>,
    struck: Option<Asked>,
    is_dead: Option<Fault>,
    sync_takes: Duration,
    images: BTreeMap<PathBuf, Kept>,
    /// Files whose deletion was not synced.
    deleted: BTreeMap<PathBuf, Image>,
}

impl State {
    /// Counts a question, and says what goes wrong with it.
    pub(crate) fn ask(&mut self, asked: Asked) -> Option<Fault> {
        if self.is_dead.is_some() {
            return Some(Fault::Error);
        }
        self.asked += 1;
        let plan = self.plan?;
        let is_due = match plan.lasts {
            Lasts::Once => self.asked == plan.at,
            Lasts::ForEver => self.asked >= plan.at,
        };
        if !is_due || (plan.fault == Fault::Full && !needs_room(asked)) {
            return None;
        }
        self.struck = Some(asked);
        if matches!(plan.fault, Fault::PowerLoss | Fault::PowerLossKeeping { .. }) {
            self.is_dead = Some(plan.fault);
        }
        Some(plan.fault)
    }

    pub(crate) fn sync_takes(&self) -> Duration {
        self.sync_takes
    }

    /// A file was opened that had `content` before; none when it is new.
    pub(crate) fn opened(&mut self, path: &Path, content: Option<Vec<u8>>) {
        let kept =
            self.images.entry(path.to_owned()).or_insert_with(|| Kept { image: Image::of(content.clone()), opened: 0 });
        // Somebody else may have written it while nobody had it open.
        if kept.opened == 0 && content.as_ref() != Some(&kept.image.current()) {
            kept.image = Image::of(content);
        }
        kept.opened += 1;
        self.deleted.remove(path);
    }

    /// Whether the content of a file has to be read before it is opened.
    pub(crate) fn wants_content(&self, path: &Path) -> bool {
        self.remembers && self.images.get(path).is_none_or(|kept| kept.opened == 0)
    }

    pub(crate) fn closed(&mut self, path: &Path) {
        if let Some(kept) = self.images.get_mut(path) {
            kept.opened -= 1;
        }
    }

    pub(crate) fn changed(&mut self, path: &Path, change: Change) {
        if self.remembers
            && let Some(kept) = self.images.get_mut(path)
        {
            kept.image.change(change);
        }
    }

    pub(crate) fn synced(&mut self, path: &Path, went_well: bool) {
        let Some(kept) = self.images.get_mut(path) else { return };
        if !went_well {
            kept.image.fail_to_sync();
        } else if kept.image.sync() {
            // The first sync of a new file brings its folder to the disk as well, deletions included.
            self.deleted.retain(|deleted, _| deleted.parent() != path.parent());
        }
    }

    pub(crate) fn deleted(&mut self, path: &Path, is_synced: bool) {
        if let Some(kept) = self.images.remove(path)
            && !is_synced
        {
            self.deleted.insert(path.to_owned(), kept.image);
        }
    }
}

const fn needs_room(asked: Asked) -> bool {
    matches!(asked, Asked::Write | Asked::SharedMap)
}

/// Dice that fall the same for the same seed.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        // SplitMix64: any seed will do, and nobody has to be kept from guessing.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

pub(crate) fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
