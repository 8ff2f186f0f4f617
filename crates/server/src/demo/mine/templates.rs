//! Templates of the person who looks around.

use goodturn_domain::recurrence::NeededAfter;
use goodturn_domain::{Actor, Addressee, Intent, TemplateId, TextOwner, Wish};

use super::Day;
use crate::demo::company::title;
use crate::demo::script::words;

const TEMPLATES: [(&str, &str, &str, &str, u16); 2] = [
    ("Monthly figures", "Figures for {month}", "Chidinma Eze", "By project, with what is still open.", 3),
    ("Photo for the catalogue", "A photo for the catalogue", "Anton Berg", "From below, on a day with low sun.", 7),
];

pub(super) fn tell(day: &mut Day<'_>) {
    let (me, at) = (day.me(), day.days_ago(4, 9, 50));
    for (name, what, whom, details, days) in TEMPLATES {
        let wish = Wish {
            title: title(what),
            details: Some(words(details)),
            addressee: Addressee::Person(day.named(whom)),
            visibility: Default::default(),
            priority: Default::default(),
            kind: None,
            labels: [].into(),
            watchers: [].into(),
            needed: Some(NeededAfter { days, minutes: 17 * 60 }),
            form: None,
        };
        let template = TemplateId::derived(day.company.id.uuid(), name);
        let (owner, wish) = (TextOwner::Person(me), Box::new(wish));
        day.script.tell(at, Actor::Person(me), Intent::WriteTemplate { template, owner, name: title(name), wish });
    }
}
