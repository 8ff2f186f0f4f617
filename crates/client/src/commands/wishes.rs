//! What is to be asked, between the interface and the rules.

use goodturn_domain::offered_service::{Answer, FieldAnswer, FormAnswers};
use goodturn_domain::recurrence::NeededAfter;
use goodturn_domain::{
    Entity, EntityKey, Label, OfferedService, Refusal, ServiceRequest, ServiceRequestId, Title, Wish,
};
use goodturn_store::{ReplicaStorage, StoreError};

use super::structure::priority_of;
use super::{addressee_of, id_of, optional_words};
use crate::error::CommandError;
use crate::present::{addressee, priority};
use crate::shown;
use crate::workspace::Workspace;

/// The wish that is shown, without a form.
pub(super) fn wish_of(wish: shown::Wish) -> Result<Wish, CommandError> {
    Ok(Wish {
        title: Title::new(&wish.title)?,
        details: optional_words(wish.details)?,
        addressee: addressee_of(&wish.addressee)?,
        visibility: visibility_of(wish.visibility),
        priority: priority_of(wish.priority),
        kind: wish.kind.as_deref().map(Title::new).transpose()?,
        labels: wish.labels.iter().map(|it| Label::new(it)).collect::<Result<_, _>>()?,
        watchers: wish.watchers.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?,
        needed: wish.needed.map(|it| NeededAfter { days: it.days, minutes: it.minutes }),
        form: None,
    })
}

pub(super) fn shown_wish(workspace: &Workspace, wish: &Wish) -> Result<shown::Wish, CommandError> {
    let service = match &wish.form {
        Some(form) => service(workspace, form.service.into())?,
        None => None,
    };
    Ok(shown::Wish {
        title: wish.title.to_string(),
        details: wish.details.as_ref().map(ToString::to_string),
        addressee: addressee(wish.addressee),
        visibility: visibility(wish.visibility),
        priority: priority(wish.priority),
        kind: wish.kind.as_ref().map(ToString::to_string),
        labels: wish.labels.iter().map(ToString::to_string).collect(),
        watchers: wish.watchers.iter().map(ToString::to_string).collect(),
        needed: wish.needed.map(|it| shown::NeededAfter { days: it.days, minutes: it.minutes }),
        service: service.and_then(|it| Some(it.latest()?.description.name.to_string())),
    })
}

/// What was answered to ask a request, to be answered again; files are of that one request. None where it was asked
/// by no service; refused where the service or its version is not known here any more.
pub(super) fn form_of(workspace: &Workspace, id: ServiceRequestId) -> Result<Option<FormAnswers>, CommandError> {
    let Some(Entity::ServiceRequest(request)) = entity(workspace, id.into())? else { return Ok(None) };
    let ServiceRequest { form: Some(form), .. } = *request else { return Ok(None) };
    let service = service(workspace, form.service.into())?.ok_or_else(CommandError::not_found)?;
    let version = service.version(form.version).ok_or(Refusal::ServiceVersionGone)?;
    let again = form.answers.iter().filter(|it| !matches!(it.answer, Answer::File { .. }));
    let answers = again.filter_map(|given| {
        let field = version.description.fields.iter().find(|it| it.title == given.title)?;
        Some(FieldAnswer { field: field.key, answer: given.answer.clone() })
    });
    Ok(Some(FormAnswers { service: form.service, version: form.version, answers: answers.collect() }))
}

fn service(workspace: &Workspace, key: EntityKey) -> Result<Option<OfferedService>, StoreError> {
    Ok(match entity(workspace, key)? {
        Some(Entity::OfferedService(service)) => Some(service),
        _ => None,
    })
}

pub(super) fn entity(workspace: &Workspace, key: EntityKey) -> Result<Option<Entity>, StoreError> {
    workspace.store().read(|tx| tx.find_entity(key))
}

pub(super) fn visibility(visibility: goodturn_domain::Visibility) -> shown::Visibility {
    use goodturn_domain::Visibility;
    match visibility {
        Visibility::Teams => shown::Visibility::Teams,
        Visibility::Organization => shown::Visibility::Organization,
        Visibility::Private => shown::Visibility::Private,
    }
}

pub(super) fn visibility_of(visibility: shown::Visibility) -> goodturn_domain::Visibility {
    use goodturn_domain::Visibility;
    match visibility {
        shown::Visibility::Teams => Visibility::Teams,
        shown::Visibility::Organization => Visibility::Organization,
        shown::Visibility::Private => Visibility::Private,
    }
}
