//! What a filter is in SQL: conditions on the columns of `requests q`, and what a list is ordered by.

use goodturn_domain::finding::{Condition, Filter, Moment, Sort, Span, State};
use goodturn_domain::{Addressee, PersonId, Priority, Timestamp};
use rusqlite::Connection;
use uuid::Uuid;

use super::labels;
use crate::fault::Fault;

/// How the lists order what has no such time.
const NEVER: i64 = i64::MAX;
/// Of what somebody still waits for.
const IS_TO_COME: &str = "q.is_ended = 0 and q.stage <> 'delivered'";

/// Conditions to be appended to those of a list.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    /// Each begins with ` and `.
    pub(super) sql: String,
    /// Which labels the first condition on labels is about: few requests have one.
    pub(super) labels: Option<Vec<i64>>,
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking {
    pub(super) me: PersonId,
    pub(super) now: Timestamp,
}

pub(super) fn narrow(db: &Connection, filter: &Filter, asking: Asking) -> Result<Narrowed, Fault> {
    let mut narrowed = Narrowed::default();
    for narrowing in &filter.narrowings {
        let condition = match &narrowing.condition {
            Condition::Label(sought) => {
                let mut ids = Vec::new();
                for label in sought {
                    ids.extend(labels::find(db, label)?);
                }
                let condition = labels::condition(&ids);
                if !narrowing.is_not {
                    narrowed.labels.get_or_insert(ids);
                }
                condition
            }
            other => condition(other, asking),
        };
        let not = if narrowing.is_not { "not " } else { "" };
        // What is unknown is not so: a request without a helper is not one of Sam's.
        narrowed.sql.push_str(&format!(" and {not}coalesce(({condition}), 0)"));
    }
    Ok(narrowed)
}

fn condition(condition: &Condition, asking: Asking) -> String {
    match condition {
        Condition::Stage(stages) => one_of("q.stage", stages.iter().map(|it| quoted(it.name()))),
        Condition::Priority(all) => one_of("q.priority", all.iter().map(|it| pressing(*it).to_string())),
        Condition::Kind(kinds) => one_of("q.kind", kinds.iter().map(|it| quoted(it))),
        // Found by what is in tables of their own.
        Condition::Label(_) => "1".to_owned(),
        Condition::From(people) => one_of("q.requester", people.iter().map(|it| hex(it.uuid()))),
        Condition::To(all) => one_of("q.addressee", all.iter().map(|it| hex(addressee(*it)))),
        Condition::Helper(people) => {
            let helper = one_of("q.holder", people.iter().map(|it| hex(it.uuid())));
            format!("q.stage <> 'asked' and {helper}")
        }
        Condition::Team(teams) => {
            // Not a chain of conditions: SQLite follows no more than a thousand.
            let names: Vec<String> = teams.iter().map(|it| format!("\"{}\"", it.uuid().simple())).collect();
            let served =
                format!("exists (select 1 from json_each('[{}]') t where instr(q.teams, t.value))", names.join(","));
            format!("{} or {served}", one_of("q.addressee", teams.iter().map(|it| hex(it.uuid()))))
        }
        Condition::Time(moment, span) => lies_in(*moment, *span),
        Condition::State(state) => state_of(*state, asking),
    }
}

fn lies_in(moment: Moment, span: Span) -> String {
    let at = moment_of(moment);
    let from = span.from.map(|it| format!(" and {at} >= {}", it.micros())).unwrap_or_default();
    let until = span.until.map(|it| format!(" and {at} < {}", it.micros())).unwrap_or_default();
    let is_due = if moment == Moment::Due { format!(" and {IS_TO_COME}") } else { String::new() };
    format!("{at} < {NEVER}{from}{until}{is_due}")
}

fn moment_of(moment: Moment) -> String {
    let answer = format!("coalesce(q.answer_order, {NEVER})");
    match moment {
        Moment::Needed => "q.needed_order".to_owned(),
        Moment::Promised => "q.promise_order".to_owned(),
        Moment::Answer => answer,
        Moment::Due => format!(
            "case when q.promise_order < {NEVER} then q.promise_order
             when {answer} < {NEVER} then {answer} else q.needed_order end"
        ),
    }
}

fn state_of(state: State, Asking { me, now }: Asking) -> String {
    let now = now.micros();
    match state {
        State::Late => {
            format!("{IS_TO_COME} and min(q.promise_order, {}) < {now}", moment_of(Moment::Answer))
        }
        State::Overdue => format!("{IS_TO_COME} and q.needed_order < {now}"),
        State::Waiting => "q.stage in ('waiting_on_requester', 'waiting_on_other')".to_owned(),
        State::Unread => format!("exists ({})", unread("q.entity_id", &hex(me.uuid()))),
        State::Open => "q.is_ended = 0".to_owned(),
        State::Ended => "q.is_ended = 1".to_owned(),
    }
}

/// The lines of a request that `me` has not read.
fn unread(entity_id: &str, me: &str) -> String {
    format!(
        "select 1 from entities r join entries e on e.request_id = r.id
         where r.entity_id = {entity_id} and e.author is not {me}
         and e.at > (select read_until from state) and e.entity_id > coalesce(
             (select m.last_entity_id from read_marks m where m.request_id = r.id), 0)"
    )
}

/// What a list is ordered by as four numbers, of which the lowest comes first. What has ended comes last.
pub(super) fn keys(sort: Sort) -> String {
    let by = |moment| format!("q.is_ended, {}, q.needed_order, q.asked_at", moment_of(moment));
    // A bare number would be the number of a column.
    let latest = |column| format!("-{column}, 0 + 0, 0 + 0, 0 + 0");
    match sort {
        Sort::Due => by(Moment::Due),
        Sort::Needed => by(Moment::Needed),
        Sort::Promised => by(Moment::Promised),
        Sort::Answer => by(Moment::Answer),
        Sort::Asked => latest("q.asked_at"),
        Sort::Changed => latest("q.changed_at"),
        Sort::Priority => format!("q.is_ended, -q.priority, {}, q.asked_at", moment_of(Moment::Due)),
    }
}

/// Whether it takes to know by when somebody is to answer.
pub(super) fn needs_answers(filter: &Filter) -> bool {
    let is_timed = |condition: &Condition| {
        matches!(condition, Condition::Time(Moment::Answer | Moment::Due, _) | Condition::State(State::Late))
    };
    matches!(filter.sort, Some(Sort::Due | Sort::Answer | Sort::Priority))
        || filter.narrowings.iter().any(|it| is_timed(&it.condition))
}

pub(super) fn pressing(priority: Priority) -> i64 {
    match priority {
        Priority::Low => 0,
        Priority::Normal => 1,
        Priority::High => 2,
        Priority::Urgent => 3,
    }
}

pub(super) fn addressee(addressee: Addressee) -> Uuid {
    match addressee {
        Addressee::Person(id) => id.uuid(),
        Addressee::Team(id) => id.uuid(),
    }
}

fn one_of(column: &str, values: impl Iterator<Item = String>) -> String {
    format!("{column} in ({})", values.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''").replace('\0', ""))
}

fn hex(id: Uuid) -> String {
    format!("x'{}'", id.simple())
}
