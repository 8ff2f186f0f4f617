//! Pages of a pull.

use std::collections::BTreeMap;

use goodturn_domain::Timestamp;
use goodturn_sync::protocol::{PullAnswer, Seen};
use uuid::Uuid;

/// The last page, with nothing on it, of a history that stands at `head`.
pub fn an_empty_page(head: u64) -> PullAnswer {
    PullAnswer {
        seen: Seen { epoch: Uuid::nil(), head, chain: Uuid::nil() },
        is_new_history: false,
        rows: Vec::new(),
        gone: Vec::new(),
        scopes: BTreeMap::new(),
        lost: Vec::new(),
        has_more: false,
        last_n: 0,
        backed_up: 0,
        server_time: Timestamp::from_micros(1),
    }
}
