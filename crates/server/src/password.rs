//! Passwords: argon2id, checked at the same cost whether or not there is such a user. Knows no store.

use anyhow::Context;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// Letters and digits that cannot be mistaken for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Sixteen of 32 characters: 80 bits.
const GENERATED_LENGTH: usize = 16;

/// The argon2id hash of a password, in PHC notation, with a salt of its own. Takes tens of ms of CPU and
/// 19 MiB of memory: call it on a blocking thread.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn hash(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.context("the password could not be hashed")?.to_string())
}

/// Whether `password` is the one that `hash` was made of. As expensive as [`hash`].
pub fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A password to be shown to its owner once.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn generate() -> anyhow::Result<String> {
    let mut bytes = [0_u8; GENERATED_LENGTH];
    getrandom::fill(&mut bytes).context("the operating system gave no randomness for a password")?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let hashed = hash("correct horse").unwrap();
        assert!(hashed.starts_with("$argon2id$"), "{hashed}");
        assert!(matches("correct horse", &hashed));
        assert!(!matches("correct horse ", &hashed));
        assert!(!matches("correct horse", "not a hash"));
    }

    #[test]
    fn the_same_password_has_another_hash_each_time() {
        assert_ne!(hash("same").unwrap(), hash("same").unwrap());
    }

    #[test]
    fn a_generated_password_has_eighty_bits_of_unmistakable_characters() {
        let password = generate().unwrap();
        assert_eq!(password.len(), GENERATED_LENGTH);
        assert!(password.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(password, generate().unwrap());
    }
}
