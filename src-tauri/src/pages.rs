//! What pages may ask of the shell besides commands, and where their links lead.

use goodturn_client::shown::Navigate;
use tauri::webview::{NewWindowFeatures, NewWindowResponse};
use tauri::{AppHandle, Listener, Manager, Url, Wry};
use tauri_plugin_opener::OpenerExt;

use crate::shell::Shell;
use crate::{in_app, main_window, quick_add_window};

/// Hears what pages ask for: the main window at a place, and the place they were opened for.
pub(crate) fn listen(app: &AppHandle) {
    let asked = app.clone();
    app.listen("open-main", move |event| match serde_json::from_str::<Navigate>(event.payload()) {
        Ok(place) => main_window::open(&asked, Some(place)),
        Err(cause) => tracing::warn!(%cause, "a page asked for a place that is none"),
    });
    in_app::listen(app);
    let listening = app.clone();
    app.listen("navigation-ready", move |_| {
        if let Some(place) = listening.state::<Shell>().destination.take() {
            main_window::navigate(&listening, &place);
        }
        main_window::reveal(&listening);
        quick_add_window::warm_up_soon(&listening);
    });
}

/// Keeps a window on our own pages; links to elsewhere open in the browser or mail program.
pub(crate) fn stays_inside(app: &AppHandle) -> impl Fn(&Url) -> bool + Send + use<> {
    let app = app.clone();
    move |url| {
        let inside = is_ours(url);
        if !inside {
            open_outside(&app, url);
        }
        inside
    }
}

/// No page opens a window; what it wanted to show opens in the browser or mail program.
pub(crate) fn opens_outside(
    app: &AppHandle,
) -> impl Fn(Url, NewWindowFeatures) -> NewWindowResponse<Wry> + Send + use<> {
    let app = app.clone();
    move |url, _| {
        open_outside(&app, &url);
        NewWindowResponse::Deny
    }
}

fn open_outside(app: &AppHandle, url: &Url) {
    if !may_open(url) {
        tracing::warn!(scheme = url.scheme(), "a link of that kind is not opened");
        return;
    }
    if let Err(cause) = app.opener().open_url(url.as_str(), None::<&str>) {
        tracing::warn!(%cause, "a link could not be opened");
    }
}

fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" if url.host_str() == Some("tauri.localhost") => true,
        "http" => cfg!(debug_assertions) && url.host_str() == Some("localhost") && url.port() == Some(5173),
        _ => false,
    }
}

fn may_open(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "mailto")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn our_own_pages_are_inside() {
        assert!(is_ours(&url("tauri://localhost/index.html#/today")));
        assert!(is_ours(&url("http://tauri.localhost/")));
        assert!(!is_ours(&url("https://example.org/")));
        assert!(!is_ours(&url("tauri://elsewhere/")));
    }

    #[test]
    fn only_web_and_mail_open_outside() {
        assert!(may_open(&url("https://example.org/a")));
        assert!(may_open(&url("mailto:jo@example.org")));
        for link in ["http://example.org", "file:///etc/passwd", "javascript:alert(1)", "smb://host/share", "data:,x"] {
            assert!(!may_open(&url(link)), "{link}");
        }
    }
}
