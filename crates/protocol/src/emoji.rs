//! Which messages are so few emoji, and nothing else, that both sides show them large.

/// How many emoji are shown large at most.
const MOST: usize = 3;

/// Whether a text is one to three emoji. Flags, families and tones of skin count as what they look like: one.
#[must_use]
pub fn is_few_emoji(text: &str) -> bool {
    let mut count = 0;
    let mut is_joined = false;
    let mut half_a_flag = false;
    for character in text.chars() {
        match character {
            ' ' => {}
            '\u{200d}' if count > 0 => is_joined = true,
            // How it is drawn, a tone of skin, letters of a region's flag.
            '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' if count > 0 => {}
            '\u{1f1e6}'..='\u{1f1ff}' => {
                count += usize::from(!half_a_flag);
                half_a_flag = !half_a_flag;
            }
            '\u{1f000}'..='\u{1faff}'
            | '\u{231a}'..='\u{23ff}'
            | '\u{2600}'..='\u{27bf}'
            | '\u{2b05}'..='\u{2b55}' => {
                count += usize::from(!is_joined);
                is_joined = false;
            }
            '\u{203c}' | '\u{2049}' | '\u{2139}' | '\u{2194}'..='\u{21aa}' => count += 1,
            _ => return false,
        }
        if count > MOST {
            return false;
        }
    }
    count > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_three_emoji_and_nothing_else() {
        for text in ["👍", "❤️", "👍👍👍", "🎉 🎂 🎁", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷🇯🇵", "👋🏽", "☀️☀️☀️", "ℹ️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
        {
            assert!(is_few_emoji(text), "{text}");
        }
        for text in ["", " ", "👍👍👍👍", "👍 ok", "42", "1️⃣", "\u{200d}", "\u{fe0f}", "…", "→ x", "🇩🇪🇩🇪🇩🇪🇩🇪"]
        {
            assert!(!is_few_emoji(text), "{text:?}");
        }
    }
}
