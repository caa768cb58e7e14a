//! A binary range coder with adaptive models, as in LZMA: a bit that a model expects costs a fraction of a bit.
//!
//! Writer and reader walk the same models through one trait, so that what they mean by them can't drift apart.

/// How likely it is that the next bit is 0, of 2¹¹.
pub(crate) type Model = u16;

/// A model that expects nothing.
pub(crate) const UNKNOWN: Model = 1 << (MODEL_BITS - 1);

const MODEL_BITS: u32 = 11;

/// How fast models learn: each bit moves them by a sixteenth of the way.
const RATE: u32 = 4;

/// Below this, the range is widened by a byte.
const NARROW: u32 = 1 << 24;

/// One end of the line.
pub(crate) trait Coder {
    /// Writes `bit`, or reads one whatever `bit` is; returns the bit.
    fn bit(&mut self, model: &mut Model, bit: bool) -> bool;

    /// The same for a bit that nobody can expect.
    fn even_bit(&mut self, bit: bool) -> bool;
}

/// Writes bits behind `out`.
pub(crate) struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    low: u64,
    range: u32,
    /// A byte that may still be raised by a carry, and how many 0xff there are behind it.
    held: Option<u8>,
    held_full: usize,
}

impl<'a> BitWriter<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, low: 0, range: u32::MAX, held: None, held_full: 0 }
    }

    /// Ends the stream. The reader takes what is missing at its end for zeros.
    pub(crate) fn finish(mut self) {
        let start = self.out.len();
        // Of all numbers within the range, the one with the most zeros at its end.
        let end = self.low + u64::from(self.range - 1);
        let zeros = (0..32).rev().find(|zeros| end >> zeros << zeros >= self.low).unwrap_or_default();
        self.low = end >> zeros << zeros;
        for _ in 0..5 {
            self.shift();
        }
        while self.out.len() > start && self.out.last() == Some(&0) {
            self.out.pop();
        }
    }

    fn widen(&mut self) {
        while self.range < NARROW {
            self.range <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        let top = (self.low >> 24) as u8;
        let carry = (self.low >> 32) as u8;
        if top == 0xff && carry == 0 {
            self.held_full += 1;
        } else {
            self.out.extend(self.held.map(|held| held.wrapping_add(carry)));
            self.out.resize(self.out.len() + self.held_full, 0xff_u8.wrapping_add(carry));
            (self.held, self.held_full) = (Some(top), 0);
        }
        self.low = (self.low & 0x00ff_ffff) << 8;
    }
}

impl Coder for BitWriter<'_> {
    // One copy of it in a shop's page is enough.
    #[inline(never)]
    fn bit(&mut self, model: &mut Model, bit: bool) -> bool {
        let bound = (self.range >> MODEL_BITS) * u32::from(*model);
        if bit {
            self.low += u64::from(bound);
            self.range -= bound;
            *model -= *model >> RATE;
        } else {
            self.range = bound;
            *model += ((1 << MODEL_BITS) - *model) >> RATE;
        }
        self.widen();
        bit
    }

    fn even_bit(&mut self, bit: bool) -> bool {
        self.range >>= 1;
        if bit {
            self.low += u64::from(self.range);
        }
        self.widen();
        bit
    }
}

/// Reads bits. Any bytes are bits of something; that they are the right ones, the frame's digest proves.
pub(crate) struct BitReader<'a> {
    rest: std::slice::Iter<'a, u8>,
    code: u32,
    range: u32,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self { rest: bytes.iter(), code: 0, range: u32::MAX };
        for _ in 0..4 {
            reader.shift();
        }
        reader
    }

    fn shift(&mut self) {
        self.code = self.code << 8 | u32::from(self.rest.next().copied().unwrap_or_default());
    }

    fn widen(&mut self) {
        while self.range < NARROW {
            self.range <<= 8;
            self.shift();
        }
    }

    fn take(&mut self, bound: u32) -> bool {
        let bit = self.code >= bound;
        if bit {
            self.code -= bound;
            self.range -= bound;
        } else {
            self.range = bound;
        }
        bit
    }
}

impl Coder for BitReader<'_> {
    fn bit(&mut self, model: &mut Model, _: bool) -> bool {
        let bit = self.take((self.range >> MODEL_BITS) * u32::from(*model));
        if bit {
            *model -= *model >> RATE;
        } else {
            *model += ((1 << MODEL_BITS) - *model) >> RATE;
        }
        self.widen();
        bit
    }

    fn even_bit(&mut self, _: bool) -> bool {
        self.range &= !1;
        let bit = self.take(self.range >> 1);
        // The writer halves the range and forgets its odd part.
        self.widen();
        bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_come_back_expected_or_not(bits in prop::collection::vec((any::<bool>(), 0usize..4), 0..2_000)) {
            let mut out = vec![7];
            let mut writer = BitWriter::new(&mut out);
            let mut models = [UNKNOWN; 3];
            for (bit, model) in &bits {
                match models.get_mut(*model) {
                    Some(model) => writer.bit(model, *bit),
                    None => writer.even_bit(*bit),
                };
            }
            writer.finish();
            let mut reader = BitReader::new(&out[1..]);
            let mut models = [UNKNOWN; 3];
            for (bit, model) in bits {
                let read = match models.get_mut(model) {
                    Some(model) => reader.bit(model, false),
                    None => reader.even_bit(false),
                };
                prop_assert_eq!(read, bit);
            }
        }
    }

    #[test]
    fn a_thousand_bits_that_are_all_alike_take_a_few_bytes() {
        let mut out = Vec::new();
        let mut writer = BitWriter::new(&mut out);
        let mut model = UNKNOWN;
        (0..1_000).for_each(|_| {
            writer.bit(&mut model, false);
        });
        writer.finish();
        assert!(out.len() < 6, "{} bytes", out.len());
    }
}
