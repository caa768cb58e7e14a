//! What the shopper sees of a call: the ring, and the call itself, in the place that the panel has for it.
//!
//! Plain DOM. It decides nothing: `shopper` says what shows.

use crate::browser::{MediaStream, Node, Video, document, get, has_picture_in_picture};
use crate::newest::Newest;
use crate::room_face::RoomFace;
use crate::words::{self, Word};
use js_sys::{Array, Function, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

const STYLES: &str = include_str!("call.css");

const MICROPHONE: &str =
    "M12 3a3 3 0 00-3 3v5a3 3 0 006 0V6a3 3 0 00-3-3zM5.5 11a6.5 6.5 0 0013 0M12 17.5V21";
const CAMERA: &str =
    "M3 7.5a2 2 0 012-2h8a2 2 0 012 2v9a2 2 0 01-2 2H5a2 2 0 01-2-2zM15 10.5l6-3.5v10l-6-3.5";
const POP_OUT: &str = "M3 6a2 2 0 012-2h14a2 2 0 012 2v12a2 2 0 01-2 2H5a2 2 0 01-2-2zM12 12.5h6v4.5h-6z";
const SOUND: &str = "M4 9.5v5h3.5L12 18V6L7.500 9.5zM15.500 9a4.500 4.500 0 010 6M18 6.500a8 8 0 010 11";
const HANG_UP: &str =
    "M3 14.500c5-5 13-5 18 0l-2.500 2.500-3.500-1.500v-2.200a10 10 0 00-6 0v2.200L5.500 17z";

#[wasm_bindgen]
extern "C" {
    type Sheet;
    #[wasm_bindgen(constructor, js_class = "CSSStyleSheet")]
    fn new() -> Sheet;
    #[wasm_bindgen(method, catch, js_name = replaceSync)]
    fn replace_sync(this: &Sheet, text: &str) -> Result<(), JsValue>;
}

/// What she may press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Press {
    Accept,
    Decline,
    JoinWithout,
    Microphone,
    Camera,
    Sound,
    PopOut,
    HangUp,
}

/// What shows of a call.
pub(crate) struct Shown<'a> {
    pub(crate) state: &'a str,
    /// Under the picture, when there is something to say.
    pub(crate) says: &'a str,
    /// Whether pictures belong to it at all.
    pub(crate) has_stage: bool,
    /// In place of the picture, when there is none.
    pub(crate) cover: &'a str,
    /// None in a room, which has its own.
    pub(crate) microphone: Option<bool>,
    /// None where she is not asked for a camera.
    pub(crate) camera: Option<bool>,
    pub(crate) needs_sound: bool,
}

pub(crate) struct Face {
    place: Node,
    ring: Node,
    title: Node,
    note: Node,
    trouble: Node,
    accept: Node,
    join_without: Node,
    talk: Node,
    stage: Node,
    theirs: Video,
    own: Video,
    cover: Node,
    state: Node,
    says: Node,
    microphone: Node,
    camera: Node,
    sound: Node,
    pop_out: Node,
    over: Node,
    pub(crate) room: RoomFace,
    _newest: Newest,
    _presses: Vec<Closure<dyn FnMut()>>,
}

impl Face {
    /// In `place`, with nothing to show.
    pub(crate) fn new(place: Node, press: &Rc<dyn Fn(Press)>) -> Self {
        adopt(&place);
        let mut presses = Vec::new();
        let mut button = |class: &str, parent: &Node, what: Press| {
            let button = element("button", class, parent);
            button.set_attribute("type", "button");
            let press = Rc::clone(press);
            let closure = Closure::<dyn FnMut()>::new(move || press(what));
            button.listen("click", closure.as_ref().unchecked_ref());
            presses.push(closure);
            button
        };
        let ring = element("div", "ring", &place);
        ring.set_attribute("role", "alertdialog");
        let title = element("h3", "card-title", &ring);
        title.set_attribute("dir", "auto");
        let note = element("p", "card-note", &ring);
        let trouble = element("p", "bad", &ring);
        trouble.set_attribute("role", "alert");
        let answers = element("div", "answers", &ring);
        let decline = button("plain", &answers, Press::Decline);
        decline.set_text(&words::get(Word::Decline));
        let join_without = button("plain", &answers, Press::JoinWithout);
        join_without.set_text(&words::get(Word::JoinWithout));
        let accept = button("strong", &answers, Press::Accept);

        let talk = element("section", "talk", &place);
        let stage = element("div", "stage", &talk);
        let theirs: Video = element("video", "theirs", &stage).unchecked_into();
        let own: Video = element("video", "own", &stage).unchecked_into();
        own.set_muted(true);
        for video in [&theirs, &own] {
            video.unchecked_ref::<Node>().set_attribute("playsinline", "");
        }
        own.unchecked_ref::<Node>().set_attribute("aria-label", &words::get(Word::OwnPicture));
        let cover = element("p", "cover", &stage);
        let room_place = element("div", "", &talk);
        let strip = element("div", "strip", &talk);
        let state = element("p", "state", &strip);
        state.set_attribute("dir", "auto");
        let room = RoomFace::new(&room_place, &strip);
        let mut tool = |path: &str, label: Word, class: &str, what: Press| {
            let tool = button(class, &strip, what);
            icon(&tool, path);
            name(&tool, label);
            tool
        };
        let sound = tool(SOUND, Word::Sound, "round wanted", Press::Sound);
        let microphone = tool(MICROPHONE, Word::MicrophoneOn, "round", Press::Microphone);
        let camera = tool(CAMERA, Word::CameraOn, "round", Press::Camera);
        let pop_out = tool(POP_OUT, Word::PopOut, "round", Press::PopOut);
        tool(HANG_UP, Word::HangUp, "round hang-up", Press::HangUp);
        let says = element("p", "says", &talk);
        says.set_attribute("role", "status");
        let over = element("p", "over", &place);
        over.set_attribute("role", "status");
        let newest = Newest::keep(&place);
        let face = Self {
            place,
            ring,
            title,
            note,
            trouble,
            accept,
            join_without,
            talk,
            stage,
            theirs,
            own,
            cover,
            state,
            says,
            microphone,
            camera,
            sound,
            pop_out,
            over,
            room,
            _newest: newest,
            _presses: presses,
        };
        face.clear("");
        face
    }

    /// An agent calls.
    pub(crate) fn ring(&self, kind: &str, agent: &str) {
        self.clear("");
        let title = words::ring_title(kind, agent);
        self.title.set_text(&title);
        self.ring.set_attribute("aria-label", &title);
        self.note.set_text(&words::ring_note(kind));
        self.tell_trouble("");
        self.ring.set_hidden(false);
        self.is_on(true);
    }

    /// Her devices do not open; she may come without. Nothing, and she has not tried yet.
    pub(crate) fn tell_trouble(&self, sentence: &str) {
        let is_none = sentence.is_empty();
        self.trouble.set_text(sentence);
        self.trouble.set_hidden(is_none);
        self.join_without.set_hidden(is_none);
        self.accept.set_text(&words::get(if is_none { Word::Accept } else { Word::TryAgain }));
        self.wait(false);
    }

    /// Whether the browser is asking her for her devices.
    pub(crate) fn wait(&self, on: bool) {
        self.accept.set_disabled(on);
    }

    /// The call.
    pub(crate) fn show(&self, agent: &str, shown: &Shown<'_>) {
        self.ring.set_hidden(true);
        self.over.set_hidden(true);
        self.talk.set_hidden(false);
        self.talk.set_attribute("aria-label", &words::call_with(agent));
        self.is_on(true);
        self.stage.set_hidden(!shown.has_stage);
        self.cover.set_text(shown.cover);
        self.cover.set_hidden(shown.cover.is_empty());
        self.theirs.unchecked_ref::<Node>().set_attribute("aria-label", agent);
        self.state.set_text(shown.state);
        self.says.set_text(shown.says);
        self.says.set_hidden(shown.says.is_empty());
        self.microphone.set_hidden(shown.microphone.is_none());
        toggle(&self.microphone, shown.microphone == Some(true), Word::MicrophoneOff, Word::MicrophoneOn);
        self.camera.set_hidden(shown.camera.is_none());
        let is_seen = shown.camera == Some(true);
        toggle(&self.camera, is_seen, Word::CameraOff, Word::CameraOn);
        self.own.unchecked_ref::<Node>().set_hidden(!is_seen);
        self.sound.set_hidden(!shown.needs_sound);
        self.pop_out.set_hidden(!shown.has_stage || !shown.cover.is_empty() || !has_picture_in_picture());
    }

    /// What comes, and her own picture.
    pub(crate) fn theirs(&self) -> Video {
        self.theirs.clone()
    }

    /// Shows her own picture to herself.
    pub(crate) fn show_own(&self, stream: Option<MediaStream>) {
        let own = self.own.clone();
        wasm_bindgen_futures::spawn_local(async move {
            own.show(stream.as_ref()).await;
        });
    }

    /// Nothing rings and nobody talks; what there is to say of that.
    pub(crate) fn clear(&self, says: &str) {
        self.ring.set_hidden(true);
        self.talk.set_hidden(true);
        self.over.set_text(says);
        self.over.set_hidden(says.is_empty());
        self.is_on(false);
    }

    /// The panel that is closed shows only this.
    fn is_on(&self, on: bool) {
        self.place.set_attribute("class", if on { "call on" } else { "call" });
    }

    pub(crate) fn remove(&self) {
        self.is_on(false);
        for child in [&self.ring, &self.talk, &self.over] {
            child.remove();
        }
    }
}

pub(crate) fn element(name: &str, class: &str, parent: &Node) -> Node {
    let element = document().create(name);
    element.set_attribute("class", class);
    parent.append(&element);
    element
}

pub(crate) fn icon(parent: &Node, path: &str) {
    let namespace = "http://www.w3.org/2000/svg";
    let svg = document().create_in(namespace, "svg");
    svg.set_attribute("class", "icon");
    svg.set_attribute("viewBox", "0 0 24 24");
    svg.set_attribute("aria-hidden", "true");
    let line = document().create_in(namespace, "path");
    line.set_attribute("d", path);
    svg.append(&line);
    parent.append(&svg);
}

pub(crate) fn name(button: &Node, label: Word) {
    let label = &words::get(label);
    button.set_attribute("aria-label", label);
    button.set_attribute("title", label);
}

fn toggle(button: &Node, is_on: bool, on: Word, off: Word) {
    button.set_attribute("aria-pressed", if is_on { "true" } else { "false" });
    name(button, if is_on { on } else { off });
}

/// Once per root: a module that was begun twice must not style twice.
fn adopt(place: &Node) {
    let root = Reflect::get(place, &"getRootNode".into())
        .ok()
        .and_then(|method| method.dyn_into::<Function>().ok())
        .and_then(|method| method.call0(place).ok());
    let Some(root) = root else { return };
    let mark = JsValue::from_str("alongsideCall");
    if get(&root, "alongsideCall").is_truthy() {
        return;
    }
    let sheet = Sheet::new();
    let sheets: Array = get(&root, "adoptedStyleSheets").unchecked_into();
    if sheet.replace_sync(STYLES).is_ok() {
        sheets.push(&sheet);
        drop(Reflect::set(&root, &mark, &JsValue::TRUE));
    }
}
