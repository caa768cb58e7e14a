// What was told: every node's name and mode, and those nodes that must be compared because no event tells of them. Owns no
// decision; whoever tells, forgets or compares writes it down here.
import { isConnected } from "./nodes.js";
import { Mode } from "./numbers.js";

/** The top document's name. */
const ROOT = 1;

export class Ledger {
  /**
   * Every known node's name and mode, in one number: four times its id, plus its mode. Whoever leaves the page is taken out: a
   * table of weak keys would see to that by itself, and with 200,000 of them costs the page's garbage collector four times as
   * much as filling it. What left unseen, `forgetLost` finds.
   * @type {Map<Node, number>}
   */
  codes = new Map();
  #nextId = ROOT + 1;

  /** Form fields. @type {Set<HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement>} */ fields = new Set();
  /** What was last told of each. @type {WeakMap<Element, string>} */ fieldStates = new WeakMap();
  /** Elements that bring style sheets. @type {Set<HTMLStyleElement | HTMLLinkElement>} */ sheetOwners = new Set();
  /** Documents and shadow roots. @type {Set<Document | ShadowRoot>} */ roots = new Set();
  /** The document told of every frame. @type {Map<Element, Document>} */ frames = new Map();
  /** Shadow roots whose slots scripts fill, with what was told of them. @type {Map<ShadowRoot, string>} */ filledByHand = new Map();
  /** What was told to be scrolled or in the top layer, now or before. @type {Set<Node>} */ undoable = new Set();
  /** The kind told of every document in a frame. @type {WeakMap<Document, number>} */ kinds = new WeakMap();

  /** Forgets all but the top document, which is told in this mode. @param {number} mode */
  begin(mode) {
    this.codes = new Map([[document, ROOT * 4 + mode]]);
    this.fields.clear();
    this.sheetOwners.clear();
    this.frames.clear();
    this.undoable.clear();
    this.filledByHand.clear();
  }

  /** A name that nothing had before. */
  newId() {
    return this.#nextId++;
  }

  /** The name that was given last. */
  get newestId() {
    return this.#nextId - 1;
  }

  /** The name of a node; 0 for one that is not known. @param {Node} node */
  idOf(node) {
    return (this.codes.get(node) ?? 0) >> 2;
  }

  /** The mode in which a node was told. @param {Node} node */
  modeOf(node) {
    return (this.codes.get(node) ?? Mode.BLOCK) & 3;
  }

  /** Whether a node was told, wherever it is now. @param {Node} node */
  has(node) {
    return this.codes.has(node);
  }

  /** Whether a node was told, and is still in the page. @param {Node} node */
  isKnown(node) {
    return this.codes.has(node) && (node === document || isConnected(node));
  }
}
