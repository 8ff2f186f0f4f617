//! Lines that their authors have put into other words.

use goodturn_domain::{Entity, Entry, Scope};
use goodturn_store::conformance::samples::{at, entry, person_id, request, words};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica};
use tempfile::TempDir;

struct Device {
    replica: SqliteReplica,
    _folder: TempDir,
}

fn device() -> Device {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
    Device { replica, _folder: folder }
}

impl Device {
    /// What came from the server, beginning with that number.
    fn pull(&self, first: u64, entities: impl IntoIterator<Item = Entity>) {
        self.replica
            .write(|tx| {
                for (seq, entity) in (first..).zip(entities) {
                    let (key, scopes) = (entity.key(), [Scope::Person(person_id(1))]);
                    tx.put_row(key.kind.name(), key.id, seq, &entity.to_json(), &scopes)?;
                }
                Ok::<_, StoreError>(())
            })
            .expect("rows can be stored");
    }

    /// The numbers of the lines, in the order in which they are shown.
    fn lines(&self) -> Vec<u128> {
        let lines = self.replica.list_entries(request(10).id).expect("timelines can be read");
        lines.iter().map(|line| line.entry.id.uuid().as_u128()).collect()
    }

    fn finds(&self, text: &str) -> bool {
        let query = RequestQuery {
            list: RequestList::MyRequests,
            me: person_id(1),
            include_ended: false,
            text: Some(text.to_owned()),
            filter: Default::default(),
            now: at(0),
            offset: 0,
            limit: 50,
        };
        self.replica.list_requests(&query).expect("lists can be read").total == 1
    }
}

fn reworded(number: u128, text: &str, when: i64) -> Entry {
    let mut line = entry(number, 10);
    line.reword(words(text), at(when)).expect("it has words");
    line
}

#[test]
fn a_reworded_line_stands_where_it_was_said_on_a_device_that_never_saw_the_first_wording() {
    let there = device();
    there.pull(1, [entry(20, 10).into(), entry(21, 10).into(), entry(22, 10).into()]);
    there.pull(4, [reworded(21, "Rather this", 101).into()]);
    let new = device();
    let edited = [reworded(21, "Rather this", 101), reworded(19, "Or this", 102)];

    new.pull(1, [entry(20, 10).into(), entry(22, 10).into()]);
    new.pull(4, edited.map(Entity::from));

    assert_eq!(there.lines(), [20, 21, 22]);
    assert_eq!(new.lines(), [19, 20, 21, 22]);
}

#[test]
fn a_reworded_line_is_found_by_its_words_of_now_alone() {
    let device = device();
    device.pull(1, [request(10).into(), entry(20, 10).into()]);
    assert!(device.finds("message"));

    let line = reworded(20, "The notary has answered", 50);
    device.replica.write(|tx| tx.put_local(&line.into())).expect("a change can be stored");

    assert!(device.finds("notary"));
    assert!(!device.finds("message"));
}
