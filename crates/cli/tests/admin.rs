//! `goodturn admin` as scripts meet it: the real program against a real server.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use chrono::TimeDelta;
use goodturn_domain::DeviceId;
use goodturn_server::backup::Schedule;
use goodturn_server::{Config, PasswordCost, Running};
use goodturn_sync::session::{AcceptInvitation, InvitationLink, Secret, SessionDevice};
use serde_json::Value;

const PASSWORD: &str = "seven green boats";

/// A server with Ada as its owner.
struct Office {
    folder: tempfile::TempDir,
    running: Running,
    url: String,
}

impl Office {
    async fn open() -> Self {
        Self::start(false).await
    }

    async fn start(has_backups: bool) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("password"), format!("{PASSWORD}\n")).expect("written");
        let within = folder.path().join("backups");
        let schedule = Schedule { within, every: TimeDelta::hours(24), kept: 2 };
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            backups: has_backups.then_some(schedule),
            admin_email: "ada@example.org".into(),
            password_cost: PasswordCost { memory_kib: 64, passes: 1 },
            ..Config::new(folder.path().join("data"))
        };
        let running = goodturn_server::start(config).await.expect("the server starts");
        let url = format!("http://{}", running.address);
        let office = Self { folder, running, url };
        let link = office.running.first_invitation.clone().expect("the first start invites");
        assert_eq!(office.accept(&link, "Ada Ekström").await, 200);
        office
    }

    /// Somebody joins by a link; gives the status of the answer.
    async fn accept(&self, link: &str, name: &str) -> u16 {
        let code = InvitationLink::parse(link).expect("a link").code;
        let device = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, code.as_bytes());
        let body = AcceptInvitation {
            name: name.into(),
            password: Secret::new(PASSWORD),
            zone: chrono_tz::Tz::Europe__Berlin,
            locale: "en".into(),
            device: SessionDevice { id: DeviceId::new(device), name: "a laptop".into() },
        };
        let url = format!("{}/v1/invitations/{code}/accept", self.url);
        reqwest::Client::new().post(url).json(&body).send().await.expect("an answer").status().as_u16()
    }

    /// The name of the backup that the schedule makes at once.
    async fn first_backup(&self) -> String {
        for _ in 0..400 {
            let made = std::fs::read_dir(self.folder.path().join("backups")).into_iter().flatten().flatten();
            let names = made.map(|entry| entry.file_name().to_string_lossy().into_owned());
            if let Some(name) = names.into_iter().find(|name| !name.ends_with(".part")) {
                return name;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("no backup was made");
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).expect("written");
        self.path(name)
    }

    fn command(&self, email: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goodturn"));
        command.arg("admin").args(arguments).stdin(Stdio::null());
        command.env_remove("GOODTURN_TOKEN").env("GOODTURN_SERVER", &self.url).env("GOODTURN_EMAIL", email);
        command.env("GOODTURN_PASSWORD_FILE", self.path("password"));
        command
    }

    /// What Ada's command says, and the code it ends with.
    async fn run(&self, arguments: &[&str]) -> (String, i32) {
        let said = run(self.command("ada@example.org", arguments)).await;
        (String::from_utf8(said.stdout).expect("text"), said.status.code().expect("a code"))
    }

    /// What Ada's command says, which has to be possible.
    async fn does(&self, arguments: &[&str]) -> String {
        let said = run(self.command("ada@example.org", arguments)).await;
        assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).expect("text").trim().to_owned()
    }

    async fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.does(&[arguments, &["--json"]].concat()).await).expect("JSON")
    }
}

/// The server runs in this process, so its threads have to go on meanwhile.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().expect("the binary starts")).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sets_an_organization_up_from_a_table() {
    let office = Office::open().await;
    office.does(&["teams", "add", "Legal", "leg"]).await;
    let table = "name,email,role,teams,manager\n\
        Cleo Park,cleo@example.org,administrator,Legal:lead,ada@example.org\n\
        =Dan,dan@example.org,,Legal,cleo@example.org\n\
        Nobody,,,,\n";
    let file = office.write("people.csv", table);

    let (said, code) = office.run(&["people", "import", &file, "--dry-run"]).await;
    assert_eq!(code, 1, "a line is not usable");
    assert!(said.contains("2 would be added, 0 would be changed, 0 unchanged, 1 not usable"), "{said}");
    assert_eq!(office.json(&["people", "list"]).await["people"].as_array().map(Vec::len), Some(1));

    let (report, _) = office.run(&["people", "import", &file, "--csv"]).await;
    let dan = report.lines().find(|it| it.contains("dan@example.org")).expect("Dan's line");
    assert!(dan.contains(",'=Dan,add,"), "no cell is a formula: {dan}");
    let link = dan.rsplit(',').next().expect("a link at its end");
    assert_eq!(office.accept(link, "Dan").await, 200);

    let listed = office.does(&["people", "list"]).await;
    let words = |name: &str| -> Vec<String> {
        let line = listed.lines().find(|it| it.starts_with(name)).unwrap_or_else(|| panic!("{name} in {listed}"));
        line.split("  ").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
    };
    assert_eq!(
        words("Cleo"),
        ["Cleo Park", "cleo@example.org", "administrator", "Legal:lead", "ada@example.org", "invited"]
    );
    assert_eq!(words("Dan"), ["Dan", "dan@example.org", "member", "Legal", "cleo@example.org", "joined"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_change_and_go() {
    let office = Office::open().await;
    let link =
        office.does(&["people", "add", "bo@example.org", "--name", "Bo Lund", "--manager", "ada@example.org"]).await;
    assert_eq!(office.accept(&link, "Bo Lund").await, 200);
    office.does(&["people", "role", "bo@example.org", "administrator"]).await;

    let devices = office.json(&["devices", "list", "bo@example.org"]).await;
    let device = devices[0]["device"].as_str().expect("Bo is signed in on a laptop").to_owned();
    office.does(&["devices", "revoke", "bo@example.org", &device, "--yes"]).await;
    assert_eq!(office.json(&["devices", "list", "bo@example.org"]).await, serde_json::json!([]));

    assert_eq!(office.run(&["people", "email", "bo@example.org", "ada@example.org"]).await.1, 5, "it is Ada's");
    office.does(&["people", "email", "bo@example.org", "bo@lund.example"]).await;
    assert!(office.does(&["people", "list"]).await.contains("bo@lund.example"));
    office.does(&["people", "email", "bo@lund.example", "bo@example.org"]).await;

    let reset = office.does(&["password-reset", "bo@example.org"]).await;
    assert!(reset.starts_with(&office.url) && reset.contains("/reset/"), "{reset}");

    let (_, unasked) = office.run(&["people", "deactivate", "bo@example.org"]).await;
    assert_eq!(unasked, 2, "nobody could be asked, so --yes is needed");
    office.does(&["people", "deactivate", "bo@example.org", "--yes"]).await;
    let out = run(office.command("bo@example.org", &["people", "list"])).await;
    assert_eq!(out.status.code(), Some(4), "{}", String::from_utf8_lossy(&out.stderr));
    office.does(&["people", "reactivate", "bo@example.org"]).await;
    let back = run(office.command("bo@example.org", &["people", "list"])).await;
    assert_eq!(back.status.code(), Some(0), "{}", String::from_utf8_lossy(&back.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_and_the_organization_are_kept() {
    let office = Office::open().await;
    office.does(&["teams", "add", "Legal", "leg"]).await;
    office.does(&["teams", "rename", "LEG", "Law", "--prefix", "law"]).await;
    office.does(&["teams", "members", "Law", "--lead", "ada@example.org"]).await;
    office.does(&["teams", "close", "Law", "--yes"]).await;
    office.does(&["organization", "set", "--name", "Acme", "--value", "Care", "--lapse-days", "9"]).await;

    let teams = office.json(&["teams", "list"]).await;
    assert_eq!(
        (&teams[0]["name"], &teams[0]["prefix"], &teams[0]["is_active"]),
        (&"Law".into(), &"LAW".into(), &false.into())
    );
    let acme = office.json(&["organization", "show"]).await;
    assert_eq!(
        (&acme["name"], &acme["lapse_days"], &acme["values"]),
        (&"Acme".into(), &9.into(), &serde_json::json!(["Care"]))
    );
    let (said, code) = office.run(&["organization", "set", "--lapse-days", "90", "--dry-run"]).await;
    assert_eq!(code, 0);
    assert!(said.contains("change_organization"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_given_their_data_and_erased() {
    let office = Office::start(true).await;
    let link = office.does(&["people", "add", "bo@example.org", "--name", "Bo Lund"]).await;
    assert_eq!(office.accept(&link, "Bo Lund").await, 200);
    let (all, bos) = (office.path("all.zip"), office.path("bo.zip"));

    office.does(&["export", "organization", "--to", &all]).await;
    let made = office.json(&["export", "person", "bo@example.org", "--to", &bos]).await;
    for archive in [&all, &bos] {
        assert!(std::fs::read(archive).expect("it is there").starts_with(b"PK"), "a ZIP archive");
    }
    assert_eq!(made["bytes"], std::fs::metadata(&bos).expect("it is there").len());
    let mine = run(office.command("bo@example.org", &["export", "me", "--to", &office.path("mine.zip")])).await;
    assert_eq!(mine.status.code(), Some(0), "{}", String::from_utf8_lossy(&mine.stderr));
    let theirs = ["export", "organization", "--to", &office.path("theirs.zip")];
    assert_eq!(run(office.command("bo@example.org", &theirs)).await.status.code(), Some(4));
    assert_eq!(office.run(&["export", "organization", "--to", &all]).await.1, 5, "nothing is written over");

    let (said, code) = office.run(&["erase", "bo@example.org", "--dry-run"]).await;
    assert!(code == 0 && said.contains("Bo Lund") && said.contains("wiped: 1 devices"), "{said}");
    assert_eq!(office.run(&["erase", "bo@example.org"]).await.1, 2, "nobody could be asked, so --yes is needed");
    assert!(office.does(&["people", "list"]).await.contains("Bo Lund"));
    let backup = office.first_backup().await;
    let told = office.json(&["erase", "bo@example.org", "--yes"]).await;
    assert_eq!(told["backups"], serde_json::json!([backup]), "it holds the name still");
    assert!(!office.does(&["people", "list"]).await.contains("Bo Lund"));
    assert_eq!(office.run(&["erase", "bo@example.org", "--yes"]).await.1, 3, "nobody has that address any more");
    assert_eq!(run(office.command("bo@example.org", &["people", "list"])).await.status.code(), Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_searched_and_verified() {
    let office = Office::open().await;
    let link = office.does(&["people", "add", "bo@example.org", "--name", "Bo Lund"]).await;
    assert_eq!(office.accept(&link, "Bo Lund").await, 200);
    office.does(&["people", "role", "bo@example.org", "guest"]).await;
    office.does(&["people", "deactivate", "bo@example.org", "--yes"]).await;

    let about = ["audit", "search", "--by", "ada@example.org", "--about", "bo@example.org", "--action"];
    let found = office.json(&[&about[..], &["change_role"]].concat()).await;
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found[0]["details"]["role"], "guest");
    let said = office.does(&["audit", "search", "--text", "bo lund", "--action", "deactivate"]).await;
    assert!(said.lines().count() == 2 && said.contains("deactivate") && said.contains("ada@example.org"), "{said}");
    let csv = office.does(&["audit", "search", "--limit", "300", "--csv", "--from", "2020-01-01"]).await;
    assert!(csv.lines().count() > 5 && csv.starts_with("line,at,by,action"), "{csv}");
    assert_eq!(office.json(&["audit", "search", "--to", "2020-01-01"]).await, serde_json::json!([]));

    let check = office.json(&["audit", "verify"]).await;
    assert_eq!(check["broken"], Value::Null);
    let end = format!("{}:{}", check["head"], check["hash"].as_str().expect("a hash"));
    assert!(office.does(&["audit", "verify", "--anchor", &end]).await.contains("lines are sound"));
    let other = format!("{}:{}", check["head"], "0".repeat(64));
    assert_eq!(
        office.run(&["audit", "verify", "--anchor", &other]).await.1,
        1,
        "another log than the one that was kept"
    );
    assert_eq!(office.run(&["audit", "verify", "--anchor", "nonsense"]).await.1, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_say_what_went_wrong() {
    let office = Office::open().await;

    for (arguments, expected) in [
        (&["people", "import", "/nowhere/people.csv"][..], 3),
        (&["people", "role", "nobody@example.org", "guest"], 3),
        (&["people", "role", "ada@example.org", "king"], 2),
        (&["people", "role", "ada@example.org", "member"], 5),
        (&["people", "manager", "ada@example.org", "ada@example.org"], 5),
        (&["people", "add", "ada@example.org", "--name", "Ada"], 5),
        (&["people", "invite", "ada@example.org"], 5),
        (&["organization", "set", "--lapse-days", "90"], 1),
        (&["--server", "http://127.0.0.1:9", "people", "list"], 6),
        (&["--server", "http://turn.example.org", "people", "list"], 2),
    ] {
        let (_, code) = office.run(arguments).await;
        assert_eq!(code, expected, "{arguments:?}");
    }
    let mut nobody = office.command("ada@example.org", &["people", "list"]);
    nobody.env_remove("GOODTURN_EMAIL");
    assert_eq!(run(nobody).await.status.code(), Some(2));
    let mut token = office.command("", &["people", "list"]);
    token.env("GOODTURN_TOKEN", "not a token");
    assert_eq!(run(token).await.status.code(), Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_comes_from_standard_input_and_a_member_is_not_let_in() {
    let office = Office::open().await;
    let link = office.does(&["people", "add", "bo@example.org", "--name", "Bo Lund"]).await;
    assert_eq!(office.accept(&link, "Bo Lund").await, 200);
    let mut command = office.command("bo@example.org", &["--password-file", "-", "people", "list"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());

    let said = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().expect("the binary starts");
        child.stdin.take().expect("piped").write_all(PASSWORD.as_bytes()).expect("it reads");
        child.wait_with_output().expect("it ends")
    });
    let said = said.await.expect("it ends");

    assert_eq!(said.status.code(), Some(4), "{}", String::from_utf8_lossy(&said.stderr));
}
