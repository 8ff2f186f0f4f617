//! W6: what a held stream costs, and how long it takes until all of them have heard.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::child::{Child, Role};
use super::office::{self, Office};
use super::wire::Wire;
use crate::figures::Figure;

const MIB: f64 = 1024.0 * 1024.0;
/// People who hold the streams between them.
const PEOPLE: usize = 20;
/// Streams that are opened at once.
const AT_ONCE: usize = 200;

/// What so many streams cost a server.
struct Cost {
    kib: f64,
    memory: f64,
    poke_all: Duration,
}

pub(crate) async fn measure(folder: &Path, streams: usize) -> Result<Vec<Figure>> {
    let server = Child::start(Role::Ours, &folder.join("server"))?;
    let mut office = Office::open(&server, PEOPLE).await.context("opening the office")?;
    let tokens: Vec<String> = office.members.iter().map(|it| it.token.clone()).collect();
    let change = office.members[0].say("The county has the form.");
    let mut wire = Wire::connect(server.address, &tokens[0]).await?;
    let ours = hold(&server, &tokens, streams, "/v1/sync/events?pages=true", true, async || {
        office::push(&mut wire, &change).await
    });
    let ours = ours.await?;
    drop(server);
    let server = Child::start(Role::Floor, &folder.join("floor"))?;
    let nobody = ["nobody".to_owned()];
    let mut wire = Wire::connect(server.address, &nobody[0]).await?;
    let body = format!(r#"{{"operations":[{{"id":"{}","payload":{{"words":"x"}}}}]}}"#, uuid::Uuid::now_v7());
    let floor =
        hold(&server, &nobody, streams, "/events", false, async || wire.post("/push", body.as_bytes()).await.map(drop));
    let floor = floor.await?;
    let names = match streams {
        1_000 => ["W6_1000.kib_per_stream", "W6_1000.server_mb", "W6_1000.poke_all_ms"],
        2_000 => ["W6_2000.kib_per_stream", "W6_2000.server_mb", "W6_2000.poke_all_ms"],
        _ => ["W6.kib_per_stream", "W6.server_mb", "W6.poke_all_ms"],
    };
    let millis = |it: Duration| it.as_secs_f64() * 1e3;
    Ok(vec![
        Figure::new(names[0], ours.kib, "KiB").over(floor.kib).at_most(40.0),
        Figure::new(names[1], ours.memory, "MiB").over(floor.memory).at_most(512.0),
        Figure::new(names[2], millis(ours.poke_all), "ms").over(millis(floor.poke_all)).at_most(300.0),
    ])
}

async fn hold(
    server: &Child,
    tokens: &[String],
    streams: usize,
    path: &'static str,
    tells_at_once: bool,
    poke: impl AsyncFnOnce() -> Result<()>,
) -> Result<Cost> {
    let before = server.memory()?.0;
    let mut held = Vec::with_capacity(streams);
    while held.len() < streams {
        let mut opening = JoinSet::new();
        for at in held.len()..streams.min(held.len() + AT_ONCE) {
            let (address, token) = (server.address, tokens[at % tokens.len()].clone());
            opening.spawn(async move {
                let mut wire = Wire::connect(address, &token).await?;
                wire.follow(path).await?;
                if tells_at_once {
                    wire.next_event().await?;
                }
                anyhow::Ok(wire)
            });
        }
        while let Some(opened) = opening.join_next().await {
            held.push(opened??);
        }
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let memory = server.memory()?.0;
    let mut listening = JoinSet::new();
    for mut wire in held {
        listening.spawn(async move {
            wire.next_event().await?;
            // Kept until all have heard: closing thousands of streams is work, too.
            anyhow::Ok((Instant::now(), wire))
        });
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    poke().await?;
    let (mut last, mut kept) = (began, Vec::new());
    while let Some(heard) = listening.join_next().await {
        let (at, wire) = heard??;
        last = last.max(at);
        kept.push(wire);
    }
    let kib = memory.saturating_sub(before) as f64 / 1024.0 / streams as f64;
    Ok(Cost { kib, memory: memory as f64 / MIB, poke_all: last - began })
}
