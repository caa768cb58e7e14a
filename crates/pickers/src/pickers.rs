//! Both pickers of one composer.

use crate::dom;
use crate::emoji_panel::EmojiPanel;
use crate::files::Files;
use crate::sheet;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, File, HtmlElement, HtmlTextAreaElement};

/// Where files go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The address of the upload.
    pub url: String,
    /// Of a shopper: the token that says whose file it is. An agent's cookie says it.
    pub token: Option<String>,
}

/// What the pickers need.
pub struct Scene {
    /// An empty element in the composer (`.composer`), which is theirs from now on. It may be taken out and put in elsewhere.
    pub place: Element,
    /// How large a file may be, in bytes.
    pub most_bytes: f64,
    /// Where files go now; none while nobody knows, which is as if there were no line.
    pub target: Box<dyn Fn() -> Option<Target>>,
    /// Told of a file that the relay has: the relay's answer, JSON of an attachment.
    pub sent: Box<dyn Fn(&str)>,
}

impl Scene {
    /// Where the text is written now.
    pub(crate) fn field(&self) -> Option<HtmlTextAreaElement> {
        let composer = self.place.closest(".composer").ok()??;
        composer.query_selector("textarea").ok()??.dyn_into().ok()
    }

    pub(crate) fn focus(&self) {
        if let Some(field) = self.field() {
            dom::focus(&field);
        }
    }
}

/// The files and the emoji of a composer. Dropped, they end what is under way and leave their place empty.
pub struct Pickers {
    files: Rc<Files>,
    emoji: RefCell<Option<EmojiPanel>>,
    scene: Rc<Scene>,
}

impl Pickers {
    /// Takes its place. None where the page makes no elements.
    #[must_use]
    pub fn new(scene: Scene) -> Option<Self> {
        sheet::adopt(&scene.place);
        let scene = Rc::new(scene);
        Some(Self { files: Files::new(Rc::clone(&scene))?, emoji: RefCell::default(), scene })
    }

    /// Sends these files, one after the other, behind those that wait already.
    pub fn take(&self, files: impl IntoIterator<Item = File>) {
        files.into_iter().for_each(|file| self.files.take(file));
    }

    /// Whether no file is left in the row.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.files.is_empty()
    }

    /// Shows the emoji, or takes them away. `button` is what was pressed for it.
    pub fn toggle_emoji(&self, button: &HtmlElement) {
        let mut emoji = self.emoji.borrow_mut();
        if emoji.as_ref().is_some_and(EmojiPanel::is_open) {
            let before = emoji.take();
            drop(emoji);
            before.iter().for_each(EmojiPanel::close);
        } else {
            *emoji = EmojiPanel::open(&self.scene, button);
        }
    }
}

impl Drop for Pickers {
    fn drop(&mut self) {
        self.emoji.take().iter().for_each(EmojiPanel::close);
        self.files.stop();
        self.scene.place.set_text_content(None);
    }
}
