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

#[test]
fn rules_that_find_nothing_do_not_keep_anybody_for_long() {
    let never = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\nSUMMARY:Off\r\n");
    let counted = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=WEEKLY;COUNT=99999999\r\nSUMMARY:Off\r\n");
    let old = event("DTSTART;VALUE=DATE:00010101\r\nRRULE:FREQ=WEEKLY;COUNT=99999999\r\nSUMMARY:Off\r\n");

    assert_eq!(days(&never.repeat(5_000)), Err(Empty));
    assert_eq!(days(&counted.repeat(5_000)).map(|it| it.len()), Ok(261));
    assert_eq!(days(&old.repeat(5_000)), Err(Empty));
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
    let but_one = repeated("20260815", "RRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20270815");
    assert_eq!(but_one, ["2026-08-15", "2028-08-15"]);
}

#[test]
fn a_rule_that_is_not_understood_leaves_the_first_day() {
    assert_eq!(repeated("20261224", "RRULE:FREQ=DAILY"), ["2026-12-24"]);
    assert_eq!(repeated("20261224", "RRULE:FREQ=YEARLY;BYEASTER=0"), ["2026-12-24"]);
    assert_eq!(repeated("20261224", "RRULE:nonsense"), ["2026-12-24"]);
}
