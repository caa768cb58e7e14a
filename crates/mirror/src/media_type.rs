//! What some bytes are, by what they begin with: a server's word for it is not asked
//! (<https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern>).

/// The media type of a picture or font; none for anything else.
pub fn of(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"\0\0\x01\0", "image/x-icon"),
        (b"wOF2", "font/woff2"),
        (b"wOFF", "font/woff"),
        (b"OTTO", "font/otf"),
        (b"\0\x01\0\0\0", "font/ttf"),
    ];
    let by_beginning = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    if let Some((_, media_type)) = by_beginning {
        return Some(media_type);
    }
    match (bytes.get(..4), bytes.get(4..12)) {
        (Some(b"RIFF"), _) if bytes.get(8..12) == Some(b"WEBP") => Some("image/webp"),
        (_, Some(b"ftypavif" | b"ftypavis")) => Some("image/avif"),
        _ => is_svg(bytes).then_some("image/svg+xml"),
    }
}

/// Whether the first element is `svg`, after a prolog, comments and a doctype.
fn is_svg(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    loop {
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<!") {
            b">"
        } else {
            return rest.starts_with(b"<svg");
        };
        match rest.windows(end.len()).position(|window| window == end) {
            Some(position) => rest = rest.get(position + end.len()..).unwrap_or_default().trim_ascii_start(),
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn pictures_and_fonts_are_known_by_their_bytes() {
        assert_eq!(of(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(of(b"\0\0\0\x1cftypavif\0"), Some("image/avif"));
        assert_eq!(of(b"wOF2\0"), Some("font/woff2"));
        let svg = b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a shoe --><!DOCTYPE svg>\n<svg xmlns=\"x\">";
        assert_eq!(of(svg), Some("image/svg+xml"));
    }

    #[test]
    fn what_is_no_picture_has_no_type_whatever_its_name_says() {
        for bytes in [&b"<html><svg>"[..], b"", b"RIFF", b"<!-- <svg", b"<script>"] {
            assert_eq!(of(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
