//! Frames within the page: the iframes of the mirrored page and the documents in them.
//!
//! A frame loses its document whenever it is moved, and browsers tell of it late or not at all; so after every
//! step the documents that are shown are compared with those that are there, and what is gone is built anew from the
//! tree. An iframe here has no address: what it begins with is a constant of this crate, under the same sandbox and
//! policy as the page around it.

use crate::asset_origins::AssetOrigins;
use crate::dom::{DOCUMENT_NODE, Document, Element, Node};
use crate::inner_frame::{SANDBOX, empty_document};
use alongside_mirror::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use wasm_bindgen::JsCast;
use web_sys::{HtmlIFrameElement, Window};

/// Most frames of one page: each is a world of its own to the browser, and a hostile page may ask for thousands.
const MOST_FRAMES: usize = 256;

/// Marks a frame that nothing is known of, for the base sheet to paint. No page can have it: it is on no list.
const UNSEEN: &str = "alongside-unseen";

/// The frames within the page.
#[derive(Default)]
pub(crate) struct Frames {
    elements: FxHashSet<NodeId>,
    /// Which frame each document stands in.
    documents: FxHashMap<NodeId, NodeId>,
}

impl Frames {
    /// Whether one more frame may be shown as one; the rest are boxes.
    pub(crate) fn has_room(&self) -> bool {
        self.elements.len() < MOST_FRAMES
    }

    /// A frame was made, not yet in the page.
    pub(crate) fn add_element(&mut self, id: NodeId, element: &Element) {
        let _ = element.set_attribute("sandbox", SANDBOX);
        let _ = element.set_attribute(UNSEEN, "");
        self.elements.insert(id);
    }

    /// A document stands in a frame.
    pub(crate) fn add_document(&mut self, document: NodeId, frame: NodeId) {
        self.documents.insert(document, frame);
    }

    /// A node is gone.
    pub(crate) fn forget(&mut self, id: NodeId) {
        self.elements.remove(&id);
        self.documents.remove(&id);
    }

    /// All documents and the frames they stand in, outer ones first as far as names tell.
    pub(crate) fn documents(&self) -> Vec<(NodeId, NodeId)> {
        let mut documents: Vec<_> =
            self.documents.iter().map(|(document, frame)| (*document, *frame)).collect();
        documents.sort_unstable();
        documents
    }

    /// Forgets all frames.
    pub(crate) fn clear(&mut self) {
        self.elements.clear();
        self.documents.clear();
    }
}

/// Begins an empty document in a frame of the page; none while the frame stands nowhere, or is a mere box.
pub(crate) fn open(frame: &Node, quirks: bool, origins: &AssetOrigins) -> Option<Document> {
    let document = content(frame)?;
    let _ = frame.unchecked_ref::<Element>().remove_attribute(UNSEEN);
    document.open().ok()?;
    document.write(&empty_document(quirks, origins)).ok()?;
    document.close().ok()?;
    empty(&document);
    Some(document)
}

/// Takes away what a document in a frame shows, and marks the frame as unseen. What stands nowhere else is no such document.
pub(crate) fn close(document: &Node) {
    if document.node_type() != DOCUMENT_NODE {
        return;
    }
    let document: &Document = document.unchecked_ref();
    empty(document);
    if let Some(frame) = document.default_view().and_then(|window| window.frame_element().ok().flatten()) {
        let _ = frame.set_attribute(UNSEEN, "");
    }
}

/// Takes away all elements of a document.
pub(crate) fn empty(document: &Document) {
    while let Some(child) = document.first_element_child() {
        if child.remove().is_err() {
            return;
        }
    }
}

/// The document that is in a frame now. Nodes of the page belong to another realm, so there is no asking whether
/// it is an iframe: what is none has no such property.
pub(crate) fn content(frame: &Node) -> Option<Document> {
    if frame.node_name() != "IFRAME" {
        return None;
    }
    frame.unchecked_ref::<HtmlIFrameElement>().content_document().map(JsCast::unchecked_into)
}

/// The document that a node belongs to: itself, if it is one.
pub(crate) fn document_of(node: &Node) -> Option<Document> {
    if node.node_type() == DOCUMENT_NODE {
        Some(node.clone().unchecked_into())
    } else {
        node.owner_document()
    }
}

/// The window that a node is shown in.
pub(crate) fn window_of(node: &Node) -> Option<Window> {
    document_of(node)?.default_view()
}
