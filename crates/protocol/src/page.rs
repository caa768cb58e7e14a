//! Where the shopper is.

use crate::limits::PAGE_CHARS;
use serde::{Deserialize, Serialize};

/// The page that the shopper looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its address without query and fragment: those may carry what is nobody's business.
    pub url: String,
    /// Its title.
    pub title: String,
}

impl Page {
    /// The same page with address and title cut to [`PAGE_CHARS`] characters, and what follows `?` or `#` in
    /// the address left out.
    pub fn trimmed(&self) -> Self {
        let address = self.url.split(['?', '#']).next().unwrap_or_default();
        Self {
            url: address.chars().take(PAGE_CHARS).collect(),
            title: self.title.chars().take(PAGE_CHARS).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trimmed_page_has_no_query_and_no_fragment() {
        let page = Page { url: "https://shop.example/p?email=a@b#top".into(), title: "Trainers".into() };
        assert_eq!(page.trimmed().url, "https://shop.example/p");
    }

    #[test]
    fn a_trimmed_page_is_cut_on_a_character_boundary() {
        let page = Page { url: "é".repeat(PAGE_CHARS + 1), title: "ü".repeat(PAGE_CHARS * 2) };
        let trimmed = page.trimmed();
        assert_eq!(trimmed.url.chars().count(), PAGE_CHARS);
        assert_eq!(trimmed.title.chars().count(), PAGE_CHARS);
    }
}
