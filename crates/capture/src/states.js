// What shows, but stands in no attribute: values, scroll, sheets, pictures, the top layer. Owns how each state is read; does
// not own when.
import { attributeOf, matches, queryAll } from "./builtins.js";
import { isRoot } from "./elements.js";
import { plain, typeOf } from "./nodes.js";
import { Mode, State } from "./numbers.js";

/** @typedef {import("./fonts.js").Fonts} Fonts */
/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./sheets.js").Sheets} Sheets */

/** The states of a form field, which are compared at every flush. */
export const FIELD_STATES = [State.VALUE, State.CHECKED, State.INDETERMINATE, State.SELECTED, State.VALIDITY];

/** How fields are judged, as pseudo-classes. */
const JUDGEMENTS = ["valid", "invalid", "user-valid", "user-invalid"];

/** The states that the audit compares with what was told. */
const AUDITED = new Set([State.SCROLL, State.SOURCE, State.MODAL, State.BOX, State.FONTS, State.SCHEME, State.VIEWPORT]);

/** The states that a node loses that is moved. */
export const UNDONE_BY_MOVES = new Set([State.SCROLL, State.MODAL, State.POPOVER]);

/** Whether the shopper prefers dark pages; told again when she changes her mind. */
export const DARK = matchMedia("(prefers-color-scheme: dark)");

export class States {
  /** When dialogs and popovers came to the top layer, which no API tells. @type {Record<string, WeakMap<Node, number>>} */
  #openedAt = { ":modal": new WeakMap(), ":popover-open": new WeakMap() };
  #opened = 0;
  /** The addresses of the pictures that canvases and videos show. @type {WeakMap<Node, string>} */
  stills = new WeakMap();
  /** What is told of the animations that scripts began on an element, in a mode. @type {WeakMap<Node, (mode: number) => string | null>} */
  animations = new WeakMap();
  /** What was last told of what the audit compares. @type {WeakMap<Node, Map<number, string | null>>} */
  #told = new WeakMap();

  /**
   * @param {Masking} masking
   * @param {Sheets} sheets
   * @param {Fonts} fonts
   * @param {(address: string) => void} onPicture told the address of every picture shown
   */
  constructor(masking, sheets, fonts, onPicture) {
    this.fonts = fonts;
    this.masking = masking;
    this.sheets = sheets;
    this.onPicture = onPicture;
  }

  /**
   * A state of a node that is read in this mode, or null for none.
   * @param {Node} node
   * @param {number} state
   * @param {number} mode
   * @returns {string | null}
   */
  value(node, state, mode) {
    switch (state) {
      case State.VALUE:
        return this.#fieldValue(node, mode);
      case State.CHECKED:
        return /** @type {HTMLInputElement} */ (node).checked && mode === Mode.OPEN ? "1" : null;
      case State.INDETERMINATE:
        return /** @type {HTMLInputElement} */ (node).indeterminate && mode === Mode.OPEN ? "1" : null;
      case State.SELECTED:
        return this.#isChosen(/** @type {HTMLOptionElement} */ (node)) ? "1" : null;
      case State.VALIDITY:
        return mode === Mode.OPEN ? this.#validity(/** @type {HTMLInputElement} */ (node)) : null;
      case State.SCROLL:
        return scrollPosition(node);
      case State.SHEET:
        return this.masking.sheet(this.#sheetText(node, mode), mode, node);
      case State.SOURCE:
        return mode === Mode.OPEN ? this.#source(node) : null;
      case State.BOX:
        return boxOf(/** @type {Element} */ (node));
      case State.VIEWPORT:
        return viewport();
      case State.SCHEME:
        return scheme();
      case State.MODAL:
        return this.#topLayerPlace(node, ":modal");
      case State.POPOVER:
        return this.#topLayerPlace(node, ":popover-open");
      case State.MEDIA:
        return mode === Mode.OPEN && "volume" in node ? playing(/** @type {HTMLMediaElement} */ (node)) : null;
      case State.FONTS:
        return this.fonts.value();
      case State.ANIMATIONS:
        return this.animations.get(node)?.(mode) ?? null;
      default:
        return null;
    }
  }

  /**
   * Whether an option is chosen shows, unless its select is masked or secret. (Its text is masked anyway.)
   * @param {HTMLOptionElement} option
   */
  #isChosen(option) {
    if (option.localName !== "option" || !option.selected) return false;
    const select = option.closest("select");
    return !select || (this.masking.modeInPage(select) === Mode.OPEN && !this.masking.isSecret(select));
  }

  /** A masked value may be no address of mail and be longer than allowed, where her own is fine. @param {HTMLInputElement} field */
  #validity(field) {
    if (!field.willValidate || this.masking.isSecret(field)) return null;
    return JUDGEMENTS.filter((name) => mayMatch(field, `:${name}`)).join(" ");
  }

  /** @param {Node} node @param {string} selector what holds while the node is in the top layer */
  #topLayerPlace(node, selector) {
    const places = this.#openedAt[selector];
    if (!mayMatch(/** @type {Element} */ (node), selector)) {
      places.delete(node);
      return null;
    }
    const at = places.get(node) ?? ++this.#opened;
    places.set(node, at);
    return String(at);
  }

  /** @param {Node} node @param {number} mode */
  #fieldValue(node, mode) {
    const field = /** @type {HTMLInputElement} */ (node);
    if (mode === Mode.BLOCK || (field.localName !== "input" && field.localName !== "textarea")) return null;
    return this.masking.fieldValue(field) || null;
  }

  /** @param {Node} node @param {number} mode */
  #sheetText(node, mode) {
    const isMasked = mode !== Mode.OPEN;
    if (isRoot(node)) return this.sheets.adopted(node, isMasked);
    return "sheet" in node ? this.sheets.text(/** @type {HTMLStyleElement} */ (node).sheet, isMasked) : null;
  }

  /** The address of the picture that an element shows. @param {Node} node */
  #source(node) {
    const still = this.stills.get(node);
    if (still) return still;
    const element = /** @type {HTMLImageElement} */ (node);
    const address = pictureOf(element);
    if (address && !address.startsWith("data:")) this.onPicture(fileOf(address));
    return address ? address + densityOf(element) : null;
  }

  /** Keeps what was told of a state. @param {Node} node @param {number} state @param {string | null} value */
  remember(node, state, value) {
    if (!AUDITED.has(state)) return;
    const told = this.#told.get(node);
    if (told) told.set(state, value);
    else this.#told.set(node, new Map([[state, value]]));
  }

  /** Whether a state is not what was told of it. @param {Node} node @param {number} state @param {number} mode */
  differs(node, state, mode) {
    return this.value(node, state, mode) !== (this.#told.get(node)?.get(state) ?? null);
  }
}

/** Whether a selector holds that this browser may not know. @param {Element} element @param {string} selector */
function mayMatch(element, selector) {
  try {
    return matches(element, selector);
  } catch {
    return false;
  }
}

/**
 * How many pixels of the chosen picture make one of CSS, if that is not one: a space, a number and an x, as in a `srcset`.
 * @param {HTMLImageElement} image
 */
function densityOf(image) {
  const { currentSrc, srcset, parentElement } = image;
  const isChosen = srcset || (currentSrc && parentElement?.localName === "picture");
  if (!isChosen) return "";
  for (const holder of [image, .../** @type {any} */ (parentElement?.children ?? [])]) {
    for (const [, address, number, unit] of (holder.srcset ?? "").matchAll(/(\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)/g)) {
      if (!number || absolute(address, image.baseURI) !== currentSrc) continue;
      const density = unit === "w" ? Number(number) / image.naturalWidth : Number(number);
      return density > 0 && density < 100 && density !== 1 ? ` ${density}x` : "";
    }
  }
  return "";
}

/** Where a video or audio element stands. @param {HTMLMediaElement} media */
function playing({ ended, paused, currentTime, duration, muted, volume }) {
  const progress = ended ? "ended" : paused ? "paused" : "playing";
  return `${progress} ${currentTime.toFixed(1)} ${(duration || 0).toFixed(1)} ${muted ? "muted" : "heard"} ${volume.toFixed(2)}`;
}

/** An address without its fragment, which picks a part of what is there. @param {string} address */
export function fileOf(address) {
  return address.replace(/#.*/, "");
}

/** By the type that is written on an object, or else by its address, whether it shows a picture. */
const PICTURE = /^(data:)?image\/|^[^?#]+\.(avif|gif|jpe?g|png|svg|webp)\b/i;

/** The address of the picture that an element shows, or nothing. @param {Element} element */
export function pictureOf(element) {
  const { currentSrc, src, type, poster, href, data = src } = /** @type {any} */ (element);
  switch (element.localName) {
    case "object":
    case "embed":
      return PICTURE.test(type || data) ? data : "";
    case "img":
      return currentSrc || src;
    case "input":
      return type === "image" ? src : "";
    case "video":
      return poster;
    case "use":
      if (href?.baseVal.startsWith("#")) return "";
    // Otherwise it is of another file, as a picture is.
    case "image":
      return absolute(href?.baseVal ?? "", element.baseURI);
    default:
      return "";
  }
}

/** An address against a base; nothing for none, or one that is no address. @param {string} address @param {string} base */
function absolute(address, base) {
  try {
    return address && new URL(address, base).href;
  } catch {
    return "";
  }
}

/** @param {Node} node */
function scrollPosition(node) {
  const isElement = typeOf(node) === Node.ELEMENT_NODE;
  // A shadow root has none.
  const scroller = isElement ? /** @type {Element} */ (node) : plain(/** @type {Document} */ (node), "scrollingElement");
  if (!scroller) return null;
  const [x, y] = [Math.round(plain(scroller, "scrollLeft")), Math.round(plain(scroller, "scrollTop"))];
  return x === 0 && y === 0 ? null : `${x},${y}`;
}

/** @param {Element} element */
function boxOf(element) {
  if (/^(canvas|video|audio)$/.test(element.localName)) {
    // Its own size, whatever transforms it; a box that is nowhere has none.
    const { width, height } = getComputedStyle(element);
    return `${parseFloat(width) || 0},${parseFloat(height) || 0}`;
  }
  const { width, height } = plain(element, "getBoundingClientRect").call(element);
  return `${Math.round(width)},${Math.round(height)}`;
}

/** Everything about a field that may change without an event: to be compared, never told. @param {Element} field */
export function fieldState(field) {
  const { type, value, checked, indeterminate, selected, willValidate, validity } = /** @type {HTMLInputElement & HTMLOptionElement} */ (field);
  if (field.localName === "option") return String(selected);
  const isJudged = willValidate && `${validity.valid} ${mayMatch(field, ":user-valid, :user-invalid")}`;
  return `${type} ${checked} ${indeterminate} ${isJudged} ${value}`;
}

/** A scroll bar takes less of the viewport than this, and a keyboard on the screen more, in CSS px. */
const KEYBOARD = 60;

/** The colour scheme that she prefers, and those that the page says it has. */
function scheme() {
  const [listed] = queryAll(document, "meta[name=color-scheme]");
  return (DARK.matches ? "dark " : "light ") + (listed ? attributeOf(listed, "content") : "");
}

/** The size of the page's viewport; and while she sees only a part of it, being zoomed in or typing on the screen, that part. */
function viewport() {
  const root = plain(document, "documentElement");
  // Safari tells the size of the part that is seen, while the page keeps its layout.
  const isStandard = plain(document, "compatMode") === "CSS1Compat";
  const width = isStandard ? Math.max(innerWidth, root.clientWidth) : innerWidth;
  const height = isStandard ? Math.max(innerHeight, root.clientHeight) : innerHeight;
  const size = `${width},${height}`;
  const seen = visualViewport;
  if (!seen || (seen.scale < 1.01 && height - seen.height < KEYBOARD)) return size;
  return [size, ...[seen.offsetLeft, seen.offsetTop, seen.width, seen.height].map(Math.round)].join();
}
