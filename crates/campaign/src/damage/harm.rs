//! What happens to files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::dice::Dice;

const PAGE: usize = 4096;

/// What is done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    FlipBytes(usize),
    ZeroPages(usize),
    FillPages(usize),
    BreakHeader,
    CutOff,
    Empty,
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    File,
    Log,
    Index,
}

/// What nobody can notice the loss of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MayLose {
    Nothing,
    LastCommit,
    Everything,
}

/// One thing that goes wrong with the files of a database.
#[derive(Clone, Copy, Debug)]
pub(super) struct Harm {
    kind: Kind,
    part: Part,
}

impl Harm {
    pub(super) fn choose(dice: &mut Dice) -> Self {
        let part = *dice.pick(&[Part::File, Part::File, Part::File, Part::Log, Part::Log, Part::Index]);
        let kind = *dice.pick(&[
            Kind::FlipBytes(1),
            Kind::FlipBytes(30),
            Kind::ZeroPages(1),
            Kind::ZeroPages(4),
            Kind::FillPages(2),
            Kind::BreakHeader,
            Kind::CutOff,
            Kind::Empty,
            Kind::Delete,
        ]);
        Self { kind, part }
    }

    /// What a server may come up without, and no word of it.
    pub(super) fn may_lose(&self) -> MayLose {
        match (self.part, self.kind) {
            // What stood in a log that is gone or cut off stands nowhere, and nobody can tell that it was
            // there. Without its file there is no organization.
            (Part::Log, Kind::CutOff | Kind::Empty | Kind::Delete) | (Part::File, Kind::Delete | Kind::Empty) => {
                MayLose::Everything
            }
            (Part::Log, _) => MayLose::LastCommit,
            _ => MayLose::Nothing,
        }
    }

    /// Does it, and says what.
    pub(super) fn apply(&self, database: &Path, dice: &mut Dice) -> Result<String> {
        let path = self.path(database);
        if !path.exists() {
            return Ok(format!("{:?} of the {:?}, which is not there", self.kind, self.part));
        }
        let mut bytes = fs::read(&path)?;
        let before = bytes.len();
        match self.kind {
            Kind::FlipBytes(count) => (0..count).for_each(|_| flip(&mut bytes, dice)),
            Kind::ZeroPages(count) => (0..count).for_each(|_| overwrite(&mut bytes, dice, 0)),
            Kind::FillPages(count) => (0..count).for_each(|_| overwrite(&mut bytes, dice, 0xa5)),
            Kind::BreakHeader => bytes.iter_mut().take(32).for_each(|byte| *byte ^= 0x55),
            Kind::CutOff => bytes.truncate(dice.below(before.max(1))),
            Kind::Empty => bytes.clear(),
            Kind::Delete => {
                fs::remove_file(&path)?;
                return Ok(format!("the {:?} is gone", self.part));
            }
        }
        let after = bytes.len();
        fs::write(&path, bytes).context("damaging a file")?;
        Ok(format!("{:?} of the {:?}, {before} bytes before and {after} after", self.kind, self.part))
    }

    fn path(&self, database: &Path) -> PathBuf {
        let ending = match self.part {
            Part::File => "",
            Part::Log => "-wal",
            Part::Index => "-shm",
        };
        PathBuf::from(format!("{}{ending}", database.display()))
    }
}

fn flip(bytes: &mut [u8], dice: &mut Dice) {
    if !bytes.is_empty() {
        let at = dice.below(bytes.len());
        bytes[at] ^= u8::try_from(1 + dice.below(255)).unwrap_or(1);
    }
}

fn overwrite(bytes: &mut [u8], dice: &mut Dice, with: u8) {
    let pages = bytes.len() / PAGE;
    if pages > 0 {
        let at = dice.below(pages) * PAGE;
        bytes[at..at + PAGE].fill(with);
    }
}
