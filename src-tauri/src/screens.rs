//! Which screens there are. The main window has a place of its own for each arrangement of them: at the desk
//! with two, on the way with one.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Monitor};

use crate::main_window;

/// The arrangements that there have been; the last one is that of now.
#[derive(Debug)]
struct Seen {
    names: BTreeSet<&'static str>,
    now: &'static str,
}

static SEEN: Mutex<Seen> = Mutex::new(Seen { names: BTreeSet::new(), now: main_window::LABEL });

/// Looks at the screens, before a window is made for them.
pub(crate) fn look(app: &AppHandle) {
    match app.available_monitors() {
        Ok(monitors) => note(&name(monitors.iter().map(shape).collect())),
        Err(cause) => tracing::warn!(%cause, "the screens are not known: the window has one place for all of them"),
    }
}

/// Under which name the place of a window is kept.
pub(crate) fn key(label: &str) -> &str {
    if label == main_window::LABEL { seen(|seen| seen.now) } else { label }
}

/// Whether the place kept under that name is the main window's.
pub(crate) fn is_main(key: &str) -> bool {
    key.split('@').next() == Some(main_window::LABEL)
}

/// Names live as long as the app: the plug-in that keeps places borrows them.
fn note(name: &str) {
    seen(|seen| {
        seen.now = seen.names.get(name).copied().unwrap_or_else(|| {
            let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
            seen.names.insert(kept);
            kept
        });
    });
}

fn seen<T>(look: impl FnOnce(&mut Seen) -> T) -> T {
    // Nobody panics while holding it, and both values are whole at any time.
    look(&mut SEEN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Place and size in pixels.
fn shape(monitor: &Monitor) -> (i32, i32, u32, u32) {
    let (place, size) = (monitor.position(), monitor.size());
    (place.x, place.y, size.width, size.height)
}

/// The same name whichever screen the system names first.
fn name(mut shapes: Vec<(i32, i32, u32, u32)>) -> String {
    shapes.sort_unstable();
    let shapes = shapes.iter().map(|(x, y, width, height)| format!("@{width}x{height}{x:+}{y:+}"));
    shapes.fold(main_window::LABEL.to_owned(), |name, shape| name + &shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_arrangement_has_a_name_whatever_the_order() {
        let (laptop, desk) = ((0, 0, 1920, 1200), (-2560, -100, 2560, 1440));

        assert_eq!(name(vec![laptop]), "main@1920x1200+0+0");
        assert_eq!(name(vec![laptop, desk]), "main@2560x1440-2560-100@1920x1200+0+0");
        assert_eq!(name(vec![laptop, desk]), name(vec![desk, laptop]));
    }

    #[test]
    fn the_main_window_is_kept_by_arrangement_and_no_other_window_is() {
        note("main@800x600+0+0");
        assert_eq!(key("main"), "main@800x600+0+0");
        note("main@640x480+0+0");
        assert_eq!(key("main"), "main@640x480+0+0");

        assert_eq!(key("quick-add"), "quick-add");
        assert!(is_main(key("main")) && is_main("main") && !is_main("quick-add"));
    }
}
