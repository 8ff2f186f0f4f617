//! A table of people as text: whatever spreadsheets write.

use csv::{ReaderBuilder, StringRecord, Trim};
use goodturn_sync::administration::{MOST_IMPORTED, TableProblem};

use crate::routes::invitations::is_address;

/// The columns that are known, in the order of [`Cells`]: each with its own name first, then with what
/// the languages that quick add understands call it.
const COLUMNS: [&[&str]; 8] = [
    &["name", "nom", "nombre"],
    &[
        "email",
        "e-mail",
        "mail",
        "e-mail address",
        "e-mail-adresse",
        "courriel",
        "adresse e-mail",
        "correo",
        "correo electrónico",
    ],
    &["role", "rolle", "rôle", "rol"],
    &["teams", "team", "équipes", "équipe", "equipos", "equipo"],
    &["manager", "führungskraft", "vorgesetzte", "vorgesetzter", "vorgesetzte(r)", "responsable"],
    &["position", "stelle", "funktion", "poste", "fonction", "puesto", "cargo"],
    &["zone", "time zone", "zeitzone", "fuseau horaire", "zona horaria"],
    &["locale", "language", "sprache", "langue", "idioma"],
];
/// Without these there is nobody to add: the first of the columns.
const NEEDED: usize = 2;

/// A line of the table, cell by cell; empty where nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    /// Counted from 1, the header included.
    pub(super) line: u64,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) teams: String,
    pub(super) manager: String,
    pub(super) position: String,
    pub(super) zone: String,
    pub(super) locale: String,
    /// What stands under no column of the header.
    pub(super) stray: Vec<String>,
}

/// Reads the table: with or without a byte order mark, separated by what its header is separated by.
pub(super) fn read(text: &str) -> Result<Vec<Cells>, TableProblem> {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(line) = unclosed_quote(text, char::from(separator(text))) {
        return Err(TableProblem::Unreadable { line });
    }
    let mut reader =
        ReaderBuilder::new().delimiter(separator(text)).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| TableProblem::Unreadable { line: 1 })?.clone();
    let places = places(&header)?;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|cause| TableProblem::Unreadable { line: cause.position().map_or(0, csv::Position::line) })?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if lines.len() == MOST_IMPORTED {
            return Err(TableProblem::TooManyLines { most: MOST_IMPORTED });
        }
        lines.push(Cells { line: line_of(&record, text), ..cells(&record, &places) });
    }
    if lines.is_empty() { Err(TableProblem::Empty) } else { Ok(lines) }
}

/// The line of a quote that begins a cell and is never closed: what follows would be one long cell.
fn unclosed_quote(text: &str, separator: char) -> Option<u64> {
    let (mut line, mut opened, mut begins_cell) = (1, None, true);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += u64::from(letter == '\n');
        match (letter, opened) {
            ('"', None) if begins_cell => opened = Some(line),
            ('"', Some(_)) if letters.peek() == Some(&'"') => {
                letters.next();
            }
            ('"', Some(_)) => opened = None,
            _ => {}
        }
        begins_cell = letter == separator || letter == '\n' || (begins_cell && letter.is_whitespace());
    }
    opened
}

/// The separator that the header has most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let outside: String = header.split('"').step_by(2).collect();
    let count = |separator: char| outside.matches(separator).count();
    // The first of equals is taken, so a comma where there is none of all.
    let mut best = (',', count(','));
    for separator in [';', '\t'] {
        if count(separator) > best.1 {
            best = (separator, count(separator));
        }
    }
    best.0 as u8
}

/// For each known column the place at which the header has it.
fn places(header: &StringRecord) -> Result<[Option<usize>; COLUMNS.len()], TableProblem> {
    if header.iter().all(str::is_empty) {
        return Err(TableProblem::Empty);
    }
    // No column is called like an address: somebody stands where the header should.
    if header.iter().any(is_address) {
        return Err(TableProblem::NoHeader);
    }
    let mut places = [None; COLUMNS.len()];
    for (place, name) in header.iter().enumerate() {
        let name = name.trim_start_matches('\u{feff}').to_lowercase();
        if name.is_empty() {
            continue;
        }
        let known = COLUMNS.iter().position(|names| names.contains(&&*name));
        let column = known.ok_or(TableProblem::ColumnUnknown { column: name.clone() })?;
        if places[column].replace(place).is_some() {
            return Err(TableProblem::ColumnTwice { column: name });
        }
    }
    match places[..NEEDED].iter().position(Option::is_none) {
        Some(missing) => Err(TableProblem::ColumnMissing { column: COLUMNS[missing][0].to_owned() }),
        None => Ok(places),
    }
}

/// A record is said to begin behind the one before, with the empty lines in between.
fn line_of(record: &StringRecord, text: &str) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(text.len()).min(text.len());
    let empty = text.as_bytes()[start..].iter().take_while(|it| it.is_ascii_whitespace()).filter(|it| **it == b'\n');
    position.line() + empty.count() as u64
}

fn cells(record: &StringRecord, places: &[Option<usize>; COLUMNS.len()]) -> Cells {
    let [name, email, role, teams, manager, position, zone, locale] =
        places.map(|place| place.and_then(|it| record.get(it)).unwrap_or_default().to_owned());
    let is_stray = |(place, cell): &(usize, &str)| !cell.is_empty() && !places.contains(&Some(*place));
    let stray = record.iter().enumerate().filter(is_stray).map(|(_, cell)| cell.to_owned()).collect();
    Cells { line: 0, name, email, role, teams, manager, position, zone, locale, stray }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_write_is_read() {
        for text in [
            "name,email,teams\nBo Lund,bo@example.org,\"Legal, Sales\"\n",
            "\u{feff}Name;E-Mail;Teams\r\nBo Lund;bo@example.org;Legal, Sales\r\n",
            "email\tname\tteams\n\nbo@example.org\t Bo Lund \t\"Legal, Sales\"",
            "\"name\",\"email\",\"teams\"\n\"Bo Lund\",\"bo@example.org\",\"Legal, Sales\"\n,,\n",
        ] {
            let lines = read(text).expect("a table");
            assert_eq!(lines.len(), 1, "{text:?}");
            let Cells { name, email, teams, .. } = &lines[0];
            assert_eq!((&**name, &**email, &**teams), ("Bo Lund", "bo@example.org", "Legal, Sales"), "{text:?}");
        }
    }

    #[test]
    fn columns_are_known_by_the_names_that_other_languages_have_for_them() {
        for header in [
            "Name;E-Mail-Adresse;Rolle;Team;Vorgesetzte;Stelle;Zeitzone;Sprache",
            "Nom;Courriel;Rôle;Équipes;Responsable;Poste;Fuseau horaire;Langue",
            "Nombre;Correo electrónico;Rol;Equipos;Responsable;Puesto;Zona horaria;Idioma",
        ] {
            let lines = read(&format!("{header}\n1;2;3;4;5;6;7;8")).expect("a table");
            let Cells { name, email, role, teams, manager, position, zone, locale, .. } = &lines[0];
            assert_eq!(
                [name, email, role, teams, manager, position, zone, locale].map(|it| &**it).concat(),
                "12345678"
            );
        }
    }

    #[test]
    fn what_stands_under_no_column_is_kept_to_be_told() {
        let lines = read("name,email,,\nLund, Bo,bo@x.org\nCy,cy@x.org,,,\nDi,di@x.org,,Sales,Oslo").expect("a table");

        let stray: Vec<_> = lines.iter().map(|it| it.stray.join("|")).collect();
        assert_eq!(stray, ["bo@x.org", "", "Sales|Oslo"]);
    }

    #[test]
    fn quotes_inside_of_cells_are_letters() {
        let lines =
            read("name,email\nBo \"Bee\" 5\" Lund,bo@x.org\n\"Cy \"\"Sea\"\" Lund\",cy@x.org").expect("a table");

        let names: Vec<&str> = lines.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["Bo \"Bee\" 5\" Lund", "Cy \"Sea\" Lund"]);
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let lines = read("name,email\nBo,bo@x.org\n\n\"Cy\nLund\",cy@x.org\nDi,di@x.org\n").expect("a table");

        assert_eq!(lines.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4, 6]);
    }

    #[test]
    fn what_is_no_table_of_people_is_said() {
        let column = |name: &str| name.to_owned();
        for (text, problem) in [
            ("", TableProblem::Empty),
            ("name,email\n", TableProblem::Empty),
            ("name\nBo", TableProblem::ColumnMissing { column: column("email") }),
            ("Bo Lund;bo@x.org\nCy Sea;cy@x.org", TableProblem::NoHeader),
            ("name,email,salary\nBo,b@x.org,1", TableProblem::ColumnUnknown { column: column("salary") }),
            ("name,email,name\nBo,b@x.org,Bo", TableProblem::ColumnTwice { column: column("name") }),
            ("name,email\nBo,b@x.org\n\"Cy,c@x.org\nDi,d@x.org", TableProblem::Unreadable { line: 3 }),
            ("PK\u{3}\u{4}binary", TableProblem::ColumnUnknown { column: column("pk\u{3}\u{4}binary") }),
        ] {
            assert_eq!(read(text), Err(problem), "{text:?}");
        }
        let many = format!("name,email\n{}", "Bo,b@x.org\n".repeat(MOST_IMPORTED + 1));
        assert_eq!(read(&many), Err(TableProblem::TooManyLines { most: MOST_IMPORTED }));
    }
}
