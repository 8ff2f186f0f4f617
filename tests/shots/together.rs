//! States that take a server to be cut off from: offline, not sent.

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::backend::Backend;
use crate::clock::StoryClock;
use crate::look::Look;
use crate::person::Person;
use crate::programs::Programs;
use crate::scene::{Do, walk};
use crate::{Album, camera};

const TITLE: &str = "Keys for the harbour office";
const NAME: &str = "offline";

/// Robin asks while the line is cut. People of a story come in the light only.
pub(crate) async fn photograph(look: Look, album: &mut Album) -> Result<()> {
    if !album.wants(NAME) || look == Look::Dark {
        return Ok(());
    }
    let folder = TempDir::new()?;
    let (programs, clock) = (Programs::find()?, StoryClock::on_monday(folder.path())?);
    let backend = Backend::start(programs, folder.path(), &clock)?;
    let robin = Person::join(programs, &clock, backend.address, "Robin Ellery", &backend.first_invitation).await?;
    look.paint_wall(&robin.desktop)?;

    robin.line.cut();
    robin.app.sees("Offline").await?;
    robin.quick_add(&format!("{TITLE} @freya due fri 3pm")).await?;
    walk(&[Do::Click("My requests"), Do::See("Not sent"), Do::Click(TITLE)], &robin.app, &robin.desktop).await?;
    camera::photograph(&robin.desktop, &album.file(NAME, look)).await.context(NAME)?;
    album.note(NAME, look, Ok(()));
    Ok(())
}
