//! Writes the tables into a folder, such as `dist/embed/locales`: to see a translation without building anything else anew.

use alongside_locales::{Locales, folder};
use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let into = PathBuf::from(env::args().nth(1).ok_or("Say which folder, such as dist/embed/locales.")?);
    fs::create_dir_all(&into)?;
    for (name, table) in Locales::read(&folder())?.tables() {
        fs::write(into.join(name), table)?;
    }
    Ok(())
}
