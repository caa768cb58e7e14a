//! What the client does as its state asks for it.

use crate::client::Client;
use crate::deferred;
use crate::event::{Effect, Input};
use crate::outgoing;
use alongside_protocol::FromVisitor;
use gloo_timers::callback::Timeout;

/// How long a gap may last before history is asked for, in ms.
const GAP_MS: u32 = 2_000;

impl Client {
    pub(crate) fn perform(&self, effect: Effect) {
        let shared = &self.shared;
        match effect {
            Effect::Hello => self.hello(),
            Effect::Send(frame) => self.send(&frame),
            Effect::StoreToken(token) => self.kept(shared.storage.store_token(token)),
            Effect::Keep(client_id, draft) => self.kept(shared.storage.keep(client_id, draft)),
            Effect::Forget(client_id) => self.kept(shared.storage.forget(&client_id)),
            Effect::KeepForm(filled) => {
                let frame = outgoing::text(&FromVisitor::Form { filled });
                self.kept(shared.storage.keep_form(frame));
            }
            Effect::SendForm => {
                if let Some((link, frame)) = self.link().zip(shared.storage.form()) {
                    link.send_text(&frame);
                }
            }
            Effect::ForgetForm => self.kept(shared.storage.keep_form(None)),
            Effect::DeleteData => deferred::delete_data(self),
            Effect::ForgetAll => {
                shared.storage.clear();
                self.put("");
                shared.about.take();
                shared.identity.take();
            }
            Effect::RememberOpen(is_open) => shared.storage.remember_open(is_open),
            Effect::SendAgainIn(ms) => drop(shared.again.replace(Some(self.later(ms, Input::SendAgain)))),
            Effect::MindTheGapSoon => drop(shared.gap.replace(Some(self.later(GAP_MS, Input::MindTheGap)))),
            Effect::Reconnect => self.connect(),
            Effect::HangUp => self.hang_up(),
            Effect::LoadCapture => drop(self.recorder().and_then(|recorder| recorder.load())),
            Effect::Record(session) => {
                if let (Some(recorder), Some(link)) = (self.recorder(), self.link()) {
                    recorder.record(session, link);
                }
            }
            Effect::HoldRecording => self.recorder().into_iter().for_each(|recorder| recorder.hold()),
            Effect::StoreConsent(session) => self.kept(shared.storage.store_consent(session)),
            Effect::MarkTab(is_shared) => shared.storage.mark_tab(is_shared),
            Effect::ForgetSharing(session) => self.kept(shared.storage.forget_sharing(&session)),
            Effect::FramesReceived(sequence) => {
                // Something changed, perhaps the page's title.
                self.mind_the_page();
                self.recorder().into_iter().for_each(|recorder| recorder.acknowledged(sequence));
            }
            Effect::Keyframe { assets } => {
                self.recorder().into_iter().for_each(|recorder| recorder.keyframe(assets));
            }
            Effect::SendAssets(names) => {
                self.recorder().into_iter().for_each(|recorder| recorder.send_assets(&names));
            }
            Effect::Pause(on) => {
                self.kept(shared.storage.store_pause(on));
                self.recorder().into_iter().for_each(|recorder| recorder.pause(on));
            }
            Effect::Preview(on) => self.recorder().into_iter().for_each(|recorder| recorder.preview(on)),
            Effect::StopRecording => {
                // What agents do stands on the recording, and another page or tab begins another.
                self.assistant().into_iter().for_each(|assistant| assistant.stop());
                self.recorder().into_iter().for_each(|recorder| recorder.stop());
            }
            Effect::Tell(event) => (shared.config.tell)(event),
        }
    }

    fn kept(&self, is_kept: bool) {
        if !is_kept && self.state().is_kept {
            self.dispatch(Input::NotKept);
        }
    }

    fn later(&self, ms: u32, input: Input) -> Timeout {
        let handler = self.handler(Self::dispatch);
        Timeout::new(ms, move || handler(input))
    }
}
