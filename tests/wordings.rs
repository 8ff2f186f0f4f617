//! Two devices of one person, both offline, put the same line into other words.

use chrono::TimeDelta;
use goodturn_domain::{Event, Intent};
use goodturn_test_support::{DiskWorld, a_request, words};

use crate::intents::{ask, say};

#[test]
fn the_last_wording_in_the_servers_order_stands_and_both_stay_in_the_history() {
    let mut world = DiskWorld::founded();
    let [anna, laptop, desktop] = ["anna", "sam", "sam"].map(|name| world.device(name));
    world.sync_all();
    let request = ask(&mut world, anna, a_request());
    world.sync_all();
    let entry = say(&mut world, laptop, request, "At nine");
    world.sync_all();
    let reword = |text: &str| Intent::Reword { request, entry, words: words(text), mentions: [].into() };

    world.does(desktop, reword("At ten"));
    world.wait(TimeDelta::hours(1));
    world.does(laptop, reword("At eleven"));
    world.sync(laptop);
    world.sync(desktop);
    world.sync_all();

    for device in [anna, laptop, desktop] {
        let line = world.timeline(device, request).into_iter().find(|it| it.id == entry).expect("it is there");
        assert_eq!(line.event, Event::Said { words: words("At ten") }, "the desktop came last");
        let earlier: Vec<String> = line.earlier.iter().map(|it| it.words.to_string()).collect();
        assert_eq!(earlier, ["At nine", "At eleven"]);
    }
    assert_eq!(world.check_agreement(), Ok(()));
}
