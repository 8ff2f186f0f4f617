//! People from a table: looked at first, then brought in.

use goodturn_domain::person::Membership;
use goodturn_domain::{Intent, PersonId, Role, TeamId, Title};
use goodturn_sync::administration::{Directory, ImportReport, ImportRequest, LineOutcome, LineProblem, TableProblem};
use reqwest::Method;

use crate::place::{Place, Someone, answer, fresh};

const TABLE: &str = "\u{feff}name;email;role;teams;manager;position;zone;locale\r\n\
    Cleo Park;Cleo@Example.org;administrator;Legal:lead;;Counsel;Europe/Paris;fr\r\n\
    \"Dan; the man\";dan@example.org;;Legal, Sales;cleo@example.org;;;\r\n\
    Bo Lund;bo@example.org;;Sales;dan@example.org;Driver;;\r\n";

/// Ada owns the place, Bo is a colleague, and there are Legal and Sales.
pub(crate) async fn place_with_teams() -> (Place, Someone, Someone) {
    let place = Place::start().await;
    let ada = place.administrator().await;
    let bo = ada.colleague(&place, "bo@example.org").await;
    let team = |name: &str, prefix: &str| Intent::AddTeam {
        team: TeamId::new(fresh()),
        name: Title::new(name).unwrap(),
        prefix: Title::new(prefix).unwrap(),
    };
    ada.act(&place, &[team("Legal", "LEG"), team("Sales", "SAL")]).await;
    (place, ada, bo)
}

pub(crate) async fn import(place: &Place, who: &Someone, csv: &str, dry_run: bool) -> ImportReport {
    let body = ImportRequest { csv: csv.to_owned(), dry_run };
    answer(who.call(place, Method::POST, "/v1/people/import", &body).await).await
}

fn outcomes(report: &ImportReport) -> Vec<LineOutcome> {
    report.lines.iter().map(|it| it.outcome).collect()
}

fn person<'a>(directory: &'a Directory, email: &str) -> &'a goodturn_domain::Person {
    let is_it = |it: &&goodturn_domain::Person| it.email.as_ref().is_some_and(|it| it.as_str() == email);
    directory.people.iter().find(is_it).unwrap()
}

fn teams_of(directory: &Directory, person: PersonId) -> Vec<(String, Membership)> {
    let place = |team: &goodturn_domain::Team| Some((team.name.to_string(), *team.members.get(&person)?));
    directory.teams.iter().filter_map(place).collect()
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let (place, ada, bo) = place_with_teams().await;
    let before = (ada.directory(&place).await, ada.pull(&place).await.seen);

    let report = import(&place, &ada, TABLE, true).await;

    assert_eq!(outcomes(&report), [LineOutcome::Add, LineOutcome::Add, LineOutcome::Change]);
    assert_eq!((report.added, report.changed, report.unchanged, report.failed), (2, 1, 0, 0));
    assert!(report.lines.iter().all(|it| it.link.is_none()));
    let fields: Vec<_> = report.lines[2].changes.iter().map(|it| (&*it.field, &*it.from, &*it.to)).collect();
    assert_eq!(fields, [("position", "", "Driver"), ("teams", "", "Sales"), ("manager", "", "dan@example.org")]);
    assert_eq!(before, (ada.directory(&place).await, ada.pull(&place).await.seen));
    drop(bo);
}

#[tokio::test]
async fn an_import_does_what_its_dry_run_said_and_once_more_nothing() {
    let (place, ada, bo) = place_with_teams().await;
    let dry = import(&place, &ada, TABLE, true).await;

    let done = import(&place, &ada, TABLE, false).await;

    for (said, did) in dry.lines.iter().zip(&done.lines) {
        assert_eq!((said.outcome, &said.changes, &said.problems), (did.outcome, &did.changes, &did.problems));
    }
    let directory = ada.directory(&place).await;
    let (cleo, dan) = (person(&directory, "cleo@example.org"), person(&directory, "dan@example.org"));
    assert_eq!((cleo.role, cleo.zone.name(), &*cleo.locale), (Role::Administrator, "Europe/Paris", "fr"));
    assert_eq!((dan.name.as_str(), dan.manager), ("Dan; the man", Some(cleo.id)));
    assert_eq!(person(&directory, "bo@example.org").manager, Some(dan.id));
    assert_eq!(teams_of(&directory, cleo.id), [("Legal".to_owned(), Membership::Lead)]);
    let both = [("Legal".to_owned(), Membership::Member), ("Sales".to_owned(), Membership::Member)];
    assert_eq!(teams_of(&directory, dan.id), both);
    assert_eq!(teams_of(&directory, bo.person), [("Sales".to_owned(), Membership::Member)]);

    let again = import(&place, &ada, TABLE, false).await;
    assert_eq!(outcomes(&again), [LineOutcome::Unchanged; 3]);
    let link = done.lines[1].link.as_ref().expect("who was added gets a link");
    assert_eq!(place.accept(link, "Dan").await.person, dan.id);
}

#[tokio::test]
async fn each_line_says_its_own_mistake_and_the_good_ones_come_in() {
    let (place, ada, _) = place_with_teams().await;
    let table = "name,email,role,teams,manager,zone\n\
        Eve,eve@example.org,,,,\n\
        Eve Again,EVE@example.org,,,,\n\
        ,nameless@example.org,,,,\n\
        Nowhere,not an address,,,,\n\
        King,king@example.org,king,,,\n\
        Lost,lost@example.org,,Atlantis,,\n\
        Led,led@example.org,,,nobody@example.org,\n\
        Led Too,led2@example.org,,,led@example.org,\n\
        Round,round@example.org,,,about@example.org,\n\
        About,about@example.org,,,round@example.org,\n\
        Moon,moon@example.org,,,,Moon/Crater\n";

    let report = import(&place, &ada, table, false).await;

    let text = |it: &str| it.to_owned();
    let problems: Vec<_> = report.lines.iter().map(|it| it.problems.clone()).collect();
    assert_eq!(
        problems,
        [
            vec![],
            vec![LineProblem::SameAddress { line: 2 }],
            vec![LineProblem::Unusable { column: text("name") }],
            vec![LineProblem::NotAnAddress { email: text("not an address") }],
            vec![LineProblem::UnknownRole { role: text("king") }],
            vec![LineProblem::UnknownTeam { team: text("Atlantis") }],
            vec![LineProblem::UnknownManager { manager: text("nobody@example.org") }],
            vec![LineProblem::UnknownManager { manager: text("led@example.org") }],
            vec![LineProblem::ReportsToThemselves],
            vec![LineProblem::ReportsToThemselves],
            vec![LineProblem::UnknownZone { zone: text("Moon/Crater") }],
        ]
    );
    assert_eq!((report.added, report.failed), (1, 10));
    assert_eq!(ada.directory(&place).await.people.len(), 3);
}

#[tokio::test]
async fn a_line_tells_all_of_its_mistakes_at_once() {
    let (place, ada, _) = place_with_teams().await;
    let table = "Name;E-Mail;Rolle;Teams;Vorgesetzte;Zeitzone\n\
        Eve;eve@example.org;;;;\n\
        ;EVE@example.org;king;Atlantis, Legal, Lemuria;nobody@example.org;Moon/Crater;spare\n";

    let report = import(&place, &ada, table, false).await;

    let text = |it: &str| it.to_owned();
    assert_eq!(outcomes(&report), [LineOutcome::Add, LineOutcome::Error]);
    assert_eq!(
        report.lines[1].problems,
        [
            LineProblem::CellsWithoutColumn { cells: text("spare") },
            LineProblem::Unusable { column: text("name") },
            LineProblem::UnknownRole { role: text("king") },
            LineProblem::UnknownTeam { team: text("Atlantis") },
            LineProblem::UnknownTeam { team: text("Lemuria") },
            LineProblem::UnknownZone { zone: text("Moon/Crater") },
            LineProblem::SameAddress { line: 2 },
            LineProblem::UnknownManager { manager: text("nobody@example.org") },
        ]
    );
}

#[tokio::test]
async fn two_people_change_places_in_the_reporting_line() {
    let (place, ada, _) = place_with_teams().await;
    let table = |eve: &str, fay: &str| format!("name,email,manager\nEve,eve@x.org,{eve}\nFay,fay@x.org,{fay}\n");
    import(&place, &ada, &table("fay@x.org", "ada@example.org"), false).await;

    let swapped = import(&place, &ada, &table("ada@example.org", "eve@x.org"), false).await;

    assert_eq!(outcomes(&swapped), [LineOutcome::Change; 2]);
    let directory = ada.directory(&place).await;
    assert_eq!(person(&directory, "fay@x.org").manager, Some(person(&directory, "eve@x.org").id));
    assert_eq!(person(&directory, "eve@x.org").manager, Some(ada.person));
}

#[tokio::test]
async fn an_import_makes_no_owners_for_who_is_none_and_leaves_one() {
    let (place, ada, bo) = place_with_teams().await;
    ada.act(&place, &[Intent::ChangeRole { person: bo.person, role: Role::Administrator }]).await;

    let raised = import(&place, &bo, "name,email,role\nEve,eve@x.org,owner\nBo,bo@example.org,owner\n", false).await;
    let left = import(&place, &ada, "name,email,role\nAda Ekström,ada@example.org,member\n", true).await;

    assert!(raised.lines.iter().all(|it| it.problems == [LineProblem::OwnerProtected]), "{raised:?}");
    assert_eq!(left.lines[0].problems, [LineProblem::OwnerProtected]);
}

#[tokio::test]
async fn who_was_invited_by_hand_is_not_there_twice() {
    let (place, ada, _) = place_with_teams().await;
    ada.invite(&place, "eve@example.org", Role::Member).await;

    let report = import(&place, &ada, "name,email\nEve,eve@example.org\n", false).await;

    let link = report.lines[0].link.as_ref().unwrap();
    place.accept(link, "Eve").await;
    assert_eq!(ada.directory(&place).await.people.len(), 3);
}

#[tokio::test]
async fn what_is_no_table_is_told_as_such() {
    let (place, ada, _) = place_with_teams().await;

    let report = import(&place, &ada, "who,when\nme,now\n", false).await;

    assert_eq!(report.problem, Some(TableProblem::ColumnUnknown { column: "who".to_owned() }));
    assert_eq!(report.lines, []);
}
