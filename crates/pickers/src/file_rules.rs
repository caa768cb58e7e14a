//! What is said of a file before it is sent. The relay looks at its content and has the last word; this spares the wait. Pure.

use crate::words::{self, Word};
use alongside_protocol::limits::ATTACHMENT_TYPES;

/// Why a file cannot be sent. Browsers say its type by its name, or nothing: then the relay decides.
pub(crate) fn objection(media_type: &str, bytes: f64, most: f64) -> Option<String> {
    if !media_type.is_empty()
        && !ATTACHMENT_TYPES.split(',').any(|accepted| accepted.eq_ignore_ascii_case(media_type))
    {
        return Some(words::get(Word::WrongType));
    }
    if bytes == 0.0 {
        return Some(words::get(Word::Empty));
    }
    (bytes > most).then(|| words::fill(Word::TooLarge, &[&words::size(bytes), &words::size(most)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_relay_would_refuse_is_not_sent() {
        let said = |media_type, bytes| objection(media_type, bytes, 1_048_576.0);
        assert_eq!(said("image/png", 1_048_576.0), None);
        assert_eq!(said("IMAGE/JPEG", 1.0), None);
        assert_eq!(said("", 1.0), None, "the relay decides");
        assert_eq!(said("image/svg+xml", 1.0).as_deref(), Some("Only pictures and PDF can be sent."));
        assert_eq!(said("application/pdf", 0.0).as_deref(), Some("This file is empty."));
        let large = said("image/png", 2_097_152.0).expect("it is too large");
        assert_eq!(large, "This file has 2 MB. Files may have up to 1 MB.");
    }
}
