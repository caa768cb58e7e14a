//! Error frames as HTTP answers.

use alongside_protocol::{ErrorCode, ErrorFrame};
use axum::{
    Json,
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse, Response},
};

/// An error frame, with the status that fits its code.
pub(crate) fn refusal(error: &ErrorFrame) -> Response {
    (status(error.code), Json(error)).into_response()
}

pub(super) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::UnknownSite | ErrorCode::UnknownConversation | ErrorCode::UnknownSession => {
            StatusCode::NOT_FOUND
        }
        ErrorCode::OriginNotAllowed => StatusCode::FORBIDDEN,
        ErrorCode::NotLoggedIn | ErrorCode::WrongCredentials => StatusCode::UNAUTHORIZED,
        ErrorCode::StoreUnavailable | ErrorCode::ShuttingDown => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::ContentRefused => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::FrameTooLarge | ErrorCode::MessageTooLong => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// A header's value, if it is there and plain text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
