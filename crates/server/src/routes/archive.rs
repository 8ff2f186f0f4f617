//! What devices do not hold: the archive, and the directory of a large organization.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use goodturn_sync::looked_up::{LookedUp, MOST_FOUND, MOST_IDS};
use goodturn_sync::problem::ProblemCode;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::Answer;

/// A longer text has no word more by which something is found, in bytes.
const LONGEST_QUESTION: usize = 1_000;

/// What is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Asked {
    q: Option<String>,
    /// Parted by commas.
    ids: Option<String>,
}

impl Asked {
    fn text(&self) -> Result<String, ApiError> {
        match self.q.as_deref().map(str::trim) {
            Some(text) if text.len() <= LONGEST_QUESTION => Ok(text.to_owned()),
            Some(_) => Err(ApiError::new(ProblemCode::TooLarge, "The question is too long.")),
            None => Err(ApiError::new(ProblemCode::Malformed, "Say what is looked for, with ?q=")),
        }
    }
}

/// `GET /v1/archive?q=`: requests that left the feeds, the latest first.
pub(crate) async fn search(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Query(asked): Query<Asked>,
) -> Result<Answer<LookedUp>, ApiError> {
    let text = asked.text()?;
    let found = backend.blocking(move |it| Ok(it.authority.search_archive(member.person, &text, MOST_FOUND)?)).await?;
    Ok(Answer(LookedUp { rows: found }))
}

/// `GET /v1/archive/{request}`: one of them with its timeline.
pub(crate) async fn open(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(request): Path<String>,
) -> Result<Answer<LookedUp>, ApiError> {
    let missing = || ApiError::new(ProblemCode::NotFound, "There is no such request in the archive.");
    let request = request.parse().map_err(|_| missing())?;
    let found = backend.blocking(move |it| Ok(it.authority.open_archived(member.person, request)?)).await?;
    Ok(Answer(LookedUp { rows: found.ok_or_else(missing)? }))
}

/// `GET /v1/lookup?q=` or `?ids=`: people and teams.
pub(crate) async fn look_up(
    State(backend): State<Arc<Backend>>,
    Query(asked): Query<Asked>,
) -> Result<Answer<LookedUp>, ApiError> {
    let rows = match &asked.ids {
        Some(ids) => {
            let ids: Option<Vec<_>> = ids.split(',').take(MOST_IDS + 1).map(|it| it.parse().ok()).collect();
            let ids = ids.filter(|it| it.len() <= MOST_IDS);
            let detail = format!("At most {MOST_IDS} ids are looked up at once, parted by commas.");
            let ids = ids.ok_or_else(|| ApiError::new(ProblemCode::Malformed, detail))?;
            let ids: BTreeSet<_> = ids.into_iter().collect();
            backend.blocking(move |it| Ok(it.authority.look_up_ids(&ids)?)).await?
        }
        None => {
            let text = asked.text()?;
            backend.blocking(move |it| Ok(it.authority.look_up(&text, MOST_FOUND)?)).await?
        }
    };
    Ok(Answer(LookedUp { rows }))
}
