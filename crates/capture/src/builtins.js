// The browser's own functions where the page has replaced them and left the originals within reach. Libraries that
// wrap timers and observers to learn when a page is idle (zones) keep them on the window, under names of theirs; with
// the originals, the recorder's timers don't keep such a page busy.
//
// And those functions on which masking depends, as they were when this module came: what the page replaces later changes
// nothing, and what it had replaced before is found out by trying.
import { plain, reader, typeOf, uncurried } from "./nodes.js";

/** @param {string} name */
function own(name) {
  const holder = /** @type {any} */ (window);
  return holder[`__zone_symbol__${name}`] ?? holder[name];
}

/** @type {typeof MutationObserver} */
export const Observer = own("MutationObserver");

/** @type {typeof requestAnimationFrame} */
export const requestFrame = own("requestAnimationFrame");
/** @type {typeof setTimeout} */
export const startTimer = own("setTimeout");
/** @type {typeof setInterval} */
const startInterval = own("setInterval");
/** @type {typeof clearInterval} */
const stopInterval = own("clearInterval");

/** Waits. @param {number} milliseconds */
export function sleep(milliseconds) {
  return new Promise((resolve) => void startTimer(resolve, milliseconds));
}

/** Calls a function every so often. @param {number} milliseconds @param {() => void} callback */
export function every(milliseconds, callback) {
  return startInterval(callback, milliseconds);
}

/** Ends what `every` began. @param {number} handle */
export function cancel(handle) {
  stopInterval(handle);
}

const { apply } = Reflect;
const ownNames = uncurried(Element.prototype.getAttributeNames);
const hasAny = uncurried(Element.prototype.hasAttributes);
const ownSubstring = String.prototype.substring;
const designOf = reader("Document", "designMode");
const { addEventListener: ownListen, removeEventListener: ownUnlisten } = EventTarget.prototype;
const queryDocument = Document.prototype.querySelectorAll;
const queryFragment = DocumentFragment.prototype.querySelectorAll;

/** How the page is listened to. */
export const LISTENING = { capture: true, passive: true };

/** Listens for events of these types. @param {EventTarget} target @param {string[]} types @param {(event: any) => void} listener */
export function listen(target, types, listener) {
  for (const type of types) apply(ownListen, target, [type, listener, LISTENING]);
}

/** Listens no more. @param {EventTarget} target @param {string[]} types @param {(event: any) => void} listener */
export function unlisten(target, types, listener) {
  for (const type of types) apply(ownUnlisten, target, [type, listener, LISTENING]);
}

/** Whether a selector holds for an element. @type {(element: Element, selector: string) => boolean} */
export const matches = uncurried(Element.prototype.matches);

/** @type {(element: Element, name: string) => string | null} */
export const attributeOf = uncurried(Element.prototype.getAttribute);

/** Whether all that stands in a document may be typed over. @param {Document} page */
export function isDesigned(page) {
  return designOf(page) === "on";
}

/** The page's fonts. */
export const pageFonts = plain(document, "fonts");

/** Of an element without attributes. @type {string[]} */
const NO_NAMES = [];

/** The names of an element's attributes. @param {Element} element @returns {string[]} */
export function namesOf(element) {
  return hasAny(element) ? ownNames(element) : NO_NAMES;
}

/**
 * The elements in a document or shadow root for which a selector holds.
 * @param {Document | DocumentFragment} root
 * @param {string} selector
 * @returns {NodeListOf<Element>}
 */
export function queryAll(root, selector) {
  return apply(typeOf(root) === Node.DOCUMENT_NODE ? queryDocument : queryFragment, root, [selector]);
}

/** A part of a text. @param {string} text @param {number} from @param {number} to @returns {string} */
export function part(text, from, to) {
  return apply(ownSubstring, text, [from, to]);
}

/** Whether the function above gives a part and no more. */
export function arePartsSound() {
  return part("abcd", 1, 3) === "bc" && part("abcd", 2, 2) === "";
}

/** What the functions below are tried on. A page's `<img name=createElement>` stands in the way of the document's own function. */
const probe = apply(Document.prototype.createElement, document, ["i"]);
/** A place that is in no page. */
export const outside = new DocumentFragment();
probe.setAttribute("class", "a");
outside.appendChild(probe);

/** Whether attributes are what they seem to be. If not, a page has replaced what reads them. */
export function areAttributesSound() {
  try {
    return attributeOf(probe, "class") === "a" && attributeOf(probe, "id") === null && namesOf(probe).length === 1;
  } catch {
    return false;
  }
}

/** Whether selectors find what they should. */
export function areSelectorsSound() {
  try {
    const found = queryAll(outside, ".a");
    const roots = queryAll(document, ":root");
    return (
      matches(probe, "i.a") === true && matches(probe, ".b") === false &&
      found.length === 1 && found[0] === probe && queryAll(outside, ".b").length === 0 &&
      roots[0] === (plain(document, "documentElement") ?? undefined)
    );
  } catch {
    return false;
  }
}
