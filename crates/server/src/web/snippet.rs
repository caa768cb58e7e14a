//! What a shop pastes into its pages. It says what the launcher needs to look as the site wants it before anything is asked of the
//! relay.

use crate::origin::Origin;
use alongside_protocol::{SiteKey, Theme};
use std::fmt::Write as _;

/// The script tag.
pub(crate) fn snippet(public_url: &Origin, key: &SiteKey, accent: &str, theme: &Theme) -> String {
    let mut tag = format!("<script async src=\"{public_url}/alongside.js\"");
    let mut attribute = |name: &str, value: &str| {
        // Writing to a string can't fail.
        let _ = write!(tag, " data-{name}=\"{}\"", escaped(value));
    };
    attribute("site", key.as_str());
    attribute("accent", accent);
    // What shows of the theme before the first click. Each word is its own name in JSON, which the attributes share.
    let shown = Theme { scheme: None, ..theme.clone() };
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(shown) {
        for (name, value) in fields {
            attribute(&name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
    }
    tag.push_str("></script>");
    tag
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::{Corner, Scheme};

    #[test]
    fn the_tag_says_what_shows_before_the_first_click_and_is_html() {
        let relay: Origin = "https://help.shop.example".parse().unwrap();
        let plain = snippet(&relay, &"pk_1".into(), "#112233", &Theme::default());
        assert_eq!(
            plain,
            r##"<script async src="https://help.shop.example/alongside.js" data-site="pk_1" data-accent="#112233"></script>"##
        );
        let theme = Theme {
            position: Some(Corner::Start),
            side: Some(32),
            scheme: Some(Scheme::Dark),
            label: Some("Q&A \"<b>\"".into()),
            ..Theme::default()
        };
        let told = snippet(&relay, &"pk_1".into(), "#112233", &theme);
        let more =
            r#"data-label="Q&amp;A &quot;&lt;b>&quot;" data-position="start" data-side="32"></script>"#;
        assert!(told.ends_with(more), "{told}");
    }
}
