//! Security headers: what a page of ours may load, and who may frame it.

use crate::config::Config;
use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::Response,
};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const ALLOW_ORIGIN: HeaderName = HeaderName::from_static("access-control-allow-origin");

/// What the console's pages may do: talk to the relay, frame the viewer, and show the pictures of cards, which only agents send.
pub(crate) fn console_policy(config: &Config) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob: https:{local}; \
         connect-src 'self' {socket}; frame-src {viewer}; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self'",
        // A shop that is being built, on the same machine, has no certificate.
        local = if config.public_url.is_secure() { "" } else { " http://localhost:* http://127.0.0.1:*" },
        socket = config.public_url.socket(),
        viewer = config.viewer_origin,
    )
}

/// What the viewer's page may do: show what the console gives it, inside an inner frame of its own, and pictures from the
/// origins that a site lists.
pub(crate) fn viewer_policy(config: &Config, asset_origins: &[String]) -> String {
    let listed: String = asset_origins.iter().flat_map(|origin| [" ", origin.as_str()]).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
         style-src 'self' 'unsafe-inline' blob:; img-src blob: data:{listed}; font-src blob: data:; media-src blob:; \
         frame-src 'self' blob:; frame-ancestors {public}; base-uri 'none'; form-action 'none'",
        public = config.public_url,
    )
}

/// On every answer.
pub(crate) fn common(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(OPENER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
}

/// On what shops' pages load.
pub(super) fn shared(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

/// On our own pages and what belongs to them.
pub(crate) fn with_policy(mut response: Response, policy: &str) -> Response {
    match HeaderValue::from_str(policy) {
        Ok(policy) => {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        // Origins are plain ASCII, so this does not happen; if it did, nothing may run.
        Err(_) => {
            let nothing = HeaderValue::from_static("default-src 'none'");
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, nothing);
        }
    }
    response
}
