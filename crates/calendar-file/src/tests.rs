//! What other programs write, and what somebody makes up.

use super::CalendarFileError::{Empty, TooLarge, TooManyDays, Unreadable};
use super::*;

fn read_in_november(text: &str) -> Result<Vec<String>, CalendarFileError> {
    let found = read(text, "2026-11-23".parse().expect("a date"))?;
    Ok(found.iter().map(|(date, name)| format!("{date} {name}")).collect())
}

fn days(entries: &str) -> Result<Vec<String>, CalendarFileError> {
    read_in_november(&format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{entries}END:VCALENDAR\r\n"))
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\n")
}

#[test]
fn whole_days_are_taken_with_their_names() {
    let buss = event("DTSTART;VALUE=DATE:20261118\r\nDTEND;VALUE=DATE:20261119\r\nSUMMARY:Buß- und Bettag\r\n");
    let bridge = event("DTSTART;VALUE=DATE:20261229\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:Between the years\r\n");

    let expected = [
        "2026-11-18 Buß- und Bettag",
        "2026-12-29 Between the years",
        "2026-12-30 Between the years",
        "2026-12-31 Between the years",
    ];
    assert_eq!(days(&(buss + &bridge)), Ok(expected.map(str::to_owned).to_vec()));
}

#[test]
fn what_comes_every_year_is_taken_for_the_coming_years() {
    let yearly = event("DTSTART;VALUE=DATE:20100815\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Mariä Himmelfahrt\r\n");

    let found = days(&yearly).expect("it can be read");

    assert_eq!(found.len(), 5);
    assert_eq!(found.first().map(String::as_str), Some("2026-08-15 Mariä Himmelfahrt"));
    assert_eq!(found.last().map(String::as_str), Some("2030-08-15 Mariä Himmelfahrt"));
}

#[test]
fn meetings_years_that_are_over_and_what_was_called_off_are_left_out() {
    let meeting = event("DTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\nSUMMARY:Weekly\r\n");
    let past = event("DTSTART;VALUE=DATE:20200101\r\nSUMMARY:New Year\r\n");
    let cancelled = event("DTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED\r\nSUMMARY:Outing\r\n");

    assert_eq!(days(&(meeting + &past + &cancelled)), Err(Empty));
}

#[test]
fn a_mark_of_the_encoding_does_not_get_in_the_way() {
    let text = format!(
        "\u{feff}BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n",
        event("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Eve\r\n")
    );

    assert_eq!(read_in_november(&text), Ok(vec!["2026-12-24 Eve".to_owned()]));
}

#[test]
fn what_is_no_calendar_is_refused_and_nothing_panics() {
    assert!(matches!(read_in_november("Dear colleagues, tomorrow is off."), Err(Unreadable(_))));
    assert!(matches!(read_in_november("<!doctype html><html><body>Sign in</body></html>"), Err(Unreadable(_))));
    assert_eq!(read_in_november(&"x".repeat(MOST_BYTES + 1)), Err(TooLarge { most: MOST_BYTES }));
    assert!(read_in_november("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:2026").is_err());
    let hasty = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:Off\r\n");
    assert_eq!(days(&hasty), Err(Empty));
    let endless =
        event("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Off\r\n");
    assert_eq!(days(&endless), Err(TooManyDays { most: WorkingCalendar::MOST_DAYS_OFF }));
    let backwards = event("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261101\r\nSUMMARY:Off\r\n");
    assert_eq!(days(&backwards), Ok(vec!["2026-12-01 Off".to_owned()]));
}

/// Into how many days that text made somebody look.
fn steps(entries: &str) -> usize {
    let text = format!("BEGIN:VCALENDAR\r\n{entries}END:VCALENDAR\r\n");
    let mut steps = Steps { left: MOST_STEPS };
    let _ = read_within(&text, "2026-11-23".parse().expect("a date"), &mut steps);
    MOST_STEPS - steps.left
}

#[test]
fn rules_that_find_nothing_keep_nobody_for_ever() {
    let never = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\nSUMMARY:Off\r\n");
    let counted = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=WEEKLY;COUNT=99999999\r\nSUMMARY:Off\r\n");
    let old = event("DTSTART;VALUE=DATE:00010101\r\nRRULE:FREQ=DAILY;COUNT=99999999;BYDAY=1MO\r\nSUMMARY:Off\r\n");

    assert_eq!(days(&never.repeat(500)), Err(Empty));
    assert_eq!(days(&counted.repeat(50)).map(|it| it.len()), Ok(261));
    for endless in [never, counted, old] {
        assert_eq!(days(&endless.repeat(5_000)), Err(TooManyDays { most: WorkingCalendar::MOST_DAYS_OFF }));
        assert!(steps(&endless.repeat(5_000)) > MOST_STEPS - 10);
    }
}

#[test]
fn what_is_said_a_thousand_times_makes_no_more_work_than_once() {
    let yearly = |lists: &str| {
        event(&format!("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;COUNT=9;{lists}\r\nSUMMARY:Off\r\n"))
    };
    let (by_day, by_place) = ("1MO,".repeat(50_000), "1,".repeat(50_000));
    let once = yearly("BYDAY=1MO;BYSETPOS=1;BYMONTH=1");
    let often = yearly(&format!("BYDAY={by_day}1MO;BYSETPOS={by_place}1;BYMONTH={by_place}1"));

    assert_eq!(steps(&often), steps(&once));
    assert_eq!(days(&often), days(&once));
    let rule = format!("FREQ=YEARLY;BYDAY={by_day}1MO;BYSETPOS={by_place}1;BYMONTHDAY={by_place}1");
    assert_eq!(Repeating::parse(&rule), Repeating::parse("FREQ=YEARLY;BYDAY=1MO;BYSETPOS=1;BYMONTHDAY=1"));
    assert_eq!(Repeating::parse("FREQ=YEARLY;BYMONTH=13"), None);
    assert_eq!(Repeating::parse("FREQ=YEARLY;BYDAY=54MO"), None);
    assert_eq!(Repeating::parse("FREQ=YEARLY;BYSETPOS=0"), None);
}

#[test]
fn what_lies_deep_takes_no_more_than_its_length() {
    let eve = event("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Eve\r\n");
    let (down, up) = ("BEGIN:A\n".repeat(200_000), "END:A\n".repeat(200_000));

    assert_eq!(days(&format!("{down}{up}{eve}")), Ok(vec!["2026-12-24 Eve".to_owned()]));
    assert_eq!(days(&format!("{down}{eve}")), Ok(vec!["2026-12-24 Eve".to_owned()]));
    let within = event(&format!("{down}SUMMARY:No\n{up}DTSTART;VALUE=DATE:20261224\nSUMMARY:Eve\n"));
    assert_eq!(days(&within), Ok(vec!["2026-12-24 Eve".to_owned()]));
    assert!(matches!(read_in_november(&down), Err(Unreadable(_))));
    assert_eq!(days(&"BEGIN:VEVENT\n".repeat(200_000)), Err(Empty));
    assert_eq!(days(&"BEGIN:VCALENDAR\n".repeat(200_000)), Err(Empty));
}

#[test]
fn every_end_of_a_line_is_one() {
    let eve = event("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Christmas \r\n Eve\r\n");
    let meeting = event("DTSTART:20261124T090000Z\r\nDESCRIPTION:We meet\r\n  and talk\r\nSUMMARY:Weekly\r\n");
    let long = (meeting.repeat(11_000) + &eve).replace('\r', "");

    assert!(long.len() > 1_000_000);
    assert_eq!(days(&long), Ok(vec!["2026-12-24 Christmas Eve".to_owned()]));
    let mixed = ["\r\n", "\n", "\r", "\r\r\n", "\n\n"].iter().zip(20..).map(|(end, day)| {
        event(&format!("DTSTART;VALUE=DATE:202612{day}\r\nSUMMARY:Day {day}\r\n")).replace("\r\n", end)
    });
    assert_eq!(days(&mixed.collect::<String>()).map(|it| it.len()), Ok(5));
}

#[test]
fn a_text_that_breaks_off_is_no_part_of_a_calendar() {
    let text = format!("BEGIN:VCALENDAR\r\n{}", event("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Eve\r\n"));

    assert!(matches!(read_in_november(&text), Err(Unreadable(_))));
}

fn entry(uid: &str, start: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART;VALUE=DATE:{start}\r\nSUMMARY:Off\r\n{lines}END:VEVENT\r\n")
}

fn dates(entries: &str) -> Vec<String> {
    let found = days(entries).expect("it can be read");
    found.iter().map(|it| it.trim_end_matches(" Off").to_owned()).collect()
}

#[test]
fn one_day_of_a_series_is_moved_or_called_off() {
    let series = entry("a", "20260105", "RRULE:FREQ=YEARLY;COUNT=3\r\n");
    let moved = entry("a", "20270107", "RECURRENCE-ID;VALUE=DATE:20270105\r\n");
    let off = entry("a", "20280105", "RECURRENCE-ID;VALUE=DATE:20280105\r\nSTATUS:CANCELLED\r\n");
    let other = entry("b", "20260105", "RECURRENCE-ID;VALUE=DATE:20260105\r\nSTATUS:CANCELLED\r\n");
    let into_a_meeting = event("DTSTART:20270105T090000Z\r\nRECURRENCE-ID;VALUE=DATE:20270105\r\nSUMMARY:Meet\r\n")
        .replace(":1\r", ":a\r");

    assert_eq!(dates(&format!("{off}{series}{moved}{other}")), ["2026-01-05", "2027-01-07"]);
    assert_eq!(dates(&(series + &into_a_meeting)), ["2026-01-05", "2028-01-05"]);
}

#[test]
fn days_that_are_listed_one_by_one_are_taken_with_any_rule_and_with_none() {
    let listed = "RDATE;VALUE=DATE:20260202,20260203\r\nRDATE;VALUE=DATE:20260204\r\nEXDATE;VALUE=DATE:20260203\r\n";

    assert_eq!(dates(&entry("a", "20260101", listed)), ["2026-01-01", "2026-02-02", "2026-02-04"]);
    let odd = format!("RRULE:FREQ=YEARLY;BYEASTER=0\r\n{listed}EXDATE;VALUE=DATE:20260101\r\n");
    assert_eq!(dates(&entry("a", "20260101", &odd)), ["2026-02-02", "2026-02-04"]);
    let left_out: String = (0..900).map(|it| format!("EXDATE;VALUE=DATE:{}0101\r\n", 1_100 + it)).collect();
    let many = format!("RRULE:FREQ=YEARLY;COUNT=2\r\n{left_out}EXDATE;VALUE=DATE:20260101\r\n");
    assert_eq!(dates(&entry("a", "20260101", &many)), ["2027-01-01"]);
}

#[test]
fn a_length_may_be_said_instead_of_an_end() {
    assert_eq!(dates(&entry("a", "20261224", "DURATION:P3D\r\n")), ["2026-12-24", "2026-12-25", "2026-12-26"]);
    assert_eq!(dates(&entry("a", "20261224", "DURATION:P1W\r\n")).len(), 7);
    assert_eq!(dates(&entry("a", "20261224", "DURATION:P1DT12H\r\n")).len(), 2);
    for odd in ["P99999999999999999999W", "P99999999D"] {
        let found = days(&entry("a", "20261224", &format!("DURATION:{odd}\r\n")));
        assert_eq!(found, Err(TooManyDays { most: WorkingCalendar::MOST_DAYS_OFF }), "{odd}");
    }
    for none in ["DURATION:-P3D\r\n", "DURATION:soon\r\n", "DURATION:P\r\n"] {
        assert_eq!(dates(&entry("a", "20261224", none)), ["2026-12-24"], "{none}");
    }
}

#[test]
fn what_is_over_leaves_room_and_what_is_long_is_not_cut_short() {
    let old = entry("a", "20150105", "").repeat(20_000)
        + &entry("b", "20150105", "RRULE:FREQ=WEEKLY;UNTIL=20201231\r\n").repeat(2_000);
    let since_long = entry("c", "20200101", "DTEND;VALUE=DATE:20260103\r\n");

    assert_eq!(dates(&(old + &since_long)), ["2026-01-01", "2026-01-02"]);
    let years = entry("c", "20260101", "DTEND;VALUE=DATE:20280101\r\n");
    assert_eq!(days(&years), Err(TooManyDays { most: WorkingCalendar::MOST_DAYS_OFF }));
    let six_thousand = entry("d", "20261224", "").repeat(6_000);
    assert_eq!(dates(&(six_thousand + &entry("e", "20261231", ""))), ["2026-12-24", "2026-12-31"]);
}

#[test]
fn every_day_has_a_name_whatever_the_order() {
    let eve = |name: &str| event(&format!("DTSTART;VALUE=DATE:20261224\r\n{name}"));
    let (one, other, none) = (eve("SUMMARY:Eve\r\n"), eve("SUMMARY:清明\r\n"), eve("SUMMARY: \r\n"));

    assert_eq!(days(&format!("{none}{other}{one}")), Ok(vec!["2026-12-24 Eve".to_owned()]));
    assert_eq!(days(&format!("{one}{other}{none}")), Ok(vec!["2026-12-24 Eve".to_owned()]));
    assert_eq!(days(&format!("{none}{other}")), Ok(vec!["2026-12-24 清明".to_owned()]));
    assert_eq!(days(&eve("")), Ok(vec!["2026-12-24 –".to_owned()]));
    let found = days(&eve(&format!("SUMMARY:{}\r\n", "ß".repeat(5_000)))).expect("it can be read");
    assert_eq!(found[0].chars().count(), "2026-12-24 ".len() + Title::LIMIT);
    assert_eq!(days(&eve("SUMMARY:Eve\\, and\\nmore\r\n")), Ok(vec!["2026-12-24 Eve, and more".to_owned()]));
}

#[test]
fn a_day_that_says_itself_that_people_work_is_none_off() {
    let google = |day: &str, name: &str, what: &str| {
        let what =
            format!("DESCRIPTION:{what}\\nTo hide observances\\, go to Google Calendar Set\r\n tings > Holidays\r\n");
        event(&format!("DTSTART;VALUE=DATE:{day}\r\nSUMMARY:{name}\r\nSTATUS:CONFIRMED\r\n{what}"))
    };
    let office = |day: &str, name: &str| {
        event(&format!(
            "SUMMARY;LANGUAGE=en-us:{name}\r\nDTSTART;VALUE=DATE:{day}\r\nDESCRIPTION:\\n\\nfrom a list\r\n"
        ))
    };

    let found = days(
        &[
            google("20260214", "Valentine's Day", "Observance"),
            google("20261225", "Christmas Day", "Public holiday"),
            office("20261118", "Germany: Repentance Day (Regional Holiday)"),
            office("20261224", "Germany: Christmas Eve (Not a Public Holiday)"),
            office("20261226", "Germany: 2nd Day of Christmas"),
        ]
        .concat(),
    );

    assert_eq!(found, Ok(vec!["2026-12-25 Christmas Day".into(), "2026-12-26 Germany: 2nd Day of Christmas".into()]));
}

/// The days that a rule gives of what began on that day.
fn repeated(start: &str, rule: &str) -> Vec<String> {
    let entry = event(&format!("DTSTART;VALUE=DATE:{start}\r\n{rule}\r\nSUMMARY:Off\r\n"));
    let found = days(&entry).expect("it can be read");
    found.iter().map(|it| it.trim_end_matches(" Off").to_owned()).collect()
}

#[test]
fn rules_are_those_that_calendars_of_holidays_have() {
    let firsts = |found: Vec<String>, count: usize| found.into_iter().take(count).collect::<Vec<_>>();

    // Thanksgiving, the last Monday of May, Friday the 13th, the last day of each quarter, every other Friday.
    let thanksgiving = repeated("20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH");
    assert_eq!(thanksgiving, ["2026-11-26", "2027-11-25", "2028-11-23", "2029-11-22", "2030-11-28"]);
    let memorial = repeated("20200525", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;WKST=SU");
    assert_eq!(memorial, ["2026-05-25", "2027-05-31", "2028-05-29", "2029-05-28", "2030-05-27"]);
    let thirteenth = repeated("20260213", "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13");
    assert_eq!(firsts(thirteenth, 4), ["2026-02-13", "2026-03-13", "2026-11-13", "2027-08-13"]);
    let quarter = repeated("20251231", "RRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1");
    assert_eq!(firsts(quarter, 4), ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]);
    let every_other = repeated("20260102", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3");
    assert_eq!(every_other, ["2026-01-02", "2026-01-16", "2026-01-30"]);
    let last_working =
        repeated("20260130", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20260430T000000Z");
    assert_eq!(last_working, ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30"]);
    let hundredth = repeated("20260302", "RRULE:FREQ=YEARLY;BYDAY=1MO;COUNT=3");
    assert_eq!(hundredth, ["2027-01-04", "2028-01-03", "2029-01-01"]);
    let leap = repeated("20200229", "RRULE:FREQ=YEARLY");
    assert_eq!(leap, ["2028-02-29"]);
    let counted = repeated("20240101", "RRULE:FREQ=YEARLY;COUNT=4");
    assert_eq!(counted, ["2026-01-01", "2027-01-01"]);
    let daily = repeated("20251230", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3");
    assert_eq!(daily, ["2026-01-01", "2026-01-03"]);
    let week = repeated("20261228", "RRULE:FREQ=DAILY;UNTIL=20261231;BYDAY=TU,WE,TH");
    assert_eq!(week, ["2026-12-29", "2026-12-30", "2026-12-31"]);
    let but_one = repeated("20260815", "RRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20270815");
    assert_eq!(but_one, ["2026-08-15", "2028-08-15"]);
}

#[test]
fn a_rule_that_is_not_understood_leaves_the_first_day() {
    assert_eq!(repeated("20261224", "RRULE:FREQ=HOURLY"), ["2026-12-24"]);
    assert_eq!(repeated("20261224", "RRULE:FREQ=YEARLY;BYEASTER=0"), ["2026-12-24"]);
    assert_eq!(repeated("20261224", "RRULE:nonsense"), ["2026-12-24"]);
}
