//! A network that does to HTTP what networks do: it is late, loses, repeats, cuts off, resets,
//! answers for somebody else, or says nothing for minutes.
//!
//! Each connection carries one request, so that every request meets its own fate, which the seed
//! and the number of the connection decide.

mod fate;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

pub use fate::Fate;
use fate::fate_of;

/// A proxy in front of some servers. It ends when this is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: AbortHandle,
}

#[derive(Debug)]
struct Shared {
    servers: Vec<SocketAddr>,
    seed: u64,
    /// So many requests of a hundred meet trouble.
    trouble: AtomicU64,
    requests: AtomicU64,
    met: [AtomicU64; Fate::ALL.len()],
}

impl Proxy {
    /// Listens on a free port of this machine, and hands requests on to one of the servers.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(servers: Vec<SocketAddr>, seed: u64, trouble: u64) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            servers,
            seed,
            trouble: AtomicU64::new(trouble),
            requests: AtomicU64::new(0),
            met: [const { AtomicU64::new(0) }; Fate::ALL.len()],
        });
        let listening = tokio::spawn(listen(listener, shared.clone())).abort_handle();
        Ok(Self { address, shared, listening })
    }

    /// Where clients find it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on so many requests of a hundred meet trouble.
    pub fn set_trouble(&self, percent: u64) {
        self.shared.trouble.store(percent, Ordering::Relaxed);
    }

    /// How many requests there were, and how many met each fate.
    pub fn met(&self) -> (u64, Vec<(Fate, u64)>) {
        let counts = self.shared.met.iter().map(|count| count.load(Ordering::Relaxed));
        (self.shared.requests.load(Ordering::Relaxed), Fate::ALL.into_iter().zip(counts).collect())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with the task: connections end with the proxy.
    let mut connections = JoinSet::new();
    loop {
        let Ok((client, _)) = listener.accept().await else {
            // Too many open files, most likely: some will be closed.
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let number = shared.requests.fetch_add(1, Ordering::Relaxed);
        let (fate, dice) = fate_of(shared.seed, number, shared.trouble.load(Ordering::Relaxed));
        shared.met[fate as usize].fetch_add(1, Ordering::Relaxed);
        let server = shared.servers[usize::try_from(dice % shared.servers.len() as u64).unwrap_or(0)];
        connections.spawn(async move {
            // Whatever breaks here breaks for the client as well, which is what this is for.
            let _ = wire::carry(client, server, fate, dice).await;
        });
    }
}
