//! What an asset is called: the SHA-256 of its bytes.

use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The SHA-256 of an asset's bytes; as text, 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AssetName(pub [u8; 32]);

impl AssetName {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for AssetName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// This is no asset's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAssetName;

impl FromStr for AssetName {
    type Err = NoAssetName;

    fn from_str(text: &str) -> Result<Self, NoAssetName> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 64 || !text.bytes().all(is_digit) {
            return Err(NoAssetName);
        }
        let mut name = [0; 32];
        for (byte, digits) in name.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = str::from_utf8(digits).map_err(|_| NoAssetName)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NoAssetName)?;
        }
        Ok(Self(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_nothing_else_is_one() {
        let name = AssetName::of(b"shoe");
        assert_eq!(name.to_string().parse(), Ok(name));
        for wrong in ["", "../../etc/passwd", &"A".repeat(64), &"0".repeat(63), &"é".repeat(32)] {
            assert_eq!(wrong.parse::<AssetName>(), Err(NoAssetName), "{wrong}");
        }
    }
}
