//! What came of an import, as a table for spreadsheets: with the links that are handed out.

use goodturn_sync::administration::{FieldChange, ImportReport, ImportedLine, LineOutcome};

/// With these a spreadsheet takes a cell for a formula.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The report as CSV, a line for each line that was read.
pub fn report_csv(report: &ImportReport) -> String {
    let header = ["line", "email", "name", "outcome", "reason", "changes", "link"].map(str::to_owned);
    table(std::iter::once(header).chain(report.lines.iter().map(row)))
}

/// A table in which no cell can be a formula.
pub fn table<Row: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = Row>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.into_iter().map(harmless))
            .expect("memory takes everything, and all rows have the same cells");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("cells are text")
}

/// What somebody else wrote must not run when it is opened: an apostrophe makes it text.
fn harmless(cell: String) -> String {
    if cell.starts_with(FORMULAS) { format!("'{cell}") } else { cell }
}

fn row(line: &ImportedLine) -> [String; 7] {
    let outcome = match line.outcome {
        LineOutcome::Add => "add",
        LineOutcome::Change => "change",
        LineOutcome::Unchanged => "unchanged",
        LineOutcome::Error => "error",
    };
    [
        line.line.to_string(),
        line.email.clone(),
        line.name.clone(),
        outcome.to_owned(),
        line.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        line.changes.iter().map(change).collect::<Vec<_>>().join("; "),
        line.link.clone().unwrap_or_default(),
    ]
}

fn change(change: &FieldChange) -> String {
    let FieldChange { field, from, to } = change;
    if from.is_empty() { format!("{field}: {to}") } else { format!("{field}: {from} > {to}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let cells = ["=1+1", "+4930", "-2", "@SUM(A1)", "\tx", "\rx", "fine, \"quoted\""].map(str::to_owned);

        let written = table([cells]);

        assert_eq!(written, "'=1+1,'+4930,'-2,'@SUM(A1),'\tx,\"'\rx\",\"fine, \"\"quoted\"\"\"\n");
    }
}
