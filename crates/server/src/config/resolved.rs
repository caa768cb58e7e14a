//! The settings that hold: complete and checked.

use super::RawConfig;
use crate::origin::Origin;
use anyhow::{Context, bail, ensure};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};
use tracing_subscriber::EnvFilter;

const MIB: u64 = 1024 * 1024;

/// The relay's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where browsers reach the relay.
    pub public_url: Origin,
    /// Where browsers reach the co-browse viewer, and nothing else. Never on the host of `public_url`.
    pub viewer_origin: Origin,
    /// The SQLite file.
    pub database: PathBuf,
    /// The folder for pictures and fonts of shoppers' pages.
    pub asset_folder: PathBuf,
    /// How many bytes of them each site may have.
    pub asset_quota: u64,
    /// How many bytes a file may have that shoppers and agents send each other. 0: none may be sent.
    pub attachment_bytes: u64,
    /// How many bytes of such files each site may keep.
    pub attachment_quota: u64,
    /// How long a shutdown waits for open lines.
    pub shutdown_grace: Duration,
    /// How many sockets may be open at a time.
    pub max_sockets: usize,
    /// How many of them shoppers may have from one address; 0 for no limit.
    pub address_sockets: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// How many messages a visitor may send in a minute; 0 for no limit.
    pub messages_per_minute: u32,
    /// How many messages may come from one address in a minute, to one site; 0 for no limit.
    pub address_messages_per_minute: u32,
    /// How many new visitors may come from one address in a minute, to one site; 0 for no limit.
    pub address_visitors_per_minute: u32,
    /// How long an agent's login lasts, in hours.
    pub session_hours: u32,
    /// STUN servers for calls.
    pub stun_urls: Vec<String>,
    /// TURN servers for calls.
    pub turn_urls: Vec<String>,
    /// The secret that they share with this relay: for credentials that end.
    pub turn_secret: Option<String>,
    /// Their user name, where there is no secret.
    pub turn_username: Option<String>,
    /// Their password, where there is no secret.
    pub turn_password: Option<String>,
    /// What to log, in `tracing`'s filter notation.
    pub log: String,
}

impl RawConfig {
    /// Puts each default in its place and checks the whole.
    ///
    /// # Errors
    /// When a value cannot be used, or a needed one is missing.
    pub fn resolve(self) -> anyhow::Result<Config> {
        let listen = self.listen.as_deref().unwrap_or("127.0.0.1:4600");
        let listen: SocketAddr = listen.parse().with_context(|| {
            format!("listen: `{listen}` is not an address with a port, such as 127.0.0.1:4600")
        })?;
        let public_url = match &self.public_url {
            Some(text) => text.parse().context("public_url")?,
            None if listen.ip().is_unspecified() => bail!(
                "public_url is not set: write the address under which browsers reach the relay, such as \
                 https://help.shop.example"
            ),
            None => format!("http://{listen}").parse().context("public_url")?,
        };
        let viewer_origin = match &self.viewer_origin {
            Some(text) => text.parse().context("viewer_origin")?,
            None => beside(&public_url)?,
        };
        // The host alone counts: browsers share a host's cookies among all of its ports, and both schemes.
        ensure!(
            viewer_origin.host() != public_url.host(),
            "viewer_origin {viewer_origin} has the same host as public_url {public_url}: the co-browse viewer \
             needs a host name of its own, best under another registrable domain; another port or scheme does \
             not keep the agents' cookies from it"
        );
        let log = self.log.unwrap_or_else(|| "info".into());
        EnvFilter::try_new(&log).with_context(|| format!("log: `{log}` is not a filter, such as info"))?;
        let turn_urls = urls("turn_urls", self.turn_urls, &["turn:", "turns:"])?;
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (turn_secret, turn_username, turn_password) =
            (given(self.turn_secret), given(self.turn_username), given(self.turn_password));
        ensure!(
            turn_urls.is_empty()
                || turn_secret.is_some()
                || (turn_username.is_some() && turn_password.is_some()),
            "turn_urls needs turn_secret (coturn: use-auth-secret, static-auth-secret), or turn_username and \
             turn_password: a browser uses no TURN server without"
        );
        let database = self.database.unwrap_or_else(|| "alongside.db".into());
        Ok(Config {
            listen,
            public_url,
            viewer_origin,
            asset_folder: self.asset_folder.unwrap_or_else(|| beside_database(&database)),
            asset_quota: u64::from(self.asset_quota_mib.unwrap_or(256)) * MIB,
            attachment_bytes: u64::from(self.attachment_mib.unwrap_or(10)) * MIB,
            attachment_quota: u64::from(self.attachment_quota_mib.unwrap_or(1024)) * MIB,
            database,
            shutdown_grace: Duration::from_millis(self.shutdown_grace_ms.unwrap_or(5_000)),
            max_sockets: self.max_sockets.unwrap_or(10_000),
            address_sockets: self.address_sockets.unwrap_or(500),
            trusted_proxies: self.trusted_proxies.unwrap_or_else(this_machine),
            messages_per_minute: self.messages_per_minute.unwrap_or(60),
            address_messages_per_minute: self.address_messages_per_minute.unwrap_or(600),
            address_visitors_per_minute: self.address_visitors_per_minute.unwrap_or(60),
            session_hours: self.session_hours.unwrap_or(168),
            stun_urls: urls("stun_urls", self.stun_urls, &["stun:", "stuns:"])?,
            turn_urls,
            turn_secret,
            turn_username,
            turn_password,
            log,
        })
    }
}

fn this_machine() -> Vec<IpAddr> {
    vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
}

fn urls(key: &str, urls: Option<Vec<String>>, schemes: &[&str]) -> anyhow::Result<Vec<String>> {
    let urls: Vec<String> = urls.unwrap_or_default().into_iter().filter(|url| !url.is_empty()).collect();
    for url in &urls {
        let is_one =
            schemes.iter().any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
        ensure!(is_one, "{key}: `{url}` does not begin with {}", schemes.join(" or "));
    }
    Ok(urls)
}

/// `alongside-assets` beside `alongside.db`.
fn beside_database(database: &Path) -> PathBuf {
    let stem = database.file_stem().unwrap_or_default().to_string_lossy();
    database.with_file_name(format!("{stem}-assets"))
}

/// On one's own machine, the other of its two names.
fn beside(public_url: &Origin) -> anyhow::Result<Origin> {
    let text = public_url.to_string();
    let other = match public_url.host() {
        "127.0.0.1" => text.replacen("127.0.0.1", "localhost", 1),
        "localhost" => text.replacen("localhost", "127.0.0.1", 1),
        _ => bail!(
            "viewer_origin is not set: the co-browse viewer needs a host name of its own that leads to this \
             relay, best under another registrable domain, such as https://shop-viewer.example"
        ),
    };
    Ok(other.parse()?)
}

/// As a settings file.
impl fmt::Display for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &dyn fmt::Display| toml::Value::String(text.to_string());
        writeln!(formatter, "listen = {}", quoted(&self.listen))?;
        writeln!(formatter, "public_url = {}", quoted(&self.public_url))?;
        writeln!(formatter, "viewer_origin = {}", quoted(&self.viewer_origin))?;
        writeln!(formatter, "database = {}", quoted(&self.database.display()))?;
        writeln!(formatter, "asset_folder = {}", quoted(&self.asset_folder.display()))?;
        writeln!(formatter, "asset_quota_mib = {}", self.asset_quota / MIB)?;
        writeln!(formatter, "attachment_mib = {}", self.attachment_bytes / MIB)?;
        writeln!(formatter, "attachment_quota_mib = {}", self.attachment_quota / MIB)?;
        writeln!(formatter, "shutdown_grace_ms = {}", self.shutdown_grace.as_millis())?;
        writeln!(formatter, "max_sockets = {}", self.max_sockets)?;
        writeln!(formatter, "address_sockets = {}", self.address_sockets)?;
        let proxies = self.trusted_proxies.iter().map(|proxy| toml::Value::String(proxy.to_string()));
        writeln!(formatter, "trusted_proxies = {}", toml::Value::Array(proxies.collect()))?;
        writeln!(formatter, "messages_per_minute = {}", self.messages_per_minute)?;
        writeln!(formatter, "address_messages_per_minute = {}", self.address_messages_per_minute)?;
        writeln!(formatter, "address_visitors_per_minute = {}", self.address_visitors_per_minute)?;
        writeln!(formatter, "session_hours = {}", self.session_hours)?;
        for (key, urls) in [("stun_urls", &self.stun_urls), ("turn_urls", &self.turn_urls)] {
            let urls = urls.iter().cloned().map(toml::Value::String).collect();
            writeln!(formatter, "{key} = {}", toml::Value::Array(urls))?;
        }
        for (key, text) in [
            ("turn_secret", &self.turn_secret),
            ("turn_username", &self.turn_username),
            ("turn_password", &self.turn_password),
        ] {
            writeln!(formatter, "{key} = {}", quoted(&text.as_deref().unwrap_or_default()))?;
        }
        write!(formatter, "log = {}", quoted(&self.log))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_the_relay_serves_this_machine() {
        let config = RawConfig::default().resolve().unwrap();
        assert_eq!(config.public_url.to_string(), "http://127.0.0.1:4600");
        assert_eq!(config.viewer_origin.to_string(), "http://localhost:4600");
        assert_eq!(config.database, PathBuf::from("alongside.db"));
    }

    #[test]
    fn printed_settings_are_a_settings_file_that_says_the_same() {
        let config =
            RawConfig { database: Some("a \"b\".db".into()), ..RawConfig::default() }.resolve().unwrap();
        let again: RawConfig = toml::from_str(&config.to_string()).unwrap();
        assert_eq!(again.resolve().unwrap(), config);
    }

    #[test]
    fn the_operators_page_states_the_defaults_as_they_are() {
        let page = include_str!("../../../../docs/operators.md");
        let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
        let stated: RawConfig = toml::from_str(example).unwrap();
        assert_eq!(stated.resolve().unwrap(), RawConfig::default().resolve().unwrap());
        let keys = example.lines().filter(|line| !line.starts_with('#') && line.contains('=')).count();
        assert_eq!(
            keys,
            RawConfig::default().resolve().unwrap().to_string().lines().count(),
            "every key is there"
        );
    }

    fn refused(raw: RawConfig) -> String {
        format!("{:#}", raw.resolve().unwrap_err())
    }

    #[test]
    fn the_viewer_never_shares_the_public_host() {
        let public_url = Some("https://help.shop.example".to_owned());
        let missing = refused(RawConfig { public_url: public_url.clone(), ..RawConfig::default() });
        assert!(missing.contains("viewer_origin is not set"), "{missing}");
        for same in
            ["https://help.shop.example:443/", "https://HELP.shop.example:8443", "http://help.shop.example"]
        {
            let raw = RawConfig {
                viewer_origin: Some(same.into()),
                public_url: public_url.clone(),
                ..RawConfig::default()
            };
            assert!(refused(raw).contains("has the same host as public_url"), "{same}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let raw = RawConfig::default;
        assert!(refused(RawConfig { listen: Some("4600".into()), ..raw() }).contains("listen: `4600`"));
        assert!(
            refused(RawConfig { listen: Some("0.0.0.0:1".into()), ..raw() })
                .contains("public_url is not set")
        );
        assert!(refused(RawConfig { public_url: Some("x".into()), ..raw() }).contains("`x` is no origin"));
        let turn = || Some(vec!["turn:turn.example".to_owned()]);
        assert!(refused(RawConfig { turn_urls: turn(), ..raw() }).contains("needs turn_secret"));
        assert!(
            refused(RawConfig { turn_urls: Some(vec!["turn.example".into()]), ..raw() })
                .contains("`turn.example` does not begin with turn: or turns:")
        );
        assert!(refused(RawConfig { log: Some("a=b=c".into()), ..raw() }).contains("is not a filter"));
    }
}
