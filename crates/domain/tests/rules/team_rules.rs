//! Rules of a team: who keeps them, and what one does when it fires.

use chrono::TimeDelta;
use goodturn_domain::operation::IntentName;
use goodturn_domain::rule::{Act, Cause, Deed, RuleFlaw, Skip, TeamRules};
use goodturn_domain::{
    Actor, Addressee, Entity, Entry, Event, Intent, Priority, Records, Refusal, RuleId, ServiceRequestId, Stage,
};
use goodturn_test_support::rules::{a_rule, a_rule_id, keep_rule};
use goodturn_test_support::{Book, a_request, label, monday, team, who};

use crate::then::{acknowledge, confirm, deliver, in_days};

fn rules(book: &Book) -> TeamRules {
    match book.find(TeamRules::id_of(team("legal")).into()) {
        Ok(Some(Entity::TeamRules(rules))) => rules,
        other => panic!("there are rules, not {other:?}"),
    }
}

/// Legal has one rule.
fn with_rule(text: &str) -> Book {
    let mut book = Book::founded();
    book.does(who("lena"), keep_rule("legal", "it", a_rule("Office moves", text)));
    book
}

/// Anna asks Legal.
fn asked(book: &mut Book) -> ServiceRequestId {
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    book.wait(TimeDelta::minutes(1));
    request
}

/// The rule of the team is looked at for what was told last.
fn fires(book: &mut Book, request: ServiceRequestId) -> Vec<Entity> {
    let mut lines: Vec<_> = book.entries().filter(|it| it.request == request && it.author.is_some()).collect();
    lines.sort_by_key(|it| (it.at, it.id));
    let cause = Cause::Line(lines.last().expect("something was told").id);
    let fire = Intent::FireRule { team: team("legal"), rule: a_rule_id("it"), request, cause, looked_at: None };
    book.decide(Actor::Server, fire).expect("a rule is never refused")
}

fn deeds(book: &Book) -> Vec<Deed> {
    rules(book).firings.last().map(|it| it.deeds.clone()).unwrap_or_default()
}

fn skips(book: &Book) -> Vec<Option<Skip>> {
    deeds(book).iter().map(|it| it.skipped).collect()
}

#[test]
fn leads_and_administrators_keep_the_rules_of_a_team() {
    let mut book = Book::founded();
    let keep = |name: &str| keep_rule("legal", "it", a_rule(name, "when asked then label Moves"));

    assert_eq!(book.tries(who("sam"), keep("Moves")), Err(Refusal::NotAdministrator));
    assert_eq!(book.tries(who("anna"), keep("Moves")), Err(Refusal::NotAdministrator));
    book.does(who("lena"), keep("Moves"));
    book.does(who("olga"), keep("Office moves"));

    let kept = rules(&book);
    let rule = kept.find(a_rule_id("it")).expect("it is kept");
    assert_eq!((rule.body.name.as_str(), rule.changed_by), ("Office moves", Some(who("olga"))));
    assert_eq!(book.does(who("lena"), keep("Office moves")), [], "it says so already");
    let drop = Intent::DropRule { team: team("legal"), rule: a_rule_id("it") };
    book.does(who("lena"), drop.clone());
    assert_eq!(rules(&book).rules, []);
    assert_eq!(book.does(who("lena"), drop), []);
}

#[test]
fn rules_are_put_in_order() {
    let mut book = Book::founded();
    for name in ["one", "two", "three"] {
        book.does(who("lena"), keep_rule("legal", name, a_rule(name, "when asked then label Moves")));
    }
    let mut order = |rule: &str, before: Option<&str>| {
        let before = before.map(a_rule_id);
        book.does(who("lena"), Intent::MoveRule { team: team("legal"), rule: a_rule_id(rule), before });
        rules(&book).known().map(|it| it.body.name.to_string()).collect::<Vec<_>>()
    };

    assert_eq!(order("three", Some("one")), ["three", "one", "two"]);
    assert_eq!(order("three", None), ["one", "two", "three"]);
    assert_eq!(order("one", Some("gone")), ["two", "three", "one"], "what has gone is behind all others");
    assert_eq!(order("three", Some("three")), ["two", "three", "one"]);
}

#[test]
fn what_no_rule_can_be_like_is_refused_with_its_flaw() {
    let body = || a_rule("Moves", "when asked then label Moves");
    let many = (0..11).map(|_| "label x").collect::<Vec<_>>().join(", ");
    for (body, flaw) in [
        (goodturn_domain::RuleBody { thens: Vec::new(), ..body() }, RuleFlaw::NothingToDo),
        (a_rule("Moves", &format!("when asked then {many}")), RuleFlaw::TooManyActions),
        (
            a_rule("Moves", &format!("when asked if {} then label x", "is:open ".repeat(11))),
            RuleFlaw::TooManyConditions,
        ),
    ] {
        let tried = Book::founded().tries(who("lena"), keep_rule("legal", "it", body));
        assert_eq!(tried, Err(Refusal::RuleInvalid { flaw }));
    }
    let mut book = Book::founded();
    for number in 0..TeamRules::MOST {
        book.does(who("lena"), keep_rule("legal", &number.to_string(), body()));
    }
    let most = TeamRules::MOST;
    assert_eq!(book.tries(who("lena"), keep_rule("legal", "more", body())), Err(Refusal::TooManyRules { most }));
}

#[test]
fn a_rule_does_what_it_says_and_tells_why() {
    let text = "when asked if from:#sales then label Moves, priority high, watch @tom, say \"Hello {requester}\", \
                note \"{title} from {team}\"";
    let mut book = with_rule(text);
    let request = asked(&mut book);

    fires(&mut book, request);

    let now = book.request(request);
    assert_eq!((now.label(&label("moves")).is_some(), now.priority), (true, Priority::High));
    assert!(now.watchers.contains(&who("tom")));
    assert_eq!(skips(&book), [None; 5]);
    let events = book.events(request);
    let place = |it: &dyn Fn(&Event) -> bool| events.iter().position(|event| it(event)).expect("it was told");
    let (asked, fired) = (place(&|it| *it == Event::Asked), place(&|it| matches!(it, Event::RuleFired { .. })));
    assert!(asked < fired, "{events:?}");
    let said = events.iter().find_map(|it| match it {
        Event::RuleSaid { words, .. } => Some(words.as_str()),
        _ => None,
    });
    assert_eq!(said, Some("Hello anna"));
    let Event::RuleFired { name, ifs, note, .. } = events[fired] else { panic!("it is that") };
    assert_eq!((name.as_str(), ifs.len()), ("Office moves", 1));
    assert_eq!(note.as_ref().map(|it| it.as_str()), Some("Riparian grant from legal"));
    assert!(events[fired].is_internal(), "how a team works is its own");
    assert!(!events.iter().any(|it| it.is_public_word()), "no human has said anything");
}

#[test]
fn a_rule_fires_once_for_what_has_happened() {
    let mut book = with_rule("when asked then say \"Hello\"");
    let request = asked(&mut book);
    assert!(!fires(&mut book, request).is_empty());

    let line = book.entries().find(|it| it.event == Event::Asked).expect("it was asked").id;
    let rule = a_rule_id("it");
    let when = goodturn_domain::rule::Trigger::Asked;
    let id = goodturn_domain::rule::firing_id(rule, when, request, Cause::Line(line));
    let again = goodturn_domain::rule::firing_id(rule, when, request, Cause::Line(line));

    assert_eq!(id, again, "whoever looks at it again finds its line, and does nothing");
}

#[test]
fn a_rule_does_nothing_where_it_does_not_hold_is_off_or_not_meant() {
    let cases = [
        "when asked if priority:urgent then say \"x\"",
        "when asked if -from:@anna then say \"x\"",
        "when asked if from:none then say \"x\"",
        "when delivered then say \"x\"",
        "when promise late then say \"x\"",
        "when asked if words:\"office move\" then say \"x\"",
        "when asked if is:outside-hours then say \"x\"",
        "when asked if is:confidential then say \"x\"",
        "when asked then priority normal",
    ];
    for text in cases {
        let mut book = with_rule(text);
        let request = asked(&mut book);
        assert_eq!(fires(&mut book, request), [], "{text}");
    }
    let mut book = with_rule("when asked then say \"x\"");
    let off = goodturn_domain::RuleBody { is_off: true, ..a_rule("Off", "when asked then say \"x\"") };
    book.does(who("lena"), keep_rule("legal", "it", off));
    let request = asked(&mut book);
    assert_eq!(fires(&mut book, request), [], "it is switched off");
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    assert_eq!(fires(&mut book, request), [], "what is asked of Sam is not asked of his team");
}

#[test]
fn what_holds_lets_it_fire() {
    for text in [
        "when asked if -priority:urgent then say \"x\"",
        "when asked if from:@anna,@ben then say \"x\"",
        "when asked if words:GRANT then say \"x\"",
        "when asked if -is:outside-hours is:open stage:asked then say \"x\"",
        "when asked if -needed:any -promised:any -helper:@sam then say \"x\"",
    ] {
        let mut book = with_rule(text);
        let request = asked(&mut book);
        assert_ne!(fires(&mut book, request), [], "{text}");
    }
}

#[test]
fn an_action_that_cannot_be_done_is_told_and_the_others_are_done() {
    let text = "when asked then watch @kim, hand over to @anna, hand over to #legal, ask @anna to agree, label Moves, label moves";
    let mut book = with_rule(text);
    book.does(who("olga"), Intent::Deactivate { person: who("kim") });
    let request = asked(&mut book);

    fires(&mut book, request);

    let (gone, theirs, so) = (Some(Skip::Gone), Some(Skip::Requesters), Some(Skip::AlreadySo));
    assert_eq!(skips(&book), [gone, theirs, so, theirs, None, so]);
}

#[test]
fn a_stage_that_does_not_allow_it_is_a_reason() {
    let mut book = with_rule("when ended then hand over to @tom, priority high, ask @tom to agree, label Done");
    let request = asked(&mut book);
    book.does(who("sam"), acknowledge(request, in_days(2)));
    book.does(who("sam"), deliver(request));
    book.wait(TimeDelta::hours(1));
    book.does(who("anna"), confirm(request));

    fires(&mut book, request);

    let stage = Some(Skip::WrongStage);
    assert_eq!(skips(&book), [stage, stage, stage, None]);
    assert!(book.request(request).label(&label("done")).is_some());
}

#[test]
fn who_is_handed_a_request_by_a_rule_has_it_from_nobody() {
    let mut book = with_rule("when asked then hand over to @kim saying \"You know this, {requester}\"");
    let request = asked(&mut book);

    fires(&mut book, request);

    let now = book.request(request);
    assert_eq!(now.addressee, Addressee::Person(who("kim")));
    assert!(matches!(now.stage, Stage::Asked { .. }));
    let handed = book.entries().find(|it| matches!(it.event, Event::HandedOver { .. })).expect("it was told");
    assert_eq!(handed.author, None);
    let Event::HandedOver { reason, .. } = &handed.event else { panic!("it is that") };
    assert_eq!(reason.as_str(), "You know this, anna");
}

#[test]
fn what_an_earlier_rule_handed_over_is_no_longer_the_teams() {
    let mut book = with_rule("when asked then hand over to #sales, label \"On its way\"");
    let request = asked(&mut book);
    fires(&mut book, request);
    assert!(book.request(request).label(&label("on its way")).is_some(), "what the same rule says is done to its end");
    book.does(who("lena"), keep_rule("legal", "it", a_rule("Second", "when asked then say \"x\"")));

    assert_eq!(fires(&mut book, request), []);
}

#[test]
fn who_is_asked_to_agree_by_a_rule_holds_it_up_whoever_made_the_rule() {
    let mut book = with_rule("when asked then ask 1 of @lena @tom to agree");
    let request = asked(&mut book);

    fires(&mut book, request);

    let step = book.request(request).open_approval().expect("it is asked for").clone();
    assert_eq!((step.is_by_rule, step.needed, step.approvers.len()), (true, 1, 2));
    let told = book.entries().find(|it| matches!(it.event, Event::ApprovalAsked { .. })).expect("it was told");
    assert_eq!(told.author, None);
    book.does(who("lena"), Intent::Approve { request, approval: step.id, words: None });
    assert!(book.request(request).open_approval().is_none());
}

#[test]
fn an_answer_by_a_rule_is_no_answer_of_a_human() {
    use goodturn_domain::clocks::{ClockKind, clocks, happenings, terms_of};
    let mut book = with_rule("when asked then say \"We have it\"");
    let request = asked(&mut book);
    fires(&mut book, request);

    let known = book.request(request).clone();
    let entries: Vec<_> = book.entries().filter(|it| it.request == request).cloned().collect();
    let happened = happenings(&known, &entries, |_, _| true);
    let plain = goodturn_domain::WorkingCalendar::weekdays(chrono_tz::UTC);
    let terms = terms_of(&known, &entries, |_| None, &plain);
    let answer = clocks(&happened, &terms, book.now).into_iter().find(|it| it.kind == ClockKind::Acknowledge);

    assert_eq!(answer.expect("it runs").stopped_at, None);
}

#[test]
fn what_was_done_just_before_the_time_had_come_is_no_longer_missing() {
    for (text, since) in [
        ("when answer late then say \"x\"", monday()),
        ("when promise late then say \"x\"", in_days(1)),
        ("when silent for 1 day then say \"x\"", monday()),
    ] {
        let mut book = with_rule(text);
        let request = asked(&mut book);
        let fire =
            |cause| Intent::FireRule { team: team("legal"), rule: a_rule_id("it"), request, cause, looked_at: None };
        book.does(who("sam"), acknowledge(request, in_days(2)));
        book.does(who("sam"), deliver(request));

        assert_eq!(book.decide(Actor::Server, fire(Cause::Moment(since))), Ok(Vec::new()), "{text}");
    }
}

#[test]
fn only_so_many_firings_are_kept() {
    let mut book = with_rule("when asked then label Moves");
    for _ in 0..TeamRules::MOST_FIRINGS + 5 {
        let request = asked(&mut book);
        fires(&mut book, request);
    }

    let kept = rules(&book).firings;
    assert_eq!(kept.len(), TeamRules::MOST_FIRINGS);
    assert!(kept.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert_eq!(kept[0].deeds, [Deed { act: Act::Label { label: label("Moves") }, skipped: None }]);
}

#[test]
fn a_rule_that_has_gone_or_is_newer_does_nothing() {
    let mut book = with_rule("when asked then label Moves");
    let mut newer = rules(&book);
    let mut value = serde_json::to_value(&newer.rules[0]).expect("it is JSON");
    value["body"]["thens"][0]["do"] = "fax".into();
    newer.rules[0] = serde_json::from_value(value).expect("it is kept");
    book.put(newer.clone());
    let request = asked(&mut book);

    assert_eq!(fires(&mut book, request), []);
    book.does(who("lena"), keep_rule("legal", "other", a_rule("Other", "when asked then label Other")));
    assert_eq!(rules(&book).rules[0], newer.rules[0], "it is kept as it was");
    book.does(who("lena"), Intent::DropRule { team: team("legal"), rule: a_rule_id("it") });
    assert_eq!(rules(&book).rules.len(), 1);
}

/// What a rule of Legal says, on a request that the server finds with Legal.
pub(crate) fn fire_rule(book: &mut Book, request: ServiceRequestId, actor: Actor) -> Intent {
    let (team, rule, asked) = (team("legal"), a_rule_id("any"), book.fresh_entry());
    if actor == Actor::Server {
        let body = a_rule("Any", "when asked then say \"Any\"");
        book.decide(actor, keep_rule("legal", "any", body)).expect("it is kept");
        let mut changed = book.request(request).clone();
        changed.addressee = Addressee::Team(team);
        book.put(Entry::new(asked, request, Some(changed.requester), monday(), Event::Asked));
        book.put(changed);
    }
    Intent::FireRule { team, rule, request, cause: Cause::Line(asked), looked_at: None }
}

/// The first of two rules that the team has.
fn kept_rule(book: &mut Book) -> RuleId {
    for name in ["any", "other"] {
        let body = a_rule(name, "when asked then label Any");
        book.decide(Actor::Server, keep_rule("legal", name, body)).expect("it is kept");
    }
    a_rule_id("any")
}

/// What is done to the rules of Legal.
pub(crate) fn change_rules(book: &mut Book, name: IntentName) -> Intent {
    let team = team("legal");
    match name {
        IntentName::DropRule => Intent::DropRule { team, rule: kept_rule(book) },
        IntentName::MoveRule => Intent::MoveRule { team, rule: kept_rule(book), before: None },
        _ => keep_rule("legal", "any", a_rule("Any", "when asked then label Any")),
    }
}
