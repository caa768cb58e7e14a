// What an agent can reach: nodes by the names that they have in the mirror, and whether an agent may act on them. Owns what was
// looked up; nothing is kept for a page whose agents only watch.
import { attributeOf } from "./builtins.js";
import { documentIn, holderOf } from "./elements.js";
import { forbidsControl } from "./marks.js";
import { isConnected, pageOf, plain, shadowOf, typeOf } from "./nodes.js";
import { Mode } from "./numbers.js";

/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./masking.js").Masking} Masking */

export class Reach {
  /** @type {Map<number, WeakRef<Node>>} */ #nodes = new Map();
  /** Names up to this one were looked through. */
  #newest = 0;

  /** @param {Ledger} ledger @param {Masking} masking @param {Elements} elements */
  constructor(ledger, masking, elements) {
    this.ledger = ledger;
    this.masking = masking;
    this.elements = elements;
  }

  /**
   * The element, document or shadow root of a name, as long as it is in the page and not blocked.
   * @param {number} id
   * @returns {Node | null}
   */
  node(id) {
    // A name is given once, so what is not there among the older ones is gone: only newer ones are worth another walk.
    if (id > this.#newest && id <= this.ledger.newestId) this.#lookThrough();
    const node = this.#nodes.get(id)?.deref();
    if (!node || this.ledger.idOf(node) !== id || this.ledger.modeOf(node) === Mode.BLOCK) return null;
    return isInPage(node) ? node : null;
  }

  /**
   * Whether no agent may act on a node: it stands in a place that is marked so, or blocked, or is none of the page's; or
   * it is a field for a secret, or a label of one.
   * @param {Node} node
   */
  isProtected(node) {
    if (this.#isGuarded(node)) return true;
    for (let holder = /** @type {Node | null} */ (node); holder; holder = holderOf(holder)) {
      const field = /** @type {any} */ (holder).localName === "label" ? /** @type {HTMLLabelElement} */ (holder).control : null;
      if (field && this.#isGuarded(field)) return true;
    }
    return false;
  }

  /** @param {Node} node */
  #isGuarded(node) {
    for (let holder = /** @type {Node | null} */ (node); holder; holder = holderOf(holder)) {
      if (typeOf(holder) !== Node.ELEMENT_NODE) continue;
      const element = /** @type {Element} */ (holder);
      if (this.elements.ignored.has(element) || forbidsControl(attributeOf(element, "data-alongside"))) return true;
      if (this.#isSecret(element)) return true;
    }
    return typeOf(node) === Node.ELEMENT_NODE && this.masking.modeInPage(/** @type {Element} */ (node)) === Mode.BLOCK;
  }

  /** @param {Element} element */
  #isSecret(element) {
    const isField = ["input", "textarea", "select"].includes(element.localName);
    return isField && (/** @type {HTMLInputElement} */ (element).type === "file" || this.masking.isSecret(element));
  }

  #lookThrough() {
    this.#nodes.clear();
    this.#newest = this.ledger.newestId;
    /** @type {Node[]} */ const waiting = [document];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const id = this.ledger.idOf(node);
      if (id === 0) continue;
      this.#nodes.set(id, new WeakRef(node));
      const element = /** @type {Element} */ (node);
      for (let child = plain(element, "firstElementChild"); child; child = plain(child, "nextElementSibling")) waiting.push(child);
      const shadowRoot = shadowOf(element);
      if (shadowRoot) waiting.push(shadowRoot);
      const content = this.ledger.frames.get(element);
      if (content) waiting.push(content);
    }
  }
}

/** Whether a node is in the page, or in a document that a frame of the page shows now. @param {Node} node @returns {boolean} */
function isInPage(node) {
  if (!isConnected(node)) return false;
  const page = pageOf(node) ?? node;
  if (page === document) return true;
  const frame = /** @type {Element | null} */ (holderOf(page));
  return frame !== null && documentIn(frame) === page && isInPage(frame);
}
