//! The address of a backend, as people write it.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::CommandError;

/// Reads an address, with or without its scheme. Passwords and tokens travel under TLS, unless
/// they do not leave this machine.
///
/// # Errors
/// `insecure_server` for plain HTTP to another machine, `malformed` for what is no address.
pub fn read_server(text: &str) -> Result<String, CommandError> {
    let text = text.trim().trim_end_matches('/');
    if !text.contains("://") {
        let scheme = if is_loopback(&parse(&format!("http://{text}"))?) { "http" } else { "https" };
        return Ok(format!("{scheme}://{text}"));
    }
    let url = parse(text)?;
    match url.scheme() {
        "https" => Ok(text.to_owned()),
        "http" if is_loopback(&url) => Ok(text.to_owned()),
        "http" => Err(CommandError::new("insecure_server", "plain HTTP to another machine")),
        other => Err(CommandError::new("malformed", format!("{other} is not spoken here"))),
    }
}

fn parse(text: &str) -> Result<Url, CommandError> {
    Url::parse(text).map_err(|cause| CommandError::new("malformed", format!("no address: {cause}")))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let read = read_server(text);
        assert_eq!(read.as_deref().map_err(|error| error.code.as_str()), expected, "{text:?}");
    }

    #[test]
    fn address_without_a_scheme_is_https_except_on_this_machine() {
        check(" turn.example.org/ ", Ok("https://turn.example.org"));
        check("turn.example.org:8443/goodturn", Ok("https://turn.example.org:8443/goodturn"));
        check("127.0.0.1:42955", Ok("http://127.0.0.1:42955"));
        check("localhost:8484", Ok("http://localhost:8484"));
        check("[::1]:8484", Ok("http://[::1]:8484"));
    }

    #[test]
    fn plain_http_does_not_leave_this_machine() {
        check("http://127.0.0.1:9", Ok("http://127.0.0.1:9"));
        check("https://turn.example.org", Ok("https://turn.example.org"));
        check("HTTP://turn.example.org", Err("insecure_server"));
        check("http://192.168.1.20:8484", Err("insecure_server"));
        check("http://localhost@turn.example.org", Err("insecure_server"));
        check("http://localhost.example.org", Err("insecure_server"));
    }

    #[test]
    fn other_texts_are_no_addresses() {
        check("ftp://turn.example.org", Err("malformed"));
        check("", Err("malformed"));
        check("a b", Err("malformed"));
    }
}
