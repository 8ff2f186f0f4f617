//! Saved views: what is kept, in the order that somebody put it in on this device.

use std::collections::BTreeMap;

use goodturn_domain::{Intent, Title, View, ViewId, ViewList};
use goodturn_store_sqlite::RequestQuery;

use super::finding::{self, Sought};
use super::requests::{perform, selection};
use super::{id_of, optional_id};
use crate::App;
use crate::app::AppEvent;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{Changed, Id, KeepView, RequestList, SavedView, Topic, ViewOrder};

/// Under which setting of this device the order lies.
const ORDER: &str = "view_order";

pub(super) async fn list_views(app: &App, (): ()) -> Result<Vec<SavedView>, CommandError> {
    let day_parts = app.day_parts();
    app.blocking(move |workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let order: Vec<ViewId> = workspace
            .store()
            .find_setting(ORDER)?
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let places: BTreeMap<ViewId, usize> = order.into_iter().enumerate().map(|(at, id)| (id, at)).collect();
        let mut views = workspace.store().list_views()?;
        // By name as they come, those that were never placed last.
        views.sort_by_key(|view| places.get(&view.id).copied().unwrap_or(usize::MAX));
        let count = |view: &View| -> Result<u32, CommandError> {
            let search = view.search.as_ref().map(ToString::to_string).unwrap_or_default();
            let Sought { filter, text, .. } = finding::understand(workspace, &search, day_parts, now)?;
            let query = RequestQuery {
                list: selection(&presenter, list_of(view.list), None),
                me: workspace.me(),
                include_ended: filter.wants_ended(),
                text,
                filter,
                now,
                offset: 0,
                limit: 0,
            };
            Ok(workspace.store().list_requests(&query)?.total)
        };
        views.iter().map(|view| Ok(shown(&presenter, view, count(view)?))).collect()
    })
    .await
}

pub(super) async fn keep_view(app: &App, args: KeepView) -> Result<Id, CommandError> {
    let known: Option<ViewId> = optional_id(args.id.as_deref())?;
    let view = known.unwrap_or_else(|| ViewId::new(fresh_id()));
    let search = Some(args.search).filter(|it| !it.trim().is_empty());
    let intent = Intent::KeepView {
        view,
        name: Title::new(&args.name)?,
        list: domain_list(args.list),
        search: search.map(|it| Title::new(&it)).transpose()?,
        team: optional_id(args.team.as_deref())?,
    };
    perform(app, Ok(intent)).await?;
    Ok(Id { id: view.to_string() })
}

pub(super) async fn drop_view(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, id_of(&args.id).map(|view| Intent::DropView { view })).await
}

pub(super) async fn order_views(app: &App, args: ViewOrder) -> Result<(), CommandError> {
    let order: Vec<ViewId> = args.views.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?;
    app.blocking(move |workspace, _| {
        let text = serde_json::to_string(&order).expect("ids are JSON");
        Ok(workspace.store().set_setting(ORDER, &text)?)
    })
    .await?;
    app.emit(AppEvent::Changed(Changed { topics: vec![Topic::Views], requests: Vec::new() }));
    Ok(())
}

fn shown(presenter: &Presenter<'_>, view: &View, total: u32) -> SavedView {
    let me = presenter.me();
    let leads = |team| presenter.people.teams.iter().any(|it| it.id == team && it.is_led_by(me));
    SavedView {
        id: view.id.to_string(),
        name: view.name.to_string(),
        list: list_of(view.list),
        search: view.search.as_ref().map(ToString::to_string).unwrap_or_default(),
        team: view.team.map(|id| id.to_string()),
        owner: view.owner.to_string(),
        can_change: view.team.map_or(view.owner == me, leads),
        total,
    }
}

fn list_of(list: ViewList) -> RequestList {
    match list {
        ViewList::MyRequests => RequestList::MyRequests,
        ViewList::MyPromises => RequestList::MyPromises,
        ViewList::Queues => RequestList::Queues,
        ViewList::Everyone => RequestList::Everyone,
    }
}

fn domain_list(list: RequestList) -> ViewList {
    match list {
        RequestList::MyRequests => ViewList::MyRequests,
        RequestList::MyPromises => ViewList::MyPromises,
        RequestList::Queues => ViewList::Queues,
        RequestList::Everyone => ViewList::Everyone,
    }
}
