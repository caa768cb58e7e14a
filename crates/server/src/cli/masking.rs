//! `alongside site masking`: a site's masking policy, from a TOML file and back.

use super::log_change;
use crate::{config::nearest, store::Store};
use alongside_protocol::{MaskingPolicy, SiteKey};
use anyhow::{Context, bail};
use std::{fs, path::Path};

const POLICY_KEYS: [&str; 2] = ["private_by_default", "rules"];
const RULE_KEYS: [&str; 4] = ["url", "mask", "block", "show"];

/// Shows a site's policy, after it was changed if a file is given.
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
        None => clear.then(MaskingPolicy::default),
    };
    if let Some(policy) = changed {
        let text = shown(&policy)?;
        store.set_masking(key, policy).await?;
        log_change(store, key, "masking", &text).await?;
    }
    println!("{}", shown(&store.masking(key).await?)?);
    Ok(())
}

/// The policy as its file would say it.
fn shown(policy: &MaskingPolicy) -> anyhow::Result<String> {
    if policy.is_empty() {
        return Ok("# nothing but what is always masked, and what the pages mark".into());
    }
    let text = toml::to_string(policy).context("the policy could not be written as TOML")?;
    Ok(text.trim_end().to_owned())
}

fn read(file: &Path) -> anyhow::Result<MaskingPolicy> {
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("the policy {name} cannot be read"))?;
    parse(&text).with_context(|| format!("the policy {name} is not right, and was not stored"))
}

fn parse(text: &str) -> anyhow::Result<MaskingPolicy> {
    let table: toml::Table = text.parse()?;
    check_keys(&table, &POLICY_KEYS, "")?;
    let rules = table.get("rules").and_then(toml::Value::as_array);
    for (rule, number) in rules.into_iter().flatten().filter_map(toml::Value::as_table).zip(1..) {
        check_keys(rule, &RULE_KEYS, &format!("rule {number}: "))?;
    }
    let policy: MaskingPolicy = toml::from_str(text)?;
    policy.check()?;
    Ok(policy)
}

/// A key that is misspelt would mask nothing, and nobody would see it.
fn check_keys(table: &toml::Table, known: &[&str], place: &str) -> anyhow::Result<()> {
    let known: Vec<String> = known.iter().map(ToString::to_string).collect();
    let Some(key) = table.keys().find(|key| !known.contains(key)) else { return Ok(()) };
    match nearest(key, &known) {
        Some(nearest) => bail!("{place}unknown key `{key}`; did you mean `{nearest}`?"),
        None => bail!("{place}unknown key `{key}`; the keys are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "private_by_default = true\n\n[[rules]]\nmask = [\".customer\", \"#iban\"]\n\n\
                          [[rules]]\nurl = \"/checkout/*\"\nblock = [\"#summary\"]\nshow = [\".steps\"]";

    #[test]
    fn a_policy_is_read_and_written_as_its_owner_wrote_it() {
        let policy = parse(POLICY).unwrap();
        assert!(policy.private_by_default);
        assert_eq!(policy.rules[1].url.as_deref(), Some("/checkout/*"));
        assert_eq!(shown(&policy).unwrap(), POLICY);
        assert_eq!(parse(&shown(&MaskingPolicy::default()).unwrap()).unwrap(), MaskingPolicy::default());
    }

    #[test]
    fn what_is_misspelt_is_an_error_with_the_nearest_name() {
        for (text, expected) in [
            (
                "private_by_defualt = true",
                "unknown key `private_by_defualt`; did you mean `private_by_default`?",
            ),
            ("[[rule]]\nmask = ['a']", "unknown key `rule`; did you mean `rules`?"),
            ("[[rules]]\nmaks = ['a']", "rule 1: unknown key `maks`; did you mean `mask`?"),
            (
                "[[rules]]\nmask = ['a']\n[[rules]]\nzzz = 1",
                "rule 2: unknown key `zzz`; the keys are url, mask, block, show",
            ),
            ("[[rules]]\nmask = ['']", "rule 1: the selector `` in mask is empty"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text}");
        }
        let error = parse("[[rules]]\nmask = 'a'").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(parse("rules = 'a'").is_err());
        assert!(parse("rules = ['a']").is_err());
    }
}
