//! What kind of field an element is, as far as acting on it goes. Pure.

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// A line of text: with a caret. Types that let no script see the caret have one as well.
    Line,
    /// `<textarea>`.
    Area,
    /// `contenteditable`.
    Rich,
    /// A number: text, and steps by arrow keys.
    Number,
    /// A date, a time, a colour: set as a whole.
    Whole,
    Checkbox,
    Radio,
    Slider,
    List,
    /// A button of whatever kind.
    Button,
    /// Nothing to fill in.
    None,
}

impl Field {
    /// Of an element's name, its `type` and whether it can be edited.
    pub(crate) fn of(name: &str, kind: &str, is_editable: bool) -> Self {
        match name {
            "textarea" => Self::Area,
            "select" => Self::List,
            "button" => Self::Button,
            "input" => match kind {
                "checkbox" => Self::Checkbox,
                "radio" => Self::Radio,
                "range" => Self::Slider,
                "number" => Self::Number,
                "button" | "submit" | "reset" | "image" => Self::Button,
                "date" | "time" | "datetime-local" | "month" | "week" | "color" => Self::Whole,
                // Whatever is asked of them, they are no agent's.
                "password" | "file" | "hidden" => Self::None,
                _ => Self::Line,
            },
            _ if is_editable => Self::Rich,
            _ => Self::None,
        }
    }

    /// Whether text goes in at a caret.
    pub(crate) fn has_caret(self) -> bool {
        matches!(self, Self::Line | Self::Area | Self::Rich | Self::Number)
    }

    /// Whether Enter in it sends the form.
    pub(crate) fn submits(self) -> bool {
        matches!(self, Self::Line | Self::Number | Self::Whole | Self::Checkbox | Self::Radio | Self::Slider)
    }
}

/// A slider's value at so many ten-thousandths of its range.
pub(crate) fn slid(least: f64, most: f64, to: u16) -> f64 {
    least + (most - least).max(0.0) * f64::from(to.min(10_000)) / 10_000.0
}

/// The `code` and `keyCode` of the key that writes a character; those that differ from one keyboard to the next have none.
pub(crate) fn key_of(character: char) -> (String, u32) {
    let mut code = String::new();
    let upper = character.to_ascii_uppercase();
    if upper.is_ascii_uppercase() {
        code.push_str("Key");
        code.push(upper);
    } else if upper.is_ascii_digit() {
        code.push_str("Digit");
        code.push(upper);
    } else if character == ' ' {
        code.push_str("Space");
    } else {
        return (code, 0);
    }
    (code, u32::from(upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_a_file_and_what_is_hidden_are_no_fields_for_an_agent() {
        for kind in ["password", "file", "hidden"] {
            assert_eq!(Field::of("input", kind, false), Field::None, "{kind}");
        }
    }

    #[test]
    fn fields_are_known_by_name_and_type() {
        for (name, kind, is_editable, expected) in [
            ("input", "text", false, Field::Line),
            ("input", "email", false, Field::Line),
            ("input", "search", false, Field::Line),
            ("input", "number", false, Field::Number),
            ("input", "date", false, Field::Whole),
            ("input", "range", false, Field::Slider),
            ("input", "submit", false, Field::Button),
            ("textarea", "textarea", false, Field::Area),
            ("select", "select-one", false, Field::List),
            ("div", "", true, Field::Rich),
            ("div", "", false, Field::None),
        ] {
            assert_eq!(Field::of(name, kind, is_editable), expected, "{name} {kind}");
        }
    }

    #[test]
    fn a_slider_goes_from_end_to_end() {
        assert_eq!(slid(10.0, 30.0, 0), 10.0);
        assert_eq!(slid(10.0, 30.0, 2_500), 15.0);
        assert_eq!(slid(10.0, 30.0, 60_000), 30.0);
        assert_eq!(slid(10.0, -5.0, 10_000), 10.0, "a range that is none");
    }

    #[test]
    fn letters_and_digits_have_keys() {
        assert_eq!(key_of('a'), ("KeyA".into(), 65));
        assert_eq!(key_of('A'), ("KeyA".into(), 65));
        assert_eq!(key_of('7'), ("Digit7".into(), 55));
        assert_eq!(key_of(' '), ("Space".into(), 32));
        assert_eq!(key_of('ß'), (String::new(), 0));
    }
}
