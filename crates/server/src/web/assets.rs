//! The files that `cargo xtask build` puts into `dist/`. A release binary carries them; a debug build reads
//! them from disk at each request, so that a rebuilt widget shows at once.

mod encoding;
mod kind;

use crate::web::answer::header;
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use encoding::{Encoding, Packed};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, path::PathBuf, sync::Arc};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../dist"]
#[allow_missing = true]
struct Embedded;

/// Where the built files come from.
#[derive(Clone, Default)]
pub struct Assets {
    folder: Option<PathBuf>,
    packed: Arc<Packed>,
}

/// A file, not sent yet.
pub(crate) struct Served {
    path: String,
    pub(crate) bytes: Bytes,
    hash: [u8; 32],
}

impl Assets {
    /// Those in the binary (in a debug build, those in the workspace's `dist/`).
    pub fn embedded() -> Self {
        Self::default()
    }

    /// Those in a folder that looks like `dist/`.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), packed: Arc::default() }
    }

    /// The file at a path such as `console/index.html`.
    pub(crate) fn get(&self, path: &str) -> Option<Served> {
        // The router has decoded nothing: what is not plain is not ours.
        let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
        if !is_plain || path.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return None;
        }
        let path = path.to_owned();
        if let Some(folder) = &self.folder {
            let bytes = Bytes::from(std::fs::read(folder.join(&path)).ok()?);
            return Some(Served { path, hash: Sha256::digest(&bytes).into(), bytes });
        }
        let file = Embedded::get(&path)?;
        let bytes = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some(Served { path, bytes, hash: file.metadata.sha256_hash() })
    }

    /// The answer to a request for a file.
    pub(crate) async fn answer(&self, path: &str, request: &HeaderMap) -> Response {
        match self.get(path) {
            Some(served) => self.send(served, request).await,
            None if self.are_missing() => missing(),
            None => (StatusCode::NOT_FOUND, "there is no such page\n").into_response(),
        }
    }

    /// The answer that carries this file.
    pub(crate) async fn send(&self, served: Served, request: &HeaderMap) -> Response {
        let accepted = header(request, &ACCEPT_ENCODING).unwrap_or_default();
        let encoding =
            if kind::is_worth_packing(&served.path) { Encoding::best(accepted) } else { Encoding::Plain };
        let tag = etag(&served.hash, encoding);
        let is_known = header(request, &IF_NONE_MATCH)
            .is_some_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let body = self.packed.get(served.hash, encoding, &served.bytes).await;
            Body::from(body).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind::of(&served.path)));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        // File names stay the same from version to version, so a copy is asked for at each use: a loader and
        // a wasm of two versions must never meet. The answer is an empty 304 while nothing changed.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        if let Some(name) = encoding.name().filter(|_| !is_known) {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    fn are_missing(&self) -> bool {
        ["embed/alongside.js", "console/index.html", "viewer/index.html"]
            .iter()
            .any(|path| self.get(path).is_none())
    }
}

impl Served {
    /// The same path with other bytes in it.
    pub(crate) fn with_bytes(self, bytes: Bytes) -> Self {
        Self { hash: Sha256::digest(&bytes).into(), bytes, ..self }
    }
}

fn etag(hash: &[u8; 32], encoding: Encoding) -> String {
    let digits: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}{}\"", encoding.name().map(|name| format!("-{name}")).unwrap_or_default())
}

fn missing() -> Response {
    let text = "This relay was built without its pages. Run `cargo xtask build` in the source folder, and build \
                the relay again.\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}
