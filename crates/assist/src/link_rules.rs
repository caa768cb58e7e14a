//! Where a click on a link, or on a button that sends a form, may lead, if an agent does it. Pure.
//!
//! A click may follow a link within the shop, in the same tab, as the button beside it may. It takes the shopper and what she
//! filled in nowhere else, opens no window that she did not open, starts no other program and saves no file.

/// What a link or a form says, read from the page.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Link<'a> {
    /// With the colon, as in `https:`.
    pub(crate) protocol: &'a str,
    /// Empty for what has none.
    pub(crate) origin: &'a str,
    /// The `target` attribute.
    pub(crate) target: &'a str,
    pub(crate) is_download: bool,
}

/// What becomes of a click on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    /// The browser may follow it.
    Follow,
    /// The page hears it, and the browser follows nothing: the link is a button in disguise, the form is sent by a script.
    Stay,
    /// No click at all.
    Never,
}

impl Link<'_> {
    /// Judges it for a page of this origin.
    pub(crate) fn leads(&self, page_origin: &str) -> Leads {
        if self.protocol.eq_ignore_ascii_case("javascript:") {
            return Leads::Stay;
        }
        let stays_in_tab = self.target.is_empty()
            || ["_self", "_top", "_parent"].iter().any(|word| self.target.eq_ignore_ascii_case(word));
        let is_web = matches!(self.protocol, "http:" | "https:");
        if is_web && self.origin == page_origin && stays_in_tab && !self.is_download {
            Leads::Follow
        } else {
            Leads::Never
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "https://shop.example";
    const BASKET: Link<'_> = Link { protocol: "https:", origin: SHOP, target: "", is_download: false };

    #[test]
    fn a_link_within_the_shop_and_the_tab_is_followed() {
        assert_eq!(BASKET.leads(SHOP), Leads::Follow);
        assert_eq!(Link { target: "_SELF", ..BASKET }.leads(SHOP), Leads::Follow);
    }

    #[test]
    fn nothing_leads_out_of_the_shop_or_the_tab_or_to_another_program() {
        for link in [
            Link { origin: "https://evil.example", ..BASKET },
            Link { protocol: "http:", origin: "http://shop.example", ..BASKET },
            Link { target: "_blank", ..BASKET },
            Link { target: "help", ..BASKET },
            Link { is_download: true, ..BASKET },
            Link { protocol: "mailto:", origin: "null", ..BASKET },
            Link { protocol: "tel:", origin: "null", ..BASKET },
            Link { protocol: "data:", origin: "null", ..BASKET },
            Link { protocol: "blob:", ..BASKET },
        ] {
            assert_eq!(link.leads(SHOP), Leads::Never, "{link:?}");
        }
    }

    #[test]
    fn a_scripts_address_is_not_run() {
        assert_eq!(Link { protocol: "javascript:", origin: "null", ..BASKET }.leads(SHOP), Leads::Stay);
    }
}
