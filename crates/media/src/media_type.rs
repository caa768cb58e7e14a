//! The types that are taken, and how the first bytes tell them apart. A name says nothing here.

/// How many bytes of a file tell its type; a shorter file is looked at whole.
pub const SNIFFED_BYTES: usize = 64;

/// What an attachment may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `image/png`
    Png,
    /// `image/jpeg`
    Jpeg,
    /// `image/gif`
    Gif,
    /// `image/webp`
    Webp,
    /// `image/avif`
    Avif,
    /// `application/pdf`
    Pdf,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Png, Self::Jpeg, Self::Gif, Self::Webp, Self::Avif, Self::Pdf];

    /// The type of a file that begins like this. None for what is not taken; SVG and HTML are among that, as they can hold scripts.
    #[must_use]
    pub fn of(start: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| start.starts_with(magic);
        if starts(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if starts(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if starts(b"GIF87a") || starts(b"GIF89a") {
            Some(Self::Gif)
        } else if starts(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else if start.get(4..8) == Some(b"ftyp") && is_avif(start) {
            Some(Self::Avif)
        } else if starts(b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }

    /// As it stands in `Content-Type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
            Self::Pdf => "application/pdf",
        }
    }

    /// The type that is written like this.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media_type| media_type.as_str() == text)
    }

    /// Whether browsers may show it where it stands.
    #[must_use]
    pub fn is_picture(self) -> bool {
        self != Self::Pdf
    }

    /// The ending of a name that says this type, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
            Self::Pdf => "pdf",
        }
    }

    /// Whether a name with this ending says this type, or none: what a system opens by its name must be what it says.
    #[must_use]
    pub fn is_called(self, extension: &str) -> bool {
        let is = |word: &str| extension.eq_ignore_ascii_case(word);
        is(self.extension()) || self == Self::Jpeg && (is("jpeg") || is("jfif"))
    }
}

/// One of the brands in the first box, the major one or a compatible one.
fn is_avif(start: &[u8]) -> bool {
    let brands = start.get(8..).unwrap_or_default().chunks_exact(4);
    // The second is a version.
    brands.enumerate().any(|(place, brand)| place != 1 && (brand == b"avif" || brand == b"avis"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        for (start, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], Some(MediaType::Png)),
            (b"\xff\xd8\xff\xe0", Some(MediaType::Jpeg)),
            (b"GIF89a\x01", Some(MediaType::Gif)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(MediaType::Webp)),
            (b"\0\0\0\x20ftypavif\0\0\0\0", Some(MediaType::Avif)),
            (b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif", Some(MediaType::Avif)),
            (b"%PDF-1.7", Some(MediaType::Pdf)),
            (b"\0\0\0\x20ftypheic\0\0\0\0heic", None),
            (b"\0\0\0\x20ftypheicavif", None),
            (b"RIFF\x10\0\0\0AVI LIST", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<!doctype html>GIF89a", None),
            (b"PK\x03\x04", None),
            (b"MZ", None),
            (b"", None),
        ] {
            assert_eq!(MediaType::of(start), expected, "{start:?}");
        }
    }

    #[test]
    fn every_type_is_read_as_it_is_written() {
        for media_type in MediaType::ALL {
            assert_eq!(MediaType::parse(media_type.as_str()), Some(media_type));
            assert!(media_type.is_called(media_type.extension()));
        }
        assert_eq!(MediaType::parse("image/svg+xml"), None);
        assert!(MediaType::Jpeg.is_called("JPEG") && !MediaType::Png.is_called("html"));
    }

    proptest! {
        #[test]
        fn no_bytes_of_a_page_or_a_drawing_are_taken(rest in ".*") {
            for start in ["<", "<!doctype html>", "<svg", "<?xml", " <html", "\u{feff}<svg"] {
                let text = format!("{start}{rest}");
                prop_assert_eq!(MediaType::of(text.as_bytes()), None);
            }
        }
    }
}
