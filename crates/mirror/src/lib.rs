//! The DOM mirror: a page as a tree of plain values, the difference between two states of it, and the bytes
//! in which that difference travels.
//!
//! Owns: [`Tree`] and its digest, [`Observation`] → [`Op`] (*final-state diffing*: what a page is now, against
//! what the tree says it was), the frame codec ([`Encoder`], [`Decoder`]), and the list of what a mirror may
//! contain at all ([`allow`]).
//!
//! Does not own: the browser's DOM on either side (`alongside-capture` reads one, `alongside-viewer` builds
//! one), clocks, sockets, or which values are secret: a masked value never reaches this crate.
//!
//! The same code runs in the shopper's page, in the agent's console and natively under property tests and
//! fuzzers, so that the two ends agree by construction:
//!
//! ```
//! use alongside_mirror::{Decoder, Encoder, NewNode, NodeId, NodeKind, Observation, Tree};
//!
//! let mut page = Tree::new();
//! let root = NodeId::ROOT;
//! let text = NodeId::new(2).unwrap();
//! let mut seen = Observation::default();
//! seen.new_node(text, NewNode::text("In blue and white?"));
//! seen.children(root, [text]);
//!
//! let mut encoder = Encoder::new();
//! let mut decoder = Decoder::new();
//! decoder.decode(&encoder.keyframe(&page)).unwrap();
//!
//! let ops = page.reconcile(seen).unwrap();
//! decoder.decode(&encoder.delta(&page, &ops)).unwrap();
//! assert_eq!(decoder.tree().unwrap().digest(), page.digest());
//! ```

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod allow;
mod asset;
mod bytes;
mod changes;
mod compression;
mod cursor;
mod decode;
mod difference;
mod digest;
mod encode;
mod facts;
mod frame;
#[doc(hidden)]
pub mod fuzzing;
mod id;
mod increasing;
pub mod limits;
mod matches;
pub mod media_type;
mod name;
mod new_nodes;
mod node;
mod observation;
mod op;
mod range_coder;
mod reconcile;
mod slots;
mod strings;
mod table;
mod text;
mod tree;

pub use asset::{
    Asset, NamedAsset, STILL, decode_asset, decode_named_asset, encode_asset, encode_named_asset,
};
pub use decode::{Decoded, Decoder};
pub use encode::Encoder;
pub use frame::{FrameError, FrameKind, kind_of};
pub use id::NodeId;
pub use name::{Name, Names};
pub use node::{Key, Namespace, NewNode, Node, NodeKind, State};
pub use observation::Observation;
pub use op::Op;
pub use reconcile::ReconcileError;
pub use text::{Text, Texts};
pub use tree::{Tree, TreeError};
