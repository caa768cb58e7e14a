//! What an upload's bytes run through as they come, whatever its type.

use crate::avif::Avif;
use crate::gif::Gif;
use crate::jpeg::Jpeg;
use crate::media_type::MediaType;
use crate::png::Png;
use crate::webp::Webp;
use thiserror::Error;

/// The largest picture, in pixels: 100 million, more than most cameras take. A file of a few KB may unpack to any number, in the
/// browser of whoever is shown it.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Why a file is not what its first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Broken {
    /// What stands in it is not what must stand there.
    #[error("the file is damaged, or is not what it says")]
    Shape,
    /// Its size stands nowhere, or is none.
    #[error("the picture is damaged: it does not say how large it is")]
    NoSize,
    /// Whoever is shown it would run out of memory.
    #[error("the picture is too large to be shown: {width} × {height} pixels")]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
}

/// Takes a file in pieces of any length, and gives what is to be kept of it: metadata about its maker is not.
pub struct Sieve(Format);

enum Format {
    Jpeg(Jpeg),
    Png(Png),
    Webp(Webp),
    Gif(Gif),
    Avif(Avif),
    Whole,
}

impl Sieve {
    /// For a file of this type, from its first byte on.
    #[must_use]
    pub fn new(media_type: MediaType) -> Self {
        Self(match media_type {
            MediaType::Jpeg => Format::Jpeg(Jpeg::default()),
            MediaType::Png => Format::Png(Png::default()),
            MediaType::Webp => Format::Webp(Webp::default()),
            MediaType::Gif => Format::Gif(Gif::default()),
            MediaType::Avif => Format::Avif(Avif::default()),
            MediaType::Pdf => Format::Whole,
        })
    }

    /// Takes the next bytes, and puts what is kept at the end of `out`: what has come so far, or less, or a few bytes more.
    ///
    /// # Errors
    /// [`Broken::Shape`]. What was put out before is worth nothing then.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Broken> {
        match &mut self.0 {
            Format::Jpeg(jpeg) => return jpeg.push(bytes, out),
            Format::Png(png) => return png.push(bytes, out),
            Format::Webp(webp) => return webp.push(bytes, out),
            Format::Gif(gif) => gif.push(bytes, out),
            Format::Avif(avif) => avif.push(bytes, out),
            Format::Whole => out.extend_from_slice(bytes),
        }
        Ok(())
    }

    /// All has come. Returns a picture's width and height in pixels, as it is to be shown; none for what is no picture.
    ///
    /// # Errors
    /// When it is no picture that a browser could show.
    pub fn finish(self) -> Result<Option<(u32, u32)>, Broken> {
        let size = match self.0 {
            Format::Whole => return Ok(None),
            Format::Jpeg(jpeg) => jpeg.finish(),
            Format::Png(png) => png.finish(),
            Format::Webp(webp) => webp.finish(),
            Format::Gif(gif) => gif.finish(),
            Format::Avif(avif) => avif.finish(),
        };
        let (width, height) =
            size.filter(|&(width, height)| width > 0 && height > 0).ok_or(Broken::NoSize)?;
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(Broken::TooManyPixels { width, height });
        }
        Ok(size)
    }
}

#[cfg(test)]
#[path = "sieve_tests.rs"]
mod tests;
