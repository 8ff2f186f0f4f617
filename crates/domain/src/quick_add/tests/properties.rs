//! What holds for every line whatever.

use proptest::prelude::*;

use super::*;

/// Lines made of what the grammar knows, mixed with what it does not.
fn lines() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "ask",
        "thank",
        "remind",
        "remind me",
        "tell",
        "to",
        "for",
        "and",
        "@sam",
        "@samria",
        "#legla",
        "@me",
        "@",
        "@\"a",
        "b\"",
        "#legal",
        "#4471",
        "due",
        "by",
        "word",
        "every",
        "every!",
        "other",
        "if no reply",
        "fri",
        "next",
        "this",
        "the 25th",
        "nov",
        "25",
        "3pm",
        "9",
        "at",
        "noon",
        "in",
        "2",
        "wd",
        "+2d",
        "+5",
        "eod",
        "eow",
        "next week",
        "!high",
        "p1",
        "~cover",
        "^care",
        "//",
        "\"",
        "\"due",
        "fri\"",
        "“x",
        "x”",
        "2026-11-27",
        "3/4",
        "29 feb",
        "half past",
        ",",
        "tomorrow",
        "morning",
        "tonight",
        "9999",
        "🎉",
        "\u{0}",
        "\u{301}",
        "İ",
        "ß",
        "\n",
        "ﷺ",
        "𝕏",
        "\u{202e}",
    ]);
    let arbitrary = any::<String>();
    prop::collection::vec(prop_oneof![8 => known.prop_map(str::to_owned), 1 => arbitrary], 0..24)
        .prop_map(|words| words.join(" "))
}

fn spans() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0u32..200, 1u32..40).prop_map(|(start, length)| (start, start + length)), 0..3)
}

fn units(line: &str) -> Vec<u16> {
    line.encode_utf16().collect()
}

/// Every word of the first line is in a token or in the title, and what follows it is in the note as it was written.
pub(super) fn assert_nothing_lost(text: &str, it: &QuickAdd) {
    let (line, further) = read::first_line(text);
    let further = further.trim_start_matches(read::LINE_BREAKS).trim_end();
    assert!(it.note.clone().unwrap_or_default().ends_with(further), "{further:?} of {text:?} is lost in {it:#?}");
    let titled: Vec<&str> = it.title.split_whitespace().collect();
    let mut next = 0;
    let mut position = 0;
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        let (start, end) = (position, position + u32::try_from(units(word).len()).unwrap());
        position += u32::try_from(units(piece).len()).unwrap();
        if word.is_empty() || it.tokens.iter().any(|token| token.start <= start && end <= token.end) {
            continue;
        }
        let found = titled[next..].iter().position(|it| *it == word);
        assert!(found.is_some(), "{word:?} of {line:?} is lost in {it:#?}");
        next += found.unwrap() + 1;
    }
}

pub(super) fn assert_spans_hold(line: &str, it: &QuickAdd) {
    let units = units(line);
    let length = u32::try_from(units.len()).unwrap();
    let mut end = 0;
    for token in &it.tokens {
        assert!(end <= token.start && token.start < token.end && token.end <= length, "{line:?}: {it:#?}");
        assert!(token.start <= token.content && token.content < token.end, "{line:?}: {it:#?}");
        end = token.end;
        assert!(String::from_utf16(&units[token.start as usize..token.end as usize]).is_ok());
        assert!(String::from_utf16(&units[token.content as usize..token.end as usize]).is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_line_loses_anything(line in lines(), literal in spans(), has_directory in any::<bool>()) {
        let (calendar, directory) = (berlin(), names::directory());
        let directory = has_directory.then_some(&directory);
        let context = QuickAddContext { literal: &literal, directory, ..in_english(&calendar, NOW) };

        let it = parse(&line, &context);

        assert_spans_hold(&line, &it);
        assert_nothing_lost(&line, &it);
        let times = [it.due, it.next_word, it.remind];
        prop_assert!(times.into_iter().flatten().all(|at| at > context.now));
        prop_assert_eq!(it, parse(&line, &context));
    }

    #[test]
    fn no_text_at_all_makes_it_panic(line in any::<String>(), now in any::<i64>()) {
        let calendar = berlin();
        let context = QuickAddContext { now: Timestamp::from_micros(now), ..in_english(&calendar, NOW) };

        let it = parse(&line, &context);

        assert_spans_hold(&line, &it);
        understand_when(&line, &context);
    }

    #[test]
    fn no_moment_makes_a_time_panic(line in lines(), now in any::<i64>()) {
        let calendar = berlin();
        let context = QuickAddContext { now: Timestamp::from_micros(now), ..in_english(&calendar, NOW) };

        parse(&line, &context);
        understand_when(&line, &context);
    }

    #[test]
    fn what_was_un_parsed_is_in_no_token(line in lines(), literal in spans()) {
        let calendar = berlin();
        let context = QuickAddContext { literal: &literal, ..in_english(&calendar, NOW) };

        let it = parse(&line, &context);

        let overlaps = |token: &Token| literal.iter().any(|(start, end)| token.start < *end && *start < token.end);
        prop_assert!(!it.tokens.iter().any(|token| token.field != Field::Note && overlaps(token)));
    }
}

#[test]
fn a_megabyte_is_a_title() {
    for piece in ["x", "by ", "\" ", "🎉", "@", "@a b c d ", "due yesterday ", "^a "] {
        let line = piece.repeat(1_000_000 / piece.len());
        let it = add(&line);
        assert_spans_hold(&line, &it);
    }
}
