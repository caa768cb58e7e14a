//! Routes. Two hosts lead here: the public one and the viewer's, and neither serves what is the other's.

use super::{api, files, headers, health, kept_asset, my_data, recordings, viewer_page};
use crate::{relay::Relay, socket};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, StatusCode, header::HOST},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use std::sync::Arc;
use tower::ServiceExt;

/// The longest body of a request, in bytes: it holds an address and a password. A saved page has a limit of its own.
const BODY_BYTES: usize = 16 * 1024;

/// Everything that the relay answers.
pub fn router(relay: Arc<Relay>) -> Router {
    let viewer = Router::new()
        .route("/viewer", get(|| async { Redirect::permanent("/viewer/") }))
        .route("/viewer/", get(viewer_page::answer))
        .route("/viewer/assets/{ticket}/{name}", get(kept_asset::answer))
        .route("/viewer/{*path}", get(viewer_file))
        .fallback(nothing)
        .with_state(Arc::clone(&relay));
    let by_host = {
        let relay = Arc::clone(&relay);
        move |request: Request, next: Next| {
            let (viewer, is_viewer) = (viewer.clone(), is_for_viewer(&relay, request.headers()));
            async move {
                if is_viewer {
                    viewer.oneshot(request).await.into_response()
                } else {
                    next.run(request).await
                }
            }
        }
    };
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/console/") }))
        .route("/console", get(|| async { Redirect::permanent("/console/") }))
        .route("/console/", get(console_page))
        .route("/console/{*path}", get(console_file))
        .route("/alongside.js", get(loader))
        .route("/embed/{*path}", get(embed_file))
        .route("/api/v1/sites/{key}/boot", get(api::boot))
        .route("/api/v1/sites/{key}/forget", post(api::forget))
        .route("/api/v1/sites/{key}/my-data", post(my_data::export))
        .route("/api/v1/sites/{key}/my-data/delete", post(my_data::delete))
        .route("/api/v1/sites/{key}/files", post(files::from_visitor).options(files::may_upload))
        .route("/api/v1/files", post(files::from_agent))
        .route("/api/v1/files/{id}", get(files::read))
        .route("/api/v1/login", post(api::login))
        .route("/api/v1/logout", post(api::logout))
        .route("/api/v1/me", get(api::me))
        .route("/api/v1/recordings", get(recordings::list))
        .route("/api/v1/recordings/{id}", get(recordings::play))
        .route("/api/v1/conversations/{id}/pages", post(recordings::save_page))
        .route("/api/v1/visitor/socket", any(socket::visitor_socket))
        .route("/api/v1/agent/socket", any(socket::agent_socket))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn(by_host))
        .layer(middleware::map_response(|mut response: Response| async {
            headers::common(response.headers_mut());
            response
        }))
        .with_state(relay)
}

fn is_for_viewer(relay: &Relay, headers: &HeaderMap) -> bool {
    super::header(headers, &HOST).is_some_and(|host| relay.config.viewer_origin.is_host(host))
}

async fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "there is no such page\n").into_response()
}

async fn console_page(relay: State<Arc<Relay>>, headers: HeaderMap) -> Response {
    console_file(relay, Path("index.html".into()), headers).await
}

async fn console_file(
    State(relay): State<Arc<Relay>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    let response = relay.assets.answer(&format!("console/{path}"), &headers).await;
    headers::with_policy(response, &headers::console_policy(&relay.config))
}

async fn viewer_file(
    State(relay): State<Arc<Relay>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    let response = relay.assets.answer(&format!("viewer/{path}"), &headers).await;
    headers::with_policy(response, &headers::viewer_policy(&relay.config, &[]))
}

async fn loader(relay: State<Arc<Relay>>, headers: HeaderMap) -> Response {
    embed_file(relay, Path("alongside.js".into()), headers).await
}

async fn embed_file(
    State(relay): State<Arc<Relay>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    headers::shared(relay.assets.answer(&format!("embed/{path}"), &headers).await)
}
