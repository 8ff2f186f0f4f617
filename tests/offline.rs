//! What people do offline, and what becomes of it.

use chrono::TimeDelta;
use goodturn_domain::{Event, Intent, StageName};
use goodturn_test_support::{Device, DiskWorld, a_request, team, who};

use crate::intents::{acknowledge, ask, deliver, in_days, renegotiate, say};

fn world_of<const N: usize>(names: [&str; N]) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    let devices = names.map(|name| world.device(name));
    world.sync_all();
    (world, devices)
}

#[test]
fn what_was_asked_offline_shows_at_once_and_is_sent_later() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);

    let request = ask(&mut world, anna, a_request().to(who("sam")).due_in_days(4));

    assert_eq!(world.request(anna, request).map(|it| it.stage.name()), Some(StageName::Asked));
    assert_eq!(world.count_unsent(anna), 1, "it shows the mark of what is not sent");
    assert_eq!(world.request(sam, request), None);

    world.sync_all();

    assert_eq!(world.count_unsent(anna), 0);
    assert_eq!(world.request(sam, request), world.request(anna, request));
    let number = world.request(sam, request).and_then(|it| it.number).map(|it| it.to_string());
    assert_eq!(number.as_deref(), Some("GT-1"), "the server gave it a short number");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_whole_service_can_be_lived_with_one_side_offline_at_a_time() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();

    world.does(sam, acknowledge(request, in_days(3)));
    world.wait(TimeDelta::days(1));
    world.does(sam, deliver(request));
    assert_eq!(world.request(anna, request).map(|it| it.stage.name()), Some(StageName::Asked));
    world.sync_all();
    world.does(anna, Intent::Confirm { request, rating: None, words: None });
    world.sync_all();

    assert_eq!(world.request(sam, request).map(|it| it.stage.name()), Some(StageName::Closed));
    let acknowledged = world.request(sam, request).and_then(|it| it.first_acknowledged_at);
    assert_eq!(acknowledged, Some(in_days(0)), "it counts from when it was done, not from when it was sent");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn when_both_change_the_promise_offline_the_first_stands_and_the_other_is_an_offer() {
    let (mut world, [anna, laptop, desktop]) = world_of(["anna", "sam", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.does(anna, Intent::Watch { request, person: who("kim") });
    world.sync_all();
    world.does(laptop, acknowledge(request, in_days(3)));
    world.sync_all();

    world.does(laptop, renegotiate(request, in_days(3), in_days(5)));
    world.does(desktop, renegotiate(request, in_days(3), in_days(6)));
    assert_eq!(world.request(desktop, request).and_then(|it| it.promise().map(|it| it.due)), Some(in_days(6)));
    world.sync(laptop);
    world.sync(desktop);
    world.sync_all();

    for device in [anna, laptop, desktop] {
        let request = world.request(device, request).expect("all three see it");
        assert_eq!(request.promise().map(|it| it.due), Some(in_days(5)));
        assert_eq!(request.stage.offer().map(|it| it.due), Some(in_days(6)));
    }
    assert!(world.attention(desktop).is_empty(), "nothing was refused: both texts stay");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn requester_and_helper_change_the_time_offline_and_neither_is_lost() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();
    world.does(sam, acknowledge(request, in_days(3)));
    world.sync_all();

    world.does(sam, renegotiate(request, in_days(3), in_days(5)));
    let offer = goodturn_domain::OfferId::new(world.fresh());
    world.does(anna, Intent::Offer { request, offer, due: in_days(2), words: None });
    world.sync(sam);
    world.sync(anna);
    world.sync_all();

    let settled = world.request(sam, request).expect("it is there");
    assert_eq!(settled.promise().map(|it| it.due), Some(in_days(5)));
    assert_eq!(settled.stage.offer().map(|it| (it.by, it.due)), Some((who("anna"), in_days(2))));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_second_helper_who_took_it_offline_says_so_and_keeps_nothing_from_the_first() {
    let (mut world, [anna, sam, tom]) = world_of(["anna", "sam", "tom"]);
    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();

    world.does(sam, acknowledge(request, in_days(3)));
    world.does(tom, acknowledge(request, in_days(2)));
    assert_eq!(world.request(tom, request).and_then(|it| it.stage.helper()), Some(who("tom")));
    world.sync(sam);
    world.sync(tom);
    world.sync_all();

    for device in [anna, sam, tom] {
        assert_eq!(world.request(device, request).and_then(|it| it.stage.helper()), Some(who("sam")));
        let told = world.events(device, request);
        assert!(told.iter().any(|it| matches!(it, Event::AlsoTook { promise, .. } if *promise == Some(in_days(2)))));
    }
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_the_server_refuses_comes_back_with_its_text() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();

    world.does(sam, acknowledge(request, in_days(3)));
    let word = say(&mut world, sam, request, "I begin tomorrow");
    world.does(anna, Intent::Withdraw { request, reason: None });
    world.sync(anna);
    world.sync_all();

    assert_eq!(world.request(sam, request).map(|it| it.stage.name()), Some(StageName::Withdrawn));
    let refused = world.attention(sam);
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, "wrong_stage");
    assert!(refused[0].body.contains("I take it"), "the words are there to use again");
    assert!(world.sees(sam, word).is_some(), "what does not depend on it went through");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_lost_answer_is_asked_for_again_and_nothing_happens_twice() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();
    say(&mut world, sam, request, "Hello");

    world.send_push(sam);
    world.deliver(0);
    world.lose(0);
    assert_eq!(world.count_unsent(sam), 1, "nobody told it that it arrived");
    world.reconnect(sam);
    world.send_push(sam);
    world.repeat(0);
    world.settle_down();

    let said = world.events(anna, request).into_iter().filter(|it| matches!(it, Event::Said { .. })).count();
    assert_eq!(said, 1);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_clock_that_runs_ahead_does_not_date_things_into_the_future() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    world.set_skew(anna, TimeDelta::days(300));

    let request = ask(&mut world, anna, a_request());
    world.sync_all();

    assert_eq!(world.request(sam, request).map(|it| it.asked_at), Some(world.now()));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn long_texts_written_offline_go_in_several_pushes() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    let long = goodturn_domain::Words::new(&"word ".repeat(4_000)).expect("it is just short enough");
    for _ in 0..100 {
        let entry = goodturn_domain::EntryId::new(world.fresh());
        world.does(anna, Intent::Say { request, entry, words: long.clone(), mentions: [].into() });
    }

    let push = world.replica(anna).next_push().expect("it can be read").expect("there is something to send");
    let bytes: usize = push.operations.iter().map(|it| it.payload.to_string().len()).sum();
    assert!(bytes <= goodturn_sync::protocol::MOST_PUSH_BYTES && push.operations.len() < 101);
    world.sync_all();

    assert_eq!(world.count_unsent(anna), 0);
    assert_eq!(world.request(sam, request), world.request(anna, request));
    assert_eq!(world.check_agreement(), Ok(()));
}
