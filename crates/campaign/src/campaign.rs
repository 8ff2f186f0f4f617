//! What a campaign is: something that has to hold, and a run that tries to break it.

use std::fmt;

/// Something that has to hold whatever happens, tried with one seed after the other.
pub(crate) struct Campaign {
    /// As in `reliability.md` §3, such as `G1`.
    pub(crate) name: &'static str,
    /// What has to hold, for the table.
    pub(crate) holds: &'static str,
    /// What CI runs of it.
    pub(crate) in_ci: Budget,
    /// How many runs may go at once.
    pub(crate) workers: Workers,
    /// Whether a seed gives the same trace each time. Runs with processes and sockets do not: of
    /// them only what is thrown in is the same.
    pub(crate) replays: bool,
    /// One run: the seed decides everything that happens. `Err` says what did not hold.
    pub(crate) run: fn(seed: u64, log: &mut Log) -> Result<Run, String>,
}

/// So many runs, and so long at most; what is not reached is printed as what it is.
pub(crate) struct Budget {
    pub(crate) runs: u64,
    pub(crate) seconds: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workers {
    /// A run on each core.
    EachCore,
    /// One run at a time: it has processes and threads of its own, or few runs are wanted.
    One,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// What was thrown in.
    pub(crate) faults: u64,
    /// A line for people, printed under the table.
    pub(crate) says: Option<String>,
}

/// What happens in a run, line by line: hashed always, kept as text when it is to be read.
pub(crate) struct Log {
    hasher: blake3::Hasher,
    lines: Option<Vec<String>>,
    buffer: String,
}

impl Log {
    pub(crate) fn new(is_kept: bool) -> Self {
        Self { hasher: blake3::Hasher::new(), lines: is_kept.then(Vec::new), buffer: String::new() }
    }

    /// Something happened.
    pub(crate) fn note(&mut self, what: fmt::Arguments<'_>) {
        self.buffer.clear();
        // Writing into a text cannot fail; what a broken `Display` leaves out is missing each time.
        let _ = fmt::Write::write_fmt(&mut self.buffer, what);
        self.hasher.update(self.buffer.as_bytes());
        self.hasher.update(b"\n");
        if let Some(lines) = &mut self.lines {
            lines.push(self.buffer.clone());
        }
    }

    /// Equal for two runs in which the same happened.
    pub(crate) fn trace(&self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.hasher.finalize().as_bytes()[..8]);
        u64::from_be_bytes(bytes)
    }

    /// What was kept.
    pub(crate) fn lines(&self) -> &[String] {
        self.lines.as_deref().unwrap_or_default()
    }
}
