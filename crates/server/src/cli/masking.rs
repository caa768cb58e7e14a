//! `alongside site masking`: what a site's owner wants masked in shared pages.

use super::whole::Whole;
use crate::store::{Store, StoreError};
use alongside_protocol::{MaskingPolicy, MaskingRule, SiteKey};
use async_trait::async_trait;

#[async_trait]
impl Whole for MaskingPolicy {
    const NAME: &'static str = "masking";
    const USUAL: &'static str = "# nothing but what is always masked, and what the pages mark";

    fn example() -> Self {
        let selectors = || vec![".customer".to_owned()];
        let rule = MaskingRule {
            url: Some("/checkout/*".into()),
            mask: selectors(),
            block: selectors(),
            show: selectors(),
        };
        Self { private_by_default: true, rules: vec![rule] }
    }

    fn is_usual(&self) -> bool {
        self.is_empty()
    }

    fn check(&self) -> anyhow::Result<()> {
        Ok(self.check()?)
    }

    async fn of(store: &dyn Store, key: &SiteKey) -> Result<Self, StoreError> {
        store.masking(key).await
    }

    async fn set(self, store: &dyn Store, key: &SiteKey) -> Result<(), StoreError> {
        store.set_masking(key, self).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::whole::{self, shown};

    fn parse(text: &str) -> anyhow::Result<MaskingPolicy> {
        whole::parse(text)
    }

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
            ("[[rules]]\nmaks = ['a']", "unknown key `rules[1].maks`; did you mean `rules[1].mask`?"),
            (
                "[[rules]]\nmask = ['a']\n[[rules]]\nzzz = 1",
                "unknown key `rules[2].zzz`; the keys there are block, mask, show, url",
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
