//! The other languages, on the same Wednesday at 10:30.

use super::*;

fn check(language: &str, times: &[(&str, &str)]) {
    let calendar = berlin();
    let language = Language::find(language).expect("a table");
    let context = QuickAddContext { language, ..in_english(&calendar, NOW) };
    let understood = |phrase| understand_when(phrase, &context).map(shown).unwrap_or_default();
    let results = times.iter().map(|(phrase, expected)| (phrase, expected, understood(phrase)));
    let wrong: Vec<_> = results.filter(|(_, expected, understood)| understood != *expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn understood(language: &str, line: &str) -> (Verb, String, Option<String>, Option<String>) {
    let calendar = berlin();
    let language = Language::find(language).expect("a table");
    let it = parse(line, &QuickAddContext { language, ..in_english(&calendar, NOW) });
    (it.verb, it.title, it.due.map(shown), it.remind.map(shown))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn german_times() {
    check(
        "de",
        &[
            ("heute", "Wed 2026-11-18 17:00"),
            ("morgen", "Thu 2026-11-19 17:00"),
            ("übermorgen", "Fri 2026-11-20 17:00"),
            ("morgen früh", "Thu 2026-11-19 09:00"),
            ("heute abend", "Wed 2026-11-18 19:00"),
            ("morgen um 15 Uhr", "Thu 2026-11-19 15:00"),
            ("Fr 15 Uhr", "Fri 2026-11-20 15:00"),
            ("Fr., 15:30 Uhr", "Fri 2026-11-20 15:30"),
            ("Freitag 15.30 Uhr", "Fri 2026-11-20 15:30"),
            ("um halb 4", "Wed 2026-11-18 15:30"),
            ("viertel nach 3", "Wed 2026-11-18 15:15"),
            ("um 3 Uhr nachmittags", "Wed 2026-11-18 15:00"),
            ("3:30", "Thu 2026-11-19 03:30"),
            ("am 25.", "Wed 2026-11-25 17:00"),
            ("25.11.", "Wed 2026-11-25 17:00"),
            ("25.11.2027 9:00", "Thu 2027-11-25 09:00"),
            ("25. November", "Wed 2026-11-25 17:00"),
            ("Freitag, den 27. November", "Fri 2026-11-27 17:00"),
            ("3/4", "Sat 2027-04-03 17:00"),
            ("nächsten Freitag", "Fri 2026-11-27 17:00"),
            ("kommenden Freitag", "Fri 2026-11-20 17:00"),
            ("Freitag nächster Woche", "Fri 2026-11-27 17:00"),
            ("in 2 Stunden", "Wed 2026-11-18 12:30"),
            ("in einer halben Stunde", "Wed 2026-11-18 11:00"),
            ("in drei Arbeitstagen", "Mon 2026-11-23 17:00"),
            ("in 14 Tagen", "Wed 2026-12-02 17:00"),
            ("Feierabend", "Wed 2026-11-18 17:00"),
            ("Ende der Woche", "Fri 2026-11-20 17:00"),
            ("Monatsende", "Mon 2026-11-30 17:00"),
            ("irgendwann", ""),
            ("31.2.", ""),
        ],
    );
}

#[test]
fn german_lines() {
    assert_eq!(
        understood("de", "bitte @maria um die Unterlagen für 4471 bis Fr 15 Uhr #legal !hoch"),
        (Verb::Ask, "die Unterlagen für 4471".into(), some("Fri 2026-11-20 15:00"), None)
    );
    assert_eq!(
        understood("de", "danke @jo für die Vertretung +5 ^teamgeist"),
        (Verb::Thank, "die Vertretung".into(), None, None)
    );
    assert_eq!(
        understood("de", "erinnere mich morgen um 8 an den Müll"),
        (Verb::Remind, "den Müll".into(), None, some("Thu 2026-11-19 08:00"))
    );
}

#[test]
fn french_times() {
    check(
        "fr",
        &[
            ("aujourd'hui", "Wed 2026-11-18 17:00"),
            ("aujourd’hui", "Wed 2026-11-18 17:00"),
            ("demain", "Thu 2026-11-19 17:00"),
            ("après-demain", "Fri 2026-11-20 17:00"),
            ("demain matin", "Thu 2026-11-19 09:00"),
            ("demain à 15h", "Thu 2026-11-19 15:00"),
            ("vendredi à 15h30", "Fri 2026-11-20 15:30"),
            ("ven 15 h", "Fri 2026-11-20 15:00"),
            ("ce soir", "Wed 2026-11-18 19:00"),
            ("cet après-midi", "Wed 2026-11-18 15:00"),
            ("midi", "Wed 2026-11-18 12:00"),
            ("vendredi prochain", "Fri 2026-11-20 17:00"),
            ("vendredi de la semaine prochaine", "Fri 2026-11-27 17:00"),
            ("le 25", "Wed 2026-11-25 17:00"),
            ("le 25 novembre", "Wed 2026-11-25 17:00"),
            ("le 1er déc.", "Tue 2026-12-01 17:00"),
            ("25/11", "Wed 2026-11-25 17:00"),
            ("3/4", "Sat 2027-04-03 17:00"),
            ("dans 2 heures", "Wed 2026-11-18 12:30"),
            ("dans une demi-heure", "Wed 2026-11-18 11:00"),
            ("dans 3 jours ouvrés", "Mon 2026-11-23 17:00"),
            ("dans quinze jours", "Wed 2026-12-02 17:00"),
            ("fin de semaine", "Fri 2026-11-20 17:00"),
            ("fin du mois", "Mon 2026-11-30 17:00"),
            ("bientôt", ""),
            ("le 32", ""),
        ],
    );
}

#[test]
fn french_lines() {
    assert_eq!(
        understood("fr", "demande à @maria de vérifier le toit pour vendredi 15h !haute"),
        (Verb::Ask, "vérifier le toit".into(), some("Fri 2026-11-20 15:00"), None)
    );
    assert_eq!(
        understood("fr", "rappelle-moi demain à 8h de sortir les poubelles"),
        (Verb::Remind, "sortir les poubelles".into(), None, some("Thu 2026-11-19 08:00"))
    );
    assert_eq!(understood("fr", "merci à @jo pour son aide"), (Verb::Thank, "son aide".into(), None, None));
}

#[test]
fn spanish_times() {
    check(
        "es",
        &[
            ("hoy", "Wed 2026-11-18 17:00"),
            ("mañana", "Thu 2026-11-19 17:00"),
            ("pasado mañana", "Fri 2026-11-20 17:00"),
            ("mañana por la mañana", "Thu 2026-11-19 09:00"),
            ("mañana a las 3", "Thu 2026-11-19 15:00"),
            ("a las 3 de la tarde", "Wed 2026-11-18 15:00"),
            ("el viernes a las 15:30", "Fri 2026-11-20 15:30"),
            ("viernes 3pm", "Fri 2026-11-20 15:00"),
            ("esta tarde", "Wed 2026-11-18 15:00"),
            ("esta noche", "Wed 2026-11-18 19:00"),
            ("mediodía", "Wed 2026-11-18 12:00"),
            ("el viernes que viene", "Fri 2026-11-20 17:00"),
            ("el próximo viernes", "Fri 2026-11-27 17:00"),
            ("viernes de la próxima semana", "Fri 2026-11-27 17:00"),
            ("el 25", "Wed 2026-11-25 17:00"),
            ("25 de noviembre", "Wed 2026-11-25 17:00"),
            ("el 25 de noviembre de 2027", "Thu 2027-11-25 17:00"),
            ("25/11", "Wed 2026-11-25 17:00"),
            ("en 2 horas", "Wed 2026-11-18 12:30"),
            ("dentro de media hora", "Wed 2026-11-18 11:00"),
            ("en 3 días hábiles", "Mon 2026-11-23 17:00"),
            ("en quince días", "Wed 2026-12-02 17:00"),
            ("fin de mes", "Mon 2026-11-30 17:00"),
            ("pronto", ""),
            ("fin de semana", ""),
        ],
    );
}

#[test]
fn spanish_lines() {
    assert_eq!(
        understood("es", "pide a @maria que revise el tejado para el viernes a las 3 !alta"),
        (Verb::Ask, "revise el tejado".into(), some("Fri 2026-11-20 15:00"), None)
    );
    assert_eq!(
        understood("es", "recuérdame mañana a las 8 que llame al banco"),
        (Verb::Remind, "llame al banco".into(), None, some("Thu 2026-11-19 08:00"))
    );
    assert_eq!(understood("es", "gracias a @jo por su ayuda"), (Verb::Thank, "su ayuda".into(), None, None));
}

#[test]
fn a_language_is_found_by_its_tag() {
    assert!(["en", "de-CH", "fr_CA", "ES-mx"].iter().all(|tag| Language::find(tag).is_some()));
    assert!(["", "tlh", "english"].iter().all(|tag| Language::find(tag).is_none()));
}
