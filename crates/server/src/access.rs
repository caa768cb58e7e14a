//! Where a site's widget may run: known key, allowed origin. The reasons are written for the site's owner,
//! who reads them in the browser's console.

use crate::{
    origin::Origin,
    relay::Relay,
    store::{Site, StoreError},
};
use alongside_protocol::{ErrorCode, ErrorFrame, SiteKey};

/// The site, if a page of this `Origin` header may use it.
///
/// # Errors
/// The reason why not. A store that does not answer is a passing one.
pub async fn check(relay: &Relay, key: &SiteKey, origin: Option<&str>) -> Result<Site, ErrorFrame> {
    let outcome = match relay.store.site(key).await {
        Ok(site) => decide(site, key, origin),
        Err(error) => Err(unavailable(&error)),
    };
    outcome.inspect_err(|error| relay.metrics.refused(error.code))
}

fn decide(site: Option<Site>, key: &SiteKey, origin: Option<&str>) -> Result<Site, ErrorFrame> {
    let key: String = key.as_str().chars().take(80).collect();
    let site = site.ok_or_else(|| {
        ErrorFrame::lasting(
            ErrorCode::UnknownSite,
            format!("no site has the key `{key}`; compare data-site with `alongside site list`"),
        )
    })?;
    let refuse = |reason: String| Err(ErrorFrame::lasting(ErrorCode::OriginNotAllowed, reason));
    let Some(text) = origin else {
        return refuse(format!(
            "the request has no Origin header: the widget of site {key} runs in pages of its allowed origins only"
        ));
    };
    let shown: String = text.chars().take(200).collect();
    match text.parse::<Origin>() {
        Ok(origin) if site.origins.contains(&origin) => Ok(site),
        Ok(origin) => refuse(format!(
            "{origin} is not among the allowed origins of site {key}; add it with \
             `alongside site origins {key} --add {origin}`"
        )),
        Err(_) => refuse(format!("`{shown}` is no web origin, so the widget of site {key} cannot run there")),
    }
}

fn unavailable(error: &StoreError) -> ErrorFrame {
    tracing::error!(%error, "a site could not be looked up");
    ErrorFrame::passing(ErrorCode::StoreUnavailable, "the site could not be looked up; try again in a moment")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::SiteSettings;

    fn refused(origins: &[&str], origin: Option<&str>) -> Option<ErrorFrame> {
        let settings = SiteSettings {
            name: "Shop".into(),
            greeting: "Hello".into(),
            accent: "#000000".into(),
            contact: "mailto:a@b.example".into(),
            records: false,
        };
        let origins = origins.iter().map(|origin| origin.parse().unwrap()).collect();
        let site = Site { key: "pk_1".into(), origins, settings, created_at_ms: 0 };
        decide(Some(site), &"pk_1".into(), origin).err()
    }

    #[test]
    fn only_the_exact_origin_is_allowed() {
        let allowed = ["https://shop.example", "http://127.0.0.1:4601"];
        assert_eq!(refused(&allowed, Some("https://shop.example")), None);
        assert_eq!(refused(&allowed, Some("http://127.0.0.1:4601")), None);
        for other in [
            "http://shop.example",
            "https://shop.example:8443",
            "https://a.shop.example",
            "http://127.0.0.1",
            "null",
        ] {
            assert_eq!(refused(&allowed, Some(other)).unwrap().code, ErrorCode::OriginNotAllowed, "{other}");
        }
        assert!(refused(&allowed, None).is_some());
    }

    #[test]
    fn a_site_without_origins_refuses_all() {
        assert!(refused(&[], Some("https://shop.example")).is_some());
    }

    #[test]
    fn the_reason_says_what_the_owner_is_to_do() {
        let error = refused(&[], Some("https://x.example")).unwrap();
        assert_eq!(
            error.message,
            "https://x.example is not among the allowed origins of site pk_1; add it with \
             `alongside site origins pk_1 --add https://x.example`"
        );
    }
}
