//! What stands between an app and its backend on the loopback: counts what the app asks for, and can cut off
//! what it sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

const PULL: &[u8] = b"POST /v1/sync/pull";

const PUSH: &[u8] = b"POST /v1/sync/push";

/// Passes everything on, unless told otherwise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Between(Arc<Passing>);

#[derive(Debug, Default)]
struct Passing {
    pulls: AtomicUsize,
    cuts: AtomicBool,
    cut: AtomicUsize,
}

impl Between {
    /// How many pulls have passed.
    pub(crate) fn pulls(&self) -> usize {
        self.0.pulls.load(Ordering::SeqCst)
    }

    /// From now on pushes are cut off, or pass again.
    pub(crate) fn cut_pushes(&self, cuts: bool) {
        self.0.cuts.store(cuts, Ordering::SeqCst);
    }

    /// How many pushes were cut off.
    pub(crate) fn pushes_cut(&self) -> usize {
        self.0.cut.load(Ordering::SeqCst)
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
            self.0.pulls.fetch_add(count(&bytes[..read], PULL), Ordering::SeqCst);
            if self.0.cuts.load(Ordering::SeqCst) && count(&bytes[..read], PUSH) > 0 {
                self.0.cut.fetch_add(1, Ordering::SeqCst);
                return;
            }
            if to.write_all(&bytes[..read]).await.is_err() {
                return;
            }
        }
    }
}

fn count(bytes: &[u8], beginning: &[u8]) -> usize {
    bytes.windows(beginning.len()).filter(|it| *it == beginning).count()
}
