//! Rules of teams: the server fires them in the same breath, each once, and none sets off another.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::rule::{RuleBody, Skip, TeamRules};
use goodturn_domain::{
    Actor, Addressee, Entity, Entry, Event, Intent, PersonId, ServiceLevel, ServiceRequestId, Target,
};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_sync::authority::RuleWatch;
use goodturn_test_support::rules::{a_rule, a_rule_id, keep_rule};
use goodturn_test_support::{Device, DiskWorld, a_request, label, team, title, who};

use crate::intents::{acknowledge, ask, deliver, in_days, say};

fn world_of<const N: usize>(names: [&str; N]) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    let devices = names.map(|name| world.device(name));
    world.sync_all();
    (world, devices)
}

fn keeps(world: &mut DiskWorld, of: &str, id: &str, text: &str) {
    world.decree(Actor::Server, keep_rule(of, id, a_rule(id, text)));
}

/// What the server holds of the timeline, in order.
fn lines(world: &DiskWorld, request: ServiceRequestId) -> Vec<Entry> {
    let read = world.authority().storage().read(|tx| tx.list_entries(request));
    let mut lines: Vec<Entry> = read.unwrap_or_else(|failure: StoreError| panic!("it can be read: {failure}"));
    lines.sort_by_key(|it| (it.at, it.id));
    lines
}

fn firings(world: &DiskWorld, request: ServiceRequestId) -> Vec<String> {
    let fired = lines(world, request).into_iter().filter_map(|it| match it.event {
        Event::RuleFired { name, .. } => Some(name.to_string()),
        _ => None,
    });
    fired.collect()
}

fn rules_on(world: &DiskWorld, device: Device, of: &str) -> Option<TeamRules> {
    match world.sees(device, TeamRules::id_of(team(of))) {
        Some(Entity::TeamRules(rules)) => Some(rules),
        _ => None,
    }
}

/// A minute of the server's passes.
fn ticks(world: &mut DiskWorld, watch: &mut RuleWatch) -> usize {
    let due = world.authority().list_due_firings(watch, world.now()).expect("the storage works");
    world.authority().act(&due, world.now()).expect("the storage works");
    due.len()
}

#[test]
fn what_is_asked_of_a_team_is_labelled_watched_and_handed_over_before_anybody_looks() {
    let (mut world, [anna, kim, lena]) = world_of(["anna", "kim", "lena"]);
    keeps(&mut world, "legal", "moves", "when asked if words:grant then label Moves, watch @kim, hand over to #sales");

    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();

    for device in [anna, kim] {
        let seen = world.request(device, request).expect("they see it");
        assert_eq!(seen.addressee, Addressee::Team(team("sales")));
        assert!(seen.label(&label("moves")).is_some() && seen.watchers.contains(&who("kim")));
    }
    assert_eq!(world.request(lena, request), None, "it is no longer Legal's");
    let told = rules_on(&world, lena, "legal").expect("a member has the rules").firings;
    assert_eq!((told.len(), told[0].request), (1, request), "who leads the team still sees what the rule did");
    assert_eq!(rules_on(&world, anna, "legal"), None, "they are the team's own");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn each_rule_sees_what_the_ones_before_have_done() {
    let (mut world, [anna]) = world_of(["anna"]);
    keeps(&mut world, "legal", "one", "when asked then label First");
    keeps(&mut world, "legal", "two", "when asked if label:first then priority urgent");
    keeps(&mut world, "legal", "three", "when asked if -priority:urgent then label Never");
    keeps(&mut world, "legal", "four", "when asked then hand over to #sales");
    keeps(&mut world, "legal", "five", "when asked then label \"Too late\"");

    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();

    assert_eq!(firings(&world, request), ["one", "two", "four"]);
}

#[test]
fn what_a_rule_did_sets_off_no_rule() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    keeps(&mut world, "legal", "itself", "when handed over then hand over to #sales");
    keeps(&mut world, "legal", "away", "when asked then hand over to #sales");
    keeps(&mut world, "sales", "back", "when handed over then hand over to #legal");
    keeps(&mut world, "sales", "asked", "when asked then hand over to #legal");

    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();

    assert_eq!(firings(&world, request), ["away"], "it stays where the first rule has put it");
    let now = world.request(anna, request).expect("it is hers");
    assert_eq!((now.addressee, now.hand_over_count), (Addressee::Team(team("sales")), 1));

    let other = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    let to = Addressee::Team(team("legal"));
    world.does(sam, Intent::HandOver { request: other, to, reason: goodturn_test_support::words("Not mine") });
    world.sync_all();
    assert_eq!(firings(&world, other), ["itself"], "what a person hands over does");
}

#[test]
fn what_is_sent_twice_fires_once() {
    let (mut world, [anna]) = world_of(["anna"]);
    keeps(&mut world, "legal", "hello", "when asked then say \"Hello\"");
    let request = ask(&mut world, anna, a_request().to_team(team("legal")));

    world.send_push(anna);
    world.repeat(0);
    world.reconnect(anna);
    world.sync_all();

    assert_eq!(firings(&world, request), ["hello"]);
    let line = lines(&world, request).into_iter().find(|it| it.event == Event::Asked).expect("it was asked");
    let cause = goodturn_domain::rule::Cause::Line(line.id);
    let (team, rule) = (team("legal"), a_rule_id("hello"));
    let id = goodturn_domain::rule::firing_id(rule, goodturn_domain::rule::Trigger::Asked, request, cause);
    let intent = Intent::FireRule { team, rule, request, cause, looked_at: None };
    let again = goodturn_domain::Operation { id, at: world.now(), intent };
    world.authority().act(&[(Actor::Server, again)], world.now()).expect("the storage works");
    assert_eq!(firings(&world, request), ["hello"], "nor when the server looks at it again");
}

/// To whom the requests have come, in order; nobody where they are with the team still.
fn came_to(world: &DiskWorld, requests: &[ServiceRequestId]) -> Vec<Option<PersonId>> {
    let read = |id: ServiceRequestId| world.authority().storage().read(|tx| tx.find_entity(id.into()));
    let found = requests.iter().map(|id| match read(*id) {
        Ok(Some(Entity::ServiceRequest(request))) => request.addressee.person(),
        Ok(_) => None,
        Err::<_, StoreError>(failure) => panic!("it can be read: {failure}"),
    });
    found.collect()
}

#[test]
fn what_is_asked_at_once_goes_round_the_team_and_comes_to_nobody_twice() {
    let (mut world, [anna, ben]) = world_of(["anna", "ben"]);
    keeps(&mut world, "legal", "turns", "when asked then hand over by turns at most 1");
    let mut requests = vec![
        ask(&mut world, anna, a_request().to_team(team("legal"))),
        ask(&mut world, anna, a_request().to_team(team("legal"))),
        ask(&mut world, ben, a_request().to_team(team("legal"))),
    ];
    world.send_push(anna);
    world.repeat(0);
    world.reconnect(anna);
    world.sync_all();

    let given: BTreeSet<Option<PersonId>> = came_to(&world, &requests).into_iter().collect();
    assert_eq!(given, ["lena", "sam", "tom"].map(|it| Some(who(it))).into(), "each has one");
    requests.push(ask(&mut world, ben, a_request().to_team(team("legal"))));
    world.sync_all();
    assert_eq!(came_to(&world, &requests)[3], None, "all have as much as they may");
    assert_eq!(firings(&world, requests[3]), ["turns"], "and that is told");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_was_asked_by_day_and_comes_at_night_goes_to_nobody_who_has_gone_home() {
    let (mut world, [anna]) = world_of(["anna"]);
    keeps(&mut world, "legal", "turns", "when asked then hand over by turns who is at work");
    let first = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();
    let second = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.wait(TimeDelta::hours(14));
    world.sync_all();

    let given = came_to(&world, &[first, second]);
    assert!(given[0].is_some() && given[1].is_none(), "{given:?}");
}

#[test]
fn a_rule_that_can_do_nothing_rejects_nothing() {
    let (mut world, [anna]) = world_of(["anna"]);
    keeps(&mut world, "legal", "kim", "when asked then watch @kim, hand over to @kim");
    world.decree(Actor::Person(who("olga")), Intent::Deactivate { person: who("kim") });

    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();

    assert_eq!(world.attention(anna), []);
    let told = lines(&world, request).into_iter().find_map(|it| match it.event {
        Event::RuleFired { deeds, .. } => Some(deeds),
        _ => None,
    });
    let skipped: Vec<Option<Skip>> = told.expect("it is told").iter().map(|it| it.skipped).collect();
    assert_eq!(skipped, [Some(Skip::Gone); 2]);
}

#[test]
fn what_two_leads_change_offline_merges_rule_by_rule() {
    let (mut world, [lena, sam, anna]) = world_of(["lena", "sam", "anna"]);
    let membership = Some(goodturn_domain::person::Membership::Lead);
    world.decree(Actor::Server, Intent::SetMembership { team: team("legal"), person: who("sam"), membership });
    keeps(&mut world, "legal", "one", "when asked then label One");
    keeps(&mut world, "legal", "two", "when asked then label Two");
    world.sync_all();

    world.does(lena, keep_rule("legal", "one", a_rule("Renamed", "when asked then label One")));
    world.does(lena, keep_rule("legal", "three", a_rule("three", "when asked then label Three")));
    world
        .does(lena, Intent::MoveRule { team: team("legal"), rule: a_rule_id("three"), before: Some(a_rule_id("one")) });
    world.does(sam, Intent::DropRule { team: team("legal"), rule: a_rule_id("two") });
    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync(anna);
    world.sync(sam);
    world.sync_all();

    let rules = rules_on(&world, lena, "legal").expect("she has them");
    let names: Vec<&str> = rules.known().map(|it| it.body.name.as_str()).collect();
    assert_eq!(names, ["three", "Renamed"]);
    assert_eq!(rules.firings.len(), 2, "and what they did meanwhile is kept");
    assert_eq!(firings(&world, request), ["one", "two"]);
    assert_eq!(world.attention(lena), []);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn silence_and_lateness_set_off_a_rule_once_each_and_only_what_is_to_come() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let level = ServiceLevel { acknowledge: Some(Target::WorkingMinutes(60)), ..ServiceLevel::named(title("Usual")) };
    world.decree(Actor::Server, Intent::SetServiceLevels { team: team("legal"), levels: vec![level.into()] });
    let old = ask(&mut world, anna, a_request().titled("Old").to_team(team("legal")));
    world.sync_all();
    world.wait(TimeDelta::hours(3));
    for (id, text) in [
        ("late answer", "when answer late then label Late"),
        ("soon", "when answer due soon then label Soon"),
        ("late promise", "when promise late then label Broken"),
        ("silent", "when silent for 2 days if -is:waiting then note \"Nothing was said\""),
    ] {
        keeps(&mut world, "legal", id, text);
    }
    let mut watch = RuleWatch::default();
    assert_eq!(ticks(&mut world, &mut watch), 0, "what was late before the rule was made stays as it is");
    let request = ask(&mut world, anna, a_request().titled("New").to_team(team("legal")));
    world.sync_all();
    assert_eq!(ticks(&mut world, &mut watch), 0);

    world.wait(TimeDelta::minutes(50));
    ticks(&mut world, &mut watch);
    assert_eq!(firings(&world, request), ["soon"]);
    world.wait(TimeDelta::minutes(15));
    ticks(&mut world, &mut watch);
    assert_eq!(ticks(&mut world, &mut watch), 0, "once for each answer that is owed");
    assert_eq!(firings(&world, request), ["soon", "late answer"]);

    world.sync_all();
    world.does(sam, acknowledge(request, in_days(1)));
    world.sync_all();
    world.wait(TimeDelta::hours(44));
    ticks(&mut world, &mut RuleWatch::default());
    assert_eq!(
        firings(&world, request),
        ["soon", "late answer", "late promise"],
        "also on a server that has just started"
    );
    say(&mut world, sam, request, "Still on it");
    world.sync_all();
    world.wait(TimeDelta::days(3));
    ticks(&mut world, &mut watch);
    assert_eq!(firings(&world, request).len(), 4);
    world.does(sam, deliver(request));
    world.sync_all();
    world.wait(TimeDelta::days(9));
    assert!(firings(&world, old).iter().all(|it| it == "silent"), "{:?}", firings(&world, old));
    let before = firings(&world, request).len();
    ticks(&mut world, &mut watch);
    assert_eq!(firings(&world, request).len(), before, "what is delivered waits for its requester");
}

#[test]
fn who_is_erased_is_in_no_rule_any_more() {
    let (mut world, [lena]) = world_of(["lena"]);
    let text = "when asked if from:@anna then watch @kim, label Moves, note \"Ask kim\"";
    world.does(lena, keep_rule("legal", "one", a_rule("For kim", text)));
    world.sync_all();

    world.decree(Actor::Person(who("olga")), Intent::Erase { person: who("kim"), words_too: false });
    world.sync_all();

    let rules = rules_on(&world, lena, "legal").expect("she has them");
    let RuleBody { name, thens, .. } = &rules.find(a_rule_id("one")).expect("it is there").body;
    assert_eq!((name.as_str(), thens.len()), ("For Erased person", 2));
    let json = serde_json::to_string(&rules).expect("it is JSON");
    assert!(!json.to_lowercase().contains("kim") && !json.contains(&who("kim").to_string()), "{json}");
}
