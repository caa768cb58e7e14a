//! When the page is read, and what is sent of it.
//!
//! Anything that may have changed asks for a flush; `schedule.js` says when it comes. While the caller is not ready for
//! more, nothing is read: the page's own state is the queue, and the next flush sends the newest of it.

use crate::assets::Assets;
use crate::batch::BatchReader;
use crate::media_type;
use crate::options::Options;
use crate::timing::sleep;
use crate::walker::{
    Audit, Batch, Elements, Fonts, InnerPages, Interaction, LongLists, Masking, Notebook, OuterPage,
    Schedule, Sheets, States, Stills, Walker,
};
use alongside_mirror::{Asset, Encoder, NewNode, NodeKind, Op, Tree, encode_asset};
use js_sys::{Function, Int32Array, Promise, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::window;

/// How long an asset waits before asking again whether the caller is ready, in ms.
const NOT_READY_MS: i32 = 40;

/// How often what no event tells is looked for, in ms.
pub(crate) const AUDIT_EVERY_MS: i32 = 400;

/// How long it is looked for at a time, in ms.
const AUDIT_MS: f64 = 3.0;

/// Why canvases and videos are looked at; the numbers of `Look` in `stills.js`.
const LOOK_DUE: u32 = 0;
const LOOK_NOW: u32 = 1;
const LOOK_AGAIN: u32 = 2;

/// How long the page is read at a time, in ms; encoding what was read takes half as long again. A task that
/// stays below 16 ms costs no frame.
const READ_MS: f64 = 7.0;

/// Everything that a recording is made of.
pub(crate) struct Recorder {
    walker: Walker,
    audit: Audit,
    stills: Stills,
    batch: Batch,
    /// Who has the tree, if this page is recorded as part of another.
    outer_page: Option<OuterPage>,
    reader: RefCell<BatchReader>,
    tree: RefCell<Tree>,
    encoder: RefCell<Encoder>,
    emit: Function,
    sends_assets: bool,
    schedule: Schedule,
    assets: Assets,
    keyframe_due: Cell<bool>,
    all_assets_due: Cell<bool>,
    is_stopped: Cell<bool>,
    restarts: Cell<u32>,
    _callbacks: [Closure<dyn FnMut(String)>; 2],
    _on_dirty: Closure<dyn FnMut()>,
    _send_still: Closure<dyn FnMut(String, Uint8Array) -> Promise>,
    _flush: Closure<dyn FnMut() -> bool>,
}

impl Recorder {
    /// Begins to observe the page. The first flush sends a keyframe.
    ///
    /// # Errors
    /// An exception that says which option names no origin.
    pub(crate) fn start(options: Options) -> Result<Rc<Self>, JsValue> {
        let batch = if options.within.is_some() { Notebook::new().into() } else { Batch::new() };
        let outer_page =
            options.within.as_ref().map(|origins| OuterPage::new(origins, &batch)).transpose()?;
        // One of the two is there: the options were checked for it.
        let emit =
            outer_page.as_ref().map(OuterPage::emit).or(options.emit).ok_or("nobody takes the frames")?;
        let ready = outer_page.as_ref().map(OuterPage::ready).or(options.ready);
        let inner_pages = InnerPages::new(&options.frames, &batch, &emit)?;
        Ok(Rc::new_cyclic(|this: &std::rc::Weak<Self>| {
            let note_asset = || {
                let (this, is_wanted) = (this.clone(), options.assets);
                Closure::<dyn FnMut(String)>::new(move |address: String| {
                    if let Some(recorder) = this.upgrade().filter(|_| is_wanted) {
                        recorder.assets.want(address);
                        Self::send_assets(&recorder);
                    }
                })
            };
            let callbacks = [note_asset(), note_asset()];
            let weak = this.clone();
            let flush = Closure::<dyn FnMut() -> bool>::new(move || {
                weak.upgrade().is_none_or(|recorder| Self::flush(&recorder))
            });
            let weak = this.clone();
            let on_dirty = Closure::<dyn FnMut()>::new(move || {
                if let Some(recorder) = weak.upgrade() {
                    recorder.schedule.soon();
                }
            });
            let weak = this.clone();
            let send_still =
                Closure::<dyn FnMut(String, Uint8Array) -> Promise>::new(move |address, bytes| {
                    let recorder = weak.upgrade();
                    future_to_promise(async move {
                        if let Some(recorder) = recorder {
                            recorder.send_still(address, bytes).await;
                        }
                        Ok(JsValue::UNDEFINED)
                    })
                });
            let [on_address, on_picture] =
                callbacks.each_ref().map(|callback| callback.as_ref().unchecked_ref());
            let (masking, fonts) = (Masking::new(), Fonts::new(on_address));
            let sheets = Sheets::new(on_address, &fonts);
            let elements = Elements::new(&options.ignore);
            let states = States::new(&masking, &sheets, &fonts, on_picture);
            let on_dirty_function = on_dirty.as_ref().unchecked_ref();
            let stills = Stills::new(&masking, &states, send_still.as_ref().unchecked_ref());
            let long_lists = LongLists::new();
            let interaction = Interaction::new(on_dirty_function);
            let walker = Walker::new(
                &masking,
                &elements,
                &states,
                &sheets,
                &long_lists,
                &batch,
                &inner_pages,
                &stills,
                &interaction,
                on_dirty_function,
            );
            if let Some(outer_page) = &outer_page {
                outer_page.open(&walker, &masking);
            }
            Self {
                audit: Audit::new(&walker, &elements, &states),
                walker,
                stills,
                batch,
                outer_page,
                reader: RefCell::default(),
                tree: RefCell::new(empty_tree()),
                encoder: RefCell::default(),
                emit,
                sends_assets: options.assets,
                schedule: Schedule::new(ready.as_ref(), flush.as_ref().unchecked_ref()),
                assets: Assets::default(),
                keyframe_due: Cell::new(true),
                all_assets_due: Cell::new(false),
                is_stopped: Cell::new(false),
                restarts: Cell::new(0),
                _callbacks: callbacks,
                _on_dirty: on_dirty,
                _send_still: send_still,
                _flush: flush,
            }
        }))
    }

    /// Has the page read and sent before the browser draws next.
    pub(crate) fn flush_soon(&self) {
        self.schedule.soon();
    }

    /// Looks for what no event told, and has it read and sent.
    pub(crate) fn audit(this: &Rc<Self>) {
        let is_hidden =
            window().and_then(|window| window.document()).is_none_or(|document| document.hidden());
        if this.is_stopped.get() || is_hidden || !this.schedule.is_ready() {
            return;
        }
        // Should the page's objects not let themselves be looked at, the next reading says so.
        let _ = this.audit.run(AUDIT_MS);
        let _ = this.stills.look(LOOK_DUE);
        // Sheets and form fields are compared at every flush, so there has to be one.
        this.flush_soon();
    }

    /// Has the whole page sent again; and after it, for a viewer that is new, all assets.
    pub(crate) fn keyframe(this: &Rc<Self>, assets: bool) {
        this.keyframe_due.set(true);
        if assets {
            this.all_assets_due.set(true);
        }
        this.flush_soon();
    }

    /// Waits until all that has changed so far is emitted; also in a hidden tab.
    pub(crate) async fn flushed(this: &Rc<Self>) {
        let _ = JsFuture::from(this.schedule.flushed()).await;
        // Canvases and videos are looked at seldom; who asks for all gets them as well.
        let looked = JsFuture::from(this.stills.look(LOOK_NOW)).await;
        if looked.is_ok_and(|has_told| has_told.is_truthy()) {
            let _ = JsFuture::from(this.schedule.flushed()).await;
        }
        while !this.is_stopped.get() && this.assets.is_busy() {
            sleep(4).await;
        }
    }

    /// Leaves the page as if nobody had ever watched it.
    pub(crate) fn stop(&self) {
        self.is_stopped.set(true);
        self.schedule.stop();
        self.walker.stop();
        if let Some(outer_page) = &self.outer_page {
            outer_page.stop();
        }
        // The caller may keep the recording; the page's copy goes now.
        self.tree.replace(Tree::new());
        self.encoder.replace(Encoder::new());
    }

    /// How often an inconsistency made the recorder read the whole page anew. It should be 0.
    pub(crate) fn restarts(&self) -> u32 {
        self.restarts.get()
    }

    /// How much the audit found that no event had told.
    pub(crate) fn found(&self) -> u32 {
        self.audit.found()
    }

    /// Reads and sends for a while. Answers whether all is sent.
    fn flush(this: &Rc<Self>) -> bool {
        if this.is_stopped.get() {
            return true;
        }
        // A document that was rewritten may have come to another layout mode, which only a keyframe can tell.
        if is_quirks() != this.tree.borrow().is_quirks() {
            this.forget_all();
        }
        let read = this.walker.read(READ_MS).ok();
        if let Some(outer_page) = &this.outer_page {
            outer_page.send();
            return read.unwrap_or(true);
        }
        let ops = read.and_then(|_| this.reconcile()).or_else(|| this.read_all_anew());
        let Some(ops) = ops else {
            // The page cannot be told: an honest end is better than a wrong picture.
            web_sys::console::error_1(
                &"Alongside: this page can't be recorded; the recording has stopped".into(),
            );
            this.stop();
            return true;
        };
        let is_keyframe = this.keyframe_due.get();
        if let Some(frame) = this.frame(&ops) {
            this.emit(&frame);
        }
        // A viewer has no use for assets before its keyframe.
        if is_keyframe && this.all_assets_due.replace(false) {
            this.assets.send_all_again();
            Self::send_assets(this);
            let _ = this.stills.look(LOOK_AGAIN);
        }
        read.unwrap_or(true)
    }

    fn frame(&self, ops: &[Op]) -> Option<Vec<u8>> {
        let (tree, mut encoder) = (self.tree.borrow(), self.encoder.borrow_mut());
        if self.keyframe_due.replace(false) {
            return Some(encoder.keyframe(&tree));
        }
        (!ops.is_empty()).then(|| encoder.delta(&tree, ops))
    }

    /// Brings the tree up to what was read. Nothing is returned when the page and the tree do not fit together.
    fn reconcile(&self) -> Option<Vec<Op>> {
        let (numbers, text) = self.take();
        let (mut tree, mut reader) = (self.tree.borrow_mut(), self.reader.borrow_mut());
        let seen = reader.read(&numbers, &text, tree.names()).ok()?;
        tree.reconcile(seen).ok()
    }

    /// What was read, its names learned.
    fn take(&self) -> (Vec<i32>, String) {
        let taken = self.batch.take();
        let (mut tree, mut reader) = (self.tree.borrow_mut(), self.reader.borrow_mut());
        if taken.get(3).is_truthy() {
            reader.forget_names();
            tree.forget_unused_names([]);
        }
        reader.learn(&taken.get(2).as_string().unwrap_or_default(), tree.names_mut());
        let text = taken.get(1).unchecked_into::<Uint8Array>().to_vec();
        let numbers = taken.get(0).unchecked_into::<Int32Array>().to_vec();
        (numbers, String::from_utf8(text).unwrap_or_default())
    }

    /// The way out of any inconsistency: forget all, read all, send all. There is none out of a second one.
    fn read_all_anew(&self) -> Option<Vec<Op>> {
        self.restarts.set(self.restarts.get() + 1);
        self.forget_all();
        self.walker.read(f64::INFINITY).ok()?;
        self.reconcile()
    }

    /// Begins the page anew, with a keyframe.
    fn forget_all(&self) {
        self.keyframe_due.set(true);
        self.take();
        let names = std::mem::take(self.tree.borrow_mut().names_mut());
        let mut tree = empty_tree();
        *tree.names_mut() = names;
        self.tree.replace(tree);
        self.walker.read_all_next();
    }

    fn send_assets(this: &Rc<Self>) {
        let Some(sending) = this.assets.begin_sending() else { return };
        let this = this.clone();
        spawn_local(async move {
            while let Some(address) = this.assets.next_wanted() {
                if this.is_stopped.get() {
                    break;
                }
                match this.assets.fetch(&address).await {
                    Some(frame) => this.emit_when_ready(&frame).await,
                    None => drop(this.stills.draw(&address)),
                }
            }
            drop(sending);
        });
    }

    /// Sends the picture of a canvas or video, unless assets are not wanted; returns when there may be another one.
    async fn send_still(&self, address: String, bytes: Uint8Array) {
        let bytes = bytes.to_vec();
        let asset =
            media_type::of(&bytes).map(|media_type| Asset { address: &address, media_type, bytes: &bytes });
        if let Some(asset) = asset.filter(|_| self.sends_assets) {
            self.emit_when_ready(&encode_asset(asset)).await;
            self.ready().await;
        }
    }

    async fn emit_when_ready(&self, frame: &[u8]) {
        self.ready().await;
        if !self.is_stopped.get() {
            self.emit(frame);
        }
    }

    /// Waits until the caller takes another frame, or none any more.
    async fn ready(&self) {
        while !self.is_stopped.get() && !self.schedule.is_ready() {
            sleep(NOT_READY_MS).await;
        }
    }

    fn emit(&self, frame: &[u8]) {
        // An error in the caller's function is the caller's to see, and must not end the recording.
        if let Err(error) = self.emit.call1(&JsValue::NULL, &Uint8Array::from(frame)) {
            web_sys::console::error_2(&"Alongside: `emit` failed".into(), &error);
        }
    }
}

fn is_quirks() -> bool {
    let compatibility = window().and_then(|window| window.document()).map(|document| document.compat_mode());
    compatibility.as_deref() == Some("BackCompat")
}

fn empty_tree() -> Tree {
    Tree::with_root(NewNode::container(NodeKind::Document { quirks: is_quirks() }))
}
