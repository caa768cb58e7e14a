// Reads the shopper's page. Owns the observers, the names of nodes, and the reading of what is dirty; observes
// and never patches: no builtin, prototype or global of the page is touched.
//
// Events and mutation records only say where to look. Once per flush, `read` writes the *final* state of what
// is dirty into a batch. Sheets and form fields change without any event, so their state is compared at every
// flush.
import { Kind } from "./batch.js";
import { Trait, documentIn, holderOf } from "./elements.js";
import { Mode } from "./masking.js";
import { DARK, FIELD_STATES, State, fieldState } from "./states.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */
/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./inner_pages.js").InnerPages} InnerPages */
/** @typedef {import("./interaction.js").Interaction} Interaction */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./sheets.js").Sheets} Sheets */
/** @typedef {import("./states.js").States} States */
/** @typedef {import("./stills.js").Stills} Stills */

/** What tells that a video or audio element plays on or stands still. */
const MEDIA_EVENTS = ["play", "pause", "ended", "seeked", "volumechange", "loadedmetadata"];

/** The top document's name. */
const ROOT = 1;

const HTML = "http://www.w3.org/1999/xhtml";

/** Of an element without attributes. @type {string[]} */
const NO_NAMES = [];

/** What is listened for in every document and shadow root. */
const EVENTS = ["input", "change", "scroll", "load", "reset", "toggle", ...MEDIA_EVENTS];

const LISTENING = { capture: true, passive: true };

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
  /** The document told of every frame. @type {Map<Element, Document>} */
  #frames = new Map();

  /** Children's names, nodes with children to be told, their codes and traits: stacks that all levels of a walk share. */
  /** @type {number[]} */ #ids = [];
  /** @type {Node[]} */ #fresh = [];
  /** @type {number[]} */ #freshCodes = [];
  /** @type {number[]} */ #freshTraits = [];
  /** Which names' values are told as they are, by number. @type {boolean[]} */ #plainNames = [];
  /** Whether the page is being told for the first time. */
  #isFirstReading = true;

  #observer = new MutationObserver((records) => this.#note(records));
  #onEvent = (/** @type {Event} */ event) => this.#noteEvent(event);
  #onResize = () => this.noteState(document, State.VIEWPORT);
  #onFonts = () => this.noteState(document, State.FONTS);
  #onScheme = () => this.noteState(document, State.SCHEME);

  /**
   * @param {Masking} masking
   * @param {Elements} elements
   * @param {States} states
   * @param {Sheets} sheets
   * @param {Batch} batch
   * @param {InnerPages} innerPages
   * @param {Stills} stills
   * @param {Interaction} interaction
   * @param {() => void} onDirty told that there is something to read
   */
  constructor(masking, elements, states, sheets, batch, innerPages, stills, interaction, onDirty) {
    this.masking = masking;
    this.elements = elements;
    this.states = states;
    this.sheets = sheets;
    this.batch = batch;
    this.innerPages = innerPages;
    innerPages.onDirty = onDirty;
    this.onDirty = onDirty;
    this.stills = stills;
    stills.walker = this;
    sheets.onCopy = onDirty;
    this.interaction = interaction;
    addEventListener("resize", this.#onResize, LISTENING);
    DARK.addEventListener("change", this.#onScheme);
    document.fonts.addEventListener("loadingdone", this.#onFonts);
    this.readAllNext();
  }

  /** Forgets what was told: the next `read` tells the whole page under new names. */
  readAllNext() {
    this.#known = new WeakMap([[document, ROOT * 4 + this.masking.pageMode]]);
    this.innerPages.forgetAll();
    this.#isFirstReading = true;
    this.#fields.clear();
    this.#sheetOwners.clear();
    for (const root of this.#roots) this.#unfollow(root);
    this.#frames.clear();
    this.#clearDirty();
    this.interaction.forget();
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
    for (const node of this.#dirtyLists) this.#readList(node);
    for (const [element, names] of this.#dirtyAttributes) this.#readAttributes(element, names);
    for (const text of this.#dirtyTexts) this.#readText(text);
    for (const [node, states] of this.#dirtyStates) this.#readStates(node, states);
    this.#forgetMisplaced();
    this.innerPages.tell((frame) => (this.#known.get(frame) ?? 0) >> 2, () => this.#nextId++);
    this.interaction.read(this.#roots, (node) => this.#known.get(node), this.batch);
    this.#clearDirty();
    const isFinished = this.#unfinished.size === 0;
    if (isFinished) this.#isFirstReading = false;
    for (const node of this.#unfinished) this.#dirtyLists.add(node);
    this.#unfinished.clear();
    this.#untouched.clear();
    return isFinished;
  }

  /** Stops observing. */
  stop() {
    this.#observer.disconnect();
    this.stills.stop();
    document.fonts.removeEventListener("loadingdone", this.#onFonts);
    this.innerPages.stop();
    for (const root of this.#roots) this.#unfollow(root);
    removeEventListener("resize", this.#onResize, LISTENING);
    DARK.removeEventListener("change", this.#onScheme);
    this.interaction.stop();
    this.#clearDirty();
  }

  // ---- noting what may have changed

  /** @param {MutationRecord[]} records */
  #note(records) {
    /** @type {Node[]} */
    const removed = [];
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      const target = record.target;
      if (!this.#known.has(target)) continue;
      if (record.type === "childList") {
        this.#dirtyLists.add(target);
        for (let node = 0; node < record.removedNodes.length; node++) removed.push(record.removedNodes[node]);
        if (/** @type {Element} */ (target).localName === "style") this.noteState(target, State.SHEET);
      } else if (record.type === "characterData") {
        this.#dirtyTexts.add(/** @type {CharacterData} */ (target));
        const owner = target.parentNode;
        if (/** @type {Element} */ (owner)?.localName === "style") this.noteState(/** @type {Node} */ (owner), State.SHEET);
      } else {
        this.#noteAttribute(/** @type {Element} */ (target), record);
      }
    }
    // What left the page may come back changed, and nobody would tell: then it comes as something new.
    for (let index = 0; index < removed.length; index++) {
      const node = removed[index];
      if (!node.isConnected) this.#forget(node);
      else if (this.#known.has(node)) this.#removed.add(node);
    }
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
    if (name === "open" && element.localName === "dialog") this.noteState(element, State.MODAL);
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
    for (const type of EVENTS) root.addEventListener(type, this.#onEvent, LISTENING);
    this.interaction.listen(root);
  }

  /** Listens no more; of what the observer still reports, nothing is known. @param {Document | ShadowRoot} root */
  #unfollow(root) {
    this.#roots.delete(root);
    for (const type of EVENTS) root.removeEventListener(type, this.#onEvent, LISTENING);
    this.interaction.unlisten(root);
  }

  /** @param {Event} event */
  #noteEvent(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    // What is scrolled as soon as it is made is told after the event.
    if (event.type === "scroll") return this.noteState(target, State.SCROLL);
    if (!this.#known.has(target)) return;
    switch (event.type) {
      case "load":
        if (target.localName === "iframe") {
          this.innerPages.forget(target);
          return this.noteList(target);
        }
        return this.noteState(target, "sheet" in target ? State.SHEET : State.SOURCE);
      case "toggle":
        return this.noteState(target, target.localName === "dialog" ? State.MODAL : State.POPOVER);
      default:
        if (MEDIA_EVENTS.includes(event.type)) return this.noteState(target, State.MEDIA);
        // Fields are compared at every flush: it is enough that there is one.
        return this.onDirty();
    }
  }

  // ---- what no event tells

  /** Finds changes of sheets and form fields since the last flush. */
  #compareUnannounced() {
    for (const [frame, told] of this.#frames) {
      if (documentIn(frame) === told) continue;
      this.#forget(told);
      this.#frames.delete(frame);
      this.#dirtyLists.add(frame);
    }
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

  /** @param {Node} node */
  #readList(node) {
    const code = this.#known.get(node);
    if (code === undefined || (node !== document && !node.isConnected)) return;
    const isElement = node.nodeType === Node.ELEMENT_NODE;
    this.#readChildren(node, code, isElement ? this.elements.traits(/** @type {Element} */ (node)) : 0);
  }

  /**
   * Tells the children of a node, and then theirs, as far as they are new.
   * @param {Node} node
   * @param {number} code its name and mode
   * @param {number} traits
   */
  #readChildren(node, code, traits) {
    const mode = code & 3;
    if (mode === Mode.BLOCK) return;
    const [firstId, firstFresh] = [this.#ids.length, this.#fresh.length];
    const shadowRoot = traits & Trait.HOST ? /** @type {Element} */ (node).shadowRoot : null;
    if (shadowRoot) this.#list(shadowRoot, node, mode);
    if (!(traits & Trait.ATOMIC)) {
      for (let child = node.firstChild; child; child = child.nextSibling) this.#list(child, node, mode);
    } else if (traits & Trait.FRAME) {
      this.#listDocument(/** @type {Element} */ (node), mode);
    }
    this.batch.children(code >> 2, this.#ids, firstId);
    this.#ids.length = firstId;
    const endFresh = this.#fresh.length;
    for (let index = firstFresh; index < endFresh; index++) {
      const child = this.#fresh[index];
      if (this.#isOverTime()) {
        this.#unfinished.add(child);
        this.#untouched.add(child);
      } else {
        this.#readChildren(child, this.#freshCodes[index], this.#freshTraits[index]);
      }
    }
    this.#fresh.length = this.#freshCodes.length = this.#freshTraits.length = firstFresh;
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
   * @param {Node} parent
   * @param {number} inherited
   */
  #list(child, parent, inherited) {
    const code = this.#known.get(child);
    if (code !== undefined) {
      // A mode of its own is compared with what gave it; any other can only have changed by a move, and
      // moves are settled before anything is read.
      if ((code & 3) === inherited || (code & 3) === this.#modeOf(child, inherited)) {
        this.#ids.push(code >> 2);
        return;
      }
      // It came from a place with other rules: everything in it is read anew under this place's rules.
      this.#forget(child);
    }
    const type = child.nodeType;
    if (type !== Node.TEXT_NODE && !this.elements.isShown(child)) return;
    if (this.#isOverTime()) {
      this.#unfinished.add(parent);
      return;
    }
    const id = this.#nextId++;
    this.#ids.push(id);
    if (type === Node.TEXT_NODE) {
      this.#known.set(child, id * 4 + inherited);
      this.batch.node(id, Kind.TEXT, 0);
      this.batch.nodeText(this.masking.text(/** @type {Text} */ (child).data, inherited));
    } else if (type === Node.ELEMENT_NODE) {
      this.#tell(/** @type {Element} */ (child), id, inherited);
    } else {
      this.#known.set(child, id * 4 + inherited);
      this.#tellRoot(/** @type {Document | ShadowRoot} */ (child), id, inherited);
    }
  }

  /** @param {Node} node @param {number} inherited */
  #modeOf(node, inherited) {
    if (node.nodeType !== Node.ELEMENT_NODE) return inherited;
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
    this.#list(content, frame, mode);
    if (this.#known.has(content)) this.#frames.set(frame, content);
  }

  /** Adds the document of another origin, if it tells about itself. @param {Element} frame @param {number} mode */
  #listInnerPage(frame, mode) {
    const root = this.innerPages.rootIn(frame);
    if (root > 0) this.#ids.push(root);
    else this.innerPages.watch(frame, mode);
  }

  /** @param {Document | ShadowRoot} root @param {number} id @param {number} mode */
  #tellRoot(root, id, mode) {
    this.#follow(root);
    this.batch.node(id, "compatMode" in root ? documentKind(root) : Kind.SHADOW_ROOT, 0);
    this.#readLater(root, id * 4 + mode, 0);
    this.noteState(root, State.SHEET);
    this.noteState(root, State.SCROLL);
  }

  /** Has the children of a new node told after it and its siblings. @param {Node} node @param {number} code @param {number} traits */
  #readLater(node, code, traits) {
    this.#fresh.push(node);
    this.#freshCodes.push(code);
    this.#freshTraits.push(traits);
  }

  /** @param {Element} element @param {number} id @param {number} inherited */
  #tell(element, id, inherited) {
    const traits = this.elements.traits(element);
    const names = element.hasAttributes() ? element.getAttributeNames() : NO_NAMES;
    // Nothing but an attribute gives an element a mode of its own, unless it is an option.
    const hasOwnMode = names.length > 0 || traits & Trait.FIELD;
    const mode = hasOwnMode ? this.masking.modeOf(element, inherited) : inherited;
    this.#known.set(element, id * 4 + mode);
    const uri = element.namespaceURI;
    const kind = uri === HTML ? Kind.HTML : (NAMESPACES.get(uri) ?? Kind.HTML);
    this.batch.node(id, kind, this.batch.name(this.elements.shownName(element, traits)));
    const isPlain = mode === Mode.OPEN && !(traits & Trait.GUARDED);
    for (let index = 0; index < names.length; index++) {
      const name = names[index];
      const raw = element.getAttribute(name) ?? "";
      const number = this.batch.name(name);
      const value = isPlain && this.#isPlain(number, name) ? raw : this.#attributeValue(element, name, raw, mode, traits);
      if (value !== null) this.batch.nodeValue(number, value);
    }
    this.#tellStates(element, mode, traits, names);
    if (element.firstChild || traits & Trait.FRAME || (traits & Trait.HOST && element.shadowRoot)) {
      this.#readLater(element, id * 4 + mode, traits);
    }
  }

  /** Whether an attribute's value is told as it is; remembered by the number of its name. @param {number} number @param {string} name */
  #isPlain(number, name) {
    return (this.#plainNames[number] ??= this.masking.isPlain(name));
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
    if (this.#isFirstReading && !(traits & Trait.STEADY) && element.firstElementChild) {
      this.#tellState(element, State.SCROLL, mode);
    }
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
    // A frame's name is for scripts and links, and some pass secrets in it.
    if (traits & Trait.FRAME && name === "name") return null;
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
    let mode = this.masking.pageMode;
    if (node !== document) {
      const parent = holderOf(node);
      const isElement = node.nodeType === Node.ELEMENT_NODE;
      const isInside = node.nodeType !== Node.DOCUMENT_NODE;
      const isHidden = !parent || !this.elements.isShown(node) || (isInside && this.elements.hidesChildren(parent));
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
    if (this.#roots.has(/** @type {Document} */ (node))) this.#unfollow(/** @type {Document} */ (node));
    const { shadowRoot } = /** @type {Element} */ (node);
    if (shadowRoot) this.#forget(shadowRoot);
    this.innerPages.forget(/** @type {Element} */ (node));
    const content = this.#frames.get(/** @type {Element} */ (node));
    if (content) {
      this.#frames.delete(/** @type {Element} */ (node));
      this.#forget(content);
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

  /** Whether a node was told, wherever it is now. @param {Node} node */
  has(node) {
    return this.#known.has(node);
  }

  /** The mode in which a node was told. @param {Node} node */
  modeOf(node) {
    return (this.#known.get(node) ?? Mode.BLOCK) & 3;
  }
}

/** @param {Document} content */
function documentKind(content) {
  return content.compatMode === "BackCompat" ? Kind.QUIRKS_DOCUMENT : Kind.DOCUMENT;
}
