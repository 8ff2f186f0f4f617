//! Notifications for real, over a private session bus.
#![cfg(target_os = "linux")]

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use goodturn_app::notifications::{Answer, Order, Setup, SystemNotifier};
use goodturn_client::{Action, Notice, Notifier, Subject};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::timeout;

#[path = "notifications/desktop.rs"]
mod desktop;
use desktop::{Bus, Desktop};

const EVERYTHING: [&str; 3] = ["body", "actions", "body-markup"];

fn setup(address: &str, kept_in: Option<PathBuf>) -> Setup {
    Setup { open_label: "Open".to_owned(), bus: Some(address.to_owned()), icon: None, kept_in, undelivered: None }
}

fn start(bus: &Bus) -> (SystemNotifier, UnboundedReceiver<Answer>) {
    SystemNotifier::start(setup(&bus.address, None))
}

fn asked(request: &str) -> Notice {
    Notice {
        subject: Subject::Request(request.to_owned()),
        title: "Maria asks".to_owned(),
        body: "The grant for R&D".to_owned(),
        actions: vec![(Action::Promise, "Promise…".to_owned()), (Action::HandOver, "Hand over".to_owned())],
        needs_you: true,
    }
}

async fn next(answers: &mut UnboundedReceiver<Answer>) -> anyhow::Result<Answer> {
    timeout(Duration::from_secs(10), answers.recv()).await?.context("the notifier has ended")
}

#[tokio::test]
async fn a_notice_is_shown_as_it_was_written() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (notifier, _answers) = start(&bus);

    notifier.show(asked("r1"));
    notifier.show(Notice { needs_you: false, ..asked("r2") });

    let shown = desktop.shown(2).await?;
    assert_eq!(shown[0].title, "Maria asks");
    assert_eq!(shown[0].body, "The grant for R&amp;D");
    assert_eq!(shown[0].actions, ["default", "Open", "promise", "Promise…", "hand_over", "Hand over"]);
    assert_eq!((shown[0].urgency, shown[0].timeout), (2, 0));
    assert_eq!((shown[1].urgency, shown[1].timeout), (1, -1));
    let hint = |bubble: usize, name: &str| shown[bubble].hints.get(name).map(String::as_str);
    assert_eq!(hint(0, "desktop-entry"), Some("Goodturn"));
    assert_eq!(hint(0, "category"), Some("im.received"));
    assert_eq!(hint(0, "sound-name"), Some("message-new-instant"));
    assert_eq!(hint(1, "sound-name"), None, "news make no sound");
    Ok(())
}

#[tokio::test]
async fn words_cannot_turn_a_notice_around_or_break_it() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (notifier, _answers) = start(&bus);

    let (title, body) = ("Maria\u{202e} asks\u{7}".to_owned(), "<b>The\r\ngrant</b>\0".to_owned());
    notifier.show(Notice { title, body, ..asked("r1") });

    let shown = desktop.shown(1).await?;
    assert_eq!(shown[0].title, "Maria asks");
    assert_eq!(shown[0].body, "&lt;b&gt;The grant&lt;/b&gt;");
    Ok(())
}

#[tokio::test]
async fn a_second_notice_about_the_same_takes_its_place() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (notifier, _answers) = start(&bus);

    notifier.show(asked("r1"));
    notifier.show(asked("r2"));
    notifier.show(Notice { title: "Maria asks again".to_owned(), ..asked("r1") });

    let shown = desktop.shown(3).await?;
    assert_eq!((shown[0].replaced, shown[1].replaced), (0, 0));
    assert_eq!(shown[2].replaced, shown[0].number);

    notifier.withdraw(&Subject::Request("r2".to_owned()));
    assert_eq!(desktop.closed_by_app(1).await?, [shown[1].number]);
    Ok(())
}

#[tokio::test]
async fn answers_close_together_are_all_heard() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (notifier, mut answers) = start(&bus);
    for number in 0..20 {
        notifier.show(asked(&format!("r{number}")));
    }
    let shown = desktop.shown(20).await?;

    for bubble in &shown {
        desktop.press(bubble.number, "promise").await?;
    }

    for number in 0..20 {
        let expected = Answer { subject: Subject::Request(format!("r{number}")), action: Action::Promise };
        assert_eq!(next(&mut answers).await?, expected);
    }
    Ok(())
}

#[tokio::test]
async fn what_was_waved_away_is_forgotten() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (notifier, mut answers) = start(&bus);
    notifier.show(asked("r1"));
    notifier.show(asked("r2"));
    let shown = desktop.shown(2).await?;

    desktop.dismiss(shown[0].number).await?;
    desktop.press(shown[1].number, "default").await?;
    assert_eq!(next(&mut answers).await?.action, Action::Open);
    notifier.show(asked("r1"));

    assert_eq!(desktop.shown(3).await?[2].replaced, 0);
    Ok(())
}

#[tokio::test]
async fn answers_that_nobody_asked_for_are_ignored() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (notifier, mut answers) = start(&bus);
    notifier.show(asked("r1"));
    let shown = desktop.shown(1).await?;

    desktop.press(4711, "promise").await?;
    desktop.press(shown[0].number, "format_disk").await?;
    notifier.show(asked("r2"));
    desktop.press(desktop.shown(2).await?[1].number, "hand_over").await?;

    assert_eq!(next(&mut answers).await?.subject, Subject::Request("r2".to_owned()));
    Ok(())
}

#[tokio::test]
async fn a_desktop_without_buttons_or_markup_gets_none() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &["body"]).await?;
    let (notifier, _answers) = start(&bus);

    notifier.show(asked("r1"));

    let shown = desktop.shown(1).await?;
    assert_eq!(shown[0].actions, Vec::<String>::new());
    assert_eq!(shown[0].body, "The grant for R&D");
    Ok(())
}

#[tokio::test]
async fn a_desktop_without_bodies_shows_all_in_its_line() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let desktop = Desktop::start(&bus, &["actions"]).await?;
    let (notifier, _answers) = start(&bus);

    notifier.show(asked("r1"));

    let shown = desktop.shown(1).await?;
    assert_eq!((shown[0].title.as_str(), shown[0].body.as_str()), ("Maria asks: The grant for R&D", ""));
    Ok(())
}

#[tokio::test]
async fn what_no_desktop_shows_is_handed_on_until_one_does() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let (undelivered, mut handed_on) = mpsc::unbounded_channel();
    let (notifier, _answers) =
        SystemNotifier::start(Setup { undelivered: Some(undelivered), ..setup(&bus.address, None) });

    notifier.show(asked("r1"));
    notifier.withdraw(&Subject::Request("r1".to_owned()));
    notifier.withdraw(&Subject::Request("never shown".to_owned()));
    notifier.show(asked("r2"));
    assert_eq!(handed(&mut handed_on).await?, Order::Show(asked("r1")));
    assert_eq!(handed(&mut handed_on).await?, Order::Withdraw(Subject::Request("r1".to_owned())));
    assert_eq!(handed(&mut handed_on).await?, Order::Show(asked("r2")));

    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    notifier.show(asked("r2"));

    desktop.shown(1).await?;
    assert_eq!(handed(&mut handed_on).await?, Order::Withdraw(Subject::Request("r2".to_owned())));
    Ok(())
}

async fn handed(orders: &mut UnboundedReceiver<Order>) -> anyhow::Result<Order> {
    timeout(Duration::from_secs(10), orders.recv()).await?.context("the notifier has ended")
}

#[tokio::test]
async fn a_restarted_desktop_is_found_again() -> anyhow::Result<()> {
    let bus = Bus::start()?;
    let (notifier, mut answers) = start(&bus);
    notifier.show(asked("before there was a desktop"));
    let first = Desktop::start(&bus, &EVERYTHING).await?;
    notifier.show(asked("r1"));
    first.shown(1).await?;

    first.end().await?;
    let second = Desktop::start(&bus, &EVERYTHING).await?;
    notifier.show(asked("r1"));

    let shown = second.shown(1).await?;
    assert_eq!(shown[0].replaced, 0);
    second.press(shown[0].number, "promise").await?;
    assert_eq!(next(&mut answers).await?.action, Action::Promise);
    Ok(())
}

#[tokio::test]
async fn without_any_bus_the_notifier_keeps_going() -> anyhow::Result<()> {
    let (notifier, mut answers) = SystemNotifier::start(setup("unix:path=/nonexistent/bus", None));

    notifier.show(asked("r1"));
    notifier.withdraw(&Subject::Request("r1".to_owned()));

    assert!(timeout(Duration::from_millis(200), answers.recv()).await.is_err(), "it has neither ended nor answered");
    Ok(())
}

#[tokio::test]
async fn buttons_work_on_after_the_app_was_restarted() -> anyhow::Result<()> {
    let (bus, folder) = (Bus::start()?, tempfile::tempdir()?);
    let kept_in = Some(folder.path().join("shown.json"));
    let desktop = Desktop::start(&bus, &EVERYTHING).await?;
    let (before, gone) = SystemNotifier::start(setup(&bus.address, kept_in.clone()));
    before.show(asked("r1"));
    before.show(asked("r2"));
    let shown = desktop.shown(2).await?;
    // Its number is written after the desktop has given it.
    while !std::fs::read_to_string(folder.path().join("shown.json")).unwrap_or_default().contains("r2") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop((before, gone));

    let (after, mut answers) = SystemNotifier::start(setup(&bus.address, kept_in));
    after.show(asked("r3"));
    desktop.shown(3).await?;
    desktop.press(shown[0].number, "promise").await?;
    after.show(asked("r2"));

    let expected = Answer { subject: Subject::Request("r1".to_owned()), action: Action::Promise };
    assert_eq!(next(&mut answers).await?, expected);
    assert_eq!(desktop.shown(4).await?[3].replaced, shown[1].number);
    Ok(())
}
