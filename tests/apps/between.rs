//! What stands between an app and its backend on the loopback, and counts what the app asks for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

const PULL: &[u8] = b"POST /v1/sync/pull";

/// Passes everything on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Between(Arc<AtomicUsize>);

impl Between {
    /// How many pulls have passed.
    pub(crate) fn pulls(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// The address that leads to `url` by way of this.
    pub(crate) async fn lead_to(&self, url: &str) -> Result<String> {
        let (between, to) = (self.clone(), url.trim_start_matches("http://").to_owned());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                if let Ok(to) = TcpStream::connect(&to).await {
                    between.pass_on(from, to);
                }
            }
        });
        Ok(format!("http://{address}"))
    }

    fn pass_on(&self, from: TcpStream, to: TcpStream) {
        let ((asked, mut told), (mut answers, asks)) = (from.into_split(), to.into_split());
        let between = self.clone();
        tokio::spawn(async move { between.pass_questions(asked, asks).await });
        tokio::spawn(async move { copy(&mut answers, &mut told).await });
    }

    async fn pass_questions(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from.read(&mut bytes).await {
            let pulls = bytes[..read].windows(PULL.len()).filter(|it| *it == PULL).count();
            self.0.fetch_add(pulls, Ordering::SeqCst);
            if to.write_all(&bytes[..read]).await.is_err() {
                return;
            }
        }
    }
}
