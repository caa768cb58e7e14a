//! Whole numbers as text. `to_string` and `format!` do the same, and bring all that they could do besides: 2 KB of the panel, which
//! has no other use of it.

/// A number in decimal digits.
pub(crate) fn decimal(number: u64) -> String {
    let mut digits = Vec::new();
    let mut rest = number;
    loop {
        digits.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// A length for a style sheet, in CSS px. Less than nothing is nothing.
pub(crate) fn pixels(length: i32) -> String {
    decimal(length.max(0).unsigned_abs().into()) + "px"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_does() {
        for number in [0, 7, 10, 101, u64::from(u32::MAX), u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
        assert_eq!([pixels(44), pixels(-3)], ["44px", "0px"]);
    }
}
