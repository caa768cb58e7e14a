//! The relay's HTTP interface, as far as the console uses it: who is logged in, log in, log out.

use alongside_link::json;
use alongside_protocol::{AgentId, ErrorCode, ErrorFrame, SiteKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// The agent who is logged in, and what her console needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Which agent.
    pub agent: AgentId,
    /// The name that shoppers see.
    pub name: String,
    /// What she logs in with.
    pub email: String,
    /// The shop she works for.
    pub site: Site,
    /// The address of the viewer page, such as `https://view.example/viewer/`.
    pub viewer_page: String,
    /// The script tag for the shop's pages.
    pub snippet: String,
}

/// A shop.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Site {
    /// Its public key.
    pub key: SiteKey,
    /// Its name.
    pub name: String,
}

/// Why the relay did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApiError {
    /// Nobody is logged in, or the session is over.
    #[error("nobody is logged in")]
    NotLoggedIn,
    /// E-mail address and password do not belong together.
    #[error("e-mail address or password are wrong")]
    WrongCredentials,
    /// Something else, in the relay's words.
    #[error("{0}")]
    Refused(String),
    /// No answer, or none that can be read.
    #[error("the relay did not answer")]
    Unreachable,
}

/// Who is logged in.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] when nobody is; else as [`ApiError`] says.
pub async fn me() -> Result<Me, ApiError> {
    let response = fetch("/api/v1/me", &RequestInit::new()).await?;
    answer(&response).await
}

/// Logs in; the browser keeps the session's cookie.
///
/// # Errors
/// [`ApiError::WrongCredentials`] when address or password are wrong; else as [`ApiError`] says.
pub async fn log_in(email: &str, password: &str) -> Result<Me, ApiError> {
    #[derive(Serialize)]
    struct Credentials<'a> {
        email: &'a str,
        password: &'a str,
    }
    let body = json::stringify(&Credentials { email, password }).map_err(|_| ApiError::Unreachable)?;
    let request = post();
    request.set_body(&JsValue::from_str(&body));
    if let Ok(headers) = Headers::new() {
        let _ = headers.set("content-type", "application/json");
        request.set_headers_headers(&headers);
    }
    let response = fetch("/api/v1/login", &request).await?;
    answer(&response).await
}

/// Logs out.
///
/// # Errors
/// [`ApiError::Unreachable`] when the relay did not answer: the session goes on.
pub async fn log_out() -> Result<(), ApiError> {
    fetch("/api/v1/logout", &post()).await.map(drop)
}

pub(crate) fn post() -> RequestInit {
    let request = RequestInit::new();
    request.set_method("POST");
    request
}

pub(crate) async fn fetch(path: &str, request: &RequestInit) -> Result<Response, ApiError> {
    let window = web_sys::window().ok_or(ApiError::Unreachable)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(path, request)).await;
    response.ok().and_then(|response| response.dyn_into().ok()).ok_or(ApiError::Unreachable)
}

async fn answer(response: &Response) -> Result<Me, ApiError> {
    let text = text(response).await.ok_or(ApiError::Unreachable)?;
    if response.ok() {
        return json::parse(&text).map_err(|_| ApiError::Unreachable);
    }
    Err(refusal(&text, response.status()))
}

/// What an answer means that is not what was asked for.
pub(crate) fn refusal(text: &str, status: u16) -> ApiError {
    match json::parse::<ErrorFrame>(text) {
        Ok(error) if error.code == ErrorCode::WrongCredentials => ApiError::WrongCredentials,
        Ok(error) if error.code == ErrorCode::NotLoggedIn => ApiError::NotLoggedIn,
        Ok(error) => ApiError::Refused(error.message),
        Err(_) if status == 401 => ApiError::NotLoggedIn,
        Err(_) => ApiError::Unreachable,
    }
}

pub(crate) async fn text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
