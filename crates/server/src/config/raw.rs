//! The settings as the operator wrote them, in a file or as flags.

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

/// Every key, none of them required. `listen = "…"` in the file is `--listen …` on the command line.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct RawConfig {
    /// Address and port to listen on [default: 127.0.0.1:4600]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Where browsers reach the relay [default: http:// and the listening address]
    #[arg(long, value_name = "ORIGIN")]
    pub public_url: Option<String>,
    /// Another host name of this same relay, for the co-browse viewer alone [default: localhost beside 127.0.0.1]
    #[arg(long, value_name = "ORIGIN")]
    pub viewer_origin: Option<String>,
    /// The SQLite file that holds everything [default: alongside.db]
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
    /// The folder for pictures and fonts of shoppers' pages [default: the database's name with -assets]
    #[arg(long, value_name = "FOLDER")]
    pub asset_folder: Option<PathBuf>,
    /// How many MiB of them each site may have [default: 256]
    #[arg(long, value_name = "MIB")]
    pub asset_quota_mib: Option<u32>,
    /// How many MiB a file may have that shoppers and agents send each other; 0 allows none [default: 10]
    #[arg(long, value_name = "MIB")]
    pub attachment_mib: Option<u32>,
    /// How many MiB of such files each site may keep [default: 1024]
    #[arg(long, value_name = "MIB")]
    pub attachment_quota_mib: Option<u32>,
    /// How long a shutdown waits for open lines, in ms [default: 5000]
    #[arg(long, value_name = "MS")]
    pub shutdown_grace_ms: Option<u64>,
    /// How many sockets may be open at a time [default: 10000]
    #[arg(long, value_name = "NUMBER")]
    pub max_sockets: Option<usize>,
    /// How many of them shoppers may have from one address; 0 for no limit [default: 500]
    #[arg(long, value_name = "NUMBER")]
    pub address_sockets: Option<usize>,
    /// Addresses of reverse proxies whose X-Forwarded-For is believed [default: 127.0.0.1 and ::1]
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<IpAddr>>,
    /// How many messages a visitor may send in a minute, a third of them at once; 0 for no limit [default: 60]
    #[arg(long, value_name = "NUMBER")]
    pub messages_per_minute: Option<u32>,
    /// How many messages may come from one address in a minute, to one site; 0 for no limit [default: 600]
    #[arg(long, value_name = "NUMBER")]
    pub address_messages_per_minute: Option<u32>,
    /// How many new visitors may come from one address in a minute, to one site; 0 for no limit [default: 60]
    #[arg(long, value_name = "NUMBER")]
    pub address_visitors_per_minute: Option<u32>,
    /// How long an agent's login lasts, in hours [default: 168]
    #[arg(long, value_name = "HOURS")]
    pub session_hours: Option<u32>,
    /// STUN servers for calls, such as stun:stun.shop.example:3478, with commas between them [default: none]
    #[arg(long, value_name = "URLS", value_delimiter = ',')]
    pub stun_urls: Option<Vec<String>>,
    /// TURN servers for calls, such as turn:turn.shop.example:3478, with commas between them [default: none]
    #[arg(long, value_name = "URLS", value_delimiter = ',')]
    pub turn_urls: Option<Vec<String>>,
    /// The secret that the TURN servers share with this relay (coturn: static-auth-secret) [default: none]
    #[arg(long, value_name = "SECRET")]
    pub turn_secret: Option<String>,
    /// The TURN servers' user name, where there is no secret [default: none]
    #[arg(long, value_name = "NAME")]
    pub turn_username: Option<String>,
    /// The TURN servers' password, where there is no secret [default: none]
    #[arg(long, value_name = "PASSWORD")]
    pub turn_password: Option<String>,
    /// What to log, such as info or alongside_server=debug [default: info]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,
}

impl RawConfig {
    /// Reads a settings file.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, has a key that is not known, or a value of the wrong kind.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let file = path.display();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the settings file {file} cannot be read"))?;
        Self::parse(&text).with_context(|| format!("the settings file {file} is not right"))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let table: toml::Table = text.parse()?;
        let known = Self::keys();
        if let Some(key) = table.keys().find(|key| !known.contains(key)) {
            match nearest(key, &known) {
                Some(nearest) => bail!("unknown key `{key}`; did you mean `{nearest}`?"),
                None => bail!("unknown key `{key}`; the keys are {}", known.join(", ")),
            }
        }
        Ok(toml::from_str(text)?)
    }

    /// These settings, and where they say nothing, those of `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            public_url: self.public_url.or(other.public_url),
            viewer_origin: self.viewer_origin.or(other.viewer_origin),
            database: self.database.or(other.database),
            asset_folder: self.asset_folder.or(other.asset_folder),
            asset_quota_mib: self.asset_quota_mib.or(other.asset_quota_mib),
            attachment_mib: self.attachment_mib.or(other.attachment_mib),
            attachment_quota_mib: self.attachment_quota_mib.or(other.attachment_quota_mib),
            shutdown_grace_ms: self.shutdown_grace_ms.or(other.shutdown_grace_ms),
            max_sockets: self.max_sockets.or(other.max_sockets),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            messages_per_minute: self.messages_per_minute.or(other.messages_per_minute),
            address_sockets: self.address_sockets.or(other.address_sockets),
            address_messages_per_minute: self
                .address_messages_per_minute
                .or(other.address_messages_per_minute),
            address_visitors_per_minute: self
                .address_visitors_per_minute
                .or(other.address_visitors_per_minute),
            session_hours: self.session_hours.or(other.session_hours),
            stun_urls: self.stun_urls.or(other.stun_urls),
            turn_urls: self.turn_urls.or(other.turn_urls),
            turn_secret: self.turn_secret.or(other.turn_secret),
            turn_username: self.turn_username.or(other.turn_username),
            turn_password: self.turn_password.or(other.turn_password),
            log: self.log.or(other.log),
        }
    }

    /// The names of all keys: those of the flags.
    fn keys() -> Vec<String> {
        Self::augment_args(clap::Command::new("keys"))
            .get_arguments()
            .map(|argument| argument.get_id().to_string())
            .collect()
    }
}

/// The name that is most like `key`, if any is at all.
pub(crate) fn nearest<'a>(key: &str, known: &'a [String]) -> Option<&'a String> {
    let likeness = |name: &&String| strsim::jaro_winkler(key, name);
    known.iter().filter(|name| likeness(name) > 0.7).max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_an_error_with_the_nearest_name() {
        let error = RawConfig::parse("databse = 'x.db'").unwrap_err();
        assert_eq!(error.to_string(), "unknown key `databse`; did you mean `database`?");
        let error = RawConfig::parse("public-url = 'x'").unwrap_err();
        assert_eq!(error.to_string(), "unknown key `public-url`; did you mean `public_url`?");
        let error = RawConfig::parse("zzz = 1").unwrap_err();
        assert!(error.to_string().contains("the keys are listen, public_url"), "{error}");
    }

    #[test]
    fn every_flag_is_a_key_of_the_file() {
        let text = "listen = '127.0.0.1:1'\npublic_url = 'http://a.example'\nviewer_origin = 'http://b.example'\n\
                    database = 'x.db'\nasset_folder = 'x'\nasset_quota_mib = 4\nattachment_mib = 8\nattachment_quota_mib = 9\nshutdown_grace_ms = 1\nmax_sockets = 2\naddress_sockets = 1\ntrusted_proxies = ['10.0.0.1']\nmessages_per_minute = 5\naddress_messages_per_minute = 6\naddress_visitors_per_minute = 7\nsession_hours = 3\n\
                    stun_urls = ['stun:a']\nturn_urls = ['turn:a']\nturn_secret = 's'\nturn_username = 'u'\n\
                    turn_password = 'p'\nlog = 'debug'\n";
        let raw = RawConfig::parse(text).unwrap();
        assert_eq!(text.lines().count(), RawConfig::keys().len());
        assert_eq!(raw.log.as_deref(), Some("debug"));
        assert_eq!(raw.clone().or(RawConfig::default()), raw);
        assert_eq!(RawConfig::default().or(raw.clone()), raw);
    }

    #[test]
    fn a_value_of_the_wrong_kind_names_its_line() {
        let error = RawConfig::parse("listen = '127.0.0.1:1'\nmax_sockets = 'many'").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
