//! Tools that a task needs and may have to install: found first, installed only when missing, and always said.

pub(crate) mod apt;
pub(crate) mod browser;
pub(crate) mod debian_rust;
pub(crate) mod node_modules;
pub(crate) mod rustup;
pub(crate) mod shipped_toolchain;
pub(crate) mod turn_server;
pub(crate) mod wasm_toolchain;
