// What the shopper points at and works with: hover, press, focus, the address's target, fullscreen, selected text, pointer;
// and which custom elements are defined. Owns what is told of a document about these; events only say that it may differ.
//
// Where she points in a masked place may be as secret as what stands there (a key pad, a choice): there, and in a
// blocked one, the whole place is what she points at.
import { listen, matches, queryAll, unlisten } from "./builtins.js";
import { CUSTOM_NAMES, holderOf } from "./elements.js";
import { isConnected, nextOf, pageOf, plain, previousOf, shadowOf, typeOf, windowOf } from "./nodes.js";
import { State } from "./numbers.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */
/** @typedef {(node: Node) => number | undefined} CodeOf four times a node's id, plus its mode; nothing if it was not told */

const EVENTS = `mouseover mouseout pointerdown pointerup pointercancel keydown keyup focusin focusout fullscreenchange
  selectionchange`.split(/\s+/);

/** How often the pointer is told while it moves, in ms. */
const POINTER_EVERY_MS = 50;

/** Where a boundary of the selection is, if not in a text; the same numbers as in the mirror. @enum {number} */
const Place = { BEFORE: -1, AFTER: -2, FIRST: -3, LAST: -4 };

export class Interaction {
  /** The path of the last event of these types, by document. @type {Record<string, WeakMap<Document, EventTarget[]>>} */
  #paths = { mouseover: new WeakMap(), pointerdown: new WeakMap() };
  /** @type {WeakMap<Document, any>} */
  #targets = new WeakMap();
  /** @type {{ x: number, y: number, node: Node } | null} */
  #pointer = null;
  /** Where something may be selected. @type {WeakSet<Document>} */ #selected = new WeakSet();
  #presses = 0;
  #toldPresses = 0;
  #pointerTimer = 0;
  /** Whether something may differ from what was told. */
  isDue = true;
  /** What was last told. @type {WeakMap<Document, Map<number, string | null>>} */
  #told = new WeakMap();
  #onEvent = (/** @type {Event} */ event) => this.#note(event);
  #onMove = (/** @type {PointerEvent} */ event) => this.#notePointer(event);

  /** @param {() => void} onDirty told that there may be something to read */
  constructor(onDirty) {
    this.onDirty = () => {
      this.isDue = true;
      onDirty();
    };
    listen(window, ["hashchange"], this.onDirty);
    listen(window, ["pointermove"], this.#onMove);
  }

  stop() {
    unlisten(window, ["hashchange"], this.onDirty);
    unlisten(window, ["pointermove"], this.#onMove);
    clearTimeout(this.#pointerTimer);
  }

  /** Forgets what was told. */
  forget() {
    this.#told = new WeakMap();
    this.isDue = true;
  }

  /** Listens in a root. Calling it again does no harm. @param {Document | ShadowRoot} root */
  listen(root) {
    listen(root, EVENTS, this.#onEvent);
    if (typeOf(root) === Node.DOCUMENT_NODE) this.#selected.add(/** @type {Document} */ (root));
  }

  /** @param {Document | ShadowRoot} root */
  unlisten(root) {
    unlisten(root, EVENTS, this.#onEvent);
  }

  /** @param {Event} event */
  #note(event) {
    const path = event.composedPath();
    const node = /** @type {Node} */ (path[0]);
    const page = pageOf(node) ?? /** @type {Document} */ (node);
    this.#paths[event.type]?.set(page, path);
    if (event.type === "selectionchange") this.#selected.add(page);
    if (event.type === "pointerdown") {
      this.#presses++;
      this.#notePointer(/** @type {PointerEvent} */ (event));
    }
    // She left the page.
    if (event.type === "mouseout" && !(/** @type {MouseEvent} */ (event).relatedTarget)) this.#pointer = null;
    this.onDirty();
  }

  /** @param {PointerEvent} event */
  #notePointer(event) {
    if (event.view !== window) return;
    const node = /** @type {Node} */ (event.composedPath()[0]);
    this.#pointer = { x: Math.round(event.clientX), y: Math.round(event.clientY), node };
    this.#pointerTimer ||= setTimeout(() => {
      this.#pointerTimer = 0;
      this.onDirty();
    }, POINTER_EVERY_MS);
  }

  /**
   * Writes what differs from what was told, after all else of this reading.
   * @param {Iterable<Node>} roots documents, and other roots in which nothing is told
   * @param {CodeOf} codeOf
   * @param {Batch} batch
   */
  read(roots, codeOf, batch) {
    if (!this.isDue) return;
    this.isDue = false;
    for (const root of roots) {
      const code = codeOf(root);
      if (code === undefined || typeOf(root) !== Node.DOCUMENT_NODE) continue;
      const page = /** @type {Document} */ (root);
      // A frame may have moved on to another document.
      if (!windowOf(page)) continue;
      const told = this.#told.get(page) ?? new Map();
      this.#told.set(page, told);
      for (const [state, value] of /** @type {[number, string][]} */ ([
        [State.INTERACTION, this.#marks(page, codeOf)],
        [State.UNDEFINED, undefinedNames(page)],
        [State.SELECTION, this.#selection(page, roots, codeOf)],
        [State.POINTER, page === document ? this.#pointerPlace(codeOf) : ""],
      ])) {
        if ((told.get(state) ?? "") === value) continue;
        told.set(state, value);
        batch.value(code >> 2, state, value || null);
      }
    }
  }

  /** @param {Document} page @param {CodeOf} codeOf */
  #marks(page, codeOf) {
    /** @type {string[]} */
    const marks = [];
    /** The innermost first. @type {Element[]} */
    const focused = [];
    for (let node = plain(page, "activeElement"); node; node = shadowOf(node)?.activeElement ?? null) focused.unshift(node);
    const hovered = this.#innermost("mouseover", page, ":hover");
    const active = this.#innermost("pointerdown", page, ":active") ?? focused.find((node) => matches(node, ":active"));
    const around = hovered && discreetId(hovered, codeOf);
    if (around) marks.push(`h${around}`);
    // Nor is told how often she presses in a secret place.
    if (active && ((codeOf(active) ?? 1) & 3) === 0) marks.push(`a${discreetId(active, codeOf)}`);
    for (const node of focused) {
      if (!matches(node, ":focus")) continue;
      const id = discreetId(node, codeOf);
      const isItself = id === (codeOf(node) ?? 0) >> 2;
      marks.push((isItself ? "f" : "w") + id);
      if (isItself && matches(node, ":focus-visible")) marks.push(`v${id}`);
    }
    const target = this.#target(page);
    if (target && codeOf(target)) marks.push(`t${(codeOf(target) ?? 0) >> 2}`);
    let full = plain(page, "fullscreenElement");
    for (let inner = full; inner; inner = shadowOf(inner)?.fullscreenElement ?? null) full = inner;
    const shown = full && closest(full, codeOf);
    if (shown) marks.push(`s${(codeOf(shown) ?? 0) >> 2}`);
    return marks.join(" ");
  }

  /**
   * What is selected. To ask has the browser lay out all that changed, so nobody asks where nothing was selected and no
   * event told of anything since.
   * @param {Document} page
   * @param {Iterable<Node>} roots
   * @param {CodeOf} codeOf
   */
  #selection(page, roots, codeOf) {
    const selected = this.#selected.has(page) ? selection(page, roots, codeOf) : null;
    if (selected === null) this.#selected.delete(page);
    return selected ?? "";
  }

  /** @param {Document} page */
  #target(page) {
    // It stays the target when a script changes the address, so that says little; and looking through the page says all.
    let target = plain(page, "getElementById").call(page, fragment(page));
    if (!target || !matches(target, ":target")) target = this.#targets.has(page) ? this.#targets.get(page) : queryAll(page, ":target")[0];
    if (!target || !isConnected(target) || !matches(target, ":target")) target = null;
    this.#targets.set(page, target);
    return target;
  }

  /** The innermost element on an event's path for which a selector holds by now. @param {string} type @param {Document} page @param {string} selector */
  #innermost(type, page, selector) {
    const path = /** @type {Element[] | undefined} */ (this.#paths[type].get(page));
    const found = path?.find((node) => isElement(node) && matches(node, selector));
    // No node is kept alive by what happened to it once.
    if (!found) this.#paths[type].delete(page);
    return found;
  }

  /** @param {CodeOf} codeOf */
  #pointerPlace(codeOf) {
    // What was under it went away: it is not known whether what is there now may be pointed at.
    if (this.#pointer && !isConnected(this.#pointer.node)) this.#pointer = null;
    const node = this.#pointer && closest(this.#pointer.node, codeOf);
    const isOpen = node && ((codeOf(node) ?? 0) & 3) === 0;
    // Nobody hears, later, that she pressed in a secret place.
    if (!this.#pointer || !isOpen) this.#presses = this.#toldPresses;
    this.#toldPresses = this.#presses;
    return this.#pointer && isOpen ? `${this.#pointer.x},${this.#pointer.y},${this.#presses}` : "";
  }
}

/** The innermost known node around a node, or itself. @param {Node | null} node @param {CodeOf} codeOf */
function closest(node, codeOf) {
  while (node && codeOf(node) === undefined) node = holderOf(node);
  return node;
}

/** The id of an element; of the outermost one of the masked or blocked place, if it is in one. @param {Node} element @param {CodeOf} codeOf */
function discreetId(element, codeOf) {
  let id = 0;
  for (let node = closest(element, codeOf); node; node = holderOf(node)) {
    const code = codeOf(node) ?? 0;
    if (id && (code & 3) === 0) break;
    // Which option she points at may tell her choice.
    if (!isElement(node) || /** @type {Element} */ (node).localName === "option") continue;
    id = code >> 2;
    if ((code & 3) === 0) break;
  }
  return id;
}

/** Whether it is an element: of what an event passes, some is not even a node. @param {any} target */
function isElement(target) {
  return target !== target.window && typeOf(target) === Node.ELEMENT_NODE;
}

/** The custom elements that are not defined. @param {Document} page */
function undefinedNames(page) {
  const registry = windowOf(page)?.customElements;
  return CUSTOM_NAMES.filter((name) => registry && !registry.get(name)).join(" ");
}

/** The name that the address points at. @param {Document} page */
function fragment(page) {
  const name = (page.location?.hash ?? "").slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * Both boundaries of what is selected; empty where they can't be told, null where nothing is.
 * @param {Document} page
 * @param {Iterable<Node>} roots
 * @param {CodeOf} codeOf
 */
function selection(page, roots, codeOf) {
  // Of the window: a form of that name would stand for the document's own function.
  const selected = /** @type {any} */ (windowOf(page)?.getSelection());
  if (!selected?.rangeCount) return null;
  const shadowRoots = [...roots].filter((root) => typeOf(root) === Node.DOCUMENT_FRAGMENT_NODE);
  /** @type {StaticRange} */
  const range = selected.getComposedRanges?.({ shadowRoots })[0] ?? selected.getRangeAt(0);
  if (range.collapsed) return null;
  // A caret in a field is told as if all of the field were selected; and what is selected in one shows while it has the focus.
  const inside = selected.isCollapsed && plain(range.startContainer, "childNodes")[range.startOffset];
  const hidden = selected.type === "Range" ? ":is(input, textarea):not(:focus)" : "input, textarea";
  if (inside && isElement(inside) && matches(inside, hidden)) return "";
  const start = boundary(range.startContainer, range.startOffset, false, codeOf);
  const end = boundary(range.endContainer, range.endOffset, true, codeOf);
  return start && end && `${start},${end}`;
}

/**
 * A boundary of the selection. In a text in disguise it is the whole text's: an offset would tell the length of words.
 * @param {Node} container
 * @param {number} offset
 * @param {boolean} isEnd
 * @param {CodeOf} codeOf
 */
function boundary(container, offset, isEnd, codeOf) {
  /** @type {Node | null} */
  let node = container;
  let place = offset;
  if (typeOf(container) !== Node.TEXT_NODE) {
    /** @type {Node | null} */
    let child = plain(container, "childNodes")[isEnd ? offset - 1 : offset];
    while (child && codeOf(child) === undefined) child = isEnd ? previousOf(child) : nextOf(child);
    node = child ?? container;
    place = child ? (isEnd ? Place.AFTER : Place.BEFORE) : isEnd ? Place.FIRST : Place.LAST;
  }
  const code = codeOf(node);
  if (code === undefined || (place >= 0 && code & 3)) place = isEnd ? Place.AFTER : Place.BEFORE;
  node = closest(node, codeOf);
  return node && (place < Place.AFTER || typeOf(node) !== Node.DOCUMENT_NODE) ? `${(codeOf(node) ?? 0) >> 2},${place}` : "";
}
