//! G4: `kill -9` of real desks, of the real server, of both, in the middle of anything: while people
//! write and attach files, and half of them while programs start, upgrade their files or stop, when
//! the log is read in and moved into the file.
//!
//! What a desk had acknowledged stands in a pipe that outlives it. At the end everything that was
//! ever acknowledged is on the desk and on the server, once, and nothing waits or was refused. A
//! seed decides who is killed in which state and after how many milliseconds; what the process had
//! reached by then is up to the machine.

mod old_file;
pub(crate) mod verdict;

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Result, ensure};
use goodturn_store_sqlite::{Layout, SqliteAuthority};
use serde_json::Value;

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::desk::Work;
use crate::dice::Dice;
use crate::older;
use crate::site::{Blueprint, Deed, Desks, Server, Site};

pub(crate) const G4: Campaign = Campaign {
    name: "G4",
    holds: "kill -9 of desks and server at any moment: nothing acknowledged is lost or there twice",
    in_ci: Budget { runs: 40, seconds: 55 },
    workers: Workers::EachCore,
    replays: false,
    run,
};

/// Kills of one run, before everything is compared.
const KILLS: u64 = 25;
/// Two people who ask each other.
const PEOPLE: usize = 2;
/// Nobody works longer before a kill, in milliseconds.
const LONGEST_WORK: i64 = 60;
/// A start and a stop take about so long, in milliseconds.
const LONGEST_START: i64 = 90;

/// So many of a hundred turns are of people who attach files, and so many of their deeds are files.
const TURNS_WITH_FILES: u64 = 40;
const FILES: u64 = 50;
/// An older server knew of files from this version on, and of people from any.
const FIRST_WITH_FILES: i64 = 4;
const VERSIONS_SERVED: i64 = 3;

/// The site that every run is a copy of; it takes seconds to make.
pub(crate) fn blueprint() -> Result<&'static Blueprint, String> {
    static BLUEPRINT: OnceLock<Result<Blueprint, String>> = OnceLock::new();
    let drawn = BLUEPRINT.get_or_init(|| Blueprint::draw(PEOPLE).map_err(|error| format!("{error:#}")));
    drawn.as_ref().map_err(Clone::clone)
}

fn run(seed: u64, log: &mut Log) -> Result<Run, String> {
    let blueprint = blueprint()?;
    let mut live = || -> Result<u64> {
        let mut scene = Scene::new(blueprint.copy()?, seed)?;
        while scene.kills < KILLS {
            scene.round(log)?;
        }
        scene.finish(log)
    };
    let deeds = live().map_err(|error| format!("{error:#}"))?;
    log.note(format_args!("{deeds} deeds were acknowledged, and all of them are there"));
    Ok(Run { faults: KILLS, says: None })
}

/// Who is killed, and in the middle of what.
#[derive(Clone, Copy, Debug)]
enum Death {
    DeskAtWork,
    DeskStarting,
    DeskStopping,
    ServerAtWork,
    ServerStarting,
    ServerStopping,
    ServerUpgrading,
    BothAtWork,
    BothStarting,
}

/// Half of them while somebody starts or stops.
const DEATHS: [Death; 12] = [
    Death::DeskAtWork,
    Death::DeskAtWork,
    Death::ServerAtWork,
    Death::ServerAtWork,
    Death::BothAtWork,
    Death::BothAtWork,
    Death::DeskStarting,
    Death::DeskStopping,
    Death::ServerStarting,
    Death::ServerStopping,
    Death::ServerUpgrading,
    Death::BothStarting,
];

struct Scene {
    site: Site,
    dice: Dice,
    kills: u64,
    server: Option<Server>,
    desks: Option<Desks>,
    /// Everything that was ever acknowledged.
    deeds: Vec<Deed>,
}

impl Scene {
    fn new(site: Site, seed: u64) -> Result<Self> {
        // One of the desks has a file of the first version, with an outbox: its first starts upgrade it.
        let deeds = old_file::put_in_place(&site, PEOPLE - 1)?;
        Ok(Self { site, dice: Dice::of_seed(seed), kills: 0, server: None, desks: None, deeds })
    }

    fn round(&mut self, log: &mut Log) -> Result<()> {
        let death = *self.dice.pick(&DEATHS);
        log.note(format_args!("{death:?}"));
        match death {
            Death::DeskAtWork | Death::ServerAtWork | Death::BothAtWork => self.die_at_work(death),
            Death::DeskStarting | Death::ServerStarting | Death::BothStarting => self.die_starting(death),
            Death::DeskStopping | Death::ServerStopping => self.die_stopping(death),
            Death::ServerUpgrading => self.die_upgrading(),
        }
    }

    fn die_at_work(&mut self, death: Death) -> Result<()> {
        self.bring_up()?;
        self.work()?;
        let after = self.dice.between(0, LONGEST_WORK);
        self.listen_to_deeds(after)?;
        if !matches!(death, Death::DeskAtWork) {
            self.kill_server()?;
        }
        if matches!(death, Death::ServerAtWork) {
            // The desks go on, without a server.
            let after = self.dice.between(0, LONGEST_WORK / 2);
            self.listen(after)?;
        }
        if !matches!(death, Death::ServerAtWork) || self.dice.happens(50) {
            self.kill_desks()?;
        }
        Ok(())
    }

    fn die_starting(&mut self, death: Death) -> Result<()> {
        self.kill_desks()?;
        if !matches!(death, Death::DeskStarting) {
            self.kill_server()?;
            self.server = Some(Server::start(&self.site.server_folder(), self.site.port, &[])?);
        }
        if !matches!(death, Death::ServerStarting) {
            self.desks = Some(self.start_desks()?);
        }
        let after = self.dice.between(0, LONGEST_START);
        std::thread::sleep(Duration::from_millis(after.unsigned_abs()));
        self.kill_desks()?;
        if !matches!(death, Death::DeskStarting) {
            self.kill_server()?;
        }
        Ok(())
    }

    fn die_stopping(&mut self, death: Death) -> Result<()> {
        self.bring_up()?;
        self.work()?;
        let after = self.dice.between(0, LONGEST_WORK / 2);
        self.listen_to_deeds(after)?;
        let patience = Duration::from_micros(self.dice.between(0, 25_000).unsigned_abs());
        self.kills += 1;
        if matches!(death, Death::DeskStopping) {
            if let Some(desks) = self.desks.take() {
                self.deeds.extend(desks.stop_within(patience)?);
            }
        } else if let Some(server) = self.server.take() {
            server.stop_within(patience)?;
        }
        Ok(())
    }

    /// The server was replaced by a newer one: it starts over files of an older version, and is killed
    /// in the midst of the upgrade.
    fn die_upgrading(&mut self) -> Result<()> {
        self.kill_server()?;
        let first = FIRST_WITH_FILES;
        self.put_back(&self.site.organization_file()?, SqliteAuthority::layout(), first)?;
        self.put_back(&self.site.server_folder().join("control.db"), goodturn_server::control_layout(), 1)?;
        self.server = Some(Server::start(&self.site.server_folder(), self.site.port, &[])?);
        let after = self.dice.between(0, LONGEST_START);
        std::thread::sleep(Duration::from_millis(after.unsigned_abs()));
        self.kill_server()
    }

    fn put_back(&mut self, file: &Path, layout: &Layout, first: i64) -> Result<()> {
        let newest = i64::try_from(layout.migrations.len())?;
        let version = self.dice.between(first.max(newest - VERSIONS_SERVED), newest - 1);
        older::put_back(file, layout, version)
    }

    fn start_desks(&self) -> Result<Desks> {
        let folders: Vec<_> = (0..PEOPLE).map(|number| self.site.desk(number)).collect();
        Desks::start(folders.iter().map(AsRef::as_ref), &self.site.server_folder().join("desks.log"))
    }

    /// Everybody is there. Desks that were left without their server start anew, so that they come
    /// back at once and not when their pause is over.
    fn bring_up(&mut self) -> Result<()> {
        if self.server.is_none() {
            let mut server = Server::start(&self.site.server_folder(), self.site.port, &[])?;
            server.until_ready()?;
            self.server = Some(server);
            self.kill_desks()?;
        }
        if self.desks.is_none() {
            let mut desks = self.start_desks()?;
            for number in 0..PEOPLE {
                let trouble = desks.until_started(number)?;
                ensure!(trouble == Value::Null, "desk {number} found trouble: {trouble}");
            }
            self.desks = Some(desks);
        }
        Ok(())
    }

    fn work(&mut self) -> Result<()> {
        let files = if self.dice.happens(TURNS_WITH_FILES) { FILES } else { 0 };
        for number in 0..PEOPLE {
            let work = Work { pause_ms: 1, files, ..Work::deeds(500, self.dice.any()) };
            if let Some(desks) = &mut self.desks {
                desks.work(number, work)?;
            }
        }
        Ok(())
    }

    fn listen(&mut self, milliseconds: i64) -> Result<()> {
        match &mut self.desks {
            Some(desks) => desks.listen(Duration::from_millis(milliseconds.unsigned_abs())),
            None => Ok(()),
        }
    }

    /// From the first deed on, so that a busy machine gets as far as an idle one.
    fn listen_to_deeds(&mut self, milliseconds: i64) -> Result<()> {
        if let Some(desks) = &mut self.desks {
            desks.until_first_deed()?;
        }
        self.listen(milliseconds)
    }

    fn kill_desks(&mut self) -> Result<()> {
        if let Some(desks) = self.desks.take() {
            self.kills += 1;
            self.deeds.extend(desks.kill()?);
        }
        Ok(())
    }

    fn kill_server(&mut self) -> Result<()> {
        if let Some(server) = self.server.take() {
            self.kills += 1;
            server.kill()?;
        }
        Ok(())
    }

    /// Peace: everything is sent and fetched, everybody ends in good order, and the files are read.
    fn finish(mut self, log: &mut Log) -> Result<u64> {
        self.kill_desks()?;
        self.bring_up()?;
        let mut desks = self.start_if_needed()?;
        for number in 0..PEOPLE {
            verdict::wait_until_sent(&mut desks, number)?;
        }
        self.deeds.extend(desks.stop()?);
        if let Some(server) = self.server.take() {
            server.stop()?;
        }
        log.note(format_args!("{} kills", self.kills));
        verdict::compare(&self.site, &self.deeds)?;
        Ok(self.deeds.len() as u64)
    }

    fn start_if_needed(&mut self) -> Result<Desks> {
        match self.desks.take() {
            Some(desks) => Ok(desks),
            None => self.start_desks(),
        }
    }
}
