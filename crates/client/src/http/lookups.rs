//! The archive and the directory over HTTP.

use goodturn_domain::ServiceRequestId;
use goodturn_sync::looked_up::LookedUp;
use goodturn_sync::presence::{Presences, TellPresence};
use reqwest::Method;
use uuid::Uuid;

use super::{CallError, Http};

impl Http {
    pub(crate) async fn search_archive(&self, text: &str) -> Result<LookedUp, CallError> {
        self.call(Method::GET, &format!("/v1/archive?q={}", escaped(text)), None::<&()>).await
    }

    pub(crate) async fn open_archived(&self, request: ServiceRequestId) -> Result<LookedUp, CallError> {
        self.call(Method::GET, &format!("/v1/archive/{request}"), None::<&()>).await
    }

    pub(crate) async fn look_up(&self, text: &str) -> Result<LookedUp, CallError> {
        self.call(Method::GET, &format!("/v1/lookup?q={}", escaped(text)), None::<&()>).await
    }

    /// Who else has a request before them.
    pub(crate) async fn tell_presence(&self, told: &TellPresence) -> Result<Presences, CallError> {
        self.call(Method::POST, "/v1/presence", Some(told)).await
    }

    pub(crate) async fn look_up_ids(&self, ids: &[Uuid]) -> Result<LookedUp, CallError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.call(Method::GET, &format!("/v1/lookup?ids={}", ids.join(",")), None::<&()>).await
    }
}

/// A text as a value of an address.
fn escaped(text: &str) -> String {
    let mut address = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_question_stays_one_value() {
        assert_eq!(escaped("Müller & co?#"), "M%C3%BCller%20%26%20co%3F%23");
    }
}
