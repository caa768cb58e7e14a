//! A picture or font of a shopper's page, for the viewer's origin alone, and only with the ticket of a session that shows it.

use super::headers;
use crate::relay::Relay;
use axum::{
    extract::{Path, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use std::sync::Arc;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Should somebody open an asset as a page, an SVG may still run nothing and load nothing.
const POLICY: &str = "default-src 'none'; sandbox";

/// `GET /viewer/assets/TICKET/NAME`
pub(super) async fn answer(
    State(relay): State<Arc<Relay>>,
    Path((ticket, name)): Path<(String, String)>,
) -> Response {
    let Some(site) = relay.cobrowse.site_of_ticket(&ticket) else { return missing() };
    let Ok(name) = name.parse() else { return missing() };
    let Some((bytes, media_type)) = relay.asset_store.read(&site, name).await else { return missing() };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    // It may be behind the shopper's login: nobody but this browser keeps it, and not for long.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=600, immutable"));
    headers::with_policy(response, POLICY)
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "there is no such asset, or the session that shows it is over\n").into_response()
}
