//! The table of rights as a page for people: `docs/policy.md` is written from it.

use std::fmt::Write;

use goodturn_domain::operation::IntentName;
use goodturn_domain::policy::{self, Otherwise, Parties, Party, Route, Row};
use goodturn_domain::{Role, StageName};

const INTRODUCTION: &str = "\
# Who may do what

This page is written from the table in `crates/domain/src/policy/`, which the rules read on every \
device and on the server: after a change of the table, `GOODTURN_WRITE_POLICY=1 cargo test -p \
goodturn-domain --test rules` writes it anew. Whoever is not named may not, and is told why.

";

const LEGEND: &str = "\
## On a request

**R** requester · **H** helper: who has taken it or was asked in person · **h** \
who stands in for the helper while they are away · **r** the same for the requester · **A** who was asked to agree · **T** any member of the \
team that was asked · **L** its lead, or that of a team above that leads it too · **V** everybody who sees it · **O** oneself: taking oneself \
off · **S** the server. Except for the server nobody does anything to a request that they do not \
see, and no role in the organization opens one.

";

/// Writes the page when `GOODTURN_WRITE_POLICY` is set, else holds it against the table.
#[test]
fn the_page_for_people_says_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy.md");
    if std::env::var_os("GOODTURN_WRITE_POLICY").is_some() {
        std::fs::write(path, page()).expect("the folder of documents can be written");
    }
    let written = std::fs::read_to_string(path).expect("the page is there");
    assert!(written == page(), "docs/policy.md is old: it says how it is written anew");
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str(LEGEND);
    let stages = StageName::ALL.map(|stage| words(stage.name()));
    line(&mut page, ["intent".to_owned()].into_iter().chain(stages));
    line(&mut page, ["---".to_owned()].into_iter().chain(StageName::ALL.map(|_| ":-:".to_owned())));
    for (intent, row) in rows().filter(|(_, row)| row.stages.iter().any(|cell| !cell.is_empty())) {
        line(&mut page, [intent].into_iter().chain(row.stages.map(letters)));
    }

    page.push_str("\n## Without a request\n\n");
    line(&mut page, ["intent", "who may", "where an owner's role is at stake", "others are told"].map(str::to_owned));
    line(&mut page, ["---", "---", "---", "---"].map(str::to_owned));
    for (intent, row) in rows().filter(|(_, row)| !row.plain.is_empty()) {
        let owner = if row.owner == row.plain { String::new() } else { names(row.owner) };
        line(&mut page, [intent, names(row.plain), owner, told(row.otherwise).to_owned()]);
    }

    page.push_str("\n## Routes of the server\n\n");
    let callers: Vec<Party> =
        [Party::SignedOut].into_iter().chain(Role::ALL.iter().copied().map(Party::Role)).collect();
    line(&mut page, ["route".to_owned()].into_iter().chain(callers.iter().map(|it| name(*it).to_owned())));
    line(&mut page, ["---".to_owned()].into_iter().chain(callers.iter().map(|_| ":-:".to_owned())));
    for route in Route::ALL {
        let marks = callers.iter().map(|caller| if route.admits(*caller) { "yes" } else { "–" }.to_owned());
        line(&mut page, [spaced(&format!("{route:?}"))].into_iter().chain(marks));
    }
    page
}

fn rows() -> impl Iterator<Item = (String, Row)> {
    IntentName::ALL.iter().map(|intent| (spaced(&format!("{intent:?}")), policy::row(*intent)))
}

fn line(page: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    writeln!(page, "| {} |", cells.join(" | ")).expect("a string takes everything");
}

/// `WaitOnOther` as `wait on other`.
fn spaced(camel_case: &str) -> String {
    let mut text = String::new();
    for letter in camel_case.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

fn words(snake_case: &str) -> String {
    snake_case.replace('_', " ")
}

fn letters(parties: Parties) -> String {
    let letters: Vec<&str> = parties.iter().map(|party| letter(*party)).collect();
    if letters.is_empty() { "–".to_owned() } else { letters.join(" ") }
}

fn letter(party: Party) -> &'static str {
    match party {
        Party::Requester => "R",
        Party::Helper => "H",
        Party::RequesterSubstitute => "r",
        Party::HelperSubstitute => "h",
        Party::Approver => "A",
        Party::TeamMember => "T",
        Party::Lead => "L",
        Party::Viewer => "V",
        Party::Oneself => "O",
        Party::Server => "S",
        Party::Role(_) | Party::RespectOfficer | Party::SignedOut => name(party),
    }
}

fn names(parties: Parties) -> String {
    if Role::ALL.iter().all(|role| parties.contains(&Party::Role(*role))) {
        return "everybody who is active".to_owned();
    }
    parties.iter().map(|party| name(*party)).collect::<Vec<_>>().join(", ")
}

fn name(party: Party) -> &'static str {
    match party {
        Party::Requester => "requester",
        Party::Helper => "helper",
        Party::RequesterSubstitute => "substitute of the requester",
        Party::HelperSubstitute => "substitute of the helper",
        Party::RespectOfficer => "respect officer",
        Party::Approver => "approver",
        Party::TeamMember => "member of the team",
        Party::Lead => "lead of the team",
        Party::Viewer => "who sees it",
        Party::Oneself => "whose it is",
        Party::Role(Role::ServiceAccount) => "service account",
        Party::Role(Role::Guest) => "guest",
        Party::Role(Role::Member) => "member",
        Party::Role(Role::Administrator) => "administrator",
        Party::Role(Role::Owner) => "owner",
        Party::Server => "server",
        Party::SignedOut => "signed out",
    }
}

fn told(otherwise: Otherwise) -> &'static str {
    match otherwise {
        Otherwise::NotYours => "who may",
        Otherwise::NotOwner => "owners do that",
        Otherwise::NotAdministrator => "administrators do that",
        Otherwise::SomebodyElses => "it is somebody else's",
        Otherwise::ServerOnly => "the server does that",
        Otherwise::NotFound => "there is no such thing",
    }
}
