//! Bytes as they travel: brotli at its best quality, as a server would have it prepared.

use std::io::Write as _;

/// Bytes after compression.
pub(crate) fn brotli_length(bytes: &[u8]) -> usize {
    const BUFFER: usize = 4096;
    const QUALITY: u32 = 11;
    const WINDOW_BITS: u32 = 22;
    let mut compressed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut compressed, BUFFER, QUALITY, WINDOW_BITS);
        // Writing to memory fails only when memory does.
        let _ = writer.write_all(bytes);
    }
    compressed.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_costs_next_to_nothing_and_noise_costs_itself() {
        assert!(brotli_length(&[b'a'; 100_000]) < 50);
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[0]
        })
        .take(10_000)
        .collect();
        assert!(brotli_length(&noise) > 9_900);
    }
}
