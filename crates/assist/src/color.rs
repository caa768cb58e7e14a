//! Which colour an agent points and draws in. Pure.

/// Dark enough that white stands out on each by 4.5 to 1, and apart from one another; on dark pages the white outline tells.
pub(crate) const PALETTE: [&str; 6] = ["#c2255c", "#1864ab", "#2b6e2f", "#7a3fb0", "#a84300", "#0b6e6e"];

/// The colour of an agent: always the same, unless others who are here have it.
pub(crate) fn pick(agent: &str, taken: &[&str]) -> &'static str {
    let hash =
        agent.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let begin = hash % PALETTE.len();
    let turned = PALETTE.iter().cycle().skip(begin).take(PALETTE.len());
    turned.copied().find(|color| !taken.contains(color)).or(PALETTE.get(begin).copied()).unwrap_or("#1864ab")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn white_can_be_read_on_each_of_them() {
        for color in PALETTE {
            let contrast = 1.05 / (luminance(color) + 0.05);
            assert!(contrast >= 4.5, "{color}: {contrast}");
        }
    }

    #[test]
    fn two_agents_have_two_colors_and_each_keeps_its_own() {
        let first = pick("a1", &[]);
        assert_eq!(pick("a1", &[]), first);
        assert_ne!(pick("a1", &[first]), first);
        assert!(PALETTE.contains(&pick("a1", &PALETTE)));
    }
}
