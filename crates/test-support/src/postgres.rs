//! A PostgreSQL server of the tests' own: on a Unix socket, with everything that makes it durable
//! switched on, in a folder that goes with it.

use std::ffi::OsStr;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use anyhow::{Context, Result, ensure};

/// The administrator of the server, who stands above row security.
const SUPERUSER: &str = "postgres";

/// Who owns the databases: a role like that of a real server.
const ROLE: &str = "goodturn";

/// User and group *nobody* on every Linux: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// Becomes the server, after leaving behind who waits for the end of the standard input, which comes
/// with the end of the tests however they end, and then stops the server by its process id. The
/// folder goes last.
const SCRIPT: &str = r#"
    exec 3<&0
    {
        read -r end <&3
        # After a crash the folder belongs to the next server, whose own watcher stops that one.
        [ "$(head -n 1 "$FOLDER/data/postmaster.pid")" = $$ ] && kill -INT $$
        tries=0
        while [ -e "$FOLDER/data/postmaster.pid" ] && [ $tries -lt 100 ]; do
            sleep 0.1
            tries=$((tries + 1))
        done
        rm -rf "$FOLDER"
    } &
    exec "$@" 3<&- </dev/null
"#;

/// A running server. It ends when this is dropped, or when the process ends.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    server: Child,
    settings: Vec<String>,
    /// The ends of those who watch over servers that crashed: while they are open, the folder stays.
    watched: Vec<ChildStdin>,
    databases: AtomicU32,
}

impl Cluster {
    /// The server that all tests of this process share.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start: tests that need it fail then.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().expect("these tests need PostgreSQL 15 or newer, the server included"))
    }

    /// Starts a server with an empty database.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> Result<Self> {
        Self::start_with(&["shared_buffers=32MB"])
    }

    /// The same with settings of its own.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start_with(settings: &[&str]) -> Result<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("goodturn-pg-").tempdir()?;
        let is_root = folder.path().metadata()?.uid() == 0;
        if is_root {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).context("giving the folder away")?;
        }
        let data = folder.path().join("data");
        let template = template(&programs, is_root)?;
        // As whoever owns it: a server refuses files of others.
        succeed(command(Path::new("cp"), is_root).args(["-R", "-p"]).arg(&template).arg(&data))?;
        let settings: Vec<String> = settings.iter().map(|it| (*it).to_owned()).collect();
        let server = spawn(&programs, folder.path(), &settings, is_root)?;
        // From here on it goes with the server.
        let folder = folder.keep();
        let cluster = Self { programs, folder, server, settings, watched: Vec::new(), databases: AtomicU32::new(0) };
        cluster.wait_until_ready()?;
        cluster.administer("createuser", &[ROLE])?;
        Ok(cluster)
    }

    /// Kills the server as `kill -9` does, and starts it again on what it left behind.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn crash(&mut self) -> Result<()> {
        self.watched.extend(self.server.stdin.take());
        self.server.kill()?;
        self.server.wait()?;
        // Given away when it was started by root.
        let is_root = self.folder.metadata()?.uid() == NOBODY;
        // Its processes end a moment after the first of them, and no other starts before that.
        for _ in 0..100 {
            self.server = spawn(&self.programs, &self.folder, &self.settings, is_root)?;
            while self.server.try_wait()?.is_none() {
                if self.is_ready()? {
                    return Ok(());
                }
                pause();
            }
            self.watched.extend(self.server.stdin.take());
        }
        anyhow::bail!("the server does not start again")
    }

    /// A new database of a plain role, as an address to connect to.
    ///
    /// # Panics
    /// When it cannot be created.
    pub fn new_database(&self) -> String {
        let name = format!("goodturn_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.administer("createdb", &["--owner", ROLE, &name]).expect("the test's server creates databases");
        self.address(ROLE, &name)
    }

    /// One of the programs that come with the server, told where it is and who asks.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.arg("--host").arg(&self.folder).args(["--username", ROLE]);
        command
    }

    /// What the server has written into its log so far.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn log(&self) -> String {
        let log = fs::read(self.folder.join("log")).expect("the server writes a log");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// The same database for the administrator.
    pub fn as_superuser(&self, address: &str) -> String {
        address.replacen(&format!("user={ROLE}"), &format!("user={SUPERUSER}"), 1)
    }

    fn address(&self, user: &str, database: &str) -> String {
        format!("host={} user={user} dbname={database} sslmode=disable", self.folder.display())
    }

    /// Runs one of the programs that come with the server, as its administrator.
    fn administer(&self, program: &str, args: &[&str]) -> Result<()> {
        let mut command = Command::new(self.programs.join(program));
        succeed(command.arg("--host").arg(&self.folder).args(["--username", SUPERUSER]).args(args))
    }

    fn wait_until_ready(&self) -> Result<()> {
        // Half a minute: a busy machine may take a few seconds.
        for _ in 0..600 {
            if self.is_ready()? {
                return Ok(());
            }
            pause();
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        anyhow::bail!("the server did not start: {log}")
    }

    fn is_ready(&self) -> Result<bool> {
        let mut is_ready = Command::new(self.programs.join("pg_isready"));
        is_ready.arg("--host").arg(&self.folder).args(["--username", SUPERUSER, "--quiet"]);
        Ok(is_ready.status().context("asking whether the server is up")?.success())
    }
}

fn pause() {
    #[expect(clippy::disallowed_methods, reason = "there is nothing to wait for but the server's answer")]
    std::thread::sleep(std::time::Duration::from_millis(50));
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        self.server.wait().ok();
        self.watched.clear();
    }
}

/// A folder of data as `initdb` makes it, which is copied: making one takes a second, and each test
/// has a server of its own where tests run in processes of their own. It stays for the next run.
fn template(programs: &Path, is_root: bool) -> Result<PathBuf> {
    let version: String = programs.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
    let owner = if is_root { NOBODY } else { Path::new("/proc/self").metadata().map_or(0, |it| it.uid()) };
    let template = env::temp_dir().join(format!("goodturn-pg-template-{version}-{owner}"));
    if template.metadata().is_ok_and(|it| it.uid() == owner) {
        return Ok(template);
    }
    let folder = tempfile::Builder::new().prefix("goodturn-pg-").tempdir()?;
    if is_root {
        chown(folder.path(), Some(NOBODY), Some(NOBODY)).context("giving the folder away")?;
    }
    let data = folder.path().join("data");
    let mut initialize = command(&programs.join("initdb"), is_root);
    initialize.arg("--pgdata").arg(&data).args(["--username", SUPERUSER, "--auth", "trust", "--no-sync"]);
    succeed(initialize.args(["--encoding", "UTF8", "--locale", "C.UTF-8"]))?;
    match fs::rename(&data, &template) {
        // Another test was faster; its template is as good.
        Err(_) if template.is_dir() => Ok(template),
        renamed => renamed.map(|()| template).context("keeping the template"),
    }
}

fn spawn(programs: &Path, folder: &Path, settings: &[String], is_root: bool) -> Result<Child> {
    let log = fs::File::options().append(true).create(true).open(folder.join("log"))?;
    let mut server = command(Path::new("sh"), is_root);
    server.args(["-c", SCRIPT, "sh"]).arg(programs.join("postgres")).arg("-D").arg(folder.join("data"));
    server.env("FOLDER", folder);
    let durable = ["listen_addresses=", "fsync=on", "synchronous_commit=on", "full_page_writes=on"];
    for setting in durable.into_iter().chain(settings.iter().map(String::as_str)) {
        server.args(["-c", setting]);
    }
    server.arg("-c").arg(format!("unix_socket_directories={}", folder.display()));
    server.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
    // A group of its own: Ctrl+C is for the tests, and their end reaches the server anyway.
    server.process_group(0).spawn().context("starting PostgreSQL")
}

fn command(program: &Path, is_root: bool) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn succeed(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("running {command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// The folder of the newest server on this machine: on the path, or where systems put them that
/// have several side by side.
fn programs() -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).find(|folder| is_server(folder));
    let beside = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].into_iter().flat_map(versions);
    let found = on_path.or_else(|| beside.max_by_key(|(version, _)| *version).map(|(_, folder)| folder));
    let found = found
        .context("PostgreSQL's server is not installed: `initdb` was not found; `cargo xtask test` installs it")?;
    // What is on the path may be a link to some of the programs only.
    let initdb = found.join("initdb").canonicalize()?;
    Ok(initdb.parent().map_or(found, Path::to_owned))
}

/// The servers in the folders `15` or `postgresql@15` of a folder.
fn versions(parent: &str) -> Vec<(u32, PathBuf)> {
    let folders = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
    let numbered = folders.filter_map(|folder| {
        let name = folder.file_name().and_then(OsStr::to_str)?;
        let version = name.strip_prefix("postgresql@").unwrap_or(name).parse().ok()?;
        Some((version, folder.join("bin")))
    });
    numbered.filter(|(_, programs)| is_server(programs)).collect()
}

fn is_server(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("postgres").is_file()
}
