//! The bytes of an image, a font or another thing that the page shows, so that the viewer asks nobody for it.

use crate::bytes::{Reader, write_text};
use crate::frame::{FORMAT, FrameError, FrameKind, read_kind};
use crate::limits;

/// How the address of a picture of a canvas or video begins. The rest stands for its content; a viewer lets go of it
/// as soon as nothing shows it.
pub const STILL: &str = "still:";

/// One asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset<'a> {
    /// The address by which `State::Source` or a style sheet's `url()` names it.
    pub address: &'a str,
    /// Its media type, such as `image/png`; one of those that [`is_media_type`] lets pass.
    pub media_type: &'a str,
    /// The bytes, at most [`limits::ASSET_BYTES`].
    pub bytes: &'a [u8],
}

/// An asset that a relay keeps, told by its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedAsset<'a> {
    /// SHA-256 of the bytes.
    pub name: &'a [u8; 32],
    /// The address by which `State::Source` or a style sheet's `url()` names it.
    pub address: &'a str,
    /// Its media type, such as `image/png`; one of those that [`is_media_type`] lets pass.
    pub media_type: &'a str,
}

/// Puts an asset frame together.
pub fn encode_asset(asset: Asset<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(asset.address.len() + asset.bytes.len() + 48);
    out.extend_from_slice(&[FORMAT, FrameKind::Asset as u8]);
    write_text(&mut out, asset.address);
    write_text(&mut out, asset.media_type);
    out.extend_from_slice(asset.bytes);
    out
}

/// Takes an asset frame apart.
///
/// # Errors
/// [`FrameError`] when it is cut off, too large, or of a media type that a viewer must not show.
pub fn decode_asset(frame: &[u8]) -> Result<Asset<'_>, FrameError> {
    let mut reader = Reader::new(frame);
    match read_kind(&mut reader)? {
        FrameKind::Asset => {}
        other => return Err(FrameError::UnknownKind(other as u8)),
    }
    let asset = Asset { address: reader.text()?, media_type: reader.text()?, bytes: reader.rest() };
    if asset.bytes.len() > limits::ASSET_BYTES {
        return Err(FrameError::TooLong { length: asset.bytes.len(), most: limits::ASSET_BYTES });
    }
    if !is_media_type(asset.media_type) {
        return Err(FrameError::Forbidden(format!("an asset of type {:?}", asset.media_type)));
    }
    Ok(asset)
}

/// Puts the frame of a named asset together.
pub fn encode_named_asset(asset: NamedAsset<'_>) -> Vec<u8> {
    let mut out = vec![FORMAT, FrameKind::NamedAsset as u8];
    out.extend_from_slice(asset.name);
    write_text(&mut out, asset.address);
    write_text(&mut out, asset.media_type);
    out
}

/// Takes the frame of a named asset apart.
///
/// # Errors
/// [`FrameError`] when it is cut off, goes on after its end, or is of a media type that a viewer must not show.
pub fn decode_named_asset(frame: &[u8]) -> Result<NamedAsset<'_>, FrameError> {
    let mut reader = Reader::new(frame);
    match read_kind(&mut reader)? {
        FrameKind::NamedAsset => {}
        other => return Err(FrameError::UnknownKind(other as u8)),
    }
    let name = reader.bytes(32)?.first_chunk().ok_or(FrameError::Truncated)?;
    let asset = NamedAsset { name, address: reader.text()?, media_type: reader.text()? };
    if !reader.rest().is_empty() {
        return Err(FrameError::Surplus);
    }
    if !is_media_type(asset.media_type) {
        return Err(FrameError::Forbidden(format!("an asset of type {:?}", asset.media_type)));
    }
    Ok(asset)
}

/// Whether a viewer shows things of this type: pictures and fonts. An SVG picture runs no script where a
/// picture is shown, and the viewer shows it nowhere else.
fn is_media_type(media_type: &str) -> bool {
    let rest = media_type.strip_prefix("image/").or_else(|| media_type.strip_prefix("font/"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.len() < 64
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_asset_comes_back_and_what_is_cut_or_goes_on_does_not() {
        let asset =
            NamedAsset { name: &[7; 32], address: "https://shop.example/a.png", media_type: "image/png" };
        let frame = encode_named_asset(asset);
        assert_eq!(decode_named_asset(&frame), Ok(asset));
        assert_eq!(decode_named_asset(&[&frame[..], b"x"].concat()), Err(FrameError::Surplus));
        for length in 0..frame.len() {
            assert!(decode_named_asset(&frame[..length]).is_err(), "{length}");
        }
        let page = encode_named_asset(NamedAsset { media_type: "text/html", ..asset });
        assert!(matches!(decode_named_asset(&page), Err(FrameError::Forbidden(_))));
    }

    #[test]
    fn an_asset_comes_back_and_what_is_no_picture_or_font_does_not() {
        let asset =
            Asset { address: "https://shop.example/a.png", media_type: "image/png", bytes: b"\x89PNG" };
        assert_eq!(decode_asset(&encode_asset(asset)), Ok(asset));
        for media_type in ["text/html", "image/", "image/svg+xml;x", "application/xhtml+xml"] {
            let frame = encode_asset(Asset { media_type, ..asset });
            assert!(matches!(decode_asset(&frame), Err(FrameError::Forbidden(_))), "{media_type}");
        }
    }
}
