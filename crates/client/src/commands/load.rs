//! How much the members of a team have promised, for who leads it.

use goodturn_domain::load::{DayLoad, Load};
use goodturn_domain::{FileName, Person, TeamId, Timestamp};

use super::{files, id_of};
use crate::App;
use crate::error::CommandError;
use crate::people_csv::table;
use crate::shown::{self, PersonLoad, TeamLoad, TeamRef};
use crate::workspace::Workspace;

/// Two weeks, today included.
const DAYS: u64 = 14;

pub(super) async fn team_load(app: &App, args: TeamRef) -> Result<TeamLoad, CommandError> {
    let team = id_of(&args.team)?;
    app.blocking(move |workspace, now| {
        let Loads { people, .. } = Loads::of(workspace, team, now)?;
        let days = people.first().map(|(_, load)| load.days.iter().map(|day| day.date.to_string()).collect());
        let people = people.iter().map(|(person, load)| shown(person, load)).collect();
        Ok(TeamLoad { days: days.unwrap_or_default(), people })
    })
    .await
}

/// Saves it as a table for spreadsheets, called after the team and its first day.
pub(super) async fn save_team_load(app: &App, args: TeamRef) -> Result<(), CommandError> {
    let team = id_of(&args.team)?;
    let (name, text) = app
        .blocking(move |workspace, now| {
            let Loads { team, people } = Loads::of(workspace, team, now)?;
            let first = people.first().and_then(|(_, load)| load.days.first()).map(|day| day.date.to_string());
            // A name with a slash in it would be the name of a folder.
            let name = format!("{} {}.csv", team.replace(['/', '\\'], "-"), first.unwrap_or_default());
            Ok((FileName::new(&name)?, csv(&people)))
        })
        .await?;
    files::save_text(app, name, text).await
}

/// A team's name, and what its active members have, by name.
struct Loads {
    team: String,
    people: Vec<(Person, Load)>,
}

impl Loads {
    /// For who does not lead the team, it is not there.
    fn of(workspace: &Workspace, team: TeamId, now: Timestamp) -> Result<Self, CommandError> {
        let (people, me) = (workspace.people()?, workspace.me());
        let led = people.teams.iter().find(|it| it.id == team && it.is_active && it.is_led_by(me));
        let led = led.ok_or_else(CommandError::not_found)?;
        let mut members: Vec<&Person> = led.members.keys().filter_map(|id| people.find(*id)).collect();
        members.retain(|person| person.is_active);
        members.sort_by_key(|person| person.name.as_str().to_lowercase());
        let viewer = people.calendar_of(me);
        let load_of = |person: &Person| {
            let promises = workspace.store().list_promised(person.id)?;
            Ok((person.clone(), Load::of(person, promises, &viewer, now, DAYS)))
        };
        let people = members.into_iter().map(load_of).collect::<Result<_, CommandError>>()?;
        Ok(Self { team: led.name.to_string(), people })
    }
}

fn shown(person: &Person, load: &Load) -> PersonLoad {
    let days = load.days.iter().map(|day| shown::DayLoad {
        promises: day.promises,
        working_minutes: minutes(day),
        is_free: day.is_free,
    });
    PersonLoad {
        person: person.id.to_string(),
        late: load.late,
        days: days.collect(),
        later: load.later,
        undated: load.undated,
    }
}

fn minutes(day: &DayLoad) -> u32 {
    u32::try_from(day.working.num_minutes()).unwrap_or_default()
}

/// A line for each person and day, which is how spreadsheets reckon best, and one for what has no such day.
fn csv(loads: &[(Person, Load)]) -> String {
    let header = ["person", "kind", "day", "promises", "working_hours"].map(str::to_owned);
    let rows = loads.iter().flat_map(|(person, load)| {
        let row = |kind: &str, day: String, promises: u32, hours: String| {
            [person.name.to_string(), kind.to_owned(), day, promises.to_string(), hours]
        };
        let days = load.days.iter().map(|day| {
            row("day", day.date.to_string(), day.promises, format!("{:.2}", f64::from(minutes(day)) / 60.0))
        });
        let others = [("late", load.late), ("later", load.later), ("no_time_given", load.undated)];
        let others = others.map(|(kind, promises)| row(kind, String::new(), promises, String::new()));
        days.chain(others).collect::<Vec<_>>()
    });
    table(std::iter::once(header).chain(rows))
}
