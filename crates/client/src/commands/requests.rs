//! Requests: lists, one whole, and everything that can be done with one.

use std::collections::BTreeSet;
use std::future::Future;

use goodturn_domain::{
    Entity, EntityKind, Entry, Intent, OfferId, ServiceRequestId, TeamId, ThanksId, Timestamp, Title,
};
use goodturn_store_sqlite::{ListedRequest, RequestList as Selection, RequestQuery, Similar};

use super::finding::{self, Sought};
use super::structure::{link_of, priority_of};
use super::{
    addressee_of, answers, approvals, clocks, helping, id_of, instant_of, optional_id, optional_words, satisfaction,
    service_levels, services, talk, today, wishes, words_of,
};
use crate::App;
use crate::app::AppEvent;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::lookups;
use crate::markdown;
use crate::notify::Subject;
use crate::present::{Presenter, timeline};
use crate::shown::{
    self, AcceptOffer, Acknowledge, Ask, Changed, Confirm, Decline, Deliver, HandOver, ListRequests, OfferTime,
    PromiseNextWord, Renegotiate, RequestDetail, RequestList, RequestPage, RequestRef, RequestRow, SimilarRequests,
    SoughtText, TeamQueue, Topic, WithWords, Withdraw,
};
use crate::workspace::{Workspace, instant, read_instant};

/// The most rows of one page.
const MOST_ROWS: u32 = 200;
/// More would be a list to read, and nobody has asked for one.
const MOST_SIMILAR: usize = 3;

pub(super) async fn list_requests(app: &App, args: ListRequests) -> Result<RequestPage, CommandError> {
    let team = optional_id(args.team.as_deref())?;
    let day_parts = app.day_parts();
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let sought = args.text.unwrap_or_default();
        let Sought { filter, text, terms } = finding::understand(workspace, &sought, day_parts, now)?;
        let query = RequestQuery {
            list: selection(&presenter, args.list, team),
            me: workspace.me(),
            include_ended: args.include_ended || filter.wants_ended(),
            text,
            filter,
            now,
            offset: args.offset,
            limit: args.limit.min(MOST_ROWS),
        };
        let listing = workspace.store().list_requests(&query)?;
        Ok(RequestPage { rows: presenter.rows(listing.rows), total: listing.total, terms })
    })
    .await
}

/// The list that is meant, with the queue of one of my teams where it is chosen.
pub(super) fn selection(presenter: &Presenter<'_>, list: RequestList, team: Option<TeamId>) -> Selection {
    match list {
        RequestList::MyRequests => Selection::MyRequests,
        RequestList::MyPromises => Selection::MyPromises,
        RequestList::Queues => Selection::Queues(my_teams(presenter, team)),
        RequestList::Everyone => Selection::Everyone,
    }
}

/// All teams whose queue I see, or the one that is chosen of them.
fn my_teams(presenter: &Presenter<'_>, chosen: Option<TeamId>) -> Vec<TeamId> {
    let mut teams = presenter.people.teams_seen_by(presenter.me());
    teams.retain(|team| chosen.is_none_or(|chosen| chosen == *team));
    teams
}

pub(super) async fn list_queues(app: &App, (): ()) -> Result<Vec<TeamQueue>, CommandError> {
    app.blocking(|workspace, now| {
        let queue_of = |team: TeamId| {
            let waiting = workspace.store().count_queue(team)?;
            Ok(TeamQueue { team: team.to_string(), waiting })
        };
        my_teams(&Presenter::new(workspace, now)?, None).into_iter().map(queue_of).collect()
    })
    .await
}

pub(super) async fn open_request(app: &App, args: RequestRef) -> Result<RequestDetail, CommandError> {
    let id: ServiceRequestId = id_of(&args.request)?;
    let mut detail = app.blocking(move |workspace, now| detail_of(workspace, now, id)).await?;
    if detail.is_none() {
        // A link may lead to what has left this device for the archive.
        if let Err(error) = lookups::open_archived(app, id).await {
            return Err(if error.code == "offline" { CommandError::not_found() } else { error });
        }
        detail = app.blocking(move |workspace, now| detail_of(workspace, now, id)).await?;
    }
    detail.ok_or_else(CommandError::not_found)
}

/// Somebody has looked at the request. Reading it again for every change of it does not say so: nobody may
/// be in front of its window.
pub(super) async fn mark_read(app: &App, args: RequestRef) -> Result<(), CommandError> {
    let id: ServiceRequestId = id_of(&args.request)?;
    let was_unread =
        app.blocking(move |workspace, now| Ok(workspace.store().mark_read(workspace.me(), id, now)?)).await?;
    app.inner.notifier.withdraw(&Subject::Request(args.request.clone()));
    if was_unread {
        app.emit(AppEvent::Changed(Changed { topics: vec![Topic::Requests], requests: vec![args.request] }));
    }
    Ok(())
}

/// The request with all that is shown of it; none when it is not on this device.
fn detail_of(
    workspace: &Workspace,
    now: Timestamp,
    id: ServiceRequestId,
) -> Result<Option<RequestDetail>, CommandError> {
    let store = workspace.store();
    let Some(listed) = store.find_request_for(workspace.me(), id)? else { return Ok(None) };
    let presenter = Presenter::new(workspace, now)?;
    let request = &listed.request;
    let into = request.merged.as_ref().map(|it| it.into);
    let merged_into = into.map(|it| presenter.mention(it)).transpose()?.flatten();
    let follow_ups = store.list_follow_ups_of(id, workspace.me())?;
    let details = request.details.as_ref().map(ToString::to_string);
    let listed_entries = store.list_entries(id)?;
    let entries: Vec<Entry> = listed_entries.iter().map(|it| it.entry.clone()).collect();
    let promises = request.stage.service().map(|it| it.promises.as_slice()).unwrap_or_default();
    let (note_people, note_teams) = talk::note_readers(&presenter.people, request);
    let is_archived = store.is_looked_up(id.into())?;
    let mut can = presenter.possible(request)?;
    // Not an intent of the request: what asks it again is its requester's alone.
    can.extend((request.requester == workspace.me()).then(|| "repeat".to_owned()));
    Ok(Some(RequestDetail {
        row: presenter.row(&listed),
        is_archived,
        details_html: details.as_deref().map(markdown::render),
        details,
        visibility: wishes::visibility(request.visibility),
        private_to: request.private_to().next().map(|it| it.to_string()),
        kind: request.kind.as_ref().map(ToString::to_string),
        watchers: request.watchers.iter().map(ToString::to_string).collect(),
        note_people,
        note_teams,
        links: presenter.links(request)?,
        word_every: request.stage.word_every().map(clocks::target),
        recurrence: presenter.recurrence(request.recurrence)?,
        merged_into,
        form: request.form.as_ref().map(services::shown_form),
        checklist: request.checklist.iter().map(services::shown_step).collect(),
        asks_rating: satisfaction::is_asked(workspace, request),
        rating: request.rating().map(|it| it.rating.points()),
        approvals: approvals::shown_approvals(&presenter, request, &can)?,
        can,
        timeline: timeline(&presenter, &listed_entries, is_archived)?,
        clocks: clocks::latest(workspace, request, &entries, now)?,
        promises: promises.iter().map(promise_made).collect(),
        delivery_words: request.stage.delivery().map(|it| it.words.to_string()),
        next_need: request.stage.delivery().and_then(|it| it.next_need.as_ref()).map(ToString::to_string),
        follow_ups: follow_ups
            .iter()
            .filter(|it| it.follow_up.is_open() && !today::is_still_to_come(it, now))
            .map(|it| presenter.follow_up(it))
            .collect::<Result<_, _>>()?,
        draft: store.find_draft(&format!("request:{id}"))?,
    }))
}

/// Requests of the archive, the latest first.
pub(super) async fn search_archive(app: &App, args: SoughtText) -> Result<Vec<RequestRow>, CommandError> {
    let rows = lookups::search_archive(app, &finding::archive_text(&args.text)).await?;
    let day_parts = app.day_parts();
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let filter = finding::understand(workspace, &args.text, day_parts, now)?.filter;
        let requests = rows.iter().filter_map(|row| {
            match Entity::from_json(EntityKind::from_name(&row.kind)?, &row.body.to_string()).ok()? {
                Entity::ServiceRequest(request) => Some(*request),
                _ => None,
            }
        });
        let requests = requests.filter(|request| filter.holds_for(request, now));
        let listed = requests.map(|request| ListedRequest { request, is_changed: false, is_unread: false });
        Ok(presenter.rows(listed.collect()))
    })
    .await
}

/// What is like a request that is being written, and who could be asked for it.
pub(super) async fn similar_requests(app: &App, args: SoughtText) -> Result<SimilarRequests, CommandError> {
    app.blocking(move |workspace, now| {
        let Similar { open, helpers } = workspace.store().find_similar(workspace.me(), &args.text, MOST_SIMILAR)?;
        let presenter = Presenter::new(workspace, now)?;
        Ok(SimilarRequests {
            answers: answers::fitting(&presenter, &args.text)?,
            rows: presenter.rows(open),
            helpers: helping::ranked(&presenter, &args.text, &helpers, &BTreeSet::new())
                .into_iter()
                .take(MOST_SIMILAR)
                .collect(),
        })
    })
    .await
}

fn promise_made(promise: &goodturn_domain::Commitment) -> shown::PromiseMade {
    shown::PromiseMade {
        due: instant(promise.due),
        made_at: instant(promise.made_at),
        made_by: promise.made_by.to_string(),
        reason: promise.reason.as_ref().map(ToString::to_string),
    }
}

/// The intent that `args` describe, but for their form.
pub(super) fn ask_intent(request: ServiceRequestId, args: Ask) -> Result<Intent, CommandError> {
    Ok(Intent::Ask {
        request,
        title: Title::new(&args.title)?,
        details: optional_words(args.details)?,
        addressee: addressee_of(&args.addressee)?,
        visibility: wishes::visibility_of(args.visibility),
        priority: priority_of(args.priority),
        kind: args.kind.as_deref().map(Title::new).transpose()?,
        needed_by: instant_of(args.needed_by.as_deref())?,
        written: None,
        watchers: args.watchers.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?,
        link: args.link.map(|it| link_of(&it)).transpose()?,
        form: None,
    })
}

pub(super) async fn ask(app: &App, mut args: Ask) -> Result<RequestRef, CommandError> {
    let request = ServiceRequestId::new(fresh_id());
    let answered = match args.form.take() {
        Some(form) => Some(services::answered(app, request, form).await?),
        None => None,
    };
    let mut asked = ask_intent(request, args)?;
    if let Intent::Ask { form, .. } = &mut asked {
        *form = answered.as_ref().map(|it| it.form.clone());
    }
    let files = answered.as_ref().map(|it| it.files.clone()).unwrap_or_default();
    let has_files = !files.is_empty();
    perform_all(app, Ok([asked].into_iter().chain(files).collect())).await?;
    if has_files {
        app.inner.wake_files.notify_one();
    }
    Ok(RequestRef { request: request.to_string() })
}

/// Performs an intent, wakes the sync, and takes the request's notification away: it was acted on.
pub(super) fn perform(
    app: &App,
    intent: Result<Intent, CommandError>,
) -> impl Future<Output = Result<(), CommandError>> + use<> {
    perform_all(app, intent.map(|it| vec![it]))
}

fn perform_all(
    app: &App,
    intents: Result<Vec<Intent>, CommandError>,
) -> impl Future<Output = Result<(), CommandError>> + use<> {
    let app = app.clone();
    async move {
        let intents = intents?;
        let request = intents.iter().find_map(Intent::request);
        app.blocking(move |workspace, now| workspace.perform_all(intents, now)).await?;
        app.inner.wake_sync.notify_one();
        if let Some(request) = request {
            app.inner.notifier.withdraw(&Subject::Request(request.to_string()));
        }
        Ok(())
    }
}

pub(super) async fn acknowledge(app: &App, args: Acknowledge) -> Result<(), CommandError> {
    let intent = || {
        Ok(Intent::Acknowledge {
            request: id_of(&args.request)?,
            promise: instant_of(args.promise.as_deref())?,
            next_word: instant_of(args.next_word.as_deref())?,
            words: optional_words(args.words)?,
        })
    };
    perform(app, intent()).await
}

pub(super) async fn offer(app: &App, args: OfferTime) -> Result<(), CommandError> {
    let intent = || {
        Ok(Intent::Offer {
            request: id_of(&args.request)?,
            offer: OfferId::new(fresh_id()),
            due: read_instant(&args.due)?,
            words: optional_words(args.words)?,
        })
    };
    perform(app, intent()).await
}

pub(super) async fn accept_offer(app: &App, args: AcceptOffer) -> Result<(), CommandError> {
    let intent = || Ok(Intent::AcceptOffer { request: id_of(&args.request)?, offer: id_of(&args.offer)? });
    perform(app, intent()).await
}

pub(super) async fn decline(app: &App, args: Decline) -> Result<(), CommandError> {
    let intent = || {
        let (reason, alternative) = (words_of(&args.reason)?, words_of(&args.alternative)?);
        Ok(Intent::Decline { request: id_of(&args.request)?, reason, alternative })
    };
    perform(app, intent()).await
}

pub(super) async fn hand_over(app: &App, args: HandOver) -> Result<(), CommandError> {
    let intent = || {
        let (to, reason) = (addressee_of(&args.to)?, words_of(&args.reason)?);
        Ok(Intent::HandOver { request: id_of(&args.request)?, to, reason })
    };
    perform(app, intent()).await
}

pub(super) async fn start(app: &App, args: RequestRef) -> Result<(), CommandError> {
    perform(app, id_of(&args.request).map(|request| Intent::Start { request })).await
}

pub(super) async fn wait_on_requester(app: &App, args: WithWords) -> Result<(), CommandError> {
    let intent = || Ok(Intent::WaitOnRequester { request: id_of(&args.request)?, question: words_of(&args.words)? });
    perform(app, intent()).await
}

pub(super) async fn wait_on_other(app: &App, args: WithWords) -> Result<(), CommandError> {
    let intent = || Ok(Intent::WaitOnOther { request: id_of(&args.request)?, reason: words_of(&args.words)? });
    perform(app, intent()).await
}

pub(super) async fn renegotiate(app: &App, args: Renegotiate) -> Result<(), CommandError> {
    let reason = args.reason.clone();
    let id: ServiceRequestId = id_of(&args.request)?;
    let (from, to) = (instant_of(args.from.as_deref())?, read_instant(&args.to)?);
    // The interface knows milliseconds; the promise it shows is the one in force to that precision.
    let from = app
        .blocking(move |workspace, _| {
            let in_force = workspace.store().find_request(id)?.and_then(|it| it.request.promise().map(|it| it.due));
            Ok(match (from, in_force) {
                (Some(from), Some(due)) if from.micros() / 1_000 == due.micros() / 1_000 => Some(due),
                (from, _) => from,
            })
        })
        .await?;
    perform(app, words_of(&reason).map(|reason| Intent::Renegotiate { request: id, from, to, reason })).await
}

pub(super) async fn promise_next_word(app: &App, args: PromiseNextWord) -> Result<(), CommandError> {
    let intent = || {
        let every = args.every.as_ref().map(service_levels::target_of);
        Ok(Intent::PromiseNextWord { request: id_of(&args.request)?, by: read_instant(&args.by)?, every })
    };
    perform(app, intent()).await
}

pub(super) async fn deliver(app: &App, args: Deliver) -> Result<(), CommandError> {
    let intent = || {
        let (words, next_need) = (words_of(&args.words)?, optional_words(args.next_need)?);
        Ok(Intent::Deliver { request: id_of(&args.request)?, words, next_need })
    };
    perform(app, intent()).await
}

pub(super) async fn confirm(app: &App, args: Confirm) -> Result<(), CommandError> {
    let intents = || {
        let rating = args.rating.map(satisfaction::rating_of).transpose()?;
        let request = id_of(&args.request)?;
        let mut intents = vec![Intent::Confirm { request, rating, words: optional_words(args.words)? }];
        if let Some(thanks) = args.thanks {
            intents.push(super::recognition::thank_intent(ThanksId::new(fresh_id()), &thanks)?);
        }
        Ok(intents)
    };
    perform_all(app, intents()).await
}

pub(super) async fn not_yet(app: &App, args: WithWords) -> Result<(), CommandError> {
    let intent = || Ok(Intent::NotYet { request: id_of(&args.request)?, reason: words_of(&args.words)? });
    perform(app, intent()).await
}

pub(super) async fn withdraw(app: &App, args: Withdraw) -> Result<(), CommandError> {
    let intent = || Ok(Intent::Withdraw { request: id_of(&args.request)?, reason: optional_words(args.reason)? });
    perform(app, intent()).await
}
