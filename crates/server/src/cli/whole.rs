//! What a site's owner sets as a whole: shown as TOML, and replaced by a TOML file. `alongside site masking` and `… options`.

use super::log_change;
use crate::{
    config::nearest,
    store::{Store, StoreError},
};
use alongside_protocol::SiteKey;
use anyhow::{Context, bail};
use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use std::{fs, path::Path};
use toml::{Table, Value};

/// A setting of this kind.
#[async_trait]
pub(super) trait Whole: Serialize + DeserializeOwned + Default + Send + Sync {
    /// What it is called: in the command, in its errors and in the audit log.
    const NAME: &'static str;
    /// What is shown of one that says nothing.
    const USUAL: &'static str;

    /// One in which every key is set: what keys there are.
    fn example() -> Self;

    /// Whether it says nothing.
    fn is_usual(&self) -> bool;

    /// Refuses what cannot be followed.
    fn check(&self) -> anyhow::Result<()>;

    /// What the site has.
    async fn of(store: &dyn Store, key: &SiteKey) -> Result<Self, StoreError>;

    /// Gives it to the site.
    async fn set(self, store: &dyn Store, key: &SiteKey) -> Result<(), StoreError>;
}

/// Shows what the site has, after it was changed if a file is given.
pub(super) async fn run<T: Whole>(
    store: &dyn Store,
    key: &SiteKey,
    file: Option<&Path>,
    clear: bool,
) -> anyhow::Result<()> {
    if store.site(key).await?.is_none() {
        bail!("no site has the key {key}; see `alongside site list`");
    }
    let changed = match file {
        Some(file) => Some(read::<T>(file)?),
        None => clear.then(T::default),
    };
    if let Some(value) = changed {
        let text = shown(&value)?;
        value.set(store, key).await?;
        log_change(store, key, T::NAME, &text).await?;
    }
    println!("{}", shown(&T::of(store, key).await?)?);
    Ok(())
}

/// As its file would say it.
pub(super) fn shown<T: Whole>(value: &T) -> anyhow::Result<String> {
    if value.is_usual() {
        return Ok(T::USUAL.into());
    }
    let text =
        toml::to_string(value).with_context(|| format!("the {} cannot be written as TOML", T::NAME))?;
    Ok(text.trim_end().to_owned())
}

fn read<T: Whole>(file: &Path) -> anyhow::Result<T> {
    let (what, name) = (T::NAME, file.display());
    let text = fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
    parse(&text).with_context(|| format!("the {what} in {name} cannot be followed, and nothing was stored"))
}

/// Reads what a file says.
pub(super) fn parse<T: Whole>(text: &str) -> anyhow::Result<T> {
    let table: Table = text.parse()?;
    check_keys(&table, &Table::try_from(T::example())?, "")?;
    let value: T = toml::from_str(text)?;
    value.check()?;
    Ok(value)
}

/// A key that is misspelt would change nothing, and nobody would see why. `known` has every key there is; the items of a list are
/// counted from 1.
fn check_keys(table: &Table, known: &Table, place: &str) -> anyhow::Result<()> {
    for (key, value) in table {
        let path = format!("{place}{key}");
        let Some(example) = known.get(key) else {
            let names: Vec<String> = known.keys().cloned().collect();
            match nearest(key, &names) {
                Some(nearest) => bail!("unknown key `{path}`; did you mean `{place}{nearest}`?"),
                None => bail!("unknown key `{path}`; the keys there are {}", names.join(", ")),
            }
        };
        match (value, example) {
            (Value::Table(table), Value::Table(known)) => check_keys(table, known, &format!("{path}."))?,
            (Value::Array(items), Value::Array(examples)) => {
                let Some(Value::Table(known)) = examples.first() else { continue };
                for (item, number) in items.iter().filter_map(Value::as_table).zip(1..) {
                    check_keys(item, known, &format!("{path}[{number}]."))?;
                }
            }
            // Of another kind than it should be: the reader says so, with the line.
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_misspelt_is_an_error_wherever_it_stands() {
        let known: Table = "a = 1\n[theme]\nradius = 1\n[[fields]]\nname = 'x'".parse().unwrap();
        let error = |text: &str| {
            let table: Table = text.parse().unwrap();
            check_keys(&table, &known, "").unwrap_err().to_string()
        };
        assert_eq!(error("[thme]"), "unknown key `thme`; did you mean `theme`?");
        assert_eq!(error("[theme]\nraduis = 1"), "unknown key `theme.raduis`; did you mean `theme.radius`?");
        assert_eq!(
            error("[[fields]]\nname = 1\n[[fields]]\nzzz = 1"),
            "unknown key `fields[2].zzz`; the keys there are name"
        );
    }
}
