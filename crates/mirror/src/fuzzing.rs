//! For the fuzzers in `fuzz/` only: frames around any body, and a decoder that looks at them although no digest fits.

use crate::Decoder;
use crate::compression::{History, Sections};
use crate::frame::{FrameKind, Header};

/// A decoder that lets any digest pass.
pub fn lenient_decoder() -> Decoder {
    let mut decoder = Decoder::new();
    decoder.is_lenient = true;
    decoder
}

/// Puts a keyframe, and then deltas, around bodies that need not make sense.
#[derive(Debug, Default)]
pub struct FrameMaker {
    index: u64,
    history: History,
}

impl FrameMaker {
    /// The next frame.
    pub fn frame(&mut self, structure: &[u8], text: &[u8]) -> Vec<u8> {
        let kind = if self.index == 0 { FrameKind::Keyframe } else { FrameKind::Delta };
        let mut out = Vec::new();
        Header { generation: 1, index: self.index, digest: 0 }.write(kind, &mut out);
        self.index += 1;
        self.history.write(&Sections { structure: structure.to_vec(), text: text.to_vec() }, &mut out);
        out
    }
}
