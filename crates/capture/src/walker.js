// Reads the shopper's page. Owns the observers, the names of nodes, and the reading of what is dirty; observes
// and never patches: no builtin, prototype or global of the page is touched.
//
// Events and mutation records only say where to look. Once per flush, `read` writes the *final* state of what
// is dirty into a batch. Sheets and form fields change without any event, so their state is compared at every
// flush.

/** Kinds of node; the same numbers as in `batch.rs`. @enum {number} */
const Kind = { HTML: 1, SVG: 2, MATHML: 3, TEXT: 4, SHADOW_ROOT: 5, DOCUMENT: 6, QUIRKS_DOCUMENT: 7 };

/** States beside the markup, as negative keys; the numbers of `State` in the mirror. @enum {number} */
const State = {
  VALUE: -1,
  CHECKED: -2,
  INDETERMINATE: -3,
  SELECTED: -4,
  SCROLL: -5,
  SHEET: -6,
  SOURCE: -7,
  BOX: -8,
  VIEWPORT: -9,
  MODAL: -11,
  POPOVER: -12,
};

/** The states of a form field, which are compared at every flush. */
const FIELD_STATES = [State.VALUE, State.CHECKED, State.INDETERMINATE, State.SELECTED];

/** The states that the audit compares with what was told. */
const AUDITED = new Set([State.SCROLL, State.SOURCE, State.MODAL, State.BOX]);

/** How masking reads a node; the same numbers as in `masking.js`. @enum {number} */
const Mode = { OPEN: 0, MASK: 1, BLOCK: 2 };

/** The top document's name. */
const ROOT = 1;

/** The namespaces that are not HTML's. @type {Map<string | null, number>} */
const NAMESPACES = new Map([
  ["http://www.w3.org/2000/svg", Kind.SVG],
  ["http://www.w3.org/1998/Math/MathML", Kind.MATHML],
]);

/** What is special about an element, in bits: one look-up by its name tells all. @enum {number} */
const Trait = {
  /** Shows nothing. In a head it is left out; elsewhere an inert element keeps its place for `:nth-child`. */
  INERT: 1,
  /** Its content belongs to somebody else; a box of its size stands in for it. */
  FOREIGN: 2,
  /** The viewer cannot find out its size by itself. */
  SIZED: 4,
  /** Brings a style sheet. */
  SHEET: 8,
  /** Its children are not shown as nodes. */
  ATOMIC: 16,
  /** Has a value, or is chosen. */
  FIELD: 32,
  /** Shows a picture. */
  PICTURE: 64,
  DIALOG: 128,
  /** Brings a style sheet or is inert, as its `rel` says. */
  LINK: 256,
  /** Hardly ever scrolls by itself; what scrolls against all odds is found when it tells so. */
  STEADY: 512,
};

/** @type {Map<string, number>} */
const TRAITS = new Map();
for (const [names, traits] of /** @type {[string, number][]} */ ([
  ["script noscript meta base template param", Trait.INERT | Trait.ATOMIC],
  ["iframe frame object embed", Trait.FOREIGN | Trait.ATOMIC],
  ["canvas video audio", Trait.SIZED | Trait.ATOMIC | Trait.STEADY],
  ["style", Trait.SHEET | Trait.ATOMIC],
  ["link", Trait.LINK | Trait.ATOMIC],
  ["input option", Trait.FIELD | Trait.STEADY],
  ["textarea", Trait.FIELD | Trait.ATOMIC],
  ["img image", Trait.PICTURE | Trait.STEADY],
  ["dialog", Trait.DIALOG],
  ["a abbr b br button code em h1 h2 h3 h4 h5 h6 head i label small span strong svg time u path g circle rect use", Trait.STEADY],
])) {
  for (const name of names.split(" ")) TRAITS.set(name, traits);
}

/** @param {Element} element */
function traitsOf(element) {
  const traits = TRAITS.get(element.localName) ?? 0;
  if (!(traits & Trait.LINK)) return traits;
  const bringsSheet = /** @type {HTMLLinkElement} */ (element).relList?.contains("stylesheet");
  return Trait.ATOMIC | (bringsSheet ? Trait.SHEET : Trait.INERT);
}

/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./sheets.js").Sheets} Sheets */
/** @typedef {import("./batch.js").Batch} Batch */

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

  /** When dialogs and popovers came to the top layer, which no API tells. @type {Record<string, WeakMap<Node, number>>} */
  #openedAt = { ":modal": new WeakMap(), ":popover-open": new WeakMap() };
  #opened = 0;

  /** Where the audit goes on. @type {Node} */ #auditAt = document;
  #sheetAt = 0;
  /** What was last told of what the audit compares. @type {WeakMap<Node, Map<number, string | null>>} */
  #toldStates = new WeakMap();
  /** How much the audit has found that no event told. */
  found = 0;

  /** What must be compared at every flush. @type {Set<HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement>} */
  #fields = new Set();
  /** What was last told of each. @type {WeakMap<Element, string>} */
  #fieldStates = new WeakMap();
  /** @type {Set<HTMLStyleElement | HTMLLinkElement>} */ #sheetOwners = new Set();
  /** Documents and shadow roots, with the sheets that they had adopted. @type {Map<Document | ShadowRoot, CSSStyleSheet[]>} */
  #roots = new Map();

  /** @type {WeakSet<Document | ShadowRoot>} */ #listened = new WeakSet();

  #observer = new MutationObserver((records) => this.#note(records));
  #listening = new AbortController();

  /**
   * @param {Masking} masking
   * @param {Sheets} sheets
   * @param {Batch} batch
   * @param {Element[]} ignored elements that are not part of the page, such as the widget's own
   * @param {(address: string) => void} onPicture told the address of every picture shown
   * @param {() => void} onDirty told that there is something to read
   */
  constructor(masking, sheets, batch, ignored, onPicture, onDirty) {
    this.masking = masking;
    this.sheets = sheets;
    this.batch = batch;
    this.ignored = new Set(ignored);
    this.onPicture = onPicture;
    this.onDirty = onDirty;
    addEventListener("resize", () => this.#noteState(document, State.VIEWPORT), this.#passive());
    this.readAllNext();
  }

  /** Forgets what was told: the next `read` tells the whole page under new names. */
  readAllNext() {
    this.#known = new WeakMap([[document, ROOT * 4]]);
    this.#fields.clear();
    this.#sheetOwners.clear();
    for (const [root] of this.#roots) if (root !== document) this.#roots.delete(root);
    this.#toldStates = new WeakMap();
    this.#clearDirty();
    this.#follow(document);
    this.#dirtyLists.add(document);
    for (const state of [State.VIEWPORT, State.SCROLL, State.SHEET]) this.#noteState(document, state);
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
    for (const node of this.#dirtyLists) if (this.#isKnown(node)) this.#readChildren(node, this.#modeOf(node));
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

  /**
   * Looks for what no event told, from where it last stopped, and marks what it finds as dirty.
   * @param {number} milliseconds
   */
  audit(milliseconds) {
    const deadline = performance.now() + milliseconds;
    // What is dirty already is no find.
    this.#note(this.#observer.takeRecords());
    if (this.#dirtyLists.size > 0) return;
    this.#auditSheet();
    let node = this.#isKnown(this.#auditAt) ? this.#auditAt : document;
    for (let looked = 1; looked % 16 !== 0 || performance.now() < deadline; looked++) {
      this.#examine(node);
      const next = this.#following(node);
      node = next ?? document;
      if (!next) break;
    }
    this.#auditAt = node;
  }

  /** Stops observing. */
  stop() {
    this.#observer.disconnect();
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
        if (target instanceof HTMLStyleElement) this.#noteState(target, State.SHEET);
      } else if (record.type === "characterData") {
        this.#dirtyTexts.add(/** @type {CharacterData} */ (target));
        const owner = target.parentNode;
        if (owner instanceof HTMLStyleElement) this.#noteState(owner, State.SHEET);
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
    if (this.masking.decidesMode(name) || TRAITS.get(element.localName) === (Trait.LINK | Trait.ATOMIC)) {
      return this.#readAnew(element);
    }
    const names = this.#dirtyAttributes.get(element);
    const qualified = record.attributeNamespace
      ? (element.getAttributeNodeNS(record.attributeNamespace, name)?.name ?? `xlink:${name}`)
      : name;
    if (names) names.add(qualified);
    else this.#dirtyAttributes.set(element, new Set([qualified]));
    if (name === "src" || name === "srcset" || name === "href" || name === "poster") {
      this.#noteState(element, State.SOURCE);
    }
    if (name === "type" || name === "value" || name === "autocomplete") this.#noteState(element, State.VALUE);
    if (name === "open" && element instanceof HTMLDialogElement) this.#noteState(element, State.MODAL);
    if (name === "disabled" || name === "media" || name === "rel") this.#noteState(element, State.SHEET);
  }

  /** Has an element and what is in it told again under new names. @param {Element} element */
  #readAnew(element) {
    const parent = element.parentNode;
    this.#forget(element);
    if (parent && this.#known.has(parent)) this.#dirtyLists.add(parent);
  }

  /** @param {Node} node @param {number} state */
  #noteState(node, state) {
    const states = this.#dirtyStates.get(node);
    if (states) states.add(state);
    else this.#dirtyStates.set(node, new Set([state]));
    this.onDirty();
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
    this.#roots.set(root, []);
    if (this.#listened.has(root)) return;
    this.#listened.add(root);
    const onEvent = (/** @type {Event} */ event) => this.#noteEvent(event);
    for (const type of ["input", "change", "scroll", "load", "reset", "toggle"]) {
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
        return this.#noteState(target, State.SCROLL);
      case "load":
        return this.#noteState(target, "sheet" in target ? State.SHEET : State.SOURCE);
      case "toggle":
        return this.#noteState(target, target instanceof HTMLDialogElement ? State.MODAL : State.POPOVER);
      default:
        // Fields are compared at every flush: it is enough that there is one.
        return this.onDirty();
    }
  }

  // ---- what no event tells

  /** Finds changes of sheets and form fields since the last flush. */
  #compareUnannounced() {
    for (const owner of this.#sheetOwners) {
      if (this.sheets.hasChanged(owner.sheet)) this.#noteState(owner, State.SHEET);
    }
    for (const [root, adopted] of this.#roots) {
      const now = root.adoptedStyleSheets;
      const differs = now.length !== adopted.length || now.some((sheet, index) => sheet !== adopted[index]);
      if (differs || now.some((sheet) => this.sheets.hasChanged(sheet))) this.#noteState(root, State.SHEET);
    }
    for (const field of this.#fields) {
      if (!field.isConnected) continue;
      if (this.#fieldStates.get(field) !== fieldState(field)) {
        this.#fieldStates.set(field, fieldState(field));
        for (const state of FIELD_STATES) this.#noteState(field, state);
      }
    }
  }

  /** Compares one style sheet, another one each time, rule by rule. */
  #auditSheet() {
    const owners = [...this.#sheetOwners];
    const owner = owners[this.#sheetAt++ % Math.max(1, owners.length)];
    if (!owner || !this.sheets.hasChangedAnywhere(owner.sheet)) return;
    this.found++;
    this.#noteState(owner, State.SHEET);
  }

  /** Compares a known node with what was told of it. @param {Node} node */
  #examine(node) {
    if (node.nodeType === Node.TEXT_NODE) return;
    const mode = this.#modeOf(node);
    const element = node.nodeType === Node.ELEMENT_NODE ? /** @type {Element} */ (node) : null;
    const traits = element ? traitsOf(element) : 0;
    const told = this.#toldStates.get(node);
    if (mode === Mode.BLOCK || traits & (Trait.FOREIGN | Trait.SIZED)) this.#examineState(node, State.BOX, told, mode);
    if (mode === Mode.BLOCK || traits & Trait.ATOMIC) return;
    const isAsTold = !element?.shadowRoot || this.#known.has(element.shadowRoot);
    if (!isAsTold || this.#hasUntoldChild(node)) {
      this.found++;
      this.#dirtyLists.add(node);
      this.onDirty();
    }
    if (!(traits & Trait.STEADY)) this.#examineState(node, State.SCROLL, told, mode);
    if (traits & Trait.PICTURE) this.#examineState(node, State.SOURCE, told, mode);
    if (traits & Trait.DIALOG) this.#examineState(node, State.MODAL, told, mode);
  }

  /** @param {Node} node @param {number} state @param {Map<number, string | null> | undefined} told @param {number} mode */
  #examineState(node, state, told, mode) {
    if (node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return;
    if (this.#stateValue(node, state, mode) === (told?.get(state) ?? null)) return;
    this.found++;
    this.#noteState(node, state);
  }

  /** @param {Node} node */
  #hasUntoldChild(node) {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (!this.#known.has(child) && this.#isShown(child)) return true;
    }
    return false;
  }

  /** The next known node in document order; shadow roots come before children. @param {Node} node @returns {Node | null} */
  #following(node) {
    const shadowRoot = node.nodeType === Node.ELEMENT_NODE ? /** @type {Element} */ (node).shadowRoot : null;
    if (shadowRoot && this.#known.has(shadowRoot)) return shadowRoot;
    for (let first = node.firstChild; first; first = first.nextSibling) if (this.#known.has(first)) return first;
    /** @type {Node | null} */ let climbing = node;
    while (climbing && climbing !== document) {
      for (let next = climbing.nextSibling; next; next = next.nextSibling) if (this.#known.has(next)) return next;
      if (climbing.nodeType === Node.DOCUMENT_FRAGMENT_NODE) {
        const { host } = /** @type {ShadowRoot} */ (climbing);
        for (let first = host.firstChild; first; first = first.nextSibling) if (this.#known.has(first)) return first;
        climbing = host;
      } else {
        climbing = climbing.parentNode;
      }
    }
    return null;
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
    if (!isElement || !(traitsOf(/** @type {Element} */ (node)) & Trait.ATOMIC)) {
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
        this.#readChildren(child, this.#modeOf(child));
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

  /** Whether a node is part of the mirror. @param {Node} node */
  #isShown(node) {
    if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return true;
    // Comments do not show, and may tell what is nobody's business.
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    const element = /** @type {Element} */ (node);
    return !this.ignored.has(element) && !(traitsOf(element) & Trait.INERT && element.parentNode === document.head);
  }

  /**
   * Adds a child to its parent's list, telling it first if it is new.
   * @param {Node} child
   * @param {number} inherited
   * @param {number[]} ids
   * @param {Node[]} fresh
   */
  #list(child, inherited, ids, fresh) {
    if (!this.#isShown(child)) return;
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
    this.#noteState(child, State.SHEET);
  }

  /** @param {Element} element @param {number} id @param {number} mode */
  #tell(element, id, mode) {
    const traits = traitsOf(element);
    const kind = NAMESPACES.get(element.namespaceURI) ?? Kind.HTML;
    this.batch.node(id, kind, this.batch.name(shownName(element, traits)));
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
    if (traits & (Trait.PICTURE | Trait.SIZED | Trait.FIELD)) this.#tellState(element, State.SOURCE, mode);
    if (traits & Trait.DIALOG) this.#tellState(element, State.MODAL, mode);
  }

  /** @param {Element} element @param {number} state @param {number} mode */
  #tellState(element, state, mode) {
    const value = this.#stateValue(element, state, mode);
    if (value === null) return;
    this.batch.nodeValue(state, value);
    this.#rememberState(element, state, value);
  }

  /** Keeps what was told of a state that the audit compares. @param {Node} node @param {number} state @param {string | null} value */
  #rememberState(node, state, value) {
    if (!AUDITED.has(state)) return;
    const told = this.#toldStates.get(node);
    if (told) told.set(state, value);
    else this.#toldStates.set(node, new Map([[state, value]]));
  }

  /** @param {Element} element @param {Set<string>} names */
  #readAttributes(element, names) {
    const code = this.#known.get(element);
    if (code === undefined) return;
    for (const name of names) {
      const raw = element.getAttribute(name);
      const value = raw === null ? null : this.#attributeValue(element, name, raw, code & 3, traitsOf(element));
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
    if (traits & Trait.SHEET) return name === "media" ? value : null;
    if (traits & Trait.INERT) return null;
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
      const value = this.#stateValue(node, state, code & 3);
      this.batch.value(code >> 2, state, value);
      this.#rememberState(node, state, value);
    }
  }

  /** @param {Node} node @param {number} state @param {number} mode @returns {string | null} */
  #stateValue(node, state, mode) {
    switch (state) {
      case State.VALUE:
        return this.#fieldValue(node, mode);
      case State.CHECKED:
        return node instanceof HTMLInputElement && node.checked && mode === Mode.OPEN ? "1" : null;
      case State.INDETERMINATE:
        return node instanceof HTMLInputElement && node.indeterminate && mode === Mode.OPEN ? "1" : null;
      case State.SELECTED:
        return node instanceof HTMLOptionElement && node.selected && this.#mayTellChoice(node) ? "1" : null;
      case State.SCROLL:
        return scrollPosition(node);
      case State.SHEET:
        return this.masking.sheet(this.#sheetText(node), mode);
      case State.SOURCE:
        return mode === Mode.OPEN ? this.#source(node) : null;
      case State.BOX:
        return boxOf(/** @type {Element} */ (node));
      case State.VIEWPORT:
        return `${innerWidth},${innerHeight}`;
      case State.MODAL:
        return this.#topLayerPlace(node, ":modal");
      case State.POPOVER:
        return this.#topLayerPlace(node, ":popover-open");
      default:
        return null;
    }
  }

  /** An option's own text is always masked; whether it is chosen shows unless its select is masked or secret. @param {HTMLOptionElement} option */
  #mayTellChoice(option) {
    const select = option.closest("select");
    return !select || (this.#modeOf(select) === Mode.OPEN && !this.masking.isSecret(select));
  }

  /** @param {Node} node @param {string} selector what holds while the node is in the top layer */
  #topLayerPlace(node, selector) {
    const places = this.#openedAt[selector];
    if (!matches(/** @type {Element} */ (node), selector)) {
      places.delete(node);
      return null;
    }
    const at = places.get(node) ?? ++this.#opened;
    places.set(node, at);
    return String(at);
  }

  /** @param {Node} node @param {number} mode */
  #fieldValue(node, mode) {
    if (!(node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) || mode === Mode.BLOCK) return null;
    return this.masking.fieldValue(node) || null;
  }

  /** @param {Node} node */
  #sheetText(node) {
    if (node instanceof Document || node instanceof ShadowRoot) {
      this.#roots.set(node, [...node.adoptedStyleSheets]);
      return this.sheets.adopted(node);
    }
    return "sheet" in node ? this.sheets.text(/** @type {HTMLStyleElement} */ (node).sheet) : null;
  }

  /** The address of the picture that an element shows. @param {Node} node */
  #source(node) {
    const address =
      node instanceof HTMLImageElement
        ? node.currentSrc || node.src
        : node instanceof HTMLInputElement && node.type === "image"
          ? node.src
          : node instanceof HTMLVideoElement
            ? node.poster
            : node instanceof SVGImageElement
              ? absolute(node.href.baseVal)
              : "";
    if (address && !address.startsWith("data:")) this.onPicture(address);
    return address || null;
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
      if (this.#known.has(node) && this.#modeOf(node) !== this.#modeInPlace(node, modes)) this.#forget(node);
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
      const isHidden = !parent || !this.#isShown(node) || hidesChildren(parent);
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

  /** @param {Node} node */
  #isKnown(node) {
    return this.#known.has(node) && (node === document || node.isConnected);
  }

  /** @param {Node} node */
  #modeOf(node) {
    return (this.#known.get(node) ?? Mode.BLOCK) & 3;
  }
}

/** Whether the mirror does not look at a node's children. @param {Node} node */
function hidesChildren(node) {
  return node.nodeType === Node.ELEMENT_NODE && (traitsOf(/** @type {Element} */ (node)) & Trait.ATOMIC) !== 0;
}

/** The name under which the mirror has an element. @param {Element} element @param {number} traits */
function shownName(element, traits) {
  if (traits & Trait.SHEET) return "style";
  if (traits & Trait.INERT) return "template";
  if (traits & Trait.FOREIGN) return "alongside-frame";
  return element.localName;
}

/** Whether a selector holds that this browser may not know. @param {Element} element @param {string} selector */
function matches(element, selector) {
  try {
    return element.matches(selector);
  } catch {
    return false;
  }
}

/** An address against the page's base; nothing for none, or one that is no address. @param {string} address */
function absolute(address) {
  try {
    return address && new URL(address, document.baseURI).href;
  } catch {
    return "";
  }
}

/** @param {Node} node */
function scrollPosition(node) {
  const scroller = node instanceof Document ? node.scrollingElement : /** @type {Element} */ (node);
  const [x, y] = [Math.round(scroller?.scrollLeft ?? 0), Math.round(scroller?.scrollTop ?? 0)];
  return x === 0 && y === 0 ? null : `${x},${y}`;
}

/** @param {Element} element */
function boxOf(element) {
  const { width, height } = element.getBoundingClientRect();
  return `${Math.round(width)},${Math.round(height)}`;
}

/** Everything about a field that may change without an event. It stays in this function's caller. @param {Element} field */
function fieldState(field) {
  if (field instanceof HTMLOptionElement) return String(field.selected);
  if (field instanceof HTMLTextAreaElement) return field.value;
  const { type, value, checked, indeterminate } = /** @type {HTMLInputElement} */ (field);
  return `${type} ${checked} ${indeterminate} ${value}`;
}
