//! What a shop's page may know of its site before a socket is open.

use crate::{ErrorFrame, MaskingPolicy, SiteOptions};
use serde::{Deserialize, Serialize};

/// The answer to `GET /api/v1/sites/{key}/boot`, which the widget asks while its wasm loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one of them for each page, and it is taken apart at once"
)]
pub enum Boot {
    /// The site is known and this page's origin is one of its own.
    Ready {
        /// How the widget is to look and what it is to say.
        settings: SiteSettings,
        /// What is masked when a page is shared, besides what always is.
        #[serde(default, skip_serializing_if = "MaskingPolicy::is_empty")]
        masking: MaskingPolicy,
        /// What the site has set besides.
        #[serde(default, skip_serializing_if = "SiteOptions::is_usual")]
        options: SiteOptions,
    },
    /// The widget may not run here; the reason is meant for the site owner.
    Refused {
        /// Why, and what to do.
        error: ErrorFrame,
    },
}

/// How the widget looks and what it says, as the site owner set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSettings {
    /// The shop's name, as the panel's title shows it.
    pub name: String,
    /// The panel's first words to a shopper without history.
    pub greeting: String,
    /// The accent colour as `#rrggbb`.
    pub accent: String,
    /// Where the shopper turns when the widget cannot run: a `mailto:` or `https:` address.
    pub contact: String,
    /// Whether shared pages are recorded. The widget tells the shopper, and tells the relay that it did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub records: bool,
}
