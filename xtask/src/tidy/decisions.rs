//! Architecture decisions: one per file, numbered without gaps.

use super::{Finding, Source};

const FOLDER: &str = "docs/adr/";
const PARTS: &[&str] = &["## Context", "## Decision", "## Consequences"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let decisions = sources.iter().filter(|source| source.is_in(FOLDER));
    decisions.zip(1..).flat_map(|(source, number)| check_one(source, number)).collect()
}

/// Files come sorted, so the n-th one has the number n.
fn check_one(source: &Source, number: u32) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = &source.path[FOLDER.len()..];
    if !name.starts_with(&format!("{number:04}-")) || !name.ends_with(".md") {
        findings.push(Finding::in_file(&source.path, format!("should be called {number:04}-….md")));
    }
    if !source.text.starts_with(&format!("# {number:04} ")) {
        findings.push(Finding::at(&source.path, 1, format!("should start with `# {number:04} ` and what was decided")));
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
    fn numbers_have_no_gaps() {
        let first = a_file("docs/adr/0001-a.md", &format!("# 0001 A{TEXT}"));
        let second = a_file("docs/adr/0002-b.md", &format!("# 0002 B{TEXT}"));
        let third = a_file("docs/adr/0004-c.md", &format!("# 0003 C{TEXT}"));

        assert_eq!(check(&[first, second, third]).len(), 1);
    }

    #[test]
    fn a_decision_says_why_what_and_then() {
        assert_eq!(check(&[a_file("docs/adr/0001-a.md", "# 0001 A\n")]).len(), 3);
    }
}
