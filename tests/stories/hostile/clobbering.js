// Names that stand in the way: browsers let named elements hide the members of their document and form.
import { frameDocument, h, page, svg } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */

/** Members that a viewer may want of documents, of elements and of forms. */
export const MEMBERS = ["createElement", "createElementNS", "createTextNode", "createDocumentFragment", "createRange", "getSelection", "adoptedStyleSheets", "defaultView",
  "documentElement", "body", "head", "title", "fonts", "firstElementChild", "firstChild", "lastChild", "nextSibling", "previousSibling", "parentNode", "parentElement", "childNodes",
  "children", "ownerDocument", "nodeType", "nodeName", "nodeValue", "localName", "tagName", "textContent", "appendChild", "insertBefore", "removeChild", "remove", "append", "isSameNode",
  "setAttribute", "setAttributeNS", "getAttribute", "removeAttribute", "hasAttribute", "toggleAttribute", "attributes", "attachShadow", "shadowRoot", "assignedSlot", "host", "matches",
  "style", "className", "classList", "scrollTo", "scroll", "focus", "submit", "reset", "elements", "length", "name", "id", "action", "method", "target", "showPopover",
  "hidePopover", "togglePopover", "addEventListener", "removeEventListener", "dispatchEvent", "open", "close", "write", "contentDocument", "contentWindow", "querySelector", "isConnected",
  "getRootNode", "cloneNode", "contains", "animate", "control", "__proto__", "constructor", "prototype", "valueOf", "toString", "toJSON", "hasOwnProperty", "then", "0", "item"];

/** Elements that a document or a form knows by name. @param {string} name */
const named = (name) => [
  h("form", { name, id: name }), h("img", { name, id: name }), h("iframe", { name, id: name }), h("a", { name, id: name }), svg("svg", { id: name }),
  h("form", {}, h("input", { name }), h("input", { id: name }), h("button", { name }), h("select", { name }, h("option", {}, "1")), h("textarea", { name }), h("output", { name }),
    h("fieldset", { name }), h("img", { name, id: name }), h("p", {}, "in the form")),
];

/** @type {Vector[]} */
export const CLOBBERING = [
  ...MEMBERS.map(
    (name) => /** @type {Vector} */ ({
      name: `elements called ${name}, and every kind of step`,
      becomes: "shown",
      frames: ({ writer }) => {
        const keyframe = writer.keyframe(page(...named(name), h("p", {}, "text"), h("iframe", {}, frameDocument({}, h("html", {}, h("body", {}, ...named(name)))))));
        // html 2, head 3, title 4, its text 5, body 6, form 7, img 8, iframe 9, a 10, svg 11, form 12, input 13 …
        return [
          keyframe,
          writer.delta([
            { set: 7, key: "class", value: "x" }, { set: 12, key: "class", value: "x" }, { set: 12, key: "style", value: "background: url(\"x\")" }, { unset: 12, key: "class" },
            { set: 12, key: "$Scroll", value: "1,1" }, { set: 12, key: "$Box", value: "9,9" }, { set: 12, key: "popover", value: "manual" }, { set: 12, key: "$Popover", value: "1" },
            { set: 1, key: "$Interaction", value: "h13 a13 f13 w13 v13 t13 s12" }, { set: 1, key: "$Selection", value: "12,-1,13,-2" }, { set: 1, key: "$Scroll", value: "0,5" },
            { set: 1, key: "$Sheet", value: "p { color: red }" },
          ]),
          writer.delta([{ insert: h("p", {}, "new"), into: 12 }, { insert: "new", into: 6 }, { insert: h("form", { name }, "new"), into: 12 }]),
          writer.delta([{ detach: 13 }, { place: 13, into: 6 }, { detach: 7 }, { place: 12, into: 6 }, { set: 1, key: "$Interaction", value: "" }]),
          writer.delta([{ detach: 12 }]),
        ];
      },
    }),
  ),
];
