// Reads the shopper's page. Owns the observers, the names of nodes, and the reading of what is dirty; observes
// and never patches: no builtin, prototype or global of the page is touched.
//
// Events and mutation records only say where to look. Once per flush, `read` writes the *final* state of what
// is dirty into a batch. Sheets and form fields change without any event, so their state is compared at every
// flush.
import { Trait } from "./elements.js";
import { Mode } from "./masking.js";
import { DARK, FIELD_STATES, State, fieldState } from "./states.js";

/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./sheets.js").Sheets} Sheets */
/** @typedef {import("./states.js").States} States */
/** @typedef {import("./stills.js").Stills} Stills */

/** Kinds of node; the same numbers as in `batch.rs`. @enum {number} */
const Kind = { HTML: 1, SVG: 2, MATHML: 3, TEXT: 4, SHADOW_ROOT: 5 };

/** What tells that a video or audio element plays on or stands still. */
const MEDIA_EVENTS = ["play", "pause", "ended", "seeked", "volumechange", "loadedmetadata"];

/** The top document's name. */
const ROOT = 1;

/** The namespaces that are not HTML's. @type {Map<string | null, number>} */
const NAMESPACES = new Map([
  ["http://www.w3.org/2000/svg", Kind.SVG],
  ["http://www.w3.org/1998/Math/MathML", Kind.MATHML],
]);

export class Walker {
  /** Every known node's name and mode, in one number: four times its id, plus its mode. @type {WeakMap<Node, number>} */
  #known = new WeakMap();
  #nextId = ROOT + 1;

  /** @type {Set<Node>} */ #dirtyLists = new Set();
  /** @type {Set<CharacterData>} */ #dirtyTexts = new Set();
  /** @type {Map<Element, Set<string>>} */ #dirtyAttributes = new Map();
  /** @type {Map<Node, Set<number>>} */ #dirtyStates = new Map();
  /** @type {Set<Node>} */ #removed = new Set();

  /** When the reading under way has to end, in ms; and how much was told since the clock was last asked. */
  #deadline = Infinity;
  #toldSinceLook = 0;
  /** Told parents with children that are not told yet. @type {Set<Node>} */ #unfinished = new Set();
  /** Those of them of whose children nothing was told. @type {Set<Node>} */ #untouched = new Set();

  /** What must be compared at every flush. @type {Set<HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement>} */
  #fields = new Set();
  /** What was last told of each. @type {WeakMap<Element, string>} */
  #fieldStates = new WeakMap();
  /** @type {Set<HTMLStyleElement | HTMLLinkElement>} */ #sheetOwners = new Set();
  /** @type {Set<Document | ShadowRoot>} */ #roots = new Set();
  /** @type {WeakSet<Document | ShadowRoot>} */ #listened = new WeakSet();

  #observer = new MutationObserver((records) => this.#note(records));
  #listening = new AbortController();

  /**
   * @param {Masking} masking
   * @param {Elements} elements
   * @param {States} states
   * @param {Sheets} sheets
   * @param {Batch} batch
   * @param {() => void} onDirty told that there is something to read
   * @param {Stills} stills
   */
  constructor(masking, elements, states, sheets, batch, onDirty, stills) {
    this.masking = masking;
    this.elements = elements;
    this.states = states;
    this.sheets = sheets;
    this.batch = batch;
    this.onDirty = onDirty;
    this.stills = stills;
    stills.walker = this;
    sheets.onCopy = onDirty;
    addEventListener("resize", () => this.noteState(document, State.VIEWPORT), this.#passive());
    DARK.addEventListener("change", () => this.noteState(document, State.SCHEME), this.#passive());
    document.fonts.addEventListener("loadingdone", () => this.noteState(document, State.FONTS), this.#passive());
    this.readAllNext();
  }

  /** Forgets what was told: the next `read` tells the whole page under new names. */
  readAllNext() {
    this.#known = new WeakMap([[document, ROOT * 4]]);
    this.#fields.clear();
    this.#sheetOwners.clear();
    this.#roots.clear();
    this.#clearDirty();
    this.#follow(document);
    this.#dirtyLists.add(document);
    for (const state of [State.VIEWPORT, State.SCHEME, State.SCROLL, State.SHEET, State.FONTS]) this.noteState(document, state);
  }

  /**
   * Writes what is dirty into the batch. Whatever is written is told for good. When time runs out, new nodes are left
   * for the next time; what the mirror then has is the page without them.
   * @param {number} milliseconds
   * @returns {boolean} whether all is told
   */
  read(milliseconds) {
    this.#deadline = performance.now() + milliseconds;
    this.#note(this.#observer.takeRecords());
    this.#forgetStrangers();
    this.#compareUnannounced();
    for (const node of this.#dirtyLists) if (this.isKnown(node)) this.#readChildren(node, this.modeOf(node));
    for (const [element, names] of this.#dirtyAttributes) this.#readAttributes(element, names);
    for (const text of this.#dirtyTexts) this.#readText(text);
    for (const [node, states] of this.#dirtyStates) this.#readStates(node, states);
    this.#forgetMisplaced();
    this.#clearDirty();
    const isFinished = this.#unfinished.size === 0;
    for (const node of this.#unfinished) this.#dirtyLists.add(node);
    this.#unfinished.clear();
    this.#untouched.clear();
    return isFinished;
  }

  /** Stops observing. */
  stop() {
    this.#observer.disconnect();
    this.stills.stop();
    this.#listening.abort();
    this.#clearDirty();
  }

  // ---- noting what may have changed

  /** @param {MutationRecord[]} records */
  #note(records) {
    for (const record of records) {
      const target = record.target;
      if (!this.#known.has(target)) continue;
      if (record.type === "childList") {
        this.#dirtyLists.add(target);
        for (const node of record.removedNodes) if (this.#known.has(node)) this.#removed.add(node);
        if ("sheet" in target) this.noteState(target, State.SHEET);
      } else if (record.type === "characterData") {
        this.#dirtyTexts.add(/** @type {CharacterData} */ (target));
        const owner = target.parentNode;
        if (owner && "sheet" in owner) this.noteState(owner, State.SHEET);
      } else {
        this.#noteAttribute(/** @type {Element} */ (target), record);
      }
    }
    // What left the page may come back changed, and nobody would tell: then it comes as something new.
    for (const node of this.#removed) if (!node.isConnected) this.#forget(node);
    if (records.length > 0) this.onDirty();
  }

  /** @param {Element} element @param {MutationRecord} record */
  #noteAttribute(element, record) {
    const name = record.attributeName ?? "";
    if (name === "disabled") this.sheets.noteSwitched(element);
    if (this.masking.decidesMode(name) || this.elements.dependsOnAttributes(element)) {
      return this.#readAnew(element);
    }
    const names = this.#dirtyAttributes.get(element);
    const qualified = record.attributeNamespace
      ? (element.getAttributeNodeNS(record.attributeNamespace, name)?.name ?? `xlink:${name}`)
      : name;
    if (names) names.add(qualified);
    else this.#dirtyAttributes.set(element, new Set([qualified]));
    if (name === "src" || name === "srcset" || name === "href" || name === "poster") {
      this.noteState(element, State.SOURCE);
    }
    if (name === "type" || name === "value" || name === "autocomplete") this.noteState(element, State.VALUE);
    if (name === "open" && element instanceof HTMLDialogElement) this.noteState(element, State.MODAL);
    if (name === "disabled" || name === "media" || name === "title") this.noteState(element, State.SHEET);
  }

  /** Has an element and what is in it told again under new names. @param {Element} element */
  #readAnew(element) {
    const parent = element.parentNode;
    this.#forget(element);
    if (parent && this.#known.has(parent)) this.#dirtyLists.add(parent);
  }

  /** A state of a node may have changed. @param {Node} node @param {number} state */
  noteState(node, state) {
    const states = this.#dirtyStates.get(node);
    if (states) states.add(state);
    else this.#dirtyStates.set(node, new Set([state]));
    this.onDirty();
  }

  /** A node's children may have changed. @param {Node} node */
  noteList(node) {
    this.#dirtyLists.add(node);
    this.onDirty();
  }

  /** Whether it is known that some children have changed. */
  hasDirtyLists() {
    this.#note(this.#observer.takeRecords());
    return this.#dirtyLists.size > 0;
  }

  #clearDirty() {
    this.#dirtyLists.clear();
    this.#dirtyTexts.clear();
    this.#dirtyAttributes.clear();
    this.#dirtyStates.clear();
    this.#removed.clear();
  }

  /** Observes a document or a shadow root. Calling it again does no harm. @param {Document | ShadowRoot} root */
  #follow(root) {
    this.#observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    this.#roots.add(root);
    if (this.#listened.has(root)) return;
    this.#listened.add(root);
    const onEvent = (/** @type {Event} */ event) => this.#noteEvent(event);
    for (const type of ["input", "change", "scroll", "load", "reset", "toggle", ...MEDIA_EVENTS]) {
      root.addEventListener(type, onEvent, this.#passive());
    }
  }

  /** @returns {AddEventListenerOptions} */
  #passive() {
    return { capture: true, passive: true, signal: this.#listening.signal };
  }

  /** @param {Event} event */
  #noteEvent(event) {
    const target = event.composedPath()[0];
    if (!(target instanceof Node) || !this.#known.has(target)) return;
    switch (event.type) {
      case "scroll":
        return this.noteState(target, State.SCROLL);
      case "load":
        return this.noteState(target, "sheet" in target ? State.SHEET : State.SOURCE);
      case "toggle":
        return this.noteState(target, target instanceof HTMLDialogElement ? State.MODAL : State.POPOVER);
      default:
        if (MEDIA_EVENTS.includes(event.type)) return this.noteState(target, State.MEDIA);
        // Fields are compared at every flush: it is enough that there is one.
        return this.onDirty();
    }
  }

  // ---- what no event tells

  /** Finds changes of sheets and form fields since the last flush. */
  #compareUnannounced() {
    for (const owner of this.#sheetOwners) {
      if (this.sheets.hasChanged(owner.sheet)) this.noteState(owner, State.SHEET);
    }
    for (const root of this.#roots) if (this.sheets.hasAdopted(root)) this.noteState(root, State.SHEET);
    for (const field of this.#fields) {
      if (!field.isConnected) continue;
      if (this.#fieldStates.get(field) !== fieldState(field)) {
        this.#fieldStates.set(field, fieldState(field));
        for (const state of FIELD_STATES) this.noteState(field, state);
      }
    }
  }

  // ---- reading what is dirty

  /** @param {Node} node @param {number} mode */
  #readChildren(node, mode) {
    const code = this.#known.get(node);
    if (code === undefined || mode === Mode.BLOCK) return;
    /** @type {number[]} */ const ids = [];
    /** @type {Node[]} */ const fresh = [];
    const isElement = node.nodeType === Node.ELEMENT_NODE;
    const shadowRoot = isElement ? /** @type {Element} */ (node).shadowRoot : null;
    if (shadowRoot) this.#list(shadowRoot, mode, ids, fresh);
    if (!this.elements.hidesChildren(node)) {
      for (let child = node.firstChild; child; child = child.nextSibling) this.#list(child, mode, ids, fresh);
    }
    this.batch.children(code >> 2, ids);
    for (let index = 0; index < fresh.length; index++) {
      const child = fresh[index];
      if (child.nodeType === Node.ELEMENT_NODE && !child.firstChild && !(/** @type {Element} */ (child).shadowRoot)) continue;
      if (this.#isOverTime()) {
        this.#unfinished.add(child);
        this.#untouched.add(child);
      } else {
        this.#readChildren(child, this.modeOf(child));
      }
    }
  }

  /** Whether what is new has to wait. Asking the clock for every node would cost more than the node. */
  #isOverTime() {
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
   * @param {number[]} ids
   * @param {Node[]} fresh
   */
  #list(child, inherited, ids, fresh) {
    if (!this.elements.isShown(child)) return;
    const isElement = child.nodeType === Node.ELEMENT_NODE;
    const mode = isElement ? this.masking.modeOf(/** @type {Element} */ (child), inherited) : inherited;
    const code = this.#known.get(child);
    if (code !== undefined) {
      if ((code & 3) === mode) {
        ids.push(code >> 2);
        return;
      }
      // It came from a place with other rules: everything in it is read anew under this place's rules.
      this.#forget(child);
    }
    if (this.#isOverTime()) {
      const parent = child.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? /** @type {ShadowRoot} */ (child).host : child.parentNode;
      if (parent) this.#unfinished.add(parent);
      return;
    }
    const id = this.#nextId++;
    this.#known.set(child, id * 4 + mode);
    ids.push(id);
    if (child.nodeType === Node.TEXT_NODE) {
      this.batch.node(id, Kind.TEXT, 0);
      this.batch.nodeText(this.masking.text(/** @type {Text} */ (child).data, mode));
      return;
    }
    fresh.push(child);
    if (isElement) return this.#tell(/** @type {Element} */ (child), id, mode);
    this.#follow(/** @type {ShadowRoot} */ (child));
    this.batch.node(id, Kind.SHADOW_ROOT, 0);
    this.noteState(child, State.SHEET);
  }

  /** @param {Element} element @param {number} id @param {number} mode */
  #tell(element, id, mode) {
    const traits = this.elements.traits(element);
    const kind = NAMESPACES.get(element.namespaceURI) ?? Kind.HTML;
    this.batch.node(id, kind, this.batch.name(this.elements.shownName(element, traits)));
    const names = element.getAttributeNames();
    for (let index = 0; index < names.length; index++) {
      const name = names[index];
      const value = this.#attributeValue(element, name, element.getAttribute(name) ?? "", mode, traits);
      if (value !== null) this.batch.nodeValue(this.batch.name(name), value);
    }
    if (mode === Mode.BLOCK || traits & (Trait.FOREIGN | Trait.SIZED)) this.#tellState(element, State.BOX, mode);
    if (mode === Mode.BLOCK) return;
    if (traits & (Trait.SHEET | Trait.FIELD | Trait.PICTURE | Trait.SIZED | Trait.DIALOG)) {
      this.#tellSpecial(element, mode, traits);
    }
    if (names.includes("popover")) this.#tellState(element, State.POPOVER, mode);
    if (!(traits & Trait.STEADY) && element.firstElementChild) this.#tellState(element, State.SCROLL, mode);
  }

  /** @param {Element} element @param {number} mode @param {number} traits */
  #tellSpecial(element, mode, traits) {
    if (traits & Trait.SHEET) {
      this.#sheetOwners.add(/** @type {HTMLStyleElement | HTMLLinkElement} */ (element));
      this.#tellState(element, State.SHEET, mode);
    }
    if (traits & Trait.FIELD) {
      const field = /** @type {HTMLInputElement} */ (element);
      this.#fields.add(field);
      this.#fieldStates.set(field, fieldState(field));
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
    this.states.remember(element, state, value);
  }

  /** @param {Element} element @param {Set<string>} names */
  #readAttributes(element, names) {
    const code = this.#known.get(element);
    if (code === undefined) return;
    for (const name of names) {
      const raw = element.getAttribute(name);
      const value = raw === null ? null : this.#attributeValue(element, name, raw, code & 3, this.elements.traits(element));
      this.batch.value(code >> 2, this.batch.name(name), value);
    }
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
    if (traits & Trait.FOREIGN) return this.masking.foreignAttribute(name, value);
    if (name === "style" && mode === Mode.OPEN && value.includes("url(")) return this.sheets.inline(element);
    return this.masking.attribute(element, name, value, mode);
  }

  /** @param {CharacterData} text */
  #readText(text) {
    const code = this.#known.get(text);
    if (code !== undefined) this.batch.text(code >> 2, this.masking.text(text.data, code & 3));
  }

  /** @param {Node} node @param {Set<number>} states */
  #readStates(node, states) {
    const code = this.#known.get(node);
    if (code === undefined) return;
    for (const state of states) {
      const value = this.states.value(node, state, code & 3);
      this.batch.value(code >> 2, state, value);
      this.states.remember(node, state, value);
    }
  }

  // ---- forgetting

  /**
   * Forgets what moved to a place with other rules, before anything of it is read under the old ones: into a masked or
   * a blocked element, or to where the mirror does not look.
   */
  #forgetStrangers() {
    /** @type {Map<Node, number>} */
    const modes = new Map();
    for (const node of this.#removed) {
      if (this.#known.has(node) && this.modeOf(node) !== this.#modeInPlace(node, modes)) this.#forget(node);
    }
  }

  /**
   * The mode that a connected node has where it stands now; `BLOCK` where the mirror does not look at all.
   * @param {Node} node
   * @param {Map<Node, number>} modes what was found out in this flush
   * @returns {number}
   */
  #modeInPlace(node, modes) {
    const found = modes.get(node);
    if (found !== undefined) return found;
    let mode = Mode.OPEN;
    if (node !== document) {
      const parent = node.parentNode ?? /** @type {ShadowRoot} */ (node).host;
      const isElement = node.nodeType === Node.ELEMENT_NODE;
      const isHidden = !parent || !this.elements.isShown(node) || this.elements.hidesChildren(parent);
      const inherited = isHidden ? Mode.BLOCK : this.#modeInPlace(parent, modes);
      const isOwn = isElement && inherited !== Mode.BLOCK;
      mode = isOwn ? this.masking.modeOf(/** @type {Element} */ (node), inherited) : inherited;
    }
    modes.set(node, mode);
    return mode;
  }

  /** Nodes that moved to a new parent whose children have to wait: they will come with it. */
  #forgetMisplaced() {
    for (const node of this.#removed) {
      const parent = node.parentNode;
      if (parent && (!this.#known.has(parent) || this.#untouched.has(parent))) this.#forget(node);
    }
  }

  /** @param {Node} node */
  #forget(node) {
    if (!this.#known.delete(node)) return;
    this.#fields.delete(/** @type {HTMLInputElement} */ (node));
    this.#sheetOwners.delete(/** @type {HTMLStyleElement} */ (node));
    if (node instanceof Element && node.shadowRoot) {
      this.#roots.delete(node.shadowRoot);
      this.#forget(node.shadowRoot);
    }
    for (let child = node.firstChild; child; child = child.nextSibling) this.#forget(child);
  }

  /** The elements that bring style sheets, and the documents and shadow roots that adopt some. */
  sheetOwners() {
    return [...this.#sheetOwners, ...this.#roots];
  }

  /** Whether a node was told, and is still in the page. @param {Node} node */
  isKnown(node) {
    return this.#known.has(node) && (node === document || node.isConnected);
  }

  /** The mode in which a node was told. @param {Node} node */
  modeOf(node) {
    return (this.#known.get(node) ?? Mode.BLOCK) & 3;
  }
}
