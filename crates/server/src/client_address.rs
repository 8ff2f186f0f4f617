//! Where a request comes from, also behind a proxy.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::backend::Backend;

/// The address of who asks. A proxy on this machine or one of the settings, which does TLS for us,
/// says it in `X-Forwarded-For`. What others write there is not believed: who guesses passwords would
/// be somebody else each time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<Arc<Backend>> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, backend: &Arc<Backend>) -> Result<Self, Infallible> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, backend).await;
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical());
        let has_proxy = backend.public_url.borrow().starts_with("https://");
        let told = if has_proxy { of(peer, &backend.proxies, &parts.headers) } else { peer };
        Ok(Self(network(told)))
    }
}

/// Who has one IPv6 address has 2⁶⁴ of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(it) => IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() & (u128::MAX << 64))),
        four @ IpAddr::V4(_) => four,
    }
}

/// The last entry is the one that the proxy itself has added.
fn of(peer: IpAddr, proxies: &[IpAddr], headers: &HeaderMap) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter();
    let last = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).last();
    let told = last.and_then(|address| address.trim().parse().ok());
    if peer.is_loopback() || proxies.contains(&peer) { told.unwrap_or(peer) } else { peer }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies = ["10.0.0.10".parse().unwrap()];
        assert_eq!(of(peer.parse().unwrap(), &proxies, &headers).to_string(), expected, "{forwarded:?}");
    }

    #[test]
    fn the_addresses_of_one_network_count_as_one() {
        let network_of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2:ffff::1"));
        assert_eq!(network_of("::ffff:203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn a_proxy_on_this_machine_is_believed_about_its_own_client() {
        check("127.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("::1", &["198.51.100.1, 203.0.113.9"], "203.0.113.9");
        check("127.0.0.1", &["198.51.100.1", "2001:db8::7"], "2001:db8::7");
        check("127.0.0.1", &[], "127.0.0.1");
        check("127.0.0.1", &["nonsense"], "127.0.0.1");
    }

    #[test]
    fn a_proxy_of_the_settings_is_believed() {
        check("10.0.0.10", &["198.51.100.1, 203.0.113.9"], "203.0.113.9");
        check("10.0.0.11", &["203.0.113.9"], "10.0.0.11");
    }

    #[test]
    fn nobody_else_is_believed() {
        check("203.0.113.9", &["198.51.100.1"], "203.0.113.9");
    }
}
