//! German, as it is written in Germany, Austria and Switzerland.

use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

use super::Verb;
use super::language::DayPart::{Afternoon, Evening, Morning, Noon};
use super::language::Meaning::*;
use super::language::{Table, Unit};
use crate::service_request::Priority as Level;

pub(super) const GERMAN: Table = Table {
    language: "de",
    month_first: &[],
    has_twelve_hours: false,
    first_morning_hour: 6,
    has_bare_hours: true,
    hours_have_article: false,
    joins_day_and_part: true,
    only_lower: &[],
    only_upper: &["so"],
    elided: &[],
    has_plain_days: false,
    date_separators: &['.', '/'],
    time_separators: &[':', '.', 'h'],
    ordinals: &["."],
    phrases: PHRASES,
};

#[rustfmt::skip]
const PHRASES: &[(&str, super::language::Meaning)] = &[
    // The sentence
    ("frage zu", NoVerb), ("frage zum", NoVerb), ("frage zur", NoVerb), ("frage wegen", NoVerb), ("frage bezüglich", NoVerb), ("frage bzgl", NoVerb), ("frage zwecks", NoVerb),
    ("danke im voraus", NoVerb), ("vielen dank im voraus", NoVerb), ("frage an", Verb(Verb::Ask)), ("bitte an", Verb(Verb::Ask)), ("vielen dank an", Verb(Verb::Thank)),
    ("herzlichen dank", Verb(Verb::Thank)), ("herzlichen dank an", Verb(Verb::Thank)), ("sag bitte", Verb(Verb::Tell)), ("bitte erinnere", Verb(Verb::Remind)),
    ("bitte", Verb(Verb::Ask)), ("bitten", Verb(Verb::Ask)), ("frag", Verb(Verb::Ask)), ("frage", Verb(Verb::Ask)), ("ask", Verb(Verb::Ask)),
    ("danke", Verb(Verb::Thank)), ("dank an", Verb(Verb::Thank)), ("danke an", Verb(Verb::Thank)), ("vielen dank", Verb(Verb::Thank)), ("thank", Verb(Verb::Thank)),
    ("erinnere", Verb(Verb::Remind)), ("erinner", Verb(Verb::Remind)), ("remind", Verb(Verb::Remind)),
    ("sag", Verb(Verb::Tell)), ("sage", Verb(Verb::Tell)), ("tell", Verb(Verb::Tell)),
    ("mich", Me), ("mir", Me), ("ich", Me), ("me", Me),
    ("um", About(Verb::Ask)), ("nach", About(Verb::Ask)), ("für", About(Verb::Ask)),
    ("für", About(Verb::Thank)), ("dass", About(Verb::Thank)),
    ("an", About(Verb::Remind)), ("daran", About(Verb::Remind)), ("dass", About(Verb::Remind)), ("zu", About(Verb::Remind)),
    ("dass", About(Verb::Tell)),
    ("und", And), ("&", And), ("oder", Or), ("bzw", Or),
    ("ab", Preposition), ("als", Preposition), ("an", Preposition), ("auf", Preposition), ("aus", Preposition), ("bei", Preposition),
    ("beim", Preposition), ("bis", Preposition), ("bitte", Preposition), ("durch", Preposition), ("für", Preposition), ("gegen", Preposition),
    ("hinter", Preposition), ("im", Preposition), ("in", Preposition), ("mit", Preposition), ("nach", Preposition), ("neben", Preposition),
    ("oder", Preposition), ("ohne", Preposition), ("seit", Preposition), ("statt", Preposition), ("über", Preposition), ("um", Preposition),
    ("unter", Preposition), ("vom", Preposition), ("von", Preposition), ("vor", Preposition), ("wegen", Preposition), ("wenn", Preposition),
    ("wie", Preposition), ("zu", Preposition), ("zum", Preposition), ("zur", Preposition), ("zwischen", Preposition),

    // Fields
    ("bis", Due), ("bis zum", Due), ("bis zur", Due), ("bis spätestens", Due), ("spätestens", Due), ("spätestens bis", Due), ("fällig", Due), ("fällig bis", Due),
    ("due", Due), ("by", Due),
    ("bescheid", NextWord), ("bescheid bis", NextWord), ("rückmeldung", NextWord), ("rückmeldung bis", NextWord), ("nachricht bis", NextWord), ("word", NextWord),
    ("erinnern", Remind), ("erinnere", Remind), ("erinnere mich", Remind), ("erinnerung", Remind), ("remind", Remind),
    ("wenn keine antwort", IfNoReply), ("falls keine antwort", IfNoReply), ("wenn keine antwort kommt", IfNoReply), ("falls keine antwort kommt", IfNoReply),
    ("ohne antwort", IfNoReply), ("if no reply", IfNoReply),
    ("jeden", Every), ("jede", Every), ("jedes", Every), ("alle", Every), ("every", Every), ("zweiten", Other), ("zweite", Other), ("zweites", Other),
    ("niedrig", Priority(Level::Low)), ("normal", Priority(Level::Normal)), ("hoch", Priority(Level::High)), ("wichtig", Priority(Level::High)), ("dringend", Priority(Level::Urgent)), ("eilig", Priority(Level::Urgent)),
    ("low", Priority(Level::Low)), ("high", Priority(Level::High)), ("urgent", Priority(Level::Urgent)),
    ("cover", Kind("cover")), ("vertretung", Kind("cover")), ("einspringen", Kind("cover")), ("info", Kind("info")), ("auskunft", Kind("info")),
    ("represent", Kind("represent")), ("repräsentieren", Kind("represent")), ("approve", Kind("approve")), ("freigabe", Kind("approve")), ("genehmigung", Kind("approve")),

    // Days
    ("bis", RangeTo), ("bis zum", RangeTo), ("bis zur", RangeTo), ("bis spätestens zum", Due), ("bis einschließlich", Due), ("bis inklusive", Due),
    ("nicht bis", Unclear), ("nicht vor", Unclear),
    ("mitwoch", Weekday(Wed)), ("donerstag", Weekday(Thu)),
    ("in einer woche", Later(7)), ("in 1 woche", Later(7)), ("in acht tagen", Later(7)), ("in 8 tagen", Later(7)), ("in vierzehn tagen", Later(14)), ("in 14 tagen", Later(14)),
    ("acht tagen", Unclear), ("acht tage", Unclear),
    ("letzten", NotNext), ("letzter", NotNext), ("letzte", NotNext), ("vorigen", NotNext), ("vergangenen", NotNext), ("übernächsten", NotNext), ("übernächster", NotNext), ("übernächste", NotNext),
    ("letzter woche", Unclear), ("letzte woche", Unclear), ("voriger woche", Unclear), ("vergangener woche", Unclear), ("übernächster woche", Unclear), ("übernächste woche", Unclear), ("der übernächsten woche", Unclear),
    ("nacht", Unclear), ("nachts", Unclear), ("spät", Unclear), ("später", Unclear), ("darauf", Unclear),
    ("heute", Day(0)), ("tod", Day(0)), ("morgen", Day(1)), ("tom", Day(1)), ("übermorgen", Day(2)), ("uebermorgen", Day(2)), ("gestern", Day(-1)),
    ("montag", Weekday(Mon)), ("mo", Weekday(Mon)), ("dienstag", Weekday(Tue)), ("di", Weekday(Tue)), ("mittwoch", Weekday(Wed)), ("mi", Weekday(Wed)),
    ("donnerstag", Weekday(Thu)), ("do", Weekday(Thu)), ("freitag", Weekday(Fri)), ("fr", Weekday(Fri)), ("samstag", Weekday(Sat)), ("sa", Weekday(Sat)),
    ("sonnabend", Weekday(Sat)), ("sonntag", Weekday(Sun)), ("so", Weekday(Sun)),
    ("januar", Month(1)), ("jan", Month(1)), ("jänner", Month(1)), ("februar", Month(2)), ("feb", Month(2)), ("märz", Month(3)), ("maerz", Month(3)), ("mär", Month(3)),
    ("april", Month(4)), ("apr", Month(4)), ("mai", Month(5)), ("juni", Month(6)), ("jun", Month(6)), ("juli", Month(7)), ("jul", Month(7)),
    ("august", Month(8)), ("aug", Month(8)), ("september", Month(9)), ("sept", Month(9)), ("sep", Month(9)), ("oktober", Month(10)), ("okt", Month(10)),
    ("november", Month(11)), ("nov", Month(11)), ("dezember", Month(12)), ("dez", Month(12)),
    ("am", On), ("den", On), ("dem", On), ("der", On), ("zum", On),
    ("diesen", This), ("dieser", This), ("kommenden", This), ("kommender", This), ("dieser woche", This), ("diese woche", This), ("am kommenden", This), ("am diesem", This),
    ("nächsten", Next), ("nächster", Next), ("nächste", Next), ("am nächsten", Next), ("naechsten", Next),
    ("nächste woche", NextWeek), ("nächster woche", NextWeek), ("der nächsten woche", NextWeek), ("kommende woche", NextWeek),

    // Amounts
    ("einer dreiviertelstunde", Amount(45, Unit::Minute)), ("zweieinhalb stunden", Amount(150, Unit::Minute)), ("einem halben jahr", Amount(6, Unit::Month)),
    ("zwo", Number(2)), ("dreizehn", Number(13)), ("sechzehn", Number(16)), ("siebzehn", Number(17)), ("achtzehn", Number(18)), ("neunzehn", Number(19)), ("vierzig", Number(40)), ("fünfundvierzig", Number(45)), ("fünfzig", Number(50)),
    ("in", In), ("innerhalb von", In), ("binnen", In), ("in den nächsten", In), ("in etwa", In), ("ab jetzt", FromNow), ("ab heute", FromNow),
    ("ein", Number(1)), ("eine", Number(1)), ("einem", Number(1)), ("einer", Number(1)), ("zwei", Number(2)), ("drei", Number(3)), ("vier", Number(4)),
    ("fünf", Number(5)), ("sechs", Number(6)), ("sieben", Number(7)), ("acht", Number(8)), ("neun", Number(9)), ("zehn", Number(10)),
    ("elf", Number(11)), ("zwölf", Number(12)), ("vierzehn", Number(14)), ("fünfzehn", Number(15)), ("zwanzig", Number(20)), ("dreißig", Number(30)),
    ("min", Unit(Unit::Minute)), ("minute", Unit(Unit::Minute)), ("minuten", Unit(Unit::Minute)),
    ("h", Unit(Unit::Hour)), ("std", Unit(Unit::Hour)), ("stunde", Unit(Unit::Hour)), ("stunden", Unit(Unit::Hour)),
    ("d", Unit(Unit::Day)), ("tag", Unit(Unit::Day)), ("tage", Unit(Unit::Day)), ("tagen", Unit(Unit::Day)),
    ("wd", Unit(Unit::WorkingDay)), ("b", Unit(Unit::WorkingDay)), ("arbeitstag", Unit(Unit::WorkingDay)), ("arbeitstage", Unit(Unit::WorkingDay)), ("arbeitstagen", Unit(Unit::WorkingDay)),
    ("werktag", Unit(Unit::WorkingDay)), ("werktage", Unit(Unit::WorkingDay)), ("werktagen", Unit(Unit::WorkingDay)),
    ("w", Unit(Unit::Week)), ("woche", Unit(Unit::Week)), ("wochen", Unit(Unit::Week)),
    ("monat", Unit(Unit::Month)), ("monate", Unit(Unit::Month)), ("monaten", Unit(Unit::Month)), ("jahr", Unit(Unit::Year)), ("jahre", Unit(Unit::Year)), ("jahren", Unit(Unit::Year)),
    ("einer halben stunde", Amount(30, Unit::Minute)), ("einer viertelstunde", Amount(15, Unit::Minute)),
    ("anderthalb stunden", Amount(90, Unit::Minute)), ("eineinhalb stunden", Amount(90, Unit::Minute)),

    // Ends
    ("eoy", EndOf(Unit::Year, 0)), ("jahresende", EndOf(Unit::Year, 0)), ("ende des jahres", EndOf(Unit::Year, 0)), ("ende dieses jahres", EndOf(Unit::Year, 0)), ("ende nächsten jahres", EndOf(Unit::Year, 1)), ("ende des nächsten jahres", EndOf(Unit::Year, 1)),
    ("wochenschluss", EndOf(Unit::Week, 0)), ("ende diesen monats", EndOf(Unit::Month, 0)), ("ende dieses monats", EndOf(Unit::Month, 0)), ("ende kommender woche", EndOf(Unit::Week, 1)),
    ("büroschluss", EndOf(Unit::Day, 0)), ("geschäftsschluss", EndOf(Unit::Day, 0)), ("ende", LastDayOf),
    ("eod", EndOf(Unit::Day, 0)), ("feierabend", EndOf(Unit::Day, 0)), ("dienstschluss", EndOf(Unit::Day, 0)), ("ende des tages", EndOf(Unit::Day, 0)), ("tagesende", EndOf(Unit::Day, 0)),
    ("eow", EndOf(Unit::Week, 0)), ("ende der woche", EndOf(Unit::Week, 0)), ("ende dieser woche", EndOf(Unit::Week, 0)),
    ("ende nächster woche", EndOf(Unit::Week, 1)), ("ende der nächsten woche", EndOf(Unit::Week, 1)),
    ("eom", EndOf(Unit::Month, 0)), ("ende des monats", EndOf(Unit::Month, 0)), ("monatsende", EndOf(Unit::Month, 0)),
    ("ende des nächsten monats", EndOf(Unit::Month, 1)), ("ende nächsten monats", EndOf(Unit::Month, 1)),

    // Times
    ("morgen", DayPart(Morning)), ("zum mittag", DayPart(Noon)), ("heute mittag", PartOfToday(Noon)),
    ("fünf nach", MinutesFrom(5)), ("zehn nach", MinutesFrom(10)), ("zwanzig nach", MinutesFrom(20)), ("5 nach", MinutesFrom(5)), ("10 nach", MinutesFrom(10)), ("20 nach", MinutesFrom(20)),
    ("fünf vor", MinutesFrom(-5)), ("zehn vor", MinutesFrom(-10)), ("zwanzig vor", MinutesFrom(-20)), ("5 vor", MinutesFrom(-5)), ("10 vor", MinutesFrom(-10)), ("20 vor", MinutesFrom(-20)),
    ("fünf vor halb", MinutesFrom(-35)), ("fünf nach halb", MinutesFrom(-25)), ("5 vor halb", MinutesFrom(-35)), ("5 nach halb", MinutesFrom(-25)), ("drei viertel", MinutesFrom(-15)),
    ("um", At), ("gegen", At),
    ("früh", DayPart(Morning)), ("morgens", DayPart(Morning)), ("am morgen", DayPart(Morning)), ("vormittag", DayPart(Morning)), ("vormittags", DayPart(Morning)), ("am vormittag", DayPart(Morning)),
    ("mittag", DayPart(Noon)), ("mittags", DayPart(Noon)), ("am mittag", DayPart(Noon)),
    ("nachmittag", DayPart(Afternoon)), ("nachmittags", DayPart(Afternoon)), ("am nachmittag", DayPart(Afternoon)),
    ("abend", DayPart(Evening)), ("abends", DayPart(Evening)), ("am abend", DayPart(Evening)),
    ("heute morgen", PartOfToday(Morning)), ("heute früh", PartOfToday(Morning)),
    ("mitternacht", Midnight), ("uhr", OClock), ("h", OClock), ("eins", Hour(1)),
    ("halb", MinutesFrom(-30)), ("viertel nach", MinutesFrom(15)), ("viertel vor", MinutesFrom(-15)), ("dreiviertel", MinutesFrom(-15)),
];
