// Pages of other origins in iframes of this one, which record themselves and hand on what they read. Owns the lines to
// them, and the telling of their nodes under this page's names; does not own what they mask, which is theirs, but has them mask
// all where this page masks the iframe.
//
// Only origins on the caller's list are heard, and only while their page stands in an iframe that was told.
import { Kind, State } from "./numbers.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./notebook.js").Notes} Notes */

/**
 * @typedef {object} InnerPage
 * @property {MessagePort} port
 * @property {number} root the name of its document here, 0 until it is told
 * @property {boolean} quirks
 * @property {Map<number, number>} ids this page's names by theirs
 * @property {string[]} names the names of elements and attributes by their numbers
 * @property {Notes[]} queue what was read there and not told yet
 */

export class InnerPages {
  /** Frames whose documents cannot be read, with their modes. @type {Map<HTMLIFrameElement, number>} */
  #frames = new Map();
  /** @type {Map<HTMLIFrameElement, InnerPage>} */ #pages = new Map();
  /** Frames that told something since the last call of `tell`. @type {Set<Element>} */ #tellers = new Set();
  /** Frames whose pages told what makes no sense: nobody listens to them again. @type {WeakSet<Element>} */ #distrusted = new WeakSet();
  #onMessage = (/** @type {MessageEvent} */ event) => this.#hear(event);

  /**
   * @param {string[]} origins whose pages may be recorded within this one
   * @param {Batch} batch
   * @param {(asset: Uint8Array, mayLeave: (masking: Masking) => boolean) => Promise<void>} onAsset resolves when there may be another
   *   one; told every asset of such a page, and asks again when it is to leave: the iframe may be masked by then
   */
  constructor(origins, batch, onAsset) {
    this.origins = origins;
    this.batch = batch;
    this.onAsset = onAsset;
    this.onDirty = () => {};
    addEventListener("message", this.#onMessage);
  }

  /** The name of the document in a frame, or 0 while it is not told. @param {Element} frame */
  rootIn(frame) {
    return this.#pages.get(/** @type {HTMLIFrameElement} */ (frame))?.root ?? 0;
  }

  /** A frame was told whose document cannot be read. @param {Element} element @param {number} mode */
  watch(element, mode) {
    const frame = /** @type {HTMLIFrameElement} */ (element);
    if (this.#pages.has(frame) || this.#distrusted.has(frame)) return;
    this.#frames.set(frame, mode);
    // It says nothing but that there is a recorder here, so whoever is in there may hear it.
    frame.contentWindow?.postMessage({ type: "alongside:around" }, "*");
  }

  /** A frame is gone, or has another page now. @param {Element} element */
  forget(element) {
    const frame = /** @type {HTMLIFrameElement} */ (element);
    this.#frames.delete(frame);
    const { port } = this.#pages.get(frame) ?? {};
    // Otherwise it would wait for us to be ready.
    port?.postMessage({ isOver: true });
    port?.close();
    this.#pages.delete(frame);
  }

  /** What was told since the last time did not fit the page: whoever in a frame had a part in it is not listened to again. */
  distrust() {
    for (const frame of this.#tellers) this.#distrusted.add(frame);
  }

  /** Forgets all frames, to be told anew. */
  forgetAll() {
    for (const frame of this.#frames.keys()) this.forget(frame);
  }

  stop() {
    removeEventListener("message", this.#onMessage);
    this.forgetAll();
  }

  /**
   * Tells what was read in other pages since the last time.
   * @param {(frame: Element) => number} idOf the name of a frame's element
   * @param {() => number} newId
   */
  tell(idOf, newId) {
    this.#tellers.clear();
    for (const [frame, page] of this.#pages) {
      // A frame that is not told now will be watched again when it is.
      if (idOf(frame) === 0) continue;
      if (page.queue.length > 0) this.#tellers.add(frame);
      if (page.queue.length > 0 && page.root === 0) {
        page.root = newId();
        page.ids.set(1, page.root);
        this.batch.node(page.root, page.quirks ? Kind.QUIRKS_DOCUMENT : Kind.DOCUMENT, 0);
        this.batch.children(idOf(frame), [page.root], 0);
      }
      for (const notes of page.queue) {
        this.#retell(page, notes, newId);
        page.port.postMessage({});
      }
      page.queue = [];
    }
  }

  /** @param {MessageEvent} event */
  #hear({ source, origin, data, ports }) {
    for (const [frame, mode] of this.#frames) {
      if (frame.contentWindow !== source) continue;
      if (data?.type === "alongside:here") this.watch(frame, mode);
      if (data?.type !== "alongside:frame" || !this.origins.includes(origin) || !ports[0]) return;
      this.#pages.get(frame)?.port.close();
      const port = ports[0];
      /** @type {InnerPage} */
      const page = { port, root: 0, quirks: data.quirks === true, ids: new Map(), names: [], queue: [] };
      this.#pages.set(frame, page);
      port.onmessage = ({ data }) => void this.#take(page, data ?? {}, (masking) => frame.isConnected && masking.modeInPage(frame) <= mode).catch(() => this.forget(frame));
      port.postMessage({ mode });
      return;
    }
  }

  /** @param {InnerPage} page @param {{ notes?: Notes, asset?: Uint8Array }} data @param {(masking: Masking) => boolean} mayLeave */
  async #take(page, { notes, asset }, mayLeave) {
    if (asset) {
      await this.onAsset(asset, mayLeave);
      page.port.postMessage({});
    } else if (notes) {
      page.queue.push(notes);
      this.onDirty();
    }
  }

  /** @param {InnerPage} page @param {Notes} notes @param {() => number} newId */
  #retell({ ids, names }, { entries, newNames }, newId) {
    names.push(...newNames);
    const key = (/** @type {number} */ number) => (number < 0 ? number : this.batch.name(names[number] ?? ""));
    const known = (/** @type {number} */ id) => ids.get(id) ?? 0;
    for (const entry of entries) {
      switch (entry[0]) {
        case "node": {
          const [, theirs, kind, name] = entry;
          ids.set(theirs, newId());
          this.batch.node(known(theirs), kind, kind <= Kind.MATHML ? key(name) : 0);
          break;
        }
        case "nodeValue":
          this.batch.nodeValue(key(entry[1]), entry[2]);
          break;
        case "nodeText":
          this.batch.nodeText(entry[1]);
          break;
        case "children":
          if (known(entry[1])) this.batch.children(known(entry[1]), entry[2].map(known).filter((id) => id > 0), 0);
          break;
        case "run":
          if (known(entry[1])) this.batch.run(known(entry[1]), known(entry[2]), entry[3].map(known).filter((id) => id > 0), 0);
          break;
        case "left":
          if (known(entry[1]) && known(entry[2])) this.batch.left(known(entry[1]), known(entry[2]));
          break;
        case "value":
          if (known(entry[1])) this.batch.value(known(entry[1]), key(entry[2]), renamed(entry[2], entry[3], known));
          break;
        case "text":
          if (known(entry[1])) this.batch.text(known(entry[1]), entry[2]);
      }
    }
  }
}

/**
 * A state that another page told of itself, under this page's names.
 * @param {number} state
 * @param {string | null} value
 * @param {(id: number) => number} known
 */
function renamed(state, value, known) {
  const rename = (/** @type {string} */ id) => String(known(Number(id)));
  // Where the pointer is in a frame, is nowhere in the page around it.
  if (value === null || state === State.POINTER) return null;
  if (state === State.INTERACTION || state === State.SLOTS) return value.replace(/\d+/g, rename);
  if (state === State.SELECTION) return value.replace(/(\d+),(-?\d+)/g, (_, id, place) => `${rename(id)},${place}`);
  return value;
}
