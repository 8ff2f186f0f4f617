//! The OpenAPI description of the whole API, made of the routes themselves: bodies and answers are
//! read off the functions that take and give them, callers off the policy.

mod bounds;
mod exchanged;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, on};
use goodturn_domain::policy::{Party, Route};
use goodturn_domain::{
    CannedText, Entry, FollowUp, Judgement, KnownAnswer, Mute, Organization, Person, ServiceRequest, Team, Thanks,
};
use goodturn_sync::problem::{PROBLEM_CONTENT_TYPE, Problem, ProblemCode};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use crate::backend::Backend;
use crate::error::status_and_title;
use crate::router::endpoint;

pub(crate) use exchanged::{Described, Gives, Takes};

/// What is answered whatever is asked.
const ALWAYS: &[ProblemCode] = {
    use ProblemCode as P;
    &[P::Malformed, P::OutOfDate, P::Busy, P::DiskFull, P::Internal]
};

/// A route: where it is, what answers there, and what a stranger needs to know to call it.
pub(crate) struct Endpoint {
    pub(crate) path: &'static str,
    pub(crate) answers: MethodRouter<Arc<Backend>>,
    method: &'static str,
    summary: &'static str,
    problems: &'static [ProblemCode],
    takes: fn(&mut SchemaGenerator, &mut Takes),
    gives: fn(&mut SchemaGenerator) -> Gives,
}

impl Endpoint {
    /// What answers at `place`, such as `GET /v1/meta`.
    pub(crate) fn new<H, T: 'static>(place: &'static str, answers: H, summary: &'static str) -> Self
    where
        H: Handler<T, Arc<Backend>> + Described<T>,
    {
        let (method, path) = place.split_once(' ').expect("a method and a path, as every start of a test shows");
        let named = Method::from_bytes(method.as_bytes()).ok().and_then(|it| MethodFilter::try_from(it).ok());
        let filter = named.expect("a method of HTTP");
        Self { path, answers: on(filter, answers), method, summary, problems: &[], takes: H::takes, gives: H::gives }
    }

    /// With these problems of its own, besides those that every route has.
    pub(crate) fn or(self, problems: &'static [ProblemCode]) -> Self {
        Self { problems, ..self }
    }

    fn describe(&self, route: Route, schemas: &mut SchemaGenerator) -> Value {
        let mut takes = Takes::default();
        (self.takes)(schemas, &mut takes);
        takes.add_path_parameters(self.path);
        let mut described = json!({
            "operationId": name_of(route),
            "summary": self.summary,
            "responses": self.answers_and_problems(route, takes.body.is_some(), schemas),
        });
        if !route.admits(Party::SignedOut) {
            described["security"] = json!([{ "session": [] }]);
        }
        if !takes.parameters.is_empty() {
            described["parameters"] = Value::Array(takes.parameters);
        }
        if let Some(body) = takes.body {
            described["requestBody"] = json!({ "required": true, "content": body });
        }
        described
    }

    fn answers_and_problems(&self, route: Route, takes_body: bool, schemas: &mut SchemaGenerator) -> Value {
        let given = (self.gives)(schemas);
        let mut answers = Map::from_iter([(given.status.as_u16().to_string(), given.answer)]);
        let problem = schemas.subschema_for::<Problem>();
        for (status, codes) in self.problems_by_status(route, takes_body) {
            let codes = codes.iter().map(|code| code_name(*code)).collect::<Vec<_>>();
            let content = Map::from_iter([(PROBLEM_CONTENT_TYPE.to_owned(), json!({ "schema": problem }))]);
            let answer = json!({ "description": codes.join(", "), "x-codes": codes, "content": content });
            answers.insert(status.as_u16().to_string(), answer);
        }
        Value::Object(answers)
    }

    fn problems_by_status(&self, route: Route, takes_body: bool) -> BTreeMap<StatusCode, Vec<ProblemCode>> {
        let mut codes = [ALWAYS, self.problems].concat();
        if takes_body {
            codes.push(ProblemCode::TooLarge);
        }
        if !route.admits(Party::SignedOut) {
            codes.extend([ProblemCode::SignedOut, ProblemCode::Forbidden]);
        }
        let mut by_status: BTreeMap<StatusCode, Vec<ProblemCode>> = BTreeMap::new();
        for code in codes {
            by_status.entry(status_and_title(code).0).or_default().push(code);
        }
        by_status
    }
}

/// The description, which is the same as long as the server runs.
pub(crate) fn description() -> &'static Value {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(describe);
    &DESCRIPTION
}

fn describe() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|it| it.definitions_path = "/components/schemas".into());
    let mut schemas = settings.with_transform(RecursiveTransform(bounds::say)).into_generator();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in Route::ALL {
        let endpoint = endpoint(*route);
        let described = endpoint.describe(*route, &mut schemas);
        paths.entry(endpoint.path).or_default().insert(endpoint.method.to_lowercase(), described);
    }
    add_what_travels_inside(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Goodturn",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The backend of Goodturn. How a device keeps in step is told in docs/sync.md.",
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "session": { "type": "http", "scheme": "bearer", "description": "The token of a Session." },
            },
        },
    })
}

/// What the wire types carry open, so that versions that differ can talk: payloads and bodies.
fn add_what_travels_inside(schemas: &mut SchemaGenerator) {
    schemas.subschema_for::<goodturn_domain::Intent>();
    schemas.subschema_for::<goodturn_domain::Refusal>();
    schemas.subschema_for::<Organization>();
    schemas.subschema_for::<Person>();
    schemas.subschema_for::<Team>();
    schemas.subschema_for::<ServiceRequest>();
    schemas.subschema_for::<Entry>();
    schemas.subschema_for::<FollowUp>();
    schemas.subschema_for::<Thanks>();
    schemas.subschema_for::<CannedText>();
    schemas.subschema_for::<Mute>();
    schemas.subschema_for::<goodturn_domain::Recurrence>();
    schemas.subschema_for::<goodturn_domain::Template>();
    schemas.subschema_for::<KnownAnswer>();
    schemas.subschema_for::<Judgement>();
}

fn name_of(route: Route) -> String {
    let mut name = String::new();
    for (index, letter) in format!("{route:?}").chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn code_name(code: ProblemCode) -> String {
    let written = serde_json::to_value(code).unwrap_or_default();
    written.as_str().unwrap_or_default().to_owned()
}
