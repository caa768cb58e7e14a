//! Names and values that were sent before are sent as numbers.
//!
//! Both ends keep the same two rings since the keyframe: one of names, one of short values. What is new takes the place
//! of the oldest. The text itself stands apart from the numbers, in the body's second section.

use crate::bytes::{Reader, write_number};
use crate::compression::Sections;
use crate::{FrameError, Name, Names, Text, limits};

/// The last so many things that were sent, by number.
#[derive(Clone, Debug)]
struct Ring<T> {
    items: Vec<T>,
    oldest: usize,
    most: usize,
}

impl<T> Ring<T> {
    fn of(most: usize) -> Self {
        Self { items: Vec::new(), oldest: 0, most }
    }

    /// Takes something in; returns its number.
    fn push(&mut self, item: T) -> usize {
        if self.items.len() < self.most {
            self.items.push(item);
            return self.items.len() - 1;
        }
        let number = self.oldest;
        if let Some(place) = self.items.get_mut(number) {
            *place = item;
        }
        self.oldest = (number + 1) % self.most;
        number
    }
}

/// The sender's rings.
#[derive(Clone, Debug)]
pub(crate) struct SentStrings {
    /// The digests of the names that were sent.
    names: Ring<u64>,
    /// By a name's place in its table, its number when it was sent last. Another may have it now.
    name_numbers: Vec<usize>,
    values: Ring<Text>,
    /// By the end of a value's digest, its number when it was sent last. Another may have it now.
    value_numbers: Vec<u16>,
}

/// Twice as many as there are values, so that few share a place.
const VALUE_NUMBERS: usize = 2 * limits::REMEMBERED_VALUES;

impl Default for SentStrings {
    fn default() -> Self {
        Self {
            names: Ring::of(limits::REMEMBERED_NAMES),
            name_numbers: Vec::new(),
            values: Ring::of(limits::REMEMBERED_VALUES),
            value_numbers: vec![0; VALUE_NUMBERS],
        }
    }
}

impl SentStrings {
    pub(crate) fn write_name(&mut self, name: Name, names: &Names, out: &mut Sections) {
        let index = name.index() as usize;
        if self.name_numbers.len() <= index {
            self.name_numbers.resize(index + 1, 0);
        }
        let (digest, Some(number)) = (names.digest(name), self.name_numbers.get_mut(index)) else { return };
        if self.names.items.get(*number) == Some(&digest) {
            return write_known(*number, out);
        }
        write_new(names.text(name), out);
        *number = self.names.push(digest);
    }

    pub(crate) fn write_value(&mut self, value: &Text, out: &mut Sections) {
        let number = self.value_numbers.get_mut(value.digest() as usize % VALUE_NUMBERS);
        if let Some(number) = &number
            && self.values.items.get(usize::from(**number)) == Some(value)
        {
            return write_known(usize::from(**number), out);
        }
        write_new(value, out);
        if is_remembered(value)
            && let Some(number) = number
        {
            *number = self.values.push(value.clone()) as u16;
        }
    }
}

/// An even number is one of the ring's.
fn write_known(number: usize, out: &mut Sections) {
    write_number(&mut out.structure, (number as u64) << 1);
}

/// An odd one is the length of new text.
fn write_new(text: &str, out: &mut Sections) {
    write_number(&mut out.structure, (text.len() as u64) << 1 | 1);
    out.text.extend_from_slice(text.as_bytes());
}

/// The receiver's rings.
#[derive(Clone, Debug)]
pub(crate) struct ReceivedStrings {
    names: Ring<Name>,
    values: Ring<Text>,
}

impl Default for ReceivedStrings {
    fn default() -> Self {
        Self { names: Ring::of(limits::REMEMBERED_NAMES), values: Ring::of(limits::REMEMBERED_VALUES) }
    }
}

/// What a number on the wire stands for.
enum Said<'a> {
    Known(usize),
    New(&'a str),
}

impl ReceivedStrings {
    /// The names that a frame may refer to.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name> {
        self.names.items.iter().copied()
    }

    pub(crate) fn read_name(
        &mut self,
        reader: &mut Reader<'_>,
        text: &mut &str,
        names: &mut Names,
    ) -> Result<Name, FrameError> {
        let text = match read(reader, text)? {
            Said::Known(number) => return known(&self.names, number, "name").copied(),
            Said::New(text) => text,
        };
        if text.len() > limits::NAME_BYTES {
            return Err(FrameError::TooLong { length: text.len(), most: limits::NAME_BYTES });
        }
        let name = names.intern(text);
        self.names.push(name);
        Ok(name)
    }

    pub(crate) fn read_value(
        &mut self,
        reader: &mut Reader<'_>,
        text: &mut &str,
    ) -> Result<Text, FrameError> {
        let value = match read(reader, text)? {
            Said::Known(number) => return known(&self.values, number, "value").cloned(),
            Said::New(text) => Text::from(text),
        };
        if is_remembered(&value) {
            self.values.push(value.clone());
        }
        Ok(value)
    }
}

fn read<'a>(reader: &mut Reader<'_>, text: &mut &'a str) -> Result<Said<'a>, FrameError> {
    let number = reader.number()?;
    let (is_new, number) = (number & 1 == 1, usize::try_from(number >> 1));
    let number = number.map_err(|_| FrameError::NumberTooLarge)?;
    if !is_new {
        return Ok(Said::Known(number));
    }
    if number > limits::STRING_BYTES {
        return Err(FrameError::TooLong { length: number, most: limits::STRING_BYTES });
    }
    let (new, rest) = text.split_at_checked(number).ok_or(FrameError::Truncated)?;
    *text = rest;
    Ok(Said::New(new))
}

fn known<'a, T>(ring: &'a Ring<T>, number: usize, what: &'static str) -> Result<&'a T, FrameError> {
    let number_u32 = u32::try_from(number).unwrap_or(u32::MAX);
    ring.items.get(number).ok_or(FrameError::UnknownCode { what, number: number_u32 })
}

/// Whether both ends keep a value: long ones seldom come back.
fn is_remembered(value: &str) -> bool {
    (1..=limits::REMEMBERED_VALUE_BYTES).contains(&value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_agree_on_ten_thousand_values_and_names_however_often_the_rings_went_round() {
        let (mut sent, mut received) = (SentStrings::default(), ReceivedStrings::default());
        let (mut ours, mut theirs) = (Names::default(), Names::default());
        for round in 0..10_000u32 {
            let name = ours.intern(&format!("data-{}", round % 2_000));
            let mut out = Sections::default();
            sent.write_name(name, &ours, &mut out);
            let values = [format!("value {}", round % 5_000), format!("{}", round % 7), String::new()];
            values.iter().for_each(|value| sent.write_value(&value.as_str().into(), &mut out));
            let (mut reader, mut text) =
                (Reader::new(&out.structure), std::str::from_utf8(&out.text).expect("text"));
            let read = received.read_name(&mut reader, &mut text, &mut theirs).expect("it was just written");
            assert_eq!(theirs.text(read), ours.text(name));
            for value in values {
                let read = received.read_value(&mut reader, &mut text).expect("it was just written");
                assert_eq!(*read, *value);
            }
            assert!(text.is_empty());
        }
        assert_eq!(sent.values.items.len(), limits::REMEMBERED_VALUES);
        assert_eq!(sent.names.items.len(), limits::REMEMBERED_NAMES);
    }

    #[test]
    fn a_number_from_beyond_the_ring_is_refused() {
        let mut received = ReceivedStrings::default();
        let refused = received.read_value(&mut Reader::new(&[18]), &mut "");
        assert_eq!(refused, Err(FrameError::UnknownCode { what: "value", number: 9 }));
    }
}
