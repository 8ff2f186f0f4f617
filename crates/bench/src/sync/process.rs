//! What the system knows of a process: processor time and memory.

use std::time::Duration;

use anyhow::{Context, Result};

/// Clock ticks in a second, as `/proc` counts them on every Linux of today.
const TICKS: u64 = 100;

/// Processor time of a process so far, user and system.
pub(crate) fn cpu_of(process: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name may hold spaces: fields are counted after its closing bracket.
    let fields: Vec<&str> = stat.rsplit_once(')').context("a process has a name")?.1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 1_000 / TICKS))
}

/// Memory that a process holds, in bytes; `field` is a line of its status, such as `VmRSS`.
pub(crate) fn memory_of(process: u32, field: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|it| it.starts_with(field)).context("the process has memory")?;
    let kib: u64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
    Ok(kib * 1024)
}
