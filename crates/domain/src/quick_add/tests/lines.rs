//! Whole lines.

use super::*;

/// What was understood, but for spans, as one text that a table can hold: only what was said.
fn said(line: &str) -> String {
    let it = add(line);
    let typed = |sigil: &str, names: Vec<String>| names.iter().map(|name| format!("{sigil}{name}")).collect::<Vec<_>>();
    let mut parts = vec![format!("{:?}: {}", it.verb, it.title).to_lowercase()];
    parts.extend(typed("@", it.people.iter().map(name).collect()));
    parts.extend(typed("#", it.teams.iter().map(name).collect()));
    parts.extend(it.is_to_self.then(|| "to self".to_owned()));
    parts.extend(it.due.map(|at| format!("due {}", shown(at))));
    parts.extend(it.next_word.map(|at| format!("word {}", shown(at))));
    parts.extend(it.remind.map(|at| format!("remind {}", shown(at))));
    parts.extend(it.remind_if_no_reply.then(|| "if no reply".to_owned()));
    parts.extend(it.priority.map(|it| format!("!{it:?}").to_lowercase()));
    parts.extend(it.kind.map(|it| format!("~{it}")));
    parts.extend(it.points.map(|it| format!("+{it}")));
    parts.extend(typed("^", it.values));
    parts.extend(it.repeat.map(|it| repeated(&it)));
    parts.extend(it.note.map(|it| format!("// {it}")));
    parts.extend(it.tokens.iter().filter_map(|it| Some(format!("? {:?}", it.problem.as_ref()?))));
    parts.join(" | ")
}

fn name<Id>(mention: &Mention<Id>) -> String {
    match mention {
        Mention::Known(_) => panic!("there is no directory here"),
        Mention::Typed(name) => name.clone(),
    }
}

fn repeated(repeat: &Repeat) -> String {
    let mark = if repeat.from_completion { "!" } else { "" };
    format!("every{mark} {} {:?} {:?}", repeat.every, repeat.unit, repeat.weekdays)
}

fn check(table: &[(&str, &str)]) {
    let pairs = table.iter().map(|(line, expected)| (line, expected, said(line)));
    let wrong: Vec<_> = pairs.filter(|(_, expected, said)| said != *expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn requests() {
    check(&[
        (
            "Riparian grant for listing 4471 @HELPER due fri 3pm !high // the buyer asks",
            "ask: riparian grant for listing 4471 | @HELPER | due Fri 2026-11-20 15:00 | !high | // the buyer asks",
        ),
        (
            "ask @maria for the riparian grant on listing 4471 by fri 3pm #legal !high",
            "ask: the riparian grant on listing 4471 | @maria | #legal | due Fri 2026-11-20 15:00 | !high",
        ),
        ("ask @maria to check the roof", "ask: check the roof | @maria"),
        ("Ask @maria, @jo and @sam for ideas", "ask: ideas | @maria | @jo | @sam"),
        ("ask for help with the door", "ask: help with the door"),
        ("ask for @maria the plan", "ask: the plan | @maria"),
        ("cover @jo the open house", "ask: cover the open house | @jo"),
        ("need the deed signed by @jo", "ask: need the deed signed by jo | @jo"),
        ("send the plan to @jo, then to @sam.", "ask: send the plan to jo, then to sam. | @jo | @sam"),
        ("new badge #facilities p1", "ask: new badge | #facilities | !urgent"),
        ("new badge #facilities !Urgent!", "ask: new badge | #facilities | !urgent"),
        ("fix the lift p2 ~represent", "ask: fix the lift | !high | ~represent"),
        ("fix the lift p4 ~Photo-Shoot", "ask: fix the lift | !low | ~Photo-Shoot"),
        ("contract by next fri noon word wed", "ask: contract | due Fri 2026-11-27 12:00 | word Wed 2026-11-18 17:00"),
        ("contract word by tomorrow 9am", "ask: contract | word Thu 2026-11-19 09:00"),
        ("contract remind thu 9", "ask: contract | remind Thu 2026-11-19 09:00"),
        ("contract remind me in 2 wd if no reply", "ask: contract | remind Fri 2026-11-20 17:00 | if no reply"),
        ("contract needed by eow at the latest", "ask: contract at the latest | due Fri 2026-11-20 17:00"),
        ("contract by tue 9 please", "ask: contract please | due Tue 2026-11-24 09:00"),
        ("due tomorrow: contract", "ask: contract | due Thu 2026-11-19 17:00"),
        ("key count every mon and thu", "ask: key count | every 1 Week [Mon, Thu]"),
        ("key count every 2 weeks", "ask: key count | every 2 Week []"),
        ("key count every other friday", "ask: key count | every 2 Week [Fri]"),
        ("key count every! month", "ask: key count | every! 1 Month []"),
        ("key count every ! 3 days", "ask: key count | every! 3 Day []"),
        ("key count every weekday", "ask: key count | every 1 WorkingDay []"),
        ("key count every two years", "ask: key count | every 2 Year []"),
    ]);
}

#[test]
fn thanks() {
    check(&[
        ("thank @jo for covering the open house +5 ^teamwork", "thank: covering the open house | @jo | +5 | ^teamwork"),
        ("thanks @jo and @sam for the cake ^care ^fun", "thank: the cake | @jo | @sam | ^care | ^fun"),
        ("Thank you @jo!", "thank:  | @jo"),
        ("thanks to @jo for staying late +20", "thank: staying late | @jo | +20"),
        ("ask @jo for +5 chairs", "ask: +5 chairs | @jo"),
        ("thank @jo for the +1 at dinner +10", "thank: the at dinner +10 | @jo | +1"),
    ]);
}

#[test]
fn reminders() {
    check(&[
        (
            "remind me to follow up with @sam tue 9",
            "remind: follow up with sam | @sam | to self | remind Tue 2026-11-24 09:00",
        ),
        (
            "remind me tomorrow at 8 to water the plants",
            "remind: water the plants | to self | remind Thu 2026-11-19 08:00",
        ),
        ("remind me in 20 min that the oven is on", "remind: the oven is on | to self | remind Wed 2026-11-18 10:50"),
        (
            "remind me to call @sam friday afternoon !low",
            "remind: call sam | @sam | to self | remind Fri 2026-11-20 15:00 | !low",
        ),
        ("remind me about the lease on the 1st", "remind: the lease | to self | remind Tue 2026-12-01 17:00"),
        ("remind me fri: send the deck", "remind: send the deck | to self | remind Fri 2026-11-20 17:00"),
        (
            "remind @sam to send the deck fri if no reply",
            "ask: send the deck | @sam | remind Fri 2026-11-20 17:00 | if no reply",
        ),
        ("call the bank @me fri 9", "remind: call the bank | @me | to self | remind Fri 2026-11-20 09:00"),
        ("water the plants @me", "remind: water the plants | @me | to self"),
        ("remind me to buy 3", "remind: buy 3 | to self"),
        ("remind me to file the taxes by fri", "remind: file the taxes | to self | due Fri 2026-11-20 17:00"),
        ("remind me to meet in the office", "remind: meet in the office | to self"),
        ("remind me tomorrow", "remind:  | to self | remind Thu 2026-11-19 17:00"),
        (
            "remind me to plan tomorrow // with charts",
            "remind: plan | to self | remind Thu 2026-11-19 17:00 | // with charts",
        ),
        ("remind me to read \"the day after tomorrow\"", "remind: read \"the day after tomorrow\" | to self"),
    ]);
}

#[test]
fn news() {
    check(&[
        ("tell #sales that the printer is back", "tell: the printer is back | #sales"),
        ("tell @maria the keys are here", "tell: the keys are here | @maria"),
    ]);
}

#[test]
fn what_is_not_understood_stays_the_title() {
    let lines = [
        "plain words",
        "stand by me",
        "due diligence for 4471",
        "by the way, the roof leaks",
        "word count of the brochure",
        "weekly report on Monday trends",
        "see https://example.com//path and mail jo@example.com",
        "#4471 needs a sign, +1 for me, ~200 euros, 5\" pipe",
        "@ # ! ~ ^ + p5 !! !highest ^5 ~5 # 5",
        "fix the \"due fri @sam\" sign",
        "read “by friday” and «by friday» and „by friday“",
        "every cloud has a silver lining",
        "if no reply",
        "an unclosed \"quote stays",
    ];
    for line in lines {
        let it = add(line);
        assert_eq!(it, QuickAdd { title: line.to_owned(), ..QuickAdd::default() }, "{line}");
    }
}

#[test]
fn white_space_is_one_space() {
    check(&[("\n  two  words\t@sam \n", "ask: two words | @sam"), ("", "ask: "), (" \u{a0}\n", "ask: ")]);
}

#[test]
fn a_second_one_of_a_kind_stays_text() {
    check(&[
        ("plan due fri due thu", "ask: plan due thu | due Fri 2026-11-20 17:00"),
        ("plan !high !low p3", "ask: plan !low p3 | !high"),
        ("plan ~cover ~info", "ask: plan ~info | ~cover"),
        ("plan @sam @sam", "ask: plan | @sam"),
    ]);
}

#[test]
fn a_time_in_the_past_is_asked_back_and_not_used() {
    let it = add("plan due yesterday !high");

    assert_eq!((it.due, it.title.as_str()), (None, "plan due yesterday"));
    let past = Value::At(instant("2026-11-17T17:00:00+01:00"));
    let problems: Vec<_> = it.problems().map(|(token, problem)| (token.value, problem)).collect();
    assert_eq!(problems, [(Some(past), &Problem::InThePast)]);
    check(&[
        ("plan by today 9am", "ask: plan by today 9am | ? InThePast"),
        ("plan word 2020-01-01 due fri", "ask: plan word 2020-01-01 | due Fri 2026-11-20 17:00 | ? InThePast"),
        ("remind me to call yesterday", "remind: call yesterday | to self | ? InThePast"),
        ("plan due 3 nov due fri", "ask: plan due 3 nov | due Fri 2026-11-20 17:00 | ? InThePast"),
    ]);
}

#[test]
fn spans_are_utf_16_units() {
    let line = "🎉 für @zoë due fri 3pm";
    let units: Vec<u16> = line.encode_utf16().collect();
    let text = |it: &Token| String::from_utf16(&units[it.start as usize..it.end as usize]).unwrap();

    let it = add(line);

    let tokens: Vec<_> = it.tokens.iter().map(|token| (token.field, text(token))).collect();
    assert_eq!(tokens, [(Field::Person, "@zoë".to_owned()), (Field::Due, "due fri 3pm".to_owned())]);
}

#[test]
fn what_the_person_un_parsed_stays_text() {
    let calendar = berlin();
    let line = "plan @sam due fri !high // note";
    let with = |literal: &[(u32, u32)]| parse(line, &QuickAddContext { literal, ..in_english(&calendar, NOW) });

    let without_due = with(&[(10, 17)]);
    assert_eq!((without_due.due, without_due.title.as_str()), (None, "plan due fri"));
    assert_eq!(without_due.priority, Some(Priority::High));
    let between_due_and_fri = with(&[(13, 14)]);
    assert_eq!((between_due_and_fri.due, between_due_and_fri.title.as_str()), (None, "plan due fri"));
    let without_anything = with(&[(0, 31)]);
    assert_eq!(without_anything, QuickAdd { title: line.to_owned(), ..QuickAdd::default() });
}

#[test]
fn a_note_is_the_rest_as_it_was_typed() {
    check(&[
        ("plan // call @sam due fri  twice // or so ", "ask: plan | // call @sam due fri  twice // or so"),
        ("plan //close", "ask: plan | // close"),
        ("plan //", "ask: plan"),
        ("plan /// no note", "ask: plan /// no note"),
    ]);
}

#[test]
fn a_reminder_without_a_time_of_its_own_rings_when_the_thing_is_due() {
    let it = add("remind me to file the taxes by fri");

    assert_eq!(it.reminds_at(), it.due);
    assert!(it.due.is_some());
}
