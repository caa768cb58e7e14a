#![no_main]

#[path = "../src/sieve.rs"]
mod sieve;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sieve::run(bytes));
