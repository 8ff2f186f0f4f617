//! Fetching a calendar: what somebody has named, from whoever answers there.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::{CalendarAddress, CalendarProblem};
use reqwest::header::{
    ACCEPT, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

use super::public::{Names, Reach, Refused};

/// How it says who it is.
const USER_AGENT: &str = concat!("Goodturn/", env!("CARGO_PKG_VERSION"));
const MOST_REDIRECTS: usize = 3;

/// How much of others' time and bytes it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// From the first look-up to the last byte, redirects and all.
    pub(super) time: Duration,
    pub(super) bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), bytes: 1_000_000 }
    }
}

/// By which a host tells whether it has something else by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    etag: Option<HeaderValue>,
    modified: Option<HeaderValue>,
}

#[cfg(test)]
impl Version {
    pub(super) fn of_test() -> Self {
        Self { etag: Some(HeaderValue::from_static("\"one\"")), modified: None }
    }
}

/// What a host has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fetched {
    Unchanged,
    Text { text: String, version: Option<Version> },
}

/// Fetches calendars from where they may come.
#[derive(Clone, Debug)]
pub(super) struct Fetcher {
    client: Client,
    limits: Limits,
    reach: Reach,
}

impl Fetcher {
    pub(super) fn new(reach: Reach, limits: Limits) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(USER_AGENT)
            // What a proxy reaches is not checked, and each step of a redirect is.
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .timeout(limits.time)
            // A connection that is kept was checked for what its name led to then.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Names(reach)));
        Ok(Self { client: client.build()?, limits, reach })
    }

    /// What lies at the address, unless it is the version that is known.
    pub(super) async fn fetch(
        &self,
        address: &CalendarAddress,
        known: Option<&Version>,
    ) -> Result<Fetched, CalendarProblem> {
        let fetching = self.follow(address, known);
        tokio::time::timeout(self.limits.time, fetching).await.unwrap_or(Err(CalendarProblem::TooSlow))
    }

    async fn follow(&self, address: &CalendarAddress, known: Option<&Version>) -> Result<Fetched, CalendarProblem> {
        let mut url = Url::parse(address.as_str()).map_err(|_| CalendarProblem::Unreachable)?;
        for _ in 0..MOST_REDIRECTS {
            let response = self.get(url.clone(), known).await?;
            match next(&url, &response) {
                Some(other) => url = other,
                None => return self.read(response, known).await,
            }
        }
        let last = self.get(url, known).await?;
        self.read(last, known).await
    }

    async fn get(&self, url: Url, known: Option<&Version>) -> Result<Response, CalendarProblem> {
        self.check(&url)?;
        let mut headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("text/calendar, */*;q=0.5"))]);
        headers.extend(known.and_then(|it| it.etag.clone()).map(|it| (IF_NONE_MATCH, it)));
        headers.extend(known.and_then(|it| it.modified.clone()).map(|it| (IF_MODIFIED_SINCE, it)));
        self.client.get(url).headers(headers).send().await.map_err(|cause| problem_of(&cause))
    }

    /// Names are checked when they are looked up; addresses are not looked up.
    fn check(&self, url: &Url) -> Result<(), CalendarProblem> {
        match url.scheme() {
            "https" => {}
            "http" if self.reach.needs_encryption => return Err(CalendarProblem::NotEncrypted),
            "http" => {}
            _ => return Err(CalendarProblem::Unreachable),
        }
        let ports = self.reach.ports;
        if !ports.is_empty() && !url.port_or_known_default().is_some_and(|it| ports.contains(&it)) {
            return Err(CalendarProblem::RefusedAddress);
        }
        let host = url.host_str().unwrap_or_default();
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) if !(self.reach.is_within)(address) => Err(CalendarProblem::RefusedAddress),
            _ => Ok(()),
        }
    }

    async fn read(&self, mut response: Response, known: Option<&Version>) -> Result<Fetched, CalendarProblem> {
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && known.is_some() {
            return Ok(Fetched::Unchanged);
        }
        if status != StatusCode::OK {
            return Err(CalendarProblem::AnsweredWith { status: status.as_u16() });
        }
        let version = version_of(response.headers());
        let mut bytes = Vec::new();
        // What came compressed is counted as it is once it has been taken apart.
        while let Some(chunk) = response.chunk().await.map_err(|cause| problem_of(&cause))? {
            if bytes.len() + chunk.len() > self.limits.bytes {
                return Err(CalendarProblem::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        // Calendars are UTF-8 (RFC 5545 §3.1.4).
        let text = String::from_utf8(bytes).map_err(|_| CalendarProblem::NotACalendar)?;
        Ok(Fetched::Text { text, version })
    }
}

/// Where a redirect leads.
fn next(url: &Url, response: &Response) -> Option<Url> {
    if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
        return None;
    }
    let mut other = url.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    // Nobody's name and password go anywhere.
    other.set_username("").ok()?;
    other.set_password(None).ok()?;
    Some(other)
}

fn version_of(headers: &HeaderMap) -> Option<Version> {
    let version = Version { etag: headers.get(ETAG).cloned(), modified: headers.get(LAST_MODIFIED).cloned() };
    (version.etag.is_some() || version.modified.is_some()).then_some(version)
}

fn problem_of(cause: &reqwest::Error) -> CalendarProblem {
    let mut inner: Option<&(dyn Error + 'static)> = Some(cause);
    while let Some(error) = inner {
        if error.is::<Refused>() {
            return CalendarProblem::RefusedAddress;
        }
        inner = error.source();
    }
    if cause.is_timeout() { CalendarProblem::TooSlow } else { CalendarProblem::Unreachable }
}

#[cfg(test)]
mod tests;
