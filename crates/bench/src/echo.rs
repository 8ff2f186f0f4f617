//! A bare server that gives back what it got.

use std::net::Ipv4Addr;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The server, and a client of it.
pub(crate) struct Echo {
    url: String,
    client: Client,
    serving: JoinHandle<()>,
}

impl Echo {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().route("/", post(|body: Bytes| async { body })).layer(DefaultBodyLimit::disable());
        let serving = tokio::spawn(async move {
            // It ends with the benchmark, which has no use for how.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, client: Client::new(), serving })
    }

    pub(crate) async fn send(&self, body: Vec<u8>) -> Result<Bytes> {
        Ok(self.client.post(&self.url).body(body).send().await?.bytes().await?)
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
