//! Settings about databases: which one, its password, and what tells servers of changes.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use goodturn_store_postgres::PostgresAddress;

use crate::bus::Bus;
use crate::migrate::Location;

/// The variable with the password of a database.
const PASSWORD: &str = "GOODTURN_DATABASE_PASSWORD";

/// The PostgreSQL database that a server keeps everything in, instead of files.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct DatabasePlace {
    /// Keep everything in this database, such as postgres://goodturn@db.example.org/goodturn
    ///
    /// Several servers can use the same one. Its password comes from the file of
    /// --database-password-file or from GOODTURN_DATABASE_PASSWORD.
    #[arg(long, value_name = "URL", env = "GOODTURN_DATABASE_URL", hide_env_values = true)]
    pub(super) database_url: Option<String>,
    /// A file with the password of the database
    #[arg(long, value_name = "FILE", env = "GOODTURN_DATABASE_PASSWORD_FILE")]
    pub(super) database_password_file: Option<PathBuf>,
}

pub(super) fn bus(text: &str) -> Result<Bus> {
    text.parse().map_err(anyhow::Error::msg)
}

impl DatabasePlace {
    pub(super) fn into_address(self) -> Result<Option<PostgresAddress>> {
        let Some(url) = self.database_url else { return Ok(None) };
        let password = match self.database_password_file {
            Some(file) => {
                let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
                Some(text.trim_end_matches(['\r', '\n']).to_owned())
            }
            None => env::var(PASSWORD).ok(),
        };
        Ok(Some(PostgresAddress { url, password }))
    }
}

pub(super) fn location(text: &str) -> Result<Location> {
    Ok(match text.parse().map_err(anyhow::Error::msg)? {
        Location::Database(address) => {
            Location::Database(PostgresAddress { password: env::var(PASSWORD).ok(), ..address })
        }
        folder => folder,
    })
}
