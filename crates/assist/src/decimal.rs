//! Numbers as text. The standard library's way with floating point would weigh as much as all of the drawing.

/// Appends a whole number.
pub(crate) fn push_whole(text: &mut String, number: u64) {
    if number >= 10 {
        push_whole(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Appends a number, rounded to six places; something absurd for what is no number.
pub(crate) fn push(text: &mut String, number: f64) {
    let millionths = (number * 1e6).round() as i64;
    if millionths < 0 {
        text.push('-');
    }
    let millionths = millionths.unsigned_abs();
    push_whole(text, millionths / 1_000_000);
    let mut rest = millionths % 1_000_000;
    if rest == 0 {
        return;
    }
    text.push('.');
    let mut place = 100_000;
    while rest > 0 {
        push_whole(text, rest / place);
        rest %= place;
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_css_and_svg_read_them() {
        for (number, expected) in [
            (0.0, "0"),
            (7.0, "7"),
            (-12.5, "-12.5"),
            (0.05, "0.05"),
            (1_234.567_891, "1234.567891"),
            (0.000_000_4, "0"),
            (99.999_999_9, "100"),
            (-0.1, "-0.1"),
        ] {
            let mut text = String::new();
            push(&mut text, number);
            assert_eq!(text, expected, "{number}");
        }
    }

    #[test]
    fn what_is_no_number_does_no_harm() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX] {
            let mut text = String::new();
            push(&mut text, number);
            assert!(!text.is_empty());
        }
    }
}
