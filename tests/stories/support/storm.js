// A storm: forty random changes of a page in one task. Runs in the page, as a module of its own; the same seed on the same
// page does the same. Owns what may happen; does not own what is expected of it.

/** @typedef {HTMLElement & { sheet?: CSSStyleSheet | null }} Thing an element that a storm has made */
/** @typedef {Document | ShadowRoot | Element} Place what children may be put into */

const STEPS = 40;

/** How many elements there may be before some have to go; how many frames; how many are kept to come back. */
const MOST = { things: 250, frames: 6, kept: 20 };

/** Elements that nothing is put into. */
const LEAVES = new Set(["iframe", "style", "input", "select", "textarea"]);

/** What was taken out of the page and may come back. @type {Thing[]} */
const kept = [];

/**
 * Changes the page, and waits for the frames that it has thereby begun to load.
 * @param {number} seed
 * @param {boolean} backDoors whether also that is done which no event of a browser tells
 */
export async function storm(seed, backDoors) {
  const changes = new Storm(seed, backDoors);
  for (let step = 0; step < STEPS; step++) changes.one(step);
  await drawn();
  await framesLoaded();
  await drawn();
}

/** What scrolls or is laid out anew tells so just before it is drawn. */
async function drawn() {
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Waits until every iframe with a page of its own has it. */
async function framesLoaded() {
  const isLoading = (/** @type {Node} */ node) => {
    const { localName, srcdoc, contentDocument } = /** @type {HTMLIFrameElement} */ (node);
    return localName === "iframe" && srcdoc && (contentDocument?.URL !== "about:srcdoc" || contentDocument.readyState !== "complete");
  };
  while ([...everything(document)].some(isLoading)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A node and all below it, across shadow roots and frames. @param {Node} node @returns {Iterable<Node>} */
function* everything(node) {
  yield node;
  const { shadowRoot, contentDocument } = /** @type {HTMLIFrameElement} */ (node);
  if (shadowRoot) yield* everything(shadowRoot);
  if (contentDocument) yield* everything(contentDocument);
  for (const child of node.childNodes) yield* everything(child);
}

class Storm {
  /** @type {Thing[]} */ #things = [];
  /** @type {Place[]} */ #places = [];
  /** Sheets of which rules came or went: a second time could undo what shows at a glance. @type {Set<CSSStyleSheet>} */ #edited = new Set();
  #state;

  /** @param {number} seed @param {boolean} backDoors */
  constructor(seed, backDoors) {
    this.seed = seed;
    this.#state = Math.imul(seed, 2654435761);
    for (const node of everything(document)) this.#note(node);
    this.#things.push(...kept);
    this.operations = (backDoors ? [...OPERATIONS, ...BACK_DOORS] : OPERATIONS).flatMap(([weight, operation]) => Array(weight).fill(operation));
  }

  /** One random change. @param {number} step */
  one(step) {
    this.name = `${this.seed}.${step}`;
    this.pick(this.operations)(this);
  }

  /** @param {Node} node */
  #note(node) {
    const element = /** @type {Thing} */ (node);
    const isThing = node.nodeType === Node.ELEMENT_NODE && element.classList.contains("storm");
    if (isThing) this.#things.push(element);
    const isPlace = node.nodeType === Node.DOCUMENT_FRAGMENT_NODE || element.localName === "body" || (isThing && !LEAVES.has(element.localName));
    if (isPlace) this.#places.push(/** @type {Place} */ (node));
  }

  /** A whole number from 0. @param {number} below */
  random(below) {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % below;
  }

  /** @template T @param {ArrayLike<T>} list @returns {T} */
  pick(list) {
    return list[this.random(list.length)];
  }

  /** Any element made by a storm, in the page or not; of these names, if any are given. @param {string} names @returns {Thing | undefined} */
  thing(names = "") {
    return this.pick(names ? this.#things.filter((thing) => names.includes(thing.localName)) : this.#things);
  }

  place() {
    return this.pick(this.#places);
  }

  /** A new element in no place yet. @param {string} name @param {Record<string, unknown>} properties */
  make(name, properties = {}) {
    const element = /** @type {any} */ (Object.assign(document.createElement(name), properties));
    element.classList.add("storm");
    this.#note(element);
    return element;
  }

  /** Puts a node anywhere. @param {Node} node */
  put(node, parent = this.place()) {
    const before = parent.childNodes[this.random(parent.childNodes.length + 1)] ?? null;
    try {
      parent.insertBefore(node, before === node ? null : before);
    } catch {
      // Into itself: the page itself would get this error.
    }
  }

  /** @param {Element} host */
  attach(host) {
    const root = host.attachShadow({ mode: "open" });
    root.append(`shadow ${this.name}`);
    this.#note(root);
  }

  isCrowded() {
    return this.#things.length > MOST.things;
  }

  hasManyFrames() {
    return this.#things.filter((thing) => thing.localName === "iframe").length >= MOST.frames;
  }

  color() {
    return `rgb(${this.random(256)}, ${this.random(256)}, ${this.random(256)})`;
  }

  rule() {
    const selector = this.pick([".storm", "b", "span", "[data-x]", "div > *", ".storm:nth-child(2n)", ":host", "input"]);
    return `${selector} { ${this.pick(["color", "background-color"])}: ${this.color()} }`;
  }

  rules() {
    return Array.from({ length: 1 + this.random(3) }, () => this.rule()).join("\n");
  }

  /** A sheet of which no rule came or went yet. @returns {CSSStyleSheet | undefined} */
  sheet() {
    const adopted = this.#places.flatMap((place) => [...(/** @type {Document} */ (rootOf(place)).adoptedStyleSheets ?? [])]);
    const owned = this.#things.flatMap((thing) => thing.sheet ?? []);
    const sheet = this.pick([...adopted, ...owned].filter((sheet) => !this.#edited.has(sheet)));
    if (sheet) this.#edited.add(sheet);
    return sheet;
  }
}

/** The document or shadow root of a node. @param {Node} node */
function rootOf(node) {
  return node.getRootNode();
}

/** @typedef {(storm: Storm) => void} Operation */

/** @type {Operation} */
function insertElement(storm) {
  if (storm.isCrowded()) return remove(storm);
  storm.put(storm.make(storm.pick(["div", "span", "b", "section"]), { title: `made ${storm.name}` }));
}

/** @type {Operation} */
function insertText(storm) {
  storm.put(document.createTextNode(`text ${storm.name} 😀`));
}

/** Also from one document to another. @type {Operation} */
function move(storm) {
  const moved = storm.thing();
  if (moved) storm.put(moved);
}

/** @type {Operation} */
function remove(storm) {
  const removed = storm.thing();
  if (!removed?.isConnected) return;
  removed.remove();
  kept.push(removed);
  if (kept.length > MOST.kept) kept.splice(storm.random(kept.length), 1);
}

/** @type {Operation} */
function replaceAll(storm) {
  const place = storm.thing("span b");
  place?.replaceChildren(`all ${storm.name}`, storm.make("b"));
}

/** @type {Operation} */
function setAttribute(storm) {
  const name = storm.pick(["title", "class", "data-x", "style"]);
  const value = name === "style" ? `border-color: ${storm.color()}` : `storm ${storm.random(5)}`;
  storm.thing("div span b")?.setAttribute(name, value);
}

/** @type {Operation} */
function removeAttribute(storm) {
  storm.thing("div span b")?.removeAttribute(storm.pick(["title", "data-x"]));
}

/** @type {Operation} */
function changeText(storm) {
  const text = storm.thing("div span b section")?.firstChild;
  if (text?.nodeType === Node.TEXT_NODE) /** @type {Text} */ (text).data = `changed ${storm.name}`;
}

/** @type {Operation} */
function insertHost(storm) {
  if (storm.isCrowded()) return remove(storm);
  const host = storm.make("div");
  storm.attach(host);
  storm.put(host);
}

/** @type {Operation} */
function insertFrame(storm) {
  if (storm.hasManyFrames()) return changeFrame(storm);
  const srcdoc = `<!doctype html><style>b { color: ${storm.color()} }</style><body><b class="storm">framed ${storm.name}</b>`;
  storm.put(storm.make("iframe", storm.random(2) ? { srcdoc } : {}));
}

/** @type {Operation} */
function changeFrame(storm) {
  const frame = /** @type {HTMLIFrameElement | undefined} */ (storm.thing("iframe"));
  const body = frame?.contentDocument?.body;
  if (body) storm.put(storm.make("div", { title: `in a frame ${storm.name}` }), body);
}

/** @type {Operation} */
function insertStyle(storm) {
  if (storm.isCrowded()) return remove(storm);
  storm.put(storm.make("style", { textContent: storm.rules() }));
}

/** @type {Operation} */
function changeStyle(storm) {
  const style = /** @type {HTMLStyleElement | undefined} */ (storm.thing("style"));
  if (!style) return;
  if (storm.random(3) > 0) style.textContent = storm.rules();
  else style.disabled = !style.disabled;
}

/** @type {Operation} */
function adopt(storm) {
  const root = /** @type {Document | ShadowRoot} */ (rootOf(storm.place()));
  const realm = /** @type {typeof globalThis | undefined} */ ((root.ownerDocument ?? root)["defaultView"]);
  if (!realm || !("adoptedStyleSheets" in root)) return;
  const sheet = new realm.CSSStyleSheet();
  sheet.replaceSync(storm.rules());
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.slice(storm.random(3)), sheet];
}

/** @type {Operation} */
function editRules(storm) {
  const sheet = storm.sheet();
  if (!sheet) return;
  const { length } = sheet.cssRules;
  if (length > 1 && storm.random(2)) sheet.deleteRule(storm.random(length));
  else sheet.insertRule(storm.rule(), storm.random(length + 1));
}

/** @type {Operation} */
function insertField(storm) {
  if (storm.isCrowded()) return remove(storm);
  const kind = storm.pick(["checkbox", "radio", "text", "textarea", "select"]);
  if (kind === "select") {
    const select = storm.make("select", { multiple: storm.random(3) === 0 });
    for (let index = 0; index < 4; index++) select.append(new Option(`option ${index}`));
    storm.put(select);
  } else if (kind === "textarea") {
    storm.put(storm.make("textarea"));
  } else {
    storm.put(storm.make("input", { type: kind, name: `group ${storm.random(2)}` }));
  }
}

/** @type {Operation} */
function changeField(storm) {
  const field = /** @type {any} */ (storm.thing("input select textarea"));
  if (!field) return;
  if (field.localName === "select") {
    const option = storm.pick(/** @type {HTMLOptionElement[]} */ ([...field.options]));
    if (option) option.selected = !option.selected;
  } else if (field.type === "checkbox" || field.type === "radio") {
    field.checked = !field.checked;
    if (field.type === "checkbox") field.indeterminate = storm.random(4) === 0;
  } else {
    field.value = Array(storm.random(4)).fill("words").join(" ");
  }
}

/** @type {Operation} */
function insertScroller(storm) {
  if (storm.isCrowded()) return remove(storm);
  const scroller = storm.make("section");
  scroller.style.cssText = "display: block; height: 40px; overflow: auto";
  const tall = document.createElement("p");
  tall.style.height = "900px";
  scroller.append(tall);
  storm.put(scroller);
}

/** @type {Operation} */
function scroll(storm) {
  const scroller = storm.thing("section");
  if (scroller && storm.random(4)) scroller.scrollTop = storm.random(600);
  else /** @type {Document} */ (storm.place().ownerDocument)?.defaultView?.scrollTo(0, storm.random(100));
}

/** A shadow root on what is in the page already. @type {Operation} */
function attachLate(storm) {
  const host = storm.thing("div span section");
  if (host?.isConnected && !host.shadowRoot) storm.attach(host);
}

/** A rule that is still there, and still as long. @type {Operation} */
function editInPlace(storm) {
  const rule = /** @type {CSSStyleRule | undefined} */ (storm.pick([...(storm.sheet()?.cssRules ?? [])]));
  if (rule?.style) rule.style.color = storm.color();
}

/** How often what happens. @type {[number, Operation][]} */
const OPERATIONS = [
  [6, insertElement],
  [4, insertText],
  [7, move],
  [5, remove],
  [1, replaceAll],
  [3, setAttribute],
  [1, removeAttribute],
  [3, changeText],
  [2, insertHost],
  [2, insertFrame],
  [2, changeFrame],
  [1, insertStyle],
  [2, changeStyle],
  [2, adopt],
  [2, editRules],
  [2, insertField],
  [3, changeField],
  [1, insertScroller],
  [2, scroll],
];

/** What only the recorder's audit finds. @type {[number, Operation][]} */
const BACK_DOORS = [
  [2, attachLate],
  [2, editInPlace],
];
