//! How connections are made: encrypted as the address asks for, and refused when the server or the
//! role would not keep what we promise.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Hook, HookError, Manager, ManagerConfig, Pool, Runtime};
use goodturn_store::StoreError;
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::sync::mpsc;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::channel::attend;
use crate::database::PostgresAddress;
use crate::fault::from_postgres;

/// Connections that a process holds at most: several processes fit into the 100 that a server
/// accepts by default.
pub(crate) const MOST_CONNECTIONS: usize = 16;

/// For a connection, or for one to become free. A request that waits longer is better refused.
const PATIENCE: Duration = Duration::from_secs(10);

/// A process that is frozen inside a transaction must not hold its organization for ever, nor may
/// others wait for it without end. Transactions take milliseconds.
///
/// Every statement looks rows up by the beginning of a key, and is planned once: planned anew for
/// every list of ids it takes longer than it runs. Whoever plans while a table is nearly empty finds
/// reading all of it the quickest, and goes on so when it has grown; therefore other ways than by an
/// index are barred, and where several rows are looked up, the statement says by what each
/// (`cross join lateral (… offset 0)`, never a plain join nor `= any`). Compiling is for statements that take seconds.
const SET_UP: &str = "set idle_in_transaction_session_timeout = '30s'; set lock_timeout = '30s'; \
     set client_min_messages = 'warning'; set plan_cache_mode = 'force_generic_plan'; set jit = 'off'; \
     set enable_seqscan = 'off'; set enable_hashjoin = 'off'; set enable_mergejoin = 'off'";

/// Databases that speak PostgreSQL's language need not have the setting `fsync`.
const STANDING: &str = "select current_setting('synchronous_commit') as synchronous_commit, \
     coalesce(current_setting('fsync', true), 'on') as fsync, \
     (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as is_above_row_security";

/// What connections are made with.
pub(crate) fn config(address: &PostgresAddress) -> Result<Config, StoreError> {
    let mut config: Config = address.url.parse().map_err(from_postgres)?;
    if let Some(password) = &address.password {
        config.password(password);
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    // A machine that is gone says nothing: without these, a connection to it would hang for minutes,
    // or for ever when nobody asks it anything.
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(PATIENCE);
    }
    config.keepalives_idle(PATIENCE).keepalives_interval(PATIENCE / 3).keepalives_retries(3);
    if config.get_application_name().is_none() {
        static OPENED: AtomicU64 = AtomicU64::new(0);
        let opened = OPENED.fetch_add(1, Ordering::Relaxed);
        config.application_name(format!("goodturn {}.{opened}", std::process::id()));
    }
    Ok(config)
}

/// A connection beside the others, which hands over what is told on the channels that it listens to.
pub(crate) async fn alone(config: &Config, hear: mpsc::Sender<String>) -> Result<Client, StoreError> {
    match config.get_ssl_mode() {
        SslMode::Disable => {
            let (client, connection) = config.connect(NoTls).await.map_err(from_postgres)?;
            tokio::spawn(attend(connection, hear));
            Ok(client)
        }
        _ => {
            let (client, connection) = config.connect(tls()?).await.map_err(from_postgres)?;
            tokio::spawn(attend(connection, hear));
            Ok(client)
        }
    }
}

/// Connections to the database, made when they are needed.
pub(crate) fn pool(config: Config) -> Result<Pool, StoreError> {
    let manager = match config.get_ssl_mode() {
        SslMode::Disable => Manager::from_config(config, NoTls, ManagerConfig::default()),
        _ => Manager::from_config(config, tls()?, ManagerConfig::default()),
    };
    let pool = Pool::builder(manager)
        .max_size(MOST_CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .post_create(Hook::async_fn(|client, _| Box::pin(prepare(client))))
        .build();
    pool.map_err(|cause| StoreError::Unavailable(cause.into()))
}

/// The server's certificate has to be vouched for, as a browser asks for.
fn tls() -> Result<MakeRustlsConnect, StoreError> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|cause| StoreError::Unavailable(cause.into()))?;
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

async fn prepare(client: &mut ClientWrapper) -> Result<(), HookError> {
    client.batch_execute(SET_UP).await.map_err(HookError::Backend)?;
    let row = client.query_one(STANDING, &[]).await.map_err(HookError::Backend)?;
    let setting = |name| row.try_get::<_, String>(name).map_err(HookError::Backend);
    let is_above = row.try_get::<_, Option<bool>>("is_above_row_security").map_err(HookError::Backend)?;
    if is_above != Some(false) {
        return Err(HookError::message(
            "the database role is a superuser or has BYPASSRLS, so row security would not bind it: \
             please connect with a plain role that owns the database",
        ));
    }
    let synchronous_commit = setting("synchronous_commit")?;
    if setting("fsync")? != "on" || !["on", "remote_apply"].contains(&synchronous_commit.as_str()) {
        return Err(HookError::message(
            "the database has fsync or synchronous_commit switched off, so what it confirms could still be lost: \
             please switch both on",
        ));
    }
    Ok(())
}
