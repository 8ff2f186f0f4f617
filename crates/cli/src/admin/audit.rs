//! `goodturn admin audit`.

use chrono::{NaiveDate, NaiveTime, SecondsFormat};
use goodturn_client::CommandError;
use goodturn_client::people_csv::table;
use goodturn_domain::Timestamp;
use goodturn_sync::administration::Directory;
use goodturn_sync::rights::{AuditCheckQuery, AuditLine, AuditQuery, MOST_AUDIT_LINES};

use super::{Desk, book, columns};
use crate::failure::Unsound;

const HEADER: [&str; 7] = ["line", "at", "by", "action", "about", "refused", "details"];

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// Lines of the log, newest first. Looking is noted in it.
    Search(Search),
    /// Tells whether the log is as it was written, and prints its end, to be kept elsewhere.
    Verify {
        /// What an earlier check printed as its end: a log that was written anew does not hold it.
        #[arg(long, value_name = "LINE:HASH", value_parser = read_anchor)]
        anchor: Option<Anchor>,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Search {
    /// What this person did, by e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    by: Option<String>,
    /// What was done to this person, by e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    about: Option<String>,
    /// Such as deactivate, change_role or signed_in; several with commas in between.
    #[arg(long)]
    action: Option<String>,
    /// From this day or instant on: 2026-11-27, or 2026-11-27T08:00:00Z. Days are those of UTC.
    #[arg(long, value_parser = read_instant)]
    from: Option<Timestamp>,
    /// Before this day or instant.
    #[arg(long, value_parser = read_instant)]
    to: Option<Timestamp>,
    /// In the words of a line, or in the name of whom it is about.
    #[arg(long)]
    text: Option<String>,
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Prints a table for spreadsheets.
    #[arg(long)]
    csv: bool,
}

/// The end of a log as it was known.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    n: u64,
    hash: String,
}

fn read_anchor(text: &str) -> Result<Anchor, String> {
    let read = text.split_once(':').and_then(|(n, hash)| Some(Anchor { n: n.parse().ok()?, hash: hash.to_owned() }));
    read.ok_or_else(|| "a line and its hash look like 120:0f3a…".to_owned())
}

fn read_instant(text: &str) -> Result<Timestamp, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc().into());
    }
    let at = chrono::DateTime::parse_from_rfc3339(text);
    at.map(|at| at.to_utc().into()).map_err(|_| "days look like 2026-11-27, instants like 2026-11-27T08:00:00Z".into())
}

pub(super) async fn run(desk: &Desk, deed: Deed) -> anyhow::Result<String> {
    match deed {
        Deed::Search(search) => find(desk, search).await,
        Deed::Verify { anchor } => verify(desk, anchor).await,
    }
}

async fn find(desk: &Desk, search: Search) -> anyhow::Result<String> {
    let directory = desk.directory().await?;
    let person = |email: &Option<String>| email.as_ref().map(|it| book::person(&directory, it).map(|it| it.id));
    let mut query = AuditQuery {
        actor: person(&search.by).transpose()?,
        subject: person(&search.about).transpose()?.map(|it| it.uuid()),
        action: search.action,
        from: search.from,
        to: search.to,
        text: search.text,
        before: None,
        limit: None,
    };
    let mut lines: Vec<AuditLine> = Vec::new();
    while lines.len() < search.limit {
        query.limit = Some(MOST_AUDIT_LINES.min(search.limit - lines.len()));
        let page = desk.http.audit(&query).await.map_err(CommandError::from)?;
        lines.extend(page.lines);
        query.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    let rows: Vec<_> = lines.iter().map(|it| row(&directory, it)).collect();
    if search.csv {
        return Ok(table(std::iter::once(HEADER.map(str::to_owned)).chain(rows)).trim_end().to_owned());
    }
    desk.show(&lines, || columns(HEADER, &rows))
}

fn row(directory: &Directory, line: &AuditLine) -> [String; 7] {
    let entry = &line.entry;
    let subject = entry.subject.map(|it| {
        let person = directory.people.iter().find(|person| person.id.uuid() == it.id);
        let team = directory.teams.iter().find(|team| team.id.uuid() == it.id);
        let name = person.map(|it| book::called(directory, it.id)).or_else(|| team.map(|it| it.name.to_string()));
        name.unwrap_or_else(|| it.id.to_string())
    });
    let details = entry.details.iter().map(|(name, value)| format!("{name}={value}"));
    [
        line.n.to_string(),
        entry.at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true),
        entry.actor.map(|it| book::called(directory, it)).unwrap_or_default(),
        entry.action.clone(),
        subject.unwrap_or_default(),
        entry.refusal.clone().unwrap_or_default(),
        details.collect::<Vec<_>>().join(" "),
    ]
}

async fn verify(desk: &Desk, anchor: Option<Anchor>) -> anyhow::Result<String> {
    let query =
        anchor.map_or_else(AuditCheckQuery::default, |it| AuditCheckQuery { n: Some(it.n), hash: Some(it.hash) });
    let check = desk.http.check_audit(&query).await.map_err(CommandError::from)?;
    let output =
        desk.show(&check, || format!("{} lines are sound, the last is {}:{}", check.records, check.head, check.hash))?;
    match check.broken {
        None => Ok(output),
        Some((n, why)) => {
            let why = serde_json::to_value(why)?.as_str().unwrap_or_default().replace('_', " ");
            Err(Unsound { output, n, why }.into())
        }
    }
}
