//! As many people from a table as are taken at once.

use crate::people_import::{import, place_with_teams};

#[tokio::test]
async fn ten_thousand_people_come_in_at_once() {
    let (place, ada, _) = place_with_teams().await;
    let mut table = "name,email,teams,manager\n".to_owned();
    for number in 0..10_000 {
        let manager = if number == 0 { String::new() } else { format!("p{}@example.org", number / 10) };
        table.push_str(&format!("Person {number},p{number}@example.org,Sales,{manager}\n"));
    }
    let table = table.replace("p0@example.org,Sales,p0@example.org", "p0@example.org,Sales,");

    let report = import(&place, &ada, &table, false).await;

    assert_eq!(
        (report.added, report.failed),
        (10_000, 0),
        "{:?}",
        report.lines.iter().find(|it| !it.problems.is_empty())
    );
    assert_eq!(ada.directory(&place).await.people.len(), 10_002);
}
