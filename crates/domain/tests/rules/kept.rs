//! Deeds with what people and teams keep.

use goodturn_domain::operation::IntentName;
use goodturn_domain::recurrence::PauseReason;
use goodturn_domain::{
    Addressee, Intent, PersonId, Recurrence, Template, TemplateId, TextOwner, View, ViewId, ViewList,
};
use goodturn_test_support::recurrences::{a_wish, due_on_monday, keep, recur, weekly};
use goodturn_test_support::{Book, monday, team, title, who};
use uuid::Uuid;

/// Another name for a view of `owner`'s: Kim's is theirs alone, all others' the team has.
pub(crate) fn keep_view(book: &mut Book, owner: PersonId) -> Intent {
    let view = viewed(book, owner);
    Intent::KeepView { view: view.id, name: title("Other"), list: view.list, search: None, team: view.team }
}

/// Something with a template of the team.
pub(crate) fn templated(book: &mut Book, name: IntentName) -> Intent {
    let (id, owner) = (TemplateId::derived(Uuid::nil(), "weekly"), TextOwner::Team(team("legal")));
    let wish = a_wish("Water the plants", Addressee::Person(who("sam")));
    if name == IntentName::WriteTemplate {
        return Intent::WriteTemplate { template: id, owner, name: title("Weekly"), wish: Box::new(wish) };
    }
    book.put(Template { id, owner, name: title("Weekly"), wish: Some(wish) });
    Intent::RemoveTemplate { template: id }
}

/// Something with what `owner` asks again and again.
pub(crate) fn recurring(book: &mut Book, name: IntentName, owner: PersonId) -> Intent {
    let known = due_on_monday("plants", owner, Addressee::Person(who("sam")));
    let (recurrence, due) = (known.id, known.first);
    let pause = (name == IntentName::ResumeRecurrence).then_some(PauseReason::Wanted);
    let is_dropped = name == IntentName::RestoreRecurrence;
    book.put(Recurrence { pause, is_dropped, ..known.clone() });
    match name {
        IntentName::PauseRecurrence => Intent::PauseRecurrence { recurrence },
        IntentName::ResumeRecurrence => Intent::ResumeRecurrence { recurrence },
        IntentName::DropRecurrence => Intent::DropRecurrence { recurrence },
        IntentName::RestoreRecurrence => Intent::RestoreRecurrence { recurrence },
        IntentName::Recur => recur(&known, due),
        _ => keep("plants", a_wish("Other", Addressee::Person(who("tom"))), weekly(), due),
    }
}

pub(crate) fn drop_view(book: &mut Book, owner: PersonId) -> Intent {
    Intent::DropView { view: viewed(book, owner).id }
}

fn viewed(book: &mut Book, owner: PersonId) -> View {
    let view = View {
        id: ViewId::derived(Uuid::nil(), &format!("view of {owner}")),
        owner,
        name: title("Mine"),
        list: ViewList::Everyone,
        search: Some(title("is:late")),
        team: (owner != who("kim")).then(|| team("legal")),
        made_at: monday(),
        is_dropped: false,
    };
    book.put(view.clone());
    view
}
