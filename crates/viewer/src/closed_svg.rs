//! SVG pictures that name something outside of themselves. Where a picture is shown, browsers load nothing for it; but a part of it that
//! is used (`picture.svg#part`) is taken as a document, and its addresses with it. Such a picture is shown whole or not at all.

/// What an SVG that stands for itself has no need of, in small letters: other documents, scripts, and spellings that hide an address.
const SIGNS: [&str; 9] =
    ["<!doctype", "<!entity", "<?xml-stylesheet", "&#", "\\", "@import", "src", "image(", "image-set("];

/// Whether an SVG picture names nothing outside of itself. In doubt it does.
pub(crate) fn is_closed(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.to_ascii_lowercase();
    let names_own = |what: &str| text.split(what).skip(1).all(is_own);
    !SIGNS.iter().any(|sign| text.contains(sign)) && names_own("href") && names_own("url(")
}

/// Whether an address begins here that stays in the picture.
fn is_own(rest: &str) -> bool {
    let address = rest.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
    address.starts_with('#') || address.starts_with("data:image/")
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn a_sheet_of_icons_is_closed_and_what_names_anything_else_is_not() {
        let icons = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><symbol id='a'>\
            <path fill='url(#g)' d='M0 0'/><use xlink:href = \"#b\"/><image href='data:image/png;base64,AA=='/></symbol></svg>";
        assert!(is_closed(icons.as_bytes()));
        for open in [
            "<image href='https://evil.example'/>",
            "<image HREF=' //evil.example'/>",
            "<use xlink:href='other.svg#a'/>",
            "<image href='&#104;ttps://evil.example'/>",
            "<rect style='fill: url( \"https://evil.example\")'/>",
            "<rect style='fill: u\\72l(https://evil.example)'/>",
            "<style>@Import 'https://evil.example';</style>",
            "<script src='https://evil.example'/>",
            "<!DOCTYPE svg [<!ENTITY x 'https://evil.example'>]>",
            "<?xml-stylesheet href='https://evil.example'?>",
        ] {
            assert!(!is_closed(open.as_bytes()), "{open}");
        }
        assert!(!is_closed(b"\xff\xfe<\0s\0v\0g\0"));
    }
}
