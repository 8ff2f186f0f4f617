//! Files and folders that cannot be written, as after a copy from elsewhere or when a disk was put
//! in again for reading only.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{Ready, desks_of, oracle};
use crate::campaign::Log;
use crate::desk::Work;
use crate::dice::Dice;
use crate::kills::verdict;
use crate::site::{Server, Site};

/// What cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The database, its log and its index, as far as they are there.
    Files,
    Log,
    /// Nothing new can be made in it.
    Folder,
}

/// Takes the right to write, and gives it back at the end.
struct Locked {
    before: Vec<(PathBuf, Permissions)>,
}

impl Locked {
    fn lock(database: &Path, part: Part) -> Result<Self> {
        let beside = |ending: &str| PathBuf::from(format!("{}{ending}", database.display()));
        let paths = match part {
            Part::Files => vec![beside(""), beside("-wal"), beside("-shm")],
            Part::Log => vec![beside("-wal")],
            Part::Folder => vec![database.parent().context("it lies in a folder")?.to_owned()],
        };
        let mut before = Vec::new();
        for path in paths.into_iter().filter(|path| path.exists()) {
            let rights = path.metadata()?.permissions();
            fs::set_permissions(&path, Permissions::from_mode(rights.mode() & !0o222))?;
            before.push((path, rights));
        }
        Ok(Self { before })
    }

    fn unlock(self) -> Result<()> {
        for (path, rights) in &self.before {
            // A database may have deleted its log meanwhile.
            if path.exists() {
                fs::set_permissions(path, rights.clone())?;
            }
        }
        Ok(())
    }
}

/// A desk or a server that cannot write says so or goes on without harm; whatever was acknowledged
/// is there once the right to write is back.
pub(super) fn refuse_writes(site: &Site, ready: &Ready, is_desk: bool, dice: &mut Dice, log: &mut Log) -> Result<()> {
    let part = *dice.pick(&[Part::Files, Part::Log, Part::Folder]);
    let is_in_the_midst = dice.happens(50);
    let database = if is_desk { site.desk_file(0)? } else { site.organization_file()? };
    log.note(format_args!("{part:?} of the {}", if is_desk { "desk" } else { "server" }));
    let what = format!("{part:?} for reading only");
    let mut deeds = if is_in_the_midst {
        work_while_locked(site, &database, part, dice).with_context(|| format!("{what} in the midst of work"))?
    } else {
        start_locked(site, &database, part, is_desk).with_context(|| what.clone())?;
        Vec::new()
    };

    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready().with_context(|| format!("{what}: it can be written again"))?;
    let mut desks = desks_of(site)?;
    desks.until_started(0)?;
    desks.work_to_the_end(0, Work::deeds(5, dice.any())).context("it can be written again")?;
    verdict::wait_until_sent(&mut desks, 0)?;
    deeds.extend(desks.stop()?);
    server.stop()?;
    verdict::compare_desk(site, 0)?;
    verdict::check_deeds(site, &deeds)?;
    let arrived = oracle::arrived(site, &ready.waiting)?;
    ensure!(arrived.len() == ready.waiting.len(), "{what}: {} of {} arrived", arrived.len(), ready.waiting.len());
    log.note(format_args!("{} deeds, all of them there", deeds.len()));
    Ok(())
}

/// Nothing can be written from the start: it comes up and does no harm, or ends and says why.
fn start_locked(site: &Site, database: &Path, part: Part, is_desk: bool) -> Result<()> {
    let before = oracle::content(database)?;
    ensure!(!before.is_empty(), "there is something in it");
    let locked = Locked::lock(database, part)?;
    let (is_up, words) = if is_desk {
        let mut desks = desks_of(site)?;
        let is_up = desks.until_started(0).is_ok();
        desks.stop_within(Duration::from_secs(10))?;
        (is_up, fs::read_to_string(site.server_folder().join("desks.log")).unwrap_or_default())
    } else {
        let mut server = Server::start(&site.server_folder(), site.port, &[])?;
        let is_up = server.until_ready().is_ok();
        server.stop_within(Duration::from_secs(10))?;
        (is_up, fs::read_to_string(site.server_folder().join("log")).unwrap_or_default())
    };
    locked.unlock()?;
    if !is_up {
        let says = ["read-only", "readonly", "ermission", "unable to open", "cannot be opened"];
        ensure!(says.iter().any(|it| words.contains(it)), "it only says {words:?}");
        // What stood in the log may stand in the file now.
        ensure!(oracle::content(database)? == before, "it did not come up and changed what is stored: {words}");
    }
    ensure!(!words.contains("damaged"), "it takes that for damage: {words}");
    Ok(())
}

/// The right to write goes while people work; then the programs are killed.
fn work_while_locked(site: &Site, database: &Path, part: Part, dice: &mut Dice) -> Result<Vec<crate::site::Deed>> {
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready()?;
    let mut desks = desks_of(site)?;
    desks.until_started(0)?;
    desks.work_to_the_end(0, Work::deeds(20, dice.any()))?;
    let locked = Locked::lock(database, part)?;
    // What is open stays writable: refusals are as good as going on.
    desks.work_until_refused(0, Work::deeds(200, dice.any()))?;
    server.kill()?;
    let deeds = desks.kill()?;
    locked.unlock()?;
    Ok(deeds)
}
