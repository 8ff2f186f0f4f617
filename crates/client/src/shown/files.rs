//! Files on requests.

use super::*;

shown! {
    /// A piece of a file that is to be attached. `upload` is a UUID that the interface makes up; the
    /// first piece has offset 0.
    struct FilePiece { upload: String, offset: u32, base64: String }
}
shown! {
    struct AttachFile {
        request: String,
        upload: String,
        name: String,
        words: Option<String>,
        #[serde(default)]
        mentions: Vec<Mention>,
    }
}
shown! {
    /// Where what is in a file is.
    enum FilePlace {
        /// On this device.
        Here,
        /// With the backend alone; it is fetched when wanted.
        Elsewhere,
        /// On this device alone, and on its way to the backend.
        NotSent,
    }
}
shown! {
    /// A file of a timeline entry.
    struct ShownFile {
        hash: String,
        name: String,
        bytes: u32,
        media_type: String,
        place: FilePlace,
        can_preview: bool,
        can_open: bool,
    }
}
shown! {
    /// A file that is moving, and how many bytes of it have.
    struct FileProgress { hash: String, is_upload: bool, done: u32 }
}
shown! {
    /// A picture as a `data:` address.
    struct ShownPicture { url: String }
}
