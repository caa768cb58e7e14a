//! One program in two wasm modules: what a page needs at once, and what it fetches when it first needs it. The second is given the
//! first's memory, tables and functions, so that it is still one program, of which nothing is there twice.
//!
//! The program says where the border is: by a module of functions, the entries, behind which the second part begins. What only they
//! need goes with them, however it is called; what others need as well stays. Functions that are called through the table, as
//! those of closures and of `dyn` are, go if they belong to a module of the program that stands behind the border.
//!
//! An entry that is called before the second module is there is an empty slot of the table, and traps: to ask first is the program's
//! part. That nothing but entries can be called so from the first is seen to here.

mod calls;
mod first;
mod second;
mod texts;

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use walrus::{FunctionId, Module, ModuleConfig};

/// Where the border runs, as paths of Rust modules.
pub(crate) struct Border {
    /// The functions in it may be called from everywhere.
    pub(crate) entries: &'static str,
    /// What is in these is reached through the entries only.
    pub(crate) behind: &'static [&'static str],
    /// What stands before and after a text that only the second part reads, such as a style sheet.
    pub(crate) marks: [&'static str; 2],
}

/// A program in two parts.
pub(crate) struct Parts {
    /// Exports what the second needs under short names.
    pub(crate) first: Vec<u8>,
    /// Imports all that from [`FIRST`].
    pub(crate) second: Vec<u8>,
}

/// What the second module calls the first.
pub(crate) const FIRST: &str = "a";

/// Splits a module that still has the names of its functions.
pub(crate) fn split(wasm: &[u8], border: &Border) -> Result<Parts> {
    let mut whole = parse(wasm)?;
    let calls = calls::Calls::of(&whole);
    let moved = calls.behind(&whole, border)?;
    let slots = slots(&whole, &calls, &moved)?;
    // Both parts are made of the whole, in which each function has the same place.
    let texts = texts::take(&mut whole, border.marks)?;
    let second = second::of(parse(wasm)?, texts, &moved, &slots, &version(wasm))?;
    let first = first::of(whole, &moved, &slots, &second.needs)?;
    Ok(Parts { first, second: second.wasm })
}

/// By its place in the whole module: whether a function goes into the second.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Moved(std::collections::BTreeSet<usize>);

impl Moved {
    fn has(&self, function: FunctionId) -> bool {
        self.0.contains(&function.index())
    }
}

/// Where in the table the first finds what it calls of the second.
pub(crate) struct Slots {
    table: usize,
    /// By the function's place in the whole module.
    of: HashMap<usize, u32>,
    /// How many of them are new.
    added: u32,
}

/// A slot for each entry. They are new ones, at the end of the table.
fn slots(whole: &Module, calls: &calls::Calls, moved: &Moved) -> Result<Slots> {
    let table = whole.tables.main_function_table()?.context("the module calls nothing through a table")?;
    let end = whole.tables.get(table).initial as u32;
    let mut entries: Vec<usize> = calls
        .direct()
        .filter(|(from, to)| !moved.has(*from) && moved.has(*to))
        .map(|(_, to)| to.index())
        .collect();
    entries.sort_unstable();
    entries.dedup();
    let of: HashMap<usize, u32> = entries.into_iter().zip(end..).collect();
    Ok(Slots { table: table.index(), added: of.len() as u32, of })
}

/// What the two parts know each other by.
fn version(wasm: &[u8]) -> String {
    Sha256::digest(wasm).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    config.parse(wasm).context("the module to split could not be read")
}

/// The runs of a table that `belongs` chooses: where each begins, and its functions.
fn runs(whole: &Module, belongs: impl Fn(FunctionId) -> bool) -> Result<Vec<(i32, Vec<FunctionId>)>> {
    let mut runs: Vec<(i32, Vec<FunctionId>)> = Vec::new();
    for element in whole.elements.iter() {
        let walrus::ElementKind::Active { offset, .. } = &element.kind else { continue };
        let (
            walrus::ConstExpr::Value(walrus::ir::Value::I32(begin)),
            walrus::ElementItems::Functions(functions),
        ) = (offset, &element.items)
        else {
            bail!("the module fills its table in a way that is not known here");
        };
        for (slot, function) in (*begin..).zip(functions) {
            if !belongs(*function) {
                continue;
            }
            match runs.last_mut().filter(|(begin, run)| begin + run.len() as i32 == slot) {
                Some((_, run)) => run.push(*function),
                None => runs.push((slot, vec![*function])),
            }
        }
    }
    Ok(runs)
}

/// Gives the table what is in the runs, in place of what it had.
fn fill(module: &mut Module, table: walrus::TableId, runs: Vec<(i32, Vec<FunctionId>)>) {
    let before: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    before.into_iter().for_each(|id| module.elements.delete(id));
    module.tables.get_mut(table).elem_segments.clear();
    for (begin, run) in runs {
        let offset = walrus::ConstExpr::Value(walrus::ir::Value::I32(begin));
        let kind = walrus::ElementKind::Active { table, offset };
        let id = module.elements.add(kind, walrus::ElementItems::Functions(run));
        module.tables.get_mut(table).elem_segments.insert(id);
    }
}
