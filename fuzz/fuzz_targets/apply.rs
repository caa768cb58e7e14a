#![no_main]

#[path = "../src/apply.rs"]
mod apply;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| apply::run(bytes));
