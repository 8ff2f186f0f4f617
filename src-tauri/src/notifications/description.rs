//! A notice in the terms of the notification libraries, the same on every system.

#[cfg(target_os = "linux")]
use goodturn_client::Subject;
use goodturn_client::{Action, Notice};
use notify_rust::Notification;

/// Describes a notice. `open_label` names the click on the body, which some desktops show.
pub(super) fn describe(notice: &Notice, open_label: &str, has_buttons: bool) -> Notification {
    let mut described = Notification::new();
    described.appname("Goodturn").summary(&notice.title).body(&notice.body);
    if has_buttons {
        // Elsewhere a click on the body needs no name, and this would become a button.
        if cfg!(target_os = "linux") {
            described.action(Action::Open.key(), open_label);
        }
        for (action, label) in &notice.actions {
            described.action(action.key(), label);
        }
    }
    #[cfg(target_os = "linux")]
    for_freedesktop(&mut described, notice);
    described
}

#[cfg(target_os = "linux")]
fn for_freedesktop(described: &mut Notification, notice: &Notice) {
    use notify_rust::{Hint, Timeout, Urgency};

    // The names of the desktop's own sounds and kinds; a desktop plays and sorts as its person has set.
    if notice.needs_you {
        described.sound_name("message-new-instant");
    }
    described.hint(Hint::Category(category(&notice.subject).to_owned()));

    // The desktop's own choice of time fits news; what needs somebody stays until it is answered.
    let (urgency, timeout) =
        if notice.needs_you { (Urgency::Critical, Timeout::Never) } else { (Urgency::Normal, Timeout::Default) };
    described.timeout(timeout).urgency(urgency).hint(Hint::DesktopEntry("Goodturn".to_owned()));
}

/// What kind of notice it is, in the desktop specification's words where it has some.
#[cfg(target_os = "linux")]
fn category(subject: &Subject) -> &'static str {
    match subject {
        Subject::Request(_) | Subject::Thanks(_) => "im.received",
        Subject::FollowUp(_) => "x-goodturn.follow-up",
        Subject::App(_) => "x-goodturn.app",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Notice {
        Notice {
            subject: Subject::Request("r1".to_owned()),
            title: "Maria asks".to_owned(),
            body: "The grant".to_owned(),
            actions: vec![(Action::Promise, "Promise…".to_owned()), (Action::HandOver, "Hand over".to_owned())],
            needs_you: true,
        }
    }

    #[test]
    fn the_body_is_the_first_action_and_buttons_keep_their_order() {
        let described = describe(&asked(), "Open", true);

        assert_eq!(described.actions, ["default", "Open", "promise", "Promise…", "hand_over", "Hand over"]);
    }

    #[test]
    fn a_desktop_without_buttons_gets_none() {
        assert!(describe(&asked(), "Open", false).actions.is_empty());
    }
}
