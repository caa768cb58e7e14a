//! `alongside site options`: what a site's owner sets of the widget, from a TOML file and back.

use super::log_change;
use crate::{config::nearest, hours::Schedule, store::Store};
use alongside_protocol::{SiteKey, SiteOptions};
use anyhow::{Context, bail};
use std::{fs, path::Path};
use toml::{Table, Value};

/// Shows a site's options, after they were changed if a file is given.
pub(super) async fn run(
    store: &dyn Store,
    key: &SiteKey,
    file: Option<&Path>,
    clear: bool,
) -> anyhow::Result<()> {
    if store.site(key).await?.is_none() {
        bail!("no site has the key {key}; see `alongside site list`");
    }
    let changed = match file {
        Some(file) => Some(read(file)?),
        None => clear.then(SiteOptions::default),
    };
    if let Some(options) = changed {
        let text = shown(&options)?;
        store.set_options(key, options).await?;
        log_change(store, key, "options", &text).await?;
    }
    println!("{}", shown(&store.options(key).await?)?);
    Ok(())
}

/// The options as their file would say them.
fn shown(options: &SiteOptions) -> anyhow::Result<String> {
    if options.is_usual() {
        return Ok("# nothing differs from the usual".into());
    }
    let text = toml::to_string(options).context("the options could not be written as TOML")?;
    Ok(text.trim_end().to_owned())
}

fn read(file: &Path) -> anyhow::Result<SiteOptions> {
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("the options {name} cannot be read"))?;
    parse(&text).with_context(|| format!("the options {name} are not right, and were not stored"))
}

fn parse(text: &str) -> anyhow::Result<SiteOptions> {
    let table: Table = text.parse()?;
    check_keys(&table, &Table::try_from(SiteOptions::example())?, "")?;
    let options: SiteOptions = toml::from_str(text)?;
    options.check()?;
    options.hours.as_ref().map_or(Ok(()), |hours| Schedule::of(hours).map(drop))?;
    Ok(options)
}

/// A key that is misspelt would change nothing, and nobody would see why. `known` has every key there is.
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
        let items = |value: &Value| match value {
            Value::Array(items) => items.clone(),
            one => vec![one.clone()],
        };
        let example = items(example).into_iter().next();
        let Some(Value::Table(known)) = example else { continue };
        for item in items(value).iter().filter_map(Value::as_table) {
            check_keys(item, &known, &format!("{path}."))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_written_as_their_owner_wrote_them() {
        let example = SiteOptions::example();
        assert_eq!(parse(&shown(&example).unwrap()).unwrap(), example);
        assert_eq!(parse(&shown(&SiteOptions::default()).unwrap()).unwrap(), SiteOptions::default());
    }

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
            "unknown key `fields.zzz`; the keys there are name"
        );
        assert!(parse("zzz = 1").is_err());
    }
}
