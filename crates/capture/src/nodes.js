// Members of nodes as their kinds have them. A form may call a field `parentNode`, a page may call a form, a picture or a frame
// `activeElement`, and then that is what the node itself answers: so nothing in here asks the node. Owns no decision.
//
// Parts that are loaded on demand do without what they don't use.

const { apply, get: ownGet, getPrototypeOf } = Reflect;
const { bind, call } = Function.prototype;

/**
 * A function of the browser that takes what it is called on as its first argument. `Reflect.apply` does the same, and makes an array for
 * each call: a fifth of what it takes to read an attribute.
 * @param {Function} own @returns {any}
 */
export function uncurried(own) {
  return apply(bind, call, [own]);
}

/** What reads a property: of nodes of many kinds in half the time that it takes to ask the node. @param {string} kind @param {string} name @returns {any} */
export function reader(kind, name) {
  return uncurried(/** @type {any} */ (Object.getOwnPropertyDescriptor(/** @type {any} */ (self)[kind].prototype, name)).get);
}

/** The kind of a node, as numbers. @type {(node: Node) => number} */
export const typeOf = /* @__PURE__ */ reader("Node", "nodeType");

/** @type {(node: Node) => ChildNode | null} */
export const firstOf = /* @__PURE__ */ reader("Node", "firstChild");

/** @type {(element: Element) => Element | null} */
export const firstElementOf = /* @__PURE__ */ reader("Element", "firstElementChild");

/** @type {(node: Node) => ChildNode | null} */
export const nextOf = /* @__PURE__ */ reader("Node", "nextSibling");

/** @type {(node: Node) => ChildNode | null} */
export const previousOf = /* @__PURE__ */ reader("Node", "previousSibling");

/** @type {(node: Node) => ParentNode & Node | null} */
export const parentOf = /* @__PURE__ */ reader("Node", "parentNode");

/** Whether a node is in a page. @type {(node: Node) => boolean} */
export const isConnected = /* @__PURE__ */ reader("Node", "isConnected");

/** The document of a node; none for a document. @type {(node: Node) => Document | null} */
export const pageOf = /* @__PURE__ */ reader("Node", "ownerDocument");

/** @type {(element: Element) => ShadowRoot | null} */
const shadowRootOf = /* @__PURE__ */ reader("Element", "shadowRoot");

/** The shadow root of a node, if it is an element and has one. @param {Node} node */
export function shadowOf(node) {
  return typeOf(node) === Node.ELEMENT_NODE ? shadowRootOf(/** @type {Element} */ (node)) : null;
}

/**
 * Any member of a node, for whoever asks seldom.
 * @template {Node} N
 * @template {keyof N} M
 * @param {N} node
 * @param {M} name
 * @returns {N[M]}
 */
export function plain(node, name) {
  return ownGet(/** @type {object} */ (getPrototypeOf(node)), name, node);
}

/** The window that shows a document, if one does. @param {Document} page */
export function windowOf(page) {
  return plain(page, "defaultView");
}
