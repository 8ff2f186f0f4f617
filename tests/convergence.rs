//! Devices that do conflicting things over a network that loses, repeats and reorders end up
//! agreeing with the authority: everything that was acknowledged happened once, whatever was
//! refused is still in its author's hands.

use chrono::TimeDelta;
use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, Intent};
use goodturn_store::{AuthorityStorage, ReplicaStorage};
use goodturn_sync::Verdict;
use goodturn_test_support::{Deed, Deeds, Device, DiskWorld, Ids, MemoryWorld, World, team, who};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// What can happen next; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Act { on: usize, deed: Deed },
    SendPush(usize),
    SendPull(usize),
    Deliver(usize),
    DeliverPushesTogether,
    Lose(usize),
    Repeat(usize),
    Reconnect(usize),
    Sync(usize),
    Wait { minutes: i64 },
    Skew { on: usize, minutes: i64 },
    Join { person: usize, team: usize, membership: Option<Membership> },
    Lapse(usize),
}

/// Two devices of Sam's, so that somebody can disagree with themselves.
const ON_DEVICES: [&str; 7] = ["anna", "sam", "sam", "lena", "kim", "olga", "gus"];
const MOVED: [&str; 5] = ["anna", "sam", "tom", "kim", "gus"];

fn deed() -> impl Strategy<Value = Deed> {
    (0..Deed::KINDS, 0..Deed::REQUESTS, 0..24usize, -2..120i64).prop_map(|(kind, request, choice, hours)| Deed {
        kind,
        request,
        choice,
        hours,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let on = 0..ON_DEVICES.len();
    let membership = prop_oneof![Just(None), Just(Some(Membership::Member)), Just(Some(Membership::Lead)),];
    prop_oneof![
        40 => (on.clone(), deed()).prop_map(|(on, deed)| Step::Act { on, deed }),
        4 => on.clone().prop_map(Step::SendPush),
        4 => on.clone().prop_map(Step::SendPull),
        8 => any::<u8>().prop_map(|choice| Step::Deliver(choice.into())),
        1 => Just(Step::DeliverPushesTogether),
        1 => any::<u8>().prop_map(|choice| Step::Lose(choice.into())),
        2 => any::<u8>().prop_map(|choice| Step::Repeat(choice.into())),
        2 => on.clone().prop_map(Step::Reconnect),
        2 => on.clone().prop_map(Step::Sync),
        2 => (0..3_000i64).prop_map(|minutes| Step::Wait { minutes }),
        1 => (on, -600..600i64).prop_map(|(on, minutes)| Step::Skew { on, minutes }),
        1 => (0..MOVED.len(), 0..2usize, membership)
            .prop_map(|(person, team, membership)| Step::Join { person, team, membership }),
        1 => any::<u8>().prop_map(|request| Step::Lapse(request.into())),
    ]
}

/// Lives through the steps and says what differs in the end.
fn live<A: AuthorityStorage, R: ReplicaStorage>(
    world: &mut World<A, R>,
    devices: &[Device],
    steps: &[Step],
) -> Result<(), String> {
    let mut deeds = Deeds::new(Ids::of_series(3));
    world.sync_all();
    begin(world, devices, &mut deeds);
    world.sync_all();
    for step in steps {
        take(world, devices, &mut deeds, step);
    }
    world.settle_down();
    world.check_agreement()
}

fn begin<A: AuthorityStorage, R: ReplicaStorage>(world: &mut World<A, R>, devices: &[Device], deeds: &mut Deeds) {
    for (person, intent) in deeds.begin() {
        let on = devices.iter().find(|it| world.person(**it) == person).expect("who asks has a device");
        world.does(*on, intent);
    }
}

fn take<A: AuthorityStorage, R: ReplicaStorage>(
    world: &mut World<A, R>,
    devices: &[Device],
    deeds: &mut Deeds,
    step: &Step,
) {
    match step {
        Step::Act { on, deed } => {
            if let Some(intent) = deeds.intent(world.replica(devices[*on]), world.now(), deed) {
                // What the device refuses is not done; nothing comes of it.
                let _ = world.tries(devices[*on], intent);
            }
        }
        Step::SendPush(on) => world.send_push(devices[*on]),
        Step::SendPull(on) => world.send_pull(devices[*on]),
        Step::Deliver(choice) => world.deliver(*choice),
        Step::DeliverPushesTogether => world.deliver_pushes_together(),
        Step::Lose(choice) => world.lose(*choice),
        Step::Repeat(choice) => world.repeat(*choice),
        Step::Reconnect(on) => world.reconnect(devices[*on]),
        Step::Sync(on) => {
            world.reconnect(devices[*on]);
            world.sync(devices[*on]);
        }
        Step::Wait { minutes } => world.wait(TimeDelta::minutes(*minutes)),
        Step::Skew { on, minutes } => world.set_skew(devices[*on], TimeDelta::minutes(*minutes)),
        Step::Join { person, team: which, membership } => {
            let team = team(["sales", "legal"][*which]);
            let intent = Intent::SetMembership { team, person: who(MOVED[*person]), membership: *membership };
            world.decree(Actor::Server, intent);
        }
        Step::Lapse(choice) => {
            if let Some(request) = deeds.request(*choice) {
                world.decree(Actor::Server, Intent::Lapse { request });
            }
        }
    }
}

/// Files are slower than memory by far.
const MOST_ON_DISK: u32 = 20;
/// Three histories in one are slower than one.
const MOST_RESTORED: u32 = 80;

/// Looks for at most a minute for a shorter way to a disagreement.
fn config() -> ProptestConfig {
    ProptestConfig { max_shrink_time: 60_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn devices_and_authority_agree_after_any_trouble(steps in proptest::collection::vec(step(), 1..200)) {
        let mut world = MemoryWorld::founded();
        let devices: Vec<Device> = ON_DEVICES.iter().map(|name| world.device(name)).collect();

        prop_assert_eq!(live(&mut world, &devices, &steps), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases.min(MOST_ON_DISK), ..config() })]

    #[test]
    fn devices_and_authority_agree_over_files_as_well(steps in proptest::collection::vec(step(), 1..200)) {
        let mut world = DiskWorld::founded();
        let devices: Vec<Device> = ON_DEVICES.iter().map(|name| world.device(name)).collect();

        prop_assert_eq!(live(&mut world, &devices, &steps), Ok(()));
    }
}

#[test]
fn chance_brings_conflicts_worth_surviving() {
    let mut runner = TestRunner::deterministic();
    let (mut applied, mut rejected) = (0, 0);
    for _ in 0..12 {
        let steps = proptest::collection::vec(step(), 200).new_tree(&mut runner).expect("steps can be drawn").current();
        let mut world = MemoryWorld::founded();
        let devices: Vec<Device> = ON_DEVICES.iter().map(|name| world.device(name)).collect();
        live(&mut world, &devices, &steps).expect("they agree");
        for verdict in world.verdicts().expect("all were decided").into_values() {
            match verdict {
                Verdict::Rejected { .. } => rejected += 1,
                _ => applied += 1,
            }
        }
    }

    assert!(applied >= 500 && rejected >= 25, "{applied} were applied, {rejected} refused");
}

/// Several devices, and an authority that is put back to an earlier point in between.
fn live_through_restores(before: &[Step], since: &[Step], after: &[Step]) -> Result<(), String> {
    let mut world = MemoryWorld::founded();
    let devices: Vec<Device> = ON_DEVICES.iter().map(|name| world.device(name)).collect();
    let mut deeds = Deeds::new(Ids::of_series(3));
    world.sync_all();
    begin(&mut world, &devices, &mut deeds);
    before.iter().for_each(|step| take(&mut world, &devices, &mut deeds, step));
    let backup = world.authority().storage().copy();
    let held = backup.read(|tx| tx.head()).expect("memory can be read").seq;
    world.authority().mark_backed_up(held).expect("memory can be written");
    for (number, steps) in [since, after].into_iter().enumerate() {
        steps.iter().for_each(|step| take(&mut world, &devices, &mut deeds, step));
        world.replace_authority(backup.copy());
        let epoch = uuid::Uuid::from_u64_pair(0xe90c, number as u64);
        world.authority().begin_anew(epoch, world.now()).expect("memory can be written");
    }
    world.settle_down();
    // What one device offers may build on what another one brings later; after a day that is over.
    world.sync_all();
    world.wait(TimeDelta::hours(25));
    world.settle_down();
    world.check_agreement()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases.min(MOST_RESTORED), ..config() })]

    #[test]
    fn devices_bring_a_restored_authority_back_to_what_they_hold(
        before in proptest::collection::vec(step(), 0..60),
        since in proptest::collection::vec(step(), 1..60),
        after in proptest::collection::vec(step(), 0..60),
    ) {
        prop_assert_eq!(live_through_restores(&before, &since, &after), Ok(()));
    }
}
