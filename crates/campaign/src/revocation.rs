//! G12: whoever loses their standing loses it everywhere: on the server that was told within a
//! second, on another one of the same PostgreSQL within five.
//!
//! Every kind of token is tried: the session's and its successor, each for pulls, pushes and
//! downloads, and the stream that it holds; then none of them gets another successor. A stream has
//! to end by itself; and what only a role allowed has to be refused.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use goodturn_domain::{Intent, Role};
use goodturn_test_support::postgres::Cluster;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use crate::api::{self, Member};
use crate::campaign::{Budget, Campaign, Log, Run, Workers};
use crate::site::{Blueprint, PASSWORD, Server, free_port};

pub(crate) const G12: Campaign = Campaign {
    name: "G12",
    holds: "after a loss of standing every token is refused: 1 s on the same server, 5 s on others",
    in_ci: Budget { runs: 1, seconds: 15 },
    workers: Workers::One,
    replays: false,
    run,
};

/// What somebody signs in with after the one before.
const NEW_PASSWORD: &str = "nine white ducks at dawn";
const HERE: Duration = Duration::from_secs(1);
const ELSEWHERE: Duration = Duration::from_secs(5);

/// How somebody loses their standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    SignsOut,
    /// On the same device: the earlier session gives way.
    SignsInAgain,
    IsDeactivated,
    /// On another device of the same person.
    ChangesPassword,
    /// By a link that the owner made.
    ResetsPassword,
    /// The owner signs them out on that device.
    LosesDevice,
    /// An administrator becomes a member, who invites nobody.
    LosesRole,
}

const LOSSES: [Loss; 7] = [
    Loss::SignsOut,
    Loss::SignsInAgain,
    Loss::IsDeactivated,
    Loss::ChangesPassword,
    Loss::ResetsPassword,
    Loss::LosesDevice,
    Loss::LosesRole,
];

fn run(seed: u64, log: &mut Log) -> Result<Run, String> {
    let live = |log: &mut Log| -> Result<Run> {
        let cluster = Cluster::start()?;
        let arguments = vec!["--database-url".to_owned(), cluster.new_database()];
        let site = Blueprint::draw_on(LOSSES.len() + 1, &arguments)?.copy()?;
        let mut servers = Vec::new();
        for number in 0..2 {
            let mut server = Server::start(&site.server_folder().join(number.to_string()), free_port()?, &arguments)?;
            server.until_ready()?;
            servers.push(server);
        }
        let urls: Vec<String> = servers.iter().map(Server::url).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let says = runtime.block_on(lose_one_after_the_other(&urls, seed, log))?;
        servers.into_iter().try_for_each(Server::stop)?;
        Ok(Run { faults: LOSSES.len() as u64, says: Some(says) })
    };
    live(log).map_err(|error| format!("{error:#}"))
}

async fn lose_one_after_the_other(urls: &[String], seed: u64, log: &mut Log) -> Result<String> {
    // Which of the two is told is up to the seed.
    let told = usize::from(seed.is_multiple_of(2));
    let (here, elsewhere) = (urls[told].as_str(), urls[1 - told].as_str());
    let client = api::client()?;
    let mut owner = Member::sign_in(&client, here, 0).await?;
    let (mut slowest_here, mut slowest_elsewhere) = (Duration::ZERO, Duration::ZERO);
    for (number, loss) in LOSSES.into_iter().enumerate() {
        let mut loser = Member::sign_in(&client, here, number + 1).await?;
        if loss == Loss::LosesRole {
            let status =
                owner.push(here, &Intent::ChangeRole { person: loser.person, role: Role::Administrator }).await?;
            ensure!(status == StatusCode::OK, "the owner makes an administrator: {status}");
        }
        let streams = [here, elsewhere].map(|url| hold(loser.clone(), url.to_owned()));
        for url in [here, elsewhere] {
            let before = loser.remind(url).await?;
            ensure!(before == StatusCode::OK, "{loss:?}: before it a push is answered with {before}");
        }
        let file = loser.bring_file(here).await?;
        let before = loser.download(here, &file).await?;
        ensure!(before == StatusCode::OK, "{loss:?}: before it a download is answered with {before}");
        let successor = loser.refresh(elsewhere).await?;
        sleep(Duration::from_millis(300)).await;
        lose(loss, &mut owner, &loser, here).await.with_context(|| format!("{loss:?}"))?;
        let began = Instant::now();
        let took = [
            until_refused(loss, &[&loser, &successor], here, &file, began + HERE).await,
            until_refused(loss, &[&loser, &successor], elsewhere, &file, began + ELSEWHERE).await,
        ];
        for (stream, within) in streams.into_iter().zip([HERE, ELSEWHERE]) {
            if loss == Loss::LosesRole {
                stream.abort();
                continue;
            }
            let ended = timeout_at(began + within, stream).await;
            ended.with_context(|| format!("{loss:?}: a stream is still open after {within:?}"))???;
        }
        let [on_this, on_other] = took;
        let (on_this, on_other) = (on_this? - began, on_other? - began);
        log.note(format_args!("{loss:?}: {on_this:?} here, {on_other:?} elsewhere"));
        slowest_here = slowest_here.max(on_this);
        slowest_elsewhere = slowest_elsewhere.max(on_other);
    }
    Ok(format!(
        "{} ways to lose standing, each with session, successor, download and stream: refused within {} ms on the \
         server that was told and {} ms on the other",
        LOSSES.len(),
        slowest_here.as_millis(),
        slowest_elsewhere.as_millis()
    ))
}

fn hold(member: Member, url: String) -> JoinHandle<Result<u64>> {
    tokio::spawn(async move { member.hold_stream(&url, || ()).await })
}

async fn lose(loss: Loss, owner: &mut Member, loser: &Member, server: &str) -> Result<()> {
    let status = match loss {
        Loss::SignsOut => {
            let request = loser.asks(loser.client().delete(format!("{server}/v1/session")));
            request.send().await?.status()
        }
        Loss::SignsInAgain => loser.sign_in_again(server, 1 + position(loss)).await?,
        Loss::IsDeactivated => owner.push(server, &Intent::Deactivate { person: loser.person }).await?,
        Loss::ChangesPassword => {
            let other = Member::sign_in(loser.client(), server, 1 + position(loss)).await?;
            let body = json!({ "current": PASSWORD, "new": NEW_PASSWORD });
            other.asks(other.client().put(format!("{server}/v1/password"))).json(&body).send().await?.status()
        }
        Loss::ResetsPassword => reset_password(owner, loser, server).await?,
        Loss::LosesDevice => {
            let device = format!("{server}/v1/people/{}/devices/{}", loser.person, loser.device);
            owner.asks(owner.client().delete(device)).send().await?.status()
        }
        Loss::LosesRole => owner.push(server, &Intent::ChangeRole { person: loser.person, role: Role::Member }).await?,
    };
    ensure!(status.is_success(), "it is answered with {status}");
    Ok(())
}

async fn reset_password(owner: &Member, loser: &Member, server: &str) -> Result<StatusCode> {
    let path = format!("{server}/v1/people/{}/password-reset", loser.person);
    let made: Value = owner.asks(owner.client().post(path)).send().await?.error_for_status()?.json().await?;
    let code = made["link"].as_str().and_then(|link| link.rsplit('/').next()).context("a reset has a link")?;
    let path = format!("{server}/v1/password-resets/{code}");
    Ok(loser.client().post(path).json(&json!({ "password": NEW_PASSWORD })).send().await?.status())
}

fn position(loss: Loss) -> usize {
    LOSSES.iter().position(|it| *it == loss).unwrap_or(0)
}

/// Waits until none of the tokens opens anything that it must not open.
async fn until_refused(loss: Loss, tokens: &[&Member], server: &str, file: &str, deadline: Instant) -> Result<Instant> {
    loop {
        let mut open = Vec::new();
        for member in tokens {
            let answers = match loss {
                Loss::LosesRole => vec![invite(member, server).await?],
                _ => vec![
                    member.pull(server).await?,
                    member.download(server, file).await?,
                    (*member).clone().remind(server).await?,
                ],
            };
            let is_refused = |it: &StatusCode| matches!(*it, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
            open.extend(answers.into_iter().filter(|it| !is_refused(it)));
        }
        if open.is_empty() {
            let refused_at = Instant::now();
            // Only now: a successor that somebody still got would have ended the token before it.
            for member in tokens.iter().filter(|_| loss != Loss::LosesRole) {
                let status = member.try_refresh(server).await?;
                ensure!(status == StatusCode::UNAUTHORIZED, "{loss:?}: a refresh is answered with {status}");
            }
            return Ok(refused_at);
        }
        if Instant::now() > deadline {
            bail!("{loss:?}: {server} still answers {open:?}");
        }
        sleep(Duration::from_millis(20)).await;
    }
}

async fn invite(member: &Member, server: &str) -> Result<StatusCode> {
    let body = json!({ "email": format!("{}@example.org", uuid::Uuid::now_v7()), "name": "New", "role": "member", "teams": [] });
    let answer = member.asks(member.client().post(format!("{server}/v1/invitations"))).json(&body).send().await?;
    Ok(answer.status())
}
