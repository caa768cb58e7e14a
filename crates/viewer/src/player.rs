//! Plays a recording in a viewer: time goes by, stands still, or jumps.
//!
//! Owns the clock of the recording and what is shown of it. Does not own the controls: they stand in the console. What
//! is where in the recording is the [`Timeline`]'s.

use crate::Viewer;
use crate::records::RecordReader;
use crate::timeline::{Place, Timeline};
use js_sys::{Function, Object, Reflect};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Window, window};

/// How much is indexed in one task, in units of work of the timeline: about 8 ms.
const SLICE: usize = 8_000;

/// Nothing happens for longer than this: a pause that may be skipped, in ms of the recording.
const IDLE_MS: f64 = 2_000.0;

/// What is left of a pause that is skipped, in ms of the recording.
const PAUSE_MS: f64 = 400.0;

/// Longest step of the clock, in ms: a tab that was hidden does not make up for it.
const LONGEST_STEP_MS: f64 = 250.0;

/// How often it is told where it is while it plays, in ms.
const TOLD_EVERY_MS: f64 = 100.0;

/// Plays one recording in a container.
#[wasm_bindgen]
pub struct Player {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    this: Weak<RefCell<Self>>,
    window: Window,
    viewer: Viewer,
    reader: RecordReader,
    timeline: Timeline,
    /// Whether all records are there.
    is_whole: bool,
    /// How many frames show.
    shown: usize,
    now_ms: f64,
    duration_ms: f64,
    /// Where to go as soon as it is indexed.
    wanted_ms: Option<f64>,
    play: Option<Play>,
    /// Called whenever something is to be told: where it is, that it stopped, that more is indexed.
    tell: Function,
    on_tick: Closure<dyn FnMut(f64)>,
    on_slice: Closure<dyn FnMut()>,
    is_slicing: bool,
}

/// How time goes by.
#[derive(Clone, Copy)]
struct Play {
    speed: f64,
    skips_idle: bool,
    /// When the last step was, by the browser's clock, and when it was last told.
    last: Option<f64>,
    told: f64,
}

#[wasm_bindgen]
impl Player {
    /// A player that fills `container`, without a recording. `tell` is called without arguments whenever what the
    /// getters say has changed. Of the viewer's options it knows `assetOrigins`.
    ///
    /// # Errors
    /// The browser's exception, should it not allow a viewer there.
    #[wasm_bindgen(constructor)]
    pub fn new(container: &Element, tell: Function, options: Option<Object>) -> Result<Player, JsValue> {
        let window = window().ok_or("no window")?;
        let options = options.unwrap_or_default();
        Reflect::set(&options, &"pointer".into(), &true.into())?;
        let viewer = Viewer::new(container, Some(options))?;
        let inner = Rc::new_cyclic(|this: &Weak<RefCell<Inner>>| {
            let (ticking, slicing) = (this.clone(), this.clone());
            let on_tick = Closure::<dyn FnMut(f64)>::new(move |now| {
                if let Some(inner) = ticking.upgrade() {
                    inner.borrow_mut().tick(now);
                }
            });
            let on_slice = Closure::<dyn FnMut()>::new(move || {
                if let Some(inner) = slicing.upgrade() {
                    inner.borrow_mut().slice();
                }
            });
            RefCell::new(Inner {
                this: this.clone(),
                window,
                viewer,
                reader: RecordReader::default(),
                timeline: Timeline::default(),
                is_whole: false,
                shown: 0,
                now_ms: 0.0,
                duration_ms: 0.0,
                wanted_ms: Some(0.0),
                play: None,
                tell,
                on_tick,
                on_slice,
                is_slicing: false,
            })
        });
        Ok(Self { inner })
    }

    /// Takes the next bytes of the recording.
    ///
    /// # Errors
    /// An exception that says why they cannot be a recording's. What came before can be played.
    pub fn load(&self, bytes: &[u8]) -> Result<(), JsError> {
        Ok(self.inner.borrow_mut().load(bytes)?)
    }

    /// All bytes have come; the recording is `duration_ms` long, or as long as its last frame says.
    pub fn end(&self, duration_ms: f64) {
        self.inner.borrow_mut().end(duration_ms);
    }

    /// Plays on from where it is: how fast, and whether pauses are skipped. At the end, from the beginning.
    pub fn play(&self, speed: f64, skips_idle: bool) {
        self.inner.borrow_mut().play(speed, skips_idle);
    }

    /// Stands still.
    pub fn pause(&self) {
        self.inner.borrow_mut().pause();
    }

    /// Shows a moment, in ms from the beginning; as soon as it is indexed.
    pub fn seek(&self, at_ms: f64) {
        self.inner.borrow_mut().seek(at_ms);
    }

    /// Where it is, in ms from the beginning.
    #[wasm_bindgen(getter)]
    pub fn now(&self) -> f64 {
        self.inner.borrow().now_ms
    }

    /// How long it is, in ms.
    #[wasm_bindgen(getter)]
    pub fn duration(&self) -> f64 {
        self.inner.borrow().duration_ms
    }

    /// Whether time goes by.
    #[wasm_bindgen(getter)]
    pub fn playing(&self) -> bool {
        self.inner.borrow().play.is_some()
    }

    /// Whether it can be played: all of it has come, and what shows now was found.
    #[wasm_bindgen(getter)]
    pub fn ready(&self) -> bool {
        let inner = self.inner.borrow();
        inner.is_whole && inner.wanted_ms.is_none()
    }

    /// Whether all of it is indexed: every moment is near.
    #[wasm_bindgen(getter)]
    pub fn indexed(&self) -> bool {
        let inner = self.inner.borrow();
        inner.is_whole && inner.timeline.indexed() == inner.timeline.len()
    }

    /// How much happens in each of so many equal stretches of it, 0 to 255.
    pub fn activity(&self, stretches: usize) -> Vec<u8> {
        let inner = self.inner.borrow();
        inner.timeline.activity(stretches.min(4_096), inner.duration_ms)
    }

    /// The document that shows the page; none before its first frame.
    #[wasm_bindgen(getter)]
    pub fn document(&self) -> Option<Document> {
        self.inner.borrow().viewer.document()
    }

    /// The digest of the tree that is shown, in hexadecimal digits; equal to the recorder's at that moment.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> Option<String> {
        self.inner.borrow().viewer.digest()
    }

    /// The shopper's viewport in CSS px: width and height.
    #[wasm_bindgen(getter)]
    pub fn viewport(&self) -> Vec<f64> {
        self.inner.borrow().viewer.viewport()
    }

    /// Takes the view away, and frees all that it held.
    pub fn destroy(self) {}
}

impl Inner {
    fn load(&mut self, bytes: &[u8]) -> Result<(), crate::records::NoRecording> {
        for record in self.reader.read(bytes)? {
            self.duration_ms = self.duration_ms.max(f64::from(record.at_ms));
            if let Some(asset) = self.timeline.add(record) {
                // One that is refused shows nowhere, as in a live view.
                let _ = self.viewer.push(&asset);
            }
        }
        self.go_on_slicing();
        Ok(())
    }

    fn end(&mut self, duration_ms: f64) {
        self.is_whole = true;
        if duration_ms.is_finite() {
            self.duration_ms = self.duration_ms.max(duration_ms);
        }
        self.go_on_slicing();
    }

    /// Indexes a slice of what has come, and goes where somebody waits to go.
    fn slice(&mut self) {
        self.is_slicing = false;
        let is_indexed = self.timeline.index(SLICE);
        if let Some(wanted) = self.wanted_ms.filter(|wanted| self.is_near(*wanted)) {
            self.seek(wanted);
        }
        if !is_indexed {
            self.go_on_slicing();
        } else {
            self.told();
        }
    }

    fn go_on_slicing(&mut self) {
        if !self.is_slicing {
            let callback = self.on_slice.as_ref().unchecked_ref();
            self.is_slicing = self.window.set_timeout_with_callback(callback).is_ok();
        }
    }

    /// Whether a moment is indexed, so that it is found at once.
    fn is_near(&self, at_ms: f64) -> bool {
        let frames = self.timeline.frames_until(at_ms);
        let has_come = self.is_whole || frames < self.timeline.len();
        has_come && frames <= self.timeline.indexed()
    }

    fn seek(&mut self, at_ms: f64) {
        let at_ms = if at_ms.is_finite() { at_ms.max(0.0) } else { 0.0 };
        if !self.is_near(at_ms) {
            self.wanted_ms = Some(at_ms);
            return;
        }
        self.wanted_ms = None;
        self.now_ms = at_ms.min(self.duration_ms);
        let frames = self.timeline.frames_until(self.now_ms);
        if frames != self.shown {
            let from = Place { decoder: self.viewer.decoder(), read: self.shown };
            let place = self.timeline.place(frames, Some(from));
            self.shown = place.read;
            self.viewer.jump(place.decoder);
            self.show_stills();
        }
        self.told();
    }

    fn play(&mut self, speed: f64, skips_idle: bool) {
        if self.now_ms >= self.duration_ms && self.play.is_none() {
            self.seek(0.0);
        }
        let was_playing = self.play.is_some();
        let (last, told) = self.play.map_or((None, 0.0), |play| (play.last, play.told));
        self.play = Some(Play { speed: speed.clamp(0.1, 64.0), skips_idle, last, told });
        if !was_playing {
            self.await_tick();
        }
        self.told();
    }

    fn pause(&mut self) {
        self.play = None;
        self.told();
    }

    fn await_tick(&self) {
        // Without frames to draw there is nobody who could see time go by.
        let _ = self.window.request_animation_frame(self.on_tick.as_ref().unchecked_ref());
    }

    fn tick(&mut self, now: f64) {
        let Some(play) = &mut self.play else { return };
        let step = play.last.replace(now).map_or(0.0, |last| (now - last).clamp(0.0, LONGEST_STEP_MS));
        let (speed, skips_idle) = (play.speed, play.skips_idle);
        if self.wanted_ms.is_none() {
            self.now_ms = (self.now_ms + step * speed).min(self.duration_ms);
            if skips_idle {
                self.skip_pause();
            }
            self.catch_up();
        }
        if self.now_ms >= self.duration_ms && self.is_whole {
            self.play = None;
            self.told();
            return;
        }
        self.await_tick();
        if let Some(play) = self.play.as_mut().filter(|play| now - play.told >= TOLD_EVERY_MS) {
            play.told = now;
            self.told();
        }
    }

    fn skip_pause(&mut self) {
        let next = self.timeline.frame(self.timeline.frames_until(self.now_ms));
        let next_ms = next.map_or(self.duration_ms, |record| f64::from(record.at_ms));
        if next_ms - self.now_ms > IDLE_MS {
            self.now_ms = next_ms - PAUSE_MS;
        }
    }

    /// Shows the frames that have come by now, one after the other as they came.
    fn catch_up(&mut self) {
        let frames = self.timeline.frames_until(self.now_ms);
        while self.shown < frames {
            if let Some(record) = self.timeline.frame(self.shown)
                && !record.frame.is_empty()
            {
                // One that cannot be read leaves the page as it was: the timeline says the same.
                let _ = self.viewer.push(&record.frame);
            }
            self.shown += 1;
        }
        self.show_stills();
    }

    fn show_stills(&self) {
        for address in self.viewer.missing_stills() {
            if let Some(frame) = self.timeline.still(&address) {
                let _ = self.viewer.push(frame);
            }
        }
    }

    /// In a task of its own: whoever is told asks back.
    fn told(&self) {
        let this = self.this.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let tell = this.upgrade().map(|inner| inner.borrow().tell.clone());
            if let Some(tell) = tell {
                // Its exception is its own.
                let _ = tell.call0(&JsValue::UNDEFINED);
            }
        });
    }
}
