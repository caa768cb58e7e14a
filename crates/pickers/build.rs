//! Makes the pickers' words of `locales/en.toml`, and fails where another locale says less, more or otherwise.

use alongside_locales::{Locales, folder};
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../locales");
    let locales = match Locales::read(&folder()) {
        Ok(locales) => locales,
        Err(error) => {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            return Ok(());
        }
    };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), locales.rust("pickers"))?;
    Ok(())
}
