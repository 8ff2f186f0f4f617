//! Services of the cast's teams, to publish and to ask for.

use goodturn_domain::offered_service::{
    Answer, Condition, FieldAnswer, FieldKind, FormAnswers, FormField, ServiceDescription, ServiceIcon,
};
use goodturn_domain::{Intent, OfferedServiceId};
use uuid::Uuid;

use crate::builders::{title, words};
use crate::cast::team;

/// The service of that name.
pub fn service(name: &str) -> OfferedServiceId {
    OfferedServiceId::derived(Uuid::nil(), name)
}

/// A field that may be left empty.
pub fn a_field(key: u16, name: &str, kind: FieldKind) -> FormField {
    FormField { key, title: title(name), help: None, is_required: false, kind, shown_if: None }
}

/// A contract to review: which, how long, and for sales for whom.
pub fn a_service(name: &str) -> ServiceDescription {
    let options = vec![title("Lease"), title("Sale")];
    let for_sales = Condition { field: 1, title: title("Sale") };
    ServiceDescription {
        name: title(name),
        icon: ServiceIcon::Document,
        details: Some(words("We read it and tell you what to look at")),
        fields: vec![
            FormField { is_required: true, ..a_field(1, "Contract", FieldKind::Choice { options }) },
            FormField { shown_if: Some(for_sales), is_required: true, ..a_field(2, "Buyer", FieldKind::Text) },
            a_field(3, "Pages", FieldKind::Number { least: Some(1), most: Some(500) }),
            a_field(4, "Needed on", FieldKind::Date { is_ahead: true }),
        ],
        helper: None,
        checklist: vec![title("Read it"), title("Write the summary")],
        attachments: vec![title("The contract")],
        approvals: Vec::new(),
        first_word: Some(words("We have your contract. Somebody reads it within two days.")),
        handled_by: None,
        is_confidential: false,
    }
}

/// The intent that publishes a description in place of the version `from`.
pub fn publish(of: &str, name: &str, from: u32, description: ServiceDescription) -> Intent {
    Intent::PublishService { team: team(of), service: service(name), from, description: Box::new(description) }
}

/// What somebody asks by a version of a service.
pub fn answers(name: &str, version: u32, answers: Vec<(u16, Answer)>) -> FormAnswers {
    let answers = answers.into_iter().map(|(field, answer)| FieldAnswer { field, answer }).collect();
    FormAnswers { service: service(name), version, answers }
}

/// One of the options of a choice.
pub fn choice(option: &str) -> Answer {
    Answer::Choice { title: title(option) }
}
