//! From where a picture may be loaded that could not be read on the shopper's page: the origins that the shop lists. Owns the list
//! and the one question whether an address is from there; the page's own policy asks the same once more.

/// Most of them, and longest address, in bytes.
const MOST: usize = 32;
const LONGEST_ADDRESS: usize = 2_048;

/// Origins, as browsers write them: `https://cdn.example`, and `http://` on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AssetOrigins(Vec<String>);

impl AssetOrigins {
    /// The origins in a text, with spaces between them. What is none is left out.
    pub(crate) fn parse(text: &str) -> Self {
        let origins = text.split_ascii_whitespace().filter(|word| is_origin(word));
        Self(origins.take(MOST).map(ToOwned::to_owned).collect())
    }

    /// Whether a picture at `address` may be loaded by its address. Only an address in the one spelling that browsers give has
    /// a chance: an origin of the list, a slash, and nothing that anybody could read in two ways.
    pub(crate) fn allow(&self, address: &str) -> bool {
        let is_plain =
            |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'\'' | b'<' | b'>');
        address.len() <= LONGEST_ADDRESS
            && address.bytes().all(is_plain)
            // In a `srcset`, a comma at the end would make two addresses of it.
            && !address.ends_with(',')
            && self.0.iter().any(|origin| address.strip_prefix(origin.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// The origins as sources of a content security policy, each with a space before it.
    pub(crate) fn sources(&self) -> String {
        self.0.iter().flat_map(|origin| [" ", origin.as_str()]).collect()
    }
}

fn is_origin(word: &str) -> bool {
    let (authority, is_secure) = match (word.strip_prefix("https://"), word.strip_prefix("http://")) {
        (Some(authority), _) => (authority, true),
        (None, Some(authority)) => (authority, false),
        (None, None) => return false,
    };
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "0"));
    let is_name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_');
    let is_host = !host.is_empty() && host.bytes().all(is_name);
    let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    is_host && is_port && (is_secure || matches!(host, "localhost" | "127.0.0.1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LISTED: &str = "https://cdn.example https://img.example:8443 http://127.0.0.1:9";

    #[test]
    fn a_picture_of_a_listed_origin_is_allowed_at_any_path() {
        let listed = AssetOrigins::parse(LISTED);
        for address in [
            "https://cdn.example/a.png",
            "https://cdn.example/",
            "https://cdn.example/a/../b.png?width=300&v=1#x",
            "https://cdn.example/%5C%00",
            "https://img.example:8443/a.png",
            "http://127.0.0.1:9/a.png",
        ] {
            assert!(listed.allow(address), "{address}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_refused() {
        let listed = AssetOrigins::parse(LISTED);
        for address in [
            "https://evil.example/a.png",
            "https://cdn.example",
            "http://cdn.example/a.png",
            "https://cdn.example.evil.example/a.png",
            "https://cdn.example@evil.example/a.png",
            "https://user:pass@cdn.example/a.png",
            "https://cdn.example:443/a.png",
            "https://cdn.example:444/a.png",
            "https://cdn.example./a.png",
            "https://cdn.example\\@evil.example/a.png",
            "https://cdn.example/\\evil.example/a.png",
            "https:\\\\cdn.example/a.png",
            "https:/cdn.example/a.png",
            "https:///cdn.example/a.png",
            "//cdn.example/a.png",
            "/a.png",
            "HTTPS://CDN.EXAMPLE/a.png",
            "https://cdn.exam\u{200b}ple/a.png",
            "https://cdn\u{3002}example/a.png",
            "https://\u{441}dn.example/a.png",
            "https://cdn.example\u{ff0f}a.png",
            "https://cdn.example/\u{e9}.png",
            " https://cdn.example/a.png",
            "https://cdn.example/a.png 2x",
            "https://cdn.example/a.png,",
            "https://cdn.example/\ta.png",
            "ht\ntps://cdn.example/a.png",
            "https://cdn.example/a.png\0",
            "https://cdn.example/a\".png",
            "javascript:alert(1)//https://cdn.example/",
            "data:image/svg+xml,https://cdn.example/",
            "blob:https://cdn.example/1",
            "view-source:https://cdn.example/",
            "https://img.example/a.png",
            "http://127.0.0.1:90/a.png",
            "",
        ] {
            assert!(!listed.allow(address), "{address}");
        }
        assert!(!AssetOrigins::default().allow("https://cdn.example/a.png"));
        let long = ["https://cdn.example/", &"x".repeat(LONGEST_ADDRESS)].concat();
        assert!(!listed.allow(&long));
    }

    #[test]
    fn a_list_holds_origins_and_nothing_that_could_widen_a_policy() {
        assert_eq!(AssetOrigins::parse(LISTED).sources(), [" ", LISTED].concat());
        for text in [
            "*",
            "https:",
            "https://*",
            "https://*.example",
            "https://a.example/path",
            "https://a@b",
            "http://cdn.example",
            "http://localhost.evil.example",
            "https://a;script-src",
            "'self'",
            "data:",
            "https://A.example",
            "https://a:",
            "https://a:x",
            "https://a:123456",
            "https://",
        ] {
            assert_eq!(AssetOrigins::parse(text).sources(), "", "{text}");
        }
        let many: String = (0..100).map(|number| format!("https://a{number} ")).collect();
        assert_eq!(AssetOrigins::parse(&many).0.len(), MOST);
    }

    proptest! {
        #[test]
        fn whatever_is_allowed_begins_with_a_listed_origin_and_a_slash(
            address in "(https://|https:\\\\|//)?(cdn|img)(\\.example)?[.:@/\\\\]?(8443)?[\\PC\t\n]{0,12}"
        ) {
            let listed = AssetOrigins::parse(LISTED);
            let is_there = ["https://cdn.example/", "https://img.example:8443/"].iter().any(|known| address.starts_with(known));
            prop_assert!(!listed.allow(&address) || is_there);
        }
    }
}
