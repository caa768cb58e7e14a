//! The demo shop's server: static pages on a port of their own, under the strict policy that `docs/` asks
//! shops for. It stands for a shop's own server, so it shares nothing with the relay but this process.

use super::seed;
use crate::{
    config::Config,
    web::{Assets, headers},
};
use alongside_protocol::{SiteKey, Theme};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    middleware,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::sync::Arc;

/// Where the snippet goes in the shop's pages.
const MARK: &str = "<!-- alongside-snippet -->";

pub(super) struct Shop {
    assets: Assets,
    policy: String,
    snippet: String,
}

impl Shop {
    pub(super) fn new(config: &Config, site: &SiteKey, open_root: bool, assets: Assets) -> Self {
        let relay = &config.public_url;
        let socket = relay.socket();
        let snippet = crate::web::snippet(relay, site, seed::ACCENT, &Theme::default());
        Self {
            assets,
            policy: format!(
                "default-src 'self'; script-src 'self' {relay} 'wasm-unsafe-eval'; \
                 connect-src 'self' {relay} {socket}; img-src 'self' {relay} blob:; media-src 'self' {relay} blob:"
            ),
            snippet: if open_root {
                snippet.replacen(" data-site", " data-open-root data-site", 1)
            } else {
                snippet
            },
        }
    }

    pub(super) fn router(self) -> Router {
        Router::new().fallback(page).with_state(Arc::new(self)).layer(middleware::map_response(
            |mut response: Response| async {
                headers::common(response.headers_mut());
                response
            },
        ))
    }

    /// The file that an address means: itself, with `.html`, or the page of a folder.
    fn candidates(path: &str) -> Vec<String> {
        let path = path.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') {
            return vec![format!("shop/{path}index.html")];
        }
        vec![format!("shop/{path}"), format!("shop/{path}.html"), format!("shop/{path}/index.html")]
    }

    fn with_snippet(&self, page: &Bytes) -> Bytes {
        match std::str::from_utf8(page) {
            Ok(text) => Bytes::from(text.replace(MARK, &self.snippet)),
            Err(_) => page.clone(),
        }
    }
}

async fn page(State(shop): State<Arc<Shop>>, uri: Uri, request: HeaderMap) -> Response {
    let found = Shop::candidates(uri.path())
        .into_iter()
        .find_map(|path| shop.assets.get(&path).map(|served| (path.ends_with(".html"), served)));
    let response = match found {
        Some((true, served)) => {
            let bytes = shop.with_snippet(&served.bytes);
            shop.assets.send(served.with_bytes(bytes), &request).await
        }
        Some((false, served)) => shop.assets.send(served, &request).await,
        None if shop.assets.get("shop/index.html").is_none() => {
            shop.assets.answer("shop/index.html", &request).await
        }
        None => (StatusCode::NOT_FOUND, "the shop has no such page\n").into_response(),
    };
    headers::with_policy(response, &shop.policy)
}
