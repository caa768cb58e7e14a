//! What a site's owner may set of the widget besides its name, greeting, accent and contact: all of it optional.
//!
//! Owns: the form of the options, and what can be said against them. They are public: every page of the shop gets them with the
//! boot answer.

use crate::{CallOptions, Hours, Offline, OfflineWhen, PreChat, Theme};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a site wants its widget, where that differs from the usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteOptions {
    /// The language that the widget speaks on all pages, such as `de`; else each page's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// When the site answers; without it, always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// What a shopper is asked before her first message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pre_chat: Option<PreChat>,
    /// What happens when nobody answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offline: Option<Offline>,
    /// How the launcher and the panel look.
    #[serde(skip_serializing_if = "Theme::is_usual")]
    pub theme: Theme,
    /// The question how it was.
    #[serde(skip_serializing_if = "RatingOptions::is_usual")]
    pub rating: RatingOptions,
    /// Calls of agents with shoppers.
    #[serde(skip_serializing_if = "CallOptions::is_usual")]
    pub calls: CallOptions,
}

/// The question how a conversation was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RatingOptions {
    /// Whether it is asked when an agent closes a conversation.
    pub enabled: bool,
}

impl Default for RatingOptions {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl RatingOptions {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Why options cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{option}: {reason}")]
pub struct OptionsError {
    /// Which option, such as `theme.radius`.
    pub option: &'static str,
    /// What is wrong with it, and what it may be.
    pub reason: String,
}

impl SiteOptions {
    /// Options in which every key is set: what keys there are.
    #[must_use]
    pub fn example() -> Self {
        Self {
            locale: Some("de".into()),
            hours: Some(Hours::example()),
            pre_chat: Some(PreChat::example()),
            offline: Some(Offline { when: OfflineWhen::NobodyOnline }),
            theme: Theme::example(),
            rating: RatingOptions { enabled: false },
            calls: CallOptions::example(),
        }
    }

    /// Whether nothing differs from the usual.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Finds what is wrong with them.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), OptionsError> {
        let is_tag = |tag: &&String| {
            (2..=35).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if let Some(tag) = self.locale.as_ref().filter(|tag| !is_tag(tag)) {
            let reason = format!("`{tag}` is no language tag, such as `de` or `pt-BR`");
            return Err(OptionsError { option: "locale", reason });
        }
        self.hours.as_ref().map_or(Ok(()), Hours::check)?;
        self.pre_chat.as_ref().map_or(Ok(()), PreChat::check)?;
        self.calls.check()?;
        self.theme.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_followed_is_refused_with_its_name() {
        assert_eq!(SiteOptions::example().check(), Ok(()));
        assert_eq!(SiteOptions::default().check(), Ok(()));
        let options = SiteOptions { locale: Some("d\"e".into()), ..SiteOptions::default() };
        let error = options.check().expect_err("it is no tag");
        assert_eq!(error.to_string(), "locale: `d\"e` is no language tag, such as `de` or `pt-BR`");
    }
}
