//! How the two browsers find each other: the operator's STUN and TURN servers, with credentials for one call.

use crate::{chat, clock, config::Config, relay::Relay};
use alongside_protocol::{CallId, CallOptions, ErrorFrame, Ice, IceServer, SiteKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How long credentials are good, in seconds: longer than calls last, as a TURN server asks for them again and again.
const GOOD_FOR: u64 = 8 * 60 * 60;

/// What a site's owner wants of calls.
pub(super) async fn wishes(relay: &Relay, site: &SiteKey) -> Result<CallOptions, ErrorFrame> {
    let options = relay.store.options(site).await.map_err(|error| chat::refusal(&error))?;
    Ok(options.calls)
}

/// The servers for a browser in this call.
pub(super) fn servers(config: &Config, relay_only: bool, call: &CallId) -> Ice {
    let mut servers = Vec::new();
    if !config.stun_urls.is_empty() {
        servers.push(IceServer { urls: config.stun_urls.clone(), username: None, credential: None });
    }
    if !config.turn_urls.is_empty() {
        let (username, credential) = match &config.turn_secret {
            Some(secret) => {
                let (username, credential) = time_limited(secret, call, clock::now_ms() / 1_000 + GOOD_FOR);
                (Some(username), Some(credential))
            }
            None => (config.turn_username.clone(), config.turn_password.clone()),
        };
        servers.push(IceServer { urls: config.turn_urls.clone(), username, credential });
    }
    Ice { servers, relay_only }
}

/// By coturn's REST scheme (draft-uberti-behave-turn-rest-00): the name begins with the second at which it ends, and the password
/// is the name's HMAC-SHA1 under the secret that relay and TURN server share.
fn time_limited(secret: &str, call: &CallId, expires_at: u64) -> (String, String) {
    let username = format!("{expires_at}:{call}");
    // HMAC takes keys of any length.
    let credential = Hmac::<Sha1>::new_from_slice(secret.as_bytes())
        .map(|hmac| STANDARD.encode(hmac.chain_update(&username).finalize().into_bytes()))
        .unwrap_or_default();
    (username, credential)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RawConfig;

    fn config(raw: RawConfig) -> Config {
        raw.resolve().unwrap()
    }

    #[test]
    fn credentials_are_the_hmac_of_expiry_and_name() {
        // printf '1795000000:c1' | openssl dgst -sha1 -hmac north -binary | base64
        let (username, credential) = time_limited("north", &"c1".into(), 1_795_000_000);
        assert_eq!(username, "1795000000:c1");
        assert_eq!(credential, "ljoaUQ3Kxx+LWOXSjzKMAtzhXDs=");
    }

    #[test]
    fn a_secret_takes_the_place_of_a_password() {
        let turn = || Some(vec!["turn:a.example".to_owned()]);
        let fixed = config(RawConfig {
            turn_urls: turn(),
            turn_username: Some("shop".into()),
            turn_password: Some("sesame".into()),
            ..RawConfig::default()
        });
        let ice = servers(&fixed, true, &"c1".into());
        assert!(ice.relay_only);
        assert_eq!(ice.servers[0].credential.as_deref(), Some("sesame"));
        let limited = config(RawConfig {
            turn_urls: turn(),
            turn_secret: Some("north".into()),
            ..RawConfig::default()
        });
        let ice = servers(&limited, false, &"c1".into());
        assert!(ice.servers[0].username.as_deref().is_some_and(|name| name.ends_with(":c1")));
        assert_eq!(servers(&config(RawConfig::default()), false, &"c1".into()), Ice::default());
    }
}
