//! The viewer's page: shows what the console gives it, in an inner frame of its own. For a site that lists asset origins, its
//! policy and the page itself name them; for all others, and for whoever asks without a site, it may load nothing from elsewhere.

use super::headers;
use crate::{origin::Origin, relay::Relay};
use alongside_protocol::SiteKey;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
};
use bytes::Bytes;
use serde::Deserialize;
use std::sync::Arc;

const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// Where the page names the origins.
const LIST: &str = "name=\"alongside-asset-origins\" content=\"";

/// For which site.
#[derive(Deserialize)]
pub(super) struct Which {
    site: Option<SiteKey>,
}

/// The address at which the console finds the page.
pub(super) fn address(relay: &Relay, site: &SiteKey, origins: &[Origin]) -> String {
    let viewer = &relay.config.viewer_origin;
    if origins.is_empty() { format!("{viewer}/viewer/") } else { format!("{viewer}/viewer/?site={site}") }
}

/// `GET /viewer/?site=KEY`
pub(super) async fn answer(
    State(relay): State<Arc<Relay>>,
    Query(Which { site }): Query<Which>,
    headers: HeaderMap,
) -> Response {
    let origins = match &site {
        Some(site) => relay.store.asset_origins(site).await.unwrap_or_else(|error| {
            tracing::error!(%error, %site, "the asset origins of a site cannot be read: its viewer loads none");
            Vec::new()
        }),
        None => Vec::new(),
    };
    let page = relay.assets.get("viewer/index.html");
    let (Some(page), false) = (page, origins.is_empty()) else {
        let response = relay.assets.answer("viewer/index.html", &headers).await;
        return headers::with_policy(response, &headers::viewer_policy(&relay.config, &[]));
    };
    let names: Vec<String> = origins.iter().map(ToString::to_string).collect();
    let text = String::from_utf8_lossy(&page.bytes).replacen(LIST, &[LIST, &names.join(" ")].concat(), 1);
    let response = relay.assets.send(page.with_bytes(Bytes::from(text)), &headers).await;
    let mut response = headers::with_policy(response, &headers::viewer_policy(&relay.config, &names));
    // What is loaded from there is asked for without the agent's cookies.
    response.headers_mut().insert(EMBEDDER_POLICY, HeaderValue::from_static("credentialless"));
    response
}
