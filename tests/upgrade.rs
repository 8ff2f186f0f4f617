//! Versions that meet: what one side does not know yet is refused by name or kept as it is.

use goodturn_domain::{OperationId, Scope, StageName};
use goodturn_store::{ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::authority::Push;
use goodturn_sync::protocol::ScopeState;
use goodturn_sync::{PushRequest, Row, SCHEMA, SentOperation, Verdict};
use goodturn_test_support::{DiskWorld, a_request, who};
use serde_json::json;

use crate::intents::ask;

#[test]
fn an_intent_of_a_newer_client_is_refused_by_name_and_the_next_goes_through() {
    let mut world = DiskWorld::founded();
    let anna = world.device("anna");
    world.sync_all();
    let device = world.replica(anna).device();
    let sent = |n: u64, id: uuid::Uuid, payload: serde_json::Value| SentOperation {
        id: OperationId::new(id),
        device,
        n,
        actor: who("anna"),
        at: world.now(),
        schema: SCHEMA + 1,
        payload: payload.into(),
    };
    let request = uuid::Uuid::from_u64_pair(7, 7);
    let newer = json!({ "type": "sing", "request": request, "words": "Happy birthday" });
    let known = json!({ "type": "ask", "request": request, "title": "A cake", "details": null,
        "addressee": { "person": who("sam") }, "kind": null, "needed_by": null, "candles": 40 });
    let operations =
        vec![sent(1, uuid::Uuid::from_u64_pair(7, 1), newer), sent(2, uuid::Uuid::from_u64_pair(7, 2), known)];

    let push = Push { actor: who("anna"), request: PushRequest { device, epoch: None, operations } };
    let answers = world.authority().accept(&[push], world.now()).expect("the storage works");

    let verdicts = &answers[0].as_ref().expect("the push was understood").verdicts;
    assert!(matches!(&verdicts[0].verdict, Verdict::Rejected { code, details }
        if code == "malformed_operation" && details.to_string().contains("unknown variant")));
    let kept = serde_json::to_string(&verdicts[0].verdict).expect("a verdict is JSON");
    assert!(!kept.contains("Happy birthday"), "what is kept of it quotes nobody: {kept}");
    assert!(matches!(verdicts[1].verdict, Verdict::Applied { .. }), "an unknown field does no harm");
}

#[test]
fn a_refused_newer_intent_keeps_its_text_for_the_person() {
    let mut world = DiskWorld::founded();
    let anna = world.device("anna");
    world.sync_all();
    let request = ask(&mut world, anna, a_request().titled("A cake"));
    let replica = world.replica(anna);
    let push = replica.next_push().expect("the storage works").expect("there is something to send");
    let mut answers = world
        .authority()
        .accept(&[Push { actor: who("anna"), request: push.clone() }], world.now())
        .expect("the storage works");
    let mut answer = answers.remove(0).expect("the push was understood");
    answer.verdicts[0].verdict = Verdict::Rejected { code: "unknown_intent".into(), details: json!({ "type": "ask" }) };

    replica.settle(&push, &answer, world.now()).expect("the answer fits");

    assert_eq!(world.request(anna, request), None, "it is not shown as if it had happened");
    let kept = world.attention(anna);
    assert_eq!(kept[0].code, "unknown_intent");
    assert!(kept[0].body.contains("A cake"));
}

#[test]
fn an_entity_kind_of_a_newer_server_is_kept_and_does_no_harm() {
    let mut world = DiskWorld::founded();
    let anna = world.device("anna");
    world.sync_all();
    let replica = world.replica(anna);
    let pull = replica.next_pull(100).expect("the storage works");
    let mut answer = world.authority().pull(who("anna"), &pull, world.now()).expect("anna may pull");
    let id = uuid::Uuid::from_u64_pair(8, 8);
    let seq = answer.seen.head;
    let body = json!({ "id": id, "frosting": "lemon" });
    answer.rows.push(Row::new("cake".into(), id, seq, vec![Scope::Organization], body.into()));
    let digest = digest_of(&world, anna).with(id, seq);
    answer.scopes.insert(Scope::Organization, ScopeState { cursor: seq, digest: Some(digest) });

    let applied = replica.apply(&answer).expect("the storage works");

    assert_eq!(applied.mismatched, 0, "it counts as held, so that it is not fetched for ever");
    let request = ask(&mut world, anna, a_request());
    assert_eq!(world.request(anna, request).map(|it| it.stage.name()), Some(StageName::Asked));
}

fn digest_of(world: &DiskWorld, device: goodturn_test_support::Device) -> goodturn_store::Digest {
    let read = |tx: &dyn ReplicaRead| -> Result<_, StoreError> { tx.scope_digest(&Scope::Organization) };
    world.replica(device).storage().read(read).expect("the storage works")
}
