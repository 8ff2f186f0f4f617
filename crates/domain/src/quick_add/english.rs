//! English. British and American, as people write it in a hurry.

use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

use super::Verb;
use super::language::DayPart::{Afternoon, Evening, Morning, Noon};
use super::language::Meaning::*;
use super::language::{Table, Unit};
use crate::service_request::Priority as Level;

pub(super) const ENGLISH: Table = Table {
    language: "en",
    month_first: &["en", "en-us", "en-ph"],
    has_twelve_hours: true,
    first_morning_hour: 7,
    has_bare_hours: true,
    hours_have_article: false,
    joins_day_and_part: false,
    only_lower: &["tom"],
    only_upper: &[],
    elided: &[],
    has_plain_days: false,
    date_separators: &['/'],
    time_separators: &[':', '.'],
    ordinals: &["st", "nd", "rd", "th"],
    phrases: PHRASES,
};

#[rustfmt::skip]
const PHRASES: &[(&str, super::language::Meaning)] = &[
    // The sentence
    ("thank you card", NoVerb), ("thank you cards", NoVerb), ("thank you note", NoVerb), ("thank you notes", NoVerb),
    ("thank you letter", NoVerb), ("thank you letters", NoVerb), ("thanks in advance", NoVerb),
    ("ask", Verb(Verb::Ask)),
    ("thank", Verb(Verb::Thank)), ("thanks", Verb(Verb::Thank)), ("thank you", Verb(Verb::Thank)), ("thanks to", Verb(Verb::Thank)),
    ("remind", Verb(Verb::Remind)),
    ("tell", Verb(Verb::Tell)),
    ("me", Me), ("myself", Me),
    ("for", About(Verb::Ask)), ("to", About(Verb::Ask)),
    ("for", About(Verb::Thank)),
    ("to", About(Verb::Remind)), ("that", About(Verb::Remind)), ("about", About(Verb::Remind)),
    ("that", About(Verb::Tell)),
    ("and", And), ("&", And), ("or", Or),
    ("about", Preposition), ("after", Preposition), ("as", Preposition), ("at", Preposition), ("because", Preposition),
    ("before", Preposition), ("behind", Preposition), ("between", Preposition), ("but", Preposition), ("by", Preposition),
    ("for", Preposition), ("from", Preposition), ("if", Preposition), ("in", Preposition), ("into", Preposition),
    ("like", Preposition), ("near", Preposition), ("of", Preposition), ("off", Preposition), ("on", Preposition),
    ("or", Preposition), ("over", Preposition), ("please", Preposition), ("since", Preposition), ("so", Preposition),
    ("than", Preposition), ("then", Preposition), ("through", Preposition), ("to", Preposition), ("toward", Preposition),
    ("towards", Preposition), ("under", Preposition), ("unless", Preposition), ("until", Preposition), ("via", Preposition),
    ("when", Preposition), ("where", Preposition), ("while", Preposition), ("with", Preposition), ("without", Preposition),

    // Fields
    ("due", Due), ("by", Due), ("due by", Due), ("needed by", Due),
    ("no later than", Due), ("word", NextWord), ("word by", NextWord), ("remind", Remind), ("remind me", Remind),
    ("if no reply", IfNoReply), ("if no answer", IfNoReply), ("if there is no reply", IfNoReply), ("if there's no reply", IfNoReply),
    ("every", Every), ("other", Other), ("second", Other),
    ("low", Priority(Level::Low)), ("normal", Priority(Level::Normal)), ("high", Priority(Level::High)), ("urgent", Priority(Level::Urgent)),
    ("cover", Kind("cover")), ("info", Kind("info")), ("represent", Kind("represent")), ("approve", Kind("approve")),

    // Days
    ("tommorow", Day(1)), ("tommorrow", Day(1)), ("wendesday", Weekday(Wed)), ("wensday", Weekday(Wed)), ("wednsday", Weekday(Wed)), ("thrusday", Weekday(Thu)),
    ("week", Later(7)), ("fortnight", Later(14)),
    ("after next", Unclear), ("after", Unclear), ("last", NotNext), ("past", NotNext), ("previous", NotNext), ("ago", Unclear), ("lunch", Unclear),
    ("early", Unclear), ("late", Unclear), ("earlier", Unclear), ("later", Unclear), ("not by", Unclear), ("not due", Unclear),
    ("today", Day(0)), ("tod", Day(0)), ("tomorrow", Day(1)), ("tom", Day(1)), ("tmrw", Day(1)), ("tmr", Day(1)), ("tomorow", Day(1)),
    ("day after tomorrow", Day(2)), ("the day after tomorrow", Day(2)), ("yesterday", Day(-1)),
    ("monday", Weekday(Mon)), ("mon", Weekday(Mon)),
    ("tuesday", Weekday(Tue)), ("tue", Weekday(Tue)), ("tues", Weekday(Tue)),
    ("wednesday", Weekday(Wed)), ("wed", Weekday(Wed)), ("weds", Weekday(Wed)),
    ("thursday", Weekday(Thu)), ("thu", Weekday(Thu)), ("thur", Weekday(Thu)), ("thurs", Weekday(Thu)),
    ("friday", Weekday(Fri)), ("fri", Weekday(Fri)),
    ("saturday", Weekday(Sat)), ("sat", Weekday(Sat)),
    ("sunday", Weekday(Sun)), ("sun", Weekday(Sun)),
    ("mondays", Weekday(Mon)), ("tuesdays", Weekday(Tue)), ("wednesdays", Weekday(Wed)), ("thursdays", Weekday(Thu)),
    ("fridays", Weekday(Fri)), ("saturdays", Weekday(Sat)), ("sundays", Weekday(Sun)),
    ("january", Month(1)), ("jan", Month(1)), ("february", Month(2)), ("feb", Month(2)), ("march", Month(3)), ("mar", Month(3)),
    ("april", Month(4)), ("apr", Month(4)), ("may", Month(5)), ("june", Month(6)), ("jun", Month(6)), ("july", Month(7)), ("jul", Month(7)),
    ("august", Month(8)), ("aug", Month(8)), ("september", Month(9)), ("sept", Month(9)), ("sep", Month(9)),
    ("october", Month(10)), ("oct", Month(10)), ("november", Month(11)), ("nov", Month(11)), ("december", Month(12)), ("dec", Month(12)),
    ("of", Of), ("on", On), ("the", On), ("on the", On), ("this", This), ("this week", This), ("of this week", This), ("this coming", This), ("coming", This),
    ("next", Next), ("next week", NextWeek), ("of next week", NextWeek),

    // Amounts
    ("in", In), ("within", In), ("in the next", In), ("within the next", In), ("in about", In),
    ("from now", FromNow), ("from today", FromNow),
    ("a", Number(1)), ("an", Number(1)), ("one", Number(1)), ("one", Hour(1)), ("two", Number(2)), ("three", Number(3)), ("four", Number(4)),
    ("five", Number(5)), ("six", Number(6)), ("seven", Number(7)), ("eight", Number(8)), ("nine", Number(9)), ("ten", Number(10)),
    ("eleven", Number(11)), ("twelve", Number(12)), ("fifteen", Number(15)), ("twenty", Number(20)), ("thirty", Number(30)),
    ("a couple of", Number(2)),
    ("min", Unit(Unit::Minute)), ("mins", Unit(Unit::Minute)), ("minute", Unit(Unit::Minute)), ("minutes", Unit(Unit::Minute)),
    ("h", Unit(Unit::Hour)), ("hr", Unit(Unit::Hour)), ("hrs", Unit(Unit::Hour)), ("hour", Unit(Unit::Hour)), ("hours", Unit(Unit::Hour)),
    ("d", Unit(Unit::Day)), ("day", Unit(Unit::Day)), ("days", Unit(Unit::Day)),
    ("wd", Unit(Unit::WorkingDay)), ("b", Unit(Unit::WorkingDay)), ("bd", Unit(Unit::WorkingDay)),
    ("weekday", Unit(Unit::WorkingDay)), ("weekdays", Unit(Unit::WorkingDay)), ("workday", Unit(Unit::WorkingDay)), ("workdays", Unit(Unit::WorkingDay)),
    ("working day", Unit(Unit::WorkingDay)), ("working days", Unit(Unit::WorkingDay)),
    ("business day", Unit(Unit::WorkingDay)), ("business days", Unit(Unit::WorkingDay)),
    ("w", Unit(Unit::Week)), ("wk", Unit(Unit::Week)), ("wks", Unit(Unit::Week)), ("week", Unit(Unit::Week)), ("weeks", Unit(Unit::Week)),
    ("month", Unit(Unit::Month)), ("months", Unit(Unit::Month)), ("year", Unit(Unit::Year)), ("years", Unit(Unit::Year)),
    ("half an hour", Amount(30, Unit::Minute)), ("a half hour", Amount(30, Unit::Minute)), ("a quarter of an hour", Amount(15, Unit::Minute)),
    ("an hour and a half", Amount(90, Unit::Minute)), ("the hour", Amount(1, Unit::Hour)), ("a fortnight", Amount(2, Unit::Week)),
    ("fortnight", Amount(2, Unit::Week)),

    // Ends
    ("close of play", EndOf(Unit::Day, 0)), ("end of play", EndOf(Unit::Day, 0)), ("end of the working day", EndOf(Unit::Day, 0)), ("the end of the working day", EndOf(Unit::Day, 0)),
    ("eoy", EndOf(Unit::Year, 0)), ("end of year", EndOf(Unit::Year, 0)), ("end of the year", EndOf(Unit::Year, 0)), ("the end of the year", EndOf(Unit::Year, 0)),
    ("end of this year", EndOf(Unit::Year, 0)), ("the end of this year", EndOf(Unit::Year, 0)), ("end of next year", EndOf(Unit::Year, 1)), ("the end of next year", EndOf(Unit::Year, 1)),
    ("end of", LastDayOf), ("the end of", LastDayOf),
    ("eod", EndOf(Unit::Day, 0)), ("cob", EndOf(Unit::Day, 0)), ("end of day", EndOf(Unit::Day, 0)), ("end of the day", EndOf(Unit::Day, 0)),
    ("close of business", EndOf(Unit::Day, 0)), ("end of business", EndOf(Unit::Day, 0)), ("the end of the day", EndOf(Unit::Day, 0)),
    ("the end of day", EndOf(Unit::Day, 0)),
    ("eow", EndOf(Unit::Week, 0)), ("end of week", EndOf(Unit::Week, 0)), ("end of the week", EndOf(Unit::Week, 0)),
    ("the end of the week", EndOf(Unit::Week, 0)), ("end of this week", EndOf(Unit::Week, 0)), ("the end of this week", EndOf(Unit::Week, 0)),
    ("end of next week", EndOf(Unit::Week, 1)), ("the end of next week", EndOf(Unit::Week, 1)),
    ("eom", EndOf(Unit::Month, 0)), ("end of month", EndOf(Unit::Month, 0)), ("end of the month", EndOf(Unit::Month, 0)),
    ("the end of the month", EndOf(Unit::Month, 0)), ("end of this month", EndOf(Unit::Month, 0)), ("the end of this month", EndOf(Unit::Month, 0)),
    ("end of next month", EndOf(Unit::Month, 1)), ("the end of next month", EndOf(Unit::Month, 1)),

    // Times
    ("first thing", DayPart(Morning)), ("first thing in the morning", DayPart(Morning)),
    ("five past", MinutesFrom(5)), ("ten past", MinutesFrom(10)), ("twenty past", MinutesFrom(20)), ("twenty five past", MinutesFrom(25)), ("twenty-five past", MinutesFrom(25)),
    ("5 past", MinutesFrom(5)), ("10 past", MinutesFrom(10)), ("20 past", MinutesFrom(20)), ("25 past", MinutesFrom(25)),
    ("five to", MinutesFrom(-5)), ("ten to", MinutesFrom(-10)), ("twenty to", MinutesFrom(-20)), ("twenty five to", MinutesFrom(-25)), ("twenty-five to", MinutesFrom(-25)),
    ("at", At), ("around", At),
    ("morning", DayPart(Morning)), ("in the morning", DayPart(Morning)), ("noon", DayPart(Noon)), ("midday", DayPart(Noon)), ("lunchtime", DayPart(Noon)),
    ("afternoon", DayPart(Afternoon)), ("in the afternoon", DayPart(Afternoon)), ("evening", DayPart(Evening)), ("in the evening", DayPart(Evening)),
    ("night", DayPart(Evening)), ("at night", DayPart(Evening)),
    ("tonight", PartOfToday(Evening)), ("this morning", PartOfToday(Morning)), ("this afternoon", PartOfToday(Afternoon)), ("this evening", PartOfToday(Evening)),
    ("midnight", Midnight),
    ("am", Am), ("a.m", Am), ("pm", Pm), ("p.m", Pm), ("p", Pm), ("o'clock", OClock), ("oclock", OClock),
    ("half past", MinutesFrom(30)), ("quarter past", MinutesFrom(15)), ("a quarter past", MinutesFrom(15)),
    ("quarter to", MinutesFrom(-15)), ("a quarter to", MinutesFrom(-15)),
];
