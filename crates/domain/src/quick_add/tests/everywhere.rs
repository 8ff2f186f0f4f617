//! What holds in every language and zone, on every platform and however the text is encoded.

use chrono::{Days, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::properties::{assert_nothing_lost, assert_spans_hold};
use super::*;

const LANGUAGES: [&str; 7] = ["en", "en-GB", "de", "de-CH", "fr", "fr-CA", "es"];

/// Zones with clocks that change by an hour, by half of one, by two, at midnight and not at all,
/// and one that skipped a day.
const ZONES: [Tz; 8] = [
    chrono_tz::UTC,
    chrono_tz::Europe::Berlin,
    chrono_tz::America::New_York,
    chrono_tz::America::Havana,
    chrono_tz::Asia::Kathmandu,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::Antarctica::Troll,
    chrono_tz::Pacific::Apia,
];

/// What the grammar knows in any of the languages, and words that only look like it.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "ask", "bitte", "danke", "merci", "merci de", "demande à", "pide a", "gracias a", "erinnere mich", "rappelle-moi",
    "recuérdame", "remind me", "sag", "dis à", "avisa a", "@jo", "@zoë", "@me", "@moi", "#legal", "due", "by", "bis",
    "bis zum", "pour", "avant", "d'ici", "d’ici", "para", "para las", "antes del", "de aquí al", "word", "Bescheid bis",
    "nouvelles", "noticias", "every", "jeden", "alle", "tous les", "chaque!", "cada", "if no reply", "ohne Antwort",
    "sans réponse", "freitag", "Freitagabend", "vendredi", "viernes", "friday", "tom", "Tom", "sam", "So", "next",
    "nächsten", "prochain", "próximo", "que viene", "last", "letzten", "dernier", "pasado", "after next", "week",
    "en huit", "in acht Tagen", "de hoy en ocho", "übermorgen", "après-demain", "pasado mañana", "mañana", "morgen",
    "früh", "matin", "por la tarde", "midi", "et demi", "y media", "moins le quart", "halb", "viertel nach", "vier",
    "trois", "tres", "heures", "Uhr", "h", "9", "23", "15h30", "15.30", "9-11", "30", "à", "um", "a las", "la una",
    "or", "oder", "ou", "o", "and", "und", "-", ":", "!", "¿", "end of", "Ende", "fin", "fin de", "november", "novembre",
    "février", "29. Februar", "30 février", "25.", "le 25", "el 25", "the 25th", "3/4", "31.12.", "2026-11-27", "in",
    "dans", "dentro de", "quinze jours", "15 días", "+3b", "1h30", "jours ouvrés", "días hábiles", "!high", "!haute",
    "p1", "~cover", "^care", "+5", "«", "»", "\"due", "fri\"", "„bis", "Fr“", "plan", "d'appeler", "qu'il", "été", "ﷺ",
    "🎉", "4471", "jo@example.com", "3,50",
];

fn lines() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..16).prop_map(|words| words.join(" "))
}

/// Without the spans of tokens: where a token stands depends on how the text is encoded.
fn without_spans(it: QuickAdd) -> (QuickAdd, Vec<Token>) {
    let tokens = it.tokens.iter().map(|it| Token { start: 0, end: 0, content: 0, ..it.clone() }).collect();
    (QuickAdd { tokens: Vec::new(), ..it }, tokens)
}

fn composed(it: QuickAdd) -> QuickAdd {
    let text = |it: String| it.nfc().collect::<String>();
    let people = it.people.into_iter().map(|it| match it {
        Mention::Typed(name) => Mention::Typed(text(name)),
        known @ Mention::Known(_) => known,
    });
    QuickAdd {
        title: text(it.title),
        people: people.collect(),
        kind: it.kind.map(text),
        values: it.values.into_iter().map(text).collect(),
        ..it
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_language_and_no_zone_loses_anything(
        line in lines(),
        language in prop::sample::select(&LANGUAGES[..]),
        zone in prop::sample::select(&ZONES[..]),
        seconds in 0i64..4_000_000_000,
    ) {
        let calendar = WorkingCalendar::weekdays(zone);
        let language = Language::find(language).unwrap();
        let now = Timestamp::from_micros(seconds * 1_000_000);
        let context = QuickAddContext { language, now, ..in_english(&calendar, NOW) };

        let it = parse(&line, &context);

        assert_spans_hold(&line, &it);
        assert_nothing_lost(&line, &it);
        prop_assert!([it.due, it.next_word, it.remind].into_iter().flatten().all(|at| at > now));
        prop_assert_eq!(it, parse(&line, &context));
    }

    #[test]
    fn no_text_makes_any_language_panic(
        line in any::<String>(),
        language in prop::sample::select(&LANGUAGES[..]),
        zone in prop::sample::select(&ZONES[..]),
        now in any::<i64>(),
    ) {
        let calendar = WorkingCalendar::weekdays(zone);
        let language = Language::find(language).unwrap();
        let context = QuickAddContext { language, now: Timestamp::from_micros(now), ..in_english(&calendar, NOW) };

        let it = parse(&line, &context);

        assert_spans_hold(&line, &it);
        assert_nothing_lost(&line, &it);
        understand_when(&line, &context);
    }

    #[test]
    fn any_white_space_is_a_space(
        line in lines(),
        language in prop::sample::select(&LANGUAGES[..]),
        space in prop::sample::select(vec!["\t", "\u{b}", "\u{a0}", "\u{202f}", "\u{3000}", "  "]),
    ) {
        let calendar = berlin();
        let language = Language::find(language).unwrap();
        let context = QuickAddContext { language, ..in_english(&calendar, NOW) };

        let spaced = parse(&line.replace(' ', space), &context);

        prop_assert_eq!(without_spans(parse(&line, &context)), without_spans(spaced));
    }

    #[test]
    fn how_accents_are_encoded_makes_no_difference(line in lines(), language in prop::sample::select(&LANGUAGES[..])) {
        let calendar = berlin();
        let language = Language::find(language).unwrap();
        let context = QuickAddContext { language, ..in_english(&calendar, NOW) };

        let (short, short_tokens) = without_spans(parse(&line.nfc().collect::<String>(), &context));
        let (long, long_tokens) = without_spans(parse(&line.nfd().collect::<String>(), &context));

        prop_assert_eq!(composed(short), composed(long));
        prop_assert_eq!(short_tokens, long_tokens);
    }

    #[test]
    fn a_printed_line_is_understood_as_what_was_printed(
        it in meanings(),
        tongue in prop::sample::select(&TONGUES[..]),
        zone in prop::sample::select(&ZONES[..]),
    ) {
        let calendar = WorkingCalendar::weekdays(zone);
        let language = Language::find(tongue.language).unwrap();
        let meant = it.in_zone(&calendar);
        let line = printed(&meant, &calendar, tongue);

        let understood = parse(&line, &QuickAddContext { language, ..in_english(&calendar, NOW) });

        prop_assert_eq!(&QuickAdd { tokens: Vec::new(), ..understood }, &meant, "{}", line);
    }
}

/// The words of a printed line that are not the same in all languages.
#[derive(Clone, Copy, Debug)]
struct Tongue {
    language: &'static str,
    month: &'static str,
    year: &'static str,
    weekdays: [&'static str; 7],
}

const TONGUES: [Tongue; 4] = [
    Tongue {
        language: "en",
        month: "month",
        year: "year",
        weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    },
    Tongue {
        language: "de",
        month: "Monat",
        year: "Jahr",
        weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    },
    Tongue {
        language: "fr",
        month: "mois",
        year: "an",
        weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    },
    Tongue {
        language: "es",
        month: "mes",
        year: "año",
        weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    },
];

/// A line as fields, with times as days from now and minutes, as they are before there is a zone.
#[derive(Clone, Debug)]
struct Fields {
    add: QuickAdd,
    times: [Option<(u64, u16)>; 3],
}

impl Fields {
    fn in_zone(self, calendar: &WorkingCalendar) -> QuickAdd {
        let today = calendar.local(instant(NOW)).date_naive();
        let [due, next_word, remind] = self.times.map(|time| {
            let (days, minutes) = time?;
            Some(calendar.at_minutes(today.checked_add_days(Days::new(days))?, minutes))
        });
        QuickAdd { due, next_word, remind, ..self.add }
    }
}

fn meanings() -> impl Strategy<Value = Fields> {
    let verbs = prop::sample::select(vec![Verb::Ask, Verb::Thank, Verb::Remind, Verb::Tell]);
    let names =
        prop::collection::btree_set(prop::sample::select(vec!["Jo", "Zoë", "Ana Maria de la Cruz", "Łukasz"]), 0..3);
    let teams = prop::collection::btree_set(prop::sample::select(vec!["Legal", "Field Service"]), 0..2);
    let title =
        prop::collection::vec(prop::sample::select(vec!["plan", "Dach", "été", "4471", "réviser", "tejado,"]), 1..6);
    let time = || prop::option::of((1u64..700, 0u16..24 * 60));
    let times = [time(), time(), time()];
    let priority =
        prop::option::of(prop::sample::select(vec![Priority::Low, Priority::Normal, Priority::High, Priority::Urgent]));
    let kind = prop::option::of(prop::sample::select(vec!["cover", "approve", "Photo-Shoot"]));
    let values = prop::collection::btree_set(prop::sample::select(vec!["teamwork", "care"]), 0..3);
    let note = prop::option::of(prop::sample::select(vec![
        "the buyer asks",
        "due fri // @jo",
        "\"x",
        "two lines,\r\n\n  due fri @jo",
    ]));
    let more = (priority, kind, values, note, prop::option::of(1u32..500), prop::option::of(repeats()), any::<bool>());
    (verbs, names, teams, title, times, more).prop_map(|(verb, names, teams, title, times, more)| {
        let (priority, kind, values, note, points, repeat, if_no_reply) = more;
        let typed = |names: std::collections::BTreeSet<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let (names, teams) = (typed(names), typed(teams));
        // Whoever reminds somebody else asks them.
        let is_to_self = verb == Verb::Remind && names.is_empty() && teams.is_empty();
        let verb = if verb == Verb::Remind && !is_to_self { Verb::Ask } else { verb };
        let has_times = matches!(verb, Verb::Ask | Verb::Remind);
        let times = if has_times { times } else { [None; 3] };
        let add = QuickAdd {
            verb,
            title: title.join(" "),
            is_to_self,
            people: names.into_iter().map(Mention::Typed).collect(),
            teams: teams.into_iter().map(Mention::Typed).collect(),
            remind_if_no_reply: if_no_reply && times[2].is_some(),
            priority,
            kind: kind.map(str::to_owned),
            values: typed(values),
            points: points.filter(|_| verb == Verb::Thank),
            repeat: repeat.filter(|_| has_times),
            note: note.map(str::to_owned),
            ..QuickAdd::default()
        };
        Fields { add, times }
    })
}

fn repeats() -> impl Strategy<Value = Repeat> {
    let units = vec![Unit::Day, Unit::WorkingDay, Unit::Week, Unit::Month, Unit::Year];
    let counted = (1u32..400, prop::sample::select(units), any::<bool>())
        .prop_map(|(every, unit, from_completion)| Repeat { every, unit, weekdays: Vec::new(), from_completion });
    let days = prop::sample::subsequence((0u8..7).collect::<Vec<_>>(), 1..4);
    let on_days = (days, any::<bool>()).prop_map(|(days, from_completion)| {
        let weekdays = days.into_iter().filter_map(|it| Weekday::try_from(it).ok()).collect();
        Repeat { every: 1, unit: Unit::Week, weekdays, from_completion }
    });
    prop_oneof![counted, on_days]
}

/// The line that says all of it, with the words that every language knows.
fn printed(it: &QuickAdd, calendar: &WorkingCalendar, tongue: Tongue) -> String {
    let mut parts = vec![format!("{:?}", it.verb).to_lowercase()];
    parts.extend(it.is_to_self.then(|| "me".to_owned()));
    parts.extend(it.people.iter().map(|it| named('@', it)));
    parts.extend(it.teams.iter().map(|it| named('#', it)));
    parts.push(it.title.clone());
    for (word, at) in [("due", it.due), ("word", it.next_word), ("remind", it.remind)] {
        parts.extend(at.map(|at| format!("{word} {}", calendar.local(at).format("%F %H:%M"))));
    }
    parts.extend(it.remind_if_no_reply.then(|| "if no reply".to_owned()));
    parts.extend(it.repeat.as_ref().map(|it| every(it, tongue)));
    parts.extend(it.priority.map(|it| format!("!{it:?}").to_lowercase()));
    parts.extend(it.kind.as_ref().map(|it| format!("~{it}")));
    parts.extend(it.points.map(|it| format!("+{it}")));
    parts.extend(it.values.iter().map(|it| format!("^{it}")));
    parts.extend(it.note.as_ref().map(|it| format!("// {it}")));
    parts.join(" ")
}

fn named<Id>(sigil: char, mention: &Mention<Id>) -> String {
    match mention {
        Mention::Typed(name) => format!("{sigil}\"{name}\""),
        Mention::Known(_) => panic!("there is no directory here"),
    }
}

fn every(repeat: &Repeat, tongue: Tongue) -> String {
    let mark = if repeat.from_completion { "!" } else { "" };
    let days: Vec<_> = repeat.weekdays.iter().map(|it| tongue.weekdays[it.num_days_from_monday() as usize]).collect();
    let unit = match repeat.unit {
        Unit::WorkingDay => "wd",
        Unit::Week => "w",
        Unit::Month => tongue.month,
        Unit::Year => tongue.year,
        _ => "d",
    };
    if days.is_empty() {
        format!("every{mark} {} {unit}", repeat.every)
    } else {
        format!("every{mark} {}", days.join(", "))
    }
}
