//! French.

use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

use super::Verb;
use super::language::DayPart::{Afternoon, Evening, Morning, Noon};
use super::language::Meaning::*;
use super::language::{Table, Unit};
use crate::service_request::Priority as Level;

pub(super) const FRENCH: Table = Table {
    language: "fr",
    month_first: &[],
    has_twelve_hours: false,
    first_morning_hour: 6,
    has_bare_hours: false,
    hours_have_article: false,
    joins_day_and_part: false,
    only_lower: &["sam"],
    only_upper: &[],
    elided: &[("d'", "de"), ("qu'", "que")],
    has_plain_days: true,
    date_separators: &['/', '.'],
    time_separators: &['h', ':'],
    ordinals: &["er"],
    phrases: PHRASES,
};

#[rustfmt::skip]
const PHRASES: &[(&str, super::language::Meaning)] = &[
    // The sentence
    ("merci de", NoVerb), ("merci d'", NoVerb), ("merci d'avance", NoVerb), ("demande de", NoVerb), ("demande d'", NoVerb), ("demande pour", NoVerb), ("demande concernant", NoVerb),
    ("merci beaucoup", Verb(Verb::Thank)), ("merci beaucoup à", Verb(Verb::Thank)), ("un grand merci à", Verb(Verb::Thank)), ("grand merci à", Verb(Verb::Thank)), ("préviens", Verb(Verb::Tell)), ("prévenir", Verb(Verb::Tell)),
    ("demande", Verb(Verb::Ask)), ("demande à", Verb(Verb::Ask)), ("demander à", Verb(Verb::Ask)), ("demander", Verb(Verb::Ask)), ("ask", Verb(Verb::Ask)),
    ("merci", Verb(Verb::Thank)), ("merci à", Verb(Verb::Thank)), ("remercie", Verb(Verb::Thank)), ("remercier", Verb(Verb::Thank)), ("thank", Verb(Verb::Thank)),
    ("rappelle", Verb(Verb::Remind)), ("rappelle à", Verb(Verb::Remind)), ("rappeler à", Verb(Verb::Remind)), ("remind", Verb(Verb::Remind)),
    ("rappelle-moi", RemindMe), ("rappelez-moi", RemindMe), ("rappelle moi", RemindMe),
    ("dis à", Verb(Verb::Tell)), ("dire à", Verb(Verb::Tell)), ("informe", Verb(Verb::Tell)), ("tell", Verb(Verb::Tell)),
    ("moi", Me), ("me", Me),
    ("de", About(Verb::Ask)), ("pour", About(Verb::Ask)),
    ("pour", About(Verb::Thank)), ("de", About(Verb::Thank)), ("d'avoir", About(Verb::Thank)),
    ("de", About(Verb::Remind)), ("que", About(Verb::Remind)), ("que", About(Verb::Tell)),
    ("et", And), ("&", And), ("ou", Or),
    ("à", Preposition), ("après", Preposition), ("au", Preposition), ("aux", Preposition), ("avant", Preposition), ("avec", Preposition),
    ("car", Preposition), ("chez", Preposition), ("comme", Preposition), ("contre", Preposition), ("dans", Preposition), ("de", Preposition),
    ("depuis", Preposition), ("derrière", Preposition), ("des", Preposition), ("du", Preposition), ("en", Preposition), ("entre", Preposition),
    ("mais", Preposition), ("ou", Preposition), ("par", Preposition), ("pour", Preposition), ("près", Preposition), ("sans", Preposition),
    ("selon", Preposition), ("si", Preposition), ("sous", Preposition), ("sur", Preposition), ("vers", Preposition), ("svp", Preposition),

    // Fields
    ("pour", Due), ("d'ici", Due), ("d'ici à", Due), ("d'ici au", Due), ("avant", Before), ("d'ici avant", Before), ("au plus tard", Due), ("échéance", Due), ("due", Due), ("by", Due),
    ("nouvelles", NextWord), ("des nouvelles", NextWord), ("nouvelles d'ici", NextWord), ("word", NextWord),
    ("rappel", Remind), ("rappeler", Remind), ("rappelle-moi", Remind), ("remind", Remind),
    ("si pas de réponse", IfNoReply), ("sans réponse", IfNoReply), ("s'il n'y a pas de réponse", IfNoReply), ("if no reply", IfNoReply),
    ("chaque", Every), ("tous les", Every), ("toutes les", Every), ("every", Every),
    ("basse", Priority(Level::Low)), ("faible", Priority(Level::Low)), ("normale", Priority(Level::Normal)), ("normal", Priority(Level::Normal)),
    ("haute", Priority(Level::High)), ("important", Priority(Level::High)), ("urgent", Priority(Level::Urgent)), ("urgente", Priority(Level::Urgent)),
    ("low", Priority(Level::Low)), ("high", Priority(Level::High)),
    ("cover", Kind("cover")), ("remplacement", Kind("cover")), ("info", Kind("info")), ("renseignement", Kind("info")),
    ("represent", Kind("represent")), ("représenter", Kind("represent")), ("approve", Kind("approve")), ("approuver", Kind("approve")), ("validation", Kind("approve")),

    // Days
    ("pas avant", Unclear), ("pas pour", Unclear), ("dernier", Unclear), ("passé", Unclear), ("suivant", Unclear), ("d'après", Unclear), ("tôt", Unclear), ("tard", Unclear), ("nuit", Unclear), ("dans la nuit", Unclear),
    ("aujourdhui", Day(0)), ("aprem", DayPart(Afternoon)), ("cet aprem", PartOfToday(Afternoon)), ("cette après-midi", PartOfToday(Afternoon)), ("cet après midi", PartOfToday(Afternoon)), ("après midi", DayPart(Afternoon)),
    ("en huit", Later(7)), ("en quinze", Later(14)),
    ("aujourd'hui", Day(0)), ("auj", Day(0)), ("demain", Day(1)), ("après-demain", Day(2)), ("après demain", Day(2)), ("hier", Day(-1)),
    ("lundi", Weekday(Mon)), ("lun", Weekday(Mon)), ("mardi", Weekday(Tue)), ("mar", Weekday(Tue)), ("mercredi", Weekday(Wed)), ("mer", Weekday(Wed)),
    ("jeudi", Weekday(Thu)), ("jeu", Weekday(Thu)), ("vendredi", Weekday(Fri)), ("ven", Weekday(Fri)), ("samedi", Weekday(Sat)), ("sam", Weekday(Sat)),
    ("dimanche", Weekday(Sun)), ("dim", Weekday(Sun)),
    ("lundis", Weekday(Mon)), ("mardis", Weekday(Tue)), ("mercredis", Weekday(Wed)), ("jeudis", Weekday(Thu)), ("vendredis", Weekday(Fri)), ("samedis", Weekday(Sat)), ("dimanches", Weekday(Sun)),
    ("janvier", Month(1)), ("janv", Month(1)), ("jan", Month(1)), ("février", Month(2)), ("févr", Month(2)), ("fév", Month(2)), ("mars", Month(3)),
    ("avril", Month(4)), ("avr", Month(4)), ("mai", Month(5)), ("juin", Month(6)), ("juillet", Month(7)), ("juil", Month(7)), ("août", Month(8)),
    ("septembre", Month(9)), ("sept", Month(9)), ("octobre", Month(10)), ("oct", Month(10)), ("novembre", Month(11)), ("nov", Month(11)), ("décembre", Month(12)), ("déc", Month(12)),
    ("le", On), ("au", On), ("du", On), ("ce", This), ("prochain", This), ("de cette semaine", This), ("cette semaine", This), ("qui vient", This),
    ("la semaine prochaine", NextWeek), ("de la semaine prochaine", NextWeek), ("semaine prochaine", NextWeek),

    // Amounts
    ("quinze jours", Amount(2, Unit::Week)), ("15 jours", Amount(2, Unit::Week)), ("huit jours", Amount(1, Unit::Week)), ("8 jours", Amount(1, Unit::Week)), ("une quinzaine", Amount(2, Unit::Week)), ("une quinzaine de jours", Amount(2, Unit::Week)), ("une huitaine", Amount(1, Unit::Week)),
    ("15 jours ouvrés", Amount(15, Unit::WorkingDay)), ("quinze jours ouvrés", Amount(15, Unit::WorkingDay)), ("15 jours ouvrables", Amount(15, Unit::WorkingDay)), ("8 jours ouvrés", Amount(8, Unit::WorkingDay)), ("huit jours ouvrés", Amount(8, Unit::WorkingDay)), ("8 jours ouvrables", Amount(8, Unit::WorkingDay)),
    ("treize", Number(13)), ("quatorze", Number(14)), ("seize", Number(16)), ("dix-sept", Number(17)), ("dix-huit", Number(18)), ("dix-neuf", Number(19)), ("vingt-cinq", Number(25)), ("quarante", Number(40)), ("quarante-cinq", Number(45)), ("cinquante", Number(50)),
    ("trois quarts d'heure", Amount(45, Unit::Minute)), ("une demi heure", Amount(30, Unit::Minute)), ("demi-heure", Amount(30, Unit::Minute)),
    ("dans", In), ("sous", In), ("dans les", In), ("d'ici", In), ("dans environ", In), ("à partir d'aujourd'hui", FromNow),
    ("un", Number(1)), ("une", Number(1)), ("deux", Number(2)), ("trois", Number(3)), ("quatre", Number(4)), ("cinq", Number(5)), ("six", Number(6)),
    ("sept", Number(7)), ("huit", Number(8)), ("neuf", Number(9)), ("dix", Number(10)), ("onze", Number(11)), ("douze", Number(12)), ("quinze", Number(15)), ("vingt", Number(20)), ("trente", Number(30)),
    ("min", Unit(Unit::Minute)), ("minute", Unit(Unit::Minute)), ("minutes", Unit(Unit::Minute)),
    ("h", Unit(Unit::Hour)), ("heure", Unit(Unit::Hour)), ("heures", Unit(Unit::Hour)),
    ("d", Unit(Unit::Day)), ("j", Unit(Unit::Day)), ("jour", Unit(Unit::Day)), ("jours", Unit(Unit::Day)),
    ("wd", Unit(Unit::WorkingDay)), ("b", Unit(Unit::WorkingDay)), ("jour ouvré", Unit(Unit::WorkingDay)), ("jours ouvrés", Unit(Unit::WorkingDay)),
    ("jour ouvrable", Unit(Unit::WorkingDay)), ("jours ouvrables", Unit(Unit::WorkingDay)),
    ("w", Unit(Unit::Week)), ("semaine", Unit(Unit::Week)), ("semaines", Unit(Unit::Week)), ("mois", Unit(Unit::Month)),
    ("an", Unit(Unit::Year)), ("ans", Unit(Unit::Year)), ("année", Unit(Unit::Year)), ("années", Unit(Unit::Year)),
    ("une demi-heure", Amount(30, Unit::Minute)), ("un quart d'heure", Amount(15, Unit::Minute)), ("une heure et demie", Amount(90, Unit::Minute)),

    // Ends
    ("fin de matinée", Unclear), ("fin d'après-midi", Unclear), ("fin d'année", EndOf(Unit::Year, 0)), ("la fin de l'année", EndOf(Unit::Year, 0)), ("fin de l'année", EndOf(Unit::Year, 0)),
    ("la fin de mois", EndOf(Unit::Month, 0)), ("fin de cette semaine", EndOf(Unit::Week, 0)), ("fin semaine prochaine", EndOf(Unit::Week, 1)), ("fin de semaine prochaine", EndOf(Unit::Week, 1)), ("fin", LastDayOf), ("fin de", LastDayOf), ("la fin de", LastDayOf), ("fin du mois de", LastDayOf), ("la fin du mois de", LastDayOf),
    ("eod", EndOf(Unit::Day, 0)), ("fin de journée", EndOf(Unit::Day, 0)), ("la fin de la journée", EndOf(Unit::Day, 0)), ("ce soir", PartOfToday(Evening)),
    ("eow", EndOf(Unit::Week, 0)), ("fin de semaine", EndOf(Unit::Week, 0)), ("la fin de la semaine", EndOf(Unit::Week, 0)),
    ("fin de la semaine prochaine", EndOf(Unit::Week, 1)), ("la fin de la semaine prochaine", EndOf(Unit::Week, 1)),
    ("eom", EndOf(Unit::Month, 0)), ("fin de mois", EndOf(Unit::Month, 0)), ("fin du mois", EndOf(Unit::Month, 0)), ("la fin du mois", EndOf(Unit::Month, 0)),
    ("fin du mois prochain", EndOf(Unit::Month, 1)), ("la fin du mois prochain", EndOf(Unit::Month, 1)),

    // Times
    ("et demie", MinutesAfter(30)), ("et demi", MinutesAfter(30)), ("et quart", MinutesAfter(15)), ("moins le quart", MinutesAfter(-15)), ("moins cinq", MinutesAfter(-5)), ("moins dix", MinutesAfter(-10)), ("moins vingt", MinutesAfter(-20)), ("moins vingt-cinq", MinutesAfter(-25)),
    ("à", MaybeAt), ("vers", MaybeAt), ("aux environs de", MaybeAt),
    ("matin", DayPart(Morning)), ("le matin", DayPart(Morning)), ("du matin", DayPart(Morning)), ("au matin", DayPart(Morning)),
    ("midi", DayPart(Noon)), ("après-midi", DayPart(Afternoon)), ("l'après-midi", DayPart(Afternoon)), ("de l'après-midi", DayPart(Afternoon)),
    ("soir", DayPart(Evening)), ("le soir", DayPart(Evening)), ("du soir", DayPart(Evening)), ("au soir", DayPart(Evening)),
    ("ce matin", PartOfToday(Morning)), ("cet après-midi", PartOfToday(Afternoon)),
    ("minuit", Midnight), ("h", OClock), ("heures", OClock), ("heure", OClock),
];
