//! The site's accent colour, and colours beside it that people can read. Pure.

/// The least contrast of text, by WCAG 2.2 AA.
const READABLE: f64 = 4.5;

/// The panel's surfaces, as in `panel.css`.
const LIGHT_SURFACE: Color = Color([255, 255, 255]);
const DARK_SURFACE: Color = Color([27, 29, 34]);

const WHITE: Color = Color([255, 255, 255]);
const BLACK: Color = Color([0, 0, 0]);

/// What Alongside looks like where a site has no colour of its own.
const DEFAULT: Color = Color([59, 91, 219]);

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color([u8; 3]);

/// The accent and its company, each as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Palette {
    /// Buttons and the shopper's bubbles.
    pub(crate) accent: String,
    /// Text on the accent.
    pub(crate) on_accent: String,
    /// The accent as text on the light panel: darkened until it can be read.
    pub(crate) ink_light: String,
    /// The accent as text on the dark panel: lightened until it can be read.
    pub(crate) ink_dark: String,
}

impl Palette {
    /// From a site's `#rrggbb`; anything else gives the default colour.
    pub(crate) fn of(accent: &str) -> Self {
        let accent = Color::parse(accent).unwrap_or(DEFAULT);
        let on_accent =
            if contrast(accent, WHITE) >= READABLE || contrast(accent, WHITE) >= contrast(accent, BLACK) {
                WHITE
            } else {
                BLACK
            };
        Self {
            accent: accent.hex(),
            on_accent: on_accent.hex(),
            ink_light: readable(accent, LIGHT_SURFACE, BLACK).hex(),
            ink_dark: readable(accent, DARK_SURFACE, WHITE).hex(),
        }
    }
}

impl Color {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    fn hex(self) -> String {
        let Self([red, green, blue]) = self;
        let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
        let digits = [red, green, blue].into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
        std::iter::once('#').chain(digits).collect()
    }

    /// A step from here to `other`; `share` is in 0..=1.
    fn toward(self, other: Self, share: f64) -> Self {
        let (Self([r, g, b]), Self([to_r, to_g, to_b])) = (self, other);
        let mix = |from: u8, to: u8| (f64::from(from) * (1.0 - share) + f64::from(to) * share).round() as u8;
        Self([mix(r, to_r), mix(g, to_g), mix(b, to_b)])
    }

    /// Relative luminance by WCAG, in 0..=1.
    fn luminance(self) -> f64 {
        let Self([red, green, blue]) = self;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

fn linear(channel: u8) -> f64 {
    let channel = f64::from(channel) / 255.0;
    // WCAG's curve is (c + 0.055) / 1.055 to the 2.4; this polynomial stays within 0.003 of it and saves the
    // widget the power function.
    channel * (channel * (channel * 0.305_306_011 + 0.682_171_111) + 0.012_522_878)
}

/// WCAG's contrast ratio, 1 to 21.
fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// `color`, moved toward `end` until it can be read on `surface`.
fn readable(color: Color, surface: Color, end: Color) -> Color {
    // A little more than required: the surface has tinted places too.
    (0..=20)
        .map(|step| color.toward(end, f64::from(step) / 20.0))
        .find(|candidate| contrast(*candidate, surface) >= READABLE + 0.4)
        .unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_contrasts_come_out_right() {
        assert!((contrast(WHITE, Color([0, 0, 0])) - 21.0).abs() < 0.1);
        assert!((contrast(WHITE, Color([0x76, 0x76, 0x76])) - 4.54).abs() < 0.1);
    }

    #[test]
    fn yellow_carries_dark_text_and_navy_carries_white() {
        assert_eq!(Palette::of("#ffd400").on_accent, BLACK.hex());
        assert_eq!(Palette::of("#0b1f4b").on_accent, WHITE.hex());
    }

    #[test]
    fn what_is_no_color_gives_the_default() {
        for text in ["", "red", "#fff", "#gggggg", "#+12345", "#1234567", "#ééé"] {
            assert_eq!(Palette::of(text).accent, DEFAULT.hex(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_accent_can_be_read_as_text_and_under_text(red: u8, green: u8, blue: u8) {
            let palette = Palette::of(&Color([red, green, blue]).hex());
            let color = |hex: &str| Color::parse(hex).expect("a palette holds colours");
            prop_assert!(contrast(color(&palette.accent), color(&palette.on_accent)) >= READABLE);
            prop_assert!(contrast(color(&palette.ink_light), LIGHT_SURFACE) >= READABLE);
            prop_assert!(contrast(color(&palette.ink_dark), DARK_SURFACE) >= READABLE);
        }
    }
}
