//! Pages on their way.

use goodturn_sync::SyncError;
use goodturn_sync::pages::{read_page, write_page};
use goodturn_test_support::an_empty_page;

#[test]
fn page_comes_as_it_was_sent_or_not_at_all() {
    let line = write_page(&an_empty_page(7)).expect("it is JSON");
    assert_eq!(read_page(&line).expect("it is whole"), an_empty_page(7));

    for end in 0..line.len() {
        assert!(matches!(read_page(&line[..end]), Err(SyncError::Offline(_))), "cut at {end}");
    }
    for at in 0..line.len() {
        let mut turned = line.clone();
        turned[at] ^= 1;
        assert!(matches!(read_page(&turned), Err(SyncError::Offline(_))), "turned at {at}");
    }
}
