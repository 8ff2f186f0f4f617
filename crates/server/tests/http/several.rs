//! Several servers over one database: people on one hear of what is done on another.

use std::time::Duration;

use goodturn_domain::{Intent, ServiceRequestId};
use goodturn_server::Bus;
use goodturn_sync::Verdict;
use goodturn_sync::presence::{Doing, Presence, Presences};
use goodturn_test_support::nats::NatsServer;
use goodturn_test_support::postgres::Cluster;
use reqwest::{Method, StatusCode};
use tokio::time::{Instant, timeout};

use crate::events::Stream;
use crate::place::{Place, Someone, answer, asking, fresh};

/// A process looks for itself every two seconds; a second more for a busy machine.
const WITHOUT_BUS: Duration = Duration::from_secs(3);
/// By when a stream ends whose session has ended.
const SESSION_ENDS: Duration = Duration::from_secs(5);

impl Place {
    /// With another bus, from the next start on.
    async fn over(mut self, bus: Bus) -> Self {
        self.bus = bus;
        self.restart().await;
        self
    }

    /// Another server of the same organization.
    async fn beside(&self) -> Self {
        let mut place = Self {
            folder: tempfile::tempdir().unwrap(),
            clock: self.clock.clone(),
            running: None,
            public_url: None,
            files: Default::default(),
            backups: self.backups.clone(),
            database: self.database.clone(),
            bus: self.bus.clone(),
            client: self.client.clone(),
        };
        place.start_again().await;
        place
    }
}

struct Scene {
    here: Place,
    there: Place,
    ada: Someone,
    bo: Someone,
}

/// Ada and Bo, on two servers.
async fn two_servers(bus: Bus) -> Scene {
    let here = Place::start().await;
    let ada = here.administrator().await;
    let bo = ada.colleague(&here, "bo@example.org").await;
    let here = here.over(bus).await;
    let there = here.beside().await;
    Scene { here, there, ada, bo }
}

/// How long it takes until somebody on the other server is poked.
async fn poke_takes(scene: &Scene, n: u64) -> Duration {
    let mut stream = Stream::open(&scene.there, &scene.bo, None).await;
    let before = stream.next().await.unwrap();
    let asked = Instant::now();
    let pushed = scene.ada.push(&scene.here, vec![scene.ada.ask(&scene.here, n, scene.bo.person, "Ring")]).await;
    assert!(pushed.head > before);
    while stream.next().await.unwrap() < pushed.head {}
    asked.elapsed()
}

async fn fastest_of_five(scene: &Scene, first: u64) -> Duration {
    let mut fastest = Duration::MAX;
    for n in first..first + 5 {
        fastest = fastest.min(poke_takes(scene, n).await);
    }
    fastest
}

/// Who else Ada is told of, once Bo has written on the other server.
async fn is_told_of_the_other(scene: &Scene) -> bool {
    let request = ServiceRequestId::new(fresh());
    let wish = asking(request, scene.bo.person, "Ring");
    let operation = scene.ada.operation(&scene.here, 1, &wish);
    scene.ada.push(&scene.here, vec![operation]).await;
    for _ in 0..200 {
        scene.bo.tells_presence(&scene.there, request, Doing::Writing).await;
        let there: Presences = answer(scene.ada.tells_presence(&scene.here, request, Doing::Looking).await).await;
        if there.people == [Presence { person: scene.bo.person, doing: Doing::Writing }] {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    false
}

#[tokio::test]
async fn the_database_and_nats_carry_who_looks_at_a_request() {
    assert!(is_told_of_the_other(&two_servers(Bus::Postgres).await).await);
    let nats = NatsServer::start().unwrap();
    assert!(is_told_of_the_other(&two_servers(nats.url().parse().unwrap()).await).await);
}

#[tokio::test]
async fn the_database_carries_a_poke_to_the_other_server() {
    let scene = two_servers(Bus::Postgres).await;

    assert!(fastest_of_five(&scene, 1).await < Duration::from_millis(500));
}

#[tokio::test]
async fn nats_carries_a_poke_to_the_other_server() {
    let nats = NatsServer::start().unwrap();
    let scene = two_servers(nats.url().parse().unwrap()).await;

    assert!(fastest_of_five(&scene, 1).await < Duration::from_millis(500));
}

#[tokio::test]
async fn without_a_bus_a_poke_takes_two_seconds_at_most() {
    let scene = two_servers(Bus::None).await;

    assert!(poke_takes(&scene, 1).await < WITHOUT_BUS);
}

#[tokio::test]
async fn a_bus_that_dies_costs_seconds_and_one_that_comes_back_is_used_again() {
    let mut nats = NatsServer::start().unwrap();
    let scene = two_servers(nats.url().parse().unwrap()).await;

    nats.stop();
    assert!(poke_takes(&scene, 1).await < WITHOUT_BUS);

    nats.start_again().unwrap();
    let carried = async {
        for n in 2.. {
            if poke_takes(&scene, n).await < Duration::from_millis(500) {
                return;
            }
        }
    };
    timeout(Duration::from_secs(20), carried).await.expect("the bus is found again");
}

#[tokio::test]
async fn listeners_whose_connection_is_lost_come_back() {
    let scene = two_servers(Bus::Postgres).await;
    let address = &scene.here.database.as_ref().unwrap().url;
    let superuser = Cluster::shared().as_superuser(address);
    let (administrator, connection) = tokio_postgres::connect(&superuser, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);

    let ended = "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()";
    assert!(administrator.execute(ended, &[]).await.unwrap() >= 2);

    assert!(poke_takes(&scene, 1).await < WITHOUT_BUS);
    assert!(poke_takes(&scene, 2).await < WITHOUT_BUS);
    assert!(fastest_of_five(&scene, 3).await < Duration::from_millis(500));
}

/// Asks until the session no longer holds there.
async fn is_refused(someone: &Someone, there: &Place) {
    let refused = async { while someone.try_pull(there).await.status() != StatusCode::UNAUTHORIZED {} };
    timeout(SESSION_ENDS, refused).await.expect("the session ends there, too");
}

#[tokio::test]
async fn a_session_that_ends_on_one_server_is_soon_refused_on_the_other() {
    for bus in [Bus::Postgres, Bus::None] {
        let scene = two_servers(bus).await;
        let mut stream = Stream::open(&scene.there, &scene.bo, None).await;
        stream.next().await.unwrap();
        assert_eq!(scene.bo.try_pull(&scene.there).await.status(), StatusCode::OK, "it is remembered from now on");

        let bye = scene.here.request(Method::DELETE, "/v1/session").bearer_auth(&scene.bo.token);
        assert_eq!(bye.send().await.unwrap().status(), StatusCode::NO_CONTENT);

        is_refused(&scene.bo, &scene.there).await;
        let ended = async { while stream.next().await.is_some() {} };
        timeout(SESSION_ENDS, ended).await.expect("the stream ends");
    }
}

#[tokio::test]
async fn somebody_deactivated_on_one_server_hears_no_more_on_the_other() {
    let scene = two_servers(Bus::None).await;
    let mut stream = Stream::open(&scene.there, &scene.bo, None).await;
    stream.next().await.unwrap();

    let deactivate = Intent::Deactivate { person: scene.bo.person };
    scene.ada.push(&scene.here, vec![scene.ada.operation(&scene.here, 1, &deactivate)]).await;

    is_refused(&scene.bo, &scene.there).await;
    let ended = async { while stream.next().await.is_some() {} };
    timeout(SESSION_ENDS, ended).await.expect("the stream ends");
}

#[tokio::test]
async fn only_one_server_makes_the_link_of_the_first_administrator() {
    let first = Place::start().await;
    let second = first.beside().await;

    assert_eq!(second.running().first_invitation, None);
    first.administrator().await;
}

#[tokio::test]
async fn one_device_after_the_other_on_any_server_keeps_its_numbers() {
    let scene = two_servers(Bus::Postgres).await;
    let third = scene.here.beside().await;

    let mut heads = Vec::new();
    for n in 1..=9 {
        let server = [&scene.here, &scene.there, &third][n as usize % 3];
        let pushed = scene.ada.push(server, vec![scene.ada.ask(server, n, scene.bo.person, "Next")]).await;
        assert!(matches!(pushed.verdicts[0].verdict, Verdict::Applied { .. }), "{pushed:?}");
        heads.push(pushed.head);
    }

    assert!(heads.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{heads:?}");
    let seen = scene.bo.pull(&third).await.seen;
    for server in [&scene.here, &scene.there] {
        assert_eq!(scene.bo.pull(server).await.seen, seen, "one history, whoever is asked");
    }
}
