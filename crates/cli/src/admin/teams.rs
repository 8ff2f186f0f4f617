//! `goodturn admin teams`.

use std::collections::BTreeMap;

use goodturn_domain::person::Membership;
use goodturn_domain::{Intent, TeamId, Title};

use super::session::fresh_id;
use super::{Desk, book, columns};
use crate::failure::Usage;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// Every team with its members.
    List,
    /// Adds a team.
    Add {
        name: String,
        /// Letters before the numbers of its requests, such as HR.
        prefix: String,
    },
    /// Gives a team another name, or other letters.
    Rename {
        /// The team as it is called now, or its letters.
        team: String,
        name: Option<String>,
        #[arg(long)]
        prefix: Option<String>,
    },
    /// Changes who is in a team, all of it or nothing.
    Members {
        team: String,
        /// The address of somebody who joins, or no longer leads. Can be repeated.
        #[arg(long, value_name = "ADDRESS")]
        add: Vec<String>,
        /// The address of somebody who leads the team.
        #[arg(long, value_name = "ADDRESS")]
        lead: Vec<String>,
        /// The address of somebody who leaves.
        #[arg(long, value_name = "ADDRESS")]
        remove: Vec<String>,
    },
    /// Makes a team a part of another one.
    Place {
        team: String,
        /// The team above; without it, the team stands by itself.
        #[arg(long, value_name = "TEAM")]
        part_of: Option<String>,
        /// Lets who leads the team above lead this one too, and see what is asked of it, also confidentially.
        #[arg(long, requires = "part_of")]
        led_from_above: bool,
    },
    /// Closes a team: nothing new goes to it, and its parts become parts of what it is part of.
    Close { team: String },
    /// Opens a closed team again.
    Reopen { team: String },
}

pub(super) async fn run(desk: &Desk, deed: Deed) -> anyhow::Result<String> {
    if let Deed::Add { name, prefix } = deed {
        let (team, prefix) = (TeamId::new(fresh_id()), Title::new(&prefix.to_uppercase())?);
        let done = format!("{name} is there");
        return desk.act(vec![Intent::AddTeam { team, name: Title::new(&name)?, prefix }], done).await;
    }
    let directory = desk.directory().await?;
    match deed {
        Deed::Add { .. } | Deed::List => {
            let rows: Vec<_> = directory.teams.iter().map(|team| row(&directory, team)).collect();
            desk.show(&directory.teams, || columns(["name", "prefix", "state", "part of", "members"], &rows))
        }
        Deed::Rename { team, name, prefix } => {
            let known = book::team(&directory, &team)?.id;
            let mut intents = Vec::new();
            if let Some(name) = name {
                intents.push(Intent::RenameTeam { team: known, name: Title::new(&name)? });
            }
            if let Some(prefix) = prefix {
                intents.push(Intent::ChangePrefix { team: known, prefix: Title::new(&prefix.to_uppercase())? });
            }
            if intents.is_empty() {
                return Err(Usage("another name, or --prefix, is needed".into()).into());
            }
            desk.act(intents, format!("{team} is renamed")).await
        }
        Deed::Members { team, add, lead, remove } => {
            let known = book::team(&directory, &team)?.id;
            let mut memberships = BTreeMap::new();
            let changes = [(add, Some(Membership::Member)), (lead, Some(Membership::Lead)), (remove, None)];
            for (emails, membership) in changes {
                for email in emails {
                    memberships.insert(book::person(&directory, &email)?.id, membership);
                }
            }
            if memberships.is_empty() {
                return Err(Usage("who? say --add, --lead or --remove".into()).into());
            }
            desk.act(vec![Intent::SetMemberships { team: known, memberships }], format!("{team} is changed")).await
        }
        Deed::Place { team, part_of, led_from_above } => {
            let known = book::team(&directory, &team)?.id;
            let above = part_of.as_deref().map(|it| book::team(&directory, it)).transpose()?.map(|it| it.id);
            if let Some(above) = part_of.as_deref().filter(|_| led_from_above) {
                let opened = "and sees everything that is asked of it, confidential requests included";
                desk.confirm(&format!("who leads {above} then leads {team} too, {opened}"))?;
            }
            let place = Intent::PlaceTeam { team: known, part_of: above, is_led_from_above: led_from_above };
            let done = match (part_of, led_from_above) {
                (None, _) => format!("{team} stands by itself"),
                (Some(above), true) => format!("{team} is part of {above} and led from there too"),
                (Some(above), false) => format!("{team} is part of {above} and not led from there"),
            };
            desk.act(vec![place], done).await
        }
        Deed::Close { team } => {
            let known = book::team(&directory, &team)?;
            let parts = directory.teams.iter().filter(|it| it.place.part_of == Some(known.id) && it.is_active);
            let parts: Vec<_> = parts.map(|it| it.name.as_str()).collect();
            let moved = if parts.is_empty() {
                String::new()
            } else {
                format!("; what is part of it moves up: {}", parts.join(", "))
            };
            desk.confirm(&format!("{} will be closed: its members lose sight of its requests{moved}", known.name))?;
            desk.act(vec![Intent::CloseTeam { team: known.id }], format!("{team} is closed")).await
        }
        Deed::Reopen { team } => {
            let known = book::team(&directory, &team)?.id;
            desk.act(vec![Intent::ReopenTeam { team: known }], format!("{team} is open")).await
        }
    }
}

fn row(directory: &goodturn_sync::administration::Directory, team: &goodturn_domain::Team) -> [String; 5] {
    let above = directory.teams.iter().find(|it| Some(it.id) == team.place.part_of);
    let above = above.map_or_else(String::new, |it| it.name.to_string());
    let members = team.memberships().map(|(person, membership)| match membership {
        Membership::Member => book::called(directory, person),
        Membership::Lead if team.has(person) => format!("{}:lead", book::called(directory, person)),
        Membership::Lead => format!("{}:from above", book::called(directory, person)),
    });
    let state = if team.is_active { "open" } else { "closed" };
    let members = members.collect::<Vec<_>>().join(", ");
    [team.name.to_string(), team.prefix.to_string(), state.to_owned(), above, members]
}
