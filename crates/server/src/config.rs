//! What the server is set to: flags before environment before file before default.

mod database_place;
mod files_place;
mod settings;
mod standard_places;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};
use goodturn_domain::{PersonId, Title};
use goodturn_store_postgres::PostgresAddress;

use crate::audit::Anchor;
use crate::backup::Schedule;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::export::Extent;
use crate::files::{FilesAt, FilesConfig};
use crate::migrate::Location;
use crate::password::PasswordCost;
use crate::routes::invitations::is_address;
use database_place::{DatabasePlace, bus, location};
use files_place::FilesPlace;
use settings::Settings;
use standard_places::default_data_dir;

/// Where it listens unless told: on this machine only, behind whatever does TLS.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8484);
/// Who looks around in the sample organization, unless told.
const SAMPLE_PERSON: &str = "Robin Ellery";
/// How often backups are made, and how many stay, unless told.
const BACKUP_EVERY_HOURS: u16 = 24;
const BACKUPS_KEPT: u16 = 14;

/// The Goodturn backend.
#[derive(Clone, Debug, Parser)]
#[command(name = "goodturn-server", version)]
pub struct Arguments {
    #[command(subcommand)]
    order: Option<Order>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Clone, Debug, Subcommand)]
enum Order {
    /// Serve the organization (what happens without a command, too)
    Serve(Box<Serve>),
    /// Make a backup of a data folder that no server uses, or of a database, and read it back
    Backup {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        database: DatabasePlace,
        /// Where backups are kept, each in a folder of its own
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Read a backup from its first byte to its last
    Verify {
        /// The folder of the backup
        backup: PathBuf,
    },
    /// Put a backup into a data folder that no server uses, or into an empty database
    Restore {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        database: DatabasePlace,
        /// The folder of the backup
        #[arg(long, value_name = "FOLDER")]
        from: PathBuf,
        /// Put aside the organization that is there
        #[arg(long)]
        replace: bool,
    },
    /// Move everything from files to a database or back, and compare both; no server may run
    ///
    /// A place is sqlite:FOLDER or postgres://…; the password of a database comes from
    /// GOODTURN_DATABASE_PASSWORD.
    Migrate {
        /// Where everything is
        #[arg(long, value_name = "PLACE", value_parser = location)]
        from: Location,
        /// Where everything is to be; nothing may be there
        #[arg(long, value_name = "PLACE", value_parser = location)]
        to: Location,
        /// Where attachments are: a data folder, or such as s3://bucket/folder [default: the folder of --from]
        #[arg(long, value_name = "PLACE")]
        files_from: Option<FilesAt>,
        /// Where attachments are to be [default: the folder of --to]
        #[arg(long, value_name = "PLACE")]
        files_to: Option<FilesAt>,
    },
    /// Give out data of a data folder or database that no server uses, into a new folder:
    /// everything, or what one person may see and has written
    Export {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        database: DatabasePlace,
        /// The folder to write into, which is made
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
        /// Only what this person may see and has written
        #[arg(long, value_name = "ID")]
        person: Option<PersonId>,
        /// Where attachments are, such as s3://bucket/folder [default: the data folder]
        #[arg(long, value_name = "URL", env = "GOODTURN_FILES_URL")]
        files_url: Option<FilesAt>,
    },
    /// What was done to people, rights and data, of a data folder or database that no server uses
    #[command(subcommand)]
    Audit(AuditOrder),
}

#[derive(Clone, Debug, Subcommand)]
enum AuditOrder {
    /// Read the whole audit log and tell whether it is as it was written
    Verify {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        database: DatabasePlace,
        /// What an earlier run has printed, kept elsewhere: the log has to hold it
        #[arg(long, value_name = "NUMBER:HASH")]
        anchor: Option<Anchor>,
    },
}

/// Where a server keeps everything.
#[derive(Clone, Debug, Default, Args)]
struct Place {
    /// Where everything is kept
    #[arg(long, value_name = "FOLDER", env = "GOODTURN_DATA_DIR")]
    data_dir: Option<PathBuf>,
}

/// What the program is to do.
#[derive(Clone, Debug)]
pub enum Task {
    Serve(Box<Config>),
    /// Back up a place into a new folder below `to`.
    Backup {
        place: Location,
        to: PathBuf,
    },
    Verify {
        backup: PathBuf,
    },
    Restore {
        place: Location,
        from: PathBuf,
        replace: bool,
    },
    Migrate {
        from: Location,
        to: Location,
        /// From where to where; None leaves them.
        files: Option<(FilesAt, FilesAt)>,
    },
    Export {
        place: Location,
        files: FilesAt,
        extent: Extent,
        to: PathBuf,
    },
    VerifyAudit {
        place: Location,
        anchor: Option<Anchor>,
    },
}

#[derive(Clone, Debug, Default, Args)]
struct Serve {
    /// Where everything is kept
    #[arg(long, value_name = "FOLDER", env = "GOODTURN_DATA_DIR")]
    data_dir: Option<PathBuf>,
    #[command(flatten)]
    database: DatabasePlace,
    /// How servers of one database tell each other of changes: none, postgres or nats://HOST:PORT
    /// [default: postgres]
    #[arg(long, value_name = "BUS", env = "GOODTURN_BUS", hide_env_values = true, value_parser = bus)]
    bus: Option<Bus>,
    /// The address to listen on [default: 127.0.0.1:8484]
    #[arg(long, value_name = "ADDRESS", env = "GOODTURN_LISTEN")]
    listen: Option<SocketAddr>,
    /// Where people reach it, such as https://goodturn.example.org
    #[arg(long, value_name = "URL", env = "GOODTURN_PUBLIC_URL")]
    public_url: Option<String>,
    /// A proxy on another machine whose X-Forwarded-For is believed; may be given more than once
    #[arg(long = "proxy", value_name = "ADDRESS", env = "GOODTURN_PROXIES", value_delimiter = ',')]
    proxies: Vec<IpAddr>,
    /// What the organization is called when it is founded
    #[arg(long, value_name = "NAME", env = "GOODTURN_ORGANIZATION")]
    organization: Option<String>,
    /// The organization's time zone when it is founded, such as Europe/Berlin
    #[arg(long, value_name = "ZONE", env = "GOODTURN_ZONE")]
    zone: Option<Tz>,
    /// The e-mail address of the first administrator
    #[arg(long, value_name = "EMAIL", env = "GOODTURN_ADMIN_EMAIL")]
    admin_email: Option<String>,
    /// The name of the first administrator
    #[arg(long, value_name = "NAME", env = "GOODTURN_ADMIN_NAME")]
    admin_name: Option<String>,
    /// Make backups into this folder, read back each time
    #[arg(long, value_name = "FOLDER", env = "GOODTURN_BACKUP_DIR")]
    backup_dir: Option<PathBuf>,
    /// So many hours between backups [default: 24]
    #[arg(long, value_name = "HOURS", env = "GOODTURN_BACKUP_EVERY_HOURS")]
    backup_every_hours: Option<u16>,
    /// So many backups stay; older ones are deleted [default: 14]
    #[arg(long, value_name = "NUMBER", env = "GOODTURN_BACKUPS_KEPT")]
    backups_kept: Option<u16>,
    #[command(flatten)]
    files: FilesPlace,
    /// Let teams follow calendars in the network of this machine, and without encryption
    #[arg(long, env = "GOODTURN_CALENDARS_FROM_PRIVATE_NETWORKS")]
    calendars_from_private_networks: bool,
    /// Fill a new organization with a sample one to look around in
    #[arg(long, env = "GOODTURN_DEMO")]
    demo: bool,
    /// A TOML file with these settings, their names with underscores [default: /etc/goodturn/server.toml]
    #[arg(long, value_name = "FILE", env = "GOODTURN_CONFIG")]
    config: Option<PathBuf>,
}

/// What the server is set to.
#[derive(Clone, Debug)]
pub struct Config {
    pub data_dir: PathBuf,
    /// In place of files in the folder.
    pub database: Option<PostgresAddress>,
    /// Of servers that share a database.
    pub bus: Bus,
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    /// On other machines, believed about whom requests come from.
    pub proxies: Vec<IpAddr>,
    pub organization: Title,
    pub zone: Tz,
    pub admin_email: String,
    pub admin_name: Title,
    pub demo: bool,
    /// Whether teams may follow calendars in the network of this machine, and without encryption.
    pub calendars_from_private_networks: bool,
    /// None makes no backups.
    pub backups: Option<Schedule>,
    pub files: FilesConfig,
    pub clock: Clock,
    pub password_cost: PasswordCost,
}

impl Config {
    /// A server that keeps everything in `data_dir`, with defaults for the rest.
    pub fn new(data_dir: PathBuf) -> Self {
        let title = |text| Title::new(text).expect("short texts are titles");
        Self {
            data_dir,
            database: None,
            bus: Bus::Postgres,
            listen: LISTEN,
            public_url: None,
            proxies: Vec::new(),
            organization: title("Our organization"),
            zone: Tz::UTC,
            admin_email: "admin@localhost".to_owned(),
            admin_name: title("Administrator"),
            demo: false,
            calendars_from_private_networks: false,
            backups: None,
            files: FilesConfig::default(),
            clock: Clock::from_environment(),
            password_cost: PasswordCost::default(),
        }
    }
}

impl Arguments {
    /// What is to be done, and with what.
    ///
    /// # Errors
    /// When the settings file cannot be read or a setting has no meaning.
    pub fn into_task(self) -> Result<Task> {
        let at = |place: Place, database: DatabasePlace| match database.into_address()? {
            Some(address) => Ok(Location::Database(address)),
            None => place.data_dir.map_or_else(default_data_dir, Ok).map(Location::Folder),
        };
        Ok(match self.order {
            Some(Order::Backup { place, database, to }) => Task::Backup { place: at(place, database)?, to },
            Some(Order::Verify { backup }) => Task::Verify { backup },
            Some(Order::Restore { place, database, from, replace }) => {
                Task::Restore { place: at(place, database)?, from, replace }
            }
            Some(Order::Migrate { from, to, files_from, files_to }) => {
                let there = |given: Option<FilesAt>, place: &Location| {
                    given.or_else(|| Some(FilesAt::Folder(place.folder()?.to_owned())))
                };
                let files = there(files_from, &from).zip(there(files_to, &to));
                Task::Migrate { from, to, files }
            }
            Some(Order::Export { place, database, to, person, files_url }) => {
                let extent = person.map_or(Extent::Organization, Extent::Person);
                let data_dir = || place.data_dir.clone().map_or_else(default_data_dir, Ok);
                let files = files_url.map_or_else(|| data_dir().map(FilesAt::Folder), Ok)?;
                Task::Export { place: at(place, database)?, files, extent, to }
            }
            Some(Order::Audit(AuditOrder::Verify { place, database, anchor })) => {
                Task::VerifyAudit { place: at(place, database)?, anchor }
            }
            Some(Order::Serve(given)) => Task::Serve(Box::new(given.into_config()?)),
            None => Task::Serve(Box::new(self.serve.into_config()?)),
        })
    }
}

impl Serve {
    /// Everything settled: these arguments over the environment, the settings file, the defaults.
    fn into_config(self) -> Result<Config> {
        let given = self;
        let file = Settings::read(given.config.as_deref())?;
        let data_dir = match given.data_dir.or(file.data_dir) {
            Some(folder) => folder,
            None => default_data_dir()?,
        };
        let mut config = Config { demo: given.demo, ..Config::new(data_dir) };
        config.database = DatabasePlace {
            database_url: given.database.database_url.or(file.database_url),
            database_password_file: given.database.database_password_file.or(file.database_password_file),
        }
        .into_address()?;
        if let Some(given) = given.bus.map(Ok).or_else(|| file.bus.as_deref().map(bus)) {
            config.bus = given?;
        }
        let title = |text: &str| Title::new(text).with_context(|| format!("{text:?} is no name"));
        if let Some(listen) = given.listen.or(file.listen) {
            config.listen = listen;
        }
        config.public_url = given.public_url.or(file.public_url);
        config.calendars_from_private_networks =
            given.calendars_from_private_networks || file.calendars_from_private_networks;
        config.proxies = if given.proxies.is_empty() { file.proxies } else { given.proxies };
        if let Some(name) = given.organization.or(file.organization) {
            config.organization = title(&name)?;
        }
        if let Some(zone) = given.zone.or(file.zone) {
            config.zone = zone;
        }
        if let Some(email) = admin_email(given.admin_email, file.admin_email, &file.read_from)? {
            config.admin_email = email;
        }
        if let Some(within) = given.backup_dir.or(file.backup_dir) {
            let hours = given.backup_every_hours.or(file.backup_every_hours).unwrap_or(BACKUP_EVERY_HOURS);
            let kept = given.backups_kept.or(file.backups_kept).unwrap_or(BACKUPS_KEPT);
            let every = TimeDelta::hours(hours.max(1).into());
            config.backups = Some(Schedule { within, every, kept: kept.max(1).into() });
        }
        let (files_url, files_mib) = (file.files_url, file.files_mib);
        config.files =
            given.files.over(FilesPlace { files_url, files_mib, files_per_person_mib: file.files_per_person_mib });
        match given.admin_name.or(file.admin_name) {
            Some(name) => config.admin_name = title(&name)?,
            None if config.demo => config.admin_name = title(SAMPLE_PERSON)?,
            None => {}
        }
        Ok(config)
    }
}

/// The address in lower case. What is none is told with the setting that it was written in.
fn admin_email(given: Option<String>, written: Option<String>, file: &Path) -> Result<Option<String>> {
    let (email, setting) = match (given, written) {
        (Some(email), _) => (email, "--admin-email or GOODTURN_ADMIN_EMAIL".to_owned()),
        (None, Some(email)) => (email, format!("admin_email in {}", file.display())),
        (None, None) => return Ok(None),
    };
    let email = email.trim().to_lowercase();
    ensure!(is_address(&email), "{setting}: “{email}” is no e-mail address");
    Ok(Some(email))
}

#[cfg(test)]
mod tests;
