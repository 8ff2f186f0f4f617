//! Whatever happens in whatever order, PostgreSQL and memory give the same answers: after each
//! transaction, and inside of it while changes are still being gathered.

use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    CannedText, DeviceId, Entity, EntityKey, EntityKind, Entry, FollowUp, Mute, OperationId, Organization, Person,
    Role, Scope, ServiceRequestId, Team, TeamId, Timestamp,
};
use goodturn_store::conformance::samples::{
    at, canned_text, delivered, entry, follow_up, id, judgement, known_answer, mute, offered_service, organization,
    person, person_id, recurrence, request, team, team_rules, template, thanks, view, words,
};
use goodturn_store::memory::MemoryAuthority;
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, Digest, FeedRow, Head, Outcome, StoreError};
use proptest::prelude::*;

use crate::server::{authority, new_organization, shared_database};

#[derive(Clone, Debug)]
enum Step {
    Put { key: EntityKey, version: u8, scopes: BTreeSet<Scope> },
    Number(&'static str),
    Decide(u128),
    Look,
    Fail,
}

fn keys() -> Vec<EntityKey> {
    let of = |kind, numbers: &'static [u128]| numbers.iter().map(move |number| EntityKey { kind, id: id(*number) });
    of(EntityKind::ServiceRequest, &[10, 11, 12])
        .chain(of(EntityKind::Entry, &[23, 22, 21]))
        .chain(of(EntityKind::FollowUp, &[31, 30]))
        .chain(of(EntityKind::Team, &[50, 51]))
        .chain(of(EntityKind::Person, &[1, 2]))
        .chain(of(EntityKind::Thanks, &[40]))
        .chain(of(EntityKind::CannedText, &[60]))
        .chain(of(EntityKind::Mute, &[70]))
        .chain(of(EntityKind::View, &[45]))
        .chain(of(EntityKind::TeamRules, &[46]))
        .chain(of(EntityKind::Recurrence, &[47]))
        .chain(of(EntityKind::Template, &[48]))
        .chain(of(EntityKind::KnownAnswer, &[49]))
        .chain(of(EntityKind::Judgement, &[50]))
        .chain(of(EntityKind::OfferedService, &[80]))
        .chain(of(EntityKind::Organization, &[9]))
        .collect()
}

/// One of four versions of the entity.
fn entity(key: EntityKey, version: u8) -> Entity {
    let number = key.id.as_u128();
    let is_even = version.is_multiple_of(2);
    match key.kind {
        EntityKind::ServiceRequest if is_even => delivered(number, at(100 + i64::from(version))).into(),
        EntityKind::ServiceRequest => request(number).into(),
        EntityKind::Entry => entry(number, 10 + u128::from(version % 3)).into(),
        EntityKind::FollowUp if version == 3 => FollowUp { request: None, ..follow_up(number, 10) }.into(),
        EntityKind::FollowUp => follow_up(number, 10 + u128::from(version)).into(),
        EntityKind::Team => {
            Team { is_active: version != 3, ..team(number, &[1, 2][..usize::from(version % 3)]) }.into()
        }
        EntityKind::Person => {
            let role = if is_even { Role::Owner } else { Role::Member };
            Person { role, is_active: version != 2, ..person(number) }.into()
        }
        EntityKind::Thanks => thanks(number).into(),
        EntityKind::CannedText => {
            CannedText { words: (!is_even).then(|| words("Hello")), ..canned_text(number) }.into()
        }
        EntityKind::Mute => Mute { is_muted: is_even, ..mute(number, 10) }.into(),
        EntityKind::OfferedService => {
            goodturn_domain::OfferedService { is_retired: version == 1, ..offered_service(number) }.into()
        }
        EntityKind::TeamRules => team_rules(number).into(),
        EntityKind::KnownAnswer => known_answer(number).into(),
        EntityKind::Judgement => judgement(number, 49).into(),
        EntityKind::View => goodturn_domain::View { is_dropped: version == 1, ..view(number) }.into(),
        EntityKind::Template => {
            let wish = template(number).wish.filter(|_| version != 1);
            goodturn_domain::Template { wish, ..template(number) }.into()
        }
        EntityKind::Recurrence => goodturn_domain::Recurrence { is_dropped: version == 1, ..recurrence(number) }.into(),
        EntityKind::Organization => organization(number).into(),
    }
}

fn scopes() -> [Scope; 3] {
    [Scope::Organization, Scope::Person(person_id(1)), Scope::Team(TeamId::new(id(50)))]
}

fn any_step() -> impl Strategy<Value = Step> {
    let some_scopes = proptest::sample::subsequence(scopes().to_vec(), 0..=3).prop_map(BTreeSet::from_iter);
    prop_oneof![
        8 => (proptest::sample::select(keys()), 0..4_u8, some_scopes)
            .prop_map(|(key, version, scopes)| Step::Put { key, version, scopes }),
        1 => proptest::sample::select(vec!["HR", "a name\0with everything"]).prop_map(Step::Number),
        1 => (70..75_u128).prop_map(Step::Decide),
        3 => Just(Step::Look),
        1 => Just(Step::Fail),
    ]
}

/// Does a step and tells what it saw.
fn run(tx: &mut dyn AuthorityWrite, step: &Step) -> Result<Option<Seen>, StoreError> {
    match step {
        Step::Put { key, version, scopes } => {
            let seq = tx.allot_seq()?;
            tx.put_entity(&entity(*key, *version), seq, scopes)?;
            assert_eq!(tx.list_scopes(*key)?, *scopes);
        }
        Step::Number(prefix) => {
            tx.next_number(prefix)?;
        }
        Step::Decide(number) => {
            let operation = OperationId::new(id(*number));
            if tx.find_outcome(operation)?.is_none() {
                tx.insert_outcome(operation, &outcome(*number))?;
            }
            tx.set_last_n(DeviceId::new(id(80)), u64::try_from(*number).unwrap_or(0), operation)?;
        }
        Step::Look => return look(tx).map(Some),
        Step::Fail => return Err(StoreError::Full("no room".into())),
    }
    Ok(None)
}

fn outcome(number: u128) -> Outcome {
    Outcome {
        actor: person_id(number),
        payload_hash: [7; 32],
        verdict: r#"{"applied":1}"#.to_owned(),
        recorded_at: Timestamp::from_micros(-3),
    }
}

#[derive(Debug, PartialEq)]
struct Seen {
    head: Head,
    chains: Vec<Option<[u8; 32]>>,
    entities: Vec<Option<Entity>>,
    organization: Option<Organization>,
    feeds: Vec<Vec<FeedRow>>,
    page: Vec<FeedRow>,
    digests: Vec<Digest>,
    delivered: Vec<ServiceRequestId>,
    owners: usize,
    memberships: Vec<(TeamId, Membership)>,
    follow_ups: Vec<FollowUp>,
    outcomes: Vec<Option<Outcome>>,
    last_n: Option<(u64, OperationId)>,
}

fn look<R: AuthorityRead + ?Sized>(tx: &R) -> Result<Seen, StoreError> {
    // Questions about one thing come first, while the rest is still being gathered.
    let follow_ups = tx.list_follow_ups(ServiceRequestId::new(id(10)))?;
    let memberships = tx.list_memberships(person_id(1))?;
    let head = tx.head()?;
    Ok(Seen {
        chains: (0..=head.seq).map(|seq| tx.find_chain(seq)).collect::<Result<_, _>>()?,
        entities: keys().into_iter().map(|key| tx.find_entity(key)).collect::<Result<_, _>>()?,
        organization: tx.find_organization()?,
        owners: tx.count_owners()?,
        delivered: tx.list_delivered_before(at(102))?,
        digests: scopes().iter().map(|scope| tx.scope_digest(scope)).collect::<Result<_, _>>()?,
        feeds: scopes().iter().map(|scope| tx.list_feed(scope, 0, usize::MAX)).collect::<Result<_, _>>()?,
        page: tx.list_feed(&Scope::Organization, head.seq / 2, 2)?,
        outcomes: (70..75).map(|number| tx.find_outcome(OperationId::new(id(number)))).collect::<Result<_, _>>()?,
        last_n: tx.find_last_n(DeviceId::new(id(80)))?,
        head,
        memberships,
        follow_ups,
    })
}

type Told = (Result<(Vec<Option<Seen>>, Vec<Entry>, u32), String>, Seen);

/// What a transaction saw of itself, and what is to be seen after it.
fn live(storage: &impl AuthorityStorage, steps: &[Step]) -> Told {
    let inside: Result<_, StoreError> = storage.write(|tx| {
        let seen = steps.iter().map(|step| run(tx, step)).collect::<Result<Vec<_>, _>>()?;
        let head = tx.head()?;
        tx.extend_chain([u8::try_from(head.seq % 200).unwrap_or(0); 32])?;
        Ok((seen, tx.list_entries(ServiceRequestId::new(id(10)))?, tx.next_number("HR")?))
    });
    (inside.map_err(|error| error.to_string()), storage.read(|tx| look(tx)).expect("it can be read"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn postgres_and_memory_agree(
        transactions in proptest::collection::vec(proptest::collection::vec(any_step(), 1..8), 1..10)
    ) {
        let postgres = authority(&shared_database(), new_organization());
        let memory = MemoryAuthority::new();
        for steps in &transactions {
            prop_assert_eq!(live(&postgres, steps), live(&memory, steps));
        }
    }
}
