//! A backend that listens: from start to stop.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::archiving::keep_small;
use crate::backend::{Backend, StartError};
use crate::backup::{Schedule, back_up_regularly};
use crate::bus::{Bus, keep_in_touch};
use crate::calendars::follow_calendars;
use crate::erasure::erase_accounts;
use crate::files::clean_files;
use crate::lapse::lapse_deliveries;
use crate::reached::keep_reached;
use crate::recurring::ask_what_recurs;
use crate::retention::apply_daily;
use crate::router::router;
use crate::watches::{fire_rules, warn_of_clocks};

/// How long requests under way may take once it stops.
const PATIENCE: Duration = Duration::from_secs(10);

/// A backend in service.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(crate) backend: Arc<Backend>,
    pub(crate) address: SocketAddr,
    server: JoinHandle<std::io::Result<()>>,
    jobs: JoinSet<()>,
}

impl Serving {
    /// Listens on `listen`. Links lead to `public_url`, or else to where it listens.
    pub(crate) async fn start(
        backend: Arc<Backend>,
        listen: SocketAddr,
        public_url: Option<String>,
        backups: Option<Schedule>,
        bus: Bus,
        calendars_from_private_networks: bool,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind(listen).await.map_err(StartError::Listen)?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let url = public_url.unwrap_or_else(|| format!("http://{}", reachable(address)));
        backend.public_url.send_replace(url.trim_end_matches('/').to_owned());
        let routes = router(backend.clone()).into_make_service_with_connect_info::<SocketAddr>();
        // A poke that waits for the acknowledgement of the one before comes 40 ms late.
        let listener = listener.tap_io(|stream| {
            if let Err(cause) = stream.set_nodelay(true) {
                tracing::debug!(%cause, "a connection sends in larger pieces than it should");
            }
        });
        let server = axum::serve(listener, routes).with_graceful_shutdown(backend.stopped());
        let server = tokio::spawn(async move { server.await });
        let mut jobs = JoinSet::new();
        jobs.spawn(lapse_deliveries(backend.clone()));
        jobs.spawn(fire_rules(backend.clone()));
        jobs.spawn(warn_of_clocks(backend.clone()));
        jobs.spawn(ask_what_recurs(backend.clone()));
        jobs.spawn(follow_calendars(backend.clone(), calendars_from_private_networks));
        jobs.spawn(clean_files(backend.clone()));
        jobs.spawn(keep_small(backend.clone()));
        jobs.spawn(erase_accounts(backend.clone(), backups.as_ref().map(|it| it.within.clone())));
        jobs.spawn(apply_daily(backend.clone()));
        if let Some(reached) = backend.reached.clone() {
            jobs.spawn(keep_reached(backend.clone(), reached));
        }
        if let Some(schedule) = backups {
            jobs.spawn(back_up_regularly(backend.clone(), schedule));
        }
        if let Some(database) = backend.database.clone() {
            jobs.spawn(keep_in_touch(backend.clone(), database, bus));
        }
        Ok(Self { backend, address, server, jobs })
    }

    /// Answers what was asked, commits what waits, and ends.
    pub(crate) async fn stop(self) {
        self.backend.stopping.send_replace(true);
        match tokio::time::timeout(PATIENCE, self.server).await {
            Ok(Ok(_)) => {}
            Ok(Err(cause)) => tracing::warn!(%cause, "the listener did not end in good order"),
            Err(_) => tracing::warn!("some requests did not end in time"),
        }
        let mut jobs = self.jobs;
        while let Some(ended) = jobs.join_next().await {
            if let Err(cause) = ended {
                tracing::warn!(%cause, "a job did not end in good order");
            }
        }
        self.backend.resign().await;
        self.backend.writer.stop().await;
    }
}

/// The address by which others on the network reach a listener on all addresses.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    // Connecting a datagram socket sends nothing: the system only picks the address it would use.
    let picked = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    let ip = picked.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |it| it.ip());
    SocketAddr::new(ip, address.port())
}
