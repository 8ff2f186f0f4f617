//! Files on the wire: sent in parts, fetched in ranges.
//!
//! `PUT /v1/files/{hash}` with `content-range: bytes 0-4194303/9000000` sends one part; parts come in
//! order, and one that is there already is taken as sent. `HEAD` tells how much is there. A file
//! counts once all of it has come and has the hash that it is called by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The largest part, in bytes.
pub const MOST_PART_BYTES: u64 = 4 * 1024 * 1024;
/// The smallest part but the last, in bytes: smaller ones cost more in calls than they save.
pub const LEAST_PART_BYTES: u64 = 1024 * 1024;
/// On the answer to `HEAD`: how many bytes of a file are there that is not whole yet.
pub const RECEIVED_HEADER: &str = "goodturn-received";

/// What is there of a file after a part has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileReceived {
    /// From its beginning, in bytes.
    pub received: u64,
    /// All of it, with the right hash.
    pub is_whole: bool,
}
