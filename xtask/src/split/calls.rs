//! Who calls whom in a module, and which of its functions stand behind the border.

use std::collections::{BTreeSet, HashSet};

use anyhow::{Result, bail};
use walrus::ir::{Visitor, dfs_in_order};
use walrus::{ExportItem, FunctionId, Module};

use super::{Border, Moved};

/// Who refers to whom.
pub(crate) struct Calls {
    /// Caller and called, each pair once.
    direct: HashSet<(FunctionId, FunctionId)>,
    /// What is called from outside.
    exported: HashSet<FunctionId>,
    /// What is called through the table.
    in_table: HashSet<FunctionId>,
}

impl Calls {
    pub(crate) fn of(module: &Module) -> Self {
        let mut direct = HashSet::new();
        for (from, function) in module.funcs.iter_local() {
            let mut called = Called::default();
            dfs_in_order(&mut called, function, function.entry_block());
            direct.extend(called.0.into_iter().map(|to| (from, to)));
        }
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        });
        let in_table = module.elements.iter().flat_map(|element| match &element.items {
            walrus::ElementItems::Functions(functions) => functions.clone(),
            walrus::ElementItems::Expressions(..) => Vec::new(),
        });
        Self { direct, exported: exported.chain(module.start).collect(), in_table: in_table.collect() }
    }

    pub(crate) fn direct(&self) -> impl Iterator<Item = (FunctionId, FunctionId)> {
        self.direct.iter().copied()
    }

    /// What stands behind the border: the entries, and as much as is reached from there alone.
    pub(crate) fn behind(&self, module: &Module, border: &Border) -> Result<Moved> {
        let mut entries = BTreeSet::new();
        let mut moved = BTreeSet::new();
        for (id, _) in module.funcs.iter_local() {
            let name = without_hashes(module.funcs.get(id).name.as_deref().unwrap_or_default());
            let is_entry = name.starts_with(border.entries) && !self.exported.contains(&id);
            let belongs = |paths: &[&str]| paths.iter().any(|path| name.contains(path));
            let is_behind = is_entry || belongs(border.behind) || belongs(border.wholly);
            if is_entry {
                entries.insert(id.index());
            }
            if !self.exported.contains(&id) && (is_behind || !self.in_table.contains(&id)) {
                moved.insert(id.index());
            }
        }
        if entries.is_empty() {
            bail!("the module has no functions in {}: is it built without their names?", border.entries);
        }
        loop {
            let before = moved.len();
            for (from, to) in &self.direct {
                if !moved.contains(&from.index()) && !entries.contains(&to.index()) {
                    moved.remove(&to.index());
                }
            }
            if moved.len() == before {
                self.mind(module, border, &moved)?;
                return Ok(Moved(moved));
            }
        }
    }

    /// What is reached through the table as well would be missed there by the first.
    fn mind(&self, module: &Module, border: &Border, moved: &BTreeSet<usize>) -> Result<()> {
        for (from, to) in &self.direct {
            let [caller, called] = [from, to]
                .map(|id| without_hashes(module.funcs.get(*id).name.as_deref().unwrap_or_default()));
            let is_whole = |name: &str| border.wholly.iter().any(|path| name.contains(path));
            if is_whole(&called) && !moved.contains(&to.index()) && !is_whole(&caller) {
                bail!(
                    "{caller} calls {called}, which the first part does without: see `wholly` in xtask/src/wasm.rs"
                );
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Called(HashSet<FunctionId>);

impl Visitor<'_> for Called {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.insert(*function);
    }
}

/// `alongside[f57fe9fa3573492e]::view` as it is written: the compiler marks each crate of a path by a hash.
pub(super) fn without_hashes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        rest = match after.split_once(']') {
            Some((hash, after))
                if hash.chars().all(|digit| digit.is_ascii_hexdigit()) && !hash.is_empty() =>
            {
                after
            }
            _ => {
                plain.push('[');
                after
            }
        };
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_lose_their_hashes_and_slices_keep_their_brackets() {
        let name = "<[alongside[f57fe9fa3573492e]::view::Row]>::to_vec::<core[12ab]::A>";
        assert_eq!(without_hashes(name), "<[alongside::view::Row]>::to_vec::<core::A>");
        assert_eq!(without_hashes("a::b[]"), "a::b[]");
    }
}
