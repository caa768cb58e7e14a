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
mod never;
mod second;
mod texts;

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use walrus::{FunctionId, Module, ModuleConfig};

/// Where the border runs, as paths of Rust modules.
#[derive(Clone, Copy)]
pub(crate) struct Border {
    /// The functions in it may be called from everywhere.
    pub(crate) entries: &'static str,
    /// What is in these is reached through the entries only.
    pub(crate) behind: &'static [&'static str],
    /// What stands before and after a text that only the second part reads, such as a style sheet.
    pub(crate) marks: [&'static str; 2],
    /// What the first part does without, however it is reached: the build fails where the first calls it after all.
    pub(crate) wholly: &'static [&'static str],
    /// What no page ever comes to: in neither part.
    pub(crate) never: &'static [&'static str],
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
    let mut whole = parse(wasm, border)?;
    let calls = calls::Calls::of(&whole);
    let moved = calls.behind(&whole, border)?;
    let slots = slots(&whole, &calls, &moved)?;
    // Both parts are made of the whole, in which each function has the same place.
    let texts = texts::take(&mut whole, border.marks)?;
    let second = second::of(parse(wasm, border)?, texts, &moved, &slots, &version(wasm))?;
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

fn parse(wasm: &[u8], border: &Border) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm).context("the module to split could not be read")?;
    never::empty(&mut module, border.never);
    Ok(module)
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

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{
        ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, ImportKind, LocalFunction, RefType,
        ir::{Instr, Value},
    };

    const BORDER: Border = Border {
        entries: "shop::deferred::",
        behind: &["shop::form::"],
        marks: ["<deferred>", "</deferred>"],
        wholly: &["core::fmt::"],
        never: &["shop::portal::"],
    };

    /// `main` calls an entry, `shared`, what draws a portal and what drops one that may be there; the entry calls `shared` and `own`; a closure of a form is in the table, and one of
    /// something else.
    fn program() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let table = module.tables.add_local(false, 4, Some(4), RefType::FUNCREF);
        let mut function = |name: &str, calls: &[FunctionId]| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name(name.to_owned());
            for called in calls {
                builder.func_body().call(*called);
            }
            builder.finish(Vec::new(), &mut module.funcs)
        };
        let shared = function("shop[0a1b]::shared", &[]);
        let own = function("core[2c]::own", &[]);
        let entry = function("shop[0a1b]::deferred::form", &[shared, own]);
        let portal = function("<shop[0a1b]::portal::Portal>::draw", &[shared, own]);
        let drop = function(
            "core[2c]::ptr::drop_in_place::<core[2c]::option::Option<shop[0a1b]::portal::Portal>>",
            &[shared],
        );
        let main = function("shop[0a1b]::main", &[entry, shared, portal, drop]);
        let other = function("<shop[0a1b]::log::draw::{closure#0}>", &[]);
        let form = function("<shop[0a1b]::form::draw::{closure#0} as core::Fn>", &[shared]);
        module.exports.add("main", main);
        let at = |address| ConstExpr::Value(Value::I32(address));
        let kind = ElementKind::Active { table, offset: at(1) };
        let element = module.elements.add(kind, ElementItems::Functions(vec![other, form, other]));
        module.tables.get_mut(table).elem_segments.insert(element);
        let data = module
            .data
            .add(DataKind::Active { memory, offset: at(16) }, b"abc<deferred>def</deferred>ghi".to_vec());
        module.memories.get_mut(memory).data_segments.insert(data);
        module.emit_wasm()
    }

    fn parts() -> (Module, Module) {
        let parts = split(&program(), &BORDER).expect("it can be split");
        let read = |wasm: &[u8]| Module::from_buffer(wasm).expect("a part is a module");
        (read(&parts.first), read(&parts.second))
    }

    fn bodies(module: &Module) -> usize {
        module.funcs.iter_local().count()
    }

    #[test]
    fn what_only_an_entry_needs_goes_and_what_others_need_stays() {
        let (first, second) = parts();
        // main, portal, drop, shared, other; and entry, own, form.
        assert_eq!((bodies(&first), bodies(&second)), (5, 3));
    }

    #[test]
    fn what_no_page_comes_to_traps_and_holds_nothing_back() {
        let (first, _) = parts();
        let traps = |(_, function): &(FunctionId, &LocalFunction)| {
            let body = function.block(function.entry_block());
            matches!(body.instrs.as_slice(), [(Instr::Unreachable(_), _)])
        };
        assert_eq!(first.funcs.iter_local().filter(traps).count(), 1);
    }

    #[test]
    fn the_first_leaves_the_slots_empty_that_the_second_fills() {
        let (first, second) = parts();
        let filled = |module: &Module| {
            let runs = runs(module, |_| true).expect("runs");
            runs.into_iter().flat_map(|(begin, run)| (begin..).take(run.len())).collect::<Vec<i32>>()
        };
        assert_eq!(filled(&first), [1, 3]);
        assert_eq!(filled(&second), [2, 4], "the form's closure, and the entry in a new slot");
        assert!(first.tables.iter().all(|table| (table.initial, table.maximum) == (5, Some(5))));
    }

    #[test]
    fn all_that_the_second_imports_the_first_exports() {
        let (first, second) = parts();
        let mut functions = 0;
        for import in second.imports.iter() {
            assert_eq!(import.module, FIRST);
            assert!(first.exports.iter().any(|export| export.name == import.name), "{}", import.name);
            functions += usize::from(matches!(import.kind, ImportKind::Function(_)));
        }
        assert_eq!(functions, 1, "shared");
    }

    #[test]
    fn another_build_has_another_name_for_the_memory() {
        let memory = |module: &Module| {
            let import = module.imports.iter().find(|import| matches!(import.kind, ImportKind::Memory(_)));
            import.map(|import| import.name.clone()).expect("the memory is imported")
        };
        let (_, second) = parts();
        assert_eq!(memory(&second), format!("~{}", version(&program())));
        assert_ne!(version(b"one"), version(b"another"));
    }

    #[test]
    fn marked_texts_go_and_keep_their_address() {
        let (first, second) = parts();
        let texts = |module: &Module| -> Vec<(i32, String)> {
            let text = |data: &walrus::Data| match data.kind {
                DataKind::Active { offset: ConstExpr::Value(Value::I32(at)), .. } => {
                    (at, String::from_utf8_lossy(&data.value).into_owned())
                }
                _ => panic!("all are active"),
            };
            module.data.iter().map(text).collect()
        };
        assert_eq!(texts(&first), [(16, "abc".to_owned()), (43, "ghi".to_owned())]);
        assert_eq!(texts(&second), [(19, "<deferred>def</deferred>".to_owned())]);
    }

    #[test]
    fn what_the_first_does_without_and_calls_after_all_is_named() {
        let border = Border { wholly: &["shop::shared"], ..BORDER };
        let refused = split(&program(), &border).map(|_| ()).expect_err("main calls it");
        assert!(refused.to_string().contains("shop::shared"), "{refused}");
    }

    #[test]
    fn a_module_without_entries_is_refused() {
        let border = Border { entries: "shop::nowhere::", ..BORDER };
        let refused = split(&program(), &border).map(|_| ()).expect_err("nothing is there to move");
        assert!(refused.to_string().contains("shop::nowhere::"), "{refused}");
    }
}
