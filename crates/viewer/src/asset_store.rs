//! The relay's store of assets, as the viewer reads it: by the hash of their bytes. Owns which addresses are being read; not
//! what comes of it.

use crate::assets::LONGEST_ADDRESS;
use js_sys::Uint8Array;
use rustc_hash::FxHashSet;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

/// How many assets are read at a time; more are left out until they are told of again.
const MOST_AT_A_TIME: usize = 2_000;

/// A place to read assets from.
pub(crate) struct AssetStore {
    /// What comes before a name.
    base: String,
    reading: FxHashSet<String>,
}

impl AssetStore {
    pub(crate) fn new(base: String) -> Self {
        Self { base, reading: FxHashSet::default() }
    }

    /// Notes that the asset at `address` is being read. False when it is already, when too many are, or for no real address.
    pub(crate) fn begin(&mut self, address: &str) -> bool {
        address.len() <= LONGEST_ADDRESS
            && self.reading.len() < MOST_AT_A_TIME
            && self.reading.insert(address.to_owned())
    }

    /// The asset at `address` came, or did not.
    pub(crate) fn end(&mut self, address: &str) {
        self.reading.remove(address);
    }

    /// The bytes of this name; none when the store has them no more.
    pub(crate) fn request(&self, name: &[u8; 32]) -> impl Future<Output = Option<Vec<u8>>> + use<> {
        let digits: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let address = [self.base.as_str(), &digits].concat();
        async move { read(&address).await.ok().flatten() }
    }
}

async fn read(address: &str) -> Result<Option<Vec<u8>>, JsValue> {
    let window = window().ok_or("no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(address)).await?.dyn_into()?;
    if !response.ok() {
        return Ok(None);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Some(Uint8Array::new(&buffer).to_vec()))
}
