//! Today and follow-ups.

use chrono::{Datelike, Days, NaiveTime};
use goodturn_domain::{FollowUpId, FollowUpReason, Intent, Timestamp, WorkingCalendar};
use goodturn_store_sqlite::ListedFollowUp;

use super::{answers, id_of, optional_id, optional_words};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::notify::Subject;
use crate::present::Presenter;
use crate::schedule::subject_if_all_settled;
use crate::shown::{Id, Remind, Snooze, Today};
use crate::workspace::read_instant;

/// How long ago a confirmed request still waits for a thank-you, in days.
const THANK_WITHIN_DAYS: i64 = 14;

pub(super) async fn today(app: &App, (): ()) -> Result<Today, CommandError> {
    app.blocking(|workspace, now| {
        let presenter = Presenter::new(workspace, now)?;
        let (store, me) = (workspace.store(), workspace.me());
        let calendar = presenter.people.calendar_of(me);
        let (midnight, week) = (end_of_today(&calendar, now), start_of_week(&calendar, now));
        let teams = presenter.people.teams_of(me);
        let follow_ups = store.list_open_follow_ups(me, Some(midnight))?;
        let since = now.plus(-chrono::TimeDelta::days(THANK_WITHIN_DAYS));
        Ok(Today {
            promises: presenter.rows(store.list_promises_due(me, midnight)?),
            follow_ups: follow_ups
                .iter()
                .filter(|it| !is_still_to_come(it, now))
                .map(|it| presenter.follow_up(it))
                .collect::<Result<_, _>>()?,
            waiting_on_me: presenter.rows(store.list_waiting_on_me(me, &teams)?),
            waiting_on_others: presenter.rows(store.list_waiting_on_others(me)?),
            not_thanked: presenter.rows(store.list_not_thanked(me, since)?),
            answers_to_review: answers::to_review(&presenter)?,
            kept_this_week: store.count_kept_since(me, week)?,
            thanks_this_week: store.count_thanks_to(me, week)?,
        })
    })
    .await
}

pub(super) async fn remind(app: &App, args: Remind) -> Result<Id, CommandError> {
    let follow_up = FollowUpId::new(fresh_id());
    let intent = Intent::Remind {
        follow_up,
        request: optional_id(args.request.as_deref())?,
        words: optional_words(args.words)?,
        due: read_instant(&args.due)?,
        if_no_reply: args.if_no_reply,
    };
    app.blocking(move |workspace, now| workspace.perform(intent, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(Id { id: follow_up.to_string() })
}

pub(super) async fn snooze(app: &App, args: Snooze) -> Result<(), CommandError> {
    let intent = Intent::Snooze { follow_up: id_of(&args.follow_up)?, until: read_instant(&args.until)? };
    settle(app, args.follow_up, intent).await
}

pub(super) async fn finish_follow_up(app: &App, args: Id) -> Result<(), CommandError> {
    let intent = Intent::FinishFollowUp { follow_up: id_of(&args.id)? };
    settle(app, args.id, intent).await
}

async fn settle(app: &App, follow_up: String, intent: Intent) -> Result<(), CommandError> {
    let here = app.clone();
    let settled = app.blocking(move |workspace, now| {
        workspace.perform(intent, now)?;
        Ok(subject_if_all_settled(&here, workspace)?)
    });
    if let Some(together) = settled.await? {
        app.inner.notifier.withdraw(&together);
    }
    app.inner.notifier.withdraw(&Subject::FollowUp(follow_up));
    app.inner.wake_sync.notify_one();
    Ok(())
}

/// A word that somebody gives again and again is no matter of who waits for it until it is missed.
pub(crate) fn is_still_to_come(listed: &ListedFollowUp, now: Timestamp) -> bool {
    listed.follow_up.reason == FollowUpReason::WordMissed && listed.follow_up.asks_at().is_some_and(|it| it > now)
}

fn end_of_today(calendar: &WorkingCalendar, now: Timestamp) -> Timestamp {
    let today = calendar.local(now).date_naive();
    calendar.at(today.checked_add_days(Days::new(1)).unwrap_or(today), NaiveTime::MIN)
}

fn start_of_week(calendar: &WorkingCalendar, now: Timestamp) -> Timestamp {
    let today = calendar.local(now).date_naive();
    let since_monday = Days::new(u64::from(today.weekday().num_days_from_monday()));
    calendar.at(today.checked_sub_days(since_monday).unwrap_or(today), NaiveTime::MIN)
}
