//! One request and its answer, on their way.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::Fate;

/// Longer than anybody's patience in a test, shorter than a test.
const SILENCE: Duration = Duration::from_secs(8);
/// Bytes that come one by one before the rest follows.
const DRIPS: usize = 60;
const PORTAL: &str = "<!doctype html><html><title>Hotel</title><p>Please accept our terms</html>";
/// More than any request of a client; who sends more is cut off.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Carries the request of `client` to `server`, as its fate wants it.
pub(super) async fn carry(mut client: TcpStream, server: SocketAddr, fate: Fate, dice: u64) -> io::Result<()> {
    match fate {
        Fate::Refused => return reset(&client),
        Fate::Portal => return answer(client, "200 OK", "content-type: text/html", PORTAL).await,
        Fate::Redirected => {
            return answer(client, "302 Found", "location: http://127.0.0.1:1/welcome", PORTAL).await;
        }
        Fate::Garbled => return garble(client, dice).await,
        _ => {}
    }
    let request = read_request(&mut client).await?;
    match fate {
        Fate::Swallowed => {
            sleep(SILENCE).await;
            Ok(())
        }
        Fate::HalfSent => {
            let mut upstream = TcpStream::connect(server).await?;
            upstream.write_all(&request[..request.len() / 2]).await?;
            upstream.shutdown().await
        }
        Fate::AnswerLost => {
            whole_answer(server, &request).await?;
            Ok(())
        }
        Fate::Twice => {
            whole_answer(server, &request).await?;
            relay(client, server, &request).await
        }
        Fate::AgainLater => {
            relay(client, server, &request).await?;
            sleep(Duration::from_millis(dice % 500)).await;
            whole_answer(server, &request).await?;
            Ok(())
        }
        Fate::CutOff | Fate::Reset | Fate::Drips | Fate::Altered => {
            let mut answer = whole_answer(server, &request).await?;
            spoil(client, &mut answer, fate, dice).await
        }
        _ => {
            if fate == Fate::Late {
                sleep(Duration::from_millis(dice % 400)).await;
            }
            relay(client, server, &request).await
        }
    }
}

/// Hands an answer on with damage.
async fn spoil(mut client: TcpStream, answer: &mut [u8], fate: Fate, dice: u64) -> io::Result<()> {
    let at = |from: usize, to: usize| from + usize::try_from(dice).unwrap_or(0) % (to - from).max(1);
    match fate {
        Fate::Altered => {
            let body = end_of_head(answer).unwrap_or(0).min(answer.len().saturating_sub(1));
            if let Some(byte) = answer.get_mut(at(body, answer.len())) {
                *byte ^= 0x20;
            }
            client.write_all(answer).await?;
            client.shutdown().await
        }
        Fate::Drips => {
            for byte in answer.iter().take(DRIPS) {
                client.write_all(&[*byte]).await?;
                sleep(Duration::from_millis(15)).await;
            }
            client.write_all(answer.get(DRIPS..).unwrap_or_default()).await?;
            client.shutdown().await
        }
        _ => {
            client.write_all(&answer[..at(0, answer.len())]).await?;
            if fate == Fate::Reset { reset(&client) } else { client.shutdown().await }
        }
    }
}

/// The head and the body of one request, asking for a connection of its own.
async fn read_request(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = end_of_head(&bytes) {
            break end;
        }
        read_more(client, &mut bytes).await?;
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let length = header(&text, "content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
    while bytes.len() < head + length {
        read_more(client, &mut bytes).await?;
    }
    let mut lines = text.trim_end().split("\r\n").filter(|line| !line.to_lowercase().starts_with("connection:"));
    let first = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("{line}\r\n")).collect();
    let mut request = format!("{first}\r\n{rest}connection: close\r\n\r\n").into_bytes();
    request.extend_from_slice(&bytes[head..head + length]);
    Ok(request)
}

async fn read_more(from: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    if bytes.len() > MOST_BYTES || from.read_buf(bytes).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Where the body begins.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then(|| value.trim()))
}

/// Hands everything on that comes back, as it comes: a stream of events goes on for hours.
async fn relay(mut client: TcpStream, server: SocketAddr, request: &[u8]) -> io::Result<()> {
    let mut upstream = TcpStream::connect(server).await?;
    upstream.write_all(request).await?;
    let (mut from_client, mut to_client) = client.split();
    let mut gone = [0; 1];
    tokio::select! {
        relayed = copy(&mut upstream, &mut to_client) => { relayed?; }
        // A client that has sent its request and says more has gone.
        _ = from_client.read(&mut gone) => return Ok(()),
    }
    client.shutdown().await
}

/// Everything that comes back, as long as it comes soon.
async fn whole_answer(server: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut upstream = TcpStream::connect(server).await?;
    upstream.write_all(request).await?;
    let mut answer = Vec::new();
    // What has come of a stream without an end is what there is.
    let _ = timeout(SILENCE / 4, upstream.read_to_end(&mut answer)).await;
    Ok(answer)
}

async fn answer(mut client: TcpStream, status: &str, header: &str, body: &str) -> io::Result<()> {
    let _ = read_request(&mut client).await?;
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    client.write_all(text.as_bytes()).await?;
    client.shutdown().await
}

async fn garble(mut client: TcpStream, dice: u64) -> io::Result<()> {
    let _ = read_request(&mut client).await?;
    let noise: Vec<u8> =
        (0..200_u64).map(|number| dice.rotate_left(u32::try_from(number % 64).unwrap_or(0)).to_le_bytes()[0]).collect();
    client.write_all(&noise).await?;
    client.shutdown().await
}

/// Ends a connection without saying good-bye.
fn reset(client: &TcpStream) -> io::Result<()> {
    client.set_zero_linger()
}
