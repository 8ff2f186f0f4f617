//! What has left the devices is found on the server by its labels.

use chrono::TimeDelta;
use goodturn_domain::{Intent, ServiceRequestId};
use goodturn_test_support::{Device, DiskWorld, a_request, label, who};

use crate::intents::ask;

fn archived(world: &mut DiskWorld, anna: Device, title: &str, labels: &[&str]) -> ServiceRequestId {
    let request = ask(world, anna, a_request().titled(title));
    for text in labels {
        world.does(anna, Intent::AddLabel { request, label: label(text) });
    }
    world.does(anna, Intent::Withdraw { request, reason: None });
    world.sync_all();
    request
}

#[test]
fn requests_of_the_archive_are_found_by_their_labels_however_many_words_they_have() {
    let mut world = DiskWorld::founded();
    let [anna, _sam] = ["anna", "sam"].map(|name| world.device(name));
    world.sync_all();
    let deed = archived(&mut world, anna, "The lease", &["Deed", "Office move"]);
    let moved = archived(&mut world, anna, "The old lease", &["Office move"]);
    let plain = archived(&mut world, anna, "A lease about a deed and an office that will move", &[]);
    world.wait(TimeDelta::days(200));
    world.authority().archive_ended(world.now(), 10).expect("it can be written");
    let found = |text: &str, most: usize| {
        let rows = world.authority().search_archive(who("anna"), text, most).expect("it can be read");
        let mut ids: Vec<ServiceRequestId> = rows.iter().map(|row| ServiceRequestId::new(row.id)).collect();
        ids.sort_unstable();
        ids
    };
    let sorted = |ids: &[ServiceRequestId]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };

    assert_eq!(found("lease", 10), sorted(&[deed, moved, plain]));
    assert_eq!(found("label:deed", 10), [deed]);
    assert_eq!(found("lease label:\"office MOVE\"", 10), sorted(&[deed, moved]));
    assert_eq!(found("label:\"office move\"", 1).len(), 1, "what does not have it takes no place");
    assert_eq!(found("label:\"office move\" -label:deed", 10), [moved]);
    assert_eq!(found("lease stage:withdrawn -label:deed", 10), sorted(&[moved, plain]));
    assert_eq!(found("label:tax", 10), []);
}
