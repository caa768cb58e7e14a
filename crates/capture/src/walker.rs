//! The JavaScript half, as Rust sees it.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/masking.js")]
extern "C" {
    /// Decides what leaves the page, and in which disguise.
    pub(crate) type Masking;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Masking;
}

#[wasm_bindgen(module = "/src/elements.js")]
extern "C" {
    /// Knows what each kind of element is to the mirror.
    pub(crate) type Elements;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(ignored: &Array) -> Elements;
}

#[wasm_bindgen(module = "/src/fonts.js")]
extern "C" {
    /// Knows which fonts the page uses.
    pub(crate) type Fonts;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(on_address: &Function) -> Fonts;
}

#[wasm_bindgen(module = "/src/sheets.js")]
extern "C" {
    /// Reads the rules of style sheets.
    pub(crate) type Sheets;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(on_address: &Function, fonts: &Fonts) -> Sheets;
}

#[wasm_bindgen(module = "/src/states.js")]
extern "C" {
    /// Reads what shows, but stands in no attribute.
    pub(crate) type States;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(masking: &Masking, sheets: &Sheets, fonts: &Fonts, on_picture: &Function) -> States;
}

#[wasm_bindgen(module = "/src/stills.js")]
extern "C" {
    /// Takes pictures of canvases and videos.
    pub(crate) type Stills;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(masking: &Masking, states: &States, send: &Function) -> Stills;

    /// Looks at what is due (0) or at all (1), or has all pictures sent again (2); resolves when they are sent.
    #[wasm_bindgen(method)]
    pub(crate) fn look(this: &Stills, reason: u32) -> Promise;

    /// Sends a picture that can't be fetched, as it shows, if it does.
    #[wasm_bindgen(method)]
    pub(crate) fn draw(this: &Stills, address: &str) -> Promise;
}

#[wasm_bindgen(module = "/src/long-lists.js")]
extern "C" {
    /// Keeps track of parents with very many children.
    pub(crate) type LongLists;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> LongLists;
}

#[wasm_bindgen(module = "/src/interaction.js")]
extern "C" {
    /// Reads what the shopper points at and works with.
    pub(crate) type Interaction;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(on_dirty: &Function) -> Interaction;
}

#[wasm_bindgen(module = "/src/batch.js")]
extern "C" {
    /// What one reading of the page says.
    pub(crate) type Batch;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Batch;

    /// The numbers (an `Int32Array`), the joined strings and the joined new names since the last call.
    #[wasm_bindgen(method)]
    pub(crate) fn take(this: &Batch) -> Array;
}

#[wasm_bindgen(module = "/src/walker.js")]
extern "C" {
    /// Observes the page and reads what is dirty.
    pub(crate) type Walker;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(
        masking: &Masking,
        elements: &Elements,
        states: &States,
        sheets: &Sheets,
        long_lists: &LongLists,
        batch: &Batch,
        inner_pages: &InnerPages,
        stills: &Stills,
        interaction: &Interaction,
        on_dirty: &Function,
    ) -> Walker;

    /// Reads what is dirty for about so many ms. Answers whether all of it was read. An exception comes from the
    /// page's own objects, where they are not what a browser makes them.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn read(this: &Walker, milliseconds: f64) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, js_name = readAllNext)]
    pub(crate) fn read_all_next(this: &Walker);

    #[wasm_bindgen(method)]
    pub(crate) fn stop(this: &Walker);
}

#[wasm_bindgen(module = "/src/inner_pages.js")]
extern "C" {
    /// Pages of other origins in iframes of this one.
    pub(crate) type InnerPages;

    /// An exception says which origin is none.
    #[wasm_bindgen(constructor, catch)]
    pub(crate) fn new(origins: &JsValue, batch: &Batch, on_asset: &Function) -> Result<InnerPages, JsValue>;
}

#[wasm_bindgen(module = "/src/notebook.js")]
extern "C" {
    /// What one reading of the page says, for a recorder in another page. The walker takes one for the other.
    #[wasm_bindgen(extends = Batch)]
    pub(crate) type Notebook;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Notebook;
}

#[wasm_bindgen(module = "/src/outer_page.js")]
extern "C" {
    /// The page around this one, which records it.
    pub(crate) type OuterPage;

    /// An exception says which origin is none.
    #[wasm_bindgen(constructor, catch)]
    pub(crate) fn new(origins: &JsValue, notebook: &Batch) -> Result<OuterPage, JsValue>;

    /// Takes assets.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn emit(this: &OuterPage) -> Function;

    /// Whether more may be sent.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn ready(this: &OuterPage) -> Function;

    #[wasm_bindgen(method)]
    pub(crate) fn open(this: &OuterPage, walker: &Walker, masking: &Masking);

    /// Hands on what the walker read.
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &OuterPage);

    #[wasm_bindgen(method)]
    pub(crate) fn stop(this: &OuterPage);
}

#[wasm_bindgen(module = "/src/audit.js")]
extern "C" {
    /// Looks for what no event told.
    pub(crate) type Audit;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(walker: &Walker, elements: &Elements, states: &States) -> Audit;

    /// Looks for so many ms.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn run(this: &Audit, milliseconds: f64) -> Result<(), JsValue>;

    /// How much it has found.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn found(this: &Audit) -> u32;
}

#[wasm_bindgen(module = "/src/schedule.js")]
extern "C" {
    /// Says when the page is read.
    pub(crate) type Schedule;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(ready: Option<&Function>, flush: &Function) -> Schedule;

    #[wasm_bindgen(method)]
    pub(crate) fn soon(this: &Schedule);

    /// Resolves when all that has changed so far is emitted.
    #[wasm_bindgen(method)]
    pub(crate) fn flushed(this: &Schedule) -> Promise;

    #[wasm_bindgen(method, js_name = isReady)]
    pub(crate) fn is_ready(this: &Schedule) -> bool;

    #[wasm_bindgen(method)]
    pub(crate) fn stop(this: &Schedule);
}
