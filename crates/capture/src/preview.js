// Shows the shopper what the agent can't see: a pattern over every place that is masked or left out, in a layer of its own that is no
// part of the page and never recorded. Owns the layer, and where the places are; what is masked stands in the ledger.
//
// The layer is one canvas, whatever there is to cover. Places may move without any event, so while it shows it looks every time
// the browser draws; which places there are, four times a second.
import { Trait, documentIn, holderOf } from "./elements.js";
import { Mode } from "./numbers.js";

/** @typedef {import("./elements.js").Elements} Elements */
/** @typedef {import("./ledger.js").Ledger} Ledger */

/**
 * A part of the page that is covered, or shows within one that is.
 * @typedef {{ element: Element, isCovered: boolean, clips: Element[] }} Place
 *
 * @typedef {{ left: number, top: number, right: number, bottom: number }} Box in CSS px of the viewport
 */

/** Most places that are covered one by one. */
const MOST = 500;

/** How long a look at which places there are holds, in ms. */
const LOOK_EVERY = 250;

/** Fields that show what the shopper typed or chose. */
const TYPED = /^(input|textarea|select)$/;
const NOT_TYPED = /^(button|submit|reset|image|checkbox|radio|range)$/;

export class Preview {
  #host = create("div");
  #canvas = create("canvas");
  #isOn = false;
  /** @type {Place[]} */ #places = [];
  #lookedAt = -Infinity;
  /** What was last painted. */
  #painted = "";
  /** What clips the content of an element's ancestors, as found in the present look. @type {Map<Node, Element[]>} */
  #clips = new Map();

  /** @param {Ledger} ledger @param {Elements} elements @param {typeof requestAnimationFrame} requestFrame */
  constructor(ledger, elements, requestFrame) {
    this.ledger = ledger;
    this.elements = elements;
    this.requestFrame = requestFrame;
    elements.ignored.add(this.#host);
    this.#host.attachShadow({ mode: "closed" }).append(this.#canvas);
    this.#host.ariaHidden = "true";
    // By CSSOM, which no policy forbids. Just below the widget, which says what this is.
    this.#host.style.cssText = `all: initial !important; position: fixed !important; inset: 0 !important; z-index: 2147483646 !important;
      display: block !important; pointer-events: none !important; background: none !important`;
    this.#canvas.style.cssText = "position: absolute; inset: 0; width: 100%; height: 100%";
  }

  show() {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#painted = "";
    this.#lookedAt = -Infinity;
    document.documentElement.append(this.#host);
    this.#paint();
  }

  hide() {
    this.#isOn = false;
    this.#places = [];
    this.#host.remove();
  }

  #paint() {
    if (!this.#isOn) return;
    (0, this.requestFrame)(() => this.#paint());
    if (performance.now() > this.#lookedAt + LOOK_EVERY) this.#look();
    const boxes = this.#places.map(({ element, clips, isCovered }) => ({ isCovered, ...shownBox(element, clips) })).filter(hasArea);
    const now = `${innerWidth} ${innerHeight} ${devicePixelRatio} ${JSON.stringify(boxes)}`;
    if (now === this.#painted) return;
    this.#painted = now;
    const scale = Math.min(devicePixelRatio, 2);
    this.#canvas.width = innerWidth * scale;
    this.#canvas.height = innerHeight * scale;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    context.scale(scale, scale);
    // What stands deeper comes later.
    for (const { isCovered, left, top, right, bottom } of boxes) {
      if (isCovered) cover(context, left, top, right - left, bottom - top);
      else context.clearRect(left, top, right - left, bottom - top);
    }
  }

  /** Finds what there is to cover. */
  #look() {
    this.#lookedAt = performance.now();
    this.#places = [];
    this.#clips.clear();
    this.#lookAt(document, null);
    this.#comeForward();
  }

  /** @param {Node} node @param {Box | null} covered the covered place that it stands in @returns {void} */
  #lookAt(node, covered) {
    if (this.#places.length >= MOST || !this.ledger.isKnown(node)) return;
    let within = covered;
    if (node.nodeType === Node.ELEMENT_NODE) {
      const element = /** @type {Element} */ (node);
      const isHidden = this.#isHidden(element);
      const box = isHidden || covered ? boxOf(element) : null;
      // What is positioned may stand beside the place it belongs to.
      if (isHidden && box && !(covered && contains(covered, box))) this.#add(element, true);
      else if (!isHidden && covered) this.#add(element, false);
      within = isHidden ? (covered && box && contains(covered, box) ? covered : box) : null;
      if (this.ledger.modeOf(node) === Mode.BLOCK) return;
      if (element.shadowRoot) this.#lookAt(element.shadowRoot, within);
      const content = element.localName === "iframe" ? documentIn(element) : null;
      // A document within is measured from its own corner.
      if (content) return this.#lookAt(content, this.ledger.modeOf(content) === Mode.OPEN ? null : everything());
    }
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === Node.ELEMENT_NODE) this.#lookAt(child, within);
    }
  }

  /** Whether the agent sees something else in an element's place, or nothing. @param {Element} element */
  #isHidden(element) {
    if (this.ledger.modeOf(element) !== Mode.OPEN) return element.localName !== "option";
    if (this.elements.traits(element) & Trait.FOREIGN) return true;
    return TYPED.test(element.localName) && !NOT_TYPED.test(/** @type {HTMLInputElement} */ (element).type);
  }

  /** @param {Element} element @param {boolean} isCovered */
  #add(element, isCovered) {
    this.#places.push({ element, isCovered, clips: this.#clipsOf(element) });
  }

  /** What clips an element, from the inside out. @param {Node} node @returns {Element[]} */
  #clipsOf(node) {
    const holder = holderOf(node);
    if (!holder) return [];
    const known = this.#clips.get(holder);
    if (known) return known;
    const around = this.#clipsOf(holder);
    const isClipping = holder.nodeType === Node.ELEMENT_NODE && clips(/** @type {Element} */ (holder));
    const found = isClipping ? [/** @type {Element} */ (holder), ...around] : around;
    this.#clips.set(holder, found);
    return found;
  }

  /** Where the page shows something in the top layer, the layer has to be there, too, and last. */
  #comeForward() {
    const others = [...document.querySelectorAll(":modal, :popover-open")].filter((element) => element !== this.#host);
    const isForward = this.#host.popover !== null;
    if (others.length === 0 && !isForward) return;
    if (isForward) this.#host.popover = null;
    if (others.length === 0) return;
    this.#host.popover = "manual";
    this.#host.showPopover();
  }
}

/** Covers a box with stripes that show on light and on dark ground. @param {CanvasRenderingContext2D} context @param {number} left @param {number} top @param {number} width @param {number} height */
function cover(context, left, top, width, height) {
  context.clearRect(left, top, width, height);
  context.fillStyle = stripes(context);
  context.fillRect(left, top, width, height);
  context.strokeStyle = "#0009";
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  context.strokeStyle = "#fff9";
  if (width > 4 && height > 4) context.strokeRect(left + 1.5, top + 1.5, width - 3, height - 3);
}

/** @type {CanvasPattern | null} */
let pattern = null;

/** @param {CanvasRenderingContext2D} context */
function stripes(context) {
  if (pattern) return pattern;
  const tile = new OffscreenCanvas(12, 12);
  const drawing = /** @type {OffscreenCanvasRenderingContext2D} */ (tile.getContext("2d"));
  drawing.fillStyle = "#20243a70";
  drawing.fillRect(0, 0, 12, 12);
  drawing.strokeStyle = "#ffffff80";
  drawing.lineWidth = 3;
  for (const offset of [-12, 0, 12]) {
    drawing.beginPath();
    drawing.moveTo(offset - 2, 14);
    drawing.lineTo(offset + 14, -2);
    drawing.stroke();
  }
  return (pattern = context.createPattern(tile, "repeat")) ?? "#20243a70";
}

/** Whether what stands in an element shows only inside its box. @param {Element} element */
function clips(element) {
  if (element.localName === "iframe") return true;
  const { overflowX, overflowY } = getComputedStyle(element);
  const isViewports = element === document.documentElement || element === document.body;
  return !isViewports && (overflowX !== "visible" || overflowY !== "visible");
}

/** What shows of an element, in the viewport of the top document. @param {Element} element @param {Element[]} clips */
function shownBox(element, clips) {
  let box = element === document.documentElement ? everything() : inTop(boxOf(element), element);
  for (const clip of clips) {
    const around = inTop(clip.getBoundingClientRect(), clip);
    box = {
      left: Math.max(box.left, around.left),
      top: Math.max(box.top, around.top),
      right: Math.min(box.right, around.right),
      bottom: Math.min(box.bottom, around.bottom),
    };
  }
  return box;
}

/** The box of an element in its own document; of what is in it, where it has none itself. @param {Element} element @returns {Box} */
function boxOf(element) {
  const box = element.getBoundingClientRect();
  if (box.width > 0 || box.height > 0 || !element.firstChild) return box;
  const range = element.ownerDocument.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

/** A box in a document within the page, as seen from the top one. @param {Box} box @param {Element} element @returns {Box} */
function inTop({ left, top, right, bottom }, element) {
  let frame = element.ownerDocument.defaultView?.frameElement;
  for (; frame && element.ownerDocument !== document; frame = frame.ownerDocument.defaultView?.frameElement) {
    const around = frame.getBoundingClientRect();
    const [x, y] = [around.left + frame.clientLeft, around.top + frame.clientTop];
    [left, top, right, bottom] = [left + x, top + y, right + x, bottom + y];
    if (frame.ownerDocument === document) break;
  }
  return { left, top, right, bottom };
}

/** @returns {Box} */
function everything() {
  return { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
}

/** @param {Box} outer @param {Box} inner */
function contains(outer, inner) {
  return inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right && inner.bottom <= outer.bottom;
}

/** Whether anything of a box is in the viewport. @param {Box} box */
function hasArea({ left, top, right, bottom }) {
  return right > left && bottom > top && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}

/** Makes an element. A page's `<img name=createElement>` stands in the way of the document's own function. @template {"div" | "canvas"} Name @param {Name} name @returns {HTMLElementTagNameMap[Name]} */
function create(name) {
  return /** @type {any} */ (Document.prototype.createElement.call(document, name));
}
