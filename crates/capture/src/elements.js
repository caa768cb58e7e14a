// What each kind of element is to the mirror. Owns no state but the list of elements that are not part of the page.

/** What is special about an element, in bits: one look-up by its name tells all. @enum {number} */
export const Trait = {
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
  ["img image use", Trait.PICTURE | Trait.STEADY],
  ["dialog", Trait.DIALOG],
  ["a abbr b br button code em h1 h2 h3 h4 h5 h6 head i label small span strong svg time u path g circle rect", Trait.STEADY],
])) {
  for (const name of names.split(" ")) TRAITS.set(name, traits);
}

export class Elements {
  /** @param {Element[]} ignored elements that are not part of the page, such as the widget's own */
  constructor(ignored) {
    this.ignored = new Set(ignored);
  }

  /** What is special about an element: bits of `Trait`. @param {Element} element */
  traits(element) {
    const traits = TRAITS.get(element.localName) ?? 0;
    if (!(traits & Trait.LINK)) return traits;
    const bringsSheet = /** @type {HTMLLinkElement} */ (element).relList?.contains("stylesheet");
    return Trait.ATOMIC | (bringsSheet ? Trait.SHEET : Trait.INERT);
  }

  /** Whether a change of any attribute may make something else of an element. @param {Element} element */
  dependsOnAttributes(element) {
    return ((TRAITS.get(element.localName) ?? 0) & Trait.LINK) !== 0;
  }

  /** Whether a node is part of the mirror, where its parent is. @param {Node} node */
  isShown(node) {
    if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return true;
    // Comments do not show, and may tell what is nobody's business.
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    const element = /** @type {Element} */ (node);
    return !this.ignored.has(element) && !(this.traits(element) & Trait.INERT && element.parentNode === document.head);
  }

  /** Whether the mirror does not look at a node's children. @param {Node} node */
  hidesChildren(node) {
    return node.nodeType === Node.ELEMENT_NODE && (this.traits(/** @type {Element} */ (node)) & Trait.ATOMIC) !== 0;
  }

  /** The name under which the mirror has an element of these traits. @param {Element} element @param {number} traits */
  shownName(element, traits) {
    if (traits & Trait.SHEET) return "style";
    if (traits & Trait.INERT) return "template";
    if (traits & Trait.FOREIGN) return "alongside-frame";
    return element.localName;
  }
}
