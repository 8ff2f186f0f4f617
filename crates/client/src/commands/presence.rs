//! Who has a request before them at this moment.

use goodturn_sync::presence;

use super::id_of;
use crate::App;
use crate::error::CommandError;
use crate::shown::{Doing, Presence, TellPresence};

/// Tells what I do with a request, and gives who else has it before them. Nobody does without a way to the
/// backend, and where I show nothing I see nothing.
pub(super) async fn tell_presence(app: &App, args: TellPresence) -> Result<Vec<Presence>, CommandError> {
    let told = presence::TellPresence { request: id_of(&args.request)?, doing: doing_of(args.doing) };
    let Some(backend) = app.backend().filter(|_| app.inner.settings.get().0.shows_presence) else {
        return Ok(Vec::new());
    };
    // Others go on without it, and so does who asks.
    let there = backend.tell_presence(&told).await.unwrap_or_default();
    Ok(there.people.iter().map(|it| Presence { person: it.person.to_string(), doing: shown(it.doing) }).collect())
}

fn doing_of(doing: Doing) -> presence::Doing {
    match doing {
        Doing::Gone => presence::Doing::Gone,
        Doing::Looking => presence::Doing::Looking,
        Doing::Writing => presence::Doing::Writing,
    }
}

fn shown(doing: presence::Doing) -> Doing {
    match doing {
        presence::Doing::Gone => Doing::Gone,
        presence::Doing::Looking => Doing::Looking,
        presence::Doing::Writing => Doing::Writing,
    }
}
