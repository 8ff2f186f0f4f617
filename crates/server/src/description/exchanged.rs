//! What the functions behind routes take and give, read off their signatures: a description that
//! says something else does not compile.

use std::future::Future;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Sse;
use axum::response::{Html, Response};
use goodturn_sync::PullAnswer;
use goodturn_sync::pages::PAGES_CONTENT_TYPE;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client_address::ClientAddress;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};
use crate::routes::pages::Pulled;

/// What a route takes.
#[derive(Debug, Default)]
pub(crate) struct Takes {
    pub(super) parameters: Vec<Value>,
    /// By content type.
    pub(super) body: Option<Value>,
}

impl Takes {
    /// Those that stand in braces in the path.
    pub(super) fn add_path_parameters(&mut self, path: &str) {
        for name in path.split(['{', '}']).skip(1).step_by(2) {
            self.parameters.push(json!({
                "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 },
            }));
        }
    }
}

/// What a route gives when all is well.
#[derive(Debug)]
pub(crate) struct Gives {
    pub(super) status: StatusCode,
    pub(super) answer: Value,
}

/// A function behind a route, which can say what it takes and gives.
pub(crate) trait Described<T> {
    fn takes(schemas: &mut SchemaGenerator, takes: &mut Takes);
    fn gives(schemas: &mut SchemaGenerator) -> Gives;
}

/// One argument of such a function.
pub(crate) trait Taken {
    fn describe(schemas: &mut SchemaGenerator, takes: &mut Takes);
}

/// What such a function returns.
pub(crate) trait Given {
    fn describe(schemas: &mut SchemaGenerator) -> Gives;
}

macro_rules! described {
    ($($argument:ident),*) => {
        impl<F, Fut, Out, M, $($argument,)*> Described<(M, $($argument,)*)> for F
        where
            F: Fn($($argument,)*) -> Fut,
            Fut: Future<Output = Out>,
            Out: Given,
            $($argument: Taken,)*
        {
            fn takes(schemas: &mut SchemaGenerator, takes: &mut Takes) {
                $($argument::describe(schemas, takes);)*
                let _ = (schemas, takes);
            }

            fn gives(schemas: &mut SchemaGenerator) -> Gives {
                Out::describe(schemas)
            }
        }
    };
}

described!(A);
described!(A, B);
described!(A, B, C);
described!(A, B, C, D);
described!(A, B, C, D, E);

// Without arguments axum names the function differently.
impl<F, Fut, Out> Described<((),)> for F
where
    F: Fn() -> Fut,
    Fut: Future<Output = Out>,
    Out: Given,
{
    fn takes(_: &mut SchemaGenerator, _: &mut Takes) {}

    fn gives(schemas: &mut SchemaGenerator) -> Gives {
        Out::describe(schemas)
    }
}

impl Taken for State<Arc<Backend>> {
    fn describe(_: &mut SchemaGenerator, _: &mut Takes) {}
}

impl<T> Taken for Extension<T> {
    fn describe(_: &mut SchemaGenerator, _: &mut Takes) {}
}

impl Taken for ClientAddress {
    fn describe(_: &mut SchemaGenerator, _: &mut Takes) {}
}

impl Taken for HeaderMap {
    fn describe(_: &mut SchemaGenerator, _: &mut Takes) {}
}

/// The path itself says what is in it.
impl<T> Taken for Path<T> {
    fn describe(_: &mut SchemaGenerator, _: &mut Takes) {}
}

/// A request that the function reads by itself: its body is bytes.
impl Taken for Request {
    fn describe(_: &mut SchemaGenerator, takes: &mut Takes) {
        takes.body = Some(json!({ "application/octet-stream": {} }));
    }
}

impl<T: JsonSchema> Taken for Asked<T> {
    fn describe(schemas: &mut SchemaGenerator, takes: &mut Takes) {
        takes.body = Some(json!({ "application/json": { "schema": schemas.subschema_for::<T>() } }));
    }
}

impl<T: JsonSchema> Taken for Query<T> {
    fn describe(schemas: &mut SchemaGenerator, takes: &mut Takes) {
        let schema = T::json_schema(schemas);
        let required = schema.get("required").cloned().unwrap_or_default();
        let is_required = |name: &String| required.as_array().is_some_and(|it| it.iter().any(|known| known == name));
        for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let parameter = json!({ "name": name, "in": "query", "required": is_required(name), "schema": schema });
            takes.parameters.push(parameter);
        }
    }
}

impl<T: JsonSchema> Given for Answer<T> {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        let schema = schemas.subschema_for::<T>();
        content("application/json", &json!({ "schema": schema }))
    }
}

impl Given for Pulled {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        let mut gives = Answer::<PullAnswer>::describe(schemas);
        gives.answer["content"][PAGES_CONTENT_TYPE] = json!({ "schema": { "type": "string" } });
        gives
    }
}

impl<T: Given> Given for Result<T, ApiError> {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        T::describe(schemas)
    }
}

impl Given for StatusCode {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { status: StatusCode::NO_CONTENT, answer: json!({ "description": "Done." }) }
    }
}

/// An answer that the function makes by itself: bytes.
impl Given for Response {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        content("application/octet-stream", &json!({}))
    }
}

impl<T> Given for Html<T> {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        content("text/html", &json!({ "schema": { "type": "string" } }))
    }
}

impl<T> Given for Sse<T> {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        content("text/event-stream", &json!({ "schema": { "type": "string" } }))
    }
}

fn content(content_type: &str, schema: &Value) -> Gives {
    let content = serde_json::Map::from_iter([(content_type.to_owned(), schema.clone())]);
    Gives { status: StatusCode::OK, answer: json!({ "description": "Done.", "content": content }) }
}
