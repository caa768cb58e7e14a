//! Pictures and fonts as bytes, so that the agent's browser asks the shop's server for nothing.
//!
//! Read from the page's own cache under the shopper's own login, sent once per recording. What cannot be read
//! (another origin without CORS, a policy that forbids it) is left out: the viewer shows an empty box.

use crate::media_type;
use alongside_mirror::{Asset, encode_asset, limits};
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestCredentials, RequestInit, Response, window};

/// Most assets of one recording.
const MOST_ASSETS: usize = 2_000;

/// What is wanted, and what was sent.
#[derive(Default)]
pub(crate) struct Assets {
    known: RefCell<Vec<String>>,
    wanted: RefCell<VecDeque<String>>,
    is_sending: Rc<Cell<bool>>,
}

/// While it lives, somebody sends.
pub(crate) struct Sending(Rc<Cell<bool>>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Assets {
    /// The page shows what is at this address.
    pub(crate) fn want(&self, address: String) {
        let mut known = self.known.borrow_mut();
        // A page has few pictures and tells each of them seldom: a list is searched as fast as it needs to be.
        if known.len() < MOST_ASSETS && !known.contains(&address) {
            known.push(address.clone());
            self.wanted.borrow_mut().push_back(address);
        }
    }

    /// A new watcher knows nothing yet.
    pub(crate) fn send_all_again(&self) {
        self.wanted.replace(self.known.borrow().iter().cloned().collect());
    }

    /// Whether something is still to be sent.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_sending.get() || !self.wanted.borrow().is_empty()
    }

    /// Takes the sender's role, unless somebody has it.
    pub(crate) fn begin_sending(&self) -> Option<Sending> {
        (!self.is_sending.replace(true)).then(|| Sending(self.is_sending.clone()))
    }

    pub(crate) fn next_wanted(&self) -> Option<String> {
        self.wanted.borrow_mut().pop_front()
    }

    /// Reads what is at an address and makes a frame of it.
    pub(crate) async fn fetch(&self, address: &str) -> Option<Vec<u8>> {
        let options = RequestInit::new();
        options.set_cache(RequestCache::ForceCache);
        options.set_credentials(RequestCredentials::SameOrigin);
        let fetching = window()?.fetch_with_str_and_init(address, &options);
        let response: Response = JsFuture::from(fetching).await.ok()?.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        if bytes.len() > limits::ASSET_BYTES {
            return None;
        }
        let media_type = media_type::of(&bytes)?;
        Some(encode_asset(Asset { address, media_type, bytes: &bytes }))
    }
}
