//! Secrets that a browser keeps: a visitor's token, an agent's session cookie. The relay stores their hashes
//! only, so that a stolen database opens nobody's conversation.

use sha2::{Digest, Sha256};
use std::fmt;

/// 32 random bytes in hexadecimal. Shown once to its owner, never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// SHA-256 of a token: what the store holds. The token has 256 random bits, so the hash needs no salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl Token {
    /// A new secret from the operating system's randomness.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The secret in clear, to be sent to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl TokenHash {
    /// The hash of a secret as a browser sent it.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_256_bits_and_never_comes_twice() {
        let [one, two] = [Token::generate().unwrap(), Token::generate().unwrap()];
        assert_eq!(one.reveal().len(), 64);
        assert_ne!(one, two);
    }

    #[test]
    fn a_token_does_not_show_in_debug_output() {
        let token = Token::generate().unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
