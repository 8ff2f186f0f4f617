//! A place where people work: a real server and desks with what they keep, all in one folder.
//!
//! Making one takes seconds, because passwords are hashed as for real: a [`Blueprint`] is made once
//! and copied.

mod processes;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use goodturn_client::{App, commands};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) use processes::{Deed, Desks, Server};

use crate::desk;

/// What everybody here signs in with.
pub(crate) const PASSWORD: &str = "a calm long password";

/// People who join at the same time.
const AT_ONCE: usize = 4;

/// A site that is copied before it is used.
#[derive(Debug)]
pub(crate) struct Blueprint {
    folder: TempDir,
    people: usize,
    server: String,
}

impl Blueprint {
    /// A server, and so many people who joined it, each at a desk; the first one owns the place.
    ///
    /// # Errors
    /// When a program does not start or somebody cannot join.
    pub(crate) fn draw(people: usize) -> Result<Self> {
        Self::draw_on(people, &[])
    }

    /// The same, with more arguments for the server.
    pub(crate) fn draw_on(people: usize, more: &[String]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut server = Server::start(&folder.path().join("server"), free_port()?, more)?;
        server.until_ready()?;
        let first = server.first_invitation()?;
        let address = server.url();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(join_all(folder.path(), people, first))?;
        // The local backends of the desks end with it.
        drop(runtime);
        server.stop()?;
        Ok(Self { folder, people, server: address })
    }

    /// A site on which nothing runs, as something to copy.
    pub(crate) fn of(site: Site) -> Self {
        Self { people: site.people, server: site.server, folder: site.folder }
    }

    /// A copy, whose server listens on a port of its own.
    pub(crate) fn copy(&self) -> Result<Site> {
        let folder = tempfile::tempdir()?;
        copy_folder(self.folder.path(), folder.path())?;
        let mut site = Site { folder, port: free_port()?, people: self.people, server: self.server.clone() };
        let address = format!("http://{}", SocketAddr::from((Ipv4Addr::LOCALHOST, site.port)));
        site.point_desks_to(&address)?;
        Ok(site)
    }
}

async fn join_all(folder: &Path, people: usize, first: String) -> Result<()> {
    let owner = desk::start(&folder.join("desk-0")).await?;
    commands::call(&owner, "join", joining(&first, "Olga")).await?;
    let everybody = stream::iter(1..people).map(|number| join(&owner, folder, number)).buffer_unordered(AT_ONCE);
    everybody.try_collect::<()>().await?;
    owner.stop().await;
    Ok(())
}

/// Somebody is invited, and joins at a new desk.
async fn join(owner: &App, folder: &Path, number: usize) -> Result<()> {
    let name = format!("Person {number}");
    let invite = json!({
        "email": format!("person{number}@example.org"), "name": name, "role": "member", "teams": [],
    });
    let made = until(|| async { commands::call(owner, "invite", invite.clone()).await.ok() }).await?;
    let app = desk::start(&folder.join(format!("desk-{number}"))).await?;
    let link = made["link"].as_str().context("an invitation has a link")?;
    commands::call(&app, "join", joining(link, &name)).await?;
    app.stop().await;
    Ok(())
}

fn joining(link: &str, name: &str) -> Value {
    json!({ "link": link, "name": name, "password": PASSWORD, "passphrase": null })
}

async fn until<T, F: Future<Output = Option<T>>>(found: impl Fn() -> F) -> Result<T> {
    for _ in 0..500 {
        if let Some(found) = found().await {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("waited for ten seconds in vain")
}

/// A folder with everything of a server and its people.
#[derive(Debug)]
pub(crate) struct Site {
    folder: TempDir,
    pub(crate) port: u16,
    pub(crate) people: usize,
    /// Where the desks look for it.
    server: String,
}

impl Site {
    /// From now on the desks look for their server there.
    pub(crate) fn point_desks_to(&mut self, address: &str) -> Result<()> {
        for number in 0..self.people {
            let file = self.desk(number).join("data/workspaces.json");
            let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
            fs::write(&file, text.replace(&self.server, address))?;
        }
        address.clone_into(&mut self.server);
        Ok(())
    }

    /// Where its server is, once it runs.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))
    }

    pub(crate) fn server_folder(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    pub(crate) fn desk(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("desk-{number}"))
    }

    /// The file of the organization, on the server.
    pub(crate) fn organization_file(&self) -> Result<PathBuf> {
        let files = database_files(&self.server_folder())?;
        files.into_iter().find(|file| !file.ends_with("control.db")).context("the server has an organization")
    }

    /// Who sits at a desk, as the app remembers it.
    pub(crate) fn identity(&self, number: usize) -> Result<Value> {
        let file = self.desk(number).join("data/workspaces.json");
        let mut known: Value = serde_json::from_slice(&fs::read(file)?)?;
        Ok(known["joined"].take())
    }

    /// The file with what somebody at a desk may see of the organization.
    pub(crate) fn desk_file(&self, number: usize) -> Result<PathBuf> {
        let identity = self.identity(number)?;
        let (organization, person) = (identity["organization"].as_str(), identity["person"].as_str());
        let name = organization.zip(person).map(|(organization, person)| format!("{organization}-{person}.db"));
        Ok(self.desk(number).join("data/workspaces").join(name.context("the desk has joined")?))
    }
}

/// The database files of a folder.
pub(crate) fn database_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "db") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A port that nobody listens on, below those that the system gives to whoever asks for any: it has
/// to be free again when a server comes back to it.
pub(crate) fn free_port() -> Result<u16> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    for _ in 0..1_000 {
        let next = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_add(std::process::id().wrapping_mul(37));
        let port = 20_000 + u16::try_from(next % 10_000)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port is free")
}
