//! The DOM mirror: tree, diff, frame codec and hash.
