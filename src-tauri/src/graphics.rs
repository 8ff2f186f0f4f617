//! WebKitGTK shows blank windows with some graphics drivers; its plainer paths are chosen by
//! environment variables, which have to stand before the first thread starts.

#[cfg(target_os = "linux")]
mod plain {
    use std::env;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    /// Tells the second self that the variables have been settled.
    const SETTLED: &str = "GOODTURN_GRAPHICS_SETTLED";

    /// Starts this program again in the same process with the variables it needs. Comes back when
    /// there is nothing to set, or when the system refuses; the app then runs as it is.
    pub(crate) fn settle(safe: bool) {
        let wanted = variables(safe, |name| env::var_os(name).is_some());
        if wanted.is_empty() {
            return;
        }
        let Ok(program) = env::current_exe() else { return };
        let mut arguments = env::args_os();
        let mut command = Command::new(program);
        if let Some(name) = arguments.next() {
            command.arg0(name);
        }
        command.args(arguments).envs(wanted).env(SETTLED, "1");
        let _refused = command.exec();
    }

    fn variables(safe: bool, is_set: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
        // WebDriver's screenshots hang with the plain paths.
        if is_set(SETTLED) || is_set("TAURI_AUTOMATION") {
            return Vec::new();
        }
        let mut wanted = vec![("WEBKIT_DISABLE_DMABUF_RENDERER", "1")];
        if safe {
            wanted.extend([("WEBKIT_DISABLE_COMPOSITING_MODE", "1"), ("LIBGL_ALWAYS_SOFTWARE", "1")]);
        }
        wanted.retain(|(name, _)| !is_set(name));
        wanted
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_the_person_has_set_stays() {
            assert_eq!(variables(false, |_| false), [("WEBKIT_DISABLE_DMABUF_RENDERER", "1")]);
            assert_eq!(variables(false, |name| name == "WEBKIT_DISABLE_DMABUF_RENDERER"), []);
            assert_eq!(variables(true, |_| false).len(), 3);
        }

        #[test]
        fn it_happens_once_and_not_under_webdriver() {
            assert_eq!(variables(true, |name| name == SETTLED), []);
            assert_eq!(variables(true, |name| name == "TAURI_AUTOMATION"), []);
        }
    }
}

#[cfg(target_os = "linux")]
pub(crate) use plain::settle;

/// Nothing to settle: only WebKitGTK needs it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle(_safe: bool) {}
