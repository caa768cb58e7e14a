//! From where a request comes: the address that limits count by. Never stored and never logged.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// An address as limits count it: of IPv6 the network, since a household has all of its 2^64 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(IpAddr);

impl From<IpAddr> for Address {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            four @ IpAddr::V4(_) => four,
        })
    }
}

/// Who asks: the peer itself, or whom a trusted proxy names. None when a trusted proxy names nobody: all shoppers would be one.
///
/// Each proxy adds the address it saw at the end of `X-Forwarded-For`, so the list is believed from its end to the first one that
/// is no trusted proxy. What stands before that anybody may have written.
pub(crate) fn of_request(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<Address> {
    let is_trusted = |address: &IpAddr| trusted.contains(&address.to_canonical());
    if !is_trusted(&peer) {
        return Some(peer.into());
    }
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let named = lines.iter().flat_map(|line| line.split(',')).map(str::trim);
    for name in named.rev() {
        let address: IpAddr = name.parse().ok()?;
        if !is_trusted(&address) {
            return Some(address.into());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted = ["127.0.0.1", "10.0.0.1"].map(|address| address.parse().unwrap());
        of_request(peer.parse().unwrap(), &headers, &trusted).map(|address| address.0.to_string())
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(of("203.0.113.7", &["198.51.100.1"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(of("127.0.0.1", &["198.51.100.1"]).as_deref(), Some("198.51.100.1"));
        assert_eq!(of("::ffff:127.0.0.1", &["198.51.100.1"]).as_deref(), Some("198.51.100.1"));
    }

    #[test]
    fn what_she_writes_herself_into_the_list_is_not_believed() {
        let shown = of("127.0.0.1", &["8.8.8.8, 1.1.1.1", "198.51.100.1, 10.0.0.1"]);
        assert_eq!(shown.as_deref(), Some("198.51.100.1"));
        assert_eq!(of("127.0.0.1", &["8.8.8.8, nobody"]), None);
    }

    #[test]
    fn a_proxy_that_names_nobody_makes_nobody_wait() {
        assert_eq!(of("127.0.0.1", &[]), None);
        assert_eq!(of("127.0.0.1", &["10.0.0.1"]), None);
    }

    #[test]
    fn a_household_is_one_address() {
        assert_eq!(of("2001:db8:1:2:3::4", &[]), of("2001:db8:1:2:ffff::9", &[]));
        assert_ne!(of("2001:db8:1:2:3::4", &[]), of("2001:db8:1:3:3::4", &[]));
    }
}
