//! Makes the panel's words of `locales/en.toml`, and fails where another locale says less, more or otherwise; and its style sheets
//! without what only people read.

use std::{env, fs, io, path::Path};

/// Between these, in the program's data, stands what goes into its second module (`xtask/src/split/texts.rs`).
const DEFERRED: [&str; 2] = ["/*deferred>*/", "/*<deferred*/"];

fn main() -> io::Result<()> {
    alongside_locales::write_words("panel")?;
    let folder = env::var("OUT_DIR").map_err(io::Error::other)?;
    let [begin, end] = DEFERRED;
    for (name, before, after) in [("panel.css", "", ""), ("deferred.css", begin, end)] {
        let source = Path::new("src").join(name);
        println!("cargo::rerun-if-changed={}", source.display());
        let sheet = [before, &minified(&fs::read_to_string(source)?), after].concat();
        fs::write(Path::new(&folder).join(name), sheet)?;
    }
    Ok(())
}

/// A style sheet without its comments, and without white space where it means nothing. Of strings it expects that there is neither
/// a comment in them nor more than one space in a row.
fn minified(sheet: &str) -> String {
    let mut plain = String::new();
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let mut small = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    // A space before a colon stands between two selectors; one after it, behind a property's name.
    for (long, short) in [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("} ", "}"),
        ("; ", ";"),
        (";}", "}"),
        (", ", ","),
        (": ", ":"),
    ] {
        small = small.replace(long, short);
    }
    small
}
