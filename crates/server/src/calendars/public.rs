//! From which addresses calendars are fetched. A server that fetches what somebody names must not be the way into the
//! network that it stands in.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// From where calendars may come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) is_within: fn(IpAddr) -> bool,
    pub(super) needs_encryption: bool,
    /// None where any port may be asked.
    pub(super) ports: &'static [u16],
}

impl Reach {
    /// The internet.
    pub(super) const PUBLIC: Self = Self { is_within: is_public, needs_encryption: true, ports: &[443, 8443] };
    /// The internet and the network of this machine, in which not everything is encrypted.
    pub(super) const PRIVATE: Self = Self { is_within: is_public_or_private, needs_encryption: false, ports: &[] };
}

/// Where clouds tell their machines about themselves, secrets too, within the networks that people put machines in.
/// The usual place, 169.254.169.254, is in none of those.
const METADATA: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// Where people put machines of their own.
fn is_public_or_private(address: IpAddr) -> bool {
    let address = address.to_canonical();
    if METADATA.contains(&address) {
        return false;
    }
    match address {
        IpAddr::V4(it) => is_public_v4(it) || it.is_private() || it.is_loopback() || is_within(it, PROVIDERS, 10),
        IpAddr::V6(it) => is_public_v6(it) || it.is_unique_local() || it.is_loopback(),
    }
}

/// Whether everybody's machines can be there, and nobody's own network.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Behind the address of a provider.
const PROVIDERS: Ipv4Addr = Ipv4Addr::new(100, 64, 0, 0);

fn is_within(address: Ipv4Addr, block: Ipv4Addr, bits: u32) -> bool {
    (address.to_bits() ^ block.to_bits()) >> (32 - bits) == 0
}

/// All but the special blocks of IANA.
fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [(Ipv4Addr, u32); 15] = [
        (Ipv4Addr::new(0, 0, 0, 0), 8),
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        (PROVIDERS, 10),
        (Ipv4Addr::new(127, 0, 0, 0), 8),
        (Ipv4Addr::new(169, 254, 0, 0), 16),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 0, 0, 0), 24),
        (Ipv4Addr::new(192, 0, 2, 0), 24),
        (Ipv4Addr::new(192, 88, 99, 0), 24),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(198, 18, 0, 0), 15),
        (Ipv4Addr::new(198, 51, 100, 0), 24),
        (Ipv4Addr::new(203, 0, 113, 0), 24),
        (Ipv4Addr::new(224, 0, 0, 0), 4),
        (Ipv4Addr::new(240, 0, 0, 0), 4),
    ];
    !SPECIAL.iter().any(|(block, bits)| is_within(address, *block, *bits))
}

/// What is given out to the public, without what leads back to addresses of version 4 or to nowhere.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    match segments {
        // A network without version 4 reaches it by these: the rest of the address is the one it leads to.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)))
        }
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x2002, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

/// A name leads to where nothing is fetched from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to where nothing is fetched from")
    }
}

impl std::error::Error for Refused {}

/// Looks names up, and connects to what it has found and checked: another answer a moment later changes nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names(pub(super) Reach);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let is_within = self.0.is_within;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().all(|it| is_within(it.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(Refused.into())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_public_text(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn addresses_of_nobodys_own_network_are_public() {
        for text in ["1.1.1.1", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0"] {
            assert!(is_public_text(text), "{text}");
        }
        for text in ["2606:4700:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "64:ff9b::1.1.1.1"] {
            assert!(is_public_text(text), "{text}");
        }
    }

    #[test]
    fn every_special_block_is_refused_to_its_ends() {
        for text in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:1.1.1.1",
            "::ffff:127.0.0.1",
            "::1.1.1.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.1.2.3",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public_text(text), "{text}");
        }
    }

    #[test]
    fn a_server_that_may_fetch_from_its_own_network_fetches_from_no_odd_place() {
        for text in
            ["10.1.2.3", "127.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1", "::ffff:10.0.0.1", "1.1.1.1"]
        {
            assert!((Reach::PRIVATE.is_within)(text.parse().unwrap()), "{text}");
        }
        for text in ["100.100.100.200", "::ffff:100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "169.254.0.1"] {
            assert!(!(Reach::PRIVATE.is_within)(text.parse().unwrap()), "{text}");
        }
        for text in ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::", "::ffff:169.254.169.254", "ff02::1"] {
            assert!(!(Reach::PRIVATE.is_within)(text.parse().unwrap()), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..ProptestConfig::default() })]

        /// By what the standard library knows of them, drawn near and far from the blocks.
        #[test]
        fn what_is_private_is_never_public(bits: u32, wide: u128, block in 0_u8..=255, second: u8) {
            for address in [Ipv4Addr::from_bits(bits), Ipv4Addr::new(block, second, bits as u8, 1)] {
                let is_known = address.is_private() || address.is_loopback() || address.is_link_local()
                    || address.is_multicast() || address.is_broadcast() || address.is_documentation()
                    || address.is_unspecified();
                prop_assert!(!(is_known && is_public(address.into())), "{}", address);
                prop_assert!(!is_public(address.to_ipv6_mapped().into()), "{}", address);
                prop_assert!(!is_public(address.to_ipv6_compatible().into()), "{}", address);
            }
            let near = Ipv6Addr::from_bits((wide >> 16) | (u128::from(bits) << 112));
            for address in [Ipv6Addr::from_bits(wide), near] {
                let is_known = address.is_loopback() || address.is_unspecified() || address.is_multicast()
                    || address.is_unique_local() || address.is_unicast_link_local();
                prop_assert!(!(is_known && is_public(address.into())), "{}", address);
            }
        }
    }
}
