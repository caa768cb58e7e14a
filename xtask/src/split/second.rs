//! The second part: what was moved, and imports of all else that it needs.

use anyhow::{Context as _, Result};
use walrus::{
    DataKind, ExportItem, FunctionId, FunctionKind, GlobalKind, ImportKind, ImportedFunction, Module,
    TableId, passes,
};

use super::texts::{self, Text};
use super::{FIRST, Moved, Slots, fill, runs};

/// The second module, and what the first has to export for it.
pub(crate) struct Second {
    pub(crate) wasm: Vec<u8>,
    /// By name; each with its place in the whole module.
    pub(crate) needs: Vec<(String, Need)>,
}

/// Something of the first that the second uses, by its place in the whole module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Function(usize),
    Table(usize),
    Memory(usize),
    Global(usize),
}

/// `version` is another one for each build: of another build than its own, the second is refused by the browser, as what it imports
/// under that name is not there. It would call wrong functions.
pub(crate) fn of(
    mut module: Module,
    texts: Vec<Text>,
    moved: &Moved,
    slots: &Slots,
    version: &str,
) -> Result<Second> {
    let table = module.tables.iter().map(walrus::Table::id).find(|id| id.index() == slots.table);
    let table = table.context("the table is gone")?;
    let runs = own_runs(&module, moved, slots)?;
    forget_the_start(&mut module);
    let memory = module.memories.iter().map(walrus::Memory::id).next();
    if let Some(memory) = memory {
        texts::add(&mut module, memory, texts);
    }
    import_all_else(&mut module, moved);
    module.tables.get_mut(table).initial += u64::from(slots.added);
    raise_maximum(&mut module, table, slots.added);
    fill(&mut module, table, runs);
    passes::gc::run(&mut module);
    let needs = name_imports(&mut module, version);
    Ok(Second { wasm: module.emit_wasm(), needs })
}

/// The slots of the table that are filled here: those that the whole has for what was moved, and those of the entries.
fn own_runs(module: &Module, moved: &Moved, slots: &Slots) -> Result<Vec<(i32, Vec<FunctionId>)>> {
    let mut runs = runs(module, |function| moved.has(function))?;
    let mut entries: Vec<(u32, FunctionId)> = module
        .funcs
        .iter()
        .filter_map(|function| Some((*slots.of.get(&function.id().index())?, function.id())))
        .collect();
    entries.sort_unstable_by_key(|(slot, _)| *slot);
    if let Some((first, _)) = entries.first() {
        runs.push((*first as i32, entries.iter().map(|(_, entry)| *entry).collect()));
    }
    Ok(runs)
}

/// The first has begun already: its data are in the memory, and what pages call is there.
fn forget_the_start(module: &mut Module) {
    module.start = None;
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    let data: Vec<_> = module
        .data
        .iter()
        .filter(|data| matches!(data.kind, DataKind::Active { .. }))
        .map(walrus::Data::id)
        .collect();
    data.into_iter().for_each(|id| module.data.delete(id));
    module.memories.iter_mut().for_each(|memory| memory.data_segments.clear());
}

fn import_all_else(module: &mut Module, moved: &Moved) {
    let others: Vec<FunctionId> =
        module.funcs.iter_local().map(|(id, _)| id).filter(|id| !moved.has(*id)).collect();
    for id in others {
        let import = module.imports.add(FIRST, "", id);
        let function = module.funcs.get_mut(id);
        function.kind = FunctionKind::Import(ImportedFunction { import, ty: function.ty() });
    }
    for table in module.tables.iter_mut() {
        let id = table.id();
        table.import.get_or_insert_with(|| module.imports.add(FIRST, "", id));
    }
    for memory in module.memories.iter_mut() {
        let id = memory.id();
        memory.import.get_or_insert_with(|| module.imports.add(FIRST, "", id));
    }
    let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
    for id in globals {
        if matches!(module.globals.get(id).kind, GlobalKind::Local(_)) {
            module.globals.get_mut(id).kind = GlobalKind::Import(module.imports.add(FIRST, "", id));
        }
    }
}

/// Everything comes from the first, also what that has from its script. No other export of the first begins with a tilde.
fn name_imports(module: &mut Module, version: &str) -> Vec<(String, Need)> {
    let mut imports: Vec<_> = module.imports.iter_mut().collect();
    // Functions first: their names count up as their places do, which compresses best.
    imports.sort_by_key(|import| match import.kind {
        ImportKind::Function(function) => function.index(),
        _ => usize::MAX,
    });
    let mut needs = Vec::new();
    for (number, import) in imports.into_iter().enumerate() {
        let need = match import.kind {
            ImportKind::Function(function) => Need::Function(function.index()),
            ImportKind::Table(table) => Need::Table(table.index()),
            ImportKind::Memory(memory) => Need::Memory(memory.index()),
            ImportKind::Global(global) => Need::Global(global.index()),
            ImportKind::Tag(_) => continue,
        };
        FIRST.clone_into(&mut import.module);
        import.name = match need {
            Need::Memory(_) => format!("~{version}"),
            _ => format!("~{number:x}"),
        };
        needs.push((import.name.clone(), need));
    }
    needs
}

pub(super) fn raise_maximum(module: &mut Module, table: TableId, by: u32) {
    if let Some(maximum) = &mut module.tables.get_mut(table).maximum {
        *maximum += u64::from(by);
    }
}

/// What the first exports for a need of the second.
pub(super) fn item(module: &Module, need: Need) -> Option<ExportItem> {
    Some(match need {
        Need::Function(at) => module.funcs.iter().find(|function| function.id().index() == at)?.id().into(),
        Need::Table(at) => module.tables.iter().find(|table| table.id().index() == at)?.id().into(),
        Need::Memory(at) => module.memories.iter().find(|memory| memory.id().index() == at)?.id().into(),
        Need::Global(at) => module.globals.iter().find(|global| global.id().index() == at)?.id().into(),
    })
}
