use chrono::NaiveDate;

use super::*;

fn days(country: &str, year: i32) -> Vec<String> {
    let country = Country::new(country).expect("a country");
    let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
    let free = first.iter_days().take_while(|it| it.year() == year).filter(|it| country.holiday_on(*it).is_some());
    free.map(|it| it.format("%m-%d").to_string()).collect()
}

#[test]
fn easter_is_when_it_was_and_will_be() {
    for date in ["1961-04-02", "2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2038-04-25", "2285-03-22"] {
        let date: NaiveDate = date.parse().expect("a date");
        assert_eq!(easter_sunday(date.year()), Some(date));
    }
}

#[test]
fn germany_keeps_nine_days() {
    let expected = ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"];
    assert_eq!(days("DE", 2026), expected);
}

#[test]
fn england_moves_what_falls_on_a_weekend_to_a_day_that_is_still_free() {
    // Boxing Day 2026 is a Saturday.
    assert_eq!(days("GB", 2026), ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]);
    // Christmas 2027 is a Saturday, Boxing Day a Sunday.
    assert_eq!(days("GB", 2027)[6..], ["12-27", "12-28"]);
    // Christmas 2022 was a Sunday: Boxing Day stayed, and the day after it was for Christmas.
    assert_eq!(days("GB", 2022)[6..], ["12-26", "12-27"]);
    assert_eq!(days("GB", 2022)[0], "01-03");
}

#[test]
fn the_united_states_keep_a_weekends_on_the_nearest_weekday() {
    let expected = ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"];
    assert_eq!(days("US", 2026), expected);
    // New Year 2028 is a Saturday: it is kept in the year before.
    assert_eq!(days("US", 2027).last().map(String::as_str), Some("12-31"));
    assert_eq!(days("US", 2028)[0], "01-17");
}

#[test]
fn the_king_of_the_netherlands_does_not_celebrate_on_a_sunday() {
    assert!(days("NL", 2025).contains(&"04-26".to_owned()));
    assert!(days("NL", 2026).contains(&"04-27".to_owned()));
}

#[test]
fn a_new_holiday_is_not_kept_before_its_first_year() {
    assert!(!days("PL", 2024).contains(&"12-24".to_owned()));
    assert!(days("PL", 2025).contains(&"12-24".to_owned()));
}

#[test]
fn a_country_that_nobody_knows_here_has_no_holidays() {
    assert!(days("ZZ", 2026).is_empty());
    assert_eq!(Country::new("de"), None);
    assert_eq!(Country::new("DEU"), None);
}

#[test]
fn every_set_is_named_and_in_order() {
    let all: Vec<_> = Country::all().collect();
    assert_eq!(all.len(), countries::SETS.len());
    assert!(all.is_sorted());
    assert!(all.iter().all(|it| days(&it.to_string(), 2026).len() >= 4));
}
