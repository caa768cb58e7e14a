//! Texts in the program's data that only the second part reads. The program marks them, as nothing else tells where in the data
//! something begins and ends, or who reads it.

use anyhow::{Result, bail};
use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, MemoryId, Module};

/// A text, and where in the memory it stands.
pub(crate) struct Text {
    address: i32,
    bytes: Vec<u8>,
}

/// Takes the texts between the marks out of the data of a module; the marks go with them.
pub(crate) fn take(module: &mut Module, [begin, end]: [&str; 2]) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(mut address)) } =
            module.data.get(id).kind
        else {
            bail!("the module has data that do not stand at an address of their own");
        };
        let mut rest = std::mem::take(&mut module.data.get_mut(id).value);
        let mut is_first = true;
        loop {
            let found = find(&rest, begin.as_bytes(), 0)
                .and_then(|from| Some((from, find(&rest, end.as_bytes(), from)? + end.len())));
            let Some((from, to)) = found else { break };
            let after = rest.split_off(to);
            let bytes = rest.split_off(from);
            put(module, id, memory, address, rest, is_first);
            is_first = false;
            texts.push(Text { address: address + from as i32, bytes });
            address += to as i32;
            rest = after;
        }
        put(module, id, memory, address, rest, is_first);
    }
    Ok(texts)
}

/// Gives a module the texts, which are written into the memory when it begins.
pub(crate) fn add(module: &mut Module, memory: MemoryId, texts: Vec<Text>) {
    for Text { address, bytes } in texts {
        add_segment(module, memory, address, bytes);
    }
}

/// What stood before the first text stays in its segment; what comes after one has a segment of its own.
fn put(
    module: &mut Module,
    id: walrus::DataId,
    memory: MemoryId,
    address: i32,
    bytes: Vec<u8>,
    is_first: bool,
) {
    if is_first {
        module.data.get_mut(id).value = bytes;
    } else {
        add_segment(module, memory, address, bytes);
    }
}

fn add_segment(module: &mut Module, memory: MemoryId, address: i32, bytes: Vec<u8>) {
    let offset = ConstExpr::Value(Value::I32(address));
    let id = module.data.add(DataKind::Active { memory, offset }, bytes);
    module.memories.get_mut(memory).data_segments.insert(id);
}

fn find(bytes: &[u8], text: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(text.len()).position(|window| window == text).map(|at| from + at)
}
