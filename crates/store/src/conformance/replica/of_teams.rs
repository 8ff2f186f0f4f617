//! What a device knows of who belongs to a team.

use goodturn_domain::person::Membership;
use goodturn_domain::{Scope, TeamId};

use super::{put_row, read, write};
use crate::conformance::samples::{id, led_from_above, person_id, team};
use crate::replica::ReplicaStorage;

pub fn who_leads_from_above_is_found_with_the_members<S: ReplicaStorage>(storage: &S) {
    let part = TeamId::new(id(50));
    let teams_of = |number: u128| read(storage, |tx| tx.list_memberships(person_id(number)));
    let nested = led_from_above(team(50, &[1, 2]), &[2, 3]);
    write(storage, |tx| put_row(tx, &nested.into(), 1, &[Scope::Organization]));
    assert_eq!(teams_of(1), [(part, Membership::Member)]);
    assert_eq!(teams_of(2), [(part, Membership::Lead)], "a member who leads from above stands there once");
    assert_eq!(teams_of(3), [(part, Membership::Lead)]);

    write(storage, |tx| tx.put_local(&team(50, &[1, 2]).into()));
    assert_eq!((teams_of(2), teams_of(3)), (vec![(part, Membership::Member)], vec![]));
    write(storage, |tx| tx.restore_base(part.into()));
    assert_eq!(teams_of(3), [(part, Membership::Lead)]);
}
