//! The catalogue: what teams offer, asking by it, and the steps of a checklist.

use chrono::NaiveDate;
use goodturn_domain::offered_service::{
    self, Answer, Condition, FieldKind, FilledForm, FormAnswers, FormField, ServiceIcon, Step,
};
use goodturn_domain::{
    Attachment, Entity, EntryId, FileName, Intent, OfferedService, OfferedServiceId, RequiredApproval,
    ServiceDescription, ServiceRequestId, Team, TextError, Title,
};
use goodturn_store::ReplicaStorage;
use uuid::Uuid;

use super::{files, id_of, optional_id, optional_words, requests, words_of};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::files::Staged;
use crate::markdown;
use crate::service_file;
use crate::shown::{self, Id, PublishService, ServiceFile, ServiceRead, ServiceRef, ServiceSaved, TickStep};
use crate::workspace::{Workspace, instant};

/// Every service that I may see, those that are no longer offered included, team by team.
pub(super) async fn list_services(app: &App, (): ()) -> Result<Vec<shown::OfferedService>, CommandError> {
    app.blocking(|workspace, _| {
        let people = workspace.people()?;
        let me = people.find(workspace.me());
        let mut services = Vec::new();
        for team in people.teams.iter().filter(|it| it.is_active) {
            let can_publish = me.is_some_and(|it| it.role.administers() || team.is_led_by(it.id));
            let known = services_of(workspace, team)?;
            services.extend(known.iter().filter_map(|it| shown_service(it, can_publish)));
        }
        Ok(services)
    })
    .await
}

/// What a team has offered, in no order.
pub(super) fn services_of(workspace: &Workspace, team: &Team) -> Result<Vec<OfferedService>, CommandError> {
    let found = workspace
        .store()
        .read(|tx| team.services.iter().map(|id| tx.find_entity((*id).into())).collect::<Result<Vec<_>, _>>())?;
    let known = found.into_iter().flatten().filter_map(|it| match it {
        Entity::OfferedService(service) => Some(service),
        _ => None,
    });
    Ok(known.collect())
}

pub(super) async fn publish_service(app: &App, args: PublishService) -> Result<Id, CommandError> {
    let service = optional_id(args.service.as_deref())?.unwrap_or_else(|| OfferedServiceId::new(fresh_id()));
    let description = Box::new(description_of(args.description)?);
    let intent = Intent::PublishService { team: id_of(&args.team)?, service, from: args.from, description };
    requests::perform(app, Ok(intent)).await?;
    Ok(Id { id: service.to_string() })
}

pub(super) async fn retire_service(app: &App, args: ServiceRef) -> Result<(), CommandError> {
    let (team, service) = (id_of(&args.team)?, id_of(&args.service)?);
    requests::perform(app, Ok(Intent::RetireService { team, service })).await
}

pub(super) async fn restore_service(app: &App, args: ServiceRef) -> Result<(), CommandError> {
    let (team, service) = (id_of(&args.team)?, id_of(&args.service)?);
    requests::perform(app, Ok(Intent::RestoreService { team, service })).await
}

/// Saves it as a file, called after it.
pub(super) async fn save_service(app: &App, args: ServiceRef) -> Result<ServiceSaved, CommandError> {
    let service: OfferedServiceId = id_of(&args.service)?;
    let (name, text, left_out) = app
        .blocking(move |workspace, _| {
            let found = workspace.store().read(|tx| tx.find_entity(service.into()))?;
            let Some(Entity::OfferedService(found)) = found else { return Err(CommandError::not_found()) };
            let description = &found.latest().ok_or_else(CommandError::not_found)?.description;
            let (text, left_out) = service_file::write(description, &*workspace.people()?);
            // A name with a slash in it would be the name of a folder.
            let name = FileName::new(&format!("{}.json", description.name.as_str().replace(['/', '\\'], "-")))?;
            Ok((name, text, left_out))
        })
        .await?;
    files::save_text(app, name, text).await?;
    Ok(ServiceSaved { left_out })
}

/// Nothing is published by that: it is looked at first.
pub(super) async fn read_service_file(app: &App, args: ServiceFile) -> Result<ServiceRead, CommandError> {
    app.blocking(move |workspace, _| {
        let (description, left_out) = service_file::read(&args.text, &*workspace.people()?)?;
        Ok(ServiceRead { description: shown_description(&description), left_out })
    })
    .await
}

pub(super) async fn tick_step(app: &App, args: TickStep) -> Result<(), CommandError> {
    let (request, step) = (id_of(&args.request)?, args.step);
    let intent = if args.is_done { Intent::TickStep { request, step } } else { Intent::UntickStep { request, step } };
    requests::perform(app, Ok(intent)).await
}

/// What was answered, with the files that go along as lines of their own. They stay here as long as `staged` does.
pub(super) struct Answered {
    pub(super) form: FormAnswers,
    pub(super) files: Vec<Intent>,
    #[expect(dead_code, reason = "held until what says so is in the outbox")]
    staged: Vec<Staged>,
}

/// Reads what was answered, for the request of that id.
pub(super) async fn answered(
    app: &App,
    request: ServiceRequestId,
    form: shown::FormAnswers,
) -> Result<Answered, CommandError> {
    let (service, version) = (id_of(&form.service)?, form.version);
    let (mut answers, mut files, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for given in form.answers {
        let answer = match &given.file {
            Some(file) => {
                let upload: Uuid = id_of(&file.upload)?;
                let name = FileName::new(&file.name)?;
                let staged = app.blocking(move |workspace, _| workspace.files.keep(upload)).await?;
                let (entry, file) = (EntryId::new(fresh_id()), staged.called(name.clone()));
                files.push(attach(request, entry, file));
                held.push(staged);
                Answer::File { entry, name }
            }
            None => answer_of(&given)?,
        };
        answers.push(offered_service::FieldAnswer { field: given.field, answer });
    }
    Ok(Answered { form: FormAnswers { service, version, answers }, files, staged: held })
}

fn attach(request: ServiceRequestId, entry: EntryId, file: Attachment) -> Intent {
    Intent::Attach { request, entry, file, words: None, mentions: [].into() }
}

fn answer_of(given: &shown::FieldAnswer) -> Result<Answer, CommandError> {
    Ok(match (&given.words, &given.choice, &given.person, &given.date, given.number) {
        (Some(words), ..) => Answer::Text { words: words_of(words)? },
        (_, Some(choice), ..) => Answer::Choice { title: Title::new(choice)? },
        (_, _, Some(person), ..) => Answer::Person { person: id_of(person)? },
        (_, _, _, Some(date), _) => {
            let date = date.parse::<NaiveDate>();
            Answer::Date { date: date.map_err(|cause| CommandError::new("malformed", format!("a date: {cause}")))? }
        }
        (.., Some(number)) => Answer::Number { number },
        _ => return Err(CommandError::new("malformed", "an answer says something".to_owned())),
    })
}

/// By which service a request was asked.
pub(super) fn shown_form(form: &FilledForm) -> shown::ShownForm {
    let answers = form.answers.iter().map(|given| {
        let bare =
            shown::ShownAnswer { title: given.title.to_string(), words: None, person: None, date: None, number: None };
        match &given.answer {
            Answer::Text { words } => shown::ShownAnswer { words: Some(words.to_string()), ..bare },
            Answer::Choice { title } => shown::ShownAnswer { words: Some(title.to_string()), ..bare },
            Answer::File { name, .. } => shown::ShownAnswer { words: Some(name.to_string()), ..bare },
            Answer::Person { person } => shown::ShownAnswer { person: Some(person.to_string()), ..bare },
            Answer::Date { date } => shown::ShownAnswer { date: Some(date.to_string()), ..bare },
            Answer::Number { number } => shown::ShownAnswer { number: Some(*number), ..bare },
        }
    });
    shown::ShownForm {
        service: form.service.to_string(),
        version: form.version,
        name: form.name.to_string(),
        icon: shown_icon(form.icon),
        helper: form.helper.map(|id| id.to_string()),
        answers: answers.collect(),
    }
}

pub(super) fn shown_step(step: &Step) -> shown::ShownStep {
    shown::ShownStep {
        title: step.title.to_string(),
        ticked_by: step.ticked.map(|it| it.by.to_string()),
        ticked_at: step.ticked.map(|it| instant(it.at)),
    }
}

fn shown_service(service: &OfferedService, can_publish: bool) -> Option<shown::OfferedService> {
    let latest = service.latest()?;
    Some(shown::OfferedService {
        id: service.id.to_string(),
        team: service.team.to_string(),
        version: latest.number,
        is_retired: service.is_retired,
        can_publish,
        description: shown_description(&latest.description),
        details_html: latest.description.details.as_ref().map(|it| markdown::render(it.as_str())),
    })
}

fn shown_description(description: &ServiceDescription) -> shown::ServiceDescription {
    let titles = |titles: &[Title]| titles.iter().map(ToString::to_string).collect();
    shown::ServiceDescription {
        name: description.name.to_string(),
        icon: shown_icon(description.icon),
        details: description.details.as_ref().map(ToString::to_string),
        fields: description.fields.iter().map(shown_field).collect(),
        helper: description.helper.map(|id| id.to_string()),
        checklist: titles(&description.checklist),
        attachments: titles(&description.attachments),
        approvals: description.approvals.iter().map(shown_required).collect(),
        first_word: description.first_word.as_ref().map(ToString::to_string),
        handled_by: description.handled_by.map(|id| id.to_string()),
        is_confidential: description.is_confidential,
    }
}

fn description_of(description: shown::ServiceDescription) -> Result<ServiceDescription, CommandError> {
    let titles = |titles: &[String]| titles.iter().map(|it| Ok(Title::new(it)?)).collect::<Result<_, CommandError>>();
    Ok(ServiceDescription {
        name: Title::new(&description.name)?,
        icon: icon_of(description.icon),
        details: optional_words(description.details)?,
        fields: description.fields.into_iter().map(field_of).collect::<Result<_, _>>()?,
        helper: optional_id(description.helper.as_deref())?,
        checklist: titles(&description.checklist)?,
        attachments: titles(&description.attachments)?,
        approvals: description.approvals.iter().map(required_of).collect::<Result<_, _>>()?,
        first_word: optional_words(description.first_word)?,
        handled_by: optional_id(description.handled_by.as_deref())?,
        is_confidential: description.is_confidential,
    })
}

fn shown_required(required: &RequiredApproval) -> shown::RequiredApproval {
    let people = required.people().map(|id| id.to_string()).collect();
    match required {
        RequiredApproval::Manager => shown::RequiredApproval { is_manager: true, people, needed: 1 },
        RequiredApproval::People { needed, .. } => {
            shown::RequiredApproval { is_manager: false, people, needed: *needed }
        }
    }
}

fn required_of(required: &shown::RequiredApproval) -> Result<RequiredApproval, CommandError> {
    if required.is_manager {
        return Ok(RequiredApproval::Manager);
    }
    let people = required.people.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?;
    Ok(RequiredApproval::People { people, needed: required.needed })
}

fn shown_field(field: &FormField) -> shown::FormField {
    let mut shown = shown::FormField {
        key: field.key,
        title: field.title.to_string(),
        help: field.help.as_ref().map(ToString::to_string),
        is_required: field.is_required,
        kind: shown::FieldKind::Text,
        options: Vec::new(),
        is_ahead: false,
        least: None,
        most: None,
        shown_if: field.shown_if.as_ref().map(|it| shown::ShownIf { field: it.field, answer: it.title.to_string() }),
    };
    shown.kind = match &field.kind {
        FieldKind::Text => shown::FieldKind::Text,
        FieldKind::LongText => shown::FieldKind::LongText,
        FieldKind::Choice { options } => {
            shown.options = options.iter().map(ToString::to_string).collect();
            shown::FieldKind::Choice
        }
        FieldKind::Person => shown::FieldKind::Person,
        FieldKind::Date { is_ahead } => {
            shown.is_ahead = *is_ahead;
            shown::FieldKind::Date
        }
        FieldKind::Number { least, most } => {
            (shown.least, shown.most) = (*least, *most);
            shown::FieldKind::Number
        }
        FieldKind::File => shown::FieldKind::File,
    };
    shown
}

fn field_of(field: shown::FormField) -> Result<FormField, CommandError> {
    let kind = match field.kind {
        shown::FieldKind::Text => FieldKind::Text,
        shown::FieldKind::LongText => FieldKind::LongText,
        shown::FieldKind::Choice => {
            FieldKind::Choice { options: field.options.iter().map(|it| Title::new(it)).collect::<Result<_, _>>()? }
        }
        shown::FieldKind::Person => FieldKind::Person,
        shown::FieldKind::Date => FieldKind::Date { is_ahead: field.is_ahead },
        shown::FieldKind::Number => FieldKind::Number { least: field.least, most: field.most },
        shown::FieldKind::File => FieldKind::File,
    };
    let condition = |it: shown::ShownIf| -> Result<_, TextError> {
        Ok(Condition { field: it.field, title: Title::new(&it.answer)? })
    };
    Ok(FormField {
        key: field.key,
        title: Title::new(&field.title)?,
        help: optional_words(field.help)?,
        is_required: field.is_required,
        kind,
        shown_if: field.shown_if.map(condition).transpose()?,
    })
}

macro_rules! icons {
    ($($icon:ident),+ $(,)?) => {
        pub(super) fn shown_icon(icon: ServiceIcon) -> shown::ServiceIcon {
            match icon { $(ServiceIcon::$icon => shown::ServiceIcon::$icon),+ }
        }

        fn icon_of(icon: shown::ServiceIcon) -> ServiceIcon {
            match icon { $(shown::ServiceIcon::$icon => ServiceIcon::$icon),+ }
        }
    };
}

icons!(
    Hand,
    Laptop,
    Key,
    Network,
    Phone,
    Printer,
    Document,
    Calendar,
    Money,
    Heart,
    Family,
    Desk,
    Tools,
    Temperature,
    Truck,
    Idea,
);
