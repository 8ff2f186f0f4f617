//! A line to a server that can be cut, so that one of two people is offline.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A port that leads to a server as long as the line holds.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    holds: watch::Sender<bool>,
    passing_on: JoinHandle<()>,
}

impl Line {
    /// A line that holds.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("finding a free port")?;
        let address = listener.local_addr()?;
        let (holds, held) = watch::channel(true);
        let passing_on = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(pass_on(near, server, held.clone()));
            }
        });
        Ok(Self { address, holds, passing_on })
    }

    /// Its near end.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whoever is on it is offline from now on.
    pub fn cut(&self) {
        self.holds.send_replace(false);
    }

    /// Whoever is on it is online again.
    pub fn mend(&self) {
        self.holds.send_replace(true);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.passing_on.abort();
    }
}

async fn pass_on(mut near: TcpStream, server: SocketAddr, mut held: watch::Receiver<bool>) {
    if !*held.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(server).await else { return };
    tokio::select! {
        // Either side may end at any time: that is what lines do.
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        _ = held.wait_for(|holds| !holds) => {}
    }
}
