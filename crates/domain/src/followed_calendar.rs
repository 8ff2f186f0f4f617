//! A calendar on the web that a team follows: what is free in it is free for the team.
//!
//! The server reads it. Its days lie in the team's working calendar ([`crate::WorkingCalendar::followed`]), which
//! clocks count by; here is where they come from, and how that went.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::person::Team;
use crate::service_level::{CalendarSince, add_change, next_since};
use crate::text::Title;

/// Where a calendar lies on the web: `https`, or `http` where the server's own network is trusted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CalendarAddress(String);

/// Why a text is no address of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CalendarAddressError {
    #[error("a calendar's address begins with https:// or webcal:// and names a host")]
    Malformed,
    /// Every colleague can read the address.
    #[error("a calendar's address holds no name and no password")]
    HoldsPassword,
    #[error("a calendar's address has at most {} bytes", CalendarAddress::LIMIT)]
    TooLong,
}

impl CalendarAddress {
    /// The most bytes that it has.
    pub const LIMIT: usize = 2_000;

    /// The address as people paste it. Calendar programs write `webcal` for what is fetched by `https`.
    ///
    /// # Errors
    /// When it is another kind of address, or none.
    pub fn new(text: &str) -> Result<Self, CalendarAddressError> {
        use CalendarAddressError::{HoldsPassword, Malformed, TooLong};
        let text = text.trim();
        if text.len() > Self::LIMIT {
            return Err(TooLong);
        }
        if text.chars().any(|it| it.is_whitespace() || it.is_control() || it == '\\') {
            return Err(Malformed);
        }
        let (scheme, rest) = text.split_once("://").ok_or(Malformed)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "https" | "webcal" | "webcals" => "https",
            "http" => "http",
            _ => return Err(Malformed),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (host, port) = host_and_port(rest);
        if host.contains('@') || port.contains('@') {
            return Err(HoldsPassword);
        }
        if !is_host(host) || !(port.is_empty() || port.parse::<u16>().is_ok()) {
            return Err(Malformed);
        }
        let address = format!("{scheme}://{rest}");
        // `webcal` is a letter longer than `https`, `http` stays.
        if address.len() > Self::LIMIT { Err(TooLong) } else { Ok(Self(address)) }
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose it is, as people know it.
    pub fn host(&self) -> &str {
        host_and_port(self.0.split_once("://").map_or("", |(_, rest)| rest)).0
    }

    /// Whether nobody on the way can read or change what is fetched.
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https:")
    }
}

/// What stands before the path; the port is empty where none is named.
fn host_and_port(rest: &str) -> (&str, &str) {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let end = authority.find(']').map_or(0, |it| it + 1);
    match authority[end..].find(':') {
        Some(colon) => (&authority[..end + colon], &authority[end + colon + 1..]),
        None => (authority, ""),
    }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(literal) => literal
            .strip_suffix(']')
            .is_some_and(|it| !it.is_empty() && it.chars().all(|it| it.is_ascii_hexdigit() || ":.".contains(it))),
        None => !host.is_empty() && host.chars().all(|it| it.is_alphanumeric() || "-._".contains(it)),
    }
}

impl JsonSchema for CalendarAddress {
    fn schema_name() -> Cow<'static, str> {
        "CalendarAddress".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = r"^(https?|webcals?)://[A-Za-z0-9._-]+(:[0-9]{1,4})?([/?][!-\[\]-~]*)?$";
        json_schema!({ "type": "string", "maxLength": Self::LIMIT, "pattern": pattern })
    }
}

impl fmt::Display for CalendarAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CalendarAddress {
    type Error = CalendarAddressError;

    fn try_from(text: String) -> Result<Self, CalendarAddressError> {
        Self::new(&text)
    }
}

impl From<CalendarAddress> for String {
    fn from(address: CalendarAddress) -> String {
        address.0
    }
}

/// Why a calendar could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CalendarProblem {
    /// Nobody answers there.
    Unreachable,
    /// It lies in a network that the server does not fetch from.
    RefusedAddress,
    /// It would come without encryption.
    NotEncrypted,
    TooLarge,
    TooSlow,
    NotACalendar,
    /// No whole day is in it.
    Empty,
    TooManyDays,
    /// The answer was no calendar but this status of HTTP.
    AnsweredWith {
        status: u16,
    },
}

/// What the server has found at the address of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarReading {
    /// What is free, this year and in those that come.
    Days(#[schemars(with = "BTreeMap<String, Title>")] BTreeMap<NaiveDate, Title>),
    Problem(CalendarProblem),
}

/// Why a calendar cannot be read, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarTrouble {
    pub since: Timestamp,
    pub problem: CalendarProblem,
}

/// The calendar that a team follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowedCalendar {
    pub address: CalendarAddress,
    /// When it last said something new; none until it was read for the first time, also since somebody had it tried
    /// again. A reading that finds what is known leaves no trace, or every device would hear of every team every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Timestamp>,
    /// While it cannot be read. The days that are known stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<CalendarTrouble>,
}

impl FollowedCalendar {
    /// One that has not been read yet.
    pub fn new(address: CalendarAddress) -> Self {
        Self { address, taken: None, trouble: None }
    }
}

impl Team {
    /// The team after its calendar at that address was read; none when that changes nothing, as when it follows
    /// another one by now.
    pub fn after_reading(&self, address: &CalendarAddress, reading: &CalendarReading, now: Timestamp) -> Option<Self> {
        let known = self.followed.as_ref().filter(|it| it.address == *address)?;
        let mut followed = known.clone();
        let mut team = self.clone();
        match reading {
            CalendarReading::Problem(problem) => {
                let since = known.trouble.map_or(now, |it| it.since);
                followed.trouble = Some(CalendarTrouble { since, problem: *problem });
            }
            CalendarReading::Days(read) => {
                let is_new = renew(&mut team.calendars, read, now)?;
                followed.taken = if is_new { Some(now) } else { known.taken.or(Some(now)) };
                followed.trouble = None;
            }
        }
        team.followed = Some(followed);
        (team != *self).then_some(team)
    }
}

/// Puts the days into the calendar that holds now, and tells whether that is another one then. None without a calendar.
///
/// What is over stays as it is, since clocks have counted by it. As long as people work today as they did, the change
/// is only about days to come and counts as if it had always been known: feeds change all the time, and the few changes
/// that a team remembers are those of people.
fn renew(calendars: &mut Vec<CalendarSince>, read: &BTreeMap<NaiveDate, Title>, now: Timestamp) -> Option<bool> {
    let calendar = calendars.last_mut()?.calendar.as_mut()?;
    let today = calendar.local(now).date_naive();
    let coming: BTreeMap<_, _> = read.range(today..).map(|(date, name)| (*date, name.clone())).collect();
    let mut days = coming.clone();
    days.extend(calendar.followed.range(..today).map(|(date, name)| (*date, name.clone())));
    if days == calendar.followed {
        return Some(false);
    }
    let is_full = days.len() > WorkingCalendar::MOST_DAYS_OFF;
    let renewed = WorkingCalendar { followed: if is_full { coming } else { days }, ..calendar.clone() };
    if calendar.was_like(&renewed, now) {
        *calendar = renewed;
        return Some(true);
    }
    let since = next_since(calendars, now);
    add_change(calendars, CalendarSince { since, calendar: Some(renewed) });
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::CalendarAddressError::{HoldsPassword, Malformed, TooLong};
    use super::*;

    fn address(text: &str) -> Result<String, CalendarAddressError> {
        CalendarAddress::new(text).map(String::from)
    }

    #[test]
    fn an_address_is_kept_as_it_is_fetched() {
        assert_eq!(address(" webcal://Example.org/free.ics#top "), Ok("https://Example.org/free.ics".into()));
        assert_eq!(address("HTTPS://example.org"), Ok("https://example.org".into()));
        assert_eq!(address("http://intranet:8080/a?b=@c"), Ok("http://intranet:8080/a?b=@c".into()));
        assert_eq!(address("https://[2001:db8::1]:444/x"), Ok("https://[2001:db8::1]:444/x".into()));
        assert_eq!(address("https://bücher.example/ferien.ics"), Ok("https://bücher.example/ferien.ics".into()));
        let host = |text| CalendarAddress::new(text).expect("it is one").host().to_owned();
        assert_eq!(host("https://[2001:db8::1]:444/x"), "[2001:db8::1]");
        assert_eq!(host("http://intranet:8080/a"), "intranet");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "free.ics",
            "file:///etc/passwd",
            "ftp://example.org/free.ics",
            "https://",
            "https:///free.ics",
            "https://?free",
            "https://example.org:port/",
            "https://example.org:99999/",
            "https://exam ple.org/",
            "https://example.org\\@elsewhere.org/",
            "https://[::1/",
            "https://[]/",
            "https://a%2eb/",
        ] {
            assert_eq!(address(text), Err(Malformed), "{text}");
        }
        assert_eq!(address("https://ada:secret@example.org/free.ics"), Err(HoldsPassword));
        assert_eq!(address("https://ada@example.org"), Err(HoldsPassword));
        assert_eq!(address(&format!("https://example.org/{}", "x".repeat(2_000))), Err(TooLong));
    }

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let longest = format!("https://e.org/{}", "x".repeat(CalendarAddress::LIMIT - 14));
        for text in ["webcal://example.org/free.ics", "http://intranet:8080/a?b", longest.as_str()] {
            let address = CalendarAddress::new(text).expect("it is one");
            let json = serde_json::to_string(&address).expect("it is a string");
            assert_eq!(serde_json::from_str::<CalendarAddress>(&json).expect("it was one"), address);
        }
        assert!(serde_json::from_str::<CalendarAddress>("\"file:///x\"").is_err());
    }
}
