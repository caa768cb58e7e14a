//! The first part: all that was not moved. Where it called what was moved, it calls through the table.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use walrus::ir::{Call, CallIndirect, Const, Instr, InstrSeq, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{FunctionId, Module, TableId, TypeId, passes};

use super::second::{Need, item, raise_maximum};
use super::{Moved, Slots, fill, runs};

pub(crate) fn of(
    mut module: Module,
    moved: &Moved,
    slots: &Slots,
    needs: &[(String, Need)],
) -> Result<Vec<u8>> {
    let table = module.tables.iter().map(walrus::Table::id).find(|id| id.index() == slots.table);
    let table = table.context("the table is gone")?;
    let runs = runs(&module, |function| !moved.has(function))?;
    fill(&mut module, table, runs);
    module.tables.get_mut(table).initial += u64::from(slots.added);
    raise_maximum(&mut module, table, slots.added);
    call_through(&mut module, table, moved, slots);
    for (name, need) in needs {
        let item = item(&module, *need).with_context(|| format!("the first part lacks {need:?}"))?;
        module.exports.add(name, item);
    }
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

fn call_through(module: &mut Module, table: TableId, moved: &Moved, slots: &Slots) {
    let entries = module.funcs.iter().filter_map(|function| {
        let slot = slots.of.get(&function.id().index())?;
        Some((function.id(), (*slot as i32, function.ty())))
    });
    let mut calls = Through { table, entries: entries.collect() };
    for (id, function) in module.funcs.iter_local_mut() {
        if !moved.has(id) {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut calls, function, entry);
        }
    }
}

/// Makes calls of entries calls through their slots.
struct Through {
    table: TableId,
    entries: HashMap<FunctionId, (i32, TypeId)>,
}

impl VisitorMut for Through {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let before = std::mem::take(&mut sequence.instrs);
        for (instruction, location) in before {
            match instruction {
                Instr::Call(Call { func }) if self.entries.contains_key(&func) => {
                    let (slot, ty) = self.entries[&func];
                    sequence.instrs.push((Const { value: Value::I32(slot) }.into(), location));
                    sequence.instrs.push((CallIndirect { ty, table: self.table }.into(), location));
                }
                other => sequence.instrs.push((other, location)),
            }
        }
    }
}
