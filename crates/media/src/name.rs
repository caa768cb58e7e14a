//! What becomes of a file's name: it is shown to people and offered as a name for saving, so it is one line of plain text that
//! ends as the file's type does.

use crate::media_type::MediaType;

/// The longest name, in characters; a longer one loses its middle.
pub const NAME_CHARS: usize = 100;

/// A name for a file that its sender calls `said`. Path parts, control characters, what turns the direction of writing, and
/// what file systems do not take are left out; a name that says another type than the file's gets the right ending behind it.
#[must_use]
pub fn file_name(said: &str, media_type: MediaType) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    // A name of 10 KB is not looked at to its end.
    let plain: String = last.chars().take(4 * NAME_CHARS).filter(|&character| is_plain(character)).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let plain = words.join(" ");
    // Hidden files and the folders above.
    let name = plain.trim_matches(['.', ' ']);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if media_type.is_called(extension) => {
            (stem.trim_end_matches(['.', ' ']), extension)
        }
        _ => (name, media_type.extension()),
    };
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{}.{extension}", shortened(stem, NAME_CHARS - 1 - extension.len()))
}

fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        // Bidi marks, embeddings, overrides and isolates; invisible joiners and separators; tags; the mark of a byte order.
        && !matches!(character, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        && !matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The middle goes: a name's end often tells one from another.
fn shortened(stem: &str, most: usize) -> String {
    let length = stem.chars().count();
    if length <= most {
        return stem.to_owned();
    }
    let (front, back) = (most / 2, most - most / 2 - 1);
    let end: String = stem.chars().skip(length - back).collect();
    stem.chars().take(front).chain(['…']).chain(end.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(said: &str, expect: &str) {
        assert_eq!(file_name(said, MediaType::Png), expect, "{said:?}");
    }

    #[test]
    fn a_name_is_one_plain_line_that_ends_as_the_file_is() {
        check("foot.png", "foot.png");
        check("Mein Schuh – links.PNG", "Mein Schuh – links.PNG");
        check("鞋 👟.png", "鞋 👟.png");
        check("../../etc/passwd", "passwd.png");
        check("C:\\Users\\ann\\a.png", "a.png");
        check("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1.png");
        check("invoice\u{202e}gnp.exe", "invoicegnp.exe.png");
        check("page.html", "page.html.png");
        check("x.svg", "x.svg.png");
        check("", "file.png");
        check("...", "file.png");
        check(".htaccess", "htaccess.png");
        check(" a .png", "a.png");
        check("con\0trol.png", "control.png");
    }

    #[test]
    fn a_long_name_keeps_its_ends() {
        let name = file_name(&format!("begin{}end.png", "x".repeat(10_000)), MediaType::Png);
        assert!(name.starts_with("begin") && name.chars().count() == NAME_CHARS, "{name}");
        let name = file_name(&format!("{}2.png", "x".repeat(200)), MediaType::Png);
        assert!(name.ends_with("x2.png") && name.chars().count() == NAME_CHARS, "{name}");
    }

    proptest! {
        #[test]
        fn whatever_is_said_the_name_can_be_shown_and_saved(said in any::<String>(), other in "[\\PC./\\\\\u{202a}-\u{202e}\r\n\0]{0,300}") {
            for said in [said, other] {
                for media_type in MediaType::ALL {
                    let name = file_name(&said, media_type);
                    prop_assert!(name.chars().count() <= NAME_CHARS && name.chars().all(is_plain), "{:?}", name);
                    prop_assert!(!name.contains(['/', '\\']) && !name.starts_with('.') && !name.starts_with(' '));
                    let (stem, extension) = name.rsplit_once('.').unwrap();
                    prop_assert!(!stem.is_empty() && media_type.is_called(extension));
                    prop_assert_eq!(file_name(&name, media_type), name, "it stays as it is");
                }
            }
        }
    }
}
