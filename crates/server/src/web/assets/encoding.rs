//! Packed forms of assets. Each file is packed once per process, at its first request, and remembered.

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::HashMap,
    io::{self, Write},
    sync::{Mutex, PoisonError},
};
use tokio::task;

/// Of 11. The last two steps take ten times as long for the last two percent.
const BROTLI_QUALITY: u32 = 9;
const BROTLI_WINDOW: u32 = 22;
const BROTLI_BUFFER: usize = 4096;
/// In a debug build files change and every edit is packed anew: the first ones to be forgotten go at this many.
const REMEMBERED: usize = 256;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Encoding {
    Plain,
    Gzip,
    Brotli,
}

impl Encoding {
    /// The densest of those that `Accept-Encoding` names.
    pub(super) fn best(accepted: &str) -> Self {
        let accepts = |name: &str| {
            accepted.split(',').any(|part| {
                let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
                let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>() == Ok(0.0));
                coding.trim().eq_ignore_ascii_case(name) && !refused
            })
        };
        if accepts("br") {
            Self::Brotli
        } else if accepts("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    /// As it stands in `Content-Encoding`.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// Packed bodies, by the hash of what is in them.
#[derive(Default)]
pub(super) struct Packed {
    bodies: Mutex<HashMap<([u8; 32], Encoding), Bytes>>,
}

impl Packed {
    pub(super) async fn get(&self, hash: [u8; 32], encoding: Encoding, plain: &Bytes) -> Bytes {
        if encoding == Encoding::Plain {
            return plain.clone();
        }
        let key = (hash, encoding);
        if let Some(body) = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return body.clone();
        }
        let bytes = plain.clone();
        let packed = task::spawn_blocking(move || pack(&bytes, encoding)).await;
        let Ok(Ok(body)) = packed else {
            tracing::error!(?encoding, "an asset could not be packed");
            return plain.clone();
        };
        let body = Bytes::from(body);
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if bodies.len() >= REMEMBERED {
            bodies.clear();
        }
        bodies.insert(key, body.clone());
        body
    }
}

fn pack(bytes: &[u8], encoding: Encoding) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Plain => Ok(bytes.to_vec()),
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(bytes)?;
            encoder.finish()
        }
        Encoding::Brotli => {
            let mut packed = Vec::new();
            let mut encoder =
                brotli::CompressorWriter::new(&mut packed, BROTLI_BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
            encoder.write_all(bytes)?;
            encoder.flush()?;
            drop(encoder);
            Ok(packed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn the_densest_accepted_encoding_is_chosen() {
        assert_eq!(Encoding::best("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(Encoding::best("gzip;q=0.5, br;q=0"), Encoding::Gzip);
        assert_eq!(Encoding::best(""), Encoding::Plain);
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        let bytes = b"Alongside ".repeat(1000);
        let mut unpacked = Vec::new();
        let packed = pack(&bytes, Encoding::Brotli).unwrap();
        assert!(packed.len() < 100);
        brotli::Decompressor::new(&packed[..], 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
        unpacked.clear();
        let packed = pack(&bytes, Encoding::Gzip).unwrap();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
    }
}
