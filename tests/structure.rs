//! What two people arrange on requests without knowing of each other.

use goodturn_domain::{Intent, LinkKind, Priority, StageName};
use goodturn_test_support::{Device, DiskWorld, a_request, label, team, who};

use crate::intents::ask;

fn world_of<const N: usize>(names: [&str; N]) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    let devices = names.map(|name| world.device(name));
    world.sync_all();
    (world, devices)
}

#[test]
fn what_both_do_offline_to_labels_and_priority_merges_by_meaning() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();

    world.does(anna, Intent::AddLabel { request, label: label("Deed") });
    world.does(sam, Intent::AddLabel { request, label: label("DEED") });
    world.does(sam, Intent::AddLabel { request, label: label("Tax") });
    world.does(anna, Intent::ChangePriority { request, priority: Priority::High });
    world.does(sam, Intent::ChangePriority { request, priority: Priority::High });
    world.sync(anna);
    world.sync(sam);
    world.sync_all();

    for device in [anna, sam] {
        let request = world.request(device, request).expect("both see it");
        let labels: Vec<&str> = request.labels.iter().map(|it| it.as_str()).collect();
        assert_eq!((labels, request.priority), (vec!["Deed", "Tax"], Priority::High));
        assert_eq!(world.attention(device), []);
    }
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn two_links_made_offline_that_lead_back_are_one_and_the_other_is_told() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let (one, other) = (ask(&mut world, anna, a_request()), ask(&mut world, anna, a_request()));
    world.sync_all();

    world.does(anna, Intent::Link { request: one, to: other, kind: LinkKind::PartOf });
    world.does(sam, Intent::Link { request: other, to: one, kind: LinkKind::PartOf });
    world.sync(anna);
    world.sync(sam);
    world.sync_all();

    for device in [anna, sam] {
        assert_eq!(world.request(device, one).map(|it| it.links), Some([(other, LinkKind::PartOf)].into()));
        assert_eq!(world.request(device, other).map(|it| it.links), Some([].into()));
    }
    let told: Vec<String> = world.attention(sam).into_iter().map(|it| it.code).collect();
    assert_eq!(told, ["link_leads_back"]);
    assert_eq!(world.attention(anna), []);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn whoever_sees_the_whole_alone_learns_nothing_of_its_part() {
    let (mut world, [anna, sam, kim]) = world_of(["anna", "sam", "kim"]);
    let whole = ask(&mut world, anna, a_request().watched_by(who("kim")));
    world.sync_all();

    let part =
        ask(&mut world, sam, a_request().from(who("sam")).to(who("anna")).private().linked(LinkKind::PartOf, whole));
    world.sync_all();

    assert_eq!(world.request(anna, part).map(|it| it.links), Some([(whole, LinkKind::PartOf)].into()));
    assert_eq!(world.request(kim, part), None);
    assert_eq!(world.timeline(kim, whole), world.timeline(anna, whole), "no line on the whole tells of it");
    assert_eq!(world.request(kim, whole).map(|it| it.links), Some([].into()));
}

#[test]
fn two_merges_made_offline_are_one_and_who_asked_follows_what_goes_on() {
    let (mut world, [anna, sam, kim, tom]) = world_of(["anna", "sam", "kim", "tom"]);
    let legal = || a_request().to_team(team("legal"));
    let one = ask(&mut world, anna, legal().watched_by(who("kim")));
    let olga = world.device("olga");
    world.sync_all();
    let (other, third) =
        (ask(&mut world, olga, legal().from(who("olga"))), ask(&mut world, olga, legal().from(who("olga"))));
    world.sync_all();
    assert_eq!(world.request(kim, other), None, "Kim has nothing to do with it");

    let into = |into| Intent::Merge { request: one, into, files: Vec::new() };
    world.does(sam, into(other));
    world.does(tom, into(third));
    world.sync(sam);
    world.sync(tom);
    world.sync_all();

    for device in [anna, sam, kim, tom] {
        let merged = world.request(device, one).and_then(|it| it.merged).map(|it| it.into);
        assert_eq!(merged, Some(other));
        assert!(world.request(device, other).is_some_and(|it| it.watchers == [who("anna"), who("kim")].into()));
    }
    assert_eq!(world.attention(tom).len(), 1, "the second is told");

    world.does(anna, Intent::Unmerge { request: one });
    world.sync_all();
    world.sync_all();

    for device in [anna, sam] {
        assert_eq!(world.request(device, one).map(|it| (it.stage.name(), it.merged)), Some((StageName::Asked, None)));
    }
    assert_eq!(world.request(kim, other), None, "who came along has left again");
    assert_eq!(world.check_agreement(), Ok(()));
}
