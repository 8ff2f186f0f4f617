//! Files: attached to a request, fetched when somebody wants to see them, opened and saved.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use goodturn_domain::{Attachment, Entity, EntryId, FileKind, FileName, Intent};
use goodturn_store::ReplicaStorage;
use uuid::Uuid;

use super::{id_of, optional_words, requests, talk};
use crate::blocking::blocking;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::files::{self, Way};
use crate::shown::{AttachFile, FilePiece, FileProgress, Id, ShownPicture};
use crate::{App, AppEvent};

/// Larger pictures are opened, not previewed: the page holds them as text.
const LARGEST_PREVIEW_BYTES: u64 = 12 * 1024 * 1024;

pub(super) async fn add_file_piece(app: &App, args: FilePiece) -> Result<(), CommandError> {
    let id: Uuid = id_of_upload(&args.upload)?;
    let piece = STANDARD.decode(&args.base64).map_err(|cause| CommandError::malformed("add_file_piece", &cause))?;
    app.blocking(move |workspace, _| workspace.files.add_piece(id, u64::from(args.offset), &piece)).await
}

pub(super) async fn discard_file(app: &App, args: Id) -> Result<(), CommandError> {
    let id = id_of_upload(&args.id)?;
    app.blocking(move |workspace, _| Ok(workspace.files.discard(id)?)).await
}

pub(super) async fn attach_file(app: &App, args: AttachFile) -> Result<Id, CommandError> {
    let (upload, request) = (id_of_upload(&args.upload)?, id_of(&args.request)?);
    let (name, words) = (FileName::new(&args.name)?, optional_words(args.words)?);
    let mentions = talk::mentions_of(&args.mentions)?;
    // Held to the end: it stays here until what says so is in the outbox.
    let staged = app.blocking(move |workspace, _| workspace.files.keep(upload)).await?;
    let (entry, file) = (EntryId::new(fresh_id()), staged.called(name));
    requests::perform(app, Ok(Intent::Attach { request, entry, file, words, mentions })).await?;
    app.inner.wake_files.notify_one();
    Ok(Id { id: entry.to_string() })
}

pub(super) async fn fetch_file(app: &App, args: Id) -> Result<(), CommandError> {
    let file = file_of(app, &args.id).await?;
    files::fetch(app, &app.workspace(), &file).await
}

pub(super) async fn list_file_progress(app: &App, (): ()) -> Result<Vec<FileProgress>, CommandError> {
    let moving = app.workspace().files.all_transfers();
    let shown = moving.into_iter().map(|(file, transfer)| FileProgress {
        hash: file.to_string(),
        is_upload: transfer.way == Way::Up,
        done: u32::try_from(transfer.done).unwrap_or(u32::MAX),
    });
    Ok(shown.collect())
}

/// A picture that is here, for the page to show.
pub(super) async fn preview_file(app: &App, args: Id) -> Result<ShownPicture, CommandError> {
    let file = file_of(app, &args.id).await?;
    if !can_preview(&file) {
        return Err(CommandError::new("file_not_shown", "only pictures are shown, up to a size"));
    }
    let (hash, kind) = (file.hash, file.kind);
    app.blocking(move |workspace, _| {
        let content = fs::read(workspace.files.path(hash))?;
        // What somebody says it is does not count: the page gets what it is.
        if FileKind::of(&content) != kind {
            return Err(CommandError::new("file_not_shown", "it is not the picture that it is said to be"));
        }
        workspace.files.touch(hash);
        Ok(ShownPicture { url: format!("data:{};base64,{}", kind.media_type(), STANDARD.encode(content)) })
    })
    .await
}

/// Opens the file with the program that the system has for it, where that cannot run it.
pub(super) async fn open_file(app: &App, args: Id) -> Result<(), CommandError> {
    let file = file_of(app, &args.id).await?;
    if !can_open(&file) {
        return Err(CommandError::new("file_not_opened", "it can be saved, not opened"));
    }
    files::fetch(app, &app.workspace(), &file).await?;
    let folder = app.inner.paths.cache.join("opened").join(file.hash.to_string());
    let path = copy(app, &file, folder, Place::InItsFolder).await?;
    app.emit(AppEvent::OpenFile(path));
    Ok(())
}

/// Saves a copy among the person's downloads and shows where.
pub(super) async fn save_file(app: &App, args: Id) -> Result<(), CommandError> {
    let file = file_of(app, &args.id).await?;
    files::fetch(app, &app.workspace(), &file).await?;
    let path = copy(app, &file, app.inner.paths.downloads.clone(), Place::BesideOthers).await?;
    app.emit(AppEvent::ShowFile(path));
    Ok(())
}

/// Saves a text that the app has made among the person's downloads and shows where.
pub(super) async fn save_text(app: &App, name: FileName, text: String) -> Result<(), CommandError> {
    let folder = app.inner.paths.downloads.clone();
    let path = blocking(move || {
        fs::create_dir_all(&folder)?;
        let path = free_place(&folder, &name_on_disk(&name));
        fs::write(&path, text)?;
        Ok::<_, CommandError>(path)
    })
    .await?;
    app.emit(AppEvent::ShowFile(path));
    Ok(())
}

/// Whether a name that is taken is ours to write over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing else lies there.
    InItsFolder,
    BesideOthers,
}

async fn copy(app: &App, file: &Attachment, folder: PathBuf, place: Place) -> Result<PathBuf, CommandError> {
    let (hash, name) = (file.hash, file.name.clone());
    app.blocking(move |workspace, _| {
        fs::create_dir_all(&folder)?;
        let path = match place {
            Place::InItsFolder => folder.join(name_on_disk(&name)),
            Place::BesideOthers => free_place(&folder, &name_on_disk(&name)),
        };
        fs::copy(workspace.files.path(hash), &path)?;
        Ok(path)
    })
    .await
}

/// The name with nothing in it that some system reads as more than a name.
fn name_on_disk(name: &FileName) -> String {
    let plain: String = name
        .as_str()
        .chars()
        .map(|it| if matches!(it, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { it })
        .collect();
    // A leading dot hides a file, and Windows means devices by some names.
    let plain = plain.trim_start_matches('.').to_owned();
    let stem = plain.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    if is_device || plain.is_empty() { format!("file-{plain}") } else { plain }
}

fn free_place(folder: &Path, name: &str) -> PathBuf {
    let (stem, ending) = match name.rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => name.split_at(dot),
        None => (name, ""),
    };
    let numbered = (2..).map(|number| folder.join(format!("{stem} ({number}){ending}")));
    let mut places = std::iter::once(folder.join(name)).chain(numbered);
    places.find(|it| !it.exists()).expect("there are as many numbers as files")
}

/// Whether the page shows it as a picture.
pub(crate) fn can_preview(file: &Attachment) -> bool {
    file.kind.is_image() && file.bytes <= LARGEST_PREVIEW_BYTES
}

/// Whether what it is and what it is called agree, and no program runs what it finds in it.
pub(crate) fn can_open(file: &Attachment) -> bool {
    let name = file.name.as_str().to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let endings: &[&str] = match file.kind {
        FileKind::Png => &["png"],
        FileKind::Jpeg => &["jpg", "jpeg"],
        FileKind::Gif => &["gif"],
        FileKind::Webp => &["webp"],
        FileKind::Pdf => &["pdf"],
        FileKind::Zip => &["docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"],
        // No tables: a spreadsheet reckons with the formulas in them, whoever wrote them.
        FileKind::Text => &["txt", "md", "log"],
        FileKind::Other => &[],
    };
    endings.contains(&ending)
}

async fn file_of(app: &App, entry: &str) -> Result<Attachment, CommandError> {
    let entry: EntryId = id_of(entry)?;
    app.blocking(move |workspace, _| {
        let found = workspace.store().read(|tx| tx.find_entity(entry.into()))?;
        match found {
            Some(Entity::Entry(entry)) => entry.event.file().cloned().ok_or_else(CommandError::not_found),
            _ => Err(CommandError::not_found()),
        }
    })
    .await
}

fn id_of_upload(text: &str) -> Result<Uuid, CommandError> {
    text.parse().map_err(|cause: uuid::Error| CommandError::new("malformed", format!("{text:?}: {cause}")))
}

#[cfg(test)]
mod tests {
    use goodturn_domain::FileHash;

    use super::*;

    fn file(name: &str, kind: FileKind) -> Attachment {
        Attachment { name: FileName::new(name).expect("it is a name"), hash: FileHash::new([0; 32]), bytes: 1, kind }
    }

    #[test]
    fn what_could_run_is_not_opened() {
        assert!(can_open(&file("Report.PDF", FileKind::Pdf)));
        assert!(can_open(&file("notes.txt", FileKind::Text)));
        for (name, kind) in [
            ("prices.csv", FileKind::Text),
            ("run.desktop", FileKind::Text),
            ("page.html", FileKind::Text),
            ("script.sh", FileKind::Text),
            ("setup.exe", FileKind::Other),
            ("photo.png", FileKind::Other),
            ("photo.png.exe", FileKind::Png),
            ("macro.docm", FileKind::Zip),
            ("nothing", FileKind::Text),
        ] {
            assert!(!can_open(&file(name, kind)), "{name}");
        }
    }

    #[test]
    fn saved_files_lie_in_their_folder_and_replace_nothing() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let name = |text: &str| name_on_disk(&FileName::new(text).expect("it is a name"));
        assert_eq!(name("../../.bashrc"), "bashrc");
        assert_eq!(name("what? \"me\".txt"), "what_ _me_.txt");
        assert_eq!(name("CON.txt"), "file-CON.txt");

        fs::write(folder.path().join("a.tar.gz"), "mine").expect("it can be written");

        assert_eq!(free_place(folder.path(), "a.tar.gz"), folder.path().join("a.tar (2).gz"));
        assert_eq!(free_place(folder.path(), "b"), folder.path().join("b"));
    }
}
