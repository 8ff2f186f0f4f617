//! HTTP by hand, because no client library sends what these campaigns send.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// What a server said.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(300).collect()
    }
}

/// Sends bytes and reads what comes back; none when the server hung up without a word. A request
/// that breaks off says so by closing its side.
pub(crate) fn exchange(address: SocketAddr, request: &[u8], breaks_off: bool) -> io::Result<Option<Answer>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // A server that has read enough may hang up while this is still writing: its answer counts.
    let sent = stream.write_all(request).and_then(|()| stream.flush());
    if breaks_off {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(cause) if bytes.is_empty() && sent.is_ok() && cause.kind() != io::ErrorKind::ConnectionReset => {
            return Err(cause);
        }
        Err(_) => {}
    }
    Ok(read(&bytes))
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    let body = &bytes[end + 4..];
    let is_chunked = head.contains("transfer-encoding: chunked");
    Some(Answer { status, body: if is_chunked { unchunked(body) } else { body.to_vec() } })
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).ok().and_then(|it| usize::from_str_radix(it.trim(), 16).ok());
        let Some(size) = size.filter(|size| *size > 0 && end + 2 + size <= bytes.len()) else { break };
        body.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = bytes.get(end + 2 + size + 2..).unwrap_or_default();
    }
    body
}
