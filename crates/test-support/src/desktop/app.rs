//! The real app on a desktop, used as a person does: by roles and names of what is on the screen.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::json;

use super::webdriver::Element;
use super::{Desktop, WebDriver, ended_within, wait_for};

/// How long the app may take to show something.
const PATIENCE: Duration = Duration::from_secs(20);
/// Finds by role and name what can be seen.
const FIND: &str = include_str!("app/find.js");
const WORDS: &str = "return document.body.innerText";

/// The app with its main window.
#[derive(Debug)]
pub struct App {
    driver: WebDriver,
    /// The number of the app itself.
    id: u32,
}

impl App {
    /// Starts it with its main window.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(
        desktop: &Desktop,
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
    ) -> Result<Self> {
        let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        let driver = WebDriver::start(desktop, program, &arguments, environment).await?;
        let id = child_of(driver.driver_id(), program).context("finding the app among the processes")?;
        Ok(Self { driver, id })
    }

    /// The number of its process.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// The pages below.
    pub const fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Clicks what has this role and such a name.
    ///
    /// # Errors
    /// When there is no such thing in time.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        let waited = wait_for(&format!("the {role} {name:?} to click"), PATIENCE, async || {
            match self.look(role, name).await? {
                Some(element) if self.driver.rests(&element).await? => self.driver.click(&element).await.map(Some),
                _ => Ok(None),
            }
        })
        .await;
        self.or_words(waited).await
    }

    /// Types into the field of this name, in place of what is there.
    ///
    /// # Errors
    /// When there is no such field in time.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let waited =
            wait_for(&format!("the field {name:?}"), PATIENCE, async || match self.look("textbox", name).await? {
                Some(element) => self.driver.fill(&element, text).await.map(Some),
                None => Ok(None),
            })
            .await;
        self.or_words(waited).await
    }

    /// Chooses in the list of this name that the system draws.
    ///
    /// # Errors
    /// When there is no such list, or nothing in it is called so, in time.
    pub async fn choose(&self, name: &str, option: &str) -> Result<()> {
        let waited = wait_for(&format!("{option:?} in the list {name:?}"), PATIENCE, async || {
            let Some(list) = self.look("list", name).await? else { return Ok(None) };
            let Some(found) = self.driver.option_of(&list, option).await? else { return Ok(None) };
            self.driver.click(&found).await.map(Some)
        })
        .await;
        self.or_words(waited).await
    }

    /// Puts the focus on what has this role and such a name: from there on, keys do the rest.
    ///
    /// # Errors
    /// When there is no such thing in time.
    pub async fn focus(&self, role: &str, name: &str) -> Result<()> {
        let waited = wait_for(&format!("the {role} {name:?}"), PATIENCE, async || {
            let Some(element) = self.look(role, name).await? else { return Ok(None) };
            self.driver.focus(&element).await.map(Some)
        })
        .await;
        self.or_words(waited).await
    }

    /// Waits until something of this role and name is on the screen.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn finds(&self, role: &str, name: &str) -> Result<()> {
        let waited =
            wait_for(&format!("the {role} {name:?}"), PATIENCE, async || Ok(self.look(role, name).await?.map(drop)))
                .await;
        self.or_words(waited).await
    }

    /// Waits until the field of this name holds exactly that.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn reads(&self, name: &str, text: &str) -> Result<()> {
        let waited = wait_for(&format!("the field {name:?} to hold {text:?}"), PATIENCE, async || {
            let Some(field) = self.look("textbox", name).await? else { return Ok(None) };
            Ok((self.driver.value_of(&field).await? == text).then_some(()))
        })
        .await;
        self.or_words(waited).await
    }

    /// Chooses a file where the page asks for files.
    ///
    /// # Errors
    /// When it does not ask in time.
    pub async fn choose_file(&self, file: &Path) -> Result<()> {
        let find = "return document.querySelector('input[type=file]')";
        let waited =
            wait_for("a field for files", PATIENCE, async || match self.driver.find(find, json!([])).await? {
                Some(element) => self.driver.choose_file(&element, file).await.map(Some),
                None => Ok(None),
            })
            .await;
        self.or_words(waited).await
    }

    /// Pastes a file into the field of this name, or drops it there, as the web view hands it to the
    /// page. `how` is `paste` or `drop`.
    ///
    /// # Errors
    /// When there is no such field in time.
    pub async fn hand_over(&self, how: &str, name: &str, file_name: &str, text: &str) -> Result<()> {
        let waited = wait_for(&format!("the field {name:?}"), PATIENCE, async || {
            let Some(element) = self.look("textbox", name).await? else { return Ok(None) };
            self.driver.hand_over(&element, how, file_name, text).await.map(Some)
        })
        .await;
        self.or_words(waited).await
    }

    /// Waits until the page says so somewhere.
    ///
    /// # Errors
    /// When it does not in time; what it says instead.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.sees_within(PATIENCE, text).await
    }

    /// Waits so long until the page says so somewhere.
    ///
    /// # Errors
    /// When it does not in time; what it says instead.
    pub async fn sees_within(&self, time: Duration, text: &str) -> Result<()> {
        self.wait_for_words(time, text, true).await
    }

    /// Waits until the page says so nowhere any more.
    ///
    /// # Errors
    /// When it still does; all that it says.
    pub async fn sees_no(&self, text: &str) -> Result<()> {
        self.wait_for_words(PATIENCE, text, false).await
    }

    /// Whether something of this role and name is on the screen right now.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn has(&self, role: &str, name: &str) -> Result<bool> {
        Ok(self.look(role, name).await?.is_some())
    }

    /// All words on the page.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn words(&self) -> Result<String> {
        Ok(self.driver.run(WORDS, json!([])).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Pulls the plug: no signal that it could react to.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn kill(&self) -> Result<()> {
        signal(self.id, Signal::KILL)?;
        anyhow::ensure!(ended_within(PATIENCE, || !is_running(self.id)), "{} is still there", self.id);
        Ok(())
    }

    async fn look(&self, role: &str, name: &str) -> Result<Option<Element>> {
        self.driver.find(FIND, json!([role, name])).await
    }

    async fn wait_for_words(&self, time: Duration, text: &str, is_there: bool) -> Result<()> {
        let what = format!("the page to say {}{text:?}", if is_there { "" } else { "no more " });
        let squeeze = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let waited = wait_for(&what, time, async || {
            let has = squeeze(&self.words().await?).contains(&squeeze(text));
            Ok((has == is_there).then_some(()))
        })
        .await;
        self.or_words(waited).await
    }

    /// A failure says what the page says instead.
    async fn or_words(&self, waited: Result<()>) -> Result<()> {
        match waited {
            Ok(()) => Ok(()),
            Err(failure) => Err(failure.context(format!("it says:\n{}", self.words().await.unwrap_or_default()))),
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if !is_running(self.id) {
            return;
        }
        let _ = signal(self.id, Signal::TERM);
        if !ended_within(Duration::from_secs(5), || !is_running(self.id)) {
            let _ = signal(self.id, Signal::KILL);
        }
    }
}

fn pid(id: u32) -> Option<Pid> {
    Pid::from_raw(id.cast_signed())
}

fn signal(id: u32, signal: Signal) -> Result<()> {
    kill_process(pid(id).context("a process has a number")?, signal).context("signalling the app")
}

/// A process that ended and that nobody has waited for counts as ended.
fn is_running(id: u32) -> bool {
    let Some(pid) = pid(id) else { return false };
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let is_defunct = state.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'));
    test_kill_process(pid).is_ok() && !is_defunct
}

/// The process that `parent` has started from `program`.
fn child_of(parent: u32, program: &Path) -> Option<u32> {
    let program: PathBuf = program.canonicalize().ok()?;
    let ids = std::fs::read_dir("/proc").ok()?.flatten().filter_map(|it| it.file_name().to_str()?.parse::<u32>().ok());
    ids.into_iter().find(|id| {
        let is_it = std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program);
        is_it && parent_of(*id) == Some(parent)
    })
}

fn parent_of(id: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may hold anything; the state and the parent come after it.
    stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
}
