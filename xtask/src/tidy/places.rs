//! Paths that exist on one machine only, and hosts on the network.

use super::{Finding, Source};

/// Hosts that files may name, by the end of the name.
const KNOWN_HOSTS: &[(&str, &str)] = &[
    ("example", "reserved for examples"),
    ("example.org", "reserved for examples"),
    ("example.com", "reserved for examples"),
    ("example.net", "reserved for examples"),
    ("test", "reserved for tests"),
    ("invalid", "reserved for names that lead nowhere"),
    ("localhost", "the machine itself"),
    ("127.0.0.1", "the machine itself"),
    ("0.0.0.0", "every address of the machine itself"),
    ("[::1]", "the machine itself"),
    ("10.0.0.1", "a machine of the example in deploy/, in a network that is nobody's"),
    ("10.0.0.2", "a machine of the example in deploy/"),
    ("10.0.0.3", "a machine of the example in deploy/"),
    ("ipc.localhost", "the web view talking to Rust"),
    ("github.com", "where the project lives, and the index in Cargo.lock"),
    ("nodejs.org", "where Node comes from"),
    ("rustup.rs", "where Rust comes from"),
    ("w3.org", "names of XML formats, which nobody fetches"),
    ("apache.org", "the licence"),
    ("keepachangelog.com", "the form of the change log"),
    ("conventionalcommits.org", "the form of commit messages"),
    ("schema.tauri.app", "the schema of the configuration, for editors"),
    ("json-schema.org", "names of schemas"),
    ("debian.org", "the form of copyright files in packages"),
    ("freedesktop.org", "the standards of Linux desktops"),
];

/// Folders that people's own files live in.
const PEOPLES_FOLDERS: &[&str] = &["/home/", "/Users/", "/root/"];

/// Lock files are checked by their own rule; licences are not ours to change.
const NOT_OURS: &[&str] = &["Cargo.lock", "ui/package-lock.json", "LICENSE-APACHE", "LICENSE-MIT"];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let ours =
        sources.iter().filter(|source| !NOT_OURS.contains(&source.path.as_str()) && !source.is_in("ui/src/fonts/"));
    ours.flat_map(|source| {
        // Unit tests make up hosts as they need them, and reach none.
        let is_test = source.ends_with(&["/tests.rs", ".test.ts"]);
        let lines = source.lines_before_tests().filter(move |_| !is_test);
        lines.flat_map(|(number, line)| {
            let host = unknown_hosts(line)
                .map(|host| format!("names the host {host}; known ones are listed in xtask with a reason"));
            let path = machine_path(line).map(|path| format!("names {path}, which is there on one machine only"));
            host.chain(path).map(|says| Finding::at(&source.path, number, says)).collect::<Vec<_>>()
        })
    })
    .collect()
}

fn unknown_hosts(line: &str) -> impl Iterator<Item = &str> {
    let after_scheme = line.match_indices("://").filter_map(|(at, _)| {
        let is_web = ["http", "https", "ws", "wss", "postgres"].iter().any(|scheme| line[..at].ends_with(scheme));
        is_web.then(|| &line[at + 3..])
    });
    after_scheme.filter_map(host).filter(|host| !is_known(host))
}

/// The host that an address begins with; none when it is put together at run time.
fn host(address: &str) -> Option<&str> {
    let end = address.find(|letter: char| !(letter.is_alphanumeric() || "-._@[]:".contains(letter)));
    let authority = &address[..end.unwrap_or(address.len())];
    let name = authority.rsplit('@').next()?;
    let name = if name.starts_with('[') { name.split_inclusive(']').next()? } else { name.split(':').next()? };
    let is_name = name.contains('.') || name.contains('[') || name == "localhost";
    is_name.then(|| name.trim_end_matches('.'))
}

fn is_known(host: &str) -> bool {
    KNOWN_HOSTS
        .iter()
        .any(|(known, _)| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
}

fn machine_path(line: &str) -> Option<&str> {
    let this_one = env!("CARGO_MANIFEST_DIR").trim_end_matches("/xtask");
    // A checkout directly below the root is called like parts of our own paths, `/src` for one.
    let this_one = Some(this_one).filter(|path| path.matches('/').count() > 1);
    let named = PEOPLES_FOLDERS.iter().copied().chain(this_one).find(|folder| {
        line.match_indices(folder)
            .any(|(at, _)| !line[..at].ends_with(|letter: char| letter.is_alphanumeric() || "._-~}*".contains(letter)))
    })?;
    // The rule itself and its tests have to name the folders.
    (!line.contains("PEOPLES_FOLDERS")).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_file;
    use super::*;

    fn check_line(line: &str, found: usize) {
        assert_eq!(check(&[a_file("README.md", line)]).len(), found, "{line}");
    }

    #[test]
    fn hosts_without_a_reason_are_found() {
        check_line("see https://sub.example.org/x", 0);
        check_line("http://127.0.0.1:8080/ and http://[::1]:80", 0);
        check_line("http://{address}/v1 and https://${host}/", 0);
        check_line(concat!("https", "://surprise.io/x"), 1);
        check_line(concat!("https", "://user@surprise.io/x"), 1);
    }

    #[test]
    fn folders_of_one_machine_are_found() {
        check_line(concat!("cd /ho", "me/anna/goodturn"), 1);
        check_line("~/.local/share/goodturn", 0);
        check_line("tests/home/a", 0);
    }
}
