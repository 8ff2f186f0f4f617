//! A table of people as text: whatever spreadsheets write.

use csv::{ReaderBuilder, StringRecord, Trim};
use goodturn_sync::administration::{MOST_IMPORTED, TableProblem};

/// The columns that are known, in the order of [`Cells`].
const COLUMNS: [&str; 8] = ["name", "email", "role", "teams", "manager", "position", "zone", "locale"];
/// Without these there is nobody to add.
const NEEDED: [&str; 2] = ["name", "email"];

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
    let mut places = [None; COLUMNS.len()];
    for (place, name) in header.iter().enumerate() {
        let name = name.trim_start_matches('\u{feff}').to_lowercase();
        if name.is_empty() {
            continue;
        }
        let known = COLUMNS.iter().position(|column| *column == name || (*column == "email" && name == "e-mail"));
        let column = known.ok_or(TableProblem::ColumnUnknown { column: name.clone() })?;
        if places[column].replace(place).is_some() {
            return Err(TableProblem::ColumnTwice { column: name });
        }
    }
    if header.iter().all(str::is_empty) {
        return Err(TableProblem::Empty);
    }
    let has = |needed: &str| COLUMNS.iter().position(|it| *it == needed).is_some_and(|it| places[it].is_some());
    match NEEDED.iter().find(|needed| !has(needed)) {
        Some(missing) => Err(TableProblem::ColumnMissing { column: (*missing).to_owned() }),
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
    Cells { line: 0, name, email, role, teams, manager, position, zone, locale }
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
