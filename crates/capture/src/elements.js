// What each kind of element is to the mirror. Owns no state but the list of elements that are not part of the page.
import { parentOf, plain, typeOf, windowOf } from "./nodes.js";

/** What is special about an element, in bits: one look-up by its name tells all. @enum {number} */
export const Trait = {
  /** Shows nothing. In a head it is left out; elsewhere an inert element keeps its place for `:nth-child`. */
  INERT: 1,
  /** Its content belongs to somebody else; a box of its size stands in for it, which may show a picture. */
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
  /** Hardly ever scrolls by itself; what scrolls against all odds tells so, or is found by the audit. */
  STEADY: 512,
  /** Has a document of its own, which may be ours to read. */
  FRAME: 1024,
  /** Its attributes are not simply told: they depend on what the element is. */
  GUARDED: 2048,
  /** May have a shadow root. */
  HOST: 4096,
};

/** Whether a node is a document or a shadow root. @param {Node} node @returns {node is Document | ShadowRoot} */
export function isRoot(node) {
  const type = typeOf(node);
  return type === Node.DOCUMENT_NODE || type === Node.DOCUMENT_FRAGMENT_NODE;
}

/** The sheets that a document or shadow root adopted. @param {Document | ShadowRoot} root */
export function adoptedBy(root) {
  return plain(root, "adoptedStyleSheets");
}

/**
 * The document in a frame; none where the browser does not let us see it.
 * @param {Element} frame
 */
export function documentIn(frame) {
  return /** @type {HTMLIFrameElement} */ (frame).contentDocument ?? null;
}

/**
 * What a node stands in, across the borders of shadow trees and frames; none for the top document.
 * @param {Node} node
 * @returns {Node | null}
 */
export function holderOf(node) {
  const type = typeOf(node);
  if (type === Node.DOCUMENT_NODE) {
    return node === document ? null : (windowOf(/** @type {Document} */ (node))?.frameElement ?? null);
  }
  // A link has a `host` as well, which is something else.
  return type === Node.DOCUMENT_FRAGMENT_NODE ? /** @type {ShadowRoot} */ (node).host : parentOf(node);
}

/** By name. Parts that are loaded on demand do without. */
const TRAITS = /* @__PURE__ */ byName([
  ["script noscript meta base template param noembed noframes", Trait.INERT | Trait.ATOMIC | Trait.GUARDED],
  ["iframe", Trait.FRAME | Trait.ATOMIC | Trait.STEADY | Trait.GUARDED],
  ["frame", Trait.FOREIGN | Trait.ATOMIC | Trait.GUARDED],
  ["object embed", Trait.FOREIGN | Trait.ATOMIC | Trait.GUARDED | Trait.PICTURE],
  ["canvas video audio", Trait.SIZED | Trait.ATOMIC | Trait.STEADY],
  ["style", Trait.SHEET | Trait.ATOMIC | Trait.GUARDED],
  ["link", Trait.LINK | Trait.ATOMIC | Trait.GUARDED],
  ["input option", Trait.FIELD | Trait.STEADY | Trait.GUARDED],
  ["textarea", Trait.FIELD | Trait.ATOMIC | Trait.GUARDED],
  ["select", Trait.FIELD | Trait.GUARDED],
  ["img image use", Trait.PICTURE | Trait.STEADY],
  ["dialog", Trait.DIALOG],
  ["a abbr b br button code em head i label small strong svg time u path g circle rect", Trait.STEADY],
  ["li dl dt dd table tbody thead tfoot tr td th col caption figure figcaption picture source slot", Trait.STEADY],
  ["h1 h2 h3 h4 h5 h6 p span", Trait.STEADY | Trait.HOST],
  // https://dom.spec.whatwg.org/#dom-element-attachshadow, and every custom element.
  ["article aside blockquote body div footer header main nav section", Trait.HOST],
]);

/** @param {[string, number][]} lists @returns {Map<string, number>} */
function byName(lists) {
  return new Map(lists.flatMap(([names, traits]) => names.split(" ").map((name) => /** @type {[string, number]} */ ([name, traits]))));
}

/** The names met that custom elements may have. @type {string[]} */
export const CUSTOM_NAMES = [];

/** Most of them: each is looked up again and again, and a page may make up names without end. */
const MOST_CUSTOM_NAMES = 1_000;

/** What an element of its name is, in bits of `Trait`, whatever its attributes say. @param {Element} element */
export function kindOf({ localName }) {
  return kindNamed(localName);
}

/** The same for an element of this name. @param {string} name */
function kindNamed(name) {
  const traits = TRAITS.get(name);
  if (traits !== undefined) return traits;
  // A form may have a field called `localName`.
  if (typeof name !== "string" || !name.includes("-")) return 0;
  if (CUSTOM_NAMES.length < MOST_CUSTOM_NAMES) {
    CUSTOM_NAMES.push(name);
    TRAITS.set(name, Trait.HOST);
  }
  return Trait.HOST;
}

export class Elements {
  /** @param {Element[]} ignored elements that are not part of the page, such as the widget's own */
  constructor(ignored) {
    this.ignored = new Set(ignored);
  }

  /** What is special about an element: bits of `Trait`. @param {Element} element @param {string} name its local name, for whoever knows it */
  traits(element, name = element.localName) {
    const traits = kindNamed(name);
    if (!(traits & Trait.LINK)) return traits;
    const bringsSheet = /** @type {HTMLLinkElement} */ (element).relList?.contains("stylesheet");
    return Trait.ATOMIC | Trait.GUARDED | (bringsSheet ? Trait.SHEET : Trait.INERT);
  }

  /** Whether a node is part of the mirror, where its parent is. @param {Node} node */
  isShown(node) {
    const type = typeOf(node);
    if (isText(node)) return true;
    // Comments do not show, and may tell what is nobody's business.
    if (type !== Node.ELEMENT_NODE) return type === Node.DOCUMENT_FRAGMENT_NODE || type === Node.DOCUMENT_NODE;
    const element = /** @type {Element} */ (node);
    return this.isShownElement(element, this.traits(element));
  }

  /** The same for an element of these traits. @param {Element} element @param {number} traits */
  isShownElement(element, traits) {
    if (this.ignored.has(element)) return false;
    return !(traits & Trait.INERT) || element.parentElement?.localName !== "head";
  }

  /** Whether the mirror does not look at a node's children. @param {Node} node */
  hidesChildren(node) {
    return typeOf(node) === Node.ELEMENT_NODE && (this.traits(/** @type {Element} */ (node)) & Trait.ATOMIC) !== 0;
  }

  /** The name under which the mirror has an element of this name and these traits. @param {string} name @param {number} traits */
  shownName(name, traits) {
    if (traits & Trait.SHEET) return "style";
    if (traits & Trait.INERT) return "template";
    if (traits & Trait.FOREIGN) return "alongside-frame";
    return typeof name === "string" ? name : "form";
  }
}

/** Whether a node is a run of text; in XML some of it comes in CDATA sections. @param {Node} node */
export function isText(node) {
  const type = typeOf(node);
  return type === Node.TEXT_NODE || type === Node.CDATA_SECTION_NODE;
}
