//! What a device's storage has to do.

mod of_requests;
mod of_teams;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    Entity, EntityKey, OperationId, Person, PersonId, Role, Scope, ServiceRequest, ServiceRequestId, Team, TeamId,
    Timestamp,
};
use uuid::Uuid;

use super::samples::{entry, id, organization, person, person_id, request, team, title};
use crate::replica::{Attention, OutboxRecord, Position, ReplicaRead, ReplicaStorage, ReplicaWrite};
use crate::{Digest, StoreError};
pub use of_requests::*;
pub use of_teams::*;

fn write<S: ReplicaStorage, T>(storage: &S, work: impl FnOnce(&mut dyn ReplicaWrite) -> Result<T, StoreError>) -> T {
    storage.write(work).expect("the storage takes the write")
}

fn read<S: ReplicaStorage, T>(storage: &S, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, StoreError>) -> T {
    storage.read(work).expect("the storage can be read")
}

fn put_row(tx: &mut dyn ReplicaWrite, entity: &Entity, seq: u64, scopes: &[Scope]) -> Result<(), StoreError> {
    let key = entity.key();
    tx.put_row(key.kind.name(), key.id, seq, &entity.to_json(), scopes)
}

fn renamed(request: ServiceRequest, text: &str) -> Entity {
    ServiceRequest { title: title(text), ..request }.into()
}

fn record(n: u64) -> OutboxRecord {
    let touched = vec![EntityKey::from(ServiceRequestId::new(id(10)))];
    OutboxRecord {
        n,
        id: OperationId::new(id(1000 + u128::from(n))),
        body: "{}".to_owned(),
        touched,
        applied_seq: None,
    }
}

fn mine() -> Scope {
    Scope::Person(person_id(1))
}

fn teams() -> Scope {
    Scope::Team(TeamId::new(id(50)))
}

pub fn failed_write_never_happened<S: ReplicaStorage>(storage: &S) {
    let failed: Result<(), StoreError> = storage.write(|tx| {
        tx.put_local(&request(10).into())?;
        put_row(tx, &request(11).into(), 1, &[mine()])?;
        tx.append_outbox(&record(1))?;
        tx.set_cursor(&mine(), 7)?;
        Err(StoreError::Full("no room".into()))
    });

    assert!(matches!(failed, Err(StoreError::Full(_))));
    read(storage, |tx| {
        assert_eq!(tx.find_entity(ServiceRequestId::new(id(10)).into())?, None);
        assert_eq!(tx.find_entity(ServiceRequestId::new(id(11)).into())?, None);
        assert_eq!((tx.last_n()?, tx.count_unsent()?), (0, 0));
        assert_eq!(tx.list_cursors()?, []);
        assert_eq!(tx.scope_digest(&mine())?, Digest::default());
        Ok(())
    });
}

pub fn write_sees_what_it_has_done<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| {
        put_row(tx, &request(10).into(), 1, &[mine()])?;
        tx.put_local(&renamed(request(10), "Changed"))?;

        assert_eq!(tx.find_entity(ServiceRequestId::new(id(10)).into())?, Some(renamed(request(10), "Changed")));
        assert_eq!(tx.list_changed()?, [ServiceRequestId::new(id(10)).into()]);
        assert_eq!(tx.scope_digest(&mine())?, Digest::default().with(id(10), 1));
        Ok(())
    });
}

pub fn base_is_kept_at_the_first_change_and_put_back<S: ReplicaStorage>(storage: &S) {
    let key = EntityKey::from(ServiceRequestId::new(id(10)));
    write(storage, |tx| put_row(tx, &request(10).into(), 1, &[mine()]));
    write(storage, |tx| tx.put_local(&renamed(request(10), "Once")));
    write(storage, |tx| tx.put_local(&renamed(request(10), "Twice")));
    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(renamed(request(10), "Twice")));

    write(storage, |tx| tx.restore_base(key));

    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(request(10).into()));
    assert_eq!(read(storage, |tx| tx.list_changed()), []);
    write(storage, |tx| tx.restore_base(key));
    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(request(10).into()));
}

pub fn entity_that_the_server_does_not_have_is_deleted_with_its_base<S: ReplicaStorage>(storage: &S) {
    let key = EntityKey::from(ServiceRequestId::new(id(10)));
    write(storage, |tx| tx.put_local(&request(10).into()));
    assert_eq!(read(storage, |tx| tx.list_changed()), [key]);

    write(storage, |tx| tx.restore_base(key));

    assert_eq!(read(storage, |tx| tx.find_entity(key)), None);
    assert_eq!(read(storage, |tx| tx.list_changed()), []);
}

pub fn row_under_a_local_change_becomes_its_base<S: ReplicaStorage>(storage: &S) {
    let key = EntityKey::from(ServiceRequestId::new(id(10)));
    write(storage, |tx| tx.put_local(&renamed(request(10), "Mine")));

    write(storage, |tx| put_row(tx, &renamed(request(10), "Theirs"), 4, &[mine()]));

    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(renamed(request(10), "Mine")));
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default().with(id(10), 4));
    write(storage, |tx| tx.restore_base(key));
    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(renamed(request(10), "Theirs")));
}

pub fn settled_row_takes_the_place_of_a_local_change<S: ReplicaStorage>(storage: &S) {
    let (key, theirs) = (EntityKey::from(ServiceRequestId::new(id(10))), renamed(request(10), "Theirs"));
    write(storage, |tx| tx.put_local(&renamed(request(10), "Mine")));

    write(storage, |tx| tx.put_settled_row("service_request", id(10), 4, &theirs.to_json(), &[mine()]));

    assert_eq!(read(storage, |tx| tx.find_entity(key)), Some(theirs));
    assert_eq!(read(storage, |tx| tx.list_changed()), []);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default().with(id(10), 4));
}

pub fn unknown_kind_and_unreadable_body_are_kept<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| {
        tx.put_row("award", id(1), 1, r#"{"of":"tomorrow"}"#, &[mine()])?;
        tx.put_row("service_request", id(10), 2, r#"{"stage":"of tomorrow"}"#, &[mine()])
    });

    assert_eq!(read(storage, |tx| tx.find_entity(ServiceRequestId::new(id(10)).into())), None);
    let digest = Digest::default().with(id(1), 1).with(id(10), 2);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), digest);
    write(storage, |tx| tx.put_row("award", id(1), 3, "{}", &[mine()]));
    write(storage, |tx| tx.remove_from_scope("service_request", id(10), &mine()));
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), Digest::default().with(id(1), 3));
    write(storage, |tx| put_row(tx, &request(10).into(), 4, &[mine()]));
    assert_eq!(read(storage, |tx| tx.find_entity(ServiceRequestId::new(id(10)).into())), Some(request(10).into()));
}

pub fn digest_is_that_of_the_rows_held<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| {
        put_row(tx, &request(10).into(), 1, &[mine(), teams()])?;
        put_row(tx, &request(11).into(), 2, &[mine()])
    });
    write(storage, |tx| put_row(tx, &request(10).into(), 3, &[mine()]));

    let both = Digest::default().with(id(10), 3).with(id(11), 2);
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), both);
    assert_eq!(read(storage, |tx| tx.scope_digest(&teams())), Digest::default().with(id(10), 3));
    write(storage, |tx| tx.put_local(&renamed(request(10), "Changed")));
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), both, "a local change is nothing the server has");
}

pub fn entity_is_deleted_with_its_last_scope<S: ReplicaStorage>(storage: &S) {
    let key = EntityKey::from(ServiceRequestId::new(id(10)));
    write(storage, |tx| put_row(tx, &request(10).into(), 1, &[mine(), teams()]));

    write(storage, |tx| tx.remove_from_scope("service_request", id(10), &teams()));
    assert!(read(storage, |tx| tx.find_entity(key)).is_some());
    assert_eq!(read(storage, |tx| tx.scope_digest(&teams())), Digest::default());

    write(storage, |tx| tx.remove_from_scope("service_request", id(10), &teams()));
    assert!(read(storage, |tx| tx.find_entity(key)).is_some(), "it had left that scope already");
    write(storage, |tx| tx.remove_from_scope("service_request", id(10), &mine()));
    assert_eq!(read(storage, |tx| tx.find_entity(key)), None);
    write(storage, |tx| tx.remove_from_scope("service_request", id(10), &mine()));
}

pub fn dropped_scope_takes_what_is_in_no_other<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| {
        tx.set_cursor(&teams(), 9)?;
        put_row(tx, &request(10).into(), 1, &[mine(), teams()])?;
        put_row(tx, &request(11).into(), 2, &[teams()])?;
        put_row(tx, &entry(20, 11).into(), 2, &[teams()])?;
        tx.put_local(&request(12).into())
    });

    write(storage, |tx| tx.drop_scope(&teams()));

    read(storage, |tx| {
        assert!(tx.find_entity(ServiceRequestId::new(id(10)).into())?.is_some());
        assert_eq!(tx.find_entity(ServiceRequestId::new(id(11)).into())?, None);
        assert_eq!(tx.find_entity(entry(20, 11).id.into())?, None);
        assert!(tx.find_entity(ServiceRequestId::new(id(12)).into())?.is_some(), "it was never in a scope");
        assert_eq!(tx.list_cursors()?, []);
        assert_eq!(tx.scope_digest(&teams())?, Digest::default());
        assert_eq!(tx.scope_digest(&mine())?, Digest::default().with(id(10), 1));
        Ok(())
    });
    write(storage, |tx| put_row(tx, &request(11).into(), 12, &[teams()]));
    assert_eq!(read(storage, |tx| tx.scope_digest(&teams())), Digest::default().with(id(11), 12));
}

pub fn outbox_numbers_have_no_gaps_and_never_go_back<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| tx.append_outbox(&record(1)));
    let gap = storage.write(|tx| tx.append_outbox(&record(3)));
    assert!(matches!(gap, Err(StoreError::Inconsistent { .. })));

    write(storage, |tx| tx.delete_outbox(1));

    assert_eq!(read(storage, |tx| tx.last_n()), 1);
    let again = storage.write(|tx| tx.append_outbox(&record(1)));
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })));
    write(storage, |tx| tx.append_outbox(&record(2)));
    assert_eq!(read(storage, |tx| tx.list_outbox(0, 10)), [record(2)]);
}

pub fn applied_operations_leave_once_their_number_was_pulled<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| (1..=4).try_for_each(|n| tx.append_outbox(&record(n))));
    write(storage, |tx| {
        tx.set_applied(1, 100)?;
        tx.set_applied(3, 102)?;
        tx.set_touched(4, &[])
    });
    assert_eq!(read(storage, |tx| tx.count_unsent()), 2);
    let unsent = |after, limit| read(storage, |tx| tx.list_unsent(after, limit));
    assert!(unsent(0, 10).iter().all(|it| it.applied_seq.is_none()));
    assert_eq!((unsent(0, 10).len(), unsent(0, 1).len(), unsent(u64::MAX >> 1, 10).len()), (2, 1, 0));

    write(storage, |tx| tx.keep_applied(101, 10));

    let left = read(storage, |tx| tx.list_outbox(0, 10));
    let applied = OutboxRecord { applied_seq: Some(102), ..record(3) };
    assert_eq!(left, [record(2), applied, OutboxRecord { touched: Vec::new(), ..record(4) }]);
}

pub fn kept_operations_are_given_until_forgotten<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| (1..=3).try_for_each(|n| tx.append_outbox(&record(n))));
    write(storage, |tx| {
        (1..=3).try_for_each(|n| tx.set_applied(n, 100 + n))?;
        tx.keep_applied(103, 10)?;
        tx.forget_kept(101)
    });

    let kept = |n| OutboxRecord { applied_seq: Some(100 + n), ..record(n) };
    assert_eq!(read(storage, |tx| tx.list_outbox(0, 10)), []);
    assert_eq!(write(storage, |tx| tx.take_kept()), [kept(2), kept(3)]);
    assert_eq!(write(storage, |tx| tx.take_kept()), []);
}

pub fn newest_operations_are_kept<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| (1..=4).try_for_each(|n| tx.append_outbox(&record(n))));
    write(storage, |tx| {
        (1..=3).try_for_each(|n| tx.set_applied(n, 100 + n))?;
        tx.keep_applied(102, 2)?;
        tx.keep_applied(103, 2)
    });

    let kept = write(storage, |tx| tx.take_kept());
    assert_eq!(kept.iter().map(|it| it.n).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(read(storage, |tx| tx.count_unsent()), 1);
}

pub fn records_are_cleaned_wherever_they_wait<S: ReplicaStorage>(storage: &S) {
    let named = |n| OutboxRecord { body: format!(r#"{{"words":"Anna {n}"}}"#), ..record(n) };
    let refused = Attention {
        id: OperationId::new(id(1)),
        body: r#"{"words":"Anna"}"#.to_owned(),
        code: "wrong_stage".to_owned(),
        details: "{}".to_owned(),
        at: Timestamp::from_micros(5),
    };
    write(storage, |tx| (1..=2).try_for_each(|n| tx.append_outbox(&named(n))));
    write(storage, |tx| {
        tx.set_applied(1, 100)?;
        tx.keep_applied(100, 9)?;
        tx.insert_attention(&refused)
    });

    write(storage, |tx| tx.clean_records(&|text| text.contains("Anna").then(|| text.replace("Anna", "Nobody"))));

    assert_eq!(read(storage, |tx| tx.list_outbox(0, 9))[0].body, r#"{"words":"Nobody 2"}"#);
    assert_eq!(read(storage, |tx| tx.list_attention())[0].body, r#"{"words":"Nobody"}"#);
    let kept = write(storage, |tx| tx.take_kept());
    assert_eq!(kept, [], "under its id it was another operation");
}

pub fn outbox_is_listed_in_pages<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| (1..=5).try_for_each(|n| tx.append_outbox(&record(n))));

    assert_eq!(read(storage, |tx| tx.list_outbox(1, 2)), [record(2), record(3)]);
    assert_eq!(read(storage, |tx| tx.list_outbox(5, 2)), []);
}

pub fn attention_is_kept_until_dismissed<S: ReplicaStorage>(storage: &S) {
    let refused = |number: u128| Attention {
        id: OperationId::new(id(number)),
        body: r#"{"intent":"say"}"#.to_owned(),
        code: "wrong_stage".to_owned(),
        details: "{}".to_owned(),
        at: Timestamp::from_micros(5),
    };
    write(storage, |tx| tx.insert_attention(&refused(2)));
    write(storage, |tx| tx.insert_attention(&refused(1)));
    assert_eq!(read(storage, |tx| tx.list_attention()), [refused(2), refused(1)]);

    write(storage, |tx| tx.delete_attention(OperationId::new(id(2))));

    assert_eq!(read(storage, |tx| tx.list_attention()), [refused(1)]);
}

pub fn position_and_cursors_move<S: ReplicaStorage>(storage: &S) {
    assert_eq!(read(storage, |tx| tx.position()), None);
    let position = |seq| Position { epoch: Uuid::max(), seq, chain: [7; 32] };

    write(storage, |tx| {
        tx.set_position(&position(1))?;
        tx.set_position(&position(u64::MAX >> 1))?;
        tx.set_cursor(&mine(), 1)?;
        tx.set_cursor(&Scope::Organization, 2)?;
        tx.set_cursor(&mine(), 3)
    });

    assert_eq!(read(storage, |tx| tx.position()), Some(position(u64::MAX >> 1)));
    assert_eq!(read(storage, |tx| tx.list_cursors()), [(Scope::Organization, 2), (mine(), 3)]);
}

pub fn people_and_teams_answer_decisions<S: ReplicaStorage>(storage: &S) {
    let owner = Person { role: Role::Owner, ..person(1) };
    let gone = Person { role: Role::Owner, is_active: false, ..person(2) };
    write(storage, |tx| {
        put_row(tx, &organization(9).into(), 1, &[Scope::Organization])?;
        put_row(tx, &owner.into(), 1, &[Scope::Organization])?;
        put_row(tx, &gone.into(), 1, &[Scope::Organization])?;
        put_row(tx, &team(51, &[1, 2]).into(), 1, &[Scope::Organization])?;
        put_row(tx, &team(50, &[1]).into(), 1, &[Scope::Organization])?;
        put_row(tx, &Team { is_active: false, ..team(52, &[1]) }.into(), 1, &[Scope::Organization])
    });
    let teams_of = |person: PersonId| read(storage, |tx| tx.list_memberships(person));
    let member = |number: u128| (TeamId::new(id(number)), Membership::Member);
    assert_eq!(read(storage, |tx| tx.find_organization()), Some(organization(9)));
    assert_eq!(read(storage, |tx| tx.count_owners()), 1);
    assert_eq!(teams_of(person_id(1)), [member(50), member(51)]);

    write(storage, |tx| tx.put_local(&team(51, &[2]).into()));
    assert_eq!(teams_of(person_id(1)), [member(50)]);
    write(storage, |tx| tx.restore_base(TeamId::new(id(51)).into()));
    assert_eq!(teams_of(person_id(1)), [member(50), member(51)]);
}

fn put_looked_up(tx: &mut dyn ReplicaWrite, entity: &Entity) -> Result<(), StoreError> {
    let key = entity.key();
    tx.put_looked_up(key.kind.name(), key.id, &entity.to_json())
}

pub fn what_was_looked_up_stays_until_it_is_forgotten<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| put_looked_up(tx, &person(1).into()));
    write(storage, |tx| put_looked_up(tx, &Person { name: title("Renamed"), ..person(1) }.into()));
    write(storage, |tx| put_looked_up(tx, &person(2).into()));
    let found = |number: u128| read(storage, |tx| tx.find_entity(person_id(number).into()));
    assert_eq!(found(1), Some(Person { name: title("Renamed"), ..person(1) }.into()));
    assert_eq!(read(storage, |tx| tx.list_cursors()), [], "nobody asks the server for what is new in it");

    // One comes into a scope, and leaves it again.
    write(storage, |tx| put_row(tx, &person(2).into(), 5, &[mine()]));
    write(storage, |tx| tx.remove_from_scope("person", id(2), &mine()));
    assert_eq!(found(2), None);
    write(storage, |tx| tx.drop_scope(&Scope::LookedUp));

    assert_eq!(found(1), None);
    assert_eq!(read(storage, |tx| tx.scope_digest(&Scope::LookedUp)), Digest::default());
}

pub fn what_is_synced_is_not_looked_up<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| put_row(tx, &request(10).into(), 5, &[mine()]));
    write(storage, |tx| tx.put_local(&renamed(request(11), "Mine")));
    let digest = read(storage, |tx| tx.scope_digest(&mine()));

    write(storage, |tx| {
        put_looked_up(tx, &renamed(request(10), "Older"))?;
        put_looked_up(tx, &renamed(request(11), "Older"))
    });

    let found = |number: u128| read(storage, |tx| tx.find_entity(ServiceRequestId::new(id(number)).into()));
    assert_eq!(found(10), Some(request(10).into()));
    assert_eq!(found(11), Some(renamed(request(11), "Mine")));
    assert_eq!(read(storage, |tx| tx.scope_digest(&mine())), digest);
}
