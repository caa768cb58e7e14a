//! The relay's settings: one TOML file, and flags of the same names that go before it.
//!
//! [`RawConfig`] is what was written, each key optional; [`Config`] is what holds, complete and checked.

mod raw;
mod resolved;

pub use raw::RawConfig;
pub(crate) use raw::nearest;
pub use resolved::Config;
