//! Names that say nothing: of files, folders, modules and types.

use super::{Finding, Source};

/// What a name must not end in, because it holds anything and everything.
const BANNED: &[&str] = &[
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "types",
    "models",
    "manager",
    "managers",
    "service",
    "services",
    "handler",
    "handlers",
    "processor",
    "processors",
];

/// Words of the business: who serves a request, an entry of a team's catalogue.
const OURS: &[&str] = &["Helper", "Service", "OfferedService", "PublishService", "Services"];

/// Files and folders of the catalogue.
const CATALOGUE: &[&str] = &["services", "offered_service", "offered_services"];

/// Words in front of the name of a type.
const DECLARES: &[&str] = &["struct", "enum", "trait", "union", "class", "interface"];

const CODE: &[&str] = &[".rs", ".ts", ".svelte", ".js", ".mjs", ".py", ".css"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let code = sources.iter().filter(|source| source.ends_with(CODE));
    code.flat_map(|source| paths(source).into_iter().chain(declared(source))).collect()
}

fn paths(source: &Source) -> Option<Finding> {
    let bad = source.path.split('/').find(|part| {
        let stem = part.split('.').next().unwrap_or(part).to_lowercase();
        let last = stem.rsplit(['_', '-']).next().unwrap_or(&stem);
        BANNED.contains(&last) && !CATALOGUE.contains(&stem.as_str())
    })?;
    Some(Finding::in_file(&source.path, format!("`{bad}` does not say what is inside")))
}

fn declared(source: &Source) -> Vec<Finding> {
    let named = source.lines().filter_map(|(number, line)| Some((number, type_name(line)?)));
    let bad = named.filter(|(_, name)| is_empty_name(name));
    bad.map(|(number, name)| Finding::at(&source.path, number, format!("`{name}` does not say what it is"))).collect()
}

/// The type that a line declares.
fn type_name(line: &str) -> Option<&str> {
    let mut words = line
        .split_whitespace()
        .skip_while(|word| matches!(*word, "export" | "default" | "abstract" | "pub") || word.starts_with("pub("));
    let declares = words.next()?;
    if !DECLARES.contains(&declares) {
        return None;
    }
    let rest = words.next()?;
    Some(rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or(rest))
}

fn is_empty_name(name: &str) -> bool {
    let Some(start) = name.rfind(char::is_uppercase) else { return false };
    let last = name[start..].to_lowercase();
    BANNED.contains(&last.as_str()) && !OURS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    fn check_path(path: &str, is_fine: bool) {
        assert_eq!(check(&[a_file(path, "")]).is_empty(), is_fine, "{path}");
    }

    fn check_line(line: &str, is_fine: bool) {
        assert_eq!(check(&[a_file("a.rs", line)]).is_empty(), is_fine, "{line}");
    }

    #[test]
    fn files_are_called_after_what_they_hold() {
        check_path("crates/store-sqlite/src/service_requests.rs", true);
        check_path("crates/client/src/date_utils.rs", false);
        check_path("ui/src/common/Button.svelte", false);
        check_path("crates/client/src/helper.rs", false);
        check_path("crates/client/src/request_service.rs", false);
        check_path("crates/domain/src/offered_service.rs", true);
    }

    #[test]
    fn types_are_called_after_what_they_are() {
        check_line("pub struct ServiceRequest {", true);
        check_line("    Helper,", true);
        check_line("pub(crate) enum Helper<T> {", true);
        check_line("pub struct SessionManager {", false);
        check_line("export class RequestService {", false);
        check_line("struct PromiseHelper;", false);
    }
}
