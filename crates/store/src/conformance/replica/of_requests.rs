//! What belongs to a request, and how many somebody has open.

use goodturn_domain::{ServiceRequest, ServiceRequestId, Stage};

use super::super::samples::{at, delivered, entry, follow_up, id, person_id, request, service};
use super::{mine, put_row, read, write};
use crate::replica::ReplicaStorage;

pub fn lines_are_found_by_their_request_and_open_requests_counted<S: ReplicaStorage>(storage: &S) {
    let taken = ServiceRequest { stage: Stage::InProgress { service: service(3) }, ..request(11) };
    write(storage, |tx| {
        put_row(tx, &entry(20, 10).into(), 1, &[mine()])?;
        put_row(tx, &entry(21, 11).into(), 2, &[mine()])?;
        put_row(tx, &request(10).into(), 3, &[mine()])?;
        put_row(tx, &request(11).into(), 4, &[mine()])
    });
    let open = |number: u128| read(storage, |tx| tx.count_open(person_id(number)));

    let lines = read(storage, |tx| tx.list_entries(ServiceRequestId::new(id(10))));
    assert_eq!(lines, [entry(20, 10)]);
    assert_eq!([open(2), open(3)], [2, 0]);
    write(storage, |tx| tx.put_local(&taken.into()));
    assert_eq!([open(2), open(3)], [1, 1]);
    write(storage, |tx| tx.put_local(&delivered(10, at(500)).into()));
    assert_eq!([open(2), open(3)], [0, 1]);
}

pub fn follow_ups_are_found_by_their_request<S: ReplicaStorage>(storage: &S) {
    write(storage, |tx| {
        put_row(tx, &follow_up(32, 10).into(), 1, &[mine()])?;
        put_row(tx, &follow_up(30, 10).into(), 2, &[mine()])?;
        tx.put_local(&follow_up(31, 11).into())
    });

    let of = |number: u128| read(storage, |tx| tx.list_follow_ups(ServiceRequestId::new(id(number))));
    assert_eq!(of(10), [follow_up(30, 10), follow_up(32, 10)]);
    assert_eq!(of(11), [follow_up(31, 11)]);
    write(storage, |tx| tx.restore_base(follow_up(31, 11).id.into()));
    assert_eq!(of(11), []);
}
