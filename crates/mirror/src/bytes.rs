//! Numbers and text as bytes: LEB128 for numbers, length and UTF-8 for text.

use crate::frame::FrameError;
use crate::limits;

/// Appends a number, seven bits a byte, the lowest first.
pub(crate) fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a difference, small ones of either sign in few bytes.
pub(crate) fn write_difference(out: &mut Vec<u8>, difference: i64) {
    write_number(out, (difference << 1 ^ difference >> 63).cast_unsigned());
}

/// Appends text with its length.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    write_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Reads what the functions above write, and trusts nothing.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Result<u8, FrameError> {
        let (byte, rest) = self.rest.split_first().ok_or(FrameError::Truncated)?;
        self.rest = rest;
        Ok(*byte)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], FrameError> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(FrameError::Truncated)?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(crate) fn number(&mut self) -> Result<u64, FrameError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                break;
            }
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(FrameError::NumberTooLarge)
    }

    pub(crate) fn number_u32(&mut self) -> Result<u32, FrameError> {
        u32::try_from(self.number()?).map_err(|_| FrameError::NumberTooLarge)
    }

    pub(crate) fn difference(&mut self) -> Result<i64, FrameError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A length of something that takes at least one byte of what is left, so that nobody allocates for more
    /// than was sent.
    pub(crate) fn length(&mut self, most: usize) -> Result<usize, FrameError> {
        let length = usize::try_from(self.number()?).map_err(|_| FrameError::NumberTooLarge)?;
        if length > most {
            return Err(FrameError::TooLong { length, most });
        }
        if length > self.rest.len() {
            return Err(FrameError::Truncated);
        }
        Ok(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, FrameError> {
        let length = self.length(limits::STRING_BYTES)?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| FrameError::NotUtf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_differences_and_texts_come_back(number: u64, difference: i64, text: String) {
            let mut out = Vec::new();
            write_number(&mut out, number);
            write_difference(&mut out, difference);
            write_text(&mut out, &text);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.number(), Ok(number));
            prop_assert_eq!(reader.difference(), Ok(difference));
            prop_assert_eq!(reader.text(), Ok(text.as_str()));
            prop_assert!(reader.is_at_end());
        }
    }

    #[test]
    fn a_length_beyond_what_is_left_is_refused_before_memory_is_taken() {
        let mut out = Vec::new();
        write_number(&mut out, 1 << 40);
        assert!(matches!(Reader::new(&out).text(), Err(FrameError::TooLong { .. })));
        assert_eq!(Reader::new(&[5, b'a']).text(), Err(FrameError::Truncated));
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_refused() {
        assert_eq!(Reader::new(&[0xff; 10]).number(), Err(FrameError::NumberTooLarge));
        assert_eq!(Reader::new(&[0x80]).number(), Err(FrameError::Truncated));
    }
}
