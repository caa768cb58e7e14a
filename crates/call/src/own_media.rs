//! The shopper's own microphone and camera: opened when she accepts, or by a button of hers, and stopped when they are off.

use crate::browser::MediaStream;
use crate::devices::{self, Choice, Wish};
use crate::shopper::Shopper;
use crate::stage::{Live, Ring, Stage};
use crate::words;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

impl Shopper {
    /// Her devices come first: a call that she cannot speak in is not what she accepted.
    pub(crate) fn accept(self: &Rc<Self>, ring: Ring) {
        let wish = match ring.kind.as_str() {
            "two_way" => Wish { camera: Choice::Any, microphone: Choice::Any },
            "audio" => Wish { camera: Choice::No, microphone: Choice::Any },
            _ => return self.say("call_accept", &ring.call, &[]),
        };
        self.face.wait(true);
        let shopper = Rc::clone(self);
        spawn_local(async move {
            let opened = devices::open(&wish).await;
            let is_still_ringing = match &mut *shopper.stage.borrow_mut() {
                Stage::Ringing(now) if now.call == ring.call => {
                    now.own = opened.as_ref().ok().cloned();
                    true
                }
                _ => false,
            };
            match opened {
                Ok(_) if is_still_ringing => shopper.say("call_accept", &ring.call, &[]),
                Ok(own) => devices::stop(&own),
                Err(trouble) if is_still_ringing => {
                    let sentence = words::trouble(trouble);
                    shopper.face.tell_trouble(&sentence);
                    shopper.emit("call:error", &[("message", &sentence)]);
                }
                Err(_) => {}
            }
        });
    }

    /// Her microphone or camera: off frees it, and on asks the browser for it.
    pub(crate) fn switch(self: &Rc<Self>, kind: &'static str) {
        let own = match &*self.stage.borrow() {
            Stage::Live(live) => live.own.clone(),
            _ => return,
        };
        if let Some(track) = own.track(kind) {
            track.stop();
            own.put(kind, None);
            return self.sends_now(None);
        }
        let wish = if kind == "audio" {
            Wish { camera: Choice::No, microphone: Choice::Any }
        } else {
            Wish { camera: Choice::Any, microphone: Choice::No }
        };
        self.open_more(own, wish);
    }

    pub(crate) fn open_more(self: &Rc<Self>, own: MediaStream, wish: Wish) {
        let shopper = Rc::clone(self);
        spawn_local(async move {
            match devices::open(&wish).await {
                Ok(opened) => {
                    let is_live = matches!(&*shopper.stage.borrow(), Stage::Live(live) if live.own == own);
                    if !is_live {
                        return devices::stop(&opened);
                    }
                    for track in opened.tracks() {
                        let kind = track.kind();
                        if let Some(old) = own.track(&kind) {
                            old.stop();
                        }
                        own.put(&kind, Some(&track));
                    }
                    shopper.sends_now(None);
                }
                Err(trouble) => shopper.sends_now(Some(words::trouble(trouble))),
            }
        });
    }

    pub(crate) fn sends_now(self: &Rc<Self>, says: Option<String>) {
        if let Some(sentence) = &says {
            self.emit("call:error", &[("message", sentence)]);
        }
        self.show_own();
        self.change(|live| {
            live.says = says;
            live.put_out();
        });
    }

    pub(crate) fn show_own(&self) {
        let own = match &*self.stage.borrow() {
            Stage::Live(live) => live.own.track("video").map(|_| live.own.clone()),
            _ => None,
        };
        self.face.show_own(own);
    }

    /// What she sent on the page before, as far as the browser does not have to ask her again.
    pub(crate) fn open_again(self: &Rc<Self>, live: &Live) {
        let (shopper, kept, own) = (Rc::clone(self), live.kept.clone(), live.own.clone());
        spawn_local(async move {
            let may = |on: bool, is_granted: bool| if on && is_granted { Choice::Any } else { Choice::No };
            let wish = Wish {
                microphone: may(kept.microphone, devices::is_granted("microphone").await),
                camera: may(kept.camera, devices::is_granted("camera").await),
            };
            if wish != Wish::default() {
                shopper.open_more(own, wish);
            }
        });
    }
}
