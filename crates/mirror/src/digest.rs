//! The 64-bit digest that tells two trees apart.
//!
//! A tree is a set of *facts*: this node is of that kind, stands below that parent and after that sibling, has
//! that value for that key. Each fact hashes to a number, and the digest is their sum. So a change costs one
//! subtraction and one addition, whatever the size of the page, and the order in which facts came to be does
//! not matter. It finds accidents, not forgeries: who controls one end can lie at the other anyway.

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// What kind of fact a number stands for, so that equal numbers of different meaning differ.
#[derive(Clone, Copy)]
pub(crate) enum Fact {
    Kind = 1,
    Place = 2,
    Value = 3,
    Text = 4,
}

/// Hashes one fact about the node of this number.
pub(crate) fn fact(fact: Fact, id: u32, first: u64, second: u64) -> u64 {
    let about = u64::from(id) << 3 | fact as u64;
    finish(absorb(absorb(about.wrapping_mul(MULTIPLIER), first), second))
}

/// Hashes text. The same on 32-bit and 64-bit machines, unlike the standard library's and Fx's hashers.
pub(crate) fn text(text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let state = words.iter().fold(text.len() as u64, |state, word| absorb(state, u64::from_le_bytes(*word)));
    let tail = rest.iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte));
    finish(absorb(state, tail))
}

fn absorb(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER)
}

fn finish(state: u64) -> u64 {
    let mixed = (state ^ state >> 32).wrapping_mul(MULTIPLIER);
    mixed ^ mixed >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_length_order_or_padding_differ() {
        let texts = ["", "\0", "\0\0", "a", "ab", "ba", "abcdefgh", "abcdefgh\0", "bacdefgh", "abcdefghi"];
        let mut digests: Vec<u64> = texts.iter().map(|value| text(value)).collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), texts.len());
    }

    #[test]
    fn the_digest_of_a_text_is_the_same_on_every_machine() {
        assert_eq!(text("Trainers in blue and white"), 0x0c2d_025a_ab1e_91c1);
    }
}
