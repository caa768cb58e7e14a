// Looks in idle moments for what no event told: shadow roots attached late, children that came by a back door, scroll, sizes,
// pictures, edits of style sheets. Owns where it looks next, and counts what it finds; the walker then reads it.
import { Trait, adoptedBy, documentIn, holderOf, isRoot } from "./elements.js";
import { firstOf, nextOf, parentOf, shadowOf, typeOf } from "./nodes.js";
import { Mode, State } from "./numbers.js";

/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./states.js").States} States */
/** @typedef {import("./walker.js").Walker} Walker */

/** How long the audit rests once it has looked at all there is, in ms: all of a small page in a moment, twice a second, would be for nothing. */
const REST = 600;

export class Audit {
  /** Until when it rests. */ #restsUntil = 0;
  /** Where it goes on. @type {Node} */ #at = document;
  #sheetAt = 0;
  /** How much was found that no event told. */
  found = 0;

  /** @param {Walker} walker @param {Elements} elements @param {States} states */
  constructor(walker, elements, states) {
    this.walker = walker;
    this.elements = elements;
    this.states = states;
  }

  /** Looks for so many ms, from where it last stopped, and marks what it finds as dirty. @param {number} milliseconds */
  run(milliseconds) {
    const begun = performance.now();
    const deadline = begun + milliseconds;
    // What is dirty already is no find.
    if (begun < this.#restsUntil || this.walker.isBehind()) return;
    const areSheetsExamined = this.#examineSheets(begun + milliseconds / 2);
    for (const state of [State.FONTS, State.SCHEME, State.VIEWPORT]) this.#compare(document, state, Mode.OPEN);
    let node = this.walker.ledger.isKnown(this.#at) ? this.#at : document;
    for (let looked = 1; looked % 16 !== 0 || performance.now() < deadline; looked++) {
      this.#examine(node);
      const next = this.#following(node);
      node = next ?? document;
      if (next) continue;
      if (areSheetsExamined) this.#restsUntil = begun + REST;
      break;
    }
    this.#at = node;
  }

  /** Compares style sheets rule by rule, for a while, from where it last stopped; answers whether those were all. @param {number} deadline in ms */
  #examineSheets(deadline) {
    const owners = this.walker.sheetOwners();
    for (let left = owners.length; left > 0; left--) {
      if (performance.now() > deadline) return false;
      const owner = owners[this.#sheetAt % owners.length];
      const sheets = isRoot(owner) ? adoptedBy(owner) : [owner.sheet];
      for (const sheet of sheets) {
        const differs = this.states.sheets.differsAnywhere(sheet, deadline);
        if (differs === undefined) return false;
        // Several roots may have adopted it: once one of them is read it no longer differs.
        const others = owners.filter((other) => isRoot(other) && adoptedBy(other).includes(/** @type {CSSStyleSheet} */ (sheet)));
        if (differs) for (const other of new Set([owner, ...others])) this.#find(other, State.SHEET);
      }
      this.#sheetAt++;
    }
    return true;
  }

  /** Compares a known node with what was told of it. @param {Node} node */
  #examine(node) {
    const type = typeOf(node);
    if (type === Node.TEXT_NODE) return;
    const mode = this.walker.ledger.modeOf(node);
    const element = type === Node.ELEMENT_NODE ? /** @type {Element} */ (node) : null;
    const traits = element ? this.elements.traits(element) : 0;
    if (mode === Mode.BLOCK || traits & (Trait.FOREIGN | Trait.SIZED)) this.#compare(node, State.BOX, mode);
    if (mode === Mode.BLOCK) return;
    const within = element && (shadowOf(element) ?? (traits & Trait.FRAME ? documentIn(element) : null));
    if (within && !this.walker.ledger.isKnown(within)) this.#findChild(node, within);
    if (type === Node.DOCUMENT_FRAGMENT_NODE || traits & Trait.ATOMIC) return;
    if (firstOf(node)) this.#compare(node, State.SCROLL, mode);
    if (traits & Trait.PICTURE) this.#compare(node, State.SOURCE, mode);
    if (traits & Trait.DIALOG) this.#compare(node, State.MODAL, mode);
  }

  /** @param {Node} node @param {number} state @param {number} mode */
  #compare(node, state, mode) {
    if (this.states.differs(node, state, mode)) this.#find(node, state);
  }

  /** @param {Node} node @param {number} state */
  #find(node, state) {
    this.found++;
    this.walker.noteState(node, state);
  }

  /** @param {Node} parent @param {Node} child */
  #findChild(parent, child) {
    this.found++;
    this.walker.noteList(parent, child);
  }

  /**
   * The next known node in document order; shadow roots come before children.
   * @param {Node} node
   * @returns {Node | null}
   */
  #following(node) {
    const shadowRoot = shadowOf(node);
    if (shadowRoot && this.walker.ledger.isKnown(shadowRoot)) return shadowRoot;
    const below = this.#firstBelow(node);
    if (below) return below;
    for (let climbing = node; climbing !== document; ) {
      const sibling = this.#firstKnown(nextOf(climbing));
      if (sibling) return sibling;
      const holder = holderOf(climbing);
      if (!holder) return null;
      const light = typeOf(climbing) === Node.DOCUMENT_FRAGMENT_NODE ? this.#firstBelow(holder) : null;
      if (light) return light;
      climbing = holder;
    }
    return null;
  }

  /** @param {Node} node */
  #firstBelow(node) {
    if (this.walker.ledger.modeOf(node) === Mode.BLOCK) return null;
    if (!this.elements.hidesChildren(node)) return this.#firstKnown(firstOf(node));
    const isFrame = /** @type {Element} */ (node).localName === "iframe";
    return isFrame ? this.#firstKnown(documentIn(/** @type {Element} */ (node))) : null;
  }

  /** The first known node among a node and those behind it; what is passed over and shows was never told. @param {Node | null} node */
  #firstKnown(node) {
    while (node && !this.walker.ledger.isKnown(node)) {
      const parent = parentOf(node);
      if (parent && !this.walker.ledger.has(node) && this.elements.isShown(node)) this.#findChild(parent, node);
      node = nextOf(node);
    }
    return node;
  }
}
