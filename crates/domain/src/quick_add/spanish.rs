//! Spanish, as it is written in Spain and in America.

use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

use super::Verb;
use super::language::DayPart::{Afternoon, Evening, Morning, Noon};
use super::language::Meaning::*;
use super::language::{Table, Unit};
use crate::service_request::Priority as Level;

pub(super) const SPANISH: Table = Table {
    language: "es",
    month_first: &[],
    has_twelve_hours: false,
    first_morning_hour: 7,
    has_bare_hours: false,
    hours_have_article: true,
    joins_day_and_part: false,
    only_lower: &[],
    only_upper: &[],
    elided: &[],
    has_plain_days: true,
    date_separators: &['/'],
    time_separators: &[':', '.', 'h'],
    ordinals: &["º", "°"],
    phrases: PHRASES,
};

#[rustfmt::skip]
const PHRASES: &[(&str, super::language::Meaning)] = &[
    // The sentence
    ("gracias de antemano", NoVerb), ("muchas gracias", Verb(Verb::Thank)), ("muchas gracias a", Verb(Verb::Thank)), ("mil gracias", Verb(Verb::Thank)), ("mil gracias a", Verb(Verb::Thank)), ("dale las gracias a", Verb(Verb::Thank)), ("agradece", Verb(Verb::Thank)),
    ("pídele a", Verb(Verb::Ask)), ("pregúntale a", Verb(Verb::Ask)), ("recuérdale a", Verb(Verb::Remind)), ("recuerdame", RemindMe), ("recuérdeme", RemindMe), ("acuérdame", RemindMe), ("informa a", Verb(Verb::Tell)), ("avisar a", Verb(Verb::Tell)), ("comunica a", Verb(Verb::Tell)), ("diles a", Verb(Verb::Tell)),
    ("pide", Verb(Verb::Ask)), ("pide a", Verb(Verb::Ask)), ("pedir a", Verb(Verb::Ask)), ("pregunta a", Verb(Verb::Ask)), ("preguntar a", Verb(Verb::Ask)), ("ask", Verb(Verb::Ask)),
    ("gracias", Verb(Verb::Thank)), ("gracias a", Verb(Verb::Thank)), ("agradece a", Verb(Verb::Thank)), ("agradecer a", Verb(Verb::Thank)), ("thank", Verb(Verb::Thank)),
    ("recuerda", Verb(Verb::Remind)), ("recuerda a", Verb(Verb::Remind)), ("recordar a", Verb(Verb::Remind)), ("remind", Verb(Verb::Remind)),
    ("recuérdame", RemindMe), ("recordarme", RemindMe),
    ("di a", Verb(Verb::Tell)), ("dile a", Verb(Verb::Tell)), ("avisa a", Verb(Verb::Tell)), ("tell", Verb(Verb::Tell)),
    ("yo", Me), ("mí", Me), ("me", Me),
    ("que", About(Verb::Ask)), ("por", About(Verb::Ask)), ("por", About(Verb::Thank)),
    ("que", About(Verb::Remind)), ("de", About(Verb::Remind)), ("que", About(Verb::Tell)),
    ("y", And), ("e", And), ("&", And), ("o", Or), ("u", Or),
    ("a", Preposition), ("al", Preposition), ("ante", Preposition), ("bajo", Preposition), ("como", Preposition), ("con", Preposition),
    ("contra", Preposition), ("de", Preposition), ("del", Preposition), ("desde", Preposition), ("en", Preposition), ("entre", Preposition),
    ("hacia", Preposition), ("hasta", Preposition), ("o", Preposition), ("para", Preposition), ("pero", Preposition), ("por", Preposition),
    ("según", Preposition), ("si", Preposition), ("sin", Preposition), ("sobre", Preposition), ("tras", Preposition),

    // Fields
    ("para", Due), ("antes de", Before), ("antes del", Before), ("para antes de", Before), ("para antes del", Before), ("de aquí a", Due), ("de aquí al", Due), ("de aquí a", In), ("como muy tarde", Due), ("como tarde", Due), ("a más tardar para", Due), ("lo más tarde", Due), ("a más tardar", Due), ("vence", Due), ("due", Due), ("by", Due),
    ("noticias", NextWord), ("noticias para", NextWord), ("word", NextWord),
    ("recordar", Remind), ("recuérdame", Remind), ("recordatorio", Remind), ("remind", Remind),
    ("si no hay respuesta", IfNoReply), ("si no responde", IfNoReply), ("si no responden", IfNoReply), ("sin respuesta", IfNoReply), ("if no reply", IfNoReply),
    ("cada", Every), ("todos los", Every), ("todas las", Every), ("every", Every),
    ("baja", Priority(Level::Low)), ("normal", Priority(Level::Normal)), ("alta", Priority(Level::High)), ("importante", Priority(Level::High)), ("urgente", Priority(Level::Urgent)),
    ("low", Priority(Level::Low)), ("high", Priority(Level::High)), ("urgent", Priority(Level::Urgent)),
    ("cover", Kind("cover")), ("cubrir", Kind("cover")), ("sustituir", Kind("cover")), ("info", Kind("info")), ("información", Kind("info")),
    ("represent", Kind("represent")), ("representar", Kind("represent")), ("approve", Kind("approve")), ("aprobar", Kind("approve")), ("aprobación", Kind("approve")),

    // Days
    ("no antes de", Unclear), ("no antes del", Unclear), ("no para", Unclear), ("pasado", Unclear), ("pasado", NotNext), ("último", NotNext), ("siguiente", Unclear), ("último", Unclear), ("anterior", Unclear), ("temprano", Unclear), ("tempranito", Unclear), ("de madrugada", Unclear), ("ocho días", Unclear),
    ("de hoy en ocho", Day(7)), ("de hoy en ocho días", Day(7)), ("de hoy en quince", Day(14)), ("de mañana en ocho", Day(8)), ("de mañana en ocho días", Day(8)),
    ("hoy", Day(0)), ("mañana", Day(1)), ("pasado mañana", Day(2)), ("ayer", Day(-1)),
    ("lunes", Weekday(Mon)), ("lun", Weekday(Mon)), ("martes", Weekday(Tue)), ("mar", Weekday(Tue)), ("miércoles", Weekday(Wed)), ("mié", Weekday(Wed)),
    ("jueves", Weekday(Thu)), ("jue", Weekday(Thu)), ("viernes", Weekday(Fri)), ("vie", Weekday(Fri)), ("sábado", Weekday(Sat)), ("sáb", Weekday(Sat)),
    ("domingo", Weekday(Sun)), ("dom", Weekday(Sun)), ("sábados", Weekday(Sat)), ("domingos", Weekday(Sun)),
    ("enero", Month(1)), ("ene", Month(1)), ("febrero", Month(2)), ("feb", Month(2)), ("marzo", Month(3)), ("abril", Month(4)), ("abr", Month(4)),
    ("mayo", Month(5)), ("may", Month(5)), ("junio", Month(6)), ("jun", Month(6)), ("julio", Month(7)), ("jul", Month(7)), ("agosto", Month(8)), ("ago", Month(8)),
    ("septiembre", Month(9)), ("setiembre", Month(9)), ("sept", Month(9)), ("sep", Month(9)), ("octubre", Month(10)), ("oct", Month(10)),
    ("noviembre", Month(11)), ("nov", Month(11)), ("diciembre", Month(12)), ("dic", Month(12)),
    ("de", Of), ("del", Of), ("el", On), ("del", On), ("este", This), ("que viene", This), ("de esta semana", This), ("esta semana", This), ("el día", On), ("del día", On), ("al", Article),
    ("próximo", Next), ("próximo", NextWeek), ("el próximo", Next), ("la próxima semana", NextWeek), ("de la próxima semana", NextWeek), ("la semana que viene", NextWeek), ("de la semana que viene", NextWeek),

    // Amounts
    ("quince días", Amount(2, Unit::Week)), ("15 días", Amount(2, Unit::Week)), ("quince días hábiles", Amount(15, Unit::WorkingDay)), ("15 días hábiles", Amount(15, Unit::WorkingDay)), ("quince días laborables", Amount(15, Unit::WorkingDay)), ("15 días laborables", Amount(15, Unit::WorkingDay)), ("una quincena", Amount(2, Unit::Week)),
    ("una", Hour(1)), ("la una", Hour(1)), ("la 1", Hour(1)), ("un par de", Number(2)), ("trece", Number(13)), ("catorce", Number(14)), ("dieciséis", Number(16)), ("diecisiete", Number(17)), ("dieciocho", Number(18)), ("diecinueve", Number(19)), ("cuarenta", Number(40)), ("cincuenta", Number(50)), ("tres cuartos de hora", Amount(45, Unit::Minute)),
    ("en", In), ("dentro de", In), ("en los próximos", In), ("en unos", In), ("a partir de hoy", FromNow),
    ("un", Number(1)), ("una", Number(1)), ("uno", Number(1)), ("dos", Number(2)), ("tres", Number(3)), ("cuatro", Number(4)), ("cinco", Number(5)), ("seis", Number(6)),
    ("siete", Number(7)), ("ocho", Number(8)), ("nueve", Number(9)), ("diez", Number(10)), ("once", Number(11)), ("doce", Number(12)), ("quince", Number(15)), ("veinte", Number(20)), ("treinta", Number(30)),
    ("min", Unit(Unit::Minute)), ("minuto", Unit(Unit::Minute)), ("minutos", Unit(Unit::Minute)),
    ("h", Unit(Unit::Hour)), ("hora", Unit(Unit::Hour)), ("horas", Unit(Unit::Hour)),
    ("d", Unit(Unit::Day)), ("día", Unit(Unit::Day)), ("días", Unit(Unit::Day)),
    ("wd", Unit(Unit::WorkingDay)), ("b", Unit(Unit::WorkingDay)), ("día hábil", Unit(Unit::WorkingDay)), ("días hábiles", Unit(Unit::WorkingDay)),
    ("día laborable", Unit(Unit::WorkingDay)), ("días laborables", Unit(Unit::WorkingDay)),
    ("w", Unit(Unit::Week)), ("semana", Unit(Unit::Week)), ("semanas", Unit(Unit::Week)), ("mes", Unit(Unit::Month)), ("meses", Unit(Unit::Month)),
    ("año", Unit(Unit::Year)), ("años", Unit(Unit::Year)),
    ("media hora", Amount(30, Unit::Minute)), ("hora y media", Amount(90, Unit::Minute)), ("un cuarto de hora", Amount(15, Unit::Minute)), ("una hora y media", Amount(90, Unit::Minute)),

    // Ends
    ("a última hora", EndOf(Unit::Day, 0)), ("última hora", EndOf(Unit::Day, 0)), ("el fin de la jornada", EndOf(Unit::Day, 0)), ("final del día", EndOf(Unit::Day, 0)), ("final de la jornada", EndOf(Unit::Day, 0)), ("el cierre", EndOf(Unit::Day, 0)),
    ("fin de año", EndOf(Unit::Year, 0)), ("final de año", EndOf(Unit::Year, 0)), ("el final del año", EndOf(Unit::Year, 0)), ("fin de esta semana", EndOf(Unit::Week, 0)), ("final de esta semana", EndOf(Unit::Week, 0)), ("el final de esta semana", EndOf(Unit::Week, 0)), ("final de la semana que viene", EndOf(Unit::Week, 1)), ("el final de la semana que viene", EndOf(Unit::Week, 1)),
    ("final del mes", EndOf(Unit::Month, 0)), ("fin del mes", EndOf(Unit::Month, 0)), ("el final de mes", EndOf(Unit::Month, 0)), ("el final del mes", EndOf(Unit::Month, 0)), ("final del mes que viene", EndOf(Unit::Month, 1)), ("fin de", LastDayOf), ("final de", LastDayOf), ("el fin de", LastDayOf), ("el final de", LastDayOf),
    ("eod", EndOf(Unit::Day, 0)), ("fin del día", EndOf(Unit::Day, 0)), ("el final del día", EndOf(Unit::Day, 0)), ("fin de la jornada", EndOf(Unit::Day, 0)),
    ("eow", EndOf(Unit::Week, 0)), ("final de la semana", EndOf(Unit::Week, 0)), ("el final de la semana", EndOf(Unit::Week, 0)),
    ("final de la próxima semana", EndOf(Unit::Week, 1)), ("el final de la próxima semana", EndOf(Unit::Week, 1)),
    ("eom", EndOf(Unit::Month, 0)), ("fin de mes", EndOf(Unit::Month, 0)), ("final de mes", EndOf(Unit::Month, 0)), ("el fin de mes", EndOf(Unit::Month, 0)),
    ("fin del próximo mes", EndOf(Unit::Month, 1)), ("final del próximo mes", EndOf(Unit::Month, 1)),

    // Times
    ("las", HourArticle), ("a primera hora", DayPart(Morning)), ("primera hora", DayPart(Morning)), ("a primera hora de la mañana", DayPart(Morning)), ("primera hora de la mañana", DayPart(Morning)), ("en la mañana", DayPart(Morning)), ("en la tarde", DayPart(Afternoon)), ("en la noche", DayPart(Evening)), ("a la mañana", DayPart(Morning)), ("a la tarde", DayPart(Afternoon)), ("a la noche", DayPart(Evening)), ("del mediodía", DayPart(Noon)), ("el mediodía", DayPart(Noon)),
    ("y media", MinutesAfter(30)), ("y cuarto", MinutesAfter(15)), ("menos cuarto", MinutesAfter(-15)), ("y cinco", MinutesAfter(5)), ("y diez", MinutesAfter(10)), ("y veinte", MinutesAfter(20)), ("y veinticinco", MinutesAfter(25)), ("menos cinco", MinutesAfter(-5)), ("menos diez", MinutesAfter(-10)), ("menos veinte", MinutesAfter(-20)), ("menos veinticinco", MinutesAfter(-25)),
    ("a las", At), ("a la", At), ("sobre las", At), ("hacia las", At),
    ("por la mañana", DayPart(Morning)), ("de la mañana", DayPart(Morning)), ("mediodía", DayPart(Noon)), ("al mediodía", DayPart(Noon)), ("a mediodía", DayPart(Noon)),
    ("tarde", DayPart(Afternoon)), ("por la tarde", DayPart(Afternoon)), ("de la tarde", DayPart(Afternoon)),
    ("noche", DayPart(Evening)), ("por la noche", DayPart(Evening)), ("de la noche", DayPart(Evening)),
    ("esta mañana", PartOfToday(Morning)), ("esta tarde", PartOfToday(Afternoon)), ("esta noche", PartOfToday(Evening)),
    ("medianoche", Midnight), ("am", Am), ("a.m", Am), ("a m", Am), ("pm", Pm), ("p.m", Pm), ("p m", Pm), ("de la madrugada", Am), ("h", OClock), ("horas", OClock),
];
