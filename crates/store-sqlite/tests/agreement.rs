//! Whatever happens in whatever order, SQLite and memory give the same answers.

use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    Addressee, DeviceId, Entity, EntityKey, EntityKind, OfferedService, OperationId, Organization, PersonId, Scope,
    ServiceRequest, ServiceRequestId, TeamId, Timestamp, View,
};
use goodturn_store::conformance::samples::{
    at, canned_text, delivered, entry, follow_up, id, judgement, known_answer, mute, offered_service, organization,
    person, person_id, recurrence, request, team, team_rules, template, thanks, title, view,
};
use goodturn_store::memory::{MemoryAuthority, MemoryReplica};
use goodturn_store::{
    Attention, AuthorityRead, AuthorityStorage, Digest, FeedRow, Head, OutboxRecord, ReplicaRead, ReplicaStorage,
    ReplicaWrite, StoreError, understand,
};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteAuthority, SqliteReplica, from_sqlite};
use proptest::prelude::*;

fn scopes() -> [Scope; 4] {
    let team = |number| Scope::Team(TeamId::new(id(number)));
    [Scope::Organization, Scope::Person(person_id(1)), team(50), team(51)]
}

fn keys() -> Vec<EntityKey> {
    let requests = (10..13).map(|number| EntityKey { kind: EntityKind::ServiceRequest, id: id(number) });
    let entries = (20..24).map(|number| EntityKey { kind: EntityKind::Entry, id: id(number) });
    let others = [
        (EntityKind::FollowUp, 30),
        (EntityKind::Thanks, 40),
        (EntityKind::CannedText, 60),
        (EntityKind::Mute, 70),
        (EntityKind::View, 45),
        (EntityKind::TeamRules, 46),
        (EntityKind::Recurrence, 47),
        (EntityKind::Template, 48),
        (EntityKind::KnownAnswer, 49),
        (EntityKind::Judgement, 50),
        (EntityKind::OfferedService, 80),
        (EntityKind::Team, 50),
        (EntityKind::Person, 1),
        (EntityKind::Organization, 9),
    ];
    let others = others.into_iter().map(|(kind, number)| EntityKey { kind, id: id(number) });
    requests.chain(entries).chain(others).collect()
}

/// One of several versions of the entity.
fn entity(key: EntityKey, version: u8) -> Entity {
    let number = key.id.as_u128();
    match key.kind {
        EntityKind::ServiceRequest if version == 0 => delivered(number, at(100)).into(),
        EntityKind::ServiceRequest => {
            let addressee = Addressee::Person(person_id(u128::from(version)));
            ServiceRequest { title: title(&format!("Version {version}")), addressee, ..request(number) }.into()
        }
        EntityKind::Entry => entry(number, 10 + u128::from(version % 3)).into(),
        EntityKind::FollowUp => follow_up(number, 10 + u128::from(version % 3)).into(),
        EntityKind::Thanks => thanks(number).into(),
        EntityKind::CannedText => canned_text(number).into(),
        EntityKind::Mute => mute(number, 10).into(),
        EntityKind::OfferedService => OfferedService { is_retired: version == 1, ..offered_service(number) }.into(),
        EntityKind::TeamRules => team_rules(number).into(),
        EntityKind::KnownAnswer => known_answer(number).into(),
        EntityKind::Judgement => judgement(number, 49).into(),
        EntityKind::View => View { is_dropped: version == 1, ..view(number) }.into(),
        EntityKind::Template => {
            let wish = template(number).wish.filter(|_| version != 1);
            goodturn_domain::Template { wish, ..template(number) }.into()
        }
        EntityKind::Recurrence => goodturn_domain::Recurrence { is_dropped: version == 1, ..recurrence(number) }.into(),
        EntityKind::Team => team(number, &[1, 2][..usize::from(version % 3)]).into(),
        EntityKind::Person => person(number).into(),
        EntityKind::Organization => organization(number).into(),
    }
}

#[derive(Clone, Debug)]
enum Step {
    PutLocal {
        key: EntityKey,
        version: u8,
    },
    RestoreBase(EntityKey),
    PutRow {
        key: EntityKey,
        version: u8,
        is_readable: bool,
        is_read_ahead: bool,
        scopes: Vec<Scope>,
    },
    RemoveFromScope(EntityKey, Scope),
    DropScope(Scope),
    SetCursor(Scope),
    Append,
    SetApplied {
        n: u64,
        seq: u64,
    },
    KeepApplied(u64),
    ForgetKept(u64),
    TakeKept,
    DeleteOutbox(u64),
    Refuse(u128),
    Dismiss(u128),
    /// The transaction fails after its last step.
    Fail,
}

fn any_key() -> impl Strategy<Value = EntityKey> {
    proptest::sample::select(keys())
}

fn any_scope() -> impl Strategy<Value = Scope> {
    proptest::sample::select(scopes().to_vec())
}

fn some_scopes() -> impl Strategy<Value = Vec<Scope>> {
    proptest::collection::vec(any_scope(), 0..4)
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any_key(), 0..4_u8).prop_map(|(key, version)| Step::PutLocal { key, version }),
        3 => any_key().prop_map(Step::RestoreBase),
        6 => (any_key(), 0..4_u8, proptest::bool::weighted(0.9), any::<bool>(), some_scopes()).prop_map(
            |(key, version, is_readable, is_read_ahead, scopes)| {
                Step::PutRow { key, version, is_readable, is_read_ahead, scopes }
            }
        ),
        3 => (any_key(), any_scope()).prop_map(|(key, scope)| Step::RemoveFromScope(key, scope)),
        1 => any_scope().prop_map(Step::DropScope),
        1 => any_scope().prop_map(Step::SetCursor),
        3 => Just(Step::Append),
        2 => (1..6_u64, 1..20_u64).prop_map(|(n, seq)| Step::SetApplied { n, seq }),
        2 => (1..20_u64).prop_map(Step::KeepApplied),
        1 => (1..20_u64).prop_map(Step::ForgetKept),
        1 => Just(Step::TakeKept),
        1 => (1..6_u64).prop_map(Step::DeleteOutbox),
        1 => (1..4_u128).prop_map(Step::Refuse),
        1 => (1..4_u128).prop_map(Step::Dismiss),
        1 => Just(Step::Fail),
    ]
}

fn run(tx: &mut dyn ReplicaWrite, step: &Step, seq: u64) -> Result<(), StoreError> {
    match step {
        Step::PutLocal { key, version } => tx.put_local(&entity(*key, *version)),
        Step::RestoreBase(key) => tx.restore_base(*key),
        Step::PutRow { key, version, is_readable, is_read_ahead, scopes } => {
            let body = if *is_readable { entity(*key, *version).to_json() } else { "{}".to_owned() };
            let kind = key.kind.name();
            if *is_read_ahead {
                let entity = understand(kind, key.id, &body);
                tx.put_read_row((kind, key.id, seq, &body), entity.as_ref(), scopes)
            } else {
                tx.put_row(kind, key.id, seq, &body, scopes)
            }
        }
        Step::RemoveFromScope(key, scope) => tx.remove_from_scope(key.kind.name(), key.id, scope),
        Step::DropScope(scope) => tx.drop_scope(scope),
        Step::SetCursor(scope) => tx.set_cursor(scope, seq),
        Step::Append => {
            let n = tx.last_n()? + 1;
            let id = OperationId::new(id(u128::from(n)));
            tx.append_outbox(&OutboxRecord { n, id, body: "{}".to_owned(), touched: keys(), applied_seq: None })
        }
        Step::SetApplied { n, seq } => tx.set_applied(*n, *seq),
        Step::KeepApplied(seq) => tx.keep_applied(*seq, 2),
        Step::ForgetKept(seq) => tx.forget_kept(*seq),
        // What was kept is seen among what needs attention.
        Step::TakeKept => tx.take_kept()?.into_iter().try_for_each(|record| {
            tx.insert_attention(&Attention {
                id: record.id,
                body: record.body,
                code: "kept".to_owned(),
                details: format!("{:?}", record.applied_seq),
                at: Timestamp::from_micros(1),
            })
        }),
        Step::DeleteOutbox(n) => tx.delete_outbox(*n),
        Step::Refuse(number) => tx.insert_attention(&Attention {
            id: OperationId::new(id(*number)),
            body: seq.to_string(),
            code: "forbidden".to_owned(),
            details: "{}".to_owned(),
            at: Timestamp::from_micros(1),
        }),
        Step::Dismiss(number) => tx.delete_attention(OperationId::new(id(*number))),
        Step::Fail => Err(StoreError::Full("no room".into())),
    }
}

#[derive(Debug, PartialEq)]
struct Seen {
    entities: Vec<Option<Entity>>,
    organization: Option<Organization>,
    follow_ups: Vec<goodturn_domain::FollowUp>,
    memberships: Vec<(TeamId, Membership)>,
    outbox: Vec<OutboxRecord>,
    unsent: u64,
    last_n: u64,
    attention: Vec<Attention>,
    cursors: Vec<(Scope, u64)>,
    digests: Vec<Digest>,
    changed: Vec<EntityKey>,
}

fn look(tx: &(impl ReplicaRead + ?Sized)) -> Result<Seen, StoreError> {
    Ok(Seen {
        entities: keys().into_iter().map(|key| tx.find_entity(key)).collect::<Result<_, _>>()?,
        organization: tx.find_organization()?,
        follow_ups: tx.list_follow_ups(ServiceRequestId::new(id(10)))?,
        memberships: tx.list_memberships(person_id(1))?,
        outbox: tx.list_outbox(1, 3)?,
        unsent: tx.count_unsent()?,
        last_n: tx.last_n()?,
        attention: tx.list_attention()?,
        cursors: tx.list_cursors()?,
        digests: scopes().iter().map(|scope| tx.scope_digest(scope)).collect::<Result<_, _>>()?,
        changed: tx.list_changed()?,
    })
}

/// Totals are those of the rows, and the index has the words that are stored.
fn check_lists(replica: &SqliteReplica) {
    let queues = RequestList::Queues(vec![TeamId::new(id(50)), TeamId::new(id(51))]);
    for (list, me, include_ended) in [RequestList::MyRequests, RequestList::MyPromises, queues, RequestList::Everyone]
        .iter()
        .flat_map(|list| (1..4).flat_map(move |me| [(list, me, false), (list, me, true)]))
    {
        let query = RequestQuery {
            list: list.clone(),
            me: person_id(me),
            include_ended,
            text: None,
            filter: Default::default(),
            now: at(0),
            offset: 0,
            limit: 1000,
        };
        let listing = replica.list_requests(&query).expect("lists can be read");
        assert_eq!(listing.total as usize, listing.rows.len(), "{query:?}");
    }
    let checked: Result<(), StoreError> = replica.database().write(|db| {
        let check = db.execute_batch("insert into search (search, rank) values ('integrity-check', 1)");
        check.map_err(from_sqlite)
    });
    checked.expect("the index is whole");
    let astray: Result<i64, StoreError> = replica.database().read(|db| {
        // Of an entry it depends on what it says.
        let sql = "select count(*) from (
                 select entity_id from search_content join unindexed on entity_id = id
                 union all select entity_id from requests where entity_id not in (select id from search_content)
                     and entity_id not in (select entity_id from unindexed)
                 union all select id from search_content where id not in (select entity_id from requests)
                     and id not in (select entity_id from entries)
                 union all select entity_id from unindexed where entity_id not in (select entity_id from requests)
                     and entity_id not in (select entity_id from entries))";
        db.query_row(sql, [], |row| row.get(0)).map_err(from_sqlite)
    });
    assert_eq!(astray.expect("it can be read"), 0, "each request is in the index or left, and nothing else is");
}

fn live(storage: &impl ReplicaStorage, steps: &[Step], seq: u64) -> (bool, Seen) {
    let outcome: Result<(), StoreError> =
        storage.write(|tx| steps.iter().enumerate().try_for_each(|(i, step)| run(tx, step, seq + i as u64)));
    (outcome.is_ok(), storage.read(|tx| look(tx)).expect("it can be read"))
}

#[derive(Debug, PartialEq)]
struct SeenByServer {
    head: Head,
    feeds: Vec<Vec<FeedRow>>,
    page: Vec<FeedRow>,
    digests: Vec<Digest>,
    delivered: Vec<ServiceRequestId>,
    memberships: Vec<(TeamId, Membership)>,
}

fn look_at_server(tx: &dyn AuthorityRead, after: u64) -> Result<SeenByServer, StoreError> {
    let person: PersonId = person_id(1);
    Ok(SeenByServer {
        head: tx.head()?,
        feeds: scopes().iter().map(|scope| tx.list_feed(scope, 0, usize::MAX)).collect::<Result<_, _>>()?,
        page: tx.list_feed(&Scope::Organization, after, 2)?,
        digests: scopes().iter().map(|scope| tx.scope_digest(scope)).collect::<Result<_, _>>()?,
        delivered: tx.list_delivered_before(at(101))?,
        memberships: tx.list_memberships(person)?,
    })
}

type Put = (EntityKey, u8, BTreeSet<Scope>);

fn serve(storage: &impl AuthorityStorage, puts: &[Put], fails: bool, after: u64) -> SeenByServer {
    let _: Result<(), StoreError> = storage.write(|tx| {
        for (key, version, scopes) in puts {
            let seq = tx.allot_seq()?;
            tx.put_entity(&entity(*key, *version), seq, scopes)?;
            tx.set_last_n(DeviceId::new(id(1)), seq, OperationId::new(id(u128::from(seq))))?;
        }
        if fails { Err(StoreError::Full("no room".into())) } else { tx.extend_chain([1; 32]) }
    });
    storage.read(|tx| look_at_server(tx, after)).expect("it can be read")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replicas_agree(transactions in proptest::collection::vec(proptest::collection::vec(any_step(), 1..8), 1..24)) {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let sqlite = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
        let memory = MemoryReplica::new();
        for (i, steps) in transactions.iter().enumerate() {
            let seq = 100 * i as u64;
            prop_assert_eq!(live(&sqlite, steps, seq), live(&memory, steps, seq));
            check_lists(&sqlite);
        }
    }

    #[test]
    fn authorities_agree(transactions in proptest::collection::vec(
        (proptest::collection::vec((any_key(), 0..4_u8, some_scopes()), 1..6), proptest::bool::weighted(0.2)), 1..24)
    ) {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let sqlite = SqliteAuthority::open(&folder.path().join("authority.db")).expect("a new file opens");
        let memory = MemoryAuthority::new();
        for (i, (puts, fails)) in transactions.into_iter().enumerate() {
            let puts: Vec<Put> = puts.into_iter().map(|(key, version, scopes)| (key, version, scopes.into_iter().collect())).collect();
            let seen = serve(&sqlite, &puts, fails, i as u64);
            prop_assert_eq!(&seen, &serve(&memory, &puts, fails, i as u64));
            for (feed, digest) in seen.feeds.iter().zip(&seen.digests) {
                let rows = feed.iter().filter(|row| row.body.is_some());
                prop_assert_eq!(rows.map(|row| (row.key, row.seq)).collect::<Digest>(), *digest);
            }
        }
    }
}
