//! Files that go along with a request: what is known of them. What is in them lies elsewhere, under
//! its hash; the name that somebody gave them is never part of a path.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::text::TextError;

/// The largest file, in bytes: what a slow line brings within minutes.
pub const MOST_FILE_BYTES: u64 = 100 * 1024 * 1024;
/// How much of its beginning tells what a file is, in bytes. Headers of photographs hold previews of
/// up to 64 KiB, twice.
pub const BEGINNING_BYTES: usize = 256 * 1024;
/// The most pixels of an image that is shown: four bytes each are held while it is drawn.
pub const MOST_PIXELS: u64 = 40_000_000;

/// BLAKE3 of what is in a file. As text: 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileHash([u8; 32]);

impl JsonSchema for FileHash {
    fn schema_name() -> Cow<'static, str> {
        "FileHash".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

/// A text that is no hash of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a file's hash has 64 hexadecimal digits in lower case")]
pub struct NoFileHash;

impl FileHash {
    /// The hash with these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bare hash, for storage.
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileHash({self})")
    }
}

impl FromStr for FileHash {
    type Err = NoFileHash;

    fn from_str(text: &str) -> Result<Self, NoFileHash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NoFileHash),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let pairs: &[[u8; 2]; 32] = pairs.try_into().map_err(|_| NoFileHash)?;
        if !rest.is_empty() {
            return Err(NoFileHash);
        }
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for FileHash {
    type Error = NoFileHash;

    fn try_from(text: String) -> Result<Self, NoFileHash> {
        text.parse()
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> String {
        hash.to_string()
    }
}

/// What somebody calls a file: one line that reads the way it is stored and leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

impl FileName {
    /// The most characters it holds.
    pub const LIMIT: usize = 200;

    /// Takes the last part of a path as the name, without what cannot be seen or turns the direction
    /// of reading. A longer name loses characters before its ending.
    ///
    /// # Errors
    /// When nothing is left.
    pub fn new(text: &str) -> Result<Self, TextError> {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let seen: String = last.chars().filter(|it| !it.is_control() && !is_invisible(*it)).collect();
        let name = seen.trim().trim_end_matches('.').trim_end();
        if name.chars().all(|it| it == '.' || it.is_whitespace()) {
            return Err(TextError::Empty);
        }
        Ok(Self(shortened(name)))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for FileName {
    fn schema_name() -> Cow<'static, str> {
        "FileName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= FileName::LIMIT {
        return name.to_owned();
    }
    // Endings are short; a longer one is no ending.
    const LONGEST_ENDING: usize = 16;
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.chars().count() > LONGEST_ENDING { "" } else { ending };
    let kept = FileName::LIMIT - ending.chars().count();
    name.chars().take(kept).chain(ending.chars()).collect()
}

/// Characters without a shape, and those by which `exe.txt` can be made to read `txt.exe`.
fn is_invisible(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FileName {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::new(&text)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}

/// What a file is, by what is in it. What this version does not tell apart is [`FileKind::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum FileKind {
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/gif")]
    Gif,
    #[serde(rename = "image/webp")]
    Webp,
    #[serde(rename = "application/pdf")]
    Pdf,
    /// Also what office programs write.
    #[serde(rename = "application/zip")]
    Zip,
    /// Web pages and drawings of text are text here: nobody is to run them.
    #[serde(rename = "text/plain")]
    Text,
    #[serde(rename = "application/octet-stream", other)]
    Other,
}

impl FileKind {
    /// What a file is that begins so: its first [`BEGINNING_BYTES`], or all of it.
    pub fn of(beginning: &[u8]) -> Self {
        let beginning = &beginning[..beginning.len().min(BEGINNING_BYTES)];
        let image = match beginning {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => {
                Some(Self::Png)
            }
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        };
        match beginning {
            // What looks like an image and has no size is none.
            _ if image.is_some() => image.filter(|_| pixels(beginning).is_some()).unwrap_or(Self::Other),
            [b'%', b'P', b'D', b'F', b'-', ..] => Self::Pdf,
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            _ if is_text(beginning) => Self::Text,
            _ => Self::Other,
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
            Self::Text => "text/plain",
            Self::Other => "application/octet-stream",
        }
    }

    /// The kind of that media type.
    pub fn from_media_type(name: &str) -> Self {
        let all = [Self::Png, Self::Jpeg, Self::Gif, Self::Webp, Self::Pdf, Self::Zip, Self::Text];
        all.into_iter().find(|kind| kind.media_type() == name).unwrap_or(Self::Other)
    }

    /// Whether it can be shown as a picture.
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }
}

/// How many pixels an image has that begins so; none for what is no image.
pub fn pixels(beginning: &[u8]) -> Option<u64> {
    let size = imagesize::blob_size(beginning).ok()?;
    (size.width as u64).checked_mul(size.height as u64)
}

fn is_text(beginning: &[u8]) -> bool {
    let text = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        // The cut may go through a character.
        Err(cause) if cause.error_len().is_none() => {
            std::str::from_utf8(&beginning[..cause.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && !text.chars().any(|it| it.is_control() && !matches!(it, '\t' | '\n' | '\r' | '\u{c}'))
}

/// A file on a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attachment {
    pub name: FileName,
    pub hash: FileHash,
    pub bytes: u64,
    pub kind: FileKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_it_was_written_and_nothing_else_is() {
        let hash = FileHash::new(std::array::from_fn(|it| u8::try_from(it * 8).unwrap_or(0)));

        assert_eq!(hash.to_string().parse(), Ok(hash));
        let (long, short) = ("a".repeat(66), "a".repeat(62));
        for text in ["", "..", "../../etc/passwd", &"A".repeat(64), &"ä".repeat(32), &long, &short, &"g".repeat(64)] {
            assert_eq!(text.parse::<FileHash>(), Err(NoFileHash), "{text}");
        }
    }

    #[test]
    fn a_name_leads_nowhere() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\notes.txt", "notes.txt"),
            ("/tmp/x/report.pdf", "report.pdf"),
            ("report\u{202e}fdp.exe", "reportfdp.exe"),
            ("two\nlines\0.txt", "twolines.txt"),
            (" spaced .pdf ", "spaced .pdf"),
            ("ends in dots...", "ends in dots"),
            ("Übersicht 2026.pdf", "Übersicht 2026.pdf"),
        ] {
            assert_eq!(FileName::new(given).map(String::from), Ok(kept.to_owned()), "{given}");
        }
        for nothing in ["", "..", ".", "a/..", "x/", "\u{200b}", " . "] {
            assert_eq!(FileName::new(nothing), Err(TextError::Empty), "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = FileName::new(&format!("{}.pdf", "x".repeat(500))).map(String::from).unwrap_or_default();

        assert_eq!(name.chars().count(), FileName::LIMIT);
        assert!(name.ends_with("x.pdf"));
    }

    /// The beginning of a picture: its signature, and a header that says how large it is.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png.extend([8, 6, 0, 0, 0]);
        png
    }

    #[test]
    fn a_file_is_what_is_in_it() {
        for (beginning, kind) in [
            (png(10, 20), FileKind::Png),
            (b"\x89PNG\r\n\x1a\nand then nothing".to_vec(), FileKind::Other),
            (b"GIF89a\x01\0\x01\0<script>alert(1)</script>".to_vec(), FileKind::Gif),
            (b"%PDF-1.7\n".to_vec(), FileKind::Pdf),
            (b"PK\x03\x04\x14\0".to_vec(), FileKind::Zip),
            (b"<html><script>alert(1)</script>".to_vec(), FileKind::Text),
            ("<svg onload='x'>ä".as_bytes()[..17].to_vec(), FileKind::Text),
            (b"MZ\x90\0".to_vec(), FileKind::Other),
            (Vec::new(), FileKind::Other),
        ] {
            assert_eq!(FileKind::of(&beginning), kind, "{:?}", String::from_utf8_lossy(&beginning));
            assert_eq!(FileKind::from_media_type(kind.media_type()), kind);
        }
    }

    #[test]
    fn pixels_of_a_bomb_are_counted_without_drawing_it() {
        assert_eq!(pixels(&png(100_000, 100_000)), Some(10_000_000_000));
        assert_eq!(pixels(b"no picture"), None);
    }

    #[test]
    fn a_kind_of_a_newer_version_is_read_as_another() {
        assert_eq!(serde_json::from_str::<FileKind>("\"video/mp4\"").ok(), Some(FileKind::Other));
    }
}
