//! The views that the person who looks around has kept, and those that a team shares.

use goodturn_domain::{Actor, Intent, ViewId, ViewList};

use super::Day;
use crate::demo::company::title;

const VIEWS: [(&str, ViewList, &str); 2] = [
    ("Waiting on others", ViewList::MyRequests, "is:waiting sort:needed"),
    ("Pressing this week", ViewList::MyPromises, "priority:>=high due:<=eow"),
];

pub(super) fn tell(day: &mut Day<'_>) {
    let (me, at) = (day.me(), day.days_ago(3, 9, 20));
    for (name, list, search) in VIEWS {
        let view = ViewId::derived(day.company.id.uuid(), name);
        let keep = Intent::KeepView { view, name: title(name), list, search: Some(title(search)), team: None };
        day.script.tell(at, Actor::Person(me), keep);
    }
}
