//! Files held in memory, and laying them out in a folder so that only what differs is touched: an untouched file
//! keeps its time, and so the binary that embeds it is not built again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::paths;

/// Contents by path within a folder.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Reads a folder and all below it.
pub(crate) fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    if !folder.is_dir() {
        bail!("{} is missing; restore it from the repository", paths::shown(folder));
    }
    read_into(&mut files, folder, Path::new(""))?;
    Ok(files)
}

/// Reads one file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} could not be read", paths::shown(path)))
}

/// Makes the folder hold exactly these files. Returns how many it wrote or removed.
pub(crate) fn write(folder: &Path, files: &Files) -> Result<usize> {
    let present = if folder.is_dir() { read(folder)? } else { Files::new() };
    let mut changes = 0;
    for (name, bytes) in files {
        if present.get(name) != Some(bytes) {
            write_file(&folder.join(name), bytes)?;
            changes += 1;
        }
    }
    for name in present.keys().filter(|name| !files.contains_key(*name)) {
        let path = folder.join(name);
        fs::remove_file(&path).with_context(|| format!("{} could not be removed", paths::shown(&path)))?;
        changes += 1;
    }
    Ok(changes)
}

/// Writes one file and the folders it stands in.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(path, bytes))
        .with_context(|| format!("{} could not be written", paths::shown(path)))
}

fn read_into(files: &mut Files, folder: &Path, prefix: &Path) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} could not be read", paths::shown(folder)))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("{} could not be read", paths::shown(folder)))?;
        let name = prefix.join(entry.file_name());
        if entry.path().is_dir() {
            read_into(files, &entry.path(), &name)?;
        } else {
            files.insert(name, read_file(&entry.path())?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_folder_ends_with_exactly_the_files_given_and_the_rest_untouched() {
        let folder = std::env::temp_dir().join(format!("alongside-sync-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);

        let first = files(&[("a.js", "1"), ("deep/b.js", "2"), ("c.js", "3")]);
        assert_eq!(write(&folder, &first).unwrap(), 3);
        assert_eq!(write(&folder, &first).unwrap(), 0, "the same files again touch nothing");

        let second = files(&[("a.js", "1"), ("deep/b.js", "changed")]);
        assert_eq!(write(&folder, &second).unwrap(), 2, "one is changed and one removed");
        assert_eq!(read(&folder).unwrap(), second);

        fs::remove_dir_all(&folder).unwrap();
    }
}
