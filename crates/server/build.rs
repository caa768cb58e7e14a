//! Tells Cargo when the binary's embedded pages are out of date.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A debug build reads `dist/` from disk at each request and need not be built again for it.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../dist");
    }
}
