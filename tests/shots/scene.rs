//! What is done before a picture is taken.

use std::time::Duration;

use anyhow::Result;
use goodturn_test_support::desktop::{App, Desktop, wait_for};

/// Long enough for motion to end.
const SETTLE: Duration = Duration::from_millis(450);
/// How long steps of a request may take to be offered.
const PATIENCE: Duration = Duration::from_secs(20);

/// A picture, and the way there from Today.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) way: &'static [Do],
}

/// Something a person does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Do {
    /// Clicks a place, a button or a row.
    Click(&'static str),
    /// Clicks what has this role.
    Choose(&'static str, &'static str),
    /// Chooses a step of the open request, wherever it is offered.
    Step(&'static str),
    Fill(&'static str, &'static str),
    /// Chooses in a list that the system draws.
    Pick(&'static str, &'static str),
    /// Presses keys, over whatever has the focus.
    Press(&'static str),
    Type(&'static str),
    /// Waits for a window of this title.
    Window(&'static str),
    See(&'static str),
}

/// Goes the way of a scene.
pub(crate) async fn walk(way: &[Do], app: &App, desktop: &Desktop) -> Result<()> {
    for step in way {
        take(*step, app, desktop).await?;
    }
    Ok(())
}

/// In front as a button, or behind the others in their menu.
async fn choose_step(name: &str, app: &App) -> Result<()> {
    wait_for("the steps of the request", PATIENCE, async || Ok(app.has("button", "More steps").await?.then_some(())))
        .await?;
    if app.has("button", name).await? {
        return app.click("button", name).await;
    }
    app.click("button", "More steps").await?;
    app.click("menuitem", name).await
}

async fn take(step: Do, app: &App, desktop: &Desktop) -> Result<()> {
    match step {
        Do::Click(name) => app.click("button", name).await,
        Do::Choose(role, name) => app.click(role, name).await,
        Do::Step(name) => choose_step(name, app).await,
        Do::Fill(name, text) => app.fill(name, text).await,
        Do::Pick(name, option) => app.choose(name, option).await,
        Do::Press(keys) => desktop.press(keys),
        Do::Type(text) => {
            tokio::time::sleep(SETTLE).await;
            desktop.type_text(text)
        }
        Do::Window(title) => desktop.wait_for_window(title, true).await,
        Do::See(text) => app.sees(text).await,
    }
}
