//! `alongside site options`: what a site's owner sets of the widget.

use super::whole::Whole;
use crate::{
    hours::Schedule,
    store::{Store, StoreError},
};
use alongside_protocol::{SiteKey, SiteOptions};
use async_trait::async_trait;

#[async_trait]
impl Whole for SiteOptions {
    const NAME: &'static str = "options";
    const USUAL: &'static str = "# nothing differs from the usual";

    fn example() -> Self {
        Self::example()
    }

    fn is_usual(&self) -> bool {
        self.is_usual()
    }

    fn check(&self) -> anyhow::Result<()> {
        self.check()?;
        // Which time zones there are, only the relay knows.
        self.hours.as_ref().map_or(Ok(()), |hours| Schedule::of(hours).map(drop))?;
        Ok(())
    }

    async fn of(store: &dyn Store, key: &SiteKey) -> Result<Self, StoreError> {
        store.options(key).await
    }

    async fn set(self, store: &dyn Store, key: &SiteKey) -> Result<(), StoreError> {
        store.set_options(key, self).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::whole::{parse, shown};

    #[test]
    fn options_are_read_and_written_as_their_owner_wrote_them() {
        for options in [SiteOptions::example(), SiteOptions::default()] {
            assert_eq!(parse::<SiteOptions>(&shown(&options).unwrap()).unwrap(), options);
        }
        assert!(parse::<SiteOptions>("zzz = 1").is_err());
    }
}
