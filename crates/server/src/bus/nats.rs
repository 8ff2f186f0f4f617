//! A client of the NATS protocol, as far as telling and hearing on one subject needs it: lines of
//! text and PING. The client library would bring its own TLS, keys and signatures for that.

use std::io;
use std::str::FromStr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// What may wait to be heard; more is dropped, since only the newest counts.
const WAITING: usize = 1_024;
/// To connect, and for a word to be taken.
const PATIENCE: Duration = Duration::from_secs(5);
/// Our words are short; whoever says more is no NATS server of ours.
const MOST_BYTES: usize = 4_096;
/// The server asks every two minutes unless told otherwise; who is silent for longer is gone.
const SILENCE: Duration = Duration::from_secs(300);
/// The protocol's own port.
const PORT: u16 = 4222;

/// Where a NATS server is, and who we are there.
#[derive(Clone, PartialEq, Eq)]
pub struct NatsAddress {
    host: String,
    user: Option<(String, String)>,
}

impl std::fmt::Debug for NatsAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NatsAddress({})", self.host)
    }
}

impl FromStr for NatsAddress {
    type Err = String;

    /// `nats://host:port`, with `user:password@` before the host where the server asks for it.
    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("nats://").ok_or("a bus is none, postgres or nats://host:port")?;
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => {
                let (name, password) =
                    user.split_once(':').ok_or("a user of NATS has a password: user:password@host")?;
                (Some((name.to_owned(), password.to_owned())), host)
            }
            None => (None, rest),
        };
        let host = host.trim_end_matches('/');
        if host.is_empty() || host.contains(['/', ' ']) {
            return Err(format!("{host:?} is no host"));
        }
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let host = if has_port { host.to_owned() } else { format!("{host}:{PORT}") };
        Ok(Self { host, user })
    }
}

/// A connection that is subscribed to a subject.
pub(super) struct NatsLink {
    subject: String,
    outgoing: mpsc::Sender<Vec<u8>>,
    heard: mpsc::Receiver<String>,
}

impl NatsLink {
    pub(super) async fn open(address: &NatsAddress, subject: &str) -> io::Result<Self> {
        let stream = within(TcpStream::connect(&address.host)).await?;
        stream.set_nodelay(true)?;
        let (reading, mut writing) = stream.into_split();
        let mut reading = BufReader::new(reading);
        let greeting = within(read_line(&mut reading)).await?;
        if !greeting.starts_with("INFO ") {
            return Err(io::Error::other("it does not greet as NATS servers do"));
        }
        let mut options = serde_json::json!({ "verbose": false, "pedantic": false, "name": "goodturn", "lang": "rust",
            "version": env!("CARGO_PKG_VERSION"), "protocol": 0, "echo": false });
        if let Some((name, password)) = &address.user {
            options["user"] = name.as_str().into();
            options["pass"] = password.as_str().into();
        }
        within(writing.write_all(format!("CONNECT {options}\r\nSUB {subject} 1\r\nPING\r\n").as_bytes())).await?;
        // The answer to PING says that the rest was taken, too.
        loop {
            match within(read_line(&mut reading)).await?.as_str() {
                "PONG" => break,
                line if line.starts_with("-ERR") => return Err(io::Error::other(line.to_owned())),
                _ => {}
            }
        }
        let (outgoing, mut to_write) = mpsc::channel::<Vec<u8>>(WAITING);
        let (hear, heard) = mpsc::channel(WAITING);
        let pong = outgoing.downgrade();
        tokio::spawn(async move {
            while let Some(bytes) = to_write.recv().await {
                if within(writing.write_all(&bytes)).await.is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            while let Ok(Some(event)) = next_event(&mut reading).await {
                match event {
                    Event::Words(words) => drop(hear.try_send(words)),
                    Event::Ping => match pong.upgrade() {
                        Some(pong) => drop(pong.try_send(b"PONG\r\n".to_vec())),
                        None => return,
                    },
                    Event::Other => {}
                }
            }
        });
        Ok(Self { subject: subject.to_owned(), outgoing, heard })
    }

    pub(super) async fn tell(&mut self, words: &str) -> io::Result<()> {
        let message = format!("PUB {} {}\r\n{words}\r\n", self.subject, words.len());
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        within(async { self.outgoing.send(message.into_bytes()).await.map_err(gone) }).await
    }

    /// What was told next; none once the connection is gone.
    pub(super) async fn hear(&mut self) -> Option<String> {
        self.heard.recv().await
    }
}

enum Event {
    Words(String),
    Ping,
    Other,
}

/// What the server says next; none when it says no more.
async fn next_event(reading: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<Event>> {
    let line = timeout(SILENCE, read_line(reading)).await??;
    let mut parts = line.split(' ');
    match parts.next() {
        Some("PING") => Ok(Some(Event::Ping)),
        Some("MSG") => {
            let length: usize = parts.next_back().and_then(|it| it.parse().ok()).unwrap_or(usize::MAX);
            if length > MOST_BYTES {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let mut words = vec![0; length + 2];
            reading.read_exact(&mut words).await?;
            words.truncate(length);
            Ok(Some(Event::Words(String::from_utf8_lossy(&words).into_owned())))
        }
        Some("-ERR") => Err(io::Error::other(line)),
        _ => Ok(Some(Event::Other)),
    }
}

/// A line without its end. INFO is the longest; a server with many cluster addresses says more.
async fn read_line(reading: &mut BufReader<OwnedReadHalf>) -> io::Result<String> {
    let mut line = String::new();
    let most = (16 * MOST_BYTES) as u64;
    let read = reading.take(most).read_line(&mut line).await?;
    if read == 0 || !line.ends_with('\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end().len());
    Ok(line)
}

async fn within<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(PATIENCE, work).await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port_and_may_have_a_user() {
        let plain: NatsAddress = "nats://bus.example.org".parse().expect("it is an address");
        assert_eq!(plain.host, "bus.example.org:4222");

        let named: NatsAddress = "nats://turn:s3:cret@127.0.0.1:4333/".parse().expect("it is an address");
        assert_eq!(named.host, "127.0.0.1:4333");
        assert_eq!(named.user, Some(("turn".into(), "s3:cret".into())));
        assert!(!format!("{named:?}").contains("cret"));
    }

    #[test]
    fn what_is_no_address_is_told() {
        for text in ["bus", "http://bus", "nats://", "nats://user@host", "nats://host/path"] {
            assert!(text.parse::<NatsAddress>().is_err(), "{text}");
        }
    }
}
