//! Running other programs: what they print is shown at once, and kept when it is to be read.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// What a watched program did.
pub(crate) struct Heard {
    pub(crate) succeeded: bool,
    pub(crate) text: String,
}

/// Says what is being done, runs the program with our terminal, and says how long it took.
pub(crate) fn show(what: &str, command: &mut Command) -> Result<()> {
    println!("▸ {what} …");
    let started = Instant::now();
    let status = command.status().with_context(|| format!("starting {}", line(command)))?;
    if !status.success() {
        bail!("{what}: `{}` ended with {status}", line(command));
    }
    println!("  {what}: done in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// What a program prints on stdout.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("starting {}", line(command)))?;
    if !output.status.success() {
        let says = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` ended with {}: {}", line(command), output.status, says.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("reading what {} printed", line(command)))
}

/// Whether a program starts and ends well; what it prints is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether a program of this name is on the search path.
pub(crate) fn is_on_path(name: &str) -> bool {
    find(name).is_some()
}

/// Where on the search path a program of this name is.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|program| program.is_file())
}

/// Runs a program, shows its lines as they come and keeps them.
pub(crate) fn watch(command: &mut Command) -> Result<Heard> {
    println!("  $ {}", line(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", line(command)))?;
    let stdout = child.stdout.take().context("stdout is piped")?;
    let stderr = child.stderr.take().context("stderr is piped")?;
    let kept = Mutex::new(String::new());
    std::thread::scope(|scope| {
        scope.spawn(|| pass_on(stdout, &kept));
        scope.spawn(|| pass_on(stderr, &kept));
    });
    let status = child.wait().with_context(|| format!("waiting for {}", line(command)))?;
    let text = kept.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(Heard { succeeded: status.success(), text })
}

fn pass_on(from: impl Read, kept: &Mutex<String>) {
    for read in BufReader::new(from).split(b'\n') {
        let Ok(bytes) = read else { return };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Our own stdout may be closed early by a reader such as `head`.
        let _ = writeln!(std::io::stdout(), "{text}");
        let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.push_str(&text);
        kept.push('\n');
    }
}

/// The program and its arguments as one would type them.
pub(crate) fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_watched_program_prints_is_kept_from_both_streams() {
        let heard = watch(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap();

        assert!(!heard.succeeded);
        assert!(heard.text.contains("out\n") && heard.text.contains("err\n"), "{}", heard.text);
    }

    #[test]
    fn a_program_that_fails_tells_what_it_said() {
        let error = read(Command::new("sh").args(["-c", "echo no such thing >&2; exit 1"])).unwrap_err();

        assert!(error.to_string().contains("no such thing"), "{error}");
    }
}
