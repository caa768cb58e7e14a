//! The dependency rules of ARCHITECTURE.md, held against what Cargo and the sources say.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who depends on whom, without development dependencies.
struct Workspace {
    dependencies: BTreeMap<String, BTreeSet<String>>,
    members: BTreeSet<String>,
}

impl Workspace {
    fn read() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
        let names: BTreeMap<&str, &str> = list(&metadata["packages"])
            .map(|package| (text(&package["id"]), text(&package["name"])))
            .collect();
        let dependencies = list(&metadata["resolve"]["nodes"]).map(|node| {
            let normal = list(&node["deps"])
                .filter(|dependency| list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null()));
            let needed = normal.map(|dependency| names[text(&dependency["pkg"])].to_owned()).collect();
            (names[text(&node["id"])].to_owned(), needed)
        });
        let members = list(&metadata["workspace_members"])
            .map(|id| names[id.as_str().expect("ids are text")].to_owned());
        Self { dependencies: dependencies.collect(), members: members.collect() }
    }

    /// Everything that `package` brings in, itself left out.
    fn all_below(&self, package: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![package];
        while let Some(next) = waiting.pop() {
            for dependency in self.dependencies.get(next).into_iter().flatten() {
                if found.insert(dependency.as_str()) {
                    waiting.push(dependency);
                }
            }
        }
        found
    }

    /// The members that need `package`, at whatever distance.
    fn members_above(&self, package: &str) -> Vec<&str> {
        self.members
            .iter()
            .map(String::as_str)
            .filter(|member| self.all_below(member).contains(package))
            .collect()
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("cargo metadata has a list here").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("cargo metadata has a text here")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace").to_owned()
}

/// The Rust sources below a folder, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                fs::read_dir(&path)
                    .expect("a folder can be read")
                    .map(|entry| entry.expect("an entry").path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source can be read");
            found.push((path, text));
        }
    }
    assert!(!found.is_empty(), "{folder} has sources");
    found
}

/// The files of a folder that say any of some words outside comments.
fn saying(folder: &str, words: &[&str]) -> Vec<String> {
    let code = |text: &str| {
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    };
    let says = |text: &str| words.iter().any(|word| text.contains(word));
    sources(folder)
        .into_iter()
        .filter(|(_, text)| says(&code(text)))
        .map(|(path, _)| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
        .collect()
}

#[test]
fn protocol_mirror_and_media_touch_no_browser_clock_socket_or_file() {
    let workspace = Workspace::read();
    for package in ["alongside-protocol", "alongside-mirror", "alongside-media"] {
        let below = workspace.all_below(package);
        for forbidden in ["web-sys", "js-sys", "wasm-bindgen", "tokio", "mio", "time", "chrono", "getrandom"]
        {
            assert!(!below.contains(forbidden), "{package} needs {forbidden}");
        }
    }
    for folder in ["crates/protocol/src", "crates/mirror/src", "crates/media/src"] {
        let words =
            ["std::time", "std::fs", "std::net", "std::env", "std::process", "SystemTime", "Instant::now"];
        assert_eq!(saying(folder, &words), [""; 0], "{folder}");
    }
}

#[test]
fn only_widget_and_console_know_yew() {
    assert_eq!(Workspace::read().members_above("yew"), ["alongside", "alongside-console"]);
}

#[test]
fn only_one_module_per_side_knows_websocket() {
    for folder in [
        "src",
        "crates/console/src",
        "crates/capture/src",
        "crates/assist/src",
        "crates/pickers/src",
        "crates/viewer/src",
    ] {
        assert_eq!(saying(folder, &["WebSocket"]), [""; 0], "{folder}");
    }
    assert_eq!(saying("crates/link/src", &["web_sys::WebSocket", "WebSocket::new"]).len(), 1);
    for folder in ["crates/protocol/src", "crates/mirror/src"] {
        assert_eq!(saying(folder, &["WebSocket"]), [""; 0], "{folder}");
    }
}

#[test]
fn the_relay_asks_one_hook_and_cannot_open_a_co_browse_frame() {
    let workspace = Workspace::read();
    let below = workspace.all_below("alongside-server");
    assert_eq!(saying("crates/server/src", &["ureq"]), ["room_hook.rs"], "one module knows the HTTP client");
    for forbidden in ["reqwest", "hyper-tls", "hyper-rustls", "isahc", "curl", "attohttpc"] {
        assert!(!below.contains(forbidden), "the relay needs {forbidden}");
    }
    // Of the mirror it knows assets alone: their frames, their limits, and how pictures and fonts begin.
    let assets = ["Asset", "decode_named_asset", "encode_asset", "limits", "media_type"];
    for (path, text) in sources("crates/server/src") {
        // What stands behind the crate's name, up to the end of the path: a name, or several in braces.
        for used in text.split("alongside_mirror").skip(1) {
            let used =
                used.strip_prefix("::").unwrap_or("all of it").split([';', '(']).next().unwrap_or_default();
            let names = used
                .trim_matches(['{', '}', ' ', '\n'])
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            let others: Vec<&str> = names.filter(|name| !assets.contains(name)).collect();
            assert_eq!(others, [""; 0], "{} uses more of the mirror than assets", path.display());
        }
    }
}

/// Yew's family lists a JSON parser among its dependencies; as nothing of ours calls it, the linker leaves it out.
#[test]
fn what_runs_in_a_shops_page_calls_no_json_parser_and_no_server() {
    let workspace = Workspace::read();
    for package in [
        "alongside",
        "alongside-assist",
        "alongside-call",
        "alongside-capture",
        "alongside-link",
        "alongside-mirror",
        "alongside-pickers",
        "alongside-protocol",
    ] {
        let direct = &workspace.dependencies[package];
        for forbidden in ["serde_json", "regex", "uuid", "chrono", "tokio", "alongside-server"] {
            assert!(!direct.contains(forbidden), "{package} needs {forbidden}");
        }
    }
}

#[test]
fn no_file_grew_past_what_one_can_read() {
    let folders = ["src", "crates", "xtask"];
    let long: Vec<String> = folders
        .iter()
        .flat_map(|folder| sources(folder))
        .filter(|(_, text)| text.lines().count() > 600)
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert_eq!(long, [""; 0]);
}
