//! Links into the app: `goodturn://request/<id>`. They come from mails and web pages, so only what
//! is on the list of verbs and well formed is followed.

use goodturn_client::shown::Navigate;
use tauri::Url;
use uuid::Uuid;

/// The place that a link means; none when it is not ours or not well formed.
pub(crate) fn understand(link: &str) -> Option<Navigate> {
    let url = Url::parse(link).ok().filter(|url| url.scheme() == "goodturn")?;
    let verb = url.host_str()?;
    let mut segments = url.path().trim_start_matches('/').split('/');
    let (first, rest) = (segments.next().unwrap_or_default(), segments.next());
    match (verb, first, rest) {
        ("request", id, None) => request(Uuid::try_parse(id).ok()?),
        ("today" | "thanks", "", None) => Some(view(verb)),
        _ => None,
    }
}

fn request(id: Uuid) -> Option<Navigate> {
    Some(Navigate { request: Some(id.to_string()), ..view("request") })
}

/// A whole view of the main window.
pub(crate) fn view(name: &str) -> Navigate {
    Navigate { view: name.to_owned(), request: None, dialog: None, service: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_on_the_list_are_followed() {
        let id = "0199f0f0-0000-7000-8000-00000000000a";

        assert_eq!(understand(&format!("goodturn://request/{id}")).unwrap().request.as_deref(), Some(id));
        assert_eq!(understand("goodturn://today").unwrap().view, "today");
        assert_eq!(understand("goodturn://thanks/").unwrap().view, "thanks");
    }

    #[test]
    fn everything_else_is_ignored() {
        for link in [
            "",
            "goodturn:",
            "goodturn://",
            "goodturn://request",
            "goodturn://request/",
            "goodturn://request/42",
            "goodturn://request/0199f0f0-0000-7000-8000-00000000000a/delete",
            "goodturn://sign_out",
            "goodturn://today/x",
            "https://request/0199f0f0-0000-7000-8000-00000000000a",
            "goodturn://request/%2e%2e%2f%2e%2e",
            "file:///etc/passwd",
        ] {
            assert_eq!(understand(link), None, "{link}");
        }
    }
}
