//! How a site wants its calls: whether there are any, which way they go, and which rooms it has of its own.
//!
//! Public, as all options are. What is secret of a site's rooms, its HTTP hook, is the relay's alone.

use crate::OptionsError;
use serde::{Deserialize, Serialize};

/// Where a room's name stands in [`CallOptions::room_url`].
pub const ROOM_NAME: &str = "{room}";

/// The longest address of a room, in bytes.
pub const ROOM_URL_BYTES: usize = 2_000;

/// How a site wants its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallOptions {
    /// Whether agents may call shoppers at all.
    pub enabled: bool,
    /// Whether sound and pictures go through the operator's TURN server only: then neither learns the other's address.
    pub relay_only: bool,
    /// The address of a room at the shop's own provider, with [`ROOM_NAME`] where its name goes. Each call has a name of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_url: Option<String>,
    /// Whether the shop's pages bring rooms, by `Alongside.push(["video", …])`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub page_rooms: bool,
    /// Where a room opens for the shopper.
    #[serde(skip_serializing_if = "RoomPlace::is_panel")]
    pub room_opens: RoomPlace,
}

/// Where a room opens for the shopper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomPlace {
    /// In the panel.
    #[default]
    Panel,
    /// In a window of its own, by a button.
    Window,
}

impl RoomPlace {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    fn is_panel(&self) -> bool {
        *self == Self::Panel
    }
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            enabled: true,
            relay_only: false,
            room_url: None,
            page_rooms: false,
            room_opens: RoomPlace::Panel,
        }
    }
}

impl CallOptions {
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn example() -> Self {
        Self {
            enabled: false,
            relay_only: true,
            room_url: Some("https://meet.shop.example/{room}".into()),
            page_rooms: true,
            room_opens: RoomPlace::Window,
        }
    }

    pub(crate) fn check(&self) -> Result<(), OptionsError> {
        let Some(url) = &self.room_url else { return Ok(()) };
        let refuse = |reason| Err(OptionsError { option: "calls.room_url", reason });
        if !is_room_url(url) {
            return refuse(format!(
                "`{url}` is no address of a room: it begins with https:// and has up to {ROOM_URL_BYTES} bytes without spaces"
            ));
        }
        // Where the name chose the host, anybody could be asked for a room.
        let behind_host =
            url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
        if !behind_host.is_some_and(|path| path.contains(ROOM_NAME)) {
            return refuse(format!(
                "`{url}` has no {ROOM_NAME} behind its host: each call needs a name of its own"
            ));
        }
        Ok(())
    }
}

/// Whether this may be opened as a room: by https, or by http on this machine itself, and nothing that is more than an address.
#[must_use]
pub fn is_room_url(url: &str) -> bool {
    let is_plain =
        url.len() <= ROOM_URL_BYTES && url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let Some((scheme, rest)) = url.split_once("://").filter(|_| is_plain) else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    // A name in front of the host is how addresses are made to look like another's.
    let is_host = !host.is_empty() && !authority.contains('@');
    match scheme {
        "https" => is_host,
        "http" => is_host && matches!(host, "localhost" | "127.0.0.1"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(room_url: &str) -> Result<(), OptionsError> {
        CallOptions { room_url: Some(room_url.into()), ..CallOptions::default() }.check()
    }

    #[test]
    fn a_room_is_at_an_address_and_its_name_behind_the_host() {
        assert_eq!(with("https://meet.example/shop-{room}#config.prejoin=true"), Ok(()));
        assert_eq!(with("http://localhost:8000/{room}"), Ok(()));
        for wrong in [
            "https://meet.example/",
            "https://{room}.example/",
            "https://meet.example?{room}",
            "http://meet.example/{room}",
            "javascript:alert(1)//{room}",
            "https://meet.example@evil.example/{room}",
            "https://meet.example/{room} x",
            "https:///{room}",
        ] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
    }
}
