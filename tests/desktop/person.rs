//! Somebody at their desktop, with the app open.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use goodturn_test_support::desktop::{App, Desktop, Line, wait_for};

use crate::programs::Programs;

/// A sentence that nobody guesses.
const PASSWORD: &str = "a calm long password";

/// How long the app may take to show a request.
const PATIENCE: Duration = Duration::from_secs(10);

/// A person, their desktop, their line to the server.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) app: App,
    pub(crate) desktop: Desktop,
    pub(crate) line: Line,
    profile: String,
    program: PathBuf,
    environment: Environment,
}

/// Variables, such as the clock of the story and what the desktop looks like.
pub(crate) type Environment = Vec<(String, String)>;

impl Person {
    /// Starts the app for the first time and joins with an invitation, as far as Today.
    pub(crate) async fn join(
        programs: &Programs,
        environment: &Environment,
        server: SocketAddr,
        name: &str,
        invitation: &str,
    ) -> Result<Self> {
        let (desktop, line) = (Desktop::start().await?, Line::to(server).await?);
        let profile = name.split(' ').next().unwrap_or(name).to_lowercase();
        let (program, environment) = (programs.app.clone(), environment.clone());
        let app = start(&desktop, &program, &profile, &environment).await?;
        let person = Self { app, desktop, line, profile, program, environment };
        let joined = person.take_first_steps(name, invitation).await;
        if joined.is_err() {
            person.keep_traces();
        }
        joined.with_context(|| format!("{name} joins"))?;
        Ok(person)
    }

    async fn take_first_steps(&self, name: &str, invitation: &str) -> Result<()> {
        let app = &self.app;
        app.fill("Your name", name).await?;
        app.click("button", "Continue").await?;
        app.sees("When do you work?").await?;
        app.click("button", "Continue").await?;
        app.sees("One shortcut, from anywhere").await?;
        app.click("button", "Continue").await?;
        app.click("button", "Join my organization with a link").await?;
        app.fill("Invitation link", &self.over_own_line(invitation)?).await?;
        app.click("button", "Continue").await?;
        app.fill("Choose a password", PASSWORD).await?;
        app.click("button", "Join").await?;
        app.sees("Up to date").await
    }

    /// What is on the screen and in the log, for whoever looks into a failure.
    #[expect(clippy::disallowed_macros, reason = "a failing test says on stderr what it could not keep")]
    pub(crate) fn keep_traces(&self) {
        let kept = Path::new(option_env!("CARGO_TARGET_TMPDIR").unwrap_or("target")).join(&self.profile);
        let pictured = self.desktop.shoot(&kept.with_extension("png"));
        if let Err(failure) =
            pictured.and_then(|()| std::fs::write(kept.with_extension("log"), self.log()?).map_err(Into::into))
        {
            eprintln!("not every trace of {} was kept: {failure:#}", self.profile);
        }
    }

    fn log(&self) -> Result<String> {
        let folder = self.desktop.folder().join("home/.local/state/goodturn").join(&self.profile).join("logs");
        let files = std::fs::read_dir(&folder).with_context(|| format!("looking into {}", folder.display()))?;
        files.map(|file| Ok(std::fs::read_to_string(file?.path())?)).collect()
    }

    /// The same invitation, reached over this person's line.
    fn over_own_line(&self, invitation: &str) -> Result<String> {
        let rest = invitation.strip_prefix("http://").context("the server speaks plain HTTP here")?;
        let (_, path) = rest.split_once('/').context("an invitation has a code")?;
        Ok(format!("http://{}/{path}", self.line.address()))
    }

    /// The app ends as with a power cut, and is started again.
    pub(crate) async fn lose_power(&mut self) -> Result<()> {
        self.app.kill()?;
        self.desktop.wait_until_gone(self.app.id()).await?;
        self.app = start(&self.desktop, &self.program, &self.profile, &self.environment).await?;
        Ok(())
    }

    /// Invites somebody in the settings, into these teams; the link for them.
    pub(crate) async fn invite(&self, name: &str, teams: &[&str]) -> Result<String> {
        let app = &self.app;
        app.click("button", "Settings").await?;
        app.click("button", "Organization").await?;
        app.click("button", "Invite somebody").await?;
        app.fill("E-mail address", &format!("{}@example.org", name.replace(' ', ".").to_lowercase())).await?;
        app.fill("Their name", name).await?;
        for team in teams {
            app.click("checkbox", team).await?;
        }
        app.click("button", "Make an invitation").await?;
        app.sees(&format!("Send this link to {name}")).await?;
        let words = app.words().await?;
        let link = words.split_whitespace().find(|word| word.starts_with("http://")).context("the link is shown")?;
        app.click("button", "Close").await?;
        Ok(link.to_owned())
    }

    /// Takes somebody out of a team.
    pub(crate) async fn remove_from(&self, team: &str, name: &str) -> Result<()> {
        self.app.click("button", "Settings").await?;
        self.app.click("button", "Organization").await?;
        self.app.click("radio", "Teams").await?;
        self.app.click("button", team).await?;
        self.app.click("button", &format!("Remove {name}")).await
    }

    /// Whether these words lie in any file of the app.
    pub(crate) fn has_on_disk(&self, words: &str) -> Result<bool> {
        holds(&self.desktop.folder().join("home"), words.as_bytes())
    }

    /// Opens a request from a list of the sidebar.
    pub(crate) async fn open(&self, list: &str, title: &str) -> Result<()> {
        self.app.click("button", list).await?;
        self.app.click("button", title).await
    }

    /// Presses the global shortcut over whatever is on the screen and types a line.
    pub(crate) async fn quick_add(&self, line: &str) -> Result<()> {
        self.desktop.press("ctrl+shift+space")?;
        self.desktop.wait_for_window("Goodturn: quick add", true).await?;
        tokio::time::sleep(Duration::from_millis(400)).await;
        self.desktop.type_text(line)?;
        tokio::time::sleep(Duration::from_millis(400)).await;
        self.desktop.press("Return")?;
        self.desktop.wait_for_window("Goodturn: quick add", false).await
    }

    /// Chooses a step of the open request, wherever it is offered.
    pub(crate) async fn step(&self, name: &str) -> Result<()> {
        let is_in_front = wait_for("the steps of the request", PATIENCE, async || {
            // The steps come all at once, the menu of the rest with them.
            let is_there = self.app.has("button", "More steps").await?;
            let is_in_front = self.app.has("button", name).await?;
            Ok((is_there || is_in_front).then_some(is_in_front))
        });
        if is_in_front.await? {
            return self.app.click("button", name).await;
        }
        self.app.click("button", "More steps").await?;
        self.app.click("menuitem", name).await
    }
}

async fn start(desktop: &Desktop, program: &Path, profile: &str, environment: &Environment) -> Result<App> {
    App::start(desktop, program, &["--profile", profile], environment).await
}

/// Whether any file below a folder holds these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> Result<bool> {
    for found in std::fs::read_dir(folder).with_context(|| format!("looking into {}", folder.display()))? {
        let path = found?.path();
        let is_found = if path.is_dir() {
            holds(&path, bytes)?
        } else {
            // Web views make and delete files at any time.
            std::fs::read(&path).is_ok_and(|content| content.windows(bytes.len()).any(|part| part == bytes))
        };
        if is_found {
            return Ok(true);
        }
    }
    Ok(false)
}
