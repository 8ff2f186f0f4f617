//! Lock files that work from any registry.

use super::{Finding, Source};

/// The one registry that cargo writes for everybody, whatever stands in for it on a machine.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Packages of the Tauri command line, one per platform: with one missing, `npm ci` fails there.
const TAURI_PLATFORMS: usize = 11;

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    sources
        .iter()
        .flat_map(|source| match source.path.rsplit('/').next() {
            Some("Cargo.lock") => cargo(source),
            Some("package-lock.json") => npm(source),
            _ => Vec::new(),
        })
        .collect()
}

fn cargo(source: &Source) -> Vec<Finding> {
    let bad = source.lines().filter(|(_, line)| line.starts_with("source = ") && !line.contains(CRATES_IO));
    bad.map(|(number, line)| Finding::at(&source.path, number, format!("comes from elsewhere: {line}"))).collect()
}

fn npm(source: &Source) -> Vec<Finding> {
    let resolved = source.lines().filter(|(_, line)| line.trim_start().starts_with("\"resolved\": \"http"));
    let mut findings: Vec<Finding> =
        resolved.map(|(number, _)| Finding::at(&source.path, number, "names a registry; .npmrc omits it")).collect();
    let platforms = source.text.matches("\"node_modules/@tauri-apps/cli-").count();
    if platforms != 0 && platforms != TAURI_PLATFORMS {
        findings.push(Finding::in_file(
            &source.path,
            format!("has {platforms} of {TAURI_PLATFORMS} platform packages of @tauri-apps/cli"),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    #[test]
    fn only_the_usual_registry_is_in_cargo_lock() {
        let usual = format!("source = \"{CRATES_IO}\"\n");

        assert_eq!(check(&[a_file("Cargo.lock", &usual)]), []);
        assert_eq!(check(&[a_file("Cargo.lock", "source = \"git+https://example.org/a\"\n")]).len(), 1);
    }

    #[test]
    fn package_lock_names_no_registry_and_every_platform() {
        let one = "    \"node_modules/@tauri-apps/cli-darwin-arm64\": {\n";

        assert_eq!(check(&[a_file("ui/package-lock.json", &one.repeat(TAURI_PLATFORMS))]), []);
        assert_eq!(check(&[a_file("ui/package-lock.json", one)]).len(), 1);
        assert_eq!(
            check(&[a_file("ui/package-lock.json", "  \"resolved\": \"https://example.org/a.tgz\",\n")]).len(),
            1
        );
    }
}
