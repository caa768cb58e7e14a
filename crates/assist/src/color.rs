//! Which colour an agent points and draws in. Pure.

/// Dark enough that white stands out on each by 4.5 to 1, and apart from one another; on dark pages the white outline tells.
pub(crate) const PALETTE: [&str; 6] = ["#c2255c", "#1864ab", "#2b6e2f", "#7a3fb0", "#a84300", "#0b6e6e"];

/// The colour of an agent: always the same, unless others who are here have it.
fn pick(agent: &str, taken: &[&str]) -> &'static str {
    let hash =
        agent.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let begin = hash % PALETTE.len();
    let turned = PALETTE.iter().cycle().skip(begin).take(PALETTE.len());
    turned.copied().find(|color| !taken.contains(color)).or(PALETTE.get(begin).copied()).unwrap_or("#1864ab")
}

/// The colours of the agents who are here.
#[derive(Default)]
pub(crate) struct Colors(Vec<(String, &'static str)>);

impl Colors {
    /// An agent's colour, for as long as it watches.
    pub(crate) fn of(&mut self, agent: &str) -> &'static str {
        if let Some((_, color)) = self.0.iter().find(|(known, _)| known == agent) {
            return color;
        }
        let taken: Vec<&str> = self.0.iter().map(|(_, color)| *color).collect();
        let color = pick(agent, &taken);
        self.0.push((agent.to_owned(), color));
        color
    }

    /// Forgets all but these agents.
    pub(crate) fn keep_agents(&mut self, agents: &[String]) {
        self.0.retain(|(agent, _)| agents.contains(agent));
    }
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
