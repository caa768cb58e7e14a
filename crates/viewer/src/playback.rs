//! What the console says about recordings through the viewer page's port, and what it is told: a player with its
//! controls on the other side.

use crate::Player;
use crate::assets::Held;
use crate::page::asset_origins;
use crate::saved_page::records_of;
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, MessagePort};

/// How finely activity is told: one number for each of so many stretches.
const STRETCHES: usize = 200;

/// A player that a console controls.
pub(crate) struct Playback {
    player: Rc<RefCell<Option<Player>>>,
    replies: MessagePort,
    _tell: Closure<dyn FnMut()>,
}

impl Playback {
    /// A player in `container` that tells where it is through `replies`.
    ///
    /// # Errors
    /// The browser's exception, should it not allow a viewer there.
    pub(crate) fn open(container: &Element, replies: &MessagePort) -> Result<Self, JsValue> {
        let player = Rc::<RefCell<Option<Player>>>::default();
        let tell = {
            let (player, replies) = (Rc::downgrade(&player), replies.clone());
            Closure::<dyn FnMut()>::new(move || {
                if let Some(player) = player.upgrade() {
                    let _ = player.borrow().as_ref().map(|player| tell_where(player, &replies));
                }
            })
        };
        let options = Object::new();
        Reflect::set(&options, &"assetOrigins".into(), &asset_origins().into())?;
        player.replace(Some(Player::new(
            container,
            tell.as_ref().unchecked_ref::<js_sys::Function>().clone(),
            Some(options),
        )?));
        Ok(Self { player, replies: replies.clone(), _tell: tell })
    }

    /// Does what the console says. Returns whether it was about the recording.
    pub(crate) fn take(&self, word: &str, message: &JsValue) -> bool {
        let player = self.player.borrow();
        let Some(player) = &*player else { return false };
        match word {
            "records" => {
                let bytes = get(message, "bytes").and_then(|bytes| bytes.dyn_into::<ArrayBuffer>().ok());
                let loaded = bytes.map(|bytes| player.load(&Uint8Array::new(&bytes).to_vec()));
                if let Some(Err(error)) = loaded {
                    let _ = self.tell_failure(error);
                }
            }
            "records-end" => {
                player.end(number(message, "duration"));
                let _ = self.tell_activity(player);
            }
            "play" => player.play(number(message, "speed"), is_set(message, "skip")),
            "pause" => player.pause(),
            "seek" => player.seek(number(message, "at")),
            _ => return false,
        }
        true
    }

    fn tell_activity(&self, player: &Player) -> Result<(), JsValue> {
        let reply = reply("activity")?;
        let activity: js_sys::Array = player.activity(STRETCHES).into_iter().map(JsValue::from).collect();
        Reflect::set(&reply, &"levels".into(), &activity)?;
        Reflect::set(&reply, &"duration".into(), &player.duration().into())?;
        self.replies.post_message(&reply)
    }

    fn tell_failure(&self, error: JsError) -> Result<(), JsValue> {
        let reply = reply("unplayable")?;
        Reflect::set(&reply, &"reason".into(), &Reflect::get(&error.into(), &"message".into())?)?;
        self.replies.post_message(&reply)
    }
}

fn tell_where(player: &Player, replies: &MessagePort) -> Result<(), JsValue> {
    let reply = reply("time")?;
    Reflect::set(&reply, &"at".into(), &player.now().into())?;
    Reflect::set(&reply, &"playing".into(), &player.playing().into())?;
    Reflect::set(&reply, &"ready".into(), &player.ready().into())?;
    let viewport: js_sys::Array = player.viewport().into_iter().map(JsValue::from).collect();
    Reflect::set(&reply, &"viewport".into(), &viewport)?;
    replies.post_message(&reply)
}

/// Sends what a live view shows now, as a recording of one moment; nothing when there is nothing to save.
pub(crate) fn save(shown: Option<(Vec<u8>, Vec<Held>)>, replies: MessagePort) {
    spawn_local(async move {
        let saved = match shown {
            Some((keyframe, held)) => records_of(keyframe, held).await.ok(),
            None => None,
        };
        let Ok(reply) = reply("saved") else { return };
        let posted = match saved {
            Some(bytes) => {
                let bytes = Uint8Array::from(bytes.as_slice()).buffer();
                let _ = Reflect::set(&reply, &"bytes".into(), &bytes);
                replies.post_message_with_transferable(&reply, &js_sys::Array::of1(&bytes))
            }
            None => replies.post_message(&reply),
        };
        // A port that is closed has nobody at its other end who waits.
        drop(posted);
    });
}

fn reply(kind: &str) -> Result<Object, JsValue> {
    let reply = Object::new();
    Reflect::set(&reply, &"type".into(), &kind.into())?;
    Ok(reply)
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}

fn number(object: &JsValue, name: &str) -> f64 {
    get(object, name).and_then(|number| number.as_f64()).unwrap_or_default()
}

fn is_set(object: &JsValue, name: &str) -> bool {
    get(object, name).is_some_and(|value| value.is_truthy())
}
