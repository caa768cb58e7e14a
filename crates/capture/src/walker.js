// Reads the shopper's page. Owns the observers, the names of nodes, and the reading of what is dirty; observes
// and never patches: no builtin, prototype or global of the page is touched.
//
// Events and mutation records only say where to look. Once per flush, `read` writes the *final* state of what
// is dirty into a batch. Sheets and form fields change without any event, so their state is compared at every
// flush.
import { Kind } from "./batch.js";
import { Observer } from "./builtins.js";
import { Trait, documentIn, holderOf, isText } from "./elements.js";
import { LONG } from "./long-lists.js";
import { Mode } from "./masking.js";
import { DARK, FIELD_STATES, State, fieldState } from "./states.js";

/** @typedef {import("./batch.js").Batch | import("./notebook.js").Notebook} Batch */
/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./long-lists.js").LongList} LongList */
/** @typedef {import("./long-lists.js").LongLists} LongLists */
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
  /** Told parents with children for which there was no time yet. @type {Set<Node>} */ #waiting = new Set();

  /** What must be compared at every flush. @type {Set<HTMLInputElement | HTMLTextAreaElement | HTMLOptionElement>} */
  #fields = new Set();
  /** What was last told of each. @type {WeakMap<Element, string>} */
  #fieldStates = new WeakMap();
  /** @type {Set<HTMLStyleElement | HTMLLinkElement>} */ #sheetOwners = new Set();
  /** @type {Set<Document | ShadowRoot>} */ #roots = new Set();
  /** The document told of every frame. @type {Map<Element, Document>} */
  #frames = new Map();

  /** The kind told of every document in a frame. @type {WeakMap<Document, number>} */
  #kinds = new WeakMap();

  /** Children's names, nodes with children to be told, their codes and traits: stacks that all levels of a walk share. */
  /** @type {number[]} */ #ids = [];
  /** @type {Node[]} */ #fresh = [];
  /** @type {number[]} */ #freshCodes = [];
  /** @type {number[]} */ #freshTraits = [];
  /** Whether the page is being told for the first time. */
  #isFirstReading = true;

  #observer = new Observer((records) => this.#note(records));
  #onEvent = (/** @type {Event} */ event) => this.#noteEvent(event);
  #onResize = () => this.noteState(document, State.VIEWPORT);
  #onFonts = () => this.noteState(document, State.FONTS);
  #onScheme = () => this.noteState(document, State.SCHEME);

  /**
   * @param {Masking} masking
   * @param {Elements} elements
   * @param {States} states
   * @param {Sheets} sheets
   * @param {LongLists} longLists
   * @param {Batch} batch
   * @param {InnerPages} innerPages
   * @param {Stills} stills
   * @param {Interaction} interaction
   * @param {() => void} onDirty told that there is something to read
   */
  constructor(masking, elements, states, sheets, longLists, batch, innerPages, stills, interaction, onDirty) {
    this.masking = masking;
    this.elements = elements;
    this.states = states;
    this.sheets = sheets;
    this.longLists = longLists;
    this.batch = batch;
    this.innerPages = innerPages;
    innerPages.onDirty = onDirty;
    this.onDirty = onDirty;
    this.stills = stills;
    stills.walker = this;
    sheets.onCopy = onDirty;
    this.interaction = interaction;
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
    this.#forgetWaiting();
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
    for (const node of this.#dirtyLists) this.#readDirtyList(node);
    for (const node of this.#waiting) {
      if (this.#isOverTime()) break;
      this.#waiting.delete(node);
      this.#readWaiting(node);
    }
    for (const [element, names] of this.#dirtyAttributes) this.#readAttributes(element, names);
    for (const text of this.#dirtyTexts) this.#readText(text);
    for (const [node, states] of this.#dirtyStates) this.#readStates(node, states);
    this.#forgetMisplaced();
    this.innerPages.tell((frame) => (this.#known.get(frame) ?? 0) >> 2, () => this.#nextId++);
    this.interaction.read(this.#roots, (node) => this.#known.get(node), this.batch);
    this.#clearDirty();
    const isFinished = this.#waiting.size === 0;
    if (isFinished) this.#isFirstReading = false;
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
    this.#forgetWaiting();
  }

  // ---- noting what may have changed

  /** @param {MutationRecord[]} records */
  #note(records) {
    /** @type {Node[]} */
    const removed = [];
    let isNoted = false;
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      const target = record.target;
      const code = this.#known.get(target);
      // What happens in a blocked place is nobody's business, and nobody's work.
      if (code === undefined || ((code & 3) === Mode.BLOCK && record.type !== "attributes")) continue;
      isNoted = true;
      if (record.type === "childList") {
        this.#dirtyLists.add(target);
        // `document.open` takes away all listeners; whoever listens already is not added twice.
        if (target.nodeType === Node.DOCUMENT_NODE) this.#follow(/** @type {Document} */ (target));
        this.longLists.get(target)?.note(record, this.#known);
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
    if (isNoted) this.onDirty();
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
    if (parent) this.longLists.get(parent)?.leaves(element, this.#known);
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

  /** A node may have a child that no record told of. @param {Node} node @param {Node | null} child */
  noteList(node, child) {
    if (child) this.longLists.get(node)?.touched.add(child);
    this.#dirtyLists.add(node);
    this.onDirty();
  }

  /** Whether it is known that some children have changed. */
  hasDirtyLists() {
    this.#note(this.#observer.takeRecords());
    return this.#dirtyLists.size > 0 || this.#waiting.size > 0;
  }

  #forgetWaiting() {
    this.#waiting.clear();
    this.longLists.forgetAll();
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
    if (root === document) addEventListener("resize", this.#onResize, LISTENING);
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
          return this.noteList(target, null);
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
      const content = documentIn(frame);
      // A document that is rewritten may come to another layout mode.
      if (content === told && this.#kinds.get(told) === documentKind(told)) continue;
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

  /** Tells the children of a known node of which some came or left. @param {Node} node */
  #readDirtyList(node) {
    if (!this.isKnown(node)) return;
    const list = this.longLists.get(node);
    if (list) this.#readTouched(node, list);
    // What waits will be told as it is by then.
    else if (!this.#waiting.has(node)) this.#readList(node, false);
  }

  /** Tells more of a node for whose children there was no time. @param {Node} node */
  #readWaiting(node) {
    if (!this.isKnown(node)) return;
    const list = this.longLists.get(node);
    if (!list) return this.#readList(node, true);
    if (list.touched.size > 0) this.#readTouched(node, list);
    this.#readStretches(node, list);
  }

  /** @param {Node} node @param {boolean} isFresh whether none of its children was told yet */
  #readList(node, isFresh) {
    const isElement = node.nodeType === Node.ELEMENT_NODE;
    const traits = isElement ? this.elements.traits(/** @type {Element} */ (node)) : 0;
    this.#readChildren(node, this.#known.get(node) ?? Mode.BLOCK, traits, isFresh);
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
    const [firstId, firstFresh] = [this.#ids.length, this.#fresh.length];
    /** @type {LongList | undefined} */ let rest;
    if (!isFresh) this.longLists.forget(node);
    const shadowRoot = traits & Trait.HOST ? /** @type {Element} */ (node).shadowRoot : null;
    if (shadowRoot) this.#list(shadowRoot, mode);
    if (!(traits & Trait.ATOMIC)) {
      for (let child = node.firstChild; child; child = child.nextSibling) {
        if (rest || this.#hasToWait(child, isFresh && this.#ids.length - firstId >= LONG)) {
          rest ??= this.longLists.begin(node, child.previousSibling);
          if (isFresh) break;
          // Known ones keep their places while the others wait.
          if (!this.#known.has(child)) continue;
        }
        this.#list(child, mode);
      }
    } else if (traits & Trait.FRAME) {
      this.#listDocument(/** @type {Element} */ (node), mode);
    }
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
      if (this.#isOverTime()) this.#waiting.add(node);
      else this.#readChildren(node, this.#freshCodes[index], this.#freshTraits[index], true);
    }
    this.#fresh.length = this.#freshCodes.length = this.#freshTraits.length = firstFresh;
  }

  /** Tells the rest of a long list, a stretch at a time, while there is time. @param {Node} node @param {LongList} list */
  #readStretches(node, list) {
    const code = this.#known.get(node) ?? Mode.BLOCK;
    while (list.isUnfinished) {
      if (this.#isOverTime()) {
        this.#waiting.add(node);
        return;
      }
      const [firstId, firstFresh] = [this.#ids.length, this.#fresh.length];
      const after = this.#toldUpTo(node, list.at);
      let child = list.at ? list.at.nextSibling : node.firstChild;
      for (; child && this.#ids.length - firstId < LONG; child = child.nextSibling) {
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
    if (!list.isUnfinished && touched.size * 4 > node.childNodes.length) return this.#readList(node, false);
    list.touched = new Set();
    list.left = [];
    const code = this.#known.get(node) ?? Mode.BLOCK;
    for (let index = 0; index < left.length; index++) this.batch.left(code >> 2, left[index]);
    const { shadowRoot } = /** @type {Element} */ (node);
    if (shadowRoot && touched.has(shadowRoot)) this.#readRun(code, list, shadowRoot, touched, 0);
    for (const one of touched) {
      if (one.parentNode !== node) continue;
      let first = one;
      let before = one.previousSibling;
      for (; before && (touched.has(before) || !this.#isTellable(before)); before = before.previousSibling) first = before;
      // Behind what is not told yet it will be told with that.
      if (list.isUnfinished && before && !this.#known.has(before)) continue;
      this.#readRun(code, list, first, touched, this.#toldUpTo(node, before));
    }
    if (list.isUnfinished || list.touched.size > 0) this.#waiting.add(node);
  }

  /**
   * Tells what came to a long list in one place, and takes it off what is to be told.
   * @param {number} code of the parent
   * @param {LongList} list
   * @param {Node} first
   * @param {Set<Node>} touched
   * @param {number} after the told child before it, or 0
   */
  #readRun(code, list, first, touched, after) {
    const [firstId, firstFresh] = [this.#ids.length, this.#fresh.length];
    for (let node = /** @type {Node | null} */ (first); node; node = node.nextSibling) {
      if (!touched.delete(node)) {
        if (this.#isTellable(node)) break;
      } else if (this.#hasToWait(node, false)) list.touched.add(node);
      else this.#list(node, code & 3);
    }
    this.#tellRun(code, after, firstId, firstFresh);
  }

  /** @param {number} code @param {number} after @param {number} firstId @param {number} firstFresh */
  #tellRun(code, after, firstId, firstFresh) {
    this.batch.run(code >> 2, after, this.#ids, firstId);
    this.#ids.length = firstId;
    this.#readBelow(firstFresh);
  }

  /** Whether a node was told, or is to be. @param {Node} node */
  #isTellable(node) {
    return this.#known.has(node) || this.elements.isShown(node);
  }

  /** The name of the last told child of a parent up to this one; 0 for none. @param {Node} parent @param {Node | null} child */
  #toldUpTo(parent, child) {
    while (child && !this.#known.has(child)) child = child.previousSibling;
    const told = child ?? /** @type {Element} */ (parent).shadowRoot;
    return told ? (this.#known.get(told) ?? 0) >> 2 : 0;
  }

  /** Whether a child is new and there is no time or, in a long list, room for it now. @param {Node} child @param {boolean} isFull */
  #hasToWait(child, isFull) {
    return (isFull || this.#isOverTime()) && !this.#known.has(child);
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
   */
  #list(child, inherited) {
    if (this.#removed.size > 0) this.#removed.delete(child);
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
    if (!isText(child) && !this.elements.isShown(child)) return;
    const id = this.#nextId++;
    this.#ids.push(id);
    if (isText(child)) {
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
    this.#list(content, mode);
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
    const kind = "compatMode" in root ? documentKind(root) : Kind.SHADOW_ROOT;
    if ("compatMode" in root) this.#kinds.set(root, kind);
    this.batch.node(id, kind, 0);
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
      const value = isPlain && this.masking.isPlain(name) ? raw : this.#attributeValue(element, name, raw, mode, traits);
      if (value !== null) this.batch.nodeValue(number, value);
    }
    this.#tellStates(element, mode, traits, names);
    if (element.firstChild || traits & Trait.FRAME || (traits & Trait.HOST && element.shadowRoot)) {
      this.#readLater(element, id * 4 + mode, traits);
    }
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

  /** Nodes that moved to where nobody has told them, as there was no time: they will come as new ones. */
  #forgetMisplaced() {
    for (const node of this.#removed) this.#forget(node);
  }

  /** @param {Node} node */
  #forget(node) {
    if (!this.#known.delete(node)) return;
    if (this.#waiting.size > 0) this.#waiting.delete(node);
    this.longLists.forget(node);
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
