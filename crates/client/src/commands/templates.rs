//! Templates: one's own, and those of one's teams.

use goodturn_domain::{Intent, TemplateId, TextOwner, Title};
use goodturn_store::ReplicaStorage;

use super::{id_of, optional_id, requests, wishes};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::shown::{Id, Template, WriteTemplate};

/// Those that a request can begin with, by name.
pub(super) async fn list_templates(app: &App, (): ()) -> Result<Vec<Template>, CommandError> {
    app.blocking(|workspace, _| {
        let (me, people) = (workspace.me(), workspace.people()?);
        let unsent = workspace.store().read(|tx| tx.list_changed())?;
        let find =
            |team| people.teams.iter().find(|it| it.id == team && it.is_active && it.membership_of(me).is_some());
        let mut templates = Vec::new();
        for known in workspace.store().list_templates()? {
            let (team, can_change) = match known.owner {
                TextOwner::Person(person) if person == me => (None, true),
                TextOwner::Team(team) => match find(team) {
                    Some(team) => (Some(team.id.to_string()), team.is_led_by(me)),
                    None => continue,
                },
                TextOwner::Person(_) => continue,
            };
            let Some(wish) = &known.wish else { continue };
            let wish = wishes::shown_wish(workspace, wish)?;
            let (id, name) = (known.id.to_string(), known.name.to_string());
            templates.push(Template { id, team, name, wish, can_change, is_unsent: unsent.contains(&known.id.into()) });
        }
        Ok(templates)
    })
    .await
}

pub(super) async fn write_template(app: &App, args: WriteTemplate) -> Result<Id, CommandError> {
    let template = optional_id(args.id.as_deref())?.unwrap_or_else(|| TemplateId::new(fresh_id()));
    let intent = || {
        let owner = match optional_id(args.team.as_deref())? {
            Some(team) => TextOwner::Team(team),
            None => TextOwner::Person(app.workspace().me()),
        };
        let (name, wish) = (Title::new(&args.name)?, Box::new(wishes::wish_of(args.wish)?));
        Ok(Intent::WriteTemplate { template, owner, name, wish })
    };
    requests::perform(app, intent()).await?;
    Ok(Id { id: template.to_string() })
}

pub(super) async fn remove_template(app: &App, args: Id) -> Result<(), CommandError> {
    requests::perform(app, id_of(&args.id).map(|template| Intent::RemoveTemplate { template })).await
}
