//! What a frame may ask of the one who decodes it. Each bound is checked before memory is taken for it.

/// Most nodes of a tree.
pub const NODES: usize = 400_000;

/// Most values of one node; browsers cope with more, but no page needs them.
pub const VALUES: usize = 256;

/// How many nodes may be looked at in one frame: to see how deep moved subtrees are, and, by who shows them, to move them. An
/// honest page moves each node once at most.
pub const WORK: usize = 4 * NODES;

/// As how many nodes a frame within the page counts when it is moved: it begins its document anew.
pub const FRAME_WORK: usize = 2_000;

/// Deepest nesting of a tree, in nodes: what browsers still lay out without giving up.
pub const DEPTH: usize = 1_500;

/// Longest text, attribute value or style sheet, in bytes of UTF-8.
pub const STRING_BYTES: usize = 12 * 1024 * 1024;

/// Most text of a tree, its values included, in bytes of UTF-8. What is said twice counts twice, as it does to a browser.
pub const TREE_BYTES: usize = 64 * 1024 * 1024;

/// What a value counts beside its text, in bytes.
pub const VALUE_BYTES: usize = 16;

/// Most element and attribute names that a decoder keeps; those that no node has any more give way first.
pub const NAMES: usize = 16_384;

/// Most names that go by a number on the wire; the oldest gives way.
pub const REMEMBERED_NAMES: usize = 1_024;

/// Longest element or attribute name, in bytes of UTF-8.
pub const NAME_BYTES: usize = 256;

/// Most values remembered for repetition; the oldest is forgotten first.
pub const REMEMBERED_VALUES: usize = 4_096;

/// Longest value remembered for repetition, in bytes of UTF-8.
pub const REMEMBERED_VALUE_BYTES: usize = 256;

/// Most steps of one delta: a page that is all new, told twice over.
pub const STEPS: usize = 2 * NODES;

/// Longest part of a body that is not text, in bytes: a keyframe of as many nodes as there may be needs far less.
pub const STRUCTURE_BYTES: usize = 24 * 1024 * 1024;

/// Longest body of a frame before compression, in bytes.
pub const BODY_BYTES: usize = 64 * 1024 * 1024;

/// Most bytes of body for a byte that was sent.
pub const EXPANSION: usize = 1_024;

/// How much of a stream's own past a frame may refer to at least, in bytes; both ends keep up to twice as much.
pub const HISTORY_BYTES: usize = 256 * 1024;

/// Largest image, font or other asset, in bytes.
pub const ASSET_BYTES: usize = 4 * 1024 * 1024;
