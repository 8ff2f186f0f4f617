//! What a guest gets to see of the organization: who has to do with them, and nobody else.

use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::quick_add::{self, DayParts, Directory, Language, Mention, Problem, QuickAddContext};
use goodturn_domain::{
    Actor, Entity, Intent, Operation, OperationId, PersonId, Role, Scope, ServiceRequestId, WorkingCalendar,
};
use goodturn_store::{AuthorityStorage, ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::protocol::MOST_SCOPES;
use goodturn_sync::{PullRequest, Verdict};
use goodturn_test_support::cast::PEOPLE;
use goodturn_test_support::{Device, DiskWorld, a_request, team, title, who};

use crate::intents::{acknowledge, ask, in_days, note, say};

/// A world where everybody has a device. Gus is the guest.
fn world_of_all() -> (DiskWorld, impl Fn(&str) -> Device) {
    let mut world = DiskWorld::founded();
    let devices = PEOPLE.map(|(name, _)| (name, world.device(name)));
    world.sync_all();
    let on = move |name: &str| devices.iter().find(|(it, _)| *it == name).expect("they are in the cast").1;
    (world, on)
}

fn decree(world: &mut DiskWorld, intent: Intent) {
    assert!(matches!(world.decree(Actor::Server, intent), Verdict::Applied { .. }));
    world.sync_all();
}

fn unwatch(world: &mut DiskWorld, on: Device, request: ServiceRequestId, name: &str) {
    world.does(on, Intent::Unwatch { request, person: who(name) });
    world.sync_all();
}

/// The names of the people and teams on a device.
fn directory(world: &DiskWorld, on: Device) -> BTreeSet<String> {
    let storage = world.replica(on).storage();
    let people = storage.list_people().expect("the storage works").into_iter().map(|it| it.name.to_string());
    let teams = storage.list_teams().expect("the storage works").into_iter().map(|it| it.name.to_string());
    people.chain(teams).collect()
}

fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[test]
fn a_guest_nobody_has_to_do_with_sees_the_organization_and_themself() {
    let (world, on) = world_of_all();

    assert_eq!(directory(&world, on("gus")), names(["gus"]));
    let read = |tx: &dyn ReplicaRead| -> Result<_, StoreError> { tx.find_organization() };
    let organization = world.replica(on("gus")).storage().read(read).expect("the storage works");
    assert_eq!(organization.map(|it| it.name.to_string()).as_deref(), Some("Acme"));
    assert_eq!(directory(&world, on("kim")).len(), 8 + 2, "a colleague sees everybody and both teams");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_guest_sees_the_people_of_their_requests_and_who_writes_there() {
    let (mut world, on) = world_of_all();

    let request = ask(&mut world, on("anna"), a_request().to_team(team("legal")).watched_by(who("gus")));
    ask(&mut world, on("olga"), a_request().to(who("kim")).open_to_all());
    world.sync_all();
    assert_eq!(directory(&world, on("gus")), names(["anna", "gus"]));

    say(&mut world, on("tom"), request, "We look at it");
    note(&mut world, on("lena"), request, "Among us lawyers");
    world.sync_all();
    assert_eq!(directory(&world, on("gus")), names(["anna", "gus", "tom"]));

    world.does(on("sam"), acknowledge(request, in_days(2)));
    world.sync_all();
    assert_eq!(directory(&world, on("gus")), names(["anna", "gus", "sam", "tom"]));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn who_stops_concerning_a_guest_goes_from_their_disk() {
    let (mut world, on) = world_of_all();
    let request = ask(&mut world, on("anna"), a_request().watched_by(who("gus")).watched_by(who("kim")));
    world.sync_all();
    assert_eq!(directory(&world, on("gus")), names(["anna", "gus", "kim", "sam"]));

    unwatch(&mut world, on("anna"), request, "kim");
    assert_eq!(directory(&world, on("gus")), names(["anna", "gus", "sam"]));

    unwatch(&mut world, on("anna"), request, "gus");
    assert_eq!(directory(&world, on("gus")), names(["gus"]));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_guest_in_a_team_sees_the_team_and_its_people() {
    let (mut world, on) = world_of_all();
    let membership = |membership| Intent::SetMembership { team: team("legal"), person: who("gus"), membership };

    decree(&mut world, membership(Some(Membership::Member)));
    assert_eq!(directory(&world, on("gus")), names(["gus", "legal", "lena", "sam", "tom"]));
    assert_eq!(world.check_agreement(), Ok(()));

    decree(&mut world, membership(None));
    assert_eq!(directory(&world, on("gus")), names(["gus"]));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn who_becomes_a_guest_loses_the_directory_and_gets_it_back_as_a_member() {
    let (mut world, on) = world_of_all();
    let role = |role| Intent::ChangeRole { person: who("kim"), role };

    decree(&mut world, role(Role::Guest));
    assert_eq!(directory(&world, on("kim")), names(["kim"]));
    assert_eq!(world.check_agreement(), Ok(()));

    decree(&mut world, role(Role::Member));
    assert_eq!(directory(&world, on("kim")).len(), 8 + 2);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_changed_name_reaches_the_guests_whom_it_concerns() {
    let (mut world, on) = world_of_all();
    ask(&mut world, on("anna"), a_request().watched_by(who("gus")));
    world.sync_all();

    let (name, locale) = (title("Anna Berg"), "en".into());
    let (zone, calendar) = (chrono_tz::UTC, WorkingCalendar::weekdays(chrono_tz::UTC));
    decree(&mut world, Intent::ChangeProfile { person: who("anna"), name, position: None, zone, locale, calendar });

    assert_eq!(directory(&world, on("gus")), names(["Anna Berg", "gus", "sam"]));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn quick_add_offers_a_guest_only_whom_they_see() {
    let (mut world, on) = world_of_all();
    ask(&mut world, on("anna"), a_request().to(who("sam")).watched_by(who("gus")));
    world.sync_all();

    let understood = |typed: &str| {
        let people = world.replica(on("gus")).storage().list_people().expect("the storage works");
        let directory = Directory::new(people.into_iter().map(|it| (it.id, it.name.to_string())), []);
        let calendar = WorkingCalendar::weekdays(chrono_tz::UTC);
        let context = QuickAddContext {
            language: Language::find("en").expect("English"),
            now: world.now(),
            calendar: &calendar,
            day_parts: DayParts::default(),
            me: None,
            directory: Some(&directory),
            weights: None,
            catalogue: None,
            literal: &[],
        };
        quick_add::parse(typed, &context)
    };

    assert_eq!(understood("ask @sam for the contract").people, [Mention::Known(who("sam"))]);
    let kim = understood("ask @kim for the contract");
    assert!(kim.people.is_empty());
    assert_eq!(kim.problems().map(|(_, problem)| problem).collect::<Vec<_>>(), [&Problem::UnknownName]);
}

#[test]
fn a_guest_with_very_many_acquaintances_can_still_sync() {
    let (mut world, on) = world_of_all();
    let crowd: Vec<PersonId> = (0..1_100).map(|number| PersonId::derived(world.fresh(), &number.to_string())).collect();
    let arrivals = crowd.iter().map(|person| (Actor::Server, add_person(*person)));
    let request = a_request().watched_by(who("gus"));
    let request = crowd.iter().fold(request, |request, person| request.watched_by(*person));
    let asked = (Actor::Person(who("anna")), request.ask(ServiceRequestId::new(world.fresh())));
    let operations: Vec<(Actor, Operation)> = arrivals
        .chain([asked])
        .map(|(actor, intent)| (actor, Operation { id: OperationId::new(world.fresh()), at: world.now(), intent }))
        .collect();
    world.authority().act(&operations, world.now()).expect("the storage works");

    let scopes = world.authority().scopes_of(who("gus")).expect("the storage works");

    assert_eq!(scopes.len(), MOST_SCOPES);
    let cursors = scopes.into_iter().map(|scope| (scope, 0)).collect();
    let device = world.replica(on("gus")).device();
    let request = PullRequest { device, cursors, seen: None, limit: 2_000 };
    assert!(world.authority().pull(who("gus"), &request, world.now()).is_ok());
}

fn add_person(person: PersonId) -> Intent {
    let (name, locale, zone) = (title("Somebody"), "en".into(), chrono_tz::UTC);
    Intent::AddPerson { person, name, email: None, position: None, role: Role::Member, zone, locale }
}

#[test]
fn what_an_older_server_kept_of_the_directory_reaches_guests_once_it_is_renewed() {
    let (mut world, on) = world_of_all();
    let Some(Entity::Person(anna)) = world.sees(on("kim"), who("anna")) else { panic!("Kim knows Anna") };
    let older = |tx: &mut dyn goodturn_store::AuthorityWrite| -> Result<(), StoreError> {
        let seq = tx.allot_seq()?;
        tx.put_entity(&anna.clone().into(), seq, &[Scope::Organization].into())?;
        tx.extend_chain([7; 32])
    };
    world.authority().storage().write(older).expect("the storage works");
    ask(&mut world, on("anna"), a_request().watched_by(who("gus")));
    world.sync_all();
    assert_eq!(directory(&world, on("gus")), names(["gus", "sam"]));

    world.authority().renew_directory().expect("the storage works");
    world.sync_all();

    assert_eq!(directory(&world, on("gus")), names(["anna", "gus", "sam"]));
    assert_eq!(world.check_agreement(), Ok(()));
    let head = world.authority().storage().read(|tx| tx.head()).expect("the storage works");
    world.authority().renew_directory().expect("the storage works");
    let after = world.authority().storage().read(|tx| tx.head()).expect("the storage works");
    assert_eq!(after, head, "what is as it should be stays as it is");
}
