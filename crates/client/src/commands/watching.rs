//! Following along with a request, and how much one is told of it.

use goodturn_domain::Intent;

use super::id_of;
use super::requests::perform;
use crate::App;
use crate::error::CommandError;
use crate::shown::{RequestRef, WatchRequest};

pub(super) async fn watch(app: &App, args: WatchRequest) -> Result<(), CommandError> {
    let intent = || Ok(Intent::Watch { request: id_of(&args.request)?, person: id_of(&args.person)? });
    perform(app, intent()).await
}

pub(super) async fn mute(app: &App, args: RequestRef) -> Result<(), CommandError> {
    perform(app, id_of(&args.request).map(|request| Intent::Mute { request })).await
}

pub(super) async fn unmute(app: &App, args: RequestRef) -> Result<(), CommandError> {
    perform(app, id_of(&args.request).map(|request| Intent::Unmute { request })).await
}

pub(super) async fn unwatch(app: &App, args: WatchRequest) -> Result<(), CommandError> {
    let intent = || Ok(Intent::Unwatch { request: id_of(&args.request)?, person: id_of(&args.person)? });
    perform(app, intent()).await
}
