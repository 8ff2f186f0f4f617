//! A small client of WebKitWebDriver, which drives the web views of the app.

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Desktop, Running, wait_for};

/// The name under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

const RESTS: &str = include_str!("webdriver/rests.js");
/// Sends the event of pasting or dropping a file to an element.
const HAND_OVER: &str = "
    const [element, how, name, text] = arguments;
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: 'text/plain' }));
    const init = { bubbles: true, cancelable: true };
    element.dispatchEvent(how === 'paste'
        ? new ClipboardEvent('paste', { ...init, clipboardData: data })
        : new DragEvent('drop', { ...init, dataTransfer: data }));
";

/// A driver with the app that it has started.
#[derive(Debug)]
pub struct WebDriver {
    http: reqwest::Client,
    session: String,
    driver: Running,
}

/// Something on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(String);

impl WebDriver {
    /// Starts the driver and through it `program` on a desktop; what `environment` adds holds for both.
    ///
    /// # Errors
    /// When either does not start.
    pub async fn start(
        desktop: &Desktop,
        program: &Path,
        arguments: &[String],
        environment: &[(String, String)],
    ) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = desktop.command("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let log = std::fs::File::options().create(true).append(true).open(desktop.folder().join("app.log"))?;
        command.stdout(Stdio::null()).stderr(log);
        let driver = Running::start(command)?;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let address = format!("http://127.0.0.1:{port}");
        wait_for("WebKitWebDriver", Duration::from_secs(10), async || {
            Ok(http.get(format!("{address}/status")).send().await?.status().is_success().then_some(()))
        })
        .await?;
        let options = json!({ "binary": program, "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let made = answer(http.post(format!("{address}/session")).json(&wanted)).await.context("starting the app")?;
        let id = made["sessionId"].as_str().context("a session has a name")?;
        Ok(Self { http, session: format!("{address}/session/{id}"), driver })
    }

    /// The number of the driver; the app is a child of it.
    pub fn driver_id(&self) -> u32 {
        self.driver.id()
    }

    /// Runs a function body in the page; it gets `arguments`.
    ///
    /// # Errors
    /// When it throws, or the page is gone.
    pub async fn run(&self, script: &str, arguments: Value) -> Result<Value> {
        self.send(Method::POST, "execute/sync", &json!({ "script": script, "args": arguments })).await
    }

    /// Runs a function body that returns an element, or null.
    ///
    /// # Errors
    /// When it throws, or the page is gone.
    pub async fn find(&self, script: &str, arguments: Value) -> Result<Option<Element>> {
        let found = self.run(script, arguments).await?;
        Ok(found[ELEMENT].as_str().map(|id| Element(id.to_owned())))
    }

    /// Clicks the middle of an element, as a mouse does.
    ///
    /// # Errors
    /// When something covers it.
    pub async fn click(&self, element: &Element) -> Result<()> {
        self.send(Method::POST, &format!("element/{}/click", element.0), &json!({})).await.map(drop)
    }

    /// Whether an element is where it was when this was asked last, and nothing moves it: what slides in
    /// is elsewhere by the time that a click gets there.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn rests(&self, element: &Element) -> Result<bool> {
        Ok(self.run(RESTS, json!([{ ELEMENT: element.0 }])).await? == true)
    }

    /// Empties a field and types into it.
    ///
    /// # Errors
    /// When nothing can be typed there.
    pub async fn fill(&self, element: &Element, text: &str) -> Result<()> {
        self.send(Method::POST, &format!("element/{}/clear", element.0), &json!({})).await?;
        self.send(Method::POST, &format!("element/{}/value", element.0), &json!({ "text": text })).await.map(drop)
    }

    /// What a field holds.
    ///
    /// # Errors
    /// When it is no field.
    pub async fn value_of(&self, element: &Element) -> Result<String> {
        let value = self.run("return arguments[0].value", json!([{ ELEMENT: element.0 }])).await?;
        Ok(value.as_str().context("a field holds a text")?.to_owned())
    }

    /// Puts the focus on an element.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn focus(&self, element: &Element) -> Result<()> {
        self.run("arguments[0].focus()", json!([{ ELEMENT: element.0 }])).await.map(drop)
    }

    /// What is called so in a list that the system draws.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn option_of(&self, list: &Element, text: &str) -> Result<Option<Element>> {
        let find = "return [...arguments[0].options].find((one) => one.label.trim() === arguments[1]) ?? null";
        self.find(find, json!([{ ELEMENT: list.0 }, text])).await
    }

    /// Chooses a file in a field for files, as the system's dialog would.
    ///
    /// # Errors
    /// When it is no such field.
    pub async fn choose_file(&self, element: &Element, file: &Path) -> Result<()> {
        let path = json!({ "text": file.display().to_string() });
        self.send(Method::POST, &format!("element/{}/value", element.0), &path).await.map(drop)
    }

    /// Has an element get a file by `paste` or `drop`, with the event that the web view sends.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn hand_over(&self, element: &Element, how: &str, name: &str, text: &str) -> Result<()> {
        self.run(HAND_OVER, json!([{ ELEMENT: element.0 }, how, name, text])).await.map(drop)
    }

    /// Asks the session to end, and the app with it.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn end(&self) -> Result<()> {
        answer(self.http.delete(&self.session)).await.map(drop)
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        answer(self.http.request(method, format!("{}/{path}", self.session)).json(body)).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Value> {
    let answer: Value = request.send().await?.json().await?;
    let value = &answer["value"];
    if let Some(error) = value.get("error").and_then(Value::as_str) {
        bail!("{error}: {}", value["message"].as_str().unwrap_or_default());
    }
    Ok(value.clone())
}
