//! Mirror frames, shown in the agent's browser.
//!
//! Owns: the inner iframe, the nodes in it, the bytes of pictures, and where a recording stands. Does not own: the wire, nor what may be
//! in a mirror (the decoder of `alongside-mirror` refuses the rest before this crate sees it).
//!
//! The shopper's page is hostile until proven otherwise, so there are layers, each enough by itself against
//! scripts: nothing that can run is representable; the page is built by DOM calls, never by parsing; it stands
//! in an iframe sandboxed without scripts, under a policy that allows no request at all; and the page around
//! it has an origin of its own, where there is nothing to steal.
//!
//! ```js
//! import init, { Viewer } from "./viewer.js";
//! await init();
//! const viewer = new Viewer(document.querySelector("#view"));
//! socket.onmessage = (event) => viewer.push(new Uint8Array(event.data));
//! ```

mod addresses;
mod animation_text;
mod animations;
mod asset_origins;
mod asset_store;
mod assets;
mod closed_svg;
mod control;
mod css;
mod dom;
mod drawings;
mod drawn;
mod elements;
mod fit;
mod focus;
mod fonts;
mod frames;
mod gestures;
mod inner_frame;
mod input;
mod interaction;
mod layer;
mod page;
mod part_seen;
mod picking;
mod playback;
mod player;
mod pointer;
mod popovers;
mod port;
mod pseudo_classes;
mod records;
mod saved_page;
mod scene;
mod scrolling;
mod selection;
mod shapes;
mod slots;
mod stage;
mod states;
mod stills;
mod timeline;
mod undefined;
mod viewer;
mod wanted;

pub use page::connect;
pub use player::Player;
pub use viewer::Viewer;
