//! What administrators do, and the examples of the first run.

use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    Addressee, CannedTextId, FollowUpId, Intent, PersonId, Priority, Role, ServiceRequestId, TeamId, TextOwner, Title,
    Visibility, Words,
};
use goodturn_sync::session::InviteRequest;
use serde_json::Value;

use super::id_of;
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::shown::{AddTeam, Id, InvitationLink, Invite, SetMembership};
use crate::workspace::Workspace;

/// Set in the store while the examples are there.
const EXAMPLES: &str = "examples";

/// Colleagues who exist only in the examples: label, name, position.
const EXAMPLE_PEOPLE: [(&str, &str, &str); 2] =
    [("robin", "Robin Example", "Facilities"), ("kim", "Kim Example", "Finance")];

/// Example requests: label, whom, title, details.
const EXAMPLE_REQUESTS: [(&str, &str, &str, &str); 3] = [
    ("key", "robin", "A second key for the storage room", "For the new colleague who starts on Monday."),
    ("invoice", "kim", "Which cost centre for the workshop invoice?", "The amount is on the attached sheet."),
    ("room", "robin", "A quiet room for Thursday’s interviews", "Two hours, three people, a door that closes."),
];

pub(super) async fn invite(app: &App, args: Invite) -> Result<InvitationLink, CommandError> {
    let http = app.backend().ok_or_else(|| CommandError::new("offline", "no way to the backend yet"))?;
    let role: Role =
        serde_json::from_value(Value::String(args.role)).map_err(|cause| CommandError::malformed("invite", &cause))?;
    let teams = args.teams.iter().map(|id| id_of(id)).collect::<Result<BTreeSet<TeamId>, _>>()?;
    let made = http.invite(&InviteRequest { email: args.email, name: args.name, role, teams }).await?;
    Ok(InvitationLink { link: made.link })
}

pub(super) async fn add_team(app: &App, args: AddTeam) -> Result<Id, CommandError> {
    let team = TeamId::new(fresh_id());
    let intent =
        Intent::AddTeam { team, name: Title::new(&args.name)?, prefix: Title::new(&args.prefix.to_uppercase())? };
    app.blocking(move |workspace, now| workspace.perform(intent, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(Id { id: team.to_string() })
}

pub(super) async fn set_membership(app: &App, args: SetMembership) -> Result<(), CommandError> {
    let membership = match args.role.as_deref() {
        None => None,
        Some("member") => Some(Membership::Member),
        Some("lead") => Some(Membership::Lead),
        Some(other) => return Err(CommandError::new("malformed", format!("{other:?} is no place in a team"))),
    };
    let intent = Intent::SetMembership { team: id_of(&args.team)?, person: id_of(&args.person)?, membership };
    app.blocking(move |workspace, now| workspace.perform(intent, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

/// Examples to try things on. They are real requests to people who do not exist, in this machine's
/// own workspace only.
pub(super) async fn add_example_requests(app: &App, (): ()) -> Result<(), CommandError> {
    app.blocking(|workspace, now| {
        if workspace.identity.server.is_some() {
            return Err(CommandError::new("examples_stay_local", "examples stay out of an organization"));
        }
        if workspace.store().find_setting(EXAMPLES)?.is_some_and(|it| !it.is_empty()) {
            return Ok(());
        }
        let round = fresh_id();
        let mut intents = Vec::new();
        for (label, name, position) in EXAMPLE_PEOPLE {
            intents.push(Intent::AddPerson {
                person: PersonId::derived(round, label),
                name: Title::new(name)?,
                email: None,
                position: Some(Title::new(position)?),
                role: Role::Member,
                zone: workspace.people()?.calendar_of(workspace.me()).zone,
                locale: "en".into(),
            });
        }
        for (label, whom, title, details) in EXAMPLE_REQUESTS {
            intents.push(Intent::Ask {
                request: ServiceRequestId::derived(round, label),
                title: Title::new(title)?,
                details: Some(Words::new(details)?),
                addressee: Addressee::Person(PersonId::derived(round, whom)),
                visibility: Visibility::Teams,
                priority: Priority::Normal,
                kind: None,
                needed_by: None,
                written: None,
                watchers: BTreeSet::new(),
                link: None,
                form: None,
            });
        }
        intents.push(Intent::Remind {
            follow_up: FollowUpId::derived(round, "reminder"),
            request: None,
            words: Some(Words::new("Try quick add: the shortcut works from anywhere")?),
            due: now.plus(chrono::TimeDelta::hours(2)),
            if_no_reply: false,
        });
        intents.push(Intent::WriteCannedText {
            canned_text: CannedTextId::derived(round, "text"),
            owner: TextOwner::Person(workspace.me()),
            name: Title::new("Thank you, and by when")?,
            words: Words::new("Thank you, {requester}. You will have it by {promise}.")?,
        });
        workspace.perform_all(intents, now)?;
        Ok(workspace.store().set_setting(EXAMPLES, &round.to_string())?)
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

pub(super) async fn remove_example_requests(app: &App, (): ()) -> Result<(), CommandError> {
    app.blocking(|workspace, now| {
        let Some(round) = workspace.store().find_setting(EXAMPLES)?.filter(|it| !it.is_empty()) else { return Ok(()) };
        let round = id_of::<PersonId>(&round)?.uuid();
        for (label, ..) in EXAMPLE_REQUESTS {
            let request = ServiceRequestId::derived(round, label);
            tolerate(workspace, Intent::Withdraw { request, reason: None }, now)?;
        }
        tolerate(workspace, Intent::FinishFollowUp { follow_up: FollowUpId::derived(round, "reminder") }, now)?;
        let canned_text = CannedTextId::derived(round, "text");
        tolerate(workspace, Intent::RemoveCannedText { canned_text }, now)?;
        for (label, ..) in EXAMPLE_PEOPLE {
            tolerate(workspace, Intent::Deactivate { person: PersonId::derived(round, label) }, now)?;
        }
        Ok(workspace.store().set_setting(EXAMPLES, "")?)
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

/// What of a workspace is there only to try things on.
#[derive(Default)]
pub(super) struct Examples {
    pub(super) requests: Vec<ServiceRequestId>,
    pub(super) follow_ups: Vec<FollowUpId>,
    pub(super) canned_texts: Vec<CannedTextId>,
}

pub(super) fn example_requests(workspace: &Workspace) -> Result<Examples, CommandError> {
    let round = workspace.store().find_setting(EXAMPLES)?.filter(|it| !it.is_empty());
    let Some(round) = round else { return Ok(Examples::default()) };
    let round = id_of::<PersonId>(&round)?.uuid();
    Ok(Examples {
        requests: EXAMPLE_REQUESTS.iter().map(|(label, ..)| ServiceRequestId::derived(round, label)).collect(),
        follow_ups: vec![FollowUpId::derived(round, "reminder")],
        canned_texts: vec![CannedTextId::derived(round, "text")],
    })
}

/// Does it if it still can be done: somebody may have played with an example to its end.
fn tolerate(workspace: &Workspace, intent: Intent, now: goodturn_domain::Timestamp) -> Result<(), CommandError> {
    const DONE_ALREADY: [&str; 3] = ["wrong_stage", "follow_up_settled", "not_found"];
    match workspace.perform(intent, now) {
        Err(error) if !DONE_ALREADY.contains(&error.code.as_str()) => Err(error),
        _ => Ok(()),
    }
}
