//! The allocator of modules that run in a shop's page: a third of the standard library's, which is 2 KB after brotli in each of them.
//!
//! Owns: which allocator that is. A module has it by `use alongside_heap as _;`, and so has a program that such a module is part of.
//! Natively this crate is empty.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
