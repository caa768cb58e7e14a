//! How a site wants its launcher and panel to look, beside its accent. Data only: the loader and the style sheet follow it.

use crate::OptionsError;
use serde::{Deserialize, Serialize};

/// Farthest that the launcher may be from a side of the window, in CSS px.
const FARTHEST: u16 = 400;
/// Roundest corners, in CSS px.
const ROUNDEST: u16 = 24;
/// Longest words on the launcher, in characters.
const LABEL_CHARS: usize = 40;

/// How launcher and panel look, where that differs from the usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    /// The corner. By default the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Corner>,
    /// From the side of the window to the launcher, in CSS px, up to 400. By default 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<u16>,
    /// From the bottom of the window to the launcher, in CSS px, up to 400. By default 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bottom: Option<u16>,
    /// How round corners are, in CSS px, up to 24. By default 16.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u16>,
    /// By default as the shopper's system has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// The launcher's picture. By default a speech bubble.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
    /// Words on the launcher, up to 40 characters. By default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A lower corner of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Corner {
    /// Where lines begin: the left one, in English.
    Start,
    /// Where lines end.
    End,
}

/// Dark on light, or light on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// As the shopper's system has it.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What the launcher shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Icon {
    /// A speech bubble.
    Chat,
    /// A question mark.
    Question,
    /// A face that smiles.
    Smile,
    /// An envelope.
    Mail,
}

impl Theme {
    /// A theme in which every key is set.
    pub(crate) fn example() -> Self {
        Self {
            position: Some(Corner::Start),
            side: Some(32),
            bottom: Some(24),
            radius: Some(8),
            scheme: Some(Scheme::Light),
            icon: Some(Icon::Question),
            label: Some("Ask us".into()),
        }
    }

    /// Whether nothing differs from the usual.
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn check(&self) -> Result<(), OptionsError> {
        let most = |option, px: Option<u16>, most| match px {
            Some(px) if px > most => Err(OptionsError {
                option,
                reason: format!("{px} is too much: it may be 0 to {most}, in CSS px"),
            }),
            _ => Ok(()),
        };
        most("theme.side", self.side, FARTHEST)?;
        most("theme.bottom", self.bottom, FARTHEST)?;
        most("theme.radius", self.radius, ROUNDEST)?;
        let label = self.label.as_deref().unwrap_or("?");
        let is_line = !label.trim().is_empty() && !label.contains(char::is_control);
        if !is_line || label.chars().count() > LABEL_CHARS {
            let reason = format!("it has to be one line of 1 to {LABEL_CHARS} characters");
            return Err(OptionsError { option: "theme.label", reason });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_leave_the_window_or_fill_it_is_refused() {
        let error = |theme: Theme| theme.check().unwrap_err().to_string();
        let usual = Theme::default;
        assert_eq!(
            error(Theme { radius: Some(25), ..usual() }),
            "theme.radius: 25 is too much: it may be 0 to 24, in CSS px"
        );
        assert!(error(Theme { side: Some(401), ..usual() }).starts_with("theme.side: "));
        assert!(error(Theme { bottom: Some(9_000), ..usual() }).starts_with("theme.bottom: "));
        for label in ["", " ", "two\nlines", &"a".repeat(41)] {
            assert!(error(Theme { label: Some(label.into()), ..usual() }).starts_with("theme.label: "));
        }
        assert_eq!(Theme::example().check(), Ok(()));
        assert_eq!(usual().check(), Ok(()));
    }
}
