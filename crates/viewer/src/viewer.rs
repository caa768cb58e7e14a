//! What JavaScript sees: a viewer that takes frames.

use crate::asset_origins::AssetOrigins;
use crate::asset_store::AssetStore;
use crate::assets::{Assets, Held};
use crate::fit::{Fit, fit, viewport};
use crate::inner_frame::InnerFrame;
use crate::part_seen::PartSeen;
use crate::pointer::Pointer;
use crate::saved_page;
use crate::scene::Scene;
use crate::stage::Stage;
use alongside_mirror::{
    Asset, Decoded, Decoder, FrameError, FrameKind, Tree, decode_asset, decode_named_asset, kind_of,
};
use js_sys::{Function, Object, Reflect};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, ResizeObserver};

/// Shows one session's frames in a container.
#[wasm_bindgen]
pub struct Viewer {
    inner: Rc<RefCell<Inner>>,
    resized: ResizeObserver,
    _on_resize: Closure<dyn FnMut()>,
}

struct Inner {
    this: Weak<RefCell<Self>>,
    container: Element,
    decoder: Decoder,
    assets: Assets,
    /// Where assets are read that come by name.
    asset_store: Option<AssetStore>,
    frame: Option<InnerFrame>,
    stage: Option<Stage>,
    on_picture: Option<Closure<dyn FnMut()>>,
    pointer: Option<Pointer>,
    part_seen: Option<PartSeen>,
    fit: Option<Fit>,
}

#[wasm_bindgen]
impl Viewer {
    /// A viewer that fills `container` with a scaled view of the page, empty until the first keyframe. With
    /// `{ pointer: true }` as its options it also draws where the shopper points, a ring where she presses, and a frame around
    /// what she sees while that is only a part of her viewport; with `{ assetStore: "https://…/" }` it reads assets that come
    /// by name from under that address; with `{ assetOrigins: "https://… https://…" }` it loads pictures by their own address
    /// that are of these origins and did not come, if the page's policy (`img-src`) lets it.
    ///
    /// # Errors
    /// The browser's exception, should it not allow an iframe there.
    #[wasm_bindgen(constructor)]
    pub fn new(container: &Element, options: Option<Object>) -> Result<Viewer, JsValue> {
        let option = move |name: &str| {
            options.as_ref().and_then(|options| Reflect::get(options, &name.into()).ok()).unwrap_or_default()
        };
        let has_pointer = option("pointer").is_truthy();
        let asset_store = option("assetStore").as_string().map(AssetStore::new);
        let origins = AssetOrigins::parse(&option("assetOrigins").as_string().unwrap_or_default());
        let pointer = if has_pointer { Some(Pointer::new(container)?) } else { None };
        let part_seen = if has_pointer { Some(PartSeen::new(container)?) } else { None };
        let inner = Rc::new_cyclic(|this: &Weak<RefCell<Inner>>| {
            RefCell::new(Inner {
                this: this.clone(),
                container: container.clone(),
                decoder: Decoder::new(),
                assets: Assets::new(origins),
                asset_store,
                frame: None,
                stage: None,
                on_picture: None,
                pointer,
                part_seen,
                fit: None,
            })
        });
        let resized = inner.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            if let Ok(mut inner) = resized.try_borrow_mut() {
                inner.fit();
            }
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref())?;
        observer.observe(container);
        Ok(Self { inner, resized: observer, _on_resize: on_resize })
    }

    /// Takes a frame: a keyframe, a delta or an asset.
    ///
    /// # Errors
    /// An exception that says why the frame was refused. The view stays as it is until the next keyframe: ask
    /// the recording for one.
    pub fn push(&self, frame: &[u8]) -> Result<(), JsError> {
        Ok(self.inner.borrow_mut().push(frame)?)
    }

    /// The document that shows the page; none before the first keyframe.
    #[wasm_bindgen(getter)]
    pub fn document(&self) -> Option<Document> {
        self.inner.borrow().stage.as_ref().map(|stage| stage.document.clone().unchecked_into())
    }

    /// The digest of the tree that is shown, in hexadecimal digits; equal to the recorder's when in step.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> Option<String> {
        self.inner.borrow().decoder.tree().map(|tree| format!("{:016x}", tree.digest()))
    }

    /// How many nodes the page has.
    #[wasm_bindgen(getter)]
    pub fn nodes(&self) -> usize {
        self.inner.borrow().decoder.tree().map_or(0, Tree::len)
    }

    /// The shopper's viewport in CSS px: width and height.
    #[wasm_bindgen(getter)]
    pub fn viewport(&self) -> Vec<f64> {
        let (width, height) = self.inner.borrow().decoder.tree().map(viewport).unwrap_or_default();
        vec![width, height]
    }

    /// What shows now, as a recording of one moment: the pictures and fonts that it uses, and a keyframe. None before
    /// the first keyframe.
    ///
    /// # Errors
    /// The browser's exception, should it not give the bytes of a picture.
    pub async fn save(&self) -> Result<Option<Vec<u8>>, JsValue> {
        match self.shown() {
            Some((keyframe, held)) => Ok(Some(saved_page::records_of(keyframe, held).await?)),
            None => Ok(None),
        }
    }

    /// Takes the view away, and frees all that it held.
    pub fn destroy(self) {}
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.resized.disconnect();
    }
}

/// For the player, which knows the recording that frames come from, and for the page that it stands in.
impl Viewer {
    /// From now on, assets that come by name are read from under this address.
    pub(crate) fn read_assets_from(&self, base: String) {
        self.inner.borrow_mut().asset_store = Some(AssetStore::new(base));
    }

    /// Looks at what is shown; nothing before the first keyframe, nor while a frame is being shown.
    pub(crate) fn look<Seen>(&self, look: impl FnOnce(&Scene<'_>) -> Seen) -> Option<Seen> {
        let inner = self.inner.try_borrow().ok()?;
        let scene = Scene { stage: inner.stage.as_ref()?, tree: inner.decoder.tree()?, fit: inner.fit? };
        Some(look(&scene))
    }

    /// The decoder of what shows.
    pub(crate) fn decoder(&self) -> Decoder {
        self.inner.borrow().decoder.clone()
    }

    /// Shows the page that a decoder has come to, and goes on from there.
    pub(crate) fn jump(&self, decoder: Decoder) {
        let mut inner = self.inner.borrow_mut();
        let before = std::mem::replace(&mut inner.decoder, decoder);
        if !inner.show_difference(&before) {
            inner.show_all();
        }
        inner.fit();
    }

    /// The addresses of stills that are to show and are not there.
    pub(crate) fn missing_stills(&self) -> Vec<String> {
        self.inner.borrow().assets.stills.missing()
    }

    /// What shows now: its keyframe, and the assets that it names. None before the first keyframe.
    pub(crate) fn shown(&self) -> Option<(Vec<u8>, Vec<Held>)> {
        self.inner.borrow().save()
    }
}

impl Inner {
    fn save(&self) -> Option<(Vec<u8>, Vec<Held>)> {
        let tree = self.decoder.tree()?;
        let named = saved_page::named(tree);
        let held = self.assets.held(|address| named.contains(address));
        Some((saved_page::keyframe(tree), held))
    }

    fn push(&mut self, frame: &[u8]) -> Result<(), FrameError> {
        match kind_of(frame)? {
            FrameKind::Asset => {
                self.show_asset(decode_asset(frame)?);
                return Ok(());
            }
            FrameKind::NamedAsset => return self.fetch_asset(frame),
            // `AssetBytes` are the relay's; the decoder refuses them.
            FrameKind::Keyframe | FrameKind::Delta | FrameKind::AssetBytes => {}
        }
        let decoded = self.decoder.decode(frame)?;
        let Some(tree) = self.decoder.tree() else { return Err(FrameError::NoKeyframe) };
        match (&decoded, &mut self.stage) {
            (Decoded::Delta { ops, gone }, Some(stage)) => stage.apply(ops, gone, tree, &mut self.assets),
            // The inner document is still loading: it will be built from the tree as it is then.
            (Decoded::Delta { .. }, None) => {}
            (Decoded::Keyframe, _) => self.show_all(),
        }
        self.fit();
        Ok(())
    }

    fn show_asset(&mut self, asset: Asset<'_>) {
        match (&mut self.stage, self.decoder.tree()) {
            (Some(stage), Some(tree)) => stage.show_asset(asset, tree, &mut self.assets),
            _ => drop(self.assets.add(asset)),
        }
    }

    /// Reads an asset that came by name, and shows it when it is there. One that is not stays an empty box.
    fn fetch_asset(&mut self, frame: &[u8]) -> Result<(), FrameError> {
        let asset = decode_named_asset(frame)?;
        let Some(store) = &mut self.asset_store else { return Ok(()) };
        if self.assets.has(asset.address) || !store.begin(asset.address) {
            return Ok(());
        }
        let (request, this) = (store.request(asset.name), self.this.clone());
        let (address, media_type) = (asset.address.to_owned(), asset.media_type.to_owned());
        spawn_local(async move {
            let bytes = request.await;
            let Some(inner) = this.upgrade() else { return };
            let mut inner = inner.borrow_mut();
            if let Some(store) = &mut inner.asset_store {
                store.end(&address);
            }
            if let Some(bytes) = bytes {
                inner.show_asset(Asset { address: &address, media_type: &media_type, bytes: &bytes });
            }
        });
        Ok(())
    }

    /// Shows the tree by what differs from that of `before`, which shows. Returns whether that could be done.
    fn show_difference(&mut self, before: &Decoder) -> bool {
        let (Some(shown), Some(tree), Some(stage)) = (before.tree(), self.decoder.tree(), &mut self.stage)
        else {
            return false;
        };
        if shown.is_quirks() != tree.is_quirks() {
            return false;
        }
        let mut between = shown.clone();
        match between.become_like(tree) {
            Ok((ops, gone)) if between.digest() == tree.digest() => {
                stage.apply(&ops, &gone, &between, &mut self.assets);
                true
            }
            _ => false,
        }
    }

    /// Shows the whole tree; in a new iframe if there is none of its layout mode.
    fn show_all(&mut self) {
        let Some(tree) = self.decoder.tree() else { return };
        let quirks = tree.is_quirks();
        if self.frame.as_ref().is_some_and(|frame| frame.quirks == quirks) {
            if let Some(stage) = &mut self.stage {
                stage.show(tree, &mut self.assets);
            }
            return;
        }
        self.stage = None;
        // The old iframe goes before the new one comes.
        self.frame = None;
        let this = self.this.clone();
        let on_load = move || {
            let this = this.clone();
            // An empty document may be ready before the call that asked for it has returned.
            spawn_local(async move {
                if let Some(inner) = this.upgrade() {
                    inner.borrow_mut().on_load();
                }
            });
        };
        self.frame = InnerFrame::open(&self.container, quirks, Rc::clone(&self.assets.origins), on_load).ok();
    }

    fn on_load(&mut self) {
        let Some(frame) = &self.frame else { return };
        let Some(document) = frame.document() else { return };
        let this = self.this.clone();
        let on_picture = Closure::<dyn FnMut()>::new(move || {
            // What loads while a frame is being shown is scrolled to by that frame.
            if let Some(Ok(mut inner)) = this.upgrade().as_ref().map(|inner| inner.try_borrow_mut()) {
                inner.settle();
            }
        });
        let told = on_picture.as_ref().unchecked_ref::<Function>().clone();
        let mut stage = Stage::new(document.unchecked_into(), told, Rc::clone(&self.assets.origins));
        self.on_picture = Some(on_picture);
        if let Some(tree) = self.decoder.tree() {
            stage.show(tree, &mut self.assets);
        }
        self.stage = Some(stage);
        self.fit();
    }

    fn settle(&mut self) {
        if let (Some(stage), Some(tree)) = (&mut self.stage, self.decoder.tree()) {
            stage.settle(tree, &mut self.assets);
        }
    }

    fn fit(&mut self) {
        if let (Some(frame), Some(tree)) = (&self.frame, self.decoder.tree()) {
            let fit = fit(&frame.element, &self.container, tree);
            if let Some(part_seen) = &self.part_seen {
                part_seen.show(tree, fit);
            }
            self.fit = Some(fit);
            if let Some(pointer) = &mut self.pointer {
                pointer.show(tree, fit);
            }
        }
    }
}
