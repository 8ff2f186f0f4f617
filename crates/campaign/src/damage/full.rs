//! A disk without room: a file system in memory that is as large as what lies on it, and a little.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::campaign::Log;
use crate::desk::Work;
use crate::dice::Dice;
use crate::kills::verdict;
use crate::site::{Desks, Server, Site, copy_folder};

/// Room on top of what lies there, in KiB.
const LEAST_ROOM: i64 = 400;
const MOST_ROOM: i64 = 3_000;
/// More than fits.
const DEEDS: u32 = 20_000;

/// A folder on a disk of its own.
struct SmallDisk {
    at: PathBuf,
    behind: PathBuf,
}

impl SmallDisk {
    /// Moves a folder onto one. None where nobody may mount anything.
    fn under(folder: &Path, room: i64) -> Result<Option<Self>> {
        let behind = folder.with_extension("behind");
        std::fs::rename(folder, &behind)?;
        std::fs::create_dir(folder)?;
        let size = kib_in(&behind)? + room;
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}k"), "tmpfs"]).arg(folder).output();
        if !mounted.is_ok_and(|it| it.status.success()) {
            std::fs::remove_dir(folder)?;
            std::fs::rename(&behind, folder)?;
            return Ok(None);
        }
        let disk = Self { at: folder.to_owned(), behind };
        copy_folder(&disk.behind, &disk.at)?;
        Ok(Some(disk))
    }

    /// There is room again.
    fn grow(&self) -> Result<()> {
        let grown = Command::new("mount").args(["-o", "remount,size=512m"]).arg(&self.at).status()?;
        ensure!(grown.success(), "the file system in memory does not grow");
        Ok(())
    }

    /// Everything lies where it lay before.
    fn give_back(self) -> Result<()> {
        std::fs::remove_dir_all(&self.behind)?;
        copy_folder(&self.at, &self.behind)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What cannot be unmounted goes with the machine.
        let unmounted = Command::new("umount").arg(&self.at).status().is_ok_and(|it| it.success());
        if unmounted && std::fs::remove_dir(&self.at).is_ok() {
            let _ = std::fs::rename(&self.behind, &self.at);
        }
    }
}

fn kib_in(folder: &Path) -> Result<i64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let more = if entry.file_type()?.is_dir() {
            kib_in(&entry.path())?
        } else {
            i64::try_from(entry.metadata()?.len().div_ceil(4096) * 4)?
        };
        sum += more;
    }
    Ok(sum)
}

/// A desk, or the server, runs out of room while people work: they are told, nothing is lost, and
/// everything goes on as soon as there is room.
pub(super) fn run_out(site: &Site, is_desk: bool, dice: &mut Dice, log: &mut Log) -> Result<()> {
    let folder = if is_desk { site.desk(0) } else { site.server_folder() };
    let Some(disk) = SmallDisk::under(&folder, dice.between(LEAST_ROOM, MOST_ROOM))? else {
        log.note(format_args!("nobody may mount a file system here"));
        return Ok(());
    };
    let mut server = Server::start(&site.server_folder(), site.port, &[])?;
    server.until_ready()?;
    let mut desks = Desks::start([site.desk(0).as_path()], &site.desk(1).join("desks.log"))?;
    desks.until_started(0)?;
    let refused = if is_desk {
        let refused = desks.work_until_refused(0, Work::deeds(DEEDS, dice.any()))?;
        ensure!(refused.as_deref() == Some("disk_full"), "a desk without room says {refused:?}");
        refused
    } else {
        desks.work_to_the_end(0, Work::deeds(800, dice.any()))?;
        None
    };
    disk.grow()?;
    desks.work_to_the_end(0, Work::deeds(5, dice.any())).context("there is room again")?;
    verdict::wait_until_sent(&mut desks, 0)?;
    let deeds = desks.stop()?;
    server.stop()?;
    disk.give_back()?;
    log.note(format_args!("{} deeds, then {refused:?}", deeds.len()));
    verdict::compare_desk(site, 0)?;
    verdict::check_deeds(site, &deeds)
}
