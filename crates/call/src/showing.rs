//! What the shopper is shown of a call as time goes by: the clock, what the line is like, and that there is no way.

use crate::browser::now_ms;
use crate::face::Shown;
use crate::peer::{Link, Peer};
use crate::quality::Quality;
use crate::shopper::{NO_WAY_MS, Shopper};
use crate::stage::{Live, Stage};
use crate::words::{self, Word};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

impl Shopper {
    pub(crate) fn tick(self: &Rc<Self>) {
        let now = now_ms();
        enum Due {
            Nothing,
            Clear,
            Missed,
            NoWay,
            Live(Option<Peer>),
        }
        let due = match &*self.stage.borrow() {
            Stage::Over(until) if now >= *until => Due::Clear,
            // The relay says so, unless the line is down.
            Stage::Ringing(ring) if now > ring.until_ms + 2_000.0 => Due::Missed,
            Stage::Live(live) if live.link != Link::Connected && now - live.lost_at_ms > NO_WAY_MS => {
                Due::NoWay
            }
            Stage::Live(live) => Due::Live(live.peer.clone()),
            _ => Due::Nothing,
        };
        match due {
            Due::Nothing => {}
            Due::Clear => self.end(""),
            Due::Missed => self.end(words::over("unanswered", "").unwrap_or_default().as_str()),
            Due::NoWay => self.hang_up("failed", Some(words::get(Word::NoWay))),
            Due::Live(peer) => {
                self.ticks.set(self.ticks.get().wrapping_add(1));
                self.draw();
                if let Some(peer) = peer.filter(|_| self.ticks.get().is_multiple_of(2)) {
                    self.measure(peer);
                }
            }
        }
    }

    pub(crate) fn measure(self: &Rc<Self>, peer: Peer) {
        let shopper = Rc::clone(self);
        spawn_local(async move {
            let Some(report) = peer.report().await else { return };
            shopper.change(|live| {
                if live.quality != report.quality {
                    live.quality = report.quality;
                    live.put_out();
                }
            });
        });
    }

    pub(crate) fn draw(&self) {
        let stage = self.stage.borrow();
        let Stage::Live(live) = &*stage else { return };
        let Live { kept, link, theirs, quality, .. } = live;
        let seconds = (kept.lasted_ms() / 1_000.0) as u64;
        let clock = words::clock(seconds);
        let state = match link {
            Link::Connected => [&kept.agent, " · ", &clock].concat(),
            Link::Connecting => [kept.agent.as_str(), " · ", &words::get(Word::Connecting)].concat(),
            Link::Lost => [kept.agent.as_str(), " · ", &words::get(Word::Reconnecting)].concat(),
        };
        let saves = theirs.saves || *quality == Quality::TooPoor;
        let says = match (&live.says, quality) {
            (Some(says), _) => says.clone(),
            _ if saves => words::get(Word::Saves),
            (None, Quality::Poor) => words::get(Word::Poor),
            _ => String::new(),
        };
        let has_picture = theirs.camera || theirs.screen;
        let cover = match link {
            _ if has_picture && *link != Link::Connecting => String::new(),
            Link::Connected => words::no_picture(&kept.agent),
            _ => words::get(Word::Connecting),
        };
        let is_two_way = kept.kind == "two_way";
        let media = live.media();
        self.face.show(
            &kept.agent,
            &Shown {
                state: &state,
                says: &says,
                has_stage: !live.is_room() && (kept.kind != "audio" || has_picture),
                cover: &cover,
                microphone: (!live.is_room()).then_some(media.microphone),
                camera: is_two_way.then_some(media.camera || media.saves),
                needs_sound: live.needs_sound,
            },
        );
    }
}
