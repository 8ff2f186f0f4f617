//! Something is asked by a service: from the line of quick add over the agreement in a notification to the rating, and
//! what was learnt is there for the next one who asks.

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use tempfile::TempDir;

use crate::backend::Backend;
use crate::clock::StoryClock;
use crate::person::Person;
use crate::programs::Programs;

const LINE: &str = "for the new cabinet";
const TITLE: &str = "Spare key: for the new cabinet";
const ANSWER: &str = "Where do I get a key of the workshop cut";

/// Robin leads the workshop, Rita asks it.
struct Story {
    robin: Person,
    rita: Person,
    clock: StoryClock,
    _backend: Backend,
    _folder: TempDir,
}

impl Story {
    async fn begin() -> Result<Self> {
        let programs = Programs::find()?;
        let folder = TempDir::new()?;
        let clock = StoryClock::on_monday(folder.path())?;
        let backend = Backend::start(programs, folder.path(), &clock)?;
        let environment = vec![clock.variable()];
        let join = async |name, invitation: String| {
            Person::join(programs, &environment, backend.address, name, &invitation).await
        };
        let robin = join("Robin Ellery", backend.first_invitation.clone()).await?;
        let rita = join("Rita Vance", robin.invite("Rita Vance", &[]).await?).await?;
        Ok(Self { robin, rita, clock, _backend: backend, _folder: folder })
    }

    async fn robin_offers_a_service(&self) -> Result<()> {
        let app = &self.robin.app;
        app.click("button", "Settings").await?;
        app.click("button", "Organization").await?;
        app.click("radio", "Teams").await?;
        app.fill("Name of the team", "Workshop").await?;
        app.fill("Short form", "WRK").await?;
        app.click("button", "Add team").await?;
        app.sees("Team added").await?;
        app.sees("Hours and service levels").await?;
        app.click("button", "Services").await?;
        app.click("button", "New service").await?;
        app.fill("Name", "Spare key").await?;
        app.click("button", "Add a field").await?;
        app.fill("Name of the field", "Which door").await?;
        app.click("checkbox", "Has to be answered").await?;
        app.click("button", "Add a step").await?;
        app.fill("Step 1", "Cut the key").await?;
        app.click("button", "Add who has to agree").await?;
        app.click("button", "Who ").await?;
        app.click("option", "These people").await?;
        app.fill("These people", "Robin").await?;
        app.click("option", "Robin Ellery").await?;
        app.fill("Automatic first word", "Keys are cut on Thursdays.").await?;
        app.click("button", "Publish").await?;
        app.sees("Version 1").await?;
        self.robin.desktop.press("Escape")
    }

    /// Offline, from whatever is on the screen, into the form in the main window.
    async fn rita_asks_by_it(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        rita.desktop.press("ctrl+k")?;
        rita.app.fill("Go to or do", "ask for a service").await?;
        rita.app.finds("option", "Ask for a service").await?;
        rita.desktop.press("Return")?;
        rita.app.fill("Search services", "spare").await?;
        rita.app.finds("button", "Spare key").await?;
        rita.desktop.press("Escape")?;
        rita.app.sees_no("What teams offer").await?;
        rita.line.cut();
        rita.app.sees("Offline").await?;
        rita.quick_add(&format!("{LINE} ~spare-key by fri 3pm // the lock is new")).await?;
        rita.app.reads("What it is about", TITLE).await?;
        rita.app.reads("In your words", "the lock is new").await?;
        rita.app.fill("Which door", "The one in the yard").await?;
        rita.desktop.press("Return")?;
        rita.app.sees("Waits for agreement").await?;
        rita.app.sees("Keys are cut on Thursdays.").await?;
        rita.app.sees("Not sent").await?;
        rita.line.mend();

        let asked = robin.desktop.notifications.wait_for("Rita Vance asks whether you agree").await?;
        ensure!(asked.body.contains(TITLE), "{asked:?}");
        robin.desktop.notifications.press(&asked, "approve").await?;
        // Rita has it in front of her: what a notification would say is withdrawn at once.
        rita.app.sees("Robin Ellery agreed").await
    }

    async fn robin_serves_it_by_its_checklist(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        robin.open("Team queues", TITLE).await?;
        robin.app.sees("The one in the yard").await?;
        robin.step("Promise…").await?;
        robin.app.fill("I deliver by", "thu 12:00").await?;
        robin.app.click("button", "Promise").await?;
        robin.app.sees("Promise due").await?;
        robin.app.click("checkbox", "Cut the key").await?;
        robin.app.sees("1 of 1 done").await?;
        rita.app.sees("1 of 1 done").await?;
        robin.step("Deliver…").await?;
        robin.app.fill("What you deliver", "It lies at the reception.").await?;
        robin.app.click("button", "Deliver").await?;

        rita.app.sees("It lies at the reception.").await?;
        rita.step("Confirm & thank").await?;
        rita.app.click("radio", "It was excellent").await?;
        rita.app.fill("Thanks to Robin", "It turns like butter.").await?;
        rita.app.click("button", "Confirm & thank").await?;
        robin.app.sees("It turns like butter.").await
    }

    async fn robin_writes_down_what_was_learnt(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        robin.step("Write an answer from this…").await?;
        robin.app.fill("The question, in one line", ANSWER).await?;
        robin.app.fill("The answer", "Ask the workshop for a spare key. They are cut on Thursdays.").await?;
        robin.app.click("button", "Publish").await?;
        robin.app.sees("The answer is there.").await?;

        rita.app.click("button", "Today").await?;
        rita.app.click("button", "Quick add").await?;
        rita.app.fill("What do you need", "ask for a key of the workshop").await?;
        rita.app.sees("This may say it already").await?;
        rita.app.click("button", ANSWER).await?;
        rita.app.sees("They are cut on Thursdays.").await?;
        rita.app.click("button", "This helped").await?;
        rita.app.sees("Good to hear").await
    }

    async fn it_is_asked_again_by_itself(&mut self) -> Result<()> {
        self.rita.app.click("button", "My requests").await?;
        self.rita.app.click("checkbox", "Show ended").await?;
        self.rita.app.click("button", TITLE).await?;
        self.rita.step("Repeat this request…").await?;
        self.rita.app.sees("Asked by the service “Spare key”").await?;
        self.rita.app.click("button", "Keep").await?;
        self.rita.app.sees(&format!("“{TITLE}” repeats.")).await?;

        self.clock.advance(TimeDelta::days(8))?;
        let asked = self.robin.desktop.notifications.wait_for("Rita Vance asks").await?;
        ensure!(asked.body.contains(TITLE), "{asked:?}");
        self.robin.open("Team queues", TITLE).await?;
        self.robin.app.sees("The one in the yard").await?;
        self.robin.app.sees("0 of 1 done").await
    }

    async fn live(&mut self) -> Result<()> {
        self.robin_offers_a_service().await.context("Robin offers a service")?;
        self.rita_asks_by_it().await.context("Rita asks by it")?;
        self.robin_serves_it_by_its_checklist().await.context("Robin serves it")?;
        self.robin_writes_down_what_was_learnt().await.context("Robin writes an answer")?;
        self.it_is_asked_again_by_itself().await.context("it is asked again")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_asked_for_agreed_to_delivered_and_learnt_from() -> Result<()> {
    let mut story = Story::begin().await.context("the story begins")?;

    let outcome = story.live().await;

    if outcome.is_err() {
        story.robin.keep_traces();
        story.rita.keep_traces();
    }
    outcome
}
