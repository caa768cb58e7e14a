// Tells which children a node has: those of known nodes whose lists have changed, and new nodes with all that is below them, a slice at
// a time. Owns what has to wait for the next slice; what a node is, is told by `node-teller.js`.
import { Trait, documentIn } from "./elements.js";
import { LONG } from "./long-lists.js";
import { firstOf, nextOf, parentOf, plain, previousOf, shadowOf, typeOf } from "./nodes.js";
import { Mode } from "./numbers.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */
/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./inner_pages.js").InnerPages} InnerPages */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./long-lists.js").LongList} LongList */
/** @typedef {import("./long-lists.js").LongLists} LongLists */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./node-teller.js").NodeTeller} NodeTeller */

export class ListTeller {
  /** Told parents with children for which there was no time yet. @type {Set<Node>} */ waiting = new Set();
  /** What was removed from its place and is somewhere else now; what is left of it after a reading was not told there. @type {Set<Node>} */
  removed = new Set();

  /** Those that record themselves in frames of this one, if they may. @type {InnerPages | undefined} */ innerPages;

  /** When the reading under way has to end, in ms; and how much was told since the clock was last asked. */
  #deadline = Infinity;
  #toldSinceLook = 0;

  // Stacks that all levels of a walk share: children's names; nodes with children to be told, their codes and traits.
  /** @type {number[]} */ #ids = [];
  /** @type {Node[]} */ #fresh = [];
  /** @type {number[]} */ #freshCodes = [];
  /** @type {number[]} */ #freshTraits = [];
  /** The name of the one text that is all a node has, if it is so. @type {number[]} */ #freshTexts = [];

  /** A document or shadow root was told. @type {(root: Document | ShadowRoot) => void} */ onRoot = () => {};
  /** A known node stands in a place with other rules and is to be forgotten. @type {(node: Node) => void} */ onStranger = () => {};

  /**
   * @param {Ledger} ledger
   * @param {NodeTeller} nodes
   * @param {Masking} masking
   * @param {Elements} elements
   * @param {LongLists} longLists
   * @param {Batch} batch
   */
  constructor(ledger, nodes, masking, elements, longLists, batch) {
    this.ledger = ledger;
    this.nodes = nodes;
    this.masking = masking;
    this.elements = elements;
    this.longLists = longLists;
    this.batch = batch;
  }

  /** Tells until this time, in ms; what is new after it has to wait. @param {number} deadline */
  begin(deadline) {
    this.#deadline = deadline;
    this.nodes.run.forget();
  }

  /** Tells what had to wait, as far as there is time; answers whether that was all. */
  goOn() {
    for (const node of this.waiting) {
      if (this.isOverTime()) return false;
      this.waiting.delete(node);
      this.#readWaiting(node);
    }
    return this.waiting.size === 0;
  }

  /** Tells the children of a known node of which some came or left. @param {Node} node */
  changed(node) {
    if (!this.ledger.isKnown(node)) return;
    const list = this.longLists.get(node);
    if (list) this.#readTouched(node, list);
    // What waits will be told as it is by then.
    else if (!this.waiting.has(node)) this.#readList(node, false);
  }

  /** Tells more of a node for whose children there was no time. @param {Node} node */
  #readWaiting(node) {
    if (!this.ledger.isKnown(node)) return;
    const list = this.longLists.get(node);
    if (!list) return this.#readList(node, true);
    if (list.touched.size > 0) this.#readTouched(node, list);
    this.#readStretches(node, list);
  }

  /** @param {Node} node @param {boolean} isFresh whether none of its children was told yet */
  #readList(node, isFresh) {
    const isElement = typeOf(node) === Node.ELEMENT_NODE;
    const traits = isElement ? this.elements.traits(/** @type {Element} */ (node)) : 0;
    this.#readChildren(node, this.ledger.codes.get(node) ?? Mode.BLOCK, traits, isFresh);
  }

  /**
   * Tells the children of a node, and then theirs, as far as they are new and there is time.
   * @param {Node} node
   * @param {number} code its name and mode
   * @param {number} traits
   * @param {boolean} isFresh whether none of them was told yet
   */
  #readChildren(node, code, traits, isFresh) {
    const mode = code & 3;
    if (mode === Mode.BLOCK) return;
    const firstId = this.#ids.length;
    const firstFresh = this.#fresh.length;
    /** @type {LongList | undefined} */ let rest;
    if (!isFresh) this.longLists.forget(node);
    const shadowRoot = traits & Trait.HOST ? shadowOf(node) : null;
    if (shadowRoot) this.#list(shadowRoot, mode);
    if (!(traits & Trait.ATOMIC)) {
      for (let child = firstOf(node); child; child = nextOf(child)) {
        if (rest || this.#hasToWait(child, isFresh && this.#ids.length - firstId >= LONG)) {
          rest ??= this.longLists.begin(node, previousOf(child));
          if (isFresh) break;
          // Known ones keep their places while the others wait.
          if (!this.ledger.codes.has(child)) continue;
        }
        this.#list(child, mode);
      }
    } else if (traits & Trait.FRAME) {
      this.#listDocument(/** @type {Element} */ (node), mode);
    }
    this.nodes.run.tell();
    if (!rest && this.#ids.length - firstId >= LONG) this.longLists.begin(node, null).isUnfinished = false;
    this.batch.children(code >> 2, this.#ids, firstId);
    this.#ids.length = firstId;
    this.#readBelow(firstFresh);
    if (rest) this.#readStretches(node, rest);
  }

  /** Tells the children of the new nodes from this place on. @param {number} firstFresh */
  #readBelow(firstFresh) {
    const endFresh = this.#fresh.length;
    for (let index = firstFresh; index < endFresh; index++) {
      const node = this.#fresh[index];
      const code = this.#freshCodes[index];
      const text = this.#freshTexts[index];
      // The time is asked for each, as that counts what was told.
      if (this.isOverTime() && !text) this.waiting.add(node);
      else if (text) this.batch.child(code >> 2, text);
      else this.#readChildren(node, code, this.#freshTraits[index], true);
    }
    this.#fresh.length = this.#freshCodes.length = this.#freshTraits.length = this.#freshTexts.length = firstFresh;
  }

  /** Tells the rest of a long list, a stretch at a time, while there is time. @param {Node} node @param {LongList} list */
  #readStretches(node, list) {
    const code = this.ledger.codes.get(node) ?? Mode.BLOCK;
    while (list.isUnfinished) {
      if (this.isOverTime()) {
        this.waiting.add(node);
        return;
      }
      const firstId = this.#ids.length;
      const firstFresh = this.#fresh.length;
      const after = this.#toldUpTo(node, list.at);
      let child = list.at ? nextOf(list.at) : firstOf(node);
      for (; child && this.#ids.length - firstId < LONG; child = nextOf(child)) {
        this.#list(child, code & 3);
        list.at = child;
      }
      if (!child) {
        list.isUnfinished = false;
        list.at = null;
      }
      this.#tellRun(code, after, firstId, firstFresh);
    }
  }

  /** Tells what came to a long list, and what left it. @param {Node} node @param {LongList} list */
  #readTouched(node, list) {
    const { touched, left } = list;
    // Where most children moved, the least steps between two whole lists are fewer.
    if (!list.isUnfinished && touched.size * 4 > plain(node, "childNodes").length) return this.#readList(node, false);
    list.touched = new Set();
    list.left = [];
    const code = this.ledger.codes.get(node) ?? Mode.BLOCK;
    for (let index = 0; index < left.length; index++) this.batch.left(code >> 2, left[index]);
    const shadowRoot = shadowOf(node);
    if (shadowRoot && touched.has(shadowRoot)) this.#readRun(code, list, shadowRoot, touched, 0);
    for (const one of touched) {
      if (parentOf(one) !== node) continue;
      let first = /** @type {Node | null} */ (one);
      let before = previousOf(one);
      for (; before && (touched.has(before) || !this.#isTellable(before)); before = previousOf(before)) first = before;
      // Behind what is not told yet it will be told with that, and none of it has to look for its place.
      if (list.isUnfinished && before && !this.ledger.codes.has(before)) {
        while (first && (touched.delete(first) || !this.#isTellable(first))) first = nextOf(first);
      } else this.#readRun(code, list, first, touched, this.#toldUpTo(node, before));
    }
    if (list.isUnfinished || list.touched.size > 0) this.waiting.add(node);
  }

  /**
   * Tells what came to a long list in one place, and takes it off what is to be told.
   * @param {number} code of the parent
   * @param {LongList} list
   * @param {Node | null} first
   * @param {Set<Node>} touched
   * @param {number} after the told child before it, or 0
   */
  #readRun(code, list, first, touched, after) {
    const firstId = this.#ids.length;
    const firstFresh = this.#fresh.length;
    for (let node = first; node; node = nextOf(node)) {
      if (!touched.delete(node)) {
        if (this.#isTellable(node)) break;
      } else if (this.#hasToWait(node, false)) list.touched.add(node);
      else this.#list(node, code & 3);
    }
    this.#tellRun(code, after, firstId, firstFresh);
  }

  /** @param {number} code @param {number} after @param {number} firstId @param {number} firstFresh */
  #tellRun(code, after, firstId, firstFresh) {
    this.nodes.run.tell();
    this.batch.run(code >> 2, after, this.#ids, firstId);
    this.#ids.length = firstId;
    this.#readBelow(firstFresh);
  }

  /** Whether a node was told, or is to be. @param {Node} node */
  #isTellable(node) {
    return this.ledger.codes.has(node) || this.elements.isShown(node);
  }

  /** The name of the last told child of a parent up to this one; 0 for none. @param {Node} parent @param {Node | null} child */
  #toldUpTo(parent, child) {
    while (child && !this.ledger.codes.has(child)) child = previousOf(child);
    const told = child ?? shadowOf(parent);
    return told ? (this.ledger.codes.get(told) ?? 0) >> 2 : 0;
  }

  /** Whether a child is new and there is no time or, in a long list, room for it now. @param {Node} child @param {boolean} isFull */
  #hasToWait(child, isFull) {
    return (isFull || this.isOverTime()) && !this.ledger.codes.has(child);
  }

  /** Whether what is new has to wait. Asking the clock for every node would cost more than the node. */
  isOverTime() {
    if (++this.#toldSinceLook > 32) {
      this.#toldSinceLook = 0;
      if (performance.now() > this.#deadline) this.#deadline = 0;
    }
    return this.#deadline === 0;
  }

  /**
   * Adds a child to its parent's list, telling it first if it is new.
   * @param {Node} child
   * @param {number} inherited
   */
  #list(child, inherited) {
    if (this.removed.size > 0) this.removed.delete(child);
    const code = this.ledger.codes.get(child);
    if (code !== undefined) {
      // A mode of its own is compared with what gave it; any other can only have changed by a move, and
      // moves are settled before anything is read.
      if ((code & 3) === inherited || (code & 3) === this.#modeOf(child, inherited)) {
        this.nodes.run.tell();
        this.#ids.push(code >> 2);
        return;
      }
      // It came from a place with other rules: everything in it is read anew under this place's rules.
      this.onStranger(child);
    }
    const type = typeOf(child);
    if (type === Node.TEXT_NODE || type === Node.CDATA_SECTION_NODE) {
      this.#ids.push(this.nodes.text(/** @type {CharacterData} */ (child), inherited) >> 2);
    } else if (type === Node.ELEMENT_NODE) {
      this.#tellElement(/** @type {Element} */ (child), inherited);
    } else if (this.elements.isShown(child)) {
      this.#tellRoot(/** @type {Document | ShadowRoot} */ (child), inherited);
    }
  }

  /** Tells a new element, if it shows, and has what is in it told later. @param {Element} element @param {number} inherited */
  #tellElement(element, inherited) {
    // Each question that a browser is asked about every node counts.
    const { localName } = element;
    const traits = this.elements.traits(element, localName);
    // There may be text in what is not told, too.
    if (!this.elements.isShownElement(element, traits)) return this.nodes.run.tell();
    const code = this.nodes.element(element, inherited, traits, this.elements.shownName(localName, traits));
    this.#ids.push(code >> 2);
    const first = firstOf(element);
    if (first && this.#isAll(first, element, code, traits)) this.#readLater(element, code, traits, this.#onlyText(first, code));
    else if (first || traits & Trait.FRAME || (traits & Trait.HOST && shadowOf(element))) this.#readLater(element, code, traits, 0);
  }

  /**
   * Whether the first child of a new element is a new text, and all that is to be told of what the element has in it; most have no more.
   * @param {Node} first
   * @param {Element} element
   * @param {number} code
   * @param {number} traits
   */
  #isAll(first, element, code, traits) {
    if (typeOf(first) !== Node.TEXT_NODE || nextOf(first) || this.ledger.codes.has(first)) return false;
    return !(traits & Trait.ATOMIC) && (code & 3) !== Mode.BLOCK && !(traits & Trait.HOST && shadowOf(element));
  }

  /** Tells such a text; returns its name. @param {Node} text @param {number} code of what it stands in */
  #onlyText(text, code) {
    if (this.removed.size > 0) this.removed.delete(text);
    return this.nodes.text(/** @type {Text} */ (text), code & 3) >> 2;
  }

  /** Tells a new document in a frame, or shadow root. @param {Document | ShadowRoot} root @param {number} inherited */
  #tellRoot(root, inherited) {
    const code = this.nodes.root(root, inherited);
    this.#ids.push(code >> 2);
    this.#readLater(root, code, 0, 0);
    this.onRoot(root);
  }

  /** @param {Node} node @param {number} inherited */
  #modeOf(node, inherited) {
    if (typeOf(node) !== Node.ELEMENT_NODE) return this.masking.modeOfRoot(node, inherited);
    return this.masking.modeOf(/** @type {Element} */ (node), inherited);
  }

  /**
   * Adds the document in a frame, where it can be read.
   * @param {Element} frame
   * @param {number} mode
   */
  #listDocument(frame, mode) {
    const content = documentIn(frame);
    if (!content) return this.#listInnerPage(frame, mode);
    this.#list(content, mode);
    if (this.ledger.codes.has(content)) this.ledger.frames.set(frame, content);
  }

  /** Adds the document of another origin, if it tells about itself. @param {Element} frame @param {number} mode */
  #listInnerPage(frame, mode) {
    const root = this.innerPages?.rootIn(frame);
    if (root) this.#ids.push(root);
    else this.innerPages?.watch(frame, mode);
  }

  /**
   * Has the children of a new node told after it and its siblings.
   * @param {Node} node
   * @param {number} code
   * @param {number} traits
   * @param {number} text the name of its only child, if that is a text and told already; or 0
   */
  #readLater(node, code, traits, text) {
    // What is in it stands between the texts before it and those behind.
    if (!text) this.nodes.run.tell();
    this.#fresh.push(node);
    this.#freshCodes.push(code);
    this.#freshTraits.push(traits);
    this.#freshTexts.push(text);
  }
}
