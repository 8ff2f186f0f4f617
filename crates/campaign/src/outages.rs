//! G7: a bad network, servers that are killed in the middle of pushes, and a database that crashes.
//!
//! Forty desks work through a proxy that delays, loses, repeats, cuts off and answers for others.
//! Odd seeds have three servers on one PostgreSQL, even ones a single server with its own files. At
//! the end the weather is calm: everything acknowledged is on the server once, every desk holds what
//! the server has, and nothing waits or was refused.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use goodturn_domain::OrganizationId;
use goodturn_store_postgres::{PostgresAuthority, PostgresDatabase};
use goodturn_test_support::postgres::Cluster;
use goodturn_test_support::proxy::{Fate, Proxy};
use serde_json::Value;

use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::desk::Work;
use crate::dice::Dice;
use crate::kills::verdict;
use crate::site::{Blueprint, Deed, Desks, Server, Site, free_port};

pub(crate) const G7: Campaign = Campaign {
    name: "G7",
    holds: "bad network, killed servers, crashed PostgreSQL: everything once, all desks equal to the server",
    in_ci: Budget { runs: 2, seconds: 110 },
    workers: Workers::One,
    replays: false,
    run,
};

/// Desks, and how many share a process.
const DESKS: usize = 40;
const TOGETHER: usize = 10;
/// The storm, by what the organization lies in.
const STORM_ON_POSTGRES: Duration = Duration::from_secs(30);
const STORM_ON_FILES: Duration = Duration::from_secs(20);
/// So many requests of a hundred meet trouble in it.
const TROUBLE: u64 = 25;
const SERVERS: usize = 3;

fn run(seed: u64, log: &mut Log) -> Result<Run, String> {
    let live = |log: &mut Log| {
        let mut storm = Storm::gather(seed)?;
        storm.rage(log)?;
        storm.calm_down(log)
    };
    live(log).map_err(|error| format!("{error:#}"))
}

/// Where the organization lies.
enum Ground {
    Files,
    Postgres { cluster: Cluster, address: String },
}

impl Ground {
    fn arguments(&self) -> Vec<String> {
        match self {
            Self::Files => Vec::new(),
            Self::Postgres { address, .. } => vec!["--database-url".into(), address.clone()],
        }
    }
}

struct Storm {
    dice: Dice,
    ground: Ground,
    site: Site,
    ports: Vec<u16>,
    servers: Vec<Option<Server>>,
    desks: Vec<Option<Desks>>,
    proxy: Proxy,
    runtime: tokio::runtime::Runtime,
    deeds: Vec<Deed>,
    blows: u64,
}

impl Storm {
    /// Everybody is there, and the network is still calm.
    fn gather(seed: u64) -> Result<Self> {
        let ground = if seed % 2 == 1 {
            let cluster = Cluster::start()?;
            let address = cluster.new_database();
            Ground::Postgres { cluster, address }
        } else {
            Ground::Files
        };
        let mut site = Blueprint::draw_on(DESKS, &ground.arguments())?.copy()?;
        let count = if matches!(ground, Ground::Files) { 1 } else { SERVERS };
        let ports = (0..count).map(|_| free_port()).collect::<Result<Vec<_>>>()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let addresses = ports.iter().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, *port))).collect();
        let proxy = runtime.block_on(Proxy::start(addresses, seed, 0))?;
        site.point_desks_to(&proxy.url())?;
        let servers = ports.iter().map(|_| None).collect();
        let desks = (0..DESKS / TOGETHER).map(|_| None).collect();
        let mut storm = Self {
            dice: Dice::of_seed(seed),
            ground,
            site,
            ports,
            servers,
            desks,
            proxy,
            runtime,
            deeds: Vec::new(),
            blows: 0,
        };
        (0..count).try_for_each(|number| storm.start_server(number))?;
        (0..DESKS / TOGETHER).try_for_each(|group| storm.start_desks(group, true))?;
        Ok(storm)
    }

    fn start_server(&mut self, number: usize) -> Result<()> {
        let folder = match self.ground {
            Ground::Files => self.site.server_folder(),
            // Servers of one database keep nothing; the log lies there.
            Ground::Postgres { .. } => self.site.server_folder().join(format!("server-{number}")),
        };
        self.servers[number] = Some(Server::start(&folder, self.ports[number], &self.ground.arguments())?);
        Ok(())
    }

    fn start_desks(&mut self, group: usize, waits: bool) -> Result<()> {
        let mut desks = self.begin(group)?;
        for desk in 0..TOGETHER {
            if waits {
                desks.until_started(desk)?;
            }
            desks.work(desk, Work { pause_ms: 2_500, ..Work::deeds(100_000, self.dice.any()) })?;
        }
        self.desks[group] = Some(desks);
        Ok(())
    }

    fn rage(&mut self, log: &mut Log) -> Result<()> {
        self.proxy.set_trouble(TROUBLE);
        let lasts = if matches!(self.ground, Ground::Files) { STORM_ON_FILES } else { STORM_ON_POSTGRES };
        let end = Instant::now() + lasts;
        while Instant::now() < end {
            let pause = Duration::from_millis(self.dice.between(300, 2_500).unsigned_abs());
            self.listen(pause)?;
            self.strike(log)?;
        }
        Ok(())
    }

    fn listen(&mut self, time: Duration) -> Result<()> {
        let share = time / u32::try_from(self.desks.len()).unwrap_or(1);
        self.desks.iter_mut().flatten().try_for_each(|desks| desks.listen(share))
    }

    fn strike(&mut self, log: &mut Log) -> Result<()> {
        self.blows += 1;
        match self.dice.below(8) {
            0..=3 => {
                let number = self.dice.below(self.servers.len());
                log.note(format_args!("kill -9 of server {number}"));
                if let Some(server) = self.servers[number].take() {
                    server.kill()?;
                }
                self.start_server(number)
            }
            4 => {
                let number = self.dice.below(self.servers.len());
                log.note(format_args!("server {number} is asked to end and begins anew"));
                if let Some(server) = self.servers[number].take() {
                    server.stop_within(Duration::from_secs(1))?;
                }
                self.start_server(number)
            }
            5 => {
                let group = self.dice.below(self.desks.len());
                log.note(format_args!("kill -9 of the desks of group {group}"));
                if let Some(desks) = self.desks[group].take() {
                    self.keep(group, desks.kill()?);
                }
                self.start_desks(group, false)
            }
            _ => {
                if let Ground::Postgres { cluster, .. } = &mut self.ground {
                    log.note(format_args!("kill -9 of PostgreSQL"));
                    cluster.crash()?;
                }
                Ok(())
            }
        }
    }

    /// A process counts its desks from 0.
    fn keep(&mut self, group: usize, deeds: Vec<Deed>) {
        self.deeds.extend(deeds.into_iter().map(|deed| Deed { desk: group * TOGETHER + deed.desk, ..deed }));
    }

    fn calm_down(mut self, log: &mut Log) -> Result<Run> {
        self.proxy.set_trouble(0);
        for number in 0..self.servers.len() {
            let server = self.servers[number].as_mut().context("every server was started again")?;
            // A server that came up while its database was down has given up.
            if server.until_ready().is_err() {
                self.start_server(number)?;
                self.servers[number].as_mut().context("it was just started")?.until_ready()?;
            }
        }
        for group in 0..self.desks.len() {
            // Whoever works goes on; these begin anew and only send what they have.
            if let Some(desks) = self.desks[group].take() {
                let deeds = desks.stop()?;
                self.keep(group, deeds);
            }
        }
        self.settle().context("everybody sends")?;
        self.settle().context("everybody fetches what others sent last")?;
        let (requests, met) = self.proxy.met();
        let trouble: u64 = met.iter().filter(|(fate, _)| *fate != Fate::Passes).map(|(_, count)| count).sum();
        for server in self.servers.iter_mut().filter_map(Option::take) {
            server.stop()?;
        }
        self.compare()?;
        log.note(format_args!("{} deeds, all of them there", self.deeds.len()));
        let on =
            if matches!(self.ground, Ground::Files) { "one server on files" } else { "three servers on PostgreSQL" };
        let says = format!(
            "{on}: {DESKS} desks, {} deeds acknowledged and found, {requests} requests of which {trouble} met trouble, \
             {} kills and restarts",
            self.deeds.len(),
            self.blows
        );
        Ok(Run { faults: trouble + self.blows, says: Some(says) })
    }

    /// Every desk starts, gets up to date and ends in good order.
    fn settle(&self) -> Result<()> {
        let mut groups = (0..self.desks.len()).map(|group| self.begin(group)).collect::<Result<Vec<_>>>()?;
        for (group, desks) in groups.iter_mut().enumerate() {
            for desk in 0..TOGETHER {
                let trouble = desks.until_started(desk)?;
                ensure!(trouble == Value::Null, "a desk of group {group} found trouble: {trouble}");
                verdict::wait_until_sent(desks, desk).with_context(|| format!("group {group}"))?;
            }
        }
        groups.into_iter().try_for_each(|desks| desks.stop().map(drop))
    }

    fn begin(&self, group: usize) -> Result<Desks> {
        let folders: Vec<PathBuf> = (0..TOGETHER).map(|it| self.site.desk(group * TOGETHER + it)).collect();
        Desks::start(folders.iter().map(AsRef::as_ref), &self.site.server_folder().join("desks.log"))
    }

    fn compare(&self) -> Result<()> {
        let Ground::Postgres { address, .. } = &self.ground else {
            return verdict::compare(&self.site, &self.deeds);
        };
        let identity = self.site.identity(0)?;
        let organization: OrganizationId = serde_json::from_value(identity["organization"].clone())?;
        let database = PostgresDatabase::open(&address.as_str().into(), self.runtime.handle().clone())?;
        verdict::compare_with(&PostgresAuthority::open(database, organization)?, &self.site, &self.deeds)
    }
}
