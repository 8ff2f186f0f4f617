//! The key store of the desktop, opened without asking.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::zvariant::OwnedObjectPath;

use super::{Running, command, wait_for};

const NAME: &str = "org.freedesktop.secrets";

pub(super) fn start(environment: &[(String, String)]) -> Result<Running> {
    let mut daemon = command("gnome-keyring-daemon", environment);
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    let mut child = daemon
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("starting gnome-keyring-daemon")?;
    // Its password is whatever comes before the end of its input.
    child.stdin.take().context("its input is piped")?.write_all(b"open")?;
    Ok(Running::of(child))
}

/// Until there is a collection that secrets go into. Asked only once our daemon is there: a call to
/// nobody would make the bus start a second one, which stays locked.
pub(super) async fn wait_until_open(connection: &Connection) -> Result<()> {
    let bus = DBusProxy::new(connection).await?;
    wait_for("the key store", Duration::from_secs(10), async || {
        if !bus.name_has_owner(NAME.try_into()?).await? {
            return Ok(None);
        }
        let answer = connection
            .call_method(
                Some(NAME),
                "/org/freedesktop/secrets",
                Some("org.freedesktop.Secret.Service"),
                "ReadAlias",
                &"default",
            )
            .await?;
        let collection: OwnedObjectPath = answer.body().deserialize()?;
        Ok((collection.as_str() != "/").then_some(()))
    })
    .await
}
