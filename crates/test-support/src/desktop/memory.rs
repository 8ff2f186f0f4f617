//! The memory of a program and of those it has started, as Linux counts it.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// What a tree of processes holds: its own memory, and its share of what others hold too (PSS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// In bytes.
    pub bytes: u64,
    /// How many processes hold it.
    pub processes: usize,
}

/// The memory of a process and all below it; those that have ended hold none.
///
/// # Errors
/// When processes cannot be listed.
pub fn memory_of(root: u32) -> Result<Memory> {
    let parents = parents().context("listing processes")?;
    let is_below = |process: &u32| {
        let mut at = *process;
        while at != root {
            match parents.get(&at) {
                Some(parent) => at = *parent,
                None => return false,
            }
        }
        true
    };
    let shares: Vec<u64> = parents.keys().filter(|it| is_below(it)).filter_map(|it| share_of(*it)).collect();
    Ok(Memory { bytes: shares.iter().sum(), processes: shares.len() })
}

/// The parent of each process.
fn parents() -> Result<BTreeMap<u32, u32>> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process may end between being listed and being looked at.
        let Ok(line) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        // Its name stands in brackets and may hold anything; after it come the state and the parent.
        let parent = line.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
        if let Some(parent) = parent {
            parents.insert(process, parent);
        }
    }
    Ok(parents)
}

/// None of a process that has ended.
fn share_of(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_this_process_is_counted() {
        let own = memory_of(std::process::id()).expect("processes can be listed");

        assert!(own.processes >= 1);
        assert!(own.bytes > 100_000);
    }
}
