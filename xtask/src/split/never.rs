//! What a program never comes to, though the libraries that it is made of are ready for it, and no compiler can know that: left out,
//! with a trap in its place. So if it does come there, it ends there, and nothing wrong happens.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

use super::calls::without_hashes;

/// Looks whether there is anything to drop: done of what there never is, too.
const DROP_OPTION: &str = "core::ptr::drop_in_place::<core::option::Option<";

/// Empties the functions whose names have one of these in them.
pub(crate) fn empty(module: &mut Module, never: &[&str]) {
    let emptied: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| {
            let name = without_hashes(module.funcs.get(*id).name.as_deref().unwrap_or_default());
            !name.starts_with(DROP_OPTION) && never.iter().any(|path| name.contains(path))
        })
        .collect();
    for id in emptied {
        let ty = module.types.get(module.funcs.get(id).ty());
        let (params, results) = (ty.params().to_vec(), ty.results().to_vec());
        let arguments = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut trap = FunctionBuilder::new(&mut module.types, &params, &results);
        trap.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap.local_func(arguments));
    }
}
