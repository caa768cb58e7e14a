// Reads the shopper's page. Owns the observers, what is dirty, and in which order it is read; observes and never patches: no builtin,
// prototype or global of the page is touched. What was told stands in `ledger.js`, the telling in `list-teller.js` and `node-teller.js`.
//
// Events and mutation records only say where to look. Once per flush, `read` writes the *final* state of what
// is dirty into a batch. Sheets and form fields change without any event, so their state is compared at every
// flush.
import { Observer, listen, pageFonts, queryAll, unlisten } from "./builtins.js";
import { Trait, documentIn, holderOf, isRoot, kindOf } from "./elements.js";
import { documentKind } from "./node-teller.js";
import { firstOf, isConnected, nextOf, parentOf, shadowOf, typeOf } from "./nodes.js";
import { Mode, State } from "./numbers.js";
import { Hurry } from "./schedule.js";
import { DARK, FIELD_STATES, UNDONE_BY_MOVES, fieldState } from "./states.js";

/** @typedef {import("./interaction.js").Interaction} Interaction */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./list-teller.js").ListTeller} ListTeller */

/** What tells that a video or audio element plays on or stands still. */
const MEDIA_EVENTS = ["play", "pause", "ended", "seeked", "volumechange", "loadedmetadata"];

/** What is listened for in every document and shadow root. */
const EVENTS = ["input", "change", "scroll", "load", "reset", "beforetoggle", "slotchange", ...MEDIA_EVENTS];

/** How often sheets and fields are compared while nothing but texts change, in ms. */
const COMPARE_EVERY = 150;

/** Of so many changes, or nodes gone, the browser lays the page out first: to read at once would take longer than a frame. */
const LARGE = 500;

/** How many nodes may be kept that nobody needs. */
const MOST_LOST = 10_000;

/** The states that an attribute may decide, with the kinds of element of which it does. @type {Map<string, [number, number]>} */
const DECIDED = new Map([
  ["open", [Trait.DIALOG, State.MODAL]],
]);
for (const name of ["src", "srcset", "href", "poster", "data"]) DECIDED.set(name, [Trait.PICTURE | Trait.SIZED | Trait.FIELD, State.SOURCE]);
for (const name of ["type", "value", "autocomplete"]) DECIDED.set(name, [Trait.FIELD, State.VALUE]);
for (const name of ["disabled", "media", "title"]) DECIDED.set(name, [Trait.SHEET | Trait.LINK, State.SHEET]);

/** The elements of which an attribute has changed. */
class DirtyAttribute {
  /** @type {Set<Element>} */ plain = new Set();
  /** Those whose attributes are not simply told. @type {Set<Element>} */ guarded = new Set();

  /** @param {string} name without a namespace */
  constructor(name) {
    this.decided = DECIDED.get(name);
  }
}

export class Walker {
  /** @type {Set<Node>} */ #dirtyLists = new Set();
  /** @type {Set<CharacterData>} */ #dirtyTexts = new Set();
  /** By name. @type {Map<string, DirtyAttribute>} */ #dirtyAttributes = new Map();
  /** @type {Map<Node, Set<number>>} */ #dirtyStates = new Map();
  /** Whether the next reading has to find all that has changed. */ isThorough = false;
  /** When sheets and fields were compared last, in ms. */ #comparedAt = -Infinity;
  /** Whether the last reading ran out of time. */ #isBehind = false;
  /** How much may be known before some of it may be lost. */ #mostKnown = MOST_LOST;
  /** Whether anything has changed by which a selector may have begun or ceased to hold. */
  #isTouched = true;

  #observer = new Observer((records) => this.#note(records));
  #onEvent = (/** @type {Event} */ event) => this.#noteEvent(event);
  #onResize = () => this.noteState(document, State.VIEWPORT);
  #onFonts = () => this.noteState(document, State.FONTS);
  #onScheme = () => this.noteState(document, State.SCHEME);

  /**
   * @param {Ledger} ledger
   * @param {ListTeller} lists
   * @param {Interaction} interaction
   * @param {() => void} onDirty told that there is something to read
   * @param {(hurry: number) => void} onRecords told what the observer's records brought: nodes, so many that they can wait, or texts alone
   */
  constructor(ledger, lists, interaction, onDirty, onRecords) {
    const { nodes, masking, elements, longLists, batch } = lists;
    const { sheets, stills } = nodes;
    this.ledger = ledger;
    this.lists = lists;
    this.nodes = nodes;
    this.masking = masking;
    this.elements = elements;
    this.sheets = sheets;
    this.stills = stills;
    this.longLists = longLists;
    this.batch = batch;
    this.onDirty = onDirty;
    this.onRecords = onRecords;
    lists.onStranger = (node) => this.#forget(node);
    lists.onRoot = (root) => {
      this.#follow(root);
      this.noteState(root, State.SHEET);
      this.noteState(root, State.SCROLL);
    };
    masking.onWordsHidden = () => this.#noteSheets();
    stills.walker = this;
    sheets.onCopy = onDirty;
    this.interaction = interaction;
    DARK.addEventListener("change", this.#onScheme);
    for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, this.#onResize);
    pageFonts.addEventListener("loadingdone", this.#onFonts);
    this.readAllNext();
  }

  get innerPages() {
    return this.lists.innerPages;
  }

  /** From now on pages of other origins may record themselves in frames of this one. @param {import("./inner_pages.js").InnerPages} innerPages */
  addInnerPages(innerPages) {
    this.lists.innerPages = innerPages;
    innerPages.onDirty = this.onDirty;
    for (const root of this.ledger.roots) for (const frame of queryAll(root, "iframe")) this.noteList(frame, null);
  }

  /** Has all that is read written down here. @param {import("./notebook.js").Notebook} notebook */
  writeInto(notebook) {
    this.batch = this.lists.batch = this.nodes.batch = notebook;
    if (this.innerPages) this.innerPages.batch = notebook;
  }

  /** Forgets what was told: the next `read` tells the whole page under new names. */
  readAllNext() {
    this.masking.hasNewRules = false;
    this.masking.matched.clear();
    for (const root of this.ledger.roots) this.#unfollow(root);
    this.ledger.begin(this.masking.pageMode);
    this.nodes.isFirstReading = true;
    this.innerPages?.forgetAll();
    this.#clearDirty();
    this.#forgetWaiting();
    this.interaction.forget();
    this.#follow(document);
    this.#dirtyLists.add(document);
    for (const state of [State.VIEWPORT, State.SCHEME, State.SCROLL, State.SHEET, State.FONTS]) this.noteState(document, state);
  }

  /**
   * Writes what is dirty into the batch. Whatever is written is told for good. When time runs out, new nodes and new values
   * are left for the next time; what the mirror then has is the page without them.
   * @param {number} milliseconds
   * @returns {boolean} whether all is told
   */
  read(milliseconds) {
    this.lists.begin(performance.now() + milliseconds);
    this.#note(this.#observer.takeRecords());
    this.#forgetSelected();
    this.#forgetStrangers();
    this.#compareMoved();
    this.#compareFrames();
    if (this.#mayDifferUnannounced()) this.#compareUnannounced();
    // Where only texts tick, nothing else has changed without an event.
    const isBeyondTexts = this.#isBeyondTexts();
    for (const node of this.#dirtyLists) this.lists.changed(node);
    this.#dirtyLists.clear();
    const { nodes } = this;
    const isFinished = [
      this.lists.goOn(),
      this.#tellAttributes(),
      this.#tell(this.#dirtyTexts, (text) => nodes.changedText(text)),
      this.#tell(this.#dirtyStates, (node, states) => nodes.changedStates(node, states)),
    ].every((isAll) => isAll);
    this.#isBehind = !isFinished;
    this.#forgetMisplaced();
    if (isBeyondTexts) this.#tellSlots();
    this.innerPages?.tell((frame) => this.ledger.idOf(frame), () => this.ledger.newId());
    if (isBeyondTexts) this.interaction.isDue = true;
    this.interaction.read(this.ledger.roots, (node) => this.ledger.codes.get(node), this.batch);
    if (isFinished) this.nodes.isFirstReading = false;
    return isFinished;
  }

  /**
   * Tells what is dirty, and takes it off that, while there is time; returns whether that was all.
   * @template Dirty, What
   * @param {{ delete: (dirty: Dirty) => boolean, size: number, entries: () => Iterable<[Dirty, What]> }} dirty
   * @param {(dirty: Dirty, what: What) => void} tell
   */
  #tell(dirty, tell) {
    if (dirty.size === 0) return true;
    for (const [one, what] of dirty.entries()) {
      if (this.lists.isOverTime()) return false;
      dirty.delete(one);
      tell(one, what);
    }
    return true;
  }

  /** The same of attributes: of many elements mostly the same few have changed. */
  #tellAttributes() {
    const isOverTime = () => this.lists.isOverTime();
    for (const [name, { plain, guarded }] of this.#dirtyAttributes) {
      const isAll = this.nodes.changedAttribute(name, plain, false, isOverTime);
      if (!isAll || !this.nodes.changedAttribute(name, guarded, true, isOverTime)) return false;
      this.#dirtyAttributes.delete(name);
    }
    return true;
  }

  /** Tells which nodes stand in slots that scripts fill, where it is not as it was told. */
  #tellSlots() {
    const { filledByHand } = this.ledger;
    for (const [root, told] of filledByHand) {
      let now = "";
      for (const slot of /** @type {NodeListOf<HTMLSlotElement>} */ (queryAll(root, "slot"))) {
        now += ` ${[slot, ...(slot.assignedNodes?.() ?? [])].map((node) => this.ledger.idOf(node))}`;
      }
      if (now === told) continue;
      filledByHand.set(root, now);
      this.batch.value(this.ledger.idOf(root), State.SLOTS, now);
    }
  }

  /** Stops observing. */
  stop() {
    this.#observer.disconnect();
    this.stills.stop();
    pageFonts.removeEventListener("loadingdone", this.#onFonts);
    this.innerPages?.stop();
    for (const root of this.ledger.roots) this.#unfollow(root);
    unlisten(window, ["resize"], this.#onResize);
    DARK.removeEventListener("change", this.#onScheme);
    for (const kind of ["resize", "scroll"]) visualViewport?.removeEventListener(kind, this.#onResize);
    this.interaction.stop();
    this.#clearDirty();
    this.#forgetWaiting();
  }

  // ---- noting what may have changed

  /** @param {MutationRecord[]} records */
  #note(records) {
    /** @type {Node[]} */
    const removed = [];
    const known = this.ledger.codes.size;
    let [isNoted, areTextsNoted] = [false, false];
    this.#isTouched ||= records.length > 0;
    /** @type {Node | null} */
    let last = null;
    /** @type {number | undefined} */
    let code;
    let traits = 0;
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      const { target, attributeName } = record;
      // Most that a page does, it does to one node after another.
      const isOther = target !== last;
      if (isOther) {
        code = this.ledger.codes.get(target);
        last = target;
      }
      if (code === undefined) continue;
      if (attributeName !== null) {
        isNoted = true;
        if (isOther) traits = kindOf(/** @type {Element} */ (target));
        // It may have been forgotten, to be told anew.
        if (!this.#noteAttribute(/** @type {Element} */ (target), attributeName, record, traits)) last = null;
        continue;
      }
      // What happens in a blocked place is nobody's business, and nobody's work.
      if ((code & 3) === Mode.BLOCK) continue;
      if (record.type === "characterData") {
        // The text of a sheet is not told: what becomes of it shows in its rules.
        this.#dirtyTexts.add(/** @type {CharacterData} */ (target));
        areTextsNoted = true;
        continue;
      }
      isNoted = true;
      this.longLists.get(target)?.note(record, this.ledger.codes);
      const { removedNodes } = record;
      for (let node = 0; node < removedNodes.length; node++) removed.push(removedNodes[node]);
      if (isOther || !this.#dirtyLists.has(target)) this.#noteChildren(target);
    }
    // What left the page may come back changed, and nobody would tell: then it comes as something new.
    for (let index = 0; index < removed.length; index++) {
      const node = removed[index];
      if (!isConnected(node)) this.#forget(node);
      else if (this.ledger.has(node)) this.lists.removed.add(node);
    }
    const isLarge = records.length > LARGE || known - this.ledger.codes.size > LARGE;
    if (isNoted) this.onRecords(isLarge ? Hurry.FRAME : Hurry.NODES);
    else if (areTextsNoted) this.onRecords(Hurry.TEXTS);
  }

  /** @param {Node} node */
  #noteChildren(node) {
    this.#dirtyLists.add(node);
    // `document.open` takes away all listeners; whoever listens already is not added twice.
    if (typeOf(node) === Node.DOCUMENT_NODE) this.#follow(/** @type {Document} */ (node));
    if (/** @type {Element} */ (node).localName === "style") this.noteState(node, State.SHEET);
  }

  /**
   * @param {Element} element
   * @param {string} name
   * @param {MutationRecord} record
   * @param {number} traits what an element of its name is
   * @returns {boolean} false if it is to be told anew
   */
  #noteAttribute(element, name, record, traits) {
    if (name === "disabled") this.sheets.noteSwitched(element);
    // A link is a sheet or nothing, as its attributes say.
    if (this.masking.decidesMode(name) || traits & Trait.LINK) {
      this.#readAnew(element);
      return false;
    }
    const space = record.attributeNamespace;
    const qualified = space ? (element.getAttributeNodeNS(space, name)?.name ?? `xlink:${name}`) : name;
    let dirty = this.#dirtyAttributes.get(qualified);
    if (!dirty) this.#dirtyAttributes.set(qualified, (dirty = new DirtyAttribute(name)));
    (traits & Trait.GUARDED ? dirty.guarded : dirty.plain).add(element);
    const { decided } = dirty;
    if (decided && traits & decided[0]) this.noteState(element, decided[1]);
    return true;
  }

  /** Has an element and what is in it told again under new names. @param {Element} element */
  #readAnew(element) {
    const parent = parentOf(element);
    if (parent) this.longLists.get(parent)?.leaves(element, this.ledger.codes);
    this.#forget(element);
    if (parent && this.ledger.has(parent)) this.#dirtyLists.add(parent);
  }

  /** A state of a node may have changed. @param {Node} node @param {number} state */
  noteState(node, state) {
    const states = this.#dirtyStates.get(node);
    if (states) states.add(state);
    else this.#dirtyStates.set(node, new Set([state]));
    this.onDirty();
  }

  /** All sheets are to be told once more: other words of theirs are hidden now. */
  #noteSheets() {
    for (const owner of this.sheetOwners()) this.noteState(owner, State.SHEET);
  }

  /** A node may have a child that no record told of. @param {Node} node @param {Node | null} child */
  noteList(node, child) {
    if (child) this.longLists.get(node)?.touched.add(child);
    this.#dirtyLists.add(node);
    this.onDirty();
  }

  /**
   * Forgets what left the page without anybody's telling. It looks at all that is known, so only where that is much more than it
   * should be, and has doubled since the last time.
   * @param {number} nodes how many the mirror has
   */
  forgetLost(nodes) {
    const { codes } = this.ledger;
    if (codes.size < nodes + MOST_LOST || codes.size < this.#mostKnown) return;
    for (const node of codes.keys()) if (!isConnected(node)) this.#forget(node);
    this.#mostKnown = 2 * codes.size + MOST_LOST;
  }

  /** Whether it is known that some children have changed, or that there was no time to tell something. */
  isBehind() {
    this.#note(this.#observer.takeRecords());
    return this.#dirtyLists.size > 0 || this.#isBehind;
  }

  /** How many places are known to have changed since the last reading. */
  get dirt() {
    let dirt = this.#dirtyLists.size + this.#dirtyTexts.size + this.lists.removed.size;
    for (const { plain, guarded } of this.#dirtyAttributes.values()) dirt += plain.size + guarded.size;
    return dirt;
  }

  #forgetWaiting() {
    this.lists.waiting.clear();
    this.longLists.forgetAll();
  }

  #clearDirty() {
    this.#dirtyLists.clear();
    this.#dirtyTexts.clear();
    this.#dirtyAttributes.clear();
    this.#dirtyStates.clear();
    this.lists.removed.clear();
  }

  /** Observes a document or a shadow root. Calling it again does no harm. @param {Document | ShadowRoot} root */
  #follow(root) {
    this.#observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    this.ledger.roots.add(root);
    listen(root, EVENTS, this.#onEvent);
    if (root === document) listen(window, ["resize"], this.#onResize);
    this.interaction.listen(root);
  }

  /** Listens no more; of what the observer still reports, nothing is known. @param {Document | ShadowRoot} root */
  #unfollow(root) {
    this.ledger.roots.delete(root);
    this.ledger.filledByHand.delete(/** @type {ShadowRoot} */ (root));
    unlisten(root, EVENTS, this.#onEvent);
    this.interaction.unlisten(root);
  }

  /** @param {Event} event */
  #noteEvent(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    // What is scrolled as soon as it is made is told after the event.
    if (event.type === "scroll") return this.noteState(target, State.SCROLL);
    if (!this.ledger.has(target)) return;
    switch (event.type) {
      case "load":
        if (target.localName === "iframe") {
          this.innerPages?.forget(target);
          return this.noteList(target, null);
        }
        return this.noteState(target, "sheet" in target ? State.SHEET : State.SOURCE);
      case "beforetoggle":
        return this.noteState(target, target.localName === "dialog" ? State.MODAL : State.POPOVER);
      default:
        if (MEDIA_EVENTS.includes(event.type)) return this.noteState(target, State.MEDIA);
        // Fields are compared at every flush: it is enough that there is one.
        return this.onDirty();
    }
  }

  /** Whether anything is dirty but texts, or nothing is. */
  #isBeyondTexts() {
    return this.#dirtyLists.size + this.#dirtyAttributes.size + this.#dirtyStates.size > 0 || this.#dirtyTexts.size === 0;
  }

  // ---- what no event tells

  /** Whether to look for what no event tells: always, but where texts tick now and then is enough. */
  #mayDifferUnannounced() {
    const now = performance.now();
    if (!this.isThorough && !this.#isBeyondTexts() && now < this.#comparedAt + COMPARE_EVERY) return false;
    this.sheets.look(this.isThorough);
    this.isThorough = false;
    this.#comparedAt = now;
    return true;
  }

  /** Finds what has moved that was scrolled, and stands at its beginning again, or that was in the top layer, and has left it. */
  #compareMoved() {
    const { removed } = this.lists;
    if (removed.size === 0) return;
    for (const node of this.ledger.undoable) {
      let moved = /** @type {Node | null} */ (node);
      while (moved && !removed.has(moved)) moved = holderOf(moved);
      if (moved) for (const state of UNDONE_BY_MOVES) this.noteState(node, state);
    }
  }

  /** Finds other documents in frames, and those that are to be read under other rules now. */
  #compareFrames() {
    for (const [frame, told] of this.ledger.frames) {
      const content = documentIn(frame);
      // A document that is rewritten may come to another layout mode, and any may become editable.
      const isAsTold = content === told && this.ledger.kinds.get(told) === documentKind(told);
      if (isAsTold && this.ledger.modeOf(told) === this.masking.modeOfRoot(told, this.ledger.modeOf(frame))) continue;
      this.#forget(told);
      this.ledger.frames.delete(frame);
      this.#dirtyLists.add(frame);
    }
  }

  /** Finds changes of sheets and form fields since the last flush. */
  #compareUnannounced() {
    for (const owner of this.ledger.sheetOwners) {
      if (this.sheets.hasChanged(owner.sheet)) this.noteState(owner, State.SHEET);
    }
    for (const root of this.ledger.roots) if (this.sheets.hasAdopted(root)) this.noteState(root, State.SHEET);
    for (const field of this.ledger.fields) {
      if (!isConnected(field)) continue;
      if (this.ledger.fieldStates.get(field) !== fieldState(field)) {
        this.ledger.fieldStates.set(field, fieldState(field));
        for (const state of FIELD_STATES) this.noteState(field, state);
      }
    }
  }

  // ---- forgetting

  /**
   * Forgets what the site's selectors put under other rules than it was told under: because it changed, or something around or
   * beside it, or the rules themselves. Which change means what to which selector is the browser's to know: it is asked for all
   * that the selectors find now, and what they found before is looked at as well.
   */
  #forgetSelected() {
    const { masking, ledger } = this;
    const { any, isVolatile } = masking.policy;
    const isDue = masking.hasNewRules || (any !== "" && (this.#isTouched || isVolatile));
    this.#isTouched = false;
    if (!isDue) return;
    if (masking.hasNewRules) this.#noteSheets();
    masking.hasNewRules = false;
    const before = masking.matched;
    masking.matched = new Set();
    /** @type {Map<Node, number>} */
    const modes = new Map();
    const compare = (/** @type {Element} */ element) => {
      if (ledger.isKnown(element) && ledger.modeOf(element) !== this.#modeInPlace(element, modes)) this.#readAnew(element);
    };
    for (const element of before) compare(element);
    if (any === "") return;
    for (const root of ledger.roots) {
      const found = queryAll(root, any);
      for (let index = 0; index < found.length; index++) compare(found[index]);
    }
  }

  /**
   * Forgets what moved to a place with other rules, before anything of it is read under the old ones: into a masked or
   * a blocked element, or to where the mirror does not look.
   */
  #forgetStrangers() {
    /** @type {Map<Node, number>} */
    const modes = new Map();
    for (const node of this.lists.removed) {
      if (this.ledger.has(node) && this.ledger.modeOf(node) !== this.#modeInPlace(node, modes)) this.#forget(node);
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
      const type = typeOf(node);
      const isElement = type === Node.ELEMENT_NODE;
      const isInside = type !== Node.DOCUMENT_NODE;
      const isHidden = !parent || !this.elements.isShown(node) || (isInside && this.elements.hidesChildren(parent));
      const inherited = isHidden ? Mode.BLOCK : this.#modeInPlace(parent, modes);
      const isOwn = isElement && inherited !== Mode.BLOCK;
      mode = isOwn ? this.masking.modeOf(/** @type {Element} */ (node), inherited) : this.masking.modeOfRoot(node, inherited);
    }
    modes.set(node, mode);
    return mode;
  }

  /** Nodes that moved to where nobody has told them, as there was no time: they will come as new ones. */
  #forgetMisplaced() {
    for (const node of this.lists.removed) this.#forget(node);
    this.lists.removed.clear();
  }

  /** Ten thousand nodes may leave at once: what only some kinds of them have is looked for with those alone. @param {Node} node */
  #forget(node) {
    if (!this.ledger.codes.delete(node)) return;
    if (this.lists.waiting.size > 0) this.lists.waiting.delete(node);
    if (this.ledger.undoable.size > 0) this.ledger.undoable.delete(node);
    if (typeOf(node) === Node.ELEMENT_NODE) this.#forgetElement(/** @type {Element} */ (node));
    else if (isRoot(node)) this.#unfollow(node);
    else return;
    this.longLists.forget(node);
    for (let child = firstOf(node); child; child = nextOf(child)) this.#forget(child);
  }

  /** @param {Element} element */
  #forgetElement(element) {
    const traits = kindOf(element);
    if (traits & Trait.FIELD) this.ledger.fields.delete(/** @type {HTMLInputElement} */ (element));
    if (traits & (Trait.SHEET | Trait.LINK)) this.ledger.sheetOwners.delete(/** @type {HTMLStyleElement} */ (element));
    const shadowRoot = traits & Trait.HOST ? shadowOf(element) : null;
    if (shadowRoot) this.#forget(shadowRoot);
    if (!(traits & Trait.FRAME)) return;
    this.innerPages?.forget(element);
    const content = this.ledger.frames.get(element);
    this.ledger.frames.delete(element);
    if (content) this.#forget(content);
  }

  /** The elements that bring style sheets, and the documents and shadow roots that adopt some. */
  sheetOwners() {
    return [...this.ledger.sheetOwners, ...this.ledger.roots];
  }

}
