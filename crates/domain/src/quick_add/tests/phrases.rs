//! Phrases for a time, from how people speak, and phrases that only look like one.

use super::*;

/// Checks what is understood on Wednesday 2026-11-18 at 10:30; nothing where `expected` is empty.
fn check(table: &[(&str, &str)]) {
    let calendar = berlin();
    check_in(&in_english(&calendar, NOW), table);
}

fn check_in(context: &QuickAddContext<'_>, table: &[(&str, &str)]) {
    let understood = |phrase| understand_when(phrase, context).map(shown).unwrap_or_default();
    let wrong: Vec<_> = table
        .iter()
        .map(|(phrase, expected)| (phrase, expected, understood(phrase)))
        .filter(|(_, expected, understood)| understood != *expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn days_end_with_the_working_day() {
    check(&[
        ("today", "Wed 2026-11-18 17:00"),
        ("tod", "Wed 2026-11-18 17:00"),
        ("Today", "Wed 2026-11-18 17:00"),
        ("tomorrow", "Thu 2026-11-19 17:00"),
        ("tom", "Thu 2026-11-19 17:00"),
        ("tmrw", "Thu 2026-11-19 17:00"),
        ("the day after tomorrow", "Fri 2026-11-20 17:00"),
        ("day after tomorrow", "Fri 2026-11-20 17:00"),
        ("eod", "Wed 2026-11-18 17:00"),
        ("EOD", "Wed 2026-11-18 17:00"),
        ("cob", "Wed 2026-11-18 17:00"),
        ("close of business", "Wed 2026-11-18 17:00"),
        ("end of day", "Wed 2026-11-18 17:00"),
        ("the end of the day", "Wed 2026-11-18 17:00"),
        ("eod tomorrow", "Thu 2026-11-19 17:00"),
        ("tomorrow eod", "Thu 2026-11-19 17:00"),
        ("cob friday", "Fri 2026-11-20 17:00"),
        ("friday cob", "Fri 2026-11-20 17:00"),
        ("end of day friday", "Fri 2026-11-20 17:00"),
        ("eow", "Fri 2026-11-20 17:00"),
        ("end of the week", "Fri 2026-11-20 17:00"),
        ("the end of this week", "Fri 2026-11-20 17:00"),
        ("end of next week", "Fri 2026-11-27 17:00"),
        ("eom", "Mon 2026-11-30 17:00"),
        ("end of month", "Mon 2026-11-30 17:00"),
        ("the end of the month", "Mon 2026-11-30 17:00"),
        ("end of next month", "Thu 2026-12-31 17:00"),
        ("eow noon", "Fri 2026-11-20 12:00"),
    ]);
}

#[test]
fn a_weekday_is_its_next_occurrence() {
    check(&[
        ("thu", "Thu 2026-11-19 17:00"),
        ("Thursday", "Thu 2026-11-19 17:00"),
        ("thurs", "Thu 2026-11-19 17:00"),
        ("fri", "Fri 2026-11-20 17:00"),
        ("on friday", "Fri 2026-11-20 17:00"),
        ("this friday", "Fri 2026-11-20 17:00"),
        ("this coming friday", "Fri 2026-11-20 17:00"),
        ("mon", "Mon 2026-11-23 17:00"),
        ("tues", "Tue 2026-11-24 17:00"),
        ("sat", "Sat 2026-11-21 17:00"),
        ("sunday", "Sun 2026-11-22 17:00"),
        // Today only if the time lies ahead.
        ("wed", "Wed 2026-11-18 17:00"),
        ("wed 3pm", "Wed 2026-11-18 15:00"),
        ("wed 9am", "Wed 2026-11-25 09:00"),
        ("weds 10:30", "Wed 2026-11-25 10:30"),
        ("next wed", "Wed 2026-11-25 17:00"),
        ("next fri", "Fri 2026-11-27 17:00"),
        ("next friday at 3pm", "Fri 2026-11-27 15:00"),
        ("next mon", "Mon 2026-11-23 17:00"),
        ("next sunday", "Sun 2026-11-29 17:00"),
        ("friday next week", "Fri 2026-11-27 17:00"),
        ("friday of next week", "Fri 2026-11-27 17:00"),
        ("next week friday", "Fri 2026-11-27 17:00"),
        ("next week on friday 9am", "Fri 2026-11-27 09:00"),
        ("thu.", "Thu 2026-11-19 17:00"),
    ]);
}

#[test]
fn a_day_may_have_a_time_before_or_after() {
    check(&[
        ("thu 12:00", "Thu 2026-11-19 12:00"),
        ("fri 3pm", "Fri 2026-11-20 15:00"),
        ("fri 3 pm", "Fri 2026-11-20 15:00"),
        ("fri 3:30pm", "Fri 2026-11-20 15:30"),
        ("fri 3.30 pm", "Fri 2026-11-20 15:30"),
        ("fri 3 p.m.", "Fri 2026-11-20 15:00"),
        ("fri, 3pm", "Fri 2026-11-20 15:00"),
        ("fri at 3", "Fri 2026-11-20 15:00"),
        ("fri 15:00", "Fri 2026-11-20 15:00"),
        ("fri 15.00", "Fri 2026-11-20 15:00"),
        ("tue 9", "Tue 2026-11-24 09:00"),
        ("tue 9am", "Tue 2026-11-24 09:00"),
        ("tue at 9 o'clock", "Tue 2026-11-24 09:00"),
        ("tue 03:30", "Tue 2026-11-24 03:30"),
        ("tue 3:30", "Tue 2026-11-24 15:30"),
        ("tue 12am", "Tue 2026-11-24 00:00"),
        ("tue 12pm", "Tue 2026-11-24 12:00"),
        ("tue 12", "Tue 2026-11-24 12:00"),
        ("tue 0:15", "Tue 2026-11-24 00:15"),
        ("tomorrow 3pm", "Thu 2026-11-19 15:00"),
        ("tomorrow at 8:45", "Thu 2026-11-19 08:45"),
        ("3pm tomorrow", "Thu 2026-11-19 15:00"),
        ("3pm on friday", "Fri 2026-11-20 15:00"),
        ("at 3pm on friday", "Fri 2026-11-20 15:00"),
        ("at 9 tomorrow", "Thu 2026-11-19 09:00"),
        ("tomorrow morning", "Thu 2026-11-19 09:00"),
        ("tomorrow noon", "Thu 2026-11-19 12:00"),
        ("tomorrow at noon", "Thu 2026-11-19 12:00"),
        ("friday afternoon", "Fri 2026-11-20 15:00"),
        ("friday evening", "Fri 2026-11-20 19:00"),
        ("friday in the evening", "Fri 2026-11-20 19:00"),
        ("friday at 8 in the evening", "Fri 2026-11-20 20:00"),
        ("tomorrow morning at 7", "Thu 2026-11-19 07:00"),
        ("tomorrow evening 6:30", "Thu 2026-11-19 18:30"),
        ("friday midnight", "Sat 2026-11-21 00:00"),
        ("friday half past 3", "Fri 2026-11-20 15:30"),
        ("friday at quarter to 10", "Fri 2026-11-20 09:45"),
        ("fri around 2", "Fri 2026-11-20 14:00"),
    ]);
}

#[test]
fn a_time_alone_is_the_next_one() {
    check(&[
        ("15:00", "Wed 2026-11-18 15:00"),
        ("3pm", "Wed 2026-11-18 15:00"),
        ("at 3", "Wed 2026-11-18 15:00"),
        ("at 11", "Wed 2026-11-18 11:00"),
        ("9am", "Thu 2026-11-19 09:00"),
        ("09:00", "Thu 2026-11-19 09:00"),
        ("10:30", "Thu 2026-11-19 10:30"),
        ("noon", "Wed 2026-11-18 12:00"),
        ("midday", "Wed 2026-11-18 12:00"),
        ("midnight", "Thu 2026-11-19 00:00"),
        ("24:00", "Thu 2026-11-19 00:00"),
        ("morning", "Thu 2026-11-19 09:00"),
        ("in the morning", "Thu 2026-11-19 09:00"),
        ("in the afternoon", "Wed 2026-11-18 15:00"),
        ("this afternoon", "Wed 2026-11-18 15:00"),
        ("this evening", "Wed 2026-11-18 19:00"),
        ("tonight", "Wed 2026-11-18 19:00"),
        ("tonight at 8", "Wed 2026-11-18 20:00"),
        ("9 in the morning", "Thu 2026-11-19 09:00"),
        ("8 tonight", "Wed 2026-11-18 20:00"),
        ("half past 4", "Wed 2026-11-18 16:30"),
        ("quarter to 1", "Wed 2026-11-18 12:45"),
        ("5 o'clock", "Wed 2026-11-18 17:00"),
    ]);
}

#[test]
fn amounts_count_from_now() {
    check(&[
        ("in 15 min", "Wed 2026-11-18 10:45"),
        ("in 15min", "Wed 2026-11-18 10:45"),
        ("in 5 minutes", "Wed 2026-11-18 10:35"),
        ("in 2 h", "Wed 2026-11-18 12:30"),
        ("in 2h", "Wed 2026-11-18 12:30"),
        ("in two hours", "Wed 2026-11-18 12:30"),
        ("in an hour", "Wed 2026-11-18 11:30"),
        ("within the hour", "Wed 2026-11-18 11:30"),
        ("in half an hour", "Wed 2026-11-18 11:00"),
        ("in an hour and a half", "Wed 2026-11-18 12:00"),
        ("in 1h 30min", "Wed 2026-11-18 12:00"),
        ("in 3 d", "Sat 2026-11-21 17:00"),
        ("in 3 days", "Sat 2026-11-21 17:00"),
        ("in 3 days at 9", "Sat 2026-11-21 09:00"),
        ("in a couple of days", "Fri 2026-11-20 17:00"),
        ("in 2 wd", "Fri 2026-11-20 17:00"),
        ("in 3 working days", "Mon 2026-11-23 17:00"),
        ("within 3 business days", "Mon 2026-11-23 17:00"),
        ("in a week", "Wed 2026-11-25 17:00"),
        ("in 2 w", "Wed 2026-12-02 17:00"),
        ("in two weeks", "Wed 2026-12-02 17:00"),
        ("in a fortnight", "Wed 2026-12-02 17:00"),
        ("in 3 months", "Thu 2027-02-18 17:00"),
        ("in a year", "Thu 2027-11-18 17:00"),
        ("2 days from now", "Fri 2026-11-20 17:00"),
        ("a week from today", "Wed 2026-11-25 17:00"),
        ("+4h", "Wed 2026-11-18 14:30"),
        ("+2d", "Fri 2026-11-20 17:00"),
        ("+2 d", "Fri 2026-11-20 17:00"),
        ("+3b", "Mon 2026-11-23 17:00"),
        ("+1w", "Wed 2026-11-25 17:00"),
        ("2 wd", "Fri 2026-11-20 17:00"),
        ("90 min", "Wed 2026-11-18 12:00"),
    ]);
}

#[test]
fn dates_are_understood_in_many_forms() {
    check(&[
        ("25 nov", "Wed 2026-11-25 17:00"),
        ("25 Nov.", "Wed 2026-11-25 17:00"),
        ("nov 25", "Wed 2026-11-25 17:00"),
        ("25th of november", "Wed 2026-11-25 17:00"),
        ("the 25th of november", "Wed 2026-11-25 17:00"),
        ("November 25th", "Wed 2026-11-25 17:00"),
        ("november the 25th", "Wed 2026-11-25 17:00"),
        ("25 nov 9:15", "Wed 2026-11-25 09:15"),
        ("nov 25 at noon", "Wed 2026-11-25 12:00"),
        ("nov 25, 2026", "Wed 2026-11-25 17:00"),
        ("25 nov 2027", "Thu 2027-11-25 17:00"),
        ("1st dec", "Tue 2026-12-01 17:00"),
        ("the 25th", "Wed 2026-11-25 17:00"),
        ("the 3rd", "Thu 2026-12-03 17:00"),
        ("on the 31st", "Thu 2026-12-31 17:00"),
        ("friday the 27th", "Fri 2026-11-27 17:00"),
        ("fri 27 nov", "Fri 2026-11-27 17:00"),
        ("Friday, November 27, 3pm", "Fri 2026-11-27 15:00"),
        ("2026-11-27", "Fri 2026-11-27 17:00"),
        ("2026-11-27 15:00", "Fri 2026-11-27 15:00"),
        ("3/4", "Thu 2027-03-04 17:00"),
        ("12/1", "Tue 2026-12-01 17:00"),
        ("12/1/27", "Wed 2027-12-01 17:00"),
        ("12/1/2027 9am", "Wed 2027-12-01 09:00"),
        ("25/11", "Wed 2026-11-25 17:00"),
        ("29 feb", "Tue 2028-02-29 17:00"),
        ("may 5", "Wed 2027-05-05 17:00"),
        // It passed lately, so it is given as past, to be asked back.
        ("3 nov", "Tue 2026-11-03 17:00"),
        ("1 oct", "Thu 2026-10-01 17:00"),
        ("2025-11-27", "Thu 2025-11-27 17:00"),
        ("yesterday", "Tue 2026-11-17 17:00"),
        ("today 9am", "Wed 2026-11-18 09:00"),
    ]);
}

#[test]
fn what_is_not_surely_a_time_is_rejected() {
    let phrases = [
        "",
        "   ",
        "9",
        "4471",
        "3/4/5/6",
        "soon",
        "asap",
        "next",
        "next week",
        "next month",
        "the",
        "on",
        "at",
        "in",
        "in 2",
        "2",
        "in days",
        "in 0 days",
        "in 99999 days",
        "fri 27 dec",
        "tue the 27th",
        "feb 30",
        "31 nov",
        "13/13",
        "0/5",
        "2026-02-30",
        "2026-13-01",
        "25:00",
        "fri 25:00",
        "15:60",
        "15:5",
        "13pm",
        "0am",
        "march",
        "may",
        "monday-ish",
        "friday or saturday",
        "fri 3 copies",
        "+2",
        "+x",
        "+",
        "2.50",
        "1.2.3",
        "may 99",
        "nov 25 3000 copies",
        "noon 3pm sharp",
        "every day",
        "at the office",
        "in the office",
        "half past",
        "eod morning",
        "999999999999999999999 min",
        "26-11-27",
        "3-4",
        "tomorrow tomorrow",
        "!",
        "@",
        "fri\u{0}day",
    ];
    check(&phrases.map(|it| (it, "")));
}

#[test]
fn on_a_weekend_the_week_to_come_is_meant() {
    let calendar = berlin();
    check_in(
        &in_english(&calendar, "2026-11-22T12:00:00+01:00"),
        &[
            ("fri 3pm", "Fri 2026-11-27 15:00"),
            ("next fri", "Fri 2026-11-27 17:00"),
            ("this friday", "Fri 2026-11-27 17:00"),
            ("eow", "Fri 2026-11-27 17:00"),
            ("today", "Sun 2026-11-22 17:00"),
            ("sun", "Sun 2026-11-22 17:00"),
            ("sun 9am", "Sun 2026-11-29 09:00"),
            ("in 1 wd", "Mon 2026-11-23 17:00"),
            ("in 2 wd", "Tue 2026-11-24 17:00"),
        ],
    );
}

#[test]
fn a_numeric_date_follows_the_locale() {
    let calendar = berlin();
    let british = QuickAddContext { language: Language::find("en-GB").unwrap(), ..in_english(&calendar, NOW) };
    check_in(&british, &[("3/4", "Sat 2027-04-03 17:00"), ("11/25", "Wed 2026-11-25 17:00")]);
}

#[test]
fn the_settings_say_when_morning_is() {
    let calendar = berlin();
    let day_parts = DayParts { morning: 7 * 60 + 30, ..DayParts::default() };
    let early = QuickAddContext { day_parts, ..in_english(&calendar, NOW) };
    check_in(&early, &[("tomorrow morning", "Thu 2026-11-19 07:30")]);
}

#[test]
fn a_date_without_time_is_the_end_of_that_working_day() {
    let mut calendar = berlin();
    calendar.week[4][0].to = 13 * 60;
    check_in(
        &in_english(&calendar, NOW),
        &[("fri", "Fri 2026-11-20 13:00"), ("eow", "Fri 2026-11-20 13:00"), ("thu", "Thu 2026-11-19 17:00")],
    );
}

#[test]
fn clocks_that_change_do_not_move_the_time_of_day() {
    let calendar = berlin();
    check_in(
        &in_english(&calendar, "2026-10-24T12:00:00+02:00"),
        &[
            ("tomorrow 9am", "Sun 2026-10-25 09:00"),
            ("in 24 h", "Sun 2026-10-25 11:00"),
            ("in 1 d", "Sun 2026-10-25 17:00"),
        ],
    );
    check_in(&in_english(&calendar, "2027-03-27T12:00:00+01:00"), &[("tomorrow 02:30", "Sun 2027-03-28 03:30")]);
}
