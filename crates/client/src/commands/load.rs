//! How much the members of a team have promised, for who leads it.

use chrono::{DateTime, Utc};
use goodturn_domain::load::Load;
use goodturn_domain::{FileName, Person, TeamId, Timestamp};

use super::{files, id_of};
use crate::App;
use crate::error::CommandError;
use crate::people_csv::table;
use crate::shown::{DayLoad, PersonLoad, TeamLoad, TeamRef};
use crate::workspace::Workspace;

/// Two weeks, today included.
const DAYS: u64 = 14;

pub(super) async fn team_load(app: &App, args: TeamRef) -> Result<TeamLoad, CommandError> {
    let team = id_of(&args.team)?;
    app.blocking(move |workspace, now| {
        let loads = loads(workspace, team, now)?;
        let days = loads.first().map(|(_, load)| load.days.iter().map(|day| day.date.to_string()).collect());
        Ok(TeamLoad {
            days: days.unwrap_or_default(),
            people: loads.iter().map(|(person, load)| shown(person, load)).collect(),
        })
    })
    .await
}

/// Saves it as a table for spreadsheets.
pub(super) async fn save_team_load(app: &App, args: TeamRef) -> Result<(), CommandError> {
    let team = id_of(&args.team)?;
    let (name, text) = app
        .blocking(move |workspace, now| {
            let loads = loads(workspace, team, now)?;
            let people = workspace.people()?;
            let name = people.teams.iter().find(|it| it.id == team).map(|it| it.name.to_string()).unwrap_or_default();
            let today: DateTime<Utc> = now.to_utc();
            let plain: String = name.chars().map(|it| if it == '/' || it == '\\' { '-' } else { it }).collect();
            Ok((FileName::new(&format!("{plain} {}.csv", today.format("%Y-%m-%d")))?, csv(&loads)))
        })
        .await?;
    files::save_text(app, name, text).await
}

/// Of everybody in the team, by name. For who does not lead it, it is not there: their own numbers are
/// each one's own, and a lead's to help with (`rules.md` §4).
fn loads(workspace: &Workspace, team: TeamId, now: Timestamp) -> Result<Vec<(Person, Load)>, CommandError> {
    let people = workspace.people()?;
    let me = workspace.me();
    let led = people.teams.iter().find(|it| it.id == team && it.is_active && it.is_led_by(me));
    let viewer = people.calendar_of(me);
    let mut members: Vec<&Person> =
        led.ok_or_else(CommandError::not_found)?.members.keys().filter_map(|id| people.find(*id)).collect();
    members.retain(|person| person.is_active);
    members.sort_by_key(|person| person.name.to_string().to_lowercase());
    let load_of = |person: &Person| {
        let promises = workspace.store().list_promised(person.id)?;
        Ok((person.clone(), Load::of(person, promises, &viewer, now, DAYS)))
    };
    members.into_iter().map(load_of).collect()
}

fn shown(person: &Person, load: &Load) -> PersonLoad {
    let days = load.days.iter().map(|day| DayLoad {
        promises: day.promises,
        working_minutes: u32::try_from(day.working.num_minutes()).unwrap_or_default(),
    });
    PersonLoad {
        person: person.id.to_string(),
        late: load.late,
        days: days.collect(),
        later: load.later,
        undated: load.undated,
    }
}

/// A line for each person and day, which is how spreadsheets reckon best.
fn csv(loads: &[(Person, Load)]) -> String {
    let header = ["person", "day", "promises", "working_hours"].map(str::to_owned);
    let rows = loads.iter().flat_map(|(person, load)| {
        let row =
            |day: String, promises: u32, hours: String| [person.name.to_string(), day, promises.to_string(), hours];
        let days = load.days.iter().map(move |day| {
            let hours =
                format!("{:.2}", f64::from(i32::try_from(day.working.num_minutes()).unwrap_or_default()) / 60.0);
            row(day.date.to_string(), day.promises, hours)
        });
        let ends = [("late", load.late), ("later", load.later), ("no promise", load.undated)];
        let ends = ends.map(|(day, promises)| row(day.to_owned(), promises, String::new()));
        days.chain(ends).collect::<Vec<_>>()
    });
    table(std::iter::once(header).chain(rows))
}
