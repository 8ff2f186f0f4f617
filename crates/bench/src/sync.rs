//! The sync under load: seven workloads over a real server, each next to the least that does as
//! much (*floor*): a bare axum over bare SQLite, with the same rows as durably, without rules and rights.

mod bare_transfer;
pub(crate) mod child;
mod fan_out;
pub(crate) mod floor;
mod growth;
mod load;
mod office;
mod process;
mod search;
mod streams;
mod transfer;
mod wire;

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::figures::Figure;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) operations: usize,
    /// How long clients make changes.
    pub(crate) load: Duration,
    /// A tenth of everything that takes minutes.
    pub(crate) is_short: bool,
}

/// The workloads that are wanted, but for the one between two whole apps.
pub(crate) async fn measure(folder: &Path, wanted: &dyn Fn(&str) -> bool, extent: Extent) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    if wanted("W1") || wanted("W2") {
        eprintln!("▸ {} operations made offline, pushed, and pulled by a fresh device …", extent.operations);
        figures.extend(transfer::measure(&folder.join("transfer"), extent).await?);
    }
    if wanted("fanout") {
        for clients in [50, 500] {
            eprintln!("▸ 24 changes a second to {clients} live clients …");
            figures.extend(fan_out::measure(&folder.join(format!("fan-out-{clients}")), clients, extent.load).await?);
        }
    }
    if wanted("W4") {
        for clients in [50, 500] {
            eprintln!("▸ {clients} clients make small changes for {} s …", extent.load.as_secs());
            figures.extend(load::measure(&folder.join(format!("load-{clients}")), clients, extent.load).await?);
        }
    }
    if wanted("slow_disk") {
        eprintln!("▸ a disk that takes 4 ms for every sync …");
        figures.extend(load::measure_slow(&folder.join("slow"), extent.load).await?);
    }
    if wanted("W5") {
        for requests in if extent.is_short { vec![100_000] } else { vec![100_000, 1_000_000] } {
            eprintln!("▸ lists and search over {requests} requests …");
            figures.extend(search::measure(folder, requests)?);
        }
    }
    if wanted("W6") {
        for streams in if extent.is_short { vec![1_000] } else { vec![1_000, 2_000, 10_000] } {
            eprintln!("▸ {streams} held streams …");
            figures.extend(streams::measure(&folder.join(format!("streams-{streams}")), streams).await?);
        }
    }
    if wanted("W7") {
        eprintln!("▸ an organization that grows around one person …");
        figures.extend(growth::measure(folder, extent.is_short)?);
    }
    Ok(figures)
}
