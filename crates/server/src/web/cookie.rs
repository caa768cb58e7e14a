//! The agent's session cookie: out of sight of scripts, and never sent along by another site's page.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use std::time::Duration;

const NAME: &str = "alongside_session";

/// The secret in a request's session cookie.
pub(crate) fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == NAME).then_some(value)
    })
}

/// The `Set-Cookie` that keeps `secret` for as long as the login lasts; an empty one takes it away at once.
pub(super) fn set_session(secret: &str, lasts: Duration, is_secure: bool) -> Option<HeaderValue> {
    let seconds = if secret.is_empty() { 0 } else { lasts.as_secs() };
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!("{NAME}={secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=b; xalongside_session=no"));
        assert_eq!(session_cookie(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("c=d; alongside_session=yes"));
        assert_eq!(session_cookie(&headers), Some("yes"));
    }

    #[test]
    fn the_cookie_is_secure_where_the_public_url_is() {
        let cookie = |is_secure| set_session("x", Duration::from_secs(60), is_secure).unwrap();
        assert_eq!(cookie(false), "alongside_session=x; HttpOnly; SameSite=Strict; Path=/; Max-Age=60");
        assert_eq!(
            cookie(true),
            "alongside_session=x; HttpOnly; SameSite=Strict; Path=/; Max-Age=60; Secure"
        );
    }
}
