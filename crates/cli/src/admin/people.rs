//! `goodturn admin people`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono_tz::Tz;
use goodturn_client::CommandError;
use goodturn_client::people_csv::{report_csv, table};
use goodturn_domain::person::Membership;
use goodturn_domain::{Intent, Person, PersonId, Role, Title};
use goodturn_sync::administration::{Directory, ImportReport, ImportRequest, NewEmail};
use serde_json::json;

use super::book::{self, read_role, role_name};
use super::session::fresh_id;
use super::{Desk, columns};
use crate::failure::{LinesFailed, Missing, Usage};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// Everybody, with their roles, teams and managers.
    List {
        /// Only those whose name, address or position has this in it.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Prints a table for spreadsheets.
        #[arg(long)]
        csv: bool,
    },
    /// Brings in people from a table with the columns name, email, role, teams, manager, position,
    /// zone, locale, which may be called so in German, French or Spanish; says what came of each line,
    /// with the links by which they join.
    Import {
        /// A CSV file, or - for standard input.
        file: PathBuf,
        /// Prints the report as a table for spreadsheets.
        #[arg(long)]
        csv: bool,
    },
    /// Adds somebody and prints the link by which they join.
    Add(Newcomer),
    /// Prints a new link for somebody who has not joined yet; the one before no longer works.
    Invite { email: String },
    /// Gives somebody another role.
    Role {
        email: String,
        #[arg(value_parser = read_role)]
        role: Role,
    },
    /// Has somebody sign in by another address. Their sessions stay.
    Email { email: String, to: String },
    /// Says whom somebody reports to.
    Manager {
        email: String,
        /// The manager's address; without one they report to nobody.
        manager: Option<String>,
    },
    /// Ends somebody's access. What they did stays.
    Deactivate { email: String },
    /// Takes a deactivation back.
    Reactivate { email: String },
}

#[derive(Debug, clap::Args)]
pub(super) struct Newcomer {
    email: String,
    #[arg(long)]
    name: String,
    #[arg(long, default_value = "member", value_parser = read_role)]
    role: Role,
    /// A team that they join; with :lead behind it one that they lead. Can be repeated.
    #[arg(long = "team", value_name = "TEAM")]
    teams: Vec<String>,
    /// The address of whom they report to.
    #[arg(long, value_name = "ADDRESS")]
    manager: Option<String>,
    #[arg(long)]
    position: Option<String>,
    /// Such as Europe/Berlin; that of the organization by default.
    #[arg(long)]
    zone: Option<Tz>,
    #[arg(long, default_value = "en", value_name = "TAG")]
    locale: String,
}

pub(super) async fn run(desk: &Desk, deed: Deed) -> anyhow::Result<String> {
    match deed {
        Deed::List { search, csv } => list(desk, search.as_deref(), csv).await,
        Deed::Import { file, csv } => import(desk, &file, csv).await,
        Deed::Add(newcomer) => add(desk, newcomer).await,
        Deed::Invite { email } => {
            let person = book::person(&desk.directory().await?, &email)?.id;
            invite(desk, person).await
        }
        Deed::Role { email, role } => {
            let person = book::person(&desk.directory().await?, &email)?.id;
            desk.act(vec![Intent::ChangeRole { person, role }], format!("{email} is {}", role_name(role))).await
        }
        Deed::Email { email, to } => {
            let person = book::person(&desk.directory().await?, &email)?.id;
            if desk.dry_run {
                let told = json!({ "person": person, "email": to });
                return desk.show(&told, || format!("{email} would sign in as {to}"));
            }
            desk.http.change_email_of(person, &NewEmail { email: to.clone() }).await.map_err(CommandError::from)?;
            desk.show(&json!({ "done": true }), || format!("{email} signs in as {to}"))
        }
        Deed::Manager { email, manager } => {
            let directory = desk.directory().await?;
            let person = book::person(&directory, &email)?.id;
            let manager = manager.map(|it| book::person(&directory, &it)).transpose()?;
            let done = format!("{email} reports to {}", manager.map_or("nobody", |it| it.name.as_str()));
            desk.act(vec![Intent::SetManager { person, manager: manager.map(|it| it.id) }], done).await
        }
        Deed::Deactivate { email } => {
            let directory = desk.directory().await?;
            let person = book::person(&directory, &email)?;
            desk.confirm(&format!("{} ({email}) will be signed out everywhere; their devices delete what they hold, and what was not sent is lost", person.name))?;
            desk.act(vec![Intent::Deactivate { person: person.id }], format!("{email} is deactivated")).await
        }
        Deed::Reactivate { email } => {
            let person = book::person(&desk.directory().await?, &email)?.id;
            desk.act(vec![Intent::Reactivate { person }], format!("{email} can sign in again")).await
        }
    }
}

/// A link by which somebody sets a new password.
pub(super) async fn reset_password(desk: &Desk, email: &str) -> anyhow::Result<String> {
    let directory = desk.directory().await?;
    let person = book::person(&directory, email)?;
    if desk.dry_run {
        return desk.show(&json!({ "person": person.id }), || format!("would make a link for {}", person.name));
    }
    let made = desk.http.make_password_reset(person.id).await.map_err(CommandError::from)?;
    desk.show(&made, || made.link.clone())
}

async fn invite(desk: &Desk, person: PersonId) -> anyhow::Result<String> {
    if desk.dry_run {
        return desk.show(&json!({ "person": person }), || "would make a link".to_owned());
    }
    let made = desk.http.invite_again(person).await.map_err(CommandError::from)?;
    desk.show(&made, || made.link.clone())
}

async fn list(desk: &Desk, search: Option<&str>, csv: bool) -> anyhow::Result<String> {
    let directory = desk.directory().await?;
    let wanted = search.unwrap_or_default().to_lowercase();
    let matches = |person: &&Person| {
        let texts = [Some(&person.name), person.email.as_ref(), person.position.as_ref()];
        texts.into_iter().flatten().any(|it| it.as_str().to_lowercase().contains(&wanted))
    };
    let people: Vec<&Person> = directory.people.iter().filter(matches).collect();
    let rows: Vec<_> = people.iter().map(|it| row(&directory, it)).collect();
    const HEADER: [&str; 7] = ["name", "email", "role", "teams", "manager", "position", "state"];
    if csv {
        return Ok(table(std::iter::once(HEADER.map(str::to_owned)).chain(rows)).trim_end().to_owned());
    }
    let accounts: Vec<_> = directory.accounts.iter().filter(|it| people.iter().any(|p| p.id == it.person)).collect();
    desk.show(&json!({ "people": people, "accounts": accounts }), || columns(HEADER, &rows))
}

fn row(directory: &Directory, person: &Person) -> [String; 7] {
    let place = |it: &goodturn_domain::Team| match it.members.get(&person.id)? {
        Membership::Member => Some(it.name.to_string()),
        Membership::Lead => Some(format!("{}:lead", it.name)),
    };
    let teams: Vec<_> = directory.teams.iter().filter(|it| it.is_active).filter_map(place).collect();
    let text = |it: &Option<Title>| it.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        person.name.to_string(),
        text(&person.email),
        role_name(person.role).to_owned(),
        teams.join(", "),
        person.manager.map(|it| book::called(directory, it)).unwrap_or_default(),
        text(&person.position),
        state(directory, person).to_owned(),
    ]
}

fn state(directory: &Directory, person: &Person) -> &'static str {
    let account = directory.accounts.iter().find(|it| it.person == person.id);
    match account {
        _ if !person.is_active => "deactivated",
        Some(account) if account.has_account => "joined",
        Some(_) => "invited",
        None => "not invited",
    }
}

async fn import(desk: &Desk, file: &Path, csv: bool) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).context("reading the table")?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    }
    let text = String::from_utf8(bytes).map_err(|_| Usage("the table is not in UTF-8".into()))?;
    let request = ImportRequest { csv: text, dry_run: desk.dry_run };
    let report = desk.http.import_people(&request).await.map_err(CommandError::from)?;
    if let Some(problem) = &report.problem {
        return Err(Usage(problem.to_string()).into());
    }
    let output = if csv { Ok(report_csv(&report).trim_end().to_owned()) } else { desk.show(&report, || told(&report)) };
    if report.failed == 0 {
        return output;
    }
    Err(LinesFailed { output: output?, failed: report.failed }.into())
}

fn told(report: &ImportReport) -> String {
    let mut lines = Vec::new();
    for line in &report.lines {
        let changes = line.changes.iter().map(|it| format!("{}: {}", it.field, it.to));
        let what = match &line.link {
            Some(link) => link.clone(),
            None => changes.chain(line.problems.iter().map(ToString::to_string)).collect::<Vec<_>>().join("; "),
        };
        let outcome = format!("{:?}", line.outcome).to_lowercase();
        lines.push([line.line.to_string(), line.email.clone(), outcome, what]);
    }
    let would = if report.dry_run { "would be " } else { "" };
    let sum = format!(
        "{} {would}added, {} {would}changed, {} unchanged, {} not usable",
        report.added, report.changed, report.unchanged, report.failed
    );
    format!("{}\n{sum}", columns(["line", "email", "outcome", ""], &lines))
}

async fn add(desk: &Desk, newcomer: Newcomer) -> anyhow::Result<String> {
    let directory = desk.directory().await?;
    if let Ok(there) = book::person(&directory, &newcomer.email) {
        return Err(crate::failure::Conflict(format!("{} is there already: {}", newcomer.email, there.name)).into());
    }
    let person = PersonId::new(fresh_id());
    let mut intents = vec![Intent::AddPerson {
        person,
        name: Title::new(&newcomer.name)?,
        email: Some(Title::new(&newcomer.email.trim().to_lowercase())?),
        position: newcomer.position.as_deref().map(Title::new).transpose()?,
        role: newcomer.role,
        zone: newcomer.zone.unwrap_or(directory.organization.zone),
        locale: newcomer.locale,
    }];
    for name in &newcomer.teams {
        let (name, membership) = match name.rsplit_once(':') {
            Some((name, "lead")) => (name, Membership::Lead),
            _ => (name.as_str(), Membership::Member),
        };
        let team = book::team(&directory, name)?;
        if !team.is_active {
            return Err(Missing(format!("the team {} is closed", team.name)).into());
        }
        intents.push(Intent::SetMembership { team: team.id, person, membership: Some(membership) });
    }
    if let Some(manager) = newcomer.manager {
        let manager = book::person(&directory, &manager)?.id;
        intents.push(Intent::SetManager { person, manager: Some(manager) });
    }
    let said = desk.act(intents, "").await?;
    if desk.dry_run { Ok(said) } else { invite(desk, person).await }
}
