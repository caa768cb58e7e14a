//! How much room is left on the disk that builds go to.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{paths, program};

/// Bytes that a first build of everything takes, with room to spare.
pub(crate) const FIRST_BUILD: u64 = 4_000_000_000;
/// Bytes below which even a small change may not fit.
pub(crate) const LEAST: u64 = 500_000_000;

/// Bytes free where builds go, or `None` where `df` can't tell.
pub(crate) fn bytes() -> Option<u64> {
    let target = paths::target();
    let folder = if target.is_dir() { target } else { paths::root() };
    parse(&program::answer(Command::new("df").args(["-P", "-k"]).arg(folder))?)
}

/// Fails with what to do when a build would fill the disk.
pub(crate) fn enough_to_build() -> Result<()> {
    let built_before = paths::alongside().is_file();
    match shortage(bytes(), built_before) {
        Some(message) => bail!(message),
        None => Ok(()),
    }
}

fn shortage(free: Option<u64>, built_before: bool) -> Option<String> {
    let needed = if built_before { LEAST } else { FIRST_BUILD };
    let free = free.filter(|free| *free < needed)?;
    Some(format!(
        "only {} free on the disk of {}, and the build may need {}. Make room, or set CARGO_TARGET_DIR to a folder \
         on another disk",
        shown(free),
        paths::shown(Path::new("target/")),
        shown(needed)
    ))
}

/// Bytes as people say them.
pub(crate) fn shown(bytes: u64) -> String {
    match bytes / 1_000_000 {
        megabytes @ 0..1000 => format!("{megabytes} MB"),
        megabytes => format!("{}.{} GB", megabytes / 1000, megabytes % 1000 / 100),
    }
}

/// Reads the fourth column of the last line of `df -P -k`.
fn parse(table: &str) -> Option<u64> {
    let kilobytes: u64 = table.lines().last()?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_column_of_df_is_read_in_bytes() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 1000 400 600 40% /";
        assert_eq!(parse(table), Some(600 * 1024));
        assert_eq!(parse("df: nothing"), None);
    }

    #[test]
    fn a_first_build_asks_for_more_room_than_a_later_one() {
        let message = shortage(Some(2_000_000_000), false).unwrap();
        assert!(message.starts_with("only 2.0 GB free"), "{message}");
        assert!(message.contains("CARGO_TARGET_DIR"));
        assert_eq!(shortage(Some(2_000_000_000), true), None);
        assert!(shortage(Some(40_000_000), true).unwrap().starts_with("only 40 MB free"));
    }

    #[test]
    fn a_disk_that_cannot_be_measured_stops_nobody() {
        assert_eq!(shortage(None, false), None);
    }
}
