//! Architecture decisions: one per file, each with a number of its own. Gaps are decisions that
//! somebody else is writing.

use super::{Finding, Source};

const FOLDER: &str = "docs/adr/";
const PARTS: &[&str] = &["## Context", "## Decision", "## Consequences"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let decisions: Vec<&Source> = sources.iter().filter(|source| source.is_in(FOLDER)).collect();
    let mut findings: Vec<Finding> = decisions.iter().flat_map(|source| check_one(source)).collect();
    // Files come sorted, so two with the same number are neighbours.
    for pair in decisions.windows(2).filter(|pair| number_of(pair[0]) == number_of(pair[1])) {
        findings.push(Finding::in_file(&pair[1].path, "has the number of another decision".to_owned()));
    }
    findings
}

fn number_of(source: &Source) -> Option<&str> {
    let number = source.path[FOLDER.len()..].split('-').next()?;
    (number.len() == 4 && number.bytes().all(|it| it.is_ascii_digit())).then_some(number)
}

fn check_one(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    match number_of(source).filter(|_| source.path.ends_with(".md")) {
        None => findings.push(Finding::in_file(&source.path, "should be called 0001-….md".to_owned())),
        Some(number) if !source.text.starts_with(&format!("# {number} ")) => {
            let should = format!("should start with `# {number} ` and what was decided");
            findings.push(Finding::at(&source.path, 1, should));
        }
        Some(_) => {}
    }
    let missing = PARTS.iter().filter(|part| !source.text.contains(&format!("\n{part}\n")));
    findings.extend(missing.map(|part| Finding::in_file(&source.path, format!("has no part `{part}`"))));
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    const TEXT: &str = "\n\n## Context\n\n## Decision\n\n## Consequences\n";

    #[test]
    fn every_decision_has_a_number_of_its_own_in_name_and_title() {
        let first = a_file("docs/adr/0001-a.md", &format!("# 0001 A{TEXT}"));
        let again = a_file("docs/adr/0001-b.md", &format!("# 0001 B{TEXT}"));
        let other = a_file("docs/adr/0004-c.md", &format!("# 0003 C{TEXT}"));
        let none = a_file("docs/adr/notes.md", TEXT);

        assert_eq!(check(&[first, again, other, none]).len(), 3);
    }

    #[test]
    fn a_decision_says_why_what_and_then() {
        assert_eq!(check(&[a_file("docs/adr/0001-a.md", "# 0001 A\n")]).len(), 3);
    }
}
