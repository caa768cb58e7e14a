// Tells single nodes: what an element, a text, a document or shadow root is, and what has become of those that are known. Does not
// own which nodes are told, nor in which order (`list-teller.js`).
import { attributeOf, namesOf } from "./builtins.js";
import { Trait } from "./elements.js";
import { firstElementOf, plain } from "./nodes.js";
import { Kind, Mode, State } from "./numbers.js";
import { FIELD_STATES, UNDONE_BY_MOVES, fieldState } from "./states.js";
import { TextRun } from "./text-run.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */
/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./sheets.js").Sheets} Sheets */
/** @typedef {import("./states.js").States} States */
/** @typedef {import("./stills-on-demand.js").StillsOnDemand} Stills */

const HTML = "http://www.w3.org/1999/xhtml";

/** The namespaces that are not HTML's. @type {Map<string | null, number>} */
const NAMESPACES = new Map([
  ["http://www.w3.org/2000/svg", Kind.SVG],
  ["http://www.w3.org/1998/Math/MathML", Kind.MATHML],
]);

/**
 * How many elements' values of one attribute are told in a slice: they are read faster than anything else, and to compare, encode
 * and compress what was read takes several times as long.
 */
const MOST_AT_ONCE = 1500;

export class NodeTeller {
  /** Whether the page is being told for the first time. */
  isFirstReading = true;

  /**
   * @param {Ledger} ledger
   * @param {Masking} masking
   * @param {Elements} elements
   * @param {States} states
   * @param {Sheets} sheets
   * @param {Stills} stills
   * @param {Batch} batch
   */
  constructor(ledger, masking, elements, states, sheets, stills, batch) {
    this.ledger = ledger;
    this.masking = masking;
    this.elements = elements;
    this.states = states;
    this.sheets = sheets;
    this.stills = stills;
    this.batch = batch;
    /** Texts whose words are not told yet. */
    this.run = new TextRun();
  }

  /** Tells a text; returns its name and mode. What it says is told with the run that it is in. @param {CharacterData} text @param {number} mode */
  text(text, mode) {
    const id = this.ledger.newId();
    this.ledger.codes.set(text, id * 4 + mode);
    this.batch.node(id, Kind.TEXT, 0);
    if (mode === Mode.OPEN) this.run.add(text, this.batch);
    else {
      this.run.tell();
      this.batch.nodeText(this.masking.text(text.data, mode));
    }
    return id * 4 + mode;
  }

  /** Tells a document in a frame or a shadow root; returns its name and mode. @param {Document | ShadowRoot} root @param {number} inherited */
  root(root, inherited) {
    const id = this.ledger.newId();
    const mode = this.masking.modeOfRoot(root, inherited);
    this.ledger.codes.set(root, id * 4 + mode);
    const kind = "host" in root ? Kind.SHADOW_ROOT : documentKind(root);
    this.batch.node(id, kind, 0);
    if (!("host" in root)) this.ledger.kinds.set(root, kind);
    else if (root.slotAssignment === "manual") {
      // What they show is told once all of it is; that scripts fill them cannot change any more.
      this.batch.nodeValue(State.SLOTS, "");
      this.ledger.filledByHand.set(root, "");
    }
    return id * 4 + mode;
  }

  /**
   * Tells an element, without what is below it.
   * @param {Element} element
   * @param {number} inherited the mode of what it stands in
   * @param {number} traits
   * @param {string} shownName
   * @returns {number} its name and mode
   */
  element(element, inherited, traits, shownName) {
    const names = namesOf(element);
    const hasOwnMode = traits & Trait.FIELD || this.masking.mayDecideMode(names);
    const mode = hasOwnMode ? this.masking.modeOf(element, inherited) : inherited;
    const id = this.ledger.newId();
    this.ledger.codes.set(element, id * 4 + mode);
    const uri = element.namespaceURI;
    const kind = uri === HTML ? Kind.HTML : (NAMESPACES.get(uri) ?? Kind.HTML);
    this.batch.node(id, kind, this.batch.name(shownName));
    const isPlain = mode === Mode.OPEN && !(traits & Trait.GUARDED);
    for (let index = 0; index < names.length; index++) {
      const name = names[index];
      const raw = attributeOf(element, name) ?? "";
      const number = this.batch.name(name);
      const value = isPlain && this.masking.isPlain(name) ? raw : this.#attributeValue(element, name, raw, mode, traits);
      if (value !== null) this.batch.nodeValue(number, value);
    }
    if (this.masking.isUnmarkedBlock(element, mode)) this.batch.nodeValue(this.batch.name("data-alongside"), "block");
    this.#tellStates(element, mode, traits, names);
    return id * 4 + mode;
  }

  /** @param {Element} element @param {number} mode @param {number} traits @param {string[]} names */
  #tellStates(element, mode, traits, names) {
    if (mode === Mode.BLOCK || traits & (Trait.FOREIGN | Trait.SIZED)) this.#tellState(element, State.BOX, mode);
    if (mode === Mode.BLOCK) return;
    if (traits & (Trait.SHEET | Trait.FIELD | Trait.PICTURE | Trait.SIZED | Trait.DIALOG)) {
      this.#tellSpecial(element, mode, traits);
    }
    if (names.length > 0 && names.includes("popover")) this.#tellState(element, State.POPOVER, mode);
    // What is new to the page is not scrolled yet, and tells when it is: asking would have the browser lay it out.
    if (this.isFirstReading && !(traits & Trait.STEADY) && firstElementOf(element)) {
      this.#tellState(element, State.SCROLL, mode);
    }
  }

  /** @param {Element} element @param {number} mode @param {number} traits */
  #tellSpecial(element, mode, traits) {
    if (traits & Trait.SHEET) {
      this.ledger.sheetOwners.add(/** @type {HTMLStyleElement | HTMLLinkElement} */ (element));
      this.#tellState(element, State.SHEET, mode);
    }
    if (traits & Trait.FIELD) {
      const field = /** @type {HTMLInputElement} */ (element);
      this.ledger.fields.add(field);
      this.ledger.fieldStates.set(field, fieldState(field));
      for (const state of FIELD_STATES) this.#tellState(element, state, mode);
    }
    if (traits & Trait.SIZED) {
      this.stills.watch(element);
      this.#tellState(element, State.MEDIA, mode);
    }
    if (traits & (Trait.PICTURE | Trait.SIZED | Trait.FIELD)) this.#tellState(element, State.SOURCE, mode);
    if (traits & Trait.DIALOG) this.#tellState(element, State.MODAL, mode);
  }

  /** @param {Element} element @param {number} state @param {number} mode */
  #tellState(element, state, mode) {
    const value = this.states.value(element, state, mode);
    if (value === null) return;
    this.batch.nodeValue(state, value);
    this.#remember(element, state, value);
  }

  /** Keeps what was told of a state. @param {Node} node @param {number} state @param {string | null} value */
  #remember(node, state, value) {
    this.states.remember(node, state, value);
    if (value && UNDONE_BY_MOVES.has(state)) this.ledger.undoable.add(node);
  }

  /**
   * What an attribute of known elements is now: takes those that were told off the set, while there is time.
   * @param {string} name
   * @param {Set<Element>} elements
   * @param {boolean} areGuarded
   * @param {() => boolean} isOverTime
   * @returns {boolean} whether those were all
   */
  changedAttribute(name, elements, areGuarded, isOverTime) {
    if (elements.size === 0) return true;
    // A page changes thousands at once: what is the same for all of them is asked once.
    const { batch } = this;
    const { codes } = this.ledger;
    const number = batch.name(name);
    const isPlain = !areGuarded && this.masking.isPlain(name);
    let left = MOST_AT_ONCE;
    for (const element of elements) {
      if (isOverTime() || left-- === 0) return false;
      elements.delete(element);
      const code = codes.get(element);
      if (code === undefined) continue;
      const raw = attributeOf(element, name);
      const isTold = raw === null || (isPlain && (code & 3) === Mode.OPEN);
      const value = isTold ? raw : this.#attributeValue(element, name, raw, code & 3, this.elements.traits(element));
      batch.value(code >> 2, number, value);
    }
    return true;
  }

  /**
   * An attribute as it may leave, or null to leave it out.
   * @param {Element} element
   * @param {string} name
   * @param {string} value
   * @param {number} mode
   * @param {number} traits
   */
  #attributeValue(element, name, value, mode, traits) {
    // A sheet's media are told with its rules: a script may change them without changing the attribute.
    if (traits & (Trait.SHEET | Trait.INERT)) return null;
    if (traits & Trait.FOREIGN && !(name === "style" && mode === Mode.OPEN)) return this.masking.foreignAttribute(name, value);
    // A frame's name is for scripts and links, and some pass secrets in it.
    if (traits & Trait.FRAME && name === "name") return null;
    if (name === "style" && mode === Mode.OPEN) {
      if (value.includes("url(")) return this.sheets.inline(element);
      if (!(traits & Trait.GUARDED)) return value;
    }
    return this.masking.attribute(element, name, value, mode);
  }

  /** What a known text says now. @param {CharacterData} text */
  changedText(text) {
    const code = this.ledger.codes.get(text);
    if (code !== undefined) this.batch.text(code >> 2, this.masking.text(text.data, code & 3));
  }

  /** What states of a known node are now. @param {Node} node @param {Set<number>} states */
  changedStates(node, states) {
    const code = this.ledger.codes.get(node);
    if (code === undefined) return;
    for (const state of states) {
      const value = this.states.value(node, state, code & 3);
      this.batch.value(code >> 2, state, value);
      this.#remember(node, state, value);
    }
  }
}

/** Whether a document is laid out in quirks mode, as a kind of node. @param {Document} content */
export function documentKind(content) {
  return plain(content, "compatMode") === "BackCompat" ? Kind.QUIRKS_DOCUMENT : Kind.DOCUMENT;
}
