//! What the server's storage knows of who belongs to a team.

use goodturn_domain::person::Membership;
use goodturn_domain::{Scope, Team, TeamId};

use super::{put, read};
use crate::authority::AuthorityStorage;
use crate::conformance::samples::{id, led_from_above, person_id, team};

pub fn who_leads_from_above_is_found_with_the_members<S: AuthorityStorage>(storage: &S) {
    let org = [Scope::Organization];
    let teams_of = |number: u128| read(storage, |tx| tx.list_memberships(person_id(number)));
    let part = TeamId::new(id(50));

    put(storage, led_from_above(team(50, &[1, 2]), &[2, 3]), &org);
    assert_eq!(teams_of(1), [(part, Membership::Member)]);
    assert_eq!(teams_of(2), [(part, Membership::Lead)], "a member who leads from above stands there once");
    assert_eq!(teams_of(3), [(part, Membership::Lead)]);

    put(storage, Team { is_active: false, ..led_from_above(team(50, &[1]), &[3]) }, &org);
    assert_eq!(teams_of(3), []);
    put(storage, led_from_above(team(50, &[1]), &[3]), &org);
    assert_eq!(teams_of(3), [(part, Membership::Lead)]);
    put(storage, team(50, &[1, 2]), &org);
    assert_eq!(teams_of(3), []);
    assert_eq!(teams_of(2), [(part, Membership::Member)]);
}
