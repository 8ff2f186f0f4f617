//! Somebody who has read nothing sets up a team with a service, a level and a rule, and the rule does what it says.

use anyhow::{Context, Result};

use crate::alone::Alone;

impl Alone {
    async fn takes_first_steps(&self) -> Result<()> {
        let app = &self.app;
        app.fill("Your name", "Mara Lindqvist").await?;
        for _ in ["name", "hours", "shortcut"] {
            app.click("button", "Continue").await?;
        }
        app.click("button", "Start empty").await?;
        app.sees("Quick add").await
    }

    async fn adds_a_team(&self) -> Result<()> {
        let app = &self.app;
        self.choose_in_palette("set up", "Set up teams").await?;
        app.fill("Name of the team", "IT help").await?;
        app.fill("Short form", "ITH").await?;
        self.desktop.press("Return")?;
        app.sees("Team added").await?;
        app.sees("Hours and service levels").await
    }

    async fn offers_a_service(&self) -> Result<()> {
        let app = &self.app;
        app.click("button", "Services").await?;
        app.click("button", "New service").await?;
        app.fill("Name", "New laptop").await?;
        app.click("button", "Add a field").await?;
        app.fill("Name of the field", "For whom").await?;
        app.click("checkbox", "Has to be answered").await?;
        app.click("button", "Publish").await?;
        app.sees("Version 1").await?;
        self.desktop.press("Escape")?;
        app.sees_no("Version 1").await
    }

    async fn promises_an_answer(&self) -> Result<()> {
        let app = &self.app;
        app.click("button", "Hours and service levels").await?;
        app.click("button", "Add service level").await?;
        app.fill("Name", "Standard").await?;
        app.choose("Unit", "hours").await?;
        app.click("button", "Save").await?;
        app.sees("From now on these hold").await
    }

    async fn keeps_a_rule(&self) -> Result<()> {
        let app = &self.app;
        app.click("button", "Rules").await?;
        app.click("button", "Begin with Pressing first").await?;
        app.sees("The same as text").await?;
        app.click("button", "Keep rule").await?;
        app.sees("Kept: Pressing first").await?;
        app.sees("None has fired yet").await?;
        self.desktop.press("Escape")?;
        app.sees_no("None has fired yet").await
    }

    /// It is asked of one's own team, by nobody else.
    async fn sees_the_rule_fire(&self) -> Result<()> {
        let app = &self.app;
        self.add("The printer smokes #ith !urgent", "A request").await?;
        app.click("button", "My requests").await?;
        app.click("button", "The printer smokes").await?;
        app.sees("answer by").await?;
        app.sees("Rule “Pressing first”: add the label “Pressing”").await
    }

    /// What was typed in quick add is in the form, and still in the line for whoever goes back.
    async fn asks_by_the_service(&self) -> Result<()> {
        let app = &self.app;
        self.add("for Yasmin ~laptop by fri 3pm // the old one broke", "of IT help: its form comes next").await?;
        app.reads("What it is about", "New laptop: for Yasmin").await?;
        app.sees("Asked of IT help").await?;
        app.reads("In your words", "the old one broke").await?;
        app.click("button", "Back to quick add").await?;
        app.reads("What do you need", "for Yasmin ~laptop by fri 3pm // the old one broke").await?;
        app.sees("of IT help: its form comes next").await?;
        self.desktop.press("Return")?;
        app.fill("For whom", "Yasmin").await?;
        self.desktop.press("Return")?;
        app.sees("Asked: New laptop").await?;
        app.sees("the old one broke").await?;
        app.sees("needed by").await
    }

    async fn lives_through_it(&self) -> Result<()> {
        self.takes_first_steps().await.context("the first steps")?;
        self.adds_a_team().await.context("a team")?;
        self.offers_a_service().await.context("a service")?;
        self.promises_an_answer().await.context("a level")?;
        self.keeps_a_rule().await.context("a rule")?;
        self.sees_the_rule_fire().await.context("the rule fires")?;
        self.asks_by_the_service().await.context("asking by the service")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_is_set_up_without_documentation_and_its_rule_fires() -> Result<()> {
    let mara = Alone::begin("mara").await?;

    mara.told(mara.lives_through_it().await)
}
