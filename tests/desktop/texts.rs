//! What somebody writes again and again, and what was asked twice.

use anyhow::{Context, Result};

use crate::alone::Alone;

const MINE: &str = "Key facts for 2 Lantern Court";

impl Alone {
    /// The names in it fill in by themselves.
    async fn inserts_a_canned_text(&self) -> Result<()> {
        let app = &self.app;
        app.click("button", "My promises").await?;
        app.click("button", MINE).await?;
        app.fill("Write a message", "::longer").await?;
        app.finds("option", "It takes longer").await?;
        self.desktop.press("Return")?;
        app.sees_no("::longer").await?;
        app.click("button", "Send").await?;
        app.sees("Paolo, this takes longer than I thought.").await
    }

    async fn asks_from_a_template(&self) -> Result<()> {
        let app = &self.app;
        self.choose_in_palette("monthly", "Ask: Monthly figures").await?;
        app.finds("button", "Save as a template…").await?;
        app.reads("Details, if they help", "By project, with what is still open.").await?;
        app.click("button", "Ask").await?;
        app.sees("Figures for").await?;
        app.sees("By project, with what is still open.").await
    }

    async fn merges_what_was_asked_twice(&self) -> Result<()> {
        let app = &self.app;
        self.add("Clouds in the brochure, in larger print @anton", "A request").await?;
        app.click("button", "My requests").await?;
        app.click("button", "Clouds in the brochure").await?;
        self.step("Merge into another…").await?;
        app.fill("Find by title or number", "autumn catalogue").await?;
        app.click("radio", "Cover for the autumn catalogue").await?;
        app.click("button", "Merge").await?;
        app.sees("Merged into").await?;
        app.click("button", "Undo").await?;
        app.sees("Taken back.").await?;
        app.click("button", "Clouds in the brochure").await?;
        app.sees("made it a request of its own again").await?;
        self.step("Merge into another…").await?;
        self.desktop.press("Escape")
    }

    async fn step(&self, name: &str) -> Result<()> {
        self.app.finds("button", "More steps").await?;
        if self.app.has("button", name).await? {
            return self.app.click("button", name).await;
        }
        self.app.click("button", "More steps").await?;
        self.app.click("menuitem", name).await
    }

    async fn writes(&self) -> Result<()> {
        self.inserts_a_canned_text().await.context("a canned text")?;
        self.asks_from_a_template().await.context("a template")?;
        self.merges_what_was_asked_twice().await.context("merging")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_often_is_there_and_what_was_asked_twice_goes_on_as_one() -> Result<()> {
    let nora = Alone::with_sample("nora").await?;

    nora.told(nora.writes().await)
}
