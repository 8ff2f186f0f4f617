//! Files are fetched when somebody wants to see them, and go on where they stopped.

use std::fs;
use std::io::{self, Write};
use std::sync::Arc;

use futures_util::StreamExt;
use goodturn_domain::Attachment;
use goodturn_sync::SyncError;

use super::staging::hash_of;
use super::{FileStore, Transfer, Way, create_private_folder, remove_file, settle};
use crate::app::App;
use crate::error::CommandError;
use crate::workspace::Workspace;

/// Makes sure that what is in the file is here. Nothing counts before its hash was compared.
pub(crate) async fn fetch(app: &App, workspace: &Arc<Workspace>, file: &Attachment) -> Result<(), CommandError> {
    let store = &workspace.files;
    if store.has(file.hash) {
        store.touch(file.hash);
        return Ok(());
    }
    if store.transfer(file.hash).is_some() {
        // Whoever asks a second time hears of it as the first one does.
        return Err(CommandError::new("file_on_its_way", "the file is being fetched"));
    }
    store.set_transfer(file.hash, Some(Transfer { way: Way::Down, done: 0 }));
    app.files_changed();
    let fetched = receive(app, store, file).await;
    store.set_transfer(file.hash, None);
    app.files_changed();
    fetched?;
    app.inner.wake_files.notify_one();
    Ok(())
}

async fn receive(app: &App, store: &FileStore, file: &Attachment) -> Result<(), CommandError> {
    let http = app.backend().ok_or_else(|| SyncError::Offline("no way to the backend yet".into()))?;
    create_private_folder(&store.folder)?;
    let partial = store.partial(file.hash);
    let mut target = fs::File::options().create(true).append(true).open(&partial)?;
    let mut done = target.metadata()?.len();
    if done > file.bytes {
        target.set_len(0)?;
        done = 0;
    }
    if done < file.bytes {
        let mut content = Box::pin(http.fetch_file(file.hash, done, file.bytes).await?);
        while let Some(bytes) = content.next().await {
            let bytes = bytes?;
            done += bytes.len() as u64;
            if done > file.bytes {
                return Err(SyncError::Protocol("the file is longer than it says".into()).into());
            }
            target.write_all(&bytes)?;
            store.set_transfer(file.hash, Some(Transfer { way: Way::Down, done }));
            app.files_moved();
        }
    }
    drop(target);
    finish(store, file)
}

fn finish(store: &FileStore, file: &Attachment) -> Result<(), CommandError> {
    let partial = store.partial(file.hash);
    let (hash, bytes) = hash_of(&mut fs::File::open(&partial)?)?;
    if bytes < file.bytes {
        return Err(SyncError::Offline("the file broke off".into()).into());
    }
    if hash != file.hash {
        remove_file(&partial)?;
        return Err(CommandError::new("file_damaged", "what came is not what was sent"));
    }
    let settled: io::Result<()> = settle(&partial, &store.path(file.hash));
    Ok(settled?)
}
