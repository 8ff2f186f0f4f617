//! Among many requests: finding, filtering, keeping a view, changing several at once, and what a team has promised.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use goodturn_test_support::desktop::wait_for;

use crate::alone::Alone;

const LABEL: &str = "Autumn round";
const SAVED: Duration = Duration::from_secs(10);

impl Alone {
    async fn finds_and_keeps_a_view(&self) -> Result<()> {
        let app = &self.app;
        app.click("button", "My promises").await?;
        app.fill("Search requests", "is:open sort:asked").await?;
        app.sees("It is: open").await?;
        app.click("button", "Save as a view…").await?;
        app.fill("Name", "Mine to do").await?;
        self.desktop.press("Return")?;
        app.sees("The view “Mine to do” is kept.").await?;
        app.click("button", "Today").await?;
        app.click("button", "Mine to do").await?;
        app.reads("Search requests", "is:open sort:asked").await
    }

    /// By keys alone: a row, the next one too, a label for both, and back.
    async fn changes_several_and_takes_it_back(&self) -> Result<()> {
        let app = &self.app;
        app.focus("button", "Key facts for 2 Lantern Court").await?;
        self.desktop.press("shift+Down")?;
        app.sees("2 chosen").await?;
        app.click("button", "Label…").await?;
        app.fill("Labels on this request", LABEL).await?;
        app.click("button", "Add labels").await?;
        app.sees("2 requests are labelled.").await?;
        app.fill("Search requests", &format!("-label:\"{LABEL}\"")).await?;
        app.sees_no("Key facts for 2 Lantern Court").await?;
        app.fill("Search requests", &format!("label:\"{LABEL}\"")).await?;
        app.sees("Key facts for 2 Lantern Court").await?;
        app.click("button", "Undo").await?;
        app.sees("Nothing here fits these filters.").await
    }

    async fn sees_what_the_team_has_promised(&self) -> Result<()> {
        let app = &self.app;
        app.click("button", "Team load").await?;
        app.sees("No time given").await?;
        app.click("button", "Save as a table").await?;
        let downloads = self.desktop.folder().join("home/Downloads");
        let table = wait_for("the table among the downloads", SAVED, async || {
            let files = std::fs::read_dir(&downloads).into_iter().flatten().flatten();
            let mut tables = files.filter(|it| it.path().extension().is_some_and(|end| end == "csv"));
            Ok(tables.next().and_then(|it| std::fs::read_to_string(it.path()).ok()).filter(|it| !it.is_empty()))
        })
        .await?;
        let lines: Vec<&str> = table.lines().collect();
        ensure!(lines.len() > 2 && lines[0].starts_with("person,"), "{table}");
        let words = app.words().await?;
        let first = lines[1].split(',').next().unwrap_or_default().trim_matches('"');
        ensure!(words.contains(first), "{first:?} is on the screen and in the file");
        Ok(())
    }

    async fn looks_around(&self) -> Result<()> {
        self.finds_and_keeps_a_view().await.context("a view")?;
        self.changes_several_and_takes_it_back().await.context("several at once")?;
        self.sees_what_the_team_has_promised().await.context("the load of a team")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn among_many_requests_some_are_found_kept_in_a_view_and_changed_at_once() -> Result<()> {
    let mira = Alone::with_sample("mira").await?;

    mira.told(mira.looks_around().await)
}
