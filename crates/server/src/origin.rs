//! Web origins: parsing, comparing, and their default ports. Knows nothing of sites or handshakes.

use std::{fmt, str::FromStr};
use thiserror::Error;

/// `scheme://host` or `scheme://host:port`, in lower case and without a default port.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    scheme: Scheme,
    authority: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Scheme {
    Http,
    Https,
}

/// Why a text is no origin.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OriginError {
    /// Neither `http://` nor `https://` stands in front.
    #[error("`{0}` is no origin: it must begin with http:// or https://")]
    Scheme(String),
    /// There is more than a host and a port, or no host.
    #[error("`{0}` is no origin: write scheme://host or scheme://host:port, with nothing behind it")]
    Authority(String),
}

impl Origin {
    /// `host` or `host:port`, as it stands in a request's `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether browsers use TLS for it.
    pub fn is_secure(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        matches!(self.host(), "127.0.0.1" | "localhost" | "[::1]")
    }

    /// Whether the viewer may load pictures from there: nobody between the agent and it can see or change them.
    pub fn may_give_pictures(&self) -> bool {
        self.is_secure() || self.is_loopback()
    }

    /// The origin under which WebSockets of the same host are reached: `ws://…` or `wss://…`.
    pub fn socket(&self) -> String {
        let scheme = if self.is_secure() { "wss" } else { "ws" };
        format!("{scheme}://{}", self.authority)
    }

    /// Whether a request's `Host` header names this origin's host and port.
    pub fn is_host(&self, header: &str) -> bool {
        strip_default_port(&header.to_ascii_lowercase(), self.scheme) == self.authority
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let lower = text.trim().to_ascii_lowercase();
        let (scheme, rest) = if let Some(rest) = lower.strip_prefix("https://") {
            (Scheme::Https, rest)
        } else if let Some(rest) = lower.strip_prefix("http://") {
            (Scheme::Http, rest)
        } else {
            return Err(OriginError::Scheme(text.to_owned()));
        };
        // People paste an address from the browser's bar; its lone slash changes nothing.
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let is_plain = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_' | ':' | '[' | ']')
        };
        if authority.is_empty() || authority.starts_with(':') || !authority.chars().all(is_plain) {
            return Err(OriginError::Authority(text.to_owned()));
        }
        Ok(Self { scheme, authority: strip_default_port(authority, scheme).to_owned() })
    }
}

fn strip_default_port(authority: &str, scheme: Scheme) -> &str {
    let port = match scheme {
        Scheme::Http => ":80",
        Scheme::Https => ":443",
    };
    authority.strip_suffix(port).unwrap_or(authority)
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure() { "https" } else { "http" };
        write!(formatter, "{scheme}://{}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(text.parse::<Origin>().unwrap().to_string(), expect);
    }

    #[test]
    fn an_origin_is_written_in_one_way_only() {
        check("https://Shop.Example", "https://shop.example");
        check("https://shop.example:443/", "https://shop.example");
        check("http://shop.example:443", "http://shop.example:443");
        check("http://[::1]:80", "http://[::1]");
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in ["shop.example", "null", "ftp://shop.example"] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError::Scheme(text.into())));
        }
        for text in [
            "https://",
            "https://shop.example/path",
            "https://a@shop.example",
            "https://*.shop.example",
            "http://:80",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError::Authority(text.into())));
        }
    }

    #[test]
    fn a_host_header_is_compared_with_its_port() {
        let origin: Origin = "http://localhost:4600".parse().unwrap();
        assert!(origin.is_host("LOCALHOST:4600"));
        assert!(!origin.is_host("localhost"));
        let secure: Origin = "https://help.shop.example".parse().unwrap();
        assert!(secure.is_host("help.shop.example:443"));
    }

    #[test]
    fn a_socket_is_secure_when_its_page_is() {
        assert_eq!("https://a.example".parse::<Origin>().unwrap().socket(), "wss://a.example");
        assert_eq!("http://a.example:8".parse::<Origin>().unwrap().socket(), "ws://a.example:8");
    }

    #[test]
    fn pictures_come_by_https_or_from_this_machine() {
        let may = |text: &str| text.parse::<Origin>().unwrap().may_give_pictures();
        assert!(may("https://cdn.example") && may("http://127.0.0.1:8080") && may("http://localhost"));
        assert!(!may("http://cdn.example") && !may("http://localhost.example"));
    }

    proptest! {
        #[test]
        fn an_origin_that_is_written_and_read_again_is_the_same(text in "(https?://)?\\PC{0,20}(:[0-9]{1,5})?/?") {
            if let Ok(origin) = text.parse::<Origin>() {
                prop_assert_eq!(origin.to_string().parse(), Ok(origin.clone()));
                prop_assert!(origin.is_host(origin.authority()));
            }
        }
    }
}
