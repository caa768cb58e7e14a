//! Names and values that were sent before are sent as numbers.
//!
//! Both ends keep the same two tables since the keyframe. Names stay (a page has few, and the tables stop
//! growing at [`limits::NAMES`]); short values are remembered in a ring of [`limits::REMEMBERED_VALUES`], where
//! the oldest gives way.

use crate::bytes::{Reader, write_number, write_text};
use crate::{FrameError, Name, Names, limits};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Says that text follows instead of a number from the table. Table numbers start at 1.
const LITERAL: u64 = 0;

/// The sender's tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentStrings {
    /// By the name's place in its table: its number on the wire, 0 for none yet.
    names: Vec<u32>,
    names_sent: u32,
    values: FxHashMap<Rc<str>, u32>,
    ring: Vec<Rc<str>>,
    oldest: usize,
}

impl SentStrings {
    pub(crate) fn write_name(&mut self, name: Name, names: &Names, out: &mut Vec<u8>) {
        if self.names.len() < names.len() {
            self.names.resize(names.len(), 0);
        }
        let Some(number) = self.names.get_mut(name.index() as usize) else { return };
        if *number != 0 {
            return write_number(out, (*number).into());
        }
        write_number(out, LITERAL);
        write_text(out, names.text(name));
        if (self.names_sent as usize) < limits::NAMES {
            self.names_sent += 1;
            *number = self.names_sent;
        }
    }

    pub(crate) fn write_value(&mut self, value: &str, out: &mut Vec<u8>) {
        if let Some(place) = self.values.get(value) {
            return write_number(out, u64::from(*place) + 1);
        }
        write_number(out, LITERAL);
        write_text(out, value);
        if !is_remembered(value) {
            return;
        }
        let value: Rc<str> = value.into();
        let place = if self.ring.len() < limits::REMEMBERED_VALUES {
            self.ring.push(value.clone());
            self.ring.len() - 1
        } else {
            let place = self.oldest;
            if let Some(slot) = self.ring.get_mut(place) {
                self.values.remove(slot);
                *slot = value.clone();
            }
            self.oldest = (place + 1) % limits::REMEMBERED_VALUES;
            place
        };
        self.values.insert(value, place as u32);
    }
}

/// The receiver's tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReceivedStrings {
    names: Vec<Name>,
    ring: Vec<Rc<str>>,
    oldest: usize,
}

impl ReceivedStrings {
    pub(crate) fn read_name(
        &mut self,
        reader: &mut Reader<'_>,
        names: &mut Names,
    ) -> Result<Name, FrameError> {
        let number = reader.number_u32()?;
        if let Some(index) = number.checked_sub(1) {
            let known = self.names.get(index as usize).copied();
            return known.ok_or(FrameError::UnknownCode { what: "name", number });
        }
        let text = reader.text()?;
        if text.len() > limits::NAME_BYTES {
            return Err(FrameError::TooLong { length: text.len(), most: limits::NAME_BYTES });
        }
        let name = names.intern(text);
        if names.len() > 2 * limits::NAMES {
            return Err(FrameError::TooMany { what: "names", most: 2 * limits::NAMES });
        }
        if self.names.len() < limits::NAMES {
            self.names.push(name);
        }
        Ok(name)
    }

    pub(crate) fn read_value(&mut self, reader: &mut Reader<'_>) -> Result<Box<str>, FrameError> {
        let number = reader.number_u32()?;
        if let Some(place) = number.checked_sub(1) {
            let known = self.ring.get(place as usize);
            return known
                .map(|value| (&**value).into())
                .ok_or(FrameError::UnknownCode { what: "value", number });
        }
        let value = reader.text()?;
        if is_remembered(value) {
            if self.ring.len() < limits::REMEMBERED_VALUES {
                self.ring.push(value.into());
            } else {
                if let Some(slot) = self.ring.get_mut(self.oldest) {
                    *slot = value.into();
                }
                self.oldest = (self.oldest + 1) % limits::REMEMBERED_VALUES;
            }
        }
        Ok(value.into())
    }
}

/// Whether both ends keep a value: one byte is as short as a number, and long ones seldom come back.
fn is_remembered(value: &str) -> bool {
    (2..=limits::REMEMBERED_VALUE_BYTES).contains(&value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_agree_on_ten_thousand_values_however_often_the_ring_went_round() {
        let (mut sent, mut received) = (SentStrings::default(), ReceivedStrings::default());
        for round in 0..10_000u32 {
            for value in [format!("value {}", round % 5_000), format!("{}", round % 7), String::new()] {
                let mut out = Vec::new();
                sent.write_value(&value, &mut out);
                let read = received.read_value(&mut Reader::new(&out)).expect("it was just written");
                assert_eq!(*read, *value);
            }
        }
        assert_eq!(sent.ring.len(), limits::REMEMBERED_VALUES);
        assert_eq!(sent.values.len(), limits::REMEMBERED_VALUES);
    }

    #[test]
    fn a_number_from_beyond_the_table_is_refused() {
        let mut received = ReceivedStrings::default();
        let refused = received.read_value(&mut Reader::new(&[9]));
        assert_eq!(refused, Err(FrameError::UnknownCode { what: "value", number: 9 }));
    }
}
