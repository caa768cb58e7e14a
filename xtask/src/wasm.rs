//! Browser code: each crate compiled to wasm and bound to the JavaScript that loads it. Not where the results go.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::setup::rustup::WASM_TARGET;
use crate::setup::shipped_toolchain;
use crate::setup::wasm_toolchain::{self, WasmToolchain};
use crate::short_names::{self, shorten};
use crate::split::{self, Border};
use crate::sync::{self, Files};
use crate::wasm_opt::{self, Inlining};
use crate::{bundle, paths, program, progress};

/// The Cargo profile of everything that runs in a browser.
const PROFILE: &str = "wasm";

/// A crate that becomes one wasm module.
pub(crate) struct Module {
    /// The package to compile.
    package: &'static str,
    /// What it has as a module, and not as a library.
    features: &'static [&'static str],
    /// What the compiler calls the result, without `.wasm`.
    artifact: &'static str,
    /// What the page loads: `NAME.js` and `NAME_bg.wasm`.
    name: &'static str,
    scripts: Option<Scripts>,
    /// Where it goes on in a second wasm module, `NAME_extras.wasm`.
    border: Option<Border>,
    inlining: Inlining,
}

/// Scripts of a module's own. Rust names the first of them; wasm-bindgen copies no others.
pub(crate) struct Scripts {
    /// Where they stand.
    folder: &'static str,
    /// Those that are fetched when they are needed: shipped as `NAME-PART.js` each.
    pub(crate) on_demand: &'static [&'static str],
    /// What pages import from `NAME.js`. Whatever else the glue exports is not shipped.
    pub(crate) exports: &'static str,
}

pub(crate) const WIDGET: Module = Module {
    package: "alongside",
    features: &["alongside/module"],
    artifact: "alongside",
    name: "widget",
    scripts: None,
    border: Some(WIDGET_BORDER),
    inlining: Inlining::Little,
};
pub(crate) const CAPTURE: Module = Module {
    package: "alongside-capture",
    features: &[],
    artifact: "alongside_capture",
    name: "capture",
    scripts: Some(Scripts {
        folder: "crates/capture/src",
        on_demand: &[
            "preview",
            "stills",
            "animations",
            "font-faces",
            "sheet-copies",
            "inner_pages",
            "outer_page",
        ],
        exports: "default, record",
    }),
    border: None,
    inlining: Inlining::Much,
};
pub(crate) const ASSIST: Module = Module {
    package: "alongside-assist",
    features: &[],
    artifact: "alongside_assist",
    name: "assist",
    scripts: None,
    border: None,
    inlining: Inlining::Little,
};
pub(crate) const PICKERS: Module = Module {
    package: "alongside-pickers",
    features: &[],
    artifact: "alongside_pickers",
    name: "pickers",
    scripts: None,
    border: None,
    inlining: Inlining::Little,
};
pub(crate) const CALL: Module = Module {
    package: "alongside-call",
    features: &[],
    artifact: "alongside_call",
    name: "call",
    scripts: None,
    border: None,
    inlining: Inlining::Little,
};
pub(crate) const VIEWER: Module = Module {
    package: "alongside-viewer",
    features: &[],
    artifact: "alongside_viewer",
    name: "viewer",
    scripts: None,
    border: None,
    inlining: Inlining::Much,
};
pub(crate) const CONSOLE: Module = Module {
    package: "alongside-console",
    features: &[],
    artifact: "alongside-console",
    name: "console",
    scripts: None,
    border: None,
    inlining: Inlining::Little,
};

/// See `src/deferred.rs`. Closures and async blocks are named by where they stand: in a module, or in a method of a type.
const WIDGET_BORDER: Border = Border {
    entries: "alongside::deferred::",
    behind: &[
        "alongside::view::attachment::",
        "alongside::view::cards::",
        "alongside::view::card::",
        "alongside::view::code_card::",
        "alongside::view::consent::",
        "alongside::view::deletion::",
        "alongside::view::form::",
        "alongside::view::menu_entries::",
        "alongside::view::minded::",
        "alongside::view::quick_replies::",
        "alongside::view::rating::",
        "alongside::view::share_bar::",
        "alongside::view::veil::",
        "alongside::download::",
        "alongside::my_data::",
        "alongside::assist::Assistant>::begin_with",
        "alongside::capture::Recorder>::begin_with",
        "alongside::flow::",
        "alongside::lanes::",
        "alongside::reading::",
        "alongside::wire::",
        "alongside::pickers::Pickers>::begin_with",
    ],
    marks: ["/*deferred>*/", "/*<deferred*/"],
    // Numbers are written by `src/decimal.rs`, and words put together by `concat`.
    wholly: &[" as core::fmt::", "<core::fmt::", "core::fmt::write", "core::fmt::num::", "alloc::fmt::"],
    // A view of ours has no raw HTML, no portal and nothing that is suspended: `src/view/mod.rs` has a test. A shipped panic is a
    // bare trap, and calls no hook.
    never: &[
        "yew::virtual_dom::vraw::",
        "yew::virtual_dom::vportal::",
        "yew::virtual_dom::vsuspense::",
        "yew::dom_bundle::braw::",
        "yew::dom_bundle::bportal::",
        "yew::dom_bundle::bsuspense::",
        "yew::suspense::",
        "console_error_panic_hook::",
    ],
};

/// How much effort goes into size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// For working and testing: panics carry their message.
    Plain,
    /// For shops: a panic is a bare trap, the standard library is built for size, wasm-opt has the last word.
    Shipped,
}

impl From<bool> for Flavour {
    fn from(shipped: bool) -> Self {
        if shipped { Self::Shipped } else { Self::Plain }
    }
}

/// A toolchain that is ready to compile in one flavour.
pub(crate) struct Compiler {
    toolchain: WasmToolchain,
    flavour: Flavour,
    /// Whether the standard library is built too, for size.
    own_std: bool,
}

impl Compiler {
    /// Finds or installs what the flavour needs. Where the standard library's source can't be had, the shipped
    /// flavour does without it, and says so.
    pub(crate) fn ready(flavour: Flavour) -> Result<Self> {
        let plain = wasm_toolchain::ready()?;
        if flavour == Flavour::Plain {
            return Ok(Self { toolchain: plain, flavour, own_std: false });
        }
        if let Some(toolchain) = shipped_toolchain::ready(&plain) {
            return Ok(Self { toolchain, flavour, own_std: true });
        }
        progress::note(
            "the standard library's source is not to be had: the wasm will be about a fifth larger",
        );
        Ok(Self { toolchain: plain, flavour, own_std: false })
    }

    /// The flavour asked for.
    pub(crate) fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Compiles the crates together, so that they share their dependencies, and binds each of them.
    /// One `Files` per module, in the same order.
    pub(crate) fn build(&self, modules: &[Module]) -> Result<Vec<Files>> {
        self.compile(modules)?;
        modules.iter().map(|module| self.bind(module)).collect()
    }

    fn compile(&self, modules: &[Module]) -> Result<()> {
        let mut cargo = program::cargo();
        cargo.args(["build", "--target", WASM_TARGET, "--profile", PROFILE]);
        cargo.arg("--target-dir").arg(self.target_dir());
        for module in modules {
            cargo.args(["--package", module.package]);
            for feature in module.features {
                cargo.args(["--features", feature]);
            }
        }
        self.toolchain.apply(&mut cargo);
        if self.own_std {
            shipped_toolchain::apply(&mut cargo);
        }
        program::run(&mut cargo)
    }

    fn bind(&self, module: &Module) -> Result<Files> {
        let Module { package, artifact, name, scripts, border, inlining, .. } = module;
        let input = self.target_dir().join(WASM_TARGET).join(PROFILE).join(format!("{artifact}.wasm"));
        if !input.is_file() {
            bail!(
                "{package} compiled to no {artifact}.wasm: its Cargo.toml needs a `cdylib` or a binary of that name"
            );
        }
        let folder = self.target_dir().join("bound").join(name);
        emptied(&folder)?;
        bind(&input, &folder, name, self.flavour, border.is_some())
            .with_context(|| format!("{package} could not be bound to JavaScript"))?;
        let first = folder.join(format!("{name}_bg.wasm"));
        let second = folder.join(format!("{name}_extras.wasm"));
        if let Some(border) = border {
            // Where a panic has a message, it is formatted, and the hook shows it.
            let border = if self.own_std { *border } else { Border { wholly: &[], never: &[], ..*border } };
            let parts = split::split(&sync::read_file(&first)?, &border)
                .with_context(|| format!("{package} could not be split in two modules"))?;
            sync::write_file(&first, &parts.first)?;
            sync::write_file(&second, &parts.second)?;
        }
        if let Some(scripts) = scripts {
            self.add_scripts(&folder, name, scripts)?;
        }
        if self.flavour == Flavour::Shipped {
            wasm_opt::shrink(&first, *inlining)?;
            border.iter().try_for_each(|_| wasm_opt::shrink(&second, *inlining))?;
        }
        let (types, files) = sync::read(&folder)?.into_iter().partition(|(path, _)| is_types(path));
        keep_types(&types)?;
        Ok(files)
    }

    /// Puts all of a module's scripts beside the one that wasm-bindgen has copied; for shipping, all into one but for those that
    /// are fetched on demand.
    fn add_scripts(&self, folder: &Path, name: &str, scripts: &Scripts) -> Result<()> {
        let snippets = folder.join("snippets");
        let Some(first) = sync::read(&snippets)?.into_keys().next() else {
            bail!(
                "{name} names no script of its own: `scripts` in xtask/src/wasm.rs says that there are some"
            );
        };
        let beside = snippets.join(first.parent().unwrap_or(Path::new("")));
        for (path, text) in sync::read(&paths::root().join(scripts.folder))? {
            if path.extension().is_some_and(|extension| extension == "js") {
                sync::write_file(&beside.join(path), &text)?;
            }
        }
        if self.flavour == Flavour::Plain {
            return Ok(());
        }
        if bundle::into_one(folder, name, &beside, scripts)? {
            fs::remove_dir_all(&snippets)
                .with_context(|| format!("{} could not be removed", paths::shown(&snippets)))?;
        }
        Ok(())
    }

    /// Other flags for the standard library mean other results of everything above it.
    fn target_dir(&self) -> PathBuf {
        let plain = self.toolchain.target_dir();
        if !self.own_std {
            return plain;
        }
        plain.with_file_name(match self.toolchain {
            WasmToolchain::OnPath => "wasm-rustup-shipped",
            WasmToolchain::Debian(_) => "wasm-shipped",
        })
    }
}

/// What `wasm-bindgen --target web` does, without the program: the library is compiled into this task.
fn bind(input: &Path, folder: &Path, name: &str, flavour: Flavour, keeps_names: bool) -> Result<()> {
    let mut bound = Bindgen::new()
        .input_path(input)
        .out_name(name)
        .web(true)?
        .typescript(true)
        // So that a page's `init()` finds `NAME_bg.wasm` beside its script.
        .omit_default_module_path(false)
        .remove_name_section(!keeps_names)
        .remove_producers_section(true)
        .generate_output()?;
    if flavour == Flavour::Plain {
        return bound.emit(folder);
    }
    let module = bound.wasm_mut();
    let imports =
        module.imports.iter_mut().filter(|import| import.module.ends_with(&format!("/{name}_bg.js")));
    let exports = module.exports.iter_mut().filter(|export| short_names::is_hashed(&export.name));
    let names = shorten(imports.map(|import| &mut import.name).chain(exports.map(|export| &mut export.name)));
    bound.emit(folder)?;
    let script = folder.join(format!("{name}.js"));
    let text = fs::read_to_string(&script)?;
    sync::write_file(&script, short_names::rename(&text, &names).as_bytes())
}

fn is_types(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".d.ts")
}

/// No browser loads the types; they are for checking the pages' own scripts, which import what is bound here.
fn keep_types(types: &Files) -> Result<()> {
    types.iter().try_for_each(|(name, bytes)| sync::write_file(&paths::types().join(name), bytes))
}

fn emptied(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} could not be emptied", paths::shown(folder)))?;
    }
    Ok(())
}
