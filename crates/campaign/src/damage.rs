//! G8: files that are damaged, cut off or gone, on a desk and on a server.
//!
//! A desk has sent some of its work and holds more in its outbox when its file or its log is damaged.
//! Then the app starts: it comes up, whatever was damaged; what it shows is the server's; and every
//! operation whose text still stands anywhere in the damaged files reaches the server, or is shown to
//! its person where what it belongs to is gone. A server
//! starts, or says that it is damaged; it never serves half of an organization without a word. Disks run
//! full while people work, and files and folders lose the right to be written.

mod full;
mod harm;
mod oracle;
mod read_only;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::desk::Work;
use crate::dice::Dice;
use crate::kills::verdict;
use crate::site::{Blueprint, Deed, Desks, Server, Site};
use harm::{Harm, MayLose};

pub(crate) const G8: Campaign = Campaign {
    name: "G8",
    holds: "damaged, cut off, missing, read-only files, full disks: noticed or harmless, outbox salvaged",
    in_ci: Budget { runs: 200, seconds: 65 },
    workers: Workers::EachCore,
    replays: false,
    run,
};

/// Deeds that the server has, and deeds that wait on the desk.
const SENT: u32 = 60;
const WAITING: u32 = 60;
/// Of two deeds that were saved last, the log may hold the only trace.
const MOST_AT_THE_END: usize = 1;

/// A site whose desk has work on both sides, and that nobody stopped in good order.
struct Ready {
    blueprint: Blueprint,
    waiting: Vec<Deed>,
}

fn ready() -> Result<&'static Ready, String> {
    static READY: OnceLock<Result<Ready, String>> = OnceLock::new();
    let made = READY.get_or_init(|| make_ready().map_err(|error| format!("{error:#}")));
    made.as_ref().map_err(Clone::clone)
}

fn make_ready() -> Result<Ready> {
    let site = Blueprint::draw(2)?.copy()?;
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready()?;
    let mut desks = desks_of(&site)?;
    desks.until_started(0)?;
    desks.work_to_the_end(0, Work::deeds(SENT, 1))?;
    verdict::wait_until_sent(&mut desks, 0)?;
    server.kill()?;
    desks.take_deeds();
    desks.work_to_the_end(0, Work::deeds(WAITING, 2))?;
    let waiting = desks.kill()?;
    ensure!(waiting.len() == WAITING as usize, "the desk did {} of {WAITING} deeds", waiting.len());
    Ok(Ready { blueprint: Blueprint::of(site), waiting })
}

fn desks_of(site: &Site) -> Result<Desks> {
    Desks::start([site.desk(0).as_path()], &site.server_folder().join("desks.log"))
}

fn run(seed: u64, log: &mut Log) -> Result<Run, String> {
    let ready = ready()?;
    let mut dice = Dice::of_seed(seed);
    let is_desk = dice.happens(75);
    let is_full = dice.happens(8);
    let is_read_only = dice.happens(10);
    let live = |log: &mut Log, dice: &mut Dice| {
        let site = ready.blueprint.copy()?;
        if is_full {
            full::run_out(&site, is_desk, dice, log)
        } else if is_read_only {
            read_only::refuse_writes(&site, ready, is_desk, dice, log)
        } else if is_desk {
            harm_desk(&site, ready, dice, log)
        } else {
            harm_server(&site, dice, log)
        }
    };
    live(log, &mut dice).map_err(|error| format!("{error:#}"))?;
    Ok(Run { faults: 1, says: None })
}

fn harm_desk(site: &Site, ready: &Ready, dice: &mut Dice, log: &mut Log) -> Result<()> {
    let file = site.desk_file(0)?;
    let harm = Harm::choose(dice);
    let what = harm.apply(&file, dice)?;
    log.note(format_args!("desk: {what}"));
    let standing = oracle::standing(&file, &ready.waiting)?;
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready()?;
    let mut desks = desks_of(site)?;
    let words = || fs::read_to_string(site.server_folder().join("desks.log")).unwrap_or_default();
    let trouble = desks.until_started(0).with_context(|| format!("{what}; it says {}", words()))?;
    verdict::wait_until_synced(&mut desks, 0).with_context(|| what.clone())?;
    desks.stop()?;
    server.stop()?;
    let arrived = oracle::arrived(site, &ready.waiting)?;
    let held = oracle::held(site, &ready.waiting)?;
    let lost: BTreeSet<&String> = standing.difference(&arrived).filter(|id| !held.contains(*id)).collect();
    let (stood, came, kept) = (standing.len(), arrived.len(), held.len());
    log.note(format_args!("noticed: {trouble}, {stood} of {WAITING} still stood there, {came} arrived, {kept} held"));
    let most = if trouble == Value::Null { MOST_AT_THE_END } else { 0 };
    ensure!(lost.len() <= most, "{what}; noticed: {trouble}; lost though they still stood in the file: {lost:?}");
    verdict::compare_desk_but(site, 0, held.len()).with_context(|| what.clone())?;
    ensure!(trouble == Value::Null || has_quarantine(&file)?, "{what}: the damaged file was not put aside");
    Ok(())
}

/// The damaged file lies beside the new one, whole.
fn has_quarantine(file: &Path) -> Result<bool> {
    let (folder, name) = (file.parent().context("it lies in a folder")?, file.file_name().context("it has a name")?);
    let name = name.to_string_lossy().into_owned();
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    // `<name>.<id of 36 letters>`, and perhaps only the log was left.
    let is_aside =
        |it: &String| it.starts_with(&format!("{name}.")) && it.trim_end_matches("-wal").len() == name.len() + 37;
    Ok(names.iter().any(is_aside))
}

fn harm_server(site: &Site, dice: &mut Dice, log: &mut Log) -> Result<()> {
    let (file, harm) = (site.organization_file()?, Harm::choose(dice));
    let before = oracle::everything(&file)?;
    let needed = match harm.may_lose() {
        MayLose::Nothing => before.clone(),
        MayLose::LastCommit => oracle::everything_before_the_last_commit(&file)?,
        MayLose::Everything => BTreeSet::new(),
    };
    let what = harm.apply(&file, dice)?;
    log.note(format_args!("server: {what}"));
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    let up = server.until_ready();
    server.stop_within(Duration::from_secs(10))?;
    let words = fs::read_to_string(site.server_folder().join("log")).unwrap_or_default();
    match up {
        Err(_) => {
            ensure!(words.contains("damaged") || words.contains("is no Goodturn"), "{what}: it only says {words:?}");
        }
        Ok(()) => {
            let after = oracle::everything(&file)?;
            // What the last commit has changed may be there as it was before, or as it is.
            let lost = needed.difference(&after).filter(|it| before.contains(*it)).count();
            ensure!(lost == 0, "{what}: the server came up without {lost} of {} rows", before.len());
        }
    }
    log.note(format_args!("noticed: {}", words.contains("damaged")));
    Ok(())
}
