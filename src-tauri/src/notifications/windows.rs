//! Notifications on Windows: toasts under our AppUserModelID, which the installer registers.
//!
//! A toast has a tag, by which a later one takes its place and by which it is withdrawn. Its buttons work
//! for as long as this run of the app: afterwards Windows would have to start a program for them.

use std::collections::VecDeque;

use goodturn_client::{Action, Notice, Subject};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use windows::Data::Xml::Dom::XmlDocument;
use windows::Foundation::TypedEventHandler;
use windows::UI::Notifications::{ToastActivatedEventArgs, ToastNotification, ToastNotificationManager};
use windows::core::{HSTRING, IInspectable, Interface, Ref, Result};

use super::named::name;
use super::{Answer, Order, Setup};

const APP_USER_MODEL_ID: &str = "org.goodturn.Goodturn";
const GROUP: &str = "goodturn";

/// Of how many toasts the buttons work; Windows itself keeps twenty.
const LISTENED_TO: usize = 32;

/// Shows and withdraws as ordered, until the orders end.
pub(super) async fn run(mut orders: UnboundedReceiver<Order>, answers: UnboundedSender<Answer>, setup: Setup) {
    let mut screen = Screen { toasts: VecDeque::new(), answers };
    while let Some(order) = orders.recv().await {
        let for_the_app = match screen.follow(&order) {
            Ok(()) => Order::Withdraw(order.subject().clone()),
            Err(cause) => {
                tracing::warn!(%cause, "Windows did not do what a notice needs");
                order
            }
        };
        if let Some(undelivered) = &setup.undelivered {
            // Nobody takes it any more only while the app is ending.
            let _ended = undelivered.send(for_the_app);
        }
    }
}

struct Screen {
    /// The latest toasts by name; one that is dropped says nothing any more.
    toasts: VecDeque<(String, ToastNotification)>,
    answers: UnboundedSender<Answer>,
}

impl Screen {
    fn follow(&mut self, order: &Order) -> Result<()> {
        match order {
            Order::Show(notice) => self.show(notice),
            Order::Withdraw(subject) => self.withdraw(subject),
        }
    }

    fn show(&mut self, notice: &Notice) -> Result<()> {
        let name = name(&notice.subject);
        let document = XmlDocument::new()?;
        document.LoadXml(&HSTRING::from(described(notice)))?;
        let toast = ToastNotification::CreateToastNotification(&document)?;
        toast.SetTag(&HSTRING::from(&name))?;
        toast.SetGroup(&HSTRING::from(GROUP))?;
        toast.Activated(&self.listener(notice.subject.clone()))?;
        ToastNotificationManager::CreateToastNotifierWithId(&HSTRING::from(APP_USER_MODEL_ID))?.Show(&toast)?;
        self.forget(&name);
        self.toasts.push_back((name, toast));
        self.toasts.drain(..self.toasts.len().saturating_sub(LISTENED_TO));
        Ok(())
    }

    fn withdraw(&mut self, subject: &Subject) -> Result<()> {
        let name = name(subject);
        self.forget(&name);
        let (tag, group, app) = (HSTRING::from(name), HSTRING::from(GROUP), HSTRING::from(APP_USER_MODEL_ID));
        ToastNotificationManager::History()?.RemoveGroupedTagWithId(&tag, &group, &app)
    }

    fn forget(&mut self, name: &str) {
        self.toasts.retain(|(shown, _)| shown != name);
    }

    fn listener(&self, subject: Subject) -> TypedEventHandler<ToastNotification, IInspectable> {
        let answers = self.answers.clone();
        TypedEventHandler::new(move |_: Ref<'_, ToastNotification>, said: Ref<'_, IInspectable>| {
            if let Some(action) = action(said.as_ref()) {
                // Nobody listens any more only while the app is ending.
                let _ended = answers.send(Answer { subject: subject.clone(), action });
            }
            Ok(())
        })
    }
}

/// The button that was pressed, by its key, or the body.
fn action(said: Option<&IInspectable>) -> Option<Action> {
    let key = said?.cast::<ToastActivatedEventArgs>().and_then(|said| said.Arguments()).ok()?;
    Action::from_key(&key.to_string_lossy())
}

/// The toast in Windows' own words. What needs somebody stays until it is answered.
fn described(notice: &Notice) -> String {
    let (scenario, sound) = if notice.needs_you {
        (r#" scenario="reminder""#, r#"<audio src="ms-winsoundevent:Notification.Reminder"/>"#)
    } else {
        ("", "")
    };
    let button = |(action, label): &(Action, String)| {
        format!(r#"<action content="{}" arguments="{}"/>"#, escaped(label), action.key())
    };
    let buttons: String = notice.actions.iter().map(button).collect();
    format!(
        r#"<toast launch="{}"{scenario}><visual><binding template="ToastGeneric"><text>{}</text><text>{}</text></binding></visual><actions>{buttons}</actions>{sound}</toast>"#,
        Action::Open.key(),
        escaped(&notice.title),
        escaped(&notice.body),
    )
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
