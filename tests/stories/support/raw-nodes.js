// What a hostile page is made of: nodes as plain values, and nothing that asks whether a mirror may contain them.

/** The numbers of the states. */
export const STATE = { Value: 1, Checked: 2, Indeterminate: 3, Selected: 4, Scroll: 5, Sheet: 6, Source: 7, Box: 8, Viewport: 9, Scheme: 10, Modal: 11,
  Popover: 12, Fonts: 13, Media: 14, Interaction: 16, Undefined: 17, Selection: 18, Pointer: 19, Validity: 20, Animations: 21, Slots: 22 };

/**
 * A node. Its values are attributes by name, and states by `$` and name or number; an id of its own is optional.
 * @typedef {{ kind: "html" | "svg" | "math" | "shadow" | "document" | "quirks", name?: string, values: [string, string][], children: RawNode[], id?: number }} RawElement
 * @typedef {string | RawElement} RawNode
 */

/** @param {"html" | "svg" | "math"} kind */
const builder = (kind) =>
  /** @param {string} name @param {Record<string, string>} [values] @param {RawNode[]} children @returns {RawElement} */
  (name, values = {}, ...children) => ({ kind, name, values: Object.entries(values), children });

/** Elements of the three vocabularies, and what else a tree is made of. */
export const h = builder("html");
export const svg = builder("svg");
export const math = builder("math");
/** @param {RawNode[]} children @returns {RawElement} */
export const shadow = (...children) => ({ kind: "shadow", values: [], children });
/** @param {Record<string, string>} values @param {RawNode[]} children @returns {RawElement} */
export const frameDocument = (values, ...children) => ({ kind: "document", values: Object.entries(values), children });
/** A node under an id of one's choice. @param {number} id @param {RawElement} node @returns {RawElement} */
export const called = (id, node) => ({ ...node, id });

/** A page with these nodes in its body. @param {RawNode[]} children @returns {RawElement} */
export const page = (...children) => pageWith([], ...children);

/** A page with these nodes in its head and its body. @param {RawNode[]} head @param {RawNode[]} children @returns {RawElement} */
export const pageWith = (head, ...children) =>
  frameDocument({ $Viewport: "800,600" }, h("html", {}, h("head", {}, h("title", {}, "Hostile"), ...head), h("body", {}, ...children)));

/** @param {string} key as in `$Sheet` or `$6` */
export function stateNumber(key) {
  const name = key.slice(1);
  return STATE[/** @type {keyof typeof STATE} */ (name)] ?? Number(name);
}
