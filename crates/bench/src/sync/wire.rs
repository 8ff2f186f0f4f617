//! HTTP/1.1 by hand over one connection, because five hundred clients must not cost more than the
//! server that is measured.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A connection of one client.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    token: String,
    line: String,
}

impl Wire {
    pub(crate) async fn connect(address: SocketAddr, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("connecting")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(2_048, stream), token: token.to_owned(), line: String::new() })
    }

    /// Posts a JSON body and gives the answer's.
    pub(crate) async fn post(&mut self, path: &str, body: &[u8]) -> Result<Vec<u8>> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\ngoodturn-protocol: 1\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.token,
            body.len()
        );
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        self.stream.write_all(&request).await?;
        let (status, length) = self.head().await?;
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).await?;
        if status != 200 {
            bail!("{path}: {status} {}", String::from_utf8_lossy(&answer));
        }
        Ok(answer)
    }

    /// Opens a stream of events.
    pub(crate) async fn follow(&mut self, path: &str) -> Result<()> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\ngoodturn-protocol: 1\r\n\r\n",
            self.token
        );
        self.stream.write_all(head.as_bytes()).await?;
        match self.head().await? {
            (200, _) => Ok(()),
            (status, _) => bail!("{path}: {status}"),
        }
    }

    /// The data of the next event. Events are small enough to come in one chunk each.
    pub(crate) async fn next_event(&mut self) -> Result<&str> {
        loop {
            self.read_line().await?;
            if self.line.starts_with("data:") {
                return Ok(self.line["data:".len()..].trim());
            }
        }
    }

    /// Status and length of the body.
    async fn head(&mut self) -> Result<(u16, usize)> {
        self.read_line().await?;
        let status = self.line.split(' ').nth(1).context("an answer has a status")?.parse()?;
        let mut length = 0;
        loop {
            self.read_line().await?;
            if self.line.trim().is_empty() {
                return Ok((status, length));
            }
            if let Some((name, value)) = self.line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
    }

    async fn read_line(&mut self) -> Result<()> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}
