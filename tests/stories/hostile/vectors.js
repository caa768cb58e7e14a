// What a hostile visitor may say in the raw protocol: a name, what becomes of it, and the nodes that say it.
import { ASSETS } from "./assets.js";
import { CLOBBERING } from "./clobbering.js";
import { ELEMENTS } from "./elements.js";
import { FRAMES } from "./frames.js";
import { SIZES } from "./sizes.js";
import { STATES } from "./states.js";
import { STYLES } from "./styles.js";

/**
 * What a vector is given: an address of the listener for any path, a script that the probe hears, and a writer of frames.
 * @typedef {{ url: (path?: string) => string, js: string, writer: import("../support/raw-frames.js").RawFrames }} Means
 */

/** @typedef {import("../support/raw-nodes.js").RawElement} RawElement */
/** @typedef {import("../support/raw-nodes.js").RawNode} RawNode */

/**
 * `refused`: the viewer refuses it and asks for a keyframe. `shown`: it shows, and does nothing. The page is given as nodes of its
 * body, as a document, or as frames.
 * @typedef {{ name: string, becomes: "refused" | "shown", nodes?: (means: Means) => RawNode[], document?: (means: Means) => RawElement,
 *   frames?: (means: Means) => Uint8Array[] }} Vector
 */

/** By what they try. @type {Record<string, Vector[]>} */
export const VECTORS = { elements: ELEMENTS, styles: STYLES, states: STATES, clobbering: CLOBBERING, frames: FRAMES, assets: ASSETS, sizes: SIZES };
