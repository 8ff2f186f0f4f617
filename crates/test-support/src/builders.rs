//! Builders: `a_request().from(anna).to(sam).due_in_days(3)`. What a test does not say is ordinary.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::offered_service::{FormAnswers, Step};
use goodturn_domain::service_request::{Closing, Delivery, Service};
use goodturn_domain::{
    Addressee, ApprovalId, ApprovalStep, Commitment, Intent, Label, Link, LinkKind, PersonId, Priority, ServiceRequest,
    ServiceRequestId, Stage, StageName, TeamId, Timestamp, Title, Visibility, Words,
};

use crate::cast::{monday, teams_of, who};

/// A title of a test; it has to fit.
pub fn title(text: &str) -> Title {
    Title::new(text).expect("titles of tests are short")
}

/// Words of a test; they have to fit.
pub fn words(text: &str) -> Words {
    Words::new(text).expect("words of tests fit")
}

/// A label of a test; it has to fit.
pub fn label(text: &str) -> Label {
    Label::new(text).expect("labels of tests are short")
}

/// A request of Anna's to Sam, which nobody has taken.
pub fn a_request() -> RequestBuilder {
    RequestBuilder {
        title: "Riparian grant".into(),
        requester: who("anna"),
        addressee: Addressee::Person(who("sam")),
        helper: who("sam"),
        visibility: Visibility::Teams,
        needed_in: None,
        watchers: BTreeSet::new(),
        stage: StageName::Asked,
        link: None,
        form: None,
        checklist: Vec::new(),
        approvers: BTreeSet::new(),
    }
}

/// A request being described.
#[derive(Clone, Debug)]
pub struct RequestBuilder {
    title: String,
    requester: PersonId,
    addressee: Addressee,
    helper: PersonId,
    visibility: Visibility,
    needed_in: Option<TimeDelta>,
    watchers: BTreeSet<PersonId>,
    stage: StageName,
    link: Option<Link>,
    form: Option<FormAnswers>,
    checklist: Vec<&'static str>,
    approvers: BTreeSet<PersonId>,
}

impl RequestBuilder {
    /// What it is called.
    #[must_use]
    pub fn titled(self, title: &str) -> Self {
        Self { title: title.into(), ..self }
    }

    /// Who asks.
    #[must_use]
    pub fn from(self, requester: PersonId) -> Self {
        Self { requester, ..self }
    }

    /// Who is asked, and takes it once it is taken.
    #[must_use]
    pub fn to(self, helper: PersonId) -> Self {
        Self { addressee: Addressee::Person(helper), helper, ..self }
    }

    /// Which team is asked.
    #[must_use]
    pub fn to_team(self, team: TeamId) -> Self {
        Self { addressee: Addressee::Team(team), ..self }
    }

    /// When the requester needs it, counted from when the test begins.
    #[must_use]
    pub fn due_in_days(self, days: i64) -> Self {
        Self { needed_in: Some(TimeDelta::days(days)), ..self }
    }

    /// Only for the two people, the watchers and the team that is asked.
    #[must_use]
    pub fn private(self) -> Self {
        Self { visibility: Visibility::Private, ..self }
    }

    /// For everybody to read.
    #[must_use]
    pub fn open_to_all(self) -> Self {
        Self { visibility: Visibility::Organization, ..self }
    }

    /// With somebody who watches.
    #[must_use]
    pub fn watched_by(mut self, person: PersonId) -> Self {
        self.watchers.insert(person);
        self
    }

    /// Linked to another one.
    #[must_use]
    pub fn linked(self, kind: LinkKind, to: ServiceRequestId) -> Self {
        Self { link: Some(Link { to, kind }), ..self }
    }

    /// Asked by a service, with these answers.
    #[must_use]
    pub fn by(self, form: FormAnswers) -> Self {
        Self { form: Some(form), ..self }
    }

    /// Served by these steps, for [`Self::build`].
    #[must_use]
    pub fn with_steps(self, steps: &[&'static str]) -> Self {
        Self { checklist: steps.to_vec(), ..self }
    }

    /// Waiting for that person to agree, for [`Self::build`].
    #[must_use]
    pub fn to_be_approved_by(mut self, person: PersonId) -> Self {
        self.approvers.insert(person);
        self
    }

    /// Already in that stage, for [`Self::build`].
    #[must_use]
    pub fn in_stage(self, stage: StageName) -> Self {
        Self { stage, ..self }
    }

    /// The intent that asks it.
    pub fn ask(self, request: ServiceRequestId) -> Intent {
        Intent::Ask {
            request,
            title: title(&self.title),
            details: None,
            addressee: self.addressee,
            visibility: self.visibility,
            priority: Priority::Normal,
            kind: None,
            needed_by: self.needed_in.map(|delta| monday().plus(delta)),
            written: None,
            watchers: self.watchers,
            link: self.link,
            form: self.form,
        }
    }

    /// The request itself, asked and served on the Monday when tests begin, promised for Thursday.
    pub fn build(self, id: ServiceRequestId) -> ServiceRequest {
        let helper_teams = match self.addressee {
            Addressee::Person(person) => teams_of(person),
            Addressee::Team(team) => BTreeSet::from([team]),
        };
        let acknowledged = !matches!(self.stage, StageName::Asked | StageName::Declined);
        ServiceRequest {
            id,
            number: None,
            title: title(&self.title),
            details: None,
            requester: self.requester,
            addressee: self.addressee,
            visibility: self.visibility,
            group: None,
            for_team: None,
            priority: Priority::Normal,
            kind: None,
            needed_by: self.needed_in.map(|delta| monday().plus(delta)),
            written: None,
            asked_at: monday(),
            requester_teams: teams_of(self.requester),
            helper_teams,
            watchers: self.watchers,
            labels: BTreeSet::new(),
            links: self.link.map(|it| (it.to, it.kind)).into_iter().collect(),
            merged: None,
            took_in: BTreeMap::new(),
            form: None,
            checklist: self.checklist.iter().map(|it| Step { title: title(it), ticked: None }).collect(),
            recurrence: None,
            approvals: approvals(id, self.helper, self.approvers),
            rated: None,
            stage: stage(self.stage, self.helper, monday()),
            first_acknowledged_at: acknowledged.then(monday),
            reopen_count: 0,
            hand_over_count: 0,
            changed_at: monday(),
        }
    }
}

fn approvals(request: ServiceRequestId, helper: PersonId, approvers: BTreeSet<PersonId>) -> Vec<ApprovalStep> {
    if approvers.is_empty() {
        return Vec::new();
    }
    let id = ApprovalId::derived(request.uuid(), "approval");
    let asked_by = helper;
    let (approved, stand_ins) = (BTreeMap::new(), BTreeMap::new());
    vec![ApprovalStep {
        id,
        approvers,
        stand_ins,
        needed: 1,
        asked_by,
        is_by_rule: false,
        by_service: false,
        approved,
        rejection: None,
    }]
}

fn stage(name: StageName, helper: PersonId, at: Timestamp) -> Stage {
    let promise = Commitment { due: at.plus(TimeDelta::days(3)), made_at: at, made_by: helper, reason: None };
    let service = Service {
        helper,
        acknowledged_at: at,
        promises: vec![promise],
        next_word: None,
        word_every: None,
        offer: None,
    };
    let delivery = Delivery { at, words: words("Here it is"), next_need: None };
    match name {
        StageName::Asked => Stage::Asked { since: at, offer: None },
        StageName::Acknowledged => Stage::Acknowledged { service },
        StageName::InProgress => Stage::InProgress { service },
        StageName::WaitingOnRequester => Stage::WaitingOnRequester { service, since: at, question: words("Which?") },
        StageName::WaitingOnOther => Stage::WaitingOnOther { service, since: at, reason: words("The vendor") },
        StageName::Delivered => Stage::Delivered { service, delivery },
        StageName::Closed => Stage::Closed { service, delivery, closing: Closing::Confirmed { at, rating: None } },
        StageName::Declined => {
            Stage::Declined { by: helper, at, reason: words("No time"), alternative: words("Ask Tom") }
        }
        StageName::Withdrawn => Stage::Withdrawn { at, service: Some(service) },
    }
}
