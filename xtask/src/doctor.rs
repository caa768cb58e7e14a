//! `cargo xtask doctor`: what the tasks need, what of it is here, and how to get the rest. Installs nothing.

use std::process::Command;

use anyhow::Result;

use crate::setup::{browser, node_modules, rustup, wasm_toolchain};
use crate::{free_space, ports, program};

/// One line of the table.
struct Item {
    name: &'static str,
    /// What was found, or what is missing.
    state: Result<String, String>,
    /// What to do when it is missing.
    fix: String,
    /// Whether tasks put it right by themselves.
    by_itself: bool,
}

/// Prints the table. False when something is missing that no task would install.
pub(crate) fn run() -> Result<bool> {
    let items = look();
    println!("{}", table(&items));
    let missing = items.iter().any(|item| item.state.is_err() && !item.by_itself);
    Ok(!missing)
}

fn look() -> Vec<Item> {
    let mut items = vec![
        item("rustc", version("rustc"), "install Rust with rustup", false),
        item("cargo", version("cargo"), "install Rust with rustup", false),
        item("rustup", version("rustup"), "not needed where the wasm toolchain is found", true),
        item("rustfmt", version("rustfmt"), "rustup component add rustfmt (for `test`)", false),
        item("clippy", version("cargo-clippy"), "rustup component add clippy (for `test`)", false),
        item("nextest", version("cargo-nextest"), "optional: cargo install cargo-nextest", true),
        item("wasm toolchain", wasm(), &wasm_fix(), true),
        item("node", node(), "install Node 20 or newer (for `test` and `bench`)", false),
        item("npm", found(program::answer(program::npm("npm").arg("--version"))), "comes with Node", false),
        item("npm packages", npm_packages(), "`test` installs them, or npm ci in tests/", true),
        item("chromium", chromium(), "`test` installs it with apt, or name one in ALONGSIDE_CHROMIUM", true),
        item("disk", disk(), "make room, or set CARGO_TARGET_DIR to another disk", false),
    ];
    for port in ports::DEMO {
        let state = if ports::free(port.number) {
            Ok(format!("{} is free", port.number))
        } else {
            Err(format!("{} is taken", port.number))
        };
        let fix = format!("stop what uses it (a demo?), or cargo xtask demo {} N", port.flag);
        items.push(item(port.owner, state, &fix, true));
    }
    items
}

fn item(name: &'static str, state: Result<String, String>, fix: &str, by_itself: bool) -> Item {
    Item { name, state, fix: fix.to_owned(), by_itself }
}

fn found(answer: Option<String>) -> Result<String, String> {
    let line = answer.and_then(|text| text.lines().next().map(str::to_owned));
    line.ok_or_else(|| "not found".to_owned())
}

fn version(name: &str) -> Result<String, String> {
    found(program::answer(Command::new(name).arg("--version")))
}

fn wasm() -> Result<String, String> {
    wasm_toolchain::find().map(|toolchain| toolchain.name().to_owned()).ok_or_else(|| "not found".to_owned())
}

fn wasm_fix() -> String {
    format!("`demo` and `test` install it, or rustup target add {}", rustup::WASM_TARGET)
}

fn node() -> Result<String, String> {
    let version = found(node_modules::node_version())?;
    if node_modules::new_enough(&version) { Ok(version) } else { Err(format!("{version} is too old")) }
}

fn npm_packages() -> Result<String, String> {
    if node_modules::up_to_date() { Ok("as locked".to_owned()) } else { Err("not installed".to_owned()) }
}

fn chromium() -> Result<String, String> {
    let path = browser::find().ok_or_else(|| "not found".to_owned())?;
    Ok(program::answer(Command::new(&path).arg("--version")).unwrap_or_else(|| path.display().to_string()))
}

fn disk() -> Result<String, String> {
    let Some(free) = free_space::bytes() else { return Ok("free space unknown".to_owned()) };
    let shown = format!("{} free", free_space::shown(free));
    if free < free_space::FIRST_BUILD { Err(shown) } else { Ok(shown) }
}

fn table(items: &[Item]) -> String {
    let row = |item: &Item| match &item.state {
        Ok(found) => format!("ok       {:<16}{found}", item.name),
        Err(missing) => format!("MISSING  {:<16}{missing}. Fix: {}", item.name, item.fix),
    };
    items.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_item_shows_its_fix_and_a_found_one_does_not() {
        let here = item("node", Ok("v20.1.0".to_owned()), "install it", false);
        let gone = item("npm", Err("not found".to_owned()), "install Node", false);
        let table = table(&[here, gone]);
        assert_eq!(
            table,
            "ok       node            v20.1.0\nMISSING  npm             not found. Fix: install Node"
        );
    }
}
