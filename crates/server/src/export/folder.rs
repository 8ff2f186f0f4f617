//! What is given out, as files in a folder: for each kind one with every body, a line each, and a
//! table; and a list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{EntityKind, FileHash, OrganizationId, PersonId, Timestamp};
use goodturn_store::{AuditHead, AuditRecord, Head, StoreError};
use goodturn_sync::authority::export::Taker;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::{ExportError, at, table};
use crate::files::{FILES_FOLDER, Files};

/// The list of an export's files.
pub(super) const LIST: &str = "manifest.json";
/// What this version writes.
const FORM: u32 = 1;

/// An export, as its list describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    form: u32,
    pub made_at: Timestamp,
    pub organization: OrganizationId,
    /// Whose it is; none when it is of the whole organization.
    pub person: Option<PersonId>,
    /// Where the history stood.
    pub epoch: Uuid,
    pub seq: u64,
    /// The last line of the audit log, and its hash in hex.
    pub audit: (u64, String),
    pub files: Vec<ExportedFile>,
    /// Attachments that entries name and the server does not have.
    #[serde(default)]
    pub missing: Vec<FileHash>,
}

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    pub name: String,
    /// Entities in it; the head of a table is none.
    pub records: u64,
    pub bytes: u64,
    /// BLAKE3 of what is in it, in hex.
    pub hash: String,
}

/// A folder that takes what is given out.
pub(super) struct Folder {
    path: PathBuf,
    files: BTreeMap<String, OpenFile>,
    attached: BTreeSet<FileHash>,
    manifest: Manifest,
}

struct OpenFile {
    out: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
    records: u64,
}

impl Folder {
    /// Takes into an empty folder.
    pub(super) fn new(path: &Path, organization: OrganizationId, person: Option<PersonId>, now: Timestamp) -> Self {
        let manifest = Manifest {
            form: FORM,
            made_at: now,
            organization,
            person,
            epoch: Uuid::nil(),
            seq: 0,
            audit: (0, String::new()),
            files: Vec::new(),
            missing: Vec::new(),
        };
        Self { path: path.to_owned(), files: BTreeMap::new(), attached: BTreeSet::new(), manifest }
    }

    /// Adds a file of its own with one JSON value.
    pub(super) fn add(&mut self, name: &str, value: &impl Serialize) -> Result<(), ExportError> {
        let json = serde_json::to_string_pretty(value).expect("it has string keys only");
        self.append(name, "", &json)
    }

    /// Completes the files and writes the list of them and of the attachments.
    pub(super) fn finish(mut self, files: &Files) -> Result<Manifest, ExportError> {
        for (name, mut file) in std::mem::take(&mut self.files) {
            let path = self.path.join(&name);
            file.out.flush().map_err(|cause| at(&path, cause))?;
            file.out.get_ref().sync_all().map_err(|cause| at(&path, cause))?;
            let hash = file.hasher.finalize().to_hex().to_string();
            self.manifest.files.push(ExportedFile { name, records: file.records, bytes: file.bytes, hash });
        }
        for file in std::mem::take(&mut self.attached) {
            let size = Handle::current().block_on(files.size(file)).map_err(|cause| at(&self.path, cause))?;
            let (name, hash) = (format!("{FILES_FOLDER}/{file}"), file.to_string());
            match size {
                Some(bytes) => self.manifest.files.push(ExportedFile { name, records: 0, bytes, hash }),
                None => self.manifest.missing.push(file),
            }
        }
        let path = self.path.join(LIST);
        let json = serde_json::to_vec_pretty(&self.manifest).expect("it has string keys only");
        create(&path).and_then(|mut file| file.write_all(&json)).map_err(|cause| at(&path, cause))?;
        Ok(self.manifest)
    }

    /// Remembers an attachment, and where it is named.
    fn attach(&mut self, entry: &Value) -> Result<(), ExportError> {
        let file = entry.pointer("/event/file/hash").and_then(|it| it.as_str()?.parse().ok());
        let Some(file) = file else { return Ok(()) };
        self.attached.insert(file);
        self.append("files.csv", &table::files_header(), &table::file_row(entry))
    }

    /// Adds a record to a file, which begins with `head`.
    fn append(&mut self, name: &str, head: &str, record: &str) -> Result<(), ExportError> {
        let path = self.path.join(name);
        if !self.files.contains_key(name) {
            let out = BufWriter::new(create(&path).map_err(|cause| at(&path, cause))?);
            let file = OpenFile { out, hasher: blake3::Hasher::new(), bytes: 0, records: 0 };
            self.files.insert(name.to_owned(), file);
        }
        let file = self.files.get_mut(name).expect("it was just put there");
        let head = if file.bytes == 0 { head } else { "" };
        file.records += 1;
        file.write(head).and_then(|()| file.write(record)).map_err(|cause| at(&path, cause))
    }
}

impl OpenFile {
    fn write(&mut self, text: &str) -> io::Result<()> {
        self.hasher.update(text.as_bytes());
        self.bytes += text.len() as u64;
        self.out.write_all(text.as_bytes())
    }
}

/// Readable by nobody else: it holds what people wrote to each other.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Taker for Folder {
    type Error = ExportError;

    fn begin(&mut self, head: &Head, audit: &AuditHead) -> Result<(), ExportError> {
        self.manifest.epoch = head.epoch;
        self.manifest.seq = head.seq;
        self.manifest.audit = (audit.n, blake3::Hash::from_bytes(audit.hash).to_hex().to_string());
        Ok(())
    }

    fn entity(&mut self, kind: EntityKind, body: &str) -> Result<(), ExportError> {
        let value: Value = serde_json::from_str(body).map_err(|cause| StoreError::Inconsistent {
            table: "entities",
            row: kind.name().to_owned(),
            cause: cause.to_string(),
        })?;
        self.attach(&value)?;
        self.append(&format!("{}.jsonl", kind.name()), "", &format!("{body}\n"))?;
        self.append(&format!("{}.csv", kind.name()), &table::header(kind), &table::row(kind, &value))
    }

    fn written_elsewhere(&mut self, body: &str) -> Result<(), ExportError> {
        if let Ok(value) = serde_json::from_str(body) {
            self.attach(&value)?;
        }
        self.append("written_elsewhere.jsonl", "", &format!("{body}\n"))
    }

    fn audit(&mut self, record: &AuditRecord) -> Result<(), ExportError> {
        let AuditRecord { n, body, hash } = record;
        let hash = blake3::Hash::from_bytes(*hash).to_hex();
        self.append("audit.jsonl", "", &format!("{{\"n\":{n},\"hash\":\"{hash}\",\"entry\":{body}}}\n"))
    }
}
