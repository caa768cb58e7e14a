//! Joining a shopper by the code that she reads out: how far that has come. Pure.

use alongside_protocol::{ErrorCode, SessionId};

/// How many digits a code has.
pub const DIGITS: usize = 6;

/// How far it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Redeem {
    /// Nobody joins by code.
    #[default]
    Closed,
    /// The agent types the code.
    Open {
        /// Why the last one was refused.
        error: Option<ErrorCode>,
    },
    /// The relay looks for the shopper, for the session of this name.
    Waiting(SessionId),
}

impl Redeem {
    /// Whether the field for the code shows.
    pub fn is_open(&self) -> bool {
        *self != Self::Closed
    }

    /// The relay refused something. Returns whether it was this.
    pub fn refused(&mut self, code: ErrorCode) -> bool {
        let is_ours = matches!(self, Self::Waiting(_))
            && matches!(code, ErrorCode::WrongCode | ErrorCode::TooManyTries);
        if is_ours {
            *self = Self::Open { error: Some(code) };
        }
        is_ours
    }

    /// The line is gone, and with it the answer.
    pub fn interrupted(&mut self) {
        if matches!(self, Self::Waiting(_)) {
            *self = Self::Open { error: None };
        }
    }
}

/// The digits of what was typed or pasted, as many as a code has.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_pasted_with_whatever_stands_between_its_digits() {
        assert_eq!(digits(" 123 456"), "123456");
        assert_eq!(digits("Code: 12-34-56, thanks 7"), "123456");
        assert_eq!(digits("12"), "12");
    }

    #[test]
    fn only_a_refusal_of_a_code_is_about_the_code() {
        let mut redeem = Redeem::Waiting("s".into());
        assert!(!redeem.refused(ErrorCode::UnknownConversation));
        assert!(redeem.refused(ErrorCode::WrongCode));
        assert_eq!(redeem, Redeem::Open { error: Some(ErrorCode::WrongCode) });
        assert!(!redeem.refused(ErrorCode::WrongCode), "it was told already");
    }
}
