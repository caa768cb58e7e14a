//! Names that nobody else will choose.

/// A random UUID (version 4). Not by `crypto.randomUUID`, which pages on plain `http:` do not have.
pub fn random_uuid() -> String {
    let mut bytes = [0_u8; 16];
    // Without the Web Crypto API, which no supported browser lacks, chance has to come from elsewhere.
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    uuid_v4(bytes)
}

/// Sixteen random bytes in UUID notation, marked as version 4.
fn uuid_v4(bytes: [u8; 16]) -> String {
    let mut uuid = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        for nibble in [byte >> 4, byte & 15] {
            uuid.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_carries_its_version_and_variant() {
        assert_eq!(uuid_v4([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid_v4([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn the_other_bits_are_the_random_ones() {
        let bytes =
            [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
        assert_eq!(uuid_v4(bytes), "01234567-89ab-4def-8123-456789abcdef");
    }
}
