//! One service from asking to thanking: two people on two desktops, one server between them,
//! offline in between, with what can go wrong going wrong.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use goodturn_test_support::desktop::wait_for;
use tempfile::TempDir;

use crate::backend::Backend;
use crate::clock::StoryClock;
use crate::person::Person;
use crate::programs::Programs;

const TITLE: &str = "Riparian grant for listing 4471";
const OF_A_TEAM: &str = "Names for the deed of 4471";

/// The app tries again after a pause that grows up to half a minute, so that a server that comes
/// back is not overrun by everybody at once.
const BACK_ONLINE: Duration = Duration::from_secs(60);

/// How long a lost team's requests may take to leave the disk.
const OFF_THE_DISK: Duration = Duration::from_secs(20);

/// A line of the map: 60,000 of them take several parts to send.
const MAP: &str = "4471: a corner of the meadow, and the brook that runs along it to the old mill on the other side.\n";

/// Robin helps, Rita asks, Kim lends a hand.
struct Story {
    robin: Person,
    rita: Person,
    kim: Person,
    backend: Backend,
    clock: StoryClock,
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
        let rita = join("Rita Vance", robin.invite("Rita Vance", &["Legal"]).await?).await?;
        let kim = join("Kim Osei", robin.invite("Kim Osei", &[]).await?).await?;
        Ok(Self { robin, rita, kim, backend, clock, _folder: folder })
    }

    async fn rita_asks_offline(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        rita.line.cut();
        rita.app.sees("Offline").await?;

        rita.quick_add(&format!("{TITLE} @robin due fri 3pm !high // the buyer asks")).await?;
        rita.app.click("button", "My requests").await?;
        rita.app.sees(TITLE).await?;
        rita.app.sees("Not sent").await?;

        rita.line.mend();
        rita.app.sees_within(BACK_ONLINE, "Up to date").await?;
        rita.app.sees_no("Not sent").await?;
        let asked = robin.desktop.notifications.wait_for(TITLE).await?;
        ensure!(asked.title == "Rita Vance asks you", "{asked:?}");
        robin.desktop.notifications.press(&asked, "promise").await
    }

    async fn robin_promises(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        robin.app.sees("When can they have it?").await?;
        robin.app.fill("I deliver by", "thu 12:00").await?;
        robin.app.fill("Next word by", "wed 12:00").await?;
        robin.app.click("button", "Promise").await?;

        rita.desktop.notifications.wait_for("Robin Ellery has it").await?;
        rita.open("My requests", TITLE).await?;
        rita.app.sees("Robin Ellery promised it by").await?;
        // What is open on the screen has been read, and its notifications go by themselves.
        rita.app.click("button", "Today").await
    }

    async fn robin_is_reminded_of_a_word(&mut self) -> Result<()> {
        // From Monday, 09:00, to half an hour after the reminder on Wednesday at 11:00.
        self.clock.advance(TimeDelta::hours(50) + TimeDelta::minutes(30))?;
        let Self { rita, robin, .. } = &*self;
        let due = robin.desktop.notifications.wait_for("Time for a word to Rita Vance").await?;
        robin.desktop.notifications.press(&due, "snooze").await?;

        robin.open("My promises", TITLE).await?;
        robin.app.fill("Write a message", "The county has the form; I hear tomorrow.").await?;
        robin.app.click("button", "Send").await?;
        rita.desktop.notifications.wait_for("Robin Ellery wrote").await.map(drop)
    }

    /// By the button, by paste and by drop, with the line cut and mended on the way.
    async fn robin_attaches_files(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        let map = robin.desktop.folder().join("map of 4471.txt");
        std::fs::write(&map, MAP.repeat(60_000))?;
        robin.line.cut();
        robin.app.sees("Offline").await?;
        robin.app.choose_file(&map).await?;
        robin.app.hand_over("paste", "Write a message", "pasted.txt", "from the clipboard").await?;
        robin.app.hand_over("drop", "Write a message", "dropped.txt", "from the file manager").await?;
        for name in ["map of 4471.txt", "pasted.txt", "dropped.txt"] {
            robin.app.sees(name).await?;
        }
        robin.app.click("button", "Send").await?;
        robin.app.sees("not sent yet").await?;

        robin.line.mend();
        robin.app.sees_within(BACK_ONLINE, "Up to date").await?;
        rita.desktop.notifications.wait_for("Robin Ellery").await?;
        rita.open("My requests", TITLE).await?;
        for name in ["dropped.txt", "pasted.txt", "map of 4471.txt"] {
            rita.app.sees(name).await?;
            rita.app.click("button", &format!("Save {name}")).await?;
        }
        let downloads = rita.desktop.folder().join("home/Downloads");
        wait_for("the map to be with Rita", OFF_THE_DISK, async || {
            let is_there = std::fs::read(downloads.join("map of 4471.txt"))
                .is_ok_and(|it| it == std::fs::read(&map).unwrap_or_default());
            Ok(is_there.then_some(()))
        })
        .await?;
        ensure!(std::fs::read_to_string(downloads.join("pasted.txt"))? == "from the clipboard");
        ensure!(std::fs::read_to_string(downloads.join("dropped.txt"))? == "from the file manager");
        rita.app.click("button", "Today").await
    }

    async fn both_change_the_promise_offline(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        rita.line.cut();
        robin.line.cut();
        rita.app.sees("Offline").await?;
        robin.app.sees("Offline").await?;

        robin.step("New time…").await?;
        robin.app.fill("I deliver by", "fri 12:00").await?;
        robin.app.fill("Why", "The county is closed on Thursday").await?;
        robin.app.click("button", "Move the promise").await?;
        rita.open("My requests", TITLE).await?;
        rita.step("Offer a time…").await?;
        rita.app.fill("Could it be", "thu 16:00").await?;
        rita.app.click("button", "Offer").await?;

        robin.line.mend();
        robin.app.sees_within(BACK_ONLINE, "Up to date").await?;
        robin.app.sees_no("Not sent").await?;
        rita.line.mend();
        rita.app.sees_within(BACK_ONLINE, "Up to date").await?;
        rita.app.sees_no("Not sent").await?;
        for person in [rita, robin] {
            person.app.sees("moved the promise").await?;
            person.app.sees("offered").await?;
        }
        Ok(())
    }

    async fn robin_delivers_through_trouble(&mut self) -> Result<()> {
        self.rita.app.click("button", "Today").await?;
        self.robin.step("Deliver…").await?;
        self.robin.app.fill("What you deliver", "The grant is in the folder.").await?;
        self.robin.app.fill("What will they need next?", "The buyer's signature").await?;
        self.robin.app.click("button", "Deliver").await?;
        // What the interface shows is saved, and from then on it survives everything.
        self.robin.app.sees("You delivered").await?;
        self.robin.lose_power().await.context("the power fails right after the click")?;
        self.backend.kill_and_restart().context("the server is killed and restarted")?;

        self.robin.app.sees_within(BACK_ONLINE, "Up to date").await?;
        let delivered = self.rita.desktop.notifications.wait_for("Robin Ellery delivered").await?;
        self.rita.desktop.notifications.press(&delivered, "not_yet").await?;
        self.rita.app.fill("What is missing?", "Page two is missing.").await?;
        self.rita.app.click("button", "Say not yet").await?;
        self.robin.desktop.notifications.wait_for("Rita Vance says: not yet").await?;

        self.robin.open("My promises", TITLE).await?;
        self.robin.step("Deliver…").await?;
        self.robin.app.fill("What you deliver", "With page two.").await?;
        self.robin.app.click("button", "Deliver").await
    }

    async fn rita_confirms_and_thanks_both(&self) -> Result<()> {
        let Self { rita, robin, kim, .. } = self;
        rita.app.sees("With page two.").await?;
        rita.step("Confirm & thank").await?;
        rita.app.click("radio", "It was excellent").await?;
        rita.app.fill("Thanks to Robin", "You saved the closing.").await?;
        rita.app.fill("Who else made this possible?", "Kim").await?;
        rita.app.click("option", "Kim Osei").await?;
        rita.app.click("button", "Confirm & thank").await?;

        for person in [robin, kim] {
            person.desktop.notifications.wait_for("Rita Vance thanks you").await?;
        }
        for person in [robin, kim, rita] {
            person.app.click("button", "Thanks").await?;
            person.app.sees("You saved the closing.").await?;
        }
        rita.app.sees("Kim Osei").await?;
        kim.app.sees("You and Robin Ellery").await
    }

    async fn kim_asks_a_team_and_rita_takes_it(&self) -> Result<()> {
        let Self { rita, kim, .. } = self;
        kim.quick_add(&format!("{OF_A_TEAM} #legal due fri 3pm")).await?;
        rita.desktop.notifications.wait_for(OF_A_TEAM).await?;

        rita.open("Team queues", OF_A_TEAM).await?;
        rita.app.sees("answer by").await?;
        rita.app.click("button", "Why is it due then").await?;
        rita.app.sees("aims to answer within").await?;
        rita.desktop.press("Escape")?;
        rita.app.sees_no("aims to answer within").await?;
        rita.step("Promise…").await?;
        rita.app.fill("I deliver by", "fri 12:00").await?;
        rita.app.click("button", "Promise").await?;

        kim.desktop.notifications.wait_for("Rita Vance has it").await?;
        rita.app.click("button", "Today").await?;
        rita.app.click("button", "Team queues").await?;
        rita.app.sees("Search requests").await?;
        rita.app.sees_no(OF_A_TEAM).await
    }

    async fn rita_leaves_a_team_and_its_requests_leave_her_disk(&self) -> Result<()> {
        let Self { rita, robin, .. } = self;
        rita.app.click("button", "Everyone").await?;
        rita.app.sees("LEG-").await?;
        let words = rita.app.words().await?;
        let title = title_before(&words, "LEG-").context("a request of Legal has a title")?;
        ensure!(rita.has_on_disk(title)?, "{title:?} is on the disk of who may see it");

        robin.remove_from("Legal", "Rita Vance").await?;

        rita.app.sees_no("LEG-").await?;
        wait_for("the requests of Legal to leave the disk", OFF_THE_DISK, async || {
            Ok((!rita.has_on_disk(title)?).then_some(()))
        })
        .await
    }

    async fn live(&mut self) -> Result<()> {
        self.rita_asks_offline().await.context("Rita asks offline")?;
        self.robin_promises().await.context("Robin promises")?;
        self.robin_is_reminded_of_a_word().await.context("Robin is reminded")?;
        self.robin_attaches_files().await.context("Robin attaches files")?;
        self.both_change_the_promise_offline().await.context("both change the promise")?;
        self.robin_delivers_through_trouble().await.context("Robin delivers")?;
        self.rita_confirms_and_thanks_both().await.context("Rita confirms and thanks")?;
        self.kim_asks_a_team_and_rita_takes_it().await.context("Kim asks a team")?;
        self.rita_leaves_a_team_and_its_requests_leave_her_disk().await.context("Rita leaves a team")?;
        self.nothing_came_twice()
    }

    fn nothing_came_twice(&self) -> Result<()> {
        let delivered = self.rita.desktop.notifications.all();
        let count = delivered.iter().filter(|it| it.title == "Robin Ellery delivered").count();
        ensure!(count == 2, "two deliveries, two notifications: {delivered:#?}");
        let asked = self.robin.desktop.notifications.all();
        ensure!(asked.iter().filter(|it| it.title.contains("asks you")).count() == 1, "{asked:#?}");
        Ok(())
    }
}

/// In a list, the title of the first request whose number begins so: a row says title, stage, number.
fn title_before<'a>(words: &'a str, number: &str) -> Option<&'a str> {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let at = lines.iter().position(|line| line.starts_with(number))?;
    lines.get(at.checked_sub(2)?).copied()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_live_a_request_from_asking_to_thanking() -> Result<()> {
    let mut story = Story::begin().await.context("the story begins")?;

    let outcome = story.live().await;

    if outcome.is_err() {
        story.robin.keep_traces();
        story.rita.keep_traces();
        story.kim.keep_traces();
    }
    outcome
}
