//! The sets: what is free in all of a country, under the name that people there know it by.

use chrono::Weekday::{Mon, Thu};

use super::{Holiday, Observed, Rule, Set};
use Rule::{Easter, FridayOrMonday, Last, Nth, On};

const fn free(name: &'static str, rule: Rule) -> Holiday {
    Holiday { name, rule, observed: Observed::AsItFalls, since: i32::MIN }
}

const fn moved(name: &'static str, rule: Rule, observed: Observed) -> Holiday {
    Holiday { name, rule, observed, since: i32::MIN }
}

const fn since(year: i32, holiday: Holiday) -> Holiday {
    Holiday { since: year, ..holiday }
}

/// In the order of their codes.
pub(super) const SETS: &[Set] = &[
    Set {
        country: "AT",
        holidays: &[
            free("Neujahr", On(1, 1)),
            free("Heilige Drei Könige", On(1, 6)),
            free("Ostermontag", Easter(1)),
            free("Staatsfeiertag", On(5, 1)),
            free("Christi Himmelfahrt", Easter(39)),
            free("Pfingstmontag", Easter(50)),
            free("Fronleichnam", Easter(60)),
            free("Mariä Himmelfahrt", On(8, 15)),
            free("Nationalfeiertag", On(10, 26)),
            free("Allerheiligen", On(11, 1)),
            free("Mariä Empfängnis", On(12, 8)),
            free("Christtag", On(12, 25)),
            free("Stefanitag", On(12, 26)),
        ],
    },
    Set {
        country: "BE",
        holidays: &[
            free("Nieuwjaar / Nouvel an", On(1, 1)),
            free("Paasmaandag / Lundi de Pâques", Easter(1)),
            free("Dag van de Arbeid / Fête du Travail", On(5, 1)),
            free("O.L.H. Hemelvaart / Ascension", Easter(39)),
            free("Pinkstermaandag / Lundi de Pentecôte", Easter(50)),
            free("Nationale feestdag / Fête nationale", On(7, 21)),
            free("O.L.V. Hemelvaart / Assomption", On(8, 15)),
            free("Allerheiligen / Toussaint", On(11, 1)),
            free("Wapenstilstand / Armistice", On(11, 11)),
            free("Kerstmis / Noël", On(12, 25)),
        ],
    },
    Set {
        // Cantons keep more; these four are free in all of them.
        country: "CH",
        holidays: &[
            free("Neujahr / Nouvel an / Capodanno", On(1, 1)),
            free("Auffahrt / Ascension / Ascensione", Easter(39)),
            free("Bundesfeier / Fête nationale / Festa nazionale", On(8, 1)),
            free("Weihnachten / Noël / Natale", On(12, 25)),
        ],
    },
    Set {
        country: "DE",
        holidays: &[
            free("Neujahr", On(1, 1)),
            free("Karfreitag", Easter(-2)),
            free("Ostermontag", Easter(1)),
            free("Tag der Arbeit", On(5, 1)),
            free("Christi Himmelfahrt", Easter(39)),
            free("Pfingstmontag", Easter(50)),
            free("Tag der Deutschen Einheit", On(10, 3)),
            free("Erster Weihnachtstag", On(12, 25)),
            free("Zweiter Weihnachtstag", On(12, 26)),
        ],
    },
    Set {
        country: "DK",
        holidays: &[
            free("Nytårsdag", On(1, 1)),
            free("Skærtorsdag", Easter(-3)),
            free("Langfredag", Easter(-2)),
            free("Anden påskedag", Easter(1)),
            free("Kristi himmelfartsdag", Easter(39)),
            free("Anden pinsedag", Easter(50)),
            free("Første juledag", On(12, 25)),
            free("Anden juledag", On(12, 26)),
        ],
    },
    Set {
        country: "ES",
        holidays: &[
            free("Año Nuevo", On(1, 1)),
            free("Epifanía del Señor", On(1, 6)),
            free("Viernes Santo", Easter(-2)),
            free("Fiesta del Trabajo", On(5, 1)),
            free("Asunción de la Virgen", On(8, 15)),
            free("Fiesta Nacional de España", On(10, 12)),
            free("Todos los Santos", On(11, 1)),
            free("Día de la Constitución", On(12, 6)),
            free("Inmaculada Concepción", On(12, 8)),
            free("Natividad del Señor", On(12, 25)),
        ],
    },
    Set {
        country: "FR",
        holidays: &[
            free("Jour de l’An", On(1, 1)),
            free("Lundi de Pâques", Easter(1)),
            free("Fête du Travail", On(5, 1)),
            free("Victoire 1945", On(5, 8)),
            free("Ascension", Easter(39)),
            free("Lundi de Pentecôte", Easter(50)),
            free("Fête nationale", On(7, 14)),
            free("Assomption", On(8, 15)),
            free("Toussaint", On(11, 1)),
            free("Armistice 1918", On(11, 11)),
            free("Noël", On(12, 25)),
        ],
    },
    Set {
        // The bank holidays of England and Wales.
        country: "GB",
        holidays: &[
            moved("New Year’s Day", On(1, 1), Observed::NextWeekday),
            free("Good Friday", Easter(-2)),
            free("Easter Monday", Easter(1)),
            free("Early May bank holiday", Nth(5, Mon, 1)),
            free("Spring bank holiday", Last(5, Mon)),
            free("Summer bank holiday", Last(8, Mon)),
            moved("Christmas Day", On(12, 25), Observed::NextWeekday),
            moved("Boxing Day", On(12, 26), Observed::NextWeekday),
        ],
    },
    Set {
        country: "IE",
        holidays: &[
            free("New Year’s Day", On(1, 1)),
            since(2023, free("Saint Brigid’s Day", FridayOrMonday(2))),
            free("Saint Patrick’s Day", On(3, 17)),
            free("Easter Monday", Easter(1)),
            free("May Day", Nth(5, Mon, 1)),
            free("June holiday", Nth(6, Mon, 1)),
            free("August holiday", Nth(8, Mon, 1)),
            free("October holiday", Last(10, Mon)),
            free("Christmas Day", On(12, 25)),
            free("Saint Stephen’s Day", On(12, 26)),
        ],
    },
    Set {
        country: "IT",
        holidays: &[
            free("Capodanno", On(1, 1)),
            free("Epifania", On(1, 6)),
            free("Lunedì dell’Angelo", Easter(1)),
            free("Festa della Liberazione", On(4, 25)),
            free("Festa dei Lavoratori", On(5, 1)),
            free("Festa della Repubblica", On(6, 2)),
            free("Ferragosto", On(8, 15)),
            since(2026, free("San Francesco d’Assisi", On(10, 4))),
            free("Ognissanti", On(11, 1)),
            free("Immacolata Concezione", On(12, 8)),
            free("Natale", On(12, 25)),
            free("Santo Stefano", On(12, 26)),
        ],
    },
    Set {
        country: "LU",
        holidays: &[
            free("Neijoerschdag", On(1, 1)),
            free("Ouschterméindeg", Easter(1)),
            free("Dag vun der Aarbecht", On(5, 1)),
            since(2019, free("Europadag", On(5, 9))),
            free("Christi Himmelfaart", Easter(39)),
            free("Péngschtméindeg", Easter(50)),
            free("Nationalfeierdag", On(6, 23)),
            free("Léiffrawëschdag", On(8, 15)),
            free("Allerhellgen", On(11, 1)),
            free("Chrëschtdag", On(12, 25)),
            free("Stiefesdag", On(12, 26)),
        ],
    },
    Set {
        country: "NL",
        holidays: &[
            free("Nieuwjaarsdag", On(1, 1)),
            free("Tweede paasdag", Easter(1)),
            since(2014, moved("Koningsdag", On(4, 27), Observed::DayBefore)),
            free("Hemelvaartsdag", Easter(39)),
            free("Tweede pinksterdag", Easter(50)),
            free("Eerste kerstdag", On(12, 25)),
            free("Tweede kerstdag", On(12, 26)),
        ],
    },
    Set {
        country: "NO",
        holidays: &[
            free("Første nyttårsdag", On(1, 1)),
            free("Skjærtorsdag", Easter(-3)),
            free("Langfredag", Easter(-2)),
            free("Andre påskedag", Easter(1)),
            free("Arbeidernes dag", On(5, 1)),
            free("Grunnlovsdagen", On(5, 17)),
            free("Kristi himmelfartsdag", Easter(39)),
            free("Andre pinsedag", Easter(50)),
            free("Første juledag", On(12, 25)),
            free("Andre juledag", On(12, 26)),
        ],
    },
    Set {
        country: "PL",
        holidays: &[
            free("Nowy Rok", On(1, 1)),
            free("Święto Trzech Króli", On(1, 6)),
            free("Poniedziałek Wielkanocny", Easter(1)),
            free("Święto Pracy", On(5, 1)),
            free("Święto Konstytucji 3 Maja", On(5, 3)),
            free("Boże Ciało", Easter(60)),
            free("Wniebowzięcie Najświętszej Maryi Panny", On(8, 15)),
            free("Wszystkich Świętych", On(11, 1)),
            free("Narodowe Święto Niepodległości", On(11, 11)),
            since(2025, free("Wigilia Bożego Narodzenia", On(12, 24))),
            free("Boże Narodzenie", On(12, 25)),
            free("Drugi dzień Bożego Narodzenia", On(12, 26)),
        ],
    },
    Set {
        country: "PT",
        holidays: &[
            free("Ano Novo", On(1, 1)),
            free("Sexta-feira Santa", Easter(-2)),
            free("Dia da Liberdade", On(4, 25)),
            free("Dia do Trabalhador", On(5, 1)),
            free("Corpo de Deus", Easter(60)),
            free("Dia de Portugal", On(6, 10)),
            free("Assunção de Nossa Senhora", On(8, 15)),
            free("Implantação da República", On(10, 5)),
            free("Todos os Santos", On(11, 1)),
            free("Restauração da Independência", On(12, 1)),
            free("Imaculada Conceição", On(12, 8)),
            free("Natal", On(12, 25)),
        ],
    },
    Set {
        country: "SE",
        holidays: &[
            free("Nyårsdagen", On(1, 1)),
            free("Trettondedag jul", On(1, 6)),
            free("Långfredagen", Easter(-2)),
            free("Annandag påsk", Easter(1)),
            free("Första maj", On(5, 1)),
            free("Kristi himmelsfärdsdag", Easter(39)),
            free("Sveriges nationaldag", On(6, 6)),
            free("Juldagen", On(12, 25)),
            free("Annandag jul", On(12, 26)),
        ],
    },
    Set {
        // The federal holidays.
        country: "US",
        holidays: &[
            moved("New Year’s Day", On(1, 1), Observed::NearestWeekday),
            free("Martin Luther King Jr. Day", Nth(1, Mon, 3)),
            free("Washington’s Birthday", Nth(2, Mon, 3)),
            free("Memorial Day", Last(5, Mon)),
            since(2021, moved("Juneteenth", On(6, 19), Observed::NearestWeekday)),
            moved("Independence Day", On(7, 4), Observed::NearestWeekday),
            free("Labor Day", Nth(9, Mon, 1)),
            free("Columbus Day", Nth(10, Mon, 2)),
            moved("Veterans Day", On(11, 11), Observed::NearestWeekday),
            free("Thanksgiving Day", Nth(11, Thu, 4)),
            moved("Christmas Day", On(12, 25), Observed::NearestWeekday),
        ],
    },
];
