//! What is printed reads as the same rule, and what is wrong is told with its place.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::service_request::StageName;

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

fn team(number: u128) -> TeamId {
    TeamId::new(Uuid::from_u128(number))
}

fn names() -> Names {
    let named =
        |(number, name): (u128, &str)| Named { id: person(number), name: name.to_owned(), is_active: number != 6 };
    let teams = [(1, "IT"), (2, "People & Culture"), (3, "Sam")];
    Names {
        people: [(1, "Sam Rivera"), (2, "Anna Berg"), (3, "Anna Lind"), (4, "Kim"), (5, "Kim"), (6, "Old \"Joe\"")]
            .map(named)
            .to_vec(),
        teams: teams.map(|(number, name)| Named { id: team(number), name: name.to_owned(), is_active: true }).to_vec(),
    }
}

fn title(text: &str) -> Title {
    Title::new(text).expect("it is short")
}

fn read(text: &str) -> Result<RuleBody, Problem> {
    parse(text, title("A rule"), &names())
}

/// The rule in one line, as it is printed.
fn printed(text: &str) -> String {
    let body = read(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
    print(&body, &names()).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_rule_is_read_as_people_write_it() {
    for (text, expected) in [
        ("when asked then label Moves", "when asked then label \"Moves\""),
        (
            "WHEN asked IF priority:>=high label:\"Office move\" THEN label \"Moves\", watch @Sam, say \"Hello\"",
            "when asked if priority:>=high label:\"Office move\" then label \"Moves\", watch @\"Sam Rivera\", say \"Hello\"",
        ),
        ("when  silent for 1 day then priority urgent", "when silent for 1 day then priority urgent"),
        (
            "when answer due soon\nif -stage:waiting and is:outside-hours\nthen note \"Say \\\"hello\\\"\"",
            "when answer due soon if -stage:waiting-on-requester,waiting-on-other is:outside-hours then note \"Say \\\"hello\\\"\"",
        ),
        (
            "when handed over if from:#IT,@\"Anna Berg\" needed:any then hand over to #\"people & culture\" saying \"Yours\"",
            "when handed over if from:@\"Anna Berg\",#IT needed:any then hand over to #\"People & Culture\" saying \"Yours\"",
        ),
        ("when not yet then ask @sam to agree", "when not yet then ask @\"Sam Rivera\" to agree"),
        (
            "when delivered then ask 1 of @\"Sam Rivera\" @\"Anna Lind\" to agree, and unlabel x",
            "when delivered then ask 1 of @\"Sam Rivera\" @\"Anna Lind\" to agree, unlabel \"x\"",
        ),
        (
            "when ended if service:\"New laptop\" words:screen then note \"x\"",
            "when ended if kind:\"New laptop\" words:screen then note \"x\"",
        ),
        ("when asked then hand over by turns", "when asked then hand over by turns"),
        (
            "when asked then hand over to who has least who knows payroll at most 5, label x",
            "when asked then hand over to who has least at most 5 who knows \"payroll\", label \"x\"",
        ),
        (
            "when handed over then Hand Over by turns who is at work saying \"Your turn\"",
            "when handed over then hand over by turns who is at work saying \"Your turn\"",
        ),
        ("when asked if from:none then note \"x\"", "when asked if from:none then note \"x\""),
        ("when asked then watch @\"Old \\\"Joe\\\"\"", "when asked then watch @\"Old \\\"Joe\\\"\""),
    ] {
        assert_eq!(printed(text), expected, "{text}");
    }
}

#[test]
fn who_is_meant_by_no_name_is_written_by_id() {
    let id = person(4);
    let body =
        RuleBody { thens: vec![RuleAction::Watch { person: id }], ..read("when asked then label x").expect("a rule") };

    let text = print(&body, &names());

    assert!(text.contains(&format!("watch @{{{id}}}")), "{text}");
    assert_eq!(read(&text), Ok(body));
}

#[test]
fn what_is_not_understood_is_told_with_its_place_and_what_would_do() {
    for (text, found, wrong, would_do) in [
        ("if asked", "if", Wrong::NoWhen, "when"),
        ("when ask then label x", "ask", Wrong::UnknownTrigger, "asked"),
        ("when silent for 90 days then label x", "90", Wrong::DaysOutOfRange, ""),
        ("when asked label x", "label", Wrong::NoThen, "then"),
        ("when asked if high then label x", "high", Wrong::UnknownField, "priority:"),
        ("when asked if prio:high then label x", "prio", Wrong::UnknownField, "priority:"),
        ("when asked if due:today then label x", "due", Wrong::NotInRules, "needed:"),
        ("when asked if priority:hgih then label x", "hgih", Wrong::UnknownValue, "high"),
        ("when asked if stage:sleeping then label x", "sleeping", Wrong::UnknownValue, "in-progress"),
        ("when asked if is:unread then label x", "unread", Wrong::UnknownValue, "late"),
        ("when asked if from:nobody then label x", "nobody", Wrong::UnknownPerson, ""),
        ("when asked if label:a, b then label x", "", Wrong::NoValue, ""),
        ("when asked then watch @Anna", "@Anna", Wrong::SeveralPeople, "@\"Anna Lind\""),
        ("when asked then watch @Kim", "@Kim", Wrong::SeveralPeople, "@\"Kim\""),
        ("when asked then watch @Berg", "@Berg", Wrong::UnknownPerson, "@\"Anna Berg\""),
        ("when asked then hand over to Sam", "Sam", Wrong::PersonOrTeam, "#\"Sam\""),
        ("when asked then hand over to #HR", "#HR", Wrong::UnknownTeam, ""),
        ("when asked then tell @Sam", "tell", Wrong::UnknownAction, "watch"),
        ("when asked then", "", Wrong::UnknownAction, "label"),
        ("when asked then label Office move", "move", Wrong::Unexpected, ","),
        ("when asked then say hello", "hello", Wrong::NoText, "\"…\""),
        ("when asked then say \"hello", "\"hello", Wrong::QuoteOpen, "\""),
        ("when asked then ask @Sam @\"Anna Berg\" to agree", "@Sam", Wrong::HowMany, "2 of"),
        ("when asked then ask 3 of @Sam to agree", "3", Wrong::HowMany, "1 of"),
        ("when asked then ask @Sam", "", Wrong::NoToAgree, "to agree"),
        ("when asked then hand over by turn", "hand", Wrong::UnknownAction, "hand over by turns"),
        ("when asked then hand over by turns at most 0, label x", "0", Wrong::MostOutOfRange, ""),
        ("when asked then hand over by turns at most many", "many", Wrong::MostOutOfRange, ""),
        ("when asked then hand over by turns who is away", "who", Wrong::UnknownValue, "who is at work"),
        ("when asked then hand over by turns at most 2 at most 3", "at", Wrong::Unexpected, ","),
    ] {
        let problem = read(text).expect_err(text);
        assert_eq!((&text[problem.place.clone()], problem.wrong), (found, wrong), "{text}");
        assert!(would_do.is_empty() || problem.would_do.iter().any(|it| it == would_do), "{text}: {problem:?}");
    }
}

#[test]
fn a_rule_of_a_newer_version_is_kept_as_it_is() {
    let known = Rule {
        id: RuleId::new(Uuid::from_u128(7)),
        body: read("when asked if label:x then label y").expect("a rule"),
        changed_by: None,
        changed_at: Timestamp::from_micros(1),
    };
    let written = serde_json::to_value(&known).expect("it is JSON");
    for change in [
        |it: &mut Value| it["body"]["when"]["type"] = "read".into(),
        |it: &mut Value| it["body"]["thens"][0]["do"] = "fax".into(),
        |it: &mut Value| it["body"]["ifs"][0]["condition"]["field"] = "mood".into(),
        |it: &mut Value| it["body"]["unless"] = true.into(),
        |it: &mut Value| it["body"]["ifs"][0]["condition"]["but"] = true.into(),
    ] {
        let mut newer = written.clone();
        change(&mut newer);

        let kept: KeptRule = serde_json::from_value(newer.clone()).expect("it is kept");

        assert!(kept.known().is_none(), "{newer}");
        assert_eq!((kept.id(), kept.name()), (Some(known.id), Some("A rule")));
        assert_eq!(serde_json::to_value(&kept).expect("it is JSON"), newer);
    }
    let kept: KeptRule = serde_json::from_value(written).expect("it is kept");
    assert_eq!(kept.known(), Some(&known));
}

#[test]
fn who_is_erased_is_in_no_rule_any_more() {
    let text = "when asked if from:@\"Anna Berg\" helper:@\"Anna Berg\",@\"Anna Lind\" \
                then watch @\"Anna Berg\", ask 2 of @\"Anna Berg\" @\"Anna Lind\" to agree, label x";
    let mut body = read(text).expect("a rule");

    body.forget(person(2));

    let left = print(&body, &names()).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(left, "when asked if from:none helper:@\"Anna Lind\" then ask @\"Anna Lind\" to agree, label \"x\"");
    assert!(!body.is_off);
    let mut only = read("when asked then watch @\"Anna Berg\"").expect("a rule");
    only.forget(person(2));
    assert!(only.is_off && only.thens.is_empty(), "nothing is left to do");
}

fn any_text() -> impl Strategy<Value = String> {
    "[a-zA-Zäß \"\\\\,:@#{}\n.-]{0,20}[a-z]"
}

fn any_person() -> impl Strategy<Value = PersonId> {
    (1..9_u128).prop_map(person)
}

fn any_who() -> impl Strategy<Value = Addressee> {
    prop_oneof![any_person().prop_map(Addressee::Person), (1..5_u128).prop_map(|it| Addressee::Team(team(it)))]
}

fn some<T: Ord + std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = BTreeSet<T>> {
    proptest::collection::btree_set(of, 0..4)
}

fn any_priority() -> impl Strategy<Value = Priority> {
    proptest::sample::select(vec![Priority::Low, Priority::Normal, Priority::High, Priority::Urgent])
}

fn any_title() -> impl Strategy<Value = Title> {
    any_text().prop_map(|text| title(&text))
}

fn any_label() -> impl Strategy<Value = Label> {
    any_text().prop_map(|text| Label::new(&text).expect("it is short"))
}

fn any_words() -> impl Strategy<Value = Words> {
    any_text().prop_map(|text| Words::new(&text).expect("it is short"))
}

fn any_condition() -> impl Strategy<Value = RuleCondition> {
    prop_oneof![
        some(proptest::sample::select(StageName::ALL.to_vec())).prop_map(|stages| RuleCondition::Stage { stages }),
        some(any_priority()).prop_map(|priorities| RuleCondition::Priority { priorities }),
        some(any_title()).prop_map(|kinds| RuleCondition::Kind { kinds }),
        some(any_label()).prop_map(|labels| RuleCondition::Label { labels }),
        some(any_who()).prop_map(|who| RuleCondition::From { who }),
        some(any_person()).prop_map(|people| RuleCondition::Helper { people }),
        some(any_title()).prop_map(|words| RuleCondition::Words { words }),
        proptest::sample::select(Moment::ALL).prop_map(|moment| RuleCondition::Has { moment }),
        proptest::sample::select(RuleState::ALL).prop_map(|state| RuleCondition::Is { state }),
    ]
}

fn any_assignment() -> impl Strategy<Value = Assignment> {
    let by = proptest::sample::select(vec![ChosenBy::Turns, ChosenBy::LeastOpen]);
    let most = proptest::option::of(1..=Assignment::MOST_OPEN);
    let parts = (by, most, any::<bool>(), proptest::option::of(any_label()));
    parts.prop_map(|(by, at_most, at_work, knows)| Assignment { by, at_most, at_work, knows })
}

fn any_action() -> impl Strategy<Value = RuleAction> {
    let approvers = proptest::collection::btree_set(any_person(), 1..4);
    prop_oneof![
        any_label().prop_map(|label| RuleAction::Label { label }),
        any_label().prop_map(|label| RuleAction::Unlabel { label }),
        any_priority().prop_map(|priority| RuleAction::Priority { priority }),
        any_person().prop_map(|person| RuleAction::Watch { person }),
        (any_who(), proptest::option::of(any_words())).prop_map(|(to, reason)| RuleAction::HandOver { to, reason }),
        (any_assignment(), proptest::option::of(any_words()))
            .prop_map(|(how, reason)| RuleAction::Assign { how, reason }),
        any_words().prop_map(|words| RuleAction::Say { words }),
        any_words().prop_map(|words| RuleAction::Note { words }),
        (approvers, 1..4_u8).prop_map(|(approvers, needed)| {
            let needed = needed.min(u8::try_from(approvers.len()).unwrap_or(1));
            RuleAction::AskApproval { approvers, needed }
        }),
    ]
}

fn any_trigger() -> impl Strategy<Value = Trigger> {
    prop_oneof![
        proptest::sample::select(Trigger::ALL.to_vec()),
        (1..=RuleBody::MOST_DAYS).prop_map(|days| Trigger::Silent { days })
    ]
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same_rule(
        when in any_trigger(),
        ifs in proptest::collection::vec((any::<bool>(), any_condition()), 0..4),
        thens in proptest::collection::vec(any_action(), 1..4),
    ) {
        let ifs = ifs.into_iter().map(|(is_not, condition)| RuleTest { is_not, condition }).collect();
        let body = RuleBody { name: title("A rule"), is_off: false, when, ifs, thens };

        let text = print(&body, &names());

        prop_assert_eq!(read(&text), Ok(body), "{}", text);
    }

    #[test]
    fn no_text_is_too_strange_to_be_told_about(text in ".{0,60}", with in "(when asked (if|then) )?") {
        let text = format!("{with}{text}");
        if let Err(problem) = read(&text) {
            prop_assert!(text.get(problem.place.clone()).is_some(), "{:?}", problem);
        }
    }

    #[test]
    fn a_rule_is_kept_as_it_was(
        when in any_trigger(),
        ifs in proptest::collection::vec(any_condition(), 0..4),
        thens in proptest::collection::vec(any_action(), 1..4),
    ) {
        let ifs = ifs.into_iter().map(|condition| RuleTest { is_not: false, condition }).collect();
        let body = RuleBody { name: title("A rule"), is_off: true, when, ifs, thens };
        let rule = Rule { id: RuleId::new(Uuid::nil()), body, changed_by: None, changed_at: Timestamp::from_micros(0) };

        let json = serde_json::to_string(&rule).expect("it is JSON");

        let kept: KeptRule = serde_json::from_str(&json).expect("it is kept");
        prop_assert_eq!(kept.known(), Some(&rule));
    }
}
