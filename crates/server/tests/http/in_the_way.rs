//! Transactions that somebody else's get in the way of: the server does them again, and nobody who
//! pushes hears of it.

use std::time::Duration;

use goodturn_sync::Verdict;
use goodturn_test_support::postgres::Cluster;
use tokio_postgres::{Client, NoTls};

use crate::place::{Place, Someone};

/// An administrator of the database, who does what no server does.
async fn administrator(place: &Place) -> Client {
    let address = &place.database.as_ref().unwrap().url;
    let (client, connection) = tokio_postgres::connect(&Cluster::shared().as_superuser(address), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn is_taken(ada: &Someone, place: &Place, bo: &Someone, n: u64) {
    let pushed = ada.push(place, vec![ada.ask(place, n, bo.person, "Ring")]).await;
    assert!(matches!(pushed.verdicts[0].verdict, Verdict::Applied { .. }), "{pushed:?}");
}

#[tokio::test]
async fn a_push_that_was_ended_by_a_deadlock_is_done_again() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    is_taken(&ada, &place, &bo, 1).await;
    let other = administrator(&place).await;

    // Who waits longer for a deadlock to be found is not the one that it ends.
    other
        .batch_execute("begin; set local deadlock_timeout = '10min'; update devices set last_n = last_n")
        .await
        .unwrap();
    let crossing = async {
        let waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        let watcher = administrator(&place).await;
        while watcher.query(waits, &[]).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        other.batch_execute("select seq from org_head for update; rollback").await.unwrap();
    };
    tokio::join!(is_taken(&ada, &place, &bo, 2), crossing);

    assert!(Cluster::shared().log().contains("deadlock detected"), "there was one");
    assert_eq!(bo.pull(&place).await.rows.iter().filter(|row| row.kind == "service_request").count(), 2);
}

#[tokio::test]
async fn a_push_that_could_not_be_put_into_an_order_is_done_again() {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let other = administrator(&place).await;
    // A sequence counts on when its transaction is rolled back.
    let refuse_twice = "create sequence tries; grant usage on sequence tries to public;
        create function refuse() returns trigger language plpgsql as $$ begin
            if nextval('tries') <= 2 then raise exception 'could not serialize access' using errcode = '40001'; end if;
            return new;
        end $$;
        create trigger refusing before update on org_head for each row execute function refuse()";
    other.batch_execute(refuse_twice).await.unwrap();

    is_taken(&ada, &place, &bo, 1).await;

    let tries: i64 = other.query_one("select last_value from tries", &[]).await.unwrap().get(0);
    assert_eq!(tries, 3);
    assert_eq!(bo.pull(&place).await.rows.iter().filter(|row| row.kind == "service_request").count(), 1);
}
