//! What of a file is on the platter, and what is only said to be.

use crate::disk::Dice;

/// The smallest piece that a disk writes whole, in bytes.
const SECTOR: usize = 512;

/// A change that was accepted and not synced.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Self::Cut { length } => content.resize(*length, 0),
        }
    }

    /// What a disk has of it that stopped in the middle.
    fn torn(&self) -> Self {
        match self {
            Self::Write { at, bytes } => {
                let half = (bytes.len() / 2).next_multiple_of(SECTOR).min(bytes.len());
                Self::Write { at: *at, bytes: bytes[..half].to_vec() }
            }
            cut @ Self::Cut { .. } => cut.clone(),
        }
    }
}

/// A file as a power failure would leave it.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    synced: Vec<u8>,
    pending: Vec<Change>,
    /// Accepted, and then part of a failed sync: the system drops such pages from its list of what
    /// has to be written, so that no later sync brings them to the disk.
    forsaken: Vec<Change>,
    /// Whether the file would be there at all.
    is_entered: bool,
}

impl Image {
    pub(crate) fn of(content: Option<Vec<u8>>) -> Self {
        let is_entered = content.is_some();
        Self { synced: content.unwrap_or_default(), pending: Vec::new(), forsaken: Vec::new(), is_entered }
    }

    pub(crate) fn change(&mut self, change: Change) {
        self.pending.push(change);
    }

    /// What is pending reaches the disk. True when the file itself does so for the first time.
    pub(crate) fn sync(&mut self) -> bool {
        for change in self.pending.drain(..) {
            change.apply(&mut self.synced);
        }
        !std::mem::replace(&mut self.is_entered, true)
    }

    pub(crate) fn fail_to_sync(&mut self) {
        self.forsaken.append(&mut self.pending);
    }

    /// The content that a reader sees while the power is on.
    pub(crate) fn current(&self) -> Vec<u8> {
        let mut content = self.synced.clone();
        self.forsaken.iter().chain(&self.pending).for_each(|change| change.apply(&mut content));
        content
    }

    /// The content after the power was lost; none when the file is not there. `dice` says which of
    /// the changes that were not synced reached the disk; without, none did.
    pub(crate) fn survivor(&self, dice: Option<&mut Dice>) -> Option<Vec<u8>> {
        let mut content = self.synced.clone();
        let mut is_there = self.is_entered;
        if let Some(dice) = dice {
            for change in self.forsaken.iter().chain(&self.pending) {
                match dice.throw(4) {
                    0 | 1 => change.apply(&mut content),
                    2 => change.torn().apply(&mut content),
                    _ => continue,
                }
                is_there = true;
            }
        }
        is_there.then_some(content)
    }
}
