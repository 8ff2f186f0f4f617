//! What may stand in a log, of the server and of the app around it: fields of a list, and of other
//! people's crates nothing below a warning, because they print requests with all that is in them.

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::fmt::{self, MakeWriter, format};
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

/// Fields whose values are shown. They tell what happened to the program, never what people wrote
/// and never what lets anybody in. Every other field stands there without its value.
const SHOWN: &[&str] = &[
    "at",
    "cause",
    "error",
    "expected",
    "failure",
    "file",
    "folder",
    "found",
    "key",
    "label",
    "method",
    "mismatched",
    "name",
    "order",
    "part",
    "path",
    "route",
    "scheme",
    "scopes",
    "seconds",
    "seq",
    "statement",
    "status",
    "wanted",
    "whole",
    "why",
    "window",
];

/// Writes what `wanted` lets through to `writer`.
pub fn layer<S, W>(wanted: EnvFilter, is_coloured: bool, writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let fields = format::debug_fn(|writer, field, value| match field.name() {
        "message" => write!(writer, "{value:?}"),
        name if SHOWN.contains(&name) => write!(writer, "{name}={value:?}"),
        name => write!(writer, "{name}=…"),
    });
    fmt::layer()
        .with_ansi(is_coloured)
        .with_writer(writer)
        .fmt_fields(fields.delimited(" "))
        .with_filter(wanted.and(filter_fn(is_ours_or_a_warning)))
}

fn is_ours_or_a_warning(about: &Metadata<'_>) -> bool {
    about.target().starts_with("goodturn") || *about.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(work: impl FnOnce()) -> String {
        let written = Written::default();
        let writer = written.clone();
        let layer = layer(EnvFilter::new("trace"), false, move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn fields_of_the_list_are_shown_and_others_only_named() {
        let text = logged(|| tracing::info!(status = 404, title = "a secret wish", "answered"));

        assert!(text.contains("answered status=404 title=…"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn other_crates_are_heard_when_they_warn() {
        let text = logged(|| {
            tracing::trace!(target: "hyper::proto", "GET /join/a-code");
            tracing::warn!(target: "hyper::server", "the connection broke");
        });

        assert!(!text.contains("a-code"), "{text}");
        assert!(text.contains("the connection broke"), "{text}");
    }
}
