//! The tray: its icon, and a menu that can do without a window. Linux trays tell no clicks, so
//! everything is in the menu.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Local, Utc};
use goodturn_client::Timestamp;
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItemBuilder, SubmenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};

use crate::paused::{self, Pause};
use crate::shell::Shell;
use crate::{lifecycle, main_window, quick_add_window};
pub(crate) use drawing::Drawing;
use drawing::Item;

mod drawing;

const ID: &str = "goodturn";

/// Changes that come together are drawn together.
const TOGETHER: Duration = Duration::from_millis(150);

/// Puts the icon into the tray.
pub(crate) fn show(app: &AppHandle) -> tauri::Result<()> {
    let shell = app.state::<Shell>();
    let drawing = drawing::draw(None, &shell.text);
    TrayIconBuilder::with_id(ID)
        .icon(icon(drawing.is_due))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip(&drawing.tooltip)
        .menu(&menu(app, &drawing)?)
        // Icons go through files, and two profiles must not overwrite each other's.
        .temp_dir_path(shell.paths.cache.join("tray"))
        .on_menu_event(|app, event| on_chosen(app, &event))
        .build(app)?;
    shell.tray.put(drawing);
    Ok(())
}

/// Draws the tray anew, soon.
pub(crate) fn redraw(app: &AppHandle) {
    static IS_PLANNED: AtomicBool = AtomicBool::new(false);
    if IS_PLANNED.swap(true, Ordering::SeqCst) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(TOGETHER).await;
        IS_PLANNED.store(false, Ordering::SeqCst);
        tauri::async_runtime::spawn_blocking(move || redraw_now(&app));
    });
}

fn redraw_now(app: &AppHandle) {
    let shell = app.state::<Shell>();
    let summary = match shell.core_now().map(|core| core.tray()).transpose() {
        Ok(summary) => summary,
        Err(failure) => {
            tracing::warn!(?failure, "the tray shows what it showed");
            return;
        }
    };
    if let Err(cause) = put(app, drawing::draw(summary.as_ref(), &shell.text)) {
        tracing::warn!(%cause, "the tray was not drawn");
    }
}

fn put(app: &AppHandle, drawing: Drawing) -> tauri::Result<()> {
    let shell = app.state::<Shell>();
    let (Some(tray), before) = (app.tray_by_id(ID), shell.tray.get()) else { return Ok(()) };
    // An open menu closes when it is replaced, so it is replaced only for a reason.
    if before.as_ref() == Some(&drawing) {
        return Ok(());
    }
    if before.is_none_or(|before| before.is_due != drawing.is_due) {
        tray.set_icon_with_as_template(Some(icon(drawing.is_due)), cfg!(target_os = "macos"))?;
    }
    tray.set_tooltip(Some(&drawing.tooltip))?;
    tray.set_menu(Some(menu(app, &drawing)?))?;
    shell.tray.put(drawing);
    Ok(())
}

/// Black for the template that macOS tints; the panels of the others are dark by default.
fn icon(is_due: bool) -> Image<'static> {
    match (cfg!(target_os = "macos"), is_due) {
        (true, false) => tauri::include_image!("../icons/tray@2x.png"),
        (true, true) => tauri::include_image!("../icons/tray-dot@2x.png"),
        (false, false) => tauri::include_image!("../icons/tray-light@2x.png"),
        (false, true) => tauri::include_image!("../icons/tray-dot-light@2x.png"),
    }
}

fn menu(app: &AppHandle, drawing: &Drawing) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app);
    for item in &drawing.items {
        menu = match item {
            Item::Choice { id, label } => menu.text(id, label),
            Item::Note(label) => menu.item(&MenuItemBuilder::new(label).enabled(false).build(app)?),
            Item::Separator => menu.separator(),
            Item::Folder { label, choices } => {
                let folder =
                    choices.iter().fold(SubmenuBuilder::new(app, label), |folder, (id, label)| folder.text(*id, label));
                menu.item(&folder.build()?)
            }
        };
    }
    menu.build()
}

fn on_chosen(app: &AppHandle, event: &MenuEvent) {
    match event.id().as_ref() {
        drawing::QUICK_ADD => quick_add_window::open(app),
        drawing::OPEN => main_window::open(app, None),
        drawing::PAUSE_HOUR => pause(app, Some(Pause::ForAnHour)),
        drawing::PAUSE_TOMORROW => pause(app, Some(Pause::UntilTomorrow)),
        drawing::RESUME => pause(app, None),
        drawing::QUIT => lifecycle::quit(app),
        id => main_window::open(app, drawing::place(id)),
    }
}

fn pause(app: &AppHandle, pause: Option<Pause>) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let shell = app.state::<Shell>();
        let Some(core) = shell.core_now() else { return };
        let now: DateTime<Local> = shell.clock.now().to_utc().into();
        let until = pause.map(|pause| Timestamp::from(paused::until(pause, &now).with_timezone(&Utc)));
        if let Err(failure) = core.pause_notifications(until) {
            tracing::warn!(?failure, "notifications go on as they were");
        }
    });
}
