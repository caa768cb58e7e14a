// Style sheets, `style` attributes and presentation attributes that load. All of this may be said, as pages are made of it; what it
// names is looked up among the session's assets or dropped, in every spelling that a browser knows.
import { frameDocument, h, page, shadow, svg } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */
/** @typedef {import("./vectors.js").Means} Means */

/** Declarations, each for an element with text in it. @type {[string, (url: (path?: string) => string) => string][]} */
const DECLARATIONS = [
  ["a quoted address", (url) => `background: url("${url()}")`],
  ["an address in single quotes", (url) => `background: url('${url()}')`],
  ["an address without quotes", (url) => `background: url(${url()})`],
  ["an address with space around it", (url) => `background: url(\n\t ${url()} \f)`],
  ["an address in capitals", (url) => `background: URL("${url()}")`],
  ["an address with an escape in its function", (url) => `background: \\75rl("${url()}")`],
  ["an address with escapes all over", (url) => `background: \\000075\\52\\6C(${url().replace("http", "\\68 ttp")})`],
  ["an address with a comment before it", (url) => `background: /*"*/url(${url()})/*"*/`],
  ["an address behind a broken string", (url) => `color: "x\n; background: url(${url()})`],
  ["an address behind a string that a form feed breaks", (url) => `color: "x\f; background: url(${url()}); color: "`],
  ["an address behind a string that a carriage return breaks", (url) => `color: "x\r; background: url(${url()}); color: "`],
  ["an address behind a line that goes on", (url) => `content: "a\\\nb"; background: url(${url()})`],
  ["an address behind an escaped quote", (url) => `content: "\\""; background: url(${url()})`],
  ["an address that nobody closes", (url) => `background: url("${url()}`],
  ["an address that nobody closes, without quotes", (url) => `background: url(${url()}`],
  ["a comment that nobody closes", (url) => `background: url("${url()}") /*`],
  ["an address relative to the viewer", () => `background: url("/viewer/viewer.js")`],
  ["an address without a scheme", (url) => `background: url("${url().replace("http:", "")}")`],
  ["an address with a NUL", (url) => `background: u\u0000rl(x), url("${url()}")`],
  ["a set of images", (url) => `background: image-set("${url("a")}" 1x, url("${url("b")}") 2x)`],
  ["a set of images with a prefix", (url) => `background: -webkit-image-set(url(${url()}) 1x)`],
  ["a set of images in capitals, escaped", (url) => `background: \\69mage-SET("${url()}" 1x)`],
  ["a set of images by way of a property", (url) => `--i: "${url()}"; background: image-set(var(--i) 1x)`],
  ["an image by way of a property", (url) => `--i: url("${url()}"); background: var(--i)`],
  ["an image by way of a property's default", (url) => `background: var(--none, url(${url()}))`],
  ["an image by way of an attribute", (url) => `background: image-set(attr(data-x, "${url()}") 1x)`],
  ["an image by its function", (url) => `background: image("${url()}")`],
  ["a source", (url) => `background: src("${url()}")`],
  ["a source by way of a property", (url) => `--i: "${url()}"; background: src(var(--i))`],
  ["a fade between images", (url) => `background: cross-fade(url("${url()}"), linear-gradient(red, red), 50%)`],
  ["a fade with a prefix", (url) => `background: -webkit-cross-fade(url("${url("a")}"), url("${url("b")}"), 0.5)`],
  ["a cursor", (url) => `cursor: url("${url()}") 1 1, auto`],
  ["content", (url) => `content: url("${url()}")`],
  ["a list's mark", (url) => `display: list-item; list-style: url("${url()}") inside`],
  ["a mask", (url) => `mask: url("${url()}#m"); -webkit-mask-image: url("${url("webkit")}")`],
  ["a border", (url) => `border: 9px solid; border-image: url("${url()}") 9`],
  ["a filter", (url) => `filter: url("${url("f.svg")}#f"); backdrop-filter: url("${url("g.svg")}#g")`],
  ["a clip", (url) => `clip-path: url("${url("c.svg")}#c")`],
  ["a shape", (url) => `float: left; width: 9px; height: 9px; shape-outside: url("${url()}")`],
  ["a path to follow", (url) => `offset-path: url("${url("p.svg")}#p")`],
  ["a reflection", (url) => `-webkit-box-reflect: below 0 url("${url()}")`],
  ["a binding of old", (url) => `-moz-binding: url("${url()}#x"); behavior: url("${url("htc")}")`],
  ["an expression of old", (url) => `width: expression(top.pwned_("expression")); background: url("${url()}")`],
  ["a script's address", () => `background: url("javascript:top.pwned_('css')")`],
  ["a page in data:", () => `background: url("data:text/html,<script>top.pwned_(1)</script>")`],
  ["a picture in data: that loads another", (url) => `background: url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><image x:href='${url()}' width='9' height='9'/></svg>")`],
  ["a fragment of another page", (url) => `fill: url(#x) url("${url()}"); stroke: url("${url("s")}#s") red`],
];

/** Rules of sheets. @type {[string, (url: (path?: string) => string) => string][]} */
const RULES = [
  ["an import", (url) => `@import "${url("a.css")}"; @import url("${url("b.css")}"); @import url(${url("c.css")}) screen;`],
  ["an import that is escaped", (url) => `@\\69mport "${url("a.css")}"; @IMPORT'${url("b.css")}';`],
  ["an import that nobody ends", (url) => `@import "${url("a.css")}"`],
  ["an import behind a charset and comments", (url) => `@charset "utf-7";/**/@import/**/url(${url("a.css")})`],
  ["an import behind the marks of a comment of HTML's", (url) => `<!-- @import "${url("a.css")}"; --> @import "${url("b.css")}";`],
  ["an import into a layer", (url) => `@import url("${url("a.css")}") layer(a) supports(display: grid);`],
  ["a font", (url) => `@font-face { font-family: x; src: url("${url("f.woff2")}") format("woff2"), local("x") } body { font-family: x }`],
  ["a font by characters, which tells what is read", (url) => `@font-face { font-family: x; src: url(${url("A")}); unicode-range: U+41 } body { font-family: x }`],
  ["selectors that guess a value, character by character", (url) =>
    ["a", "b", "c"].map((letter) => `input[value^="${letter}"] { background: url("${url(letter)}") } input[value^=${letter}] + p { list-style: url(${url(`${letter}2`)}) }`).join("\n")],
  ["a namespace", (url) => `@namespace url("${url()}"); @namespace x "${url("x")}"; * { color: red }`],
  ["a counter's marks", (url) => `@counter-style x { system: cyclic; symbols: url("${url()}") "y" } li { list-style: x }`],
  ["a property's first value", (url) => `@property --x { syntax: "<image>"; inherits: true; initial-value: url("${url()}") } body { background: var(--x) }`],
  ["a rule for another document", (url) => `@document url("${url()}") { body { background: url(${url("d")}) } }`],
  ["a view's transition", () => `@view-transition { navigation: auto }`],
  ["a page for a printer", (url) => `@page { background: url("${url()}"); @top-left { content: url(${url("t")}) } }`],
  ["a condition that loads", (url) => `@supports (background: url("${url()}")) { body { background: url(${url("s")}) } }`],
  ["a container's style", (url) => `body { --x: 1; background: url(${url("b")}) } @container style(--x: url("${url()}")) { p { color: red } }`],
  ["an animation", (url) => `@keyframes k { from { background: url("${url()}") } to { background: url("${url("to")}") } } body { animation: k 1s infinite }`],
  ["a nested rule", (url) => `body { & p { background: url(${url()}) } @media all { background: url("${url("media")}") } }`],
  ["a cursor where she hovers", (url) => `*:hover, * { cursor: url("${url()}"), auto } ::selection { background: url(${url("s")}) }`],
  ["an address in a selector", (url) => `a[href="${url()}"], p:not(url(${url("s")})) { color: red } p { background: url("${url("p")}") }`],
  ["brackets that do not match", (url) => `p { color: red ] ) } } body { background: url("${url()}") } @media ( { p { background: url(${url("m")}) }`],
  ["an address in a hash and in a number", (url) => `p { x: #url(${url("a")}); x: 1url(${url("b")}); x: @url(${url("c")}) } body { background: url(${url()}) }`],
  ["a closing tag", () => `</style><script>top.pwned_("style")</script>`],
];

/** @param {string} css @returns {import("../support/raw-nodes.js").RawElement} */
const element = (css) => h("p", { style: css, "data-x": "x" }, "text");

/** @type {Vector[]} */
export const STYLES = [
  ...DECLARATIONS.map(
    ([name, css]) => /** @type {Vector} */ ({
      name: `${name}, in a style attribute, a sheet, and the text of a style element`,
      becomes: "shown",
      nodes: ({ url }) => [
        element(css((path = "") => url(`attribute${path}`))),
        h("style", { $Sheet: `p { ${css((path = "") => url(`sheet${path}`))}; } q { color: red }` }),
        h("style", {}, `p { ${css((path = "") => url(`text${path}`))}; }`),
      ],
    }),
  ),
  ...RULES.map(
    ([name, css]) => /** @type {Vector} */ ({
      name: `${name}, in a sheet, adopted sheets, and the text of a style element`,
      becomes: "shown",
      document: ({ url }) => {
        const [sheet, adopted, below, text] = ["sheet", "adopted", "shadow", "text"].map((where) => css((path = "") => url(where + path)));
        const body = page(
          h("style", { $Sheet: sheet }),
          h("style", { type: "text/css", media: "all" }, text),
          svg("svg", {}, svg("style", {}, text)),
          h("div", {}, shadow(h("p", {}, "in a shadow"), h("style", { $Sheet: below }))),
          h("ul", {}, h("li", {}, "A")),
          h("input", { value: "abc", $Value: "abc" }),
          h("p", {}, "A"),
        );
        return { ...body, values: [["$Viewport", "800,600"], ["$Sheet", adopted]] };
      },
    }),
  ),
  {
    name: "a style's text that was a paragraph's before",
    becomes: "shown",
    frames: ({ url, writer }) => [
      writer.keyframe(page(h("p", {}, `p { background: url("${url()}") }`), h("style"), h("p", {}, "x"))),
      // html 2, head 3, title 4, its text 5, body 6, p 7, text 8, style 9.
      writer.delta([{ detach: 8 }, { place: 8, into: 9 }]),
      writer.delta([{ text: 8, value: `p { background: url("${url("set")}") }` }]),
      writer.delta([{ insert: `p { background: url("${url("new")}") }`, into: 9, after: 8 }]),
    ],
  },
  ...["fill", "stroke", "filter", "mask", "clip-path", "marker-start", "marker-mid", "marker-end", "cursor"].map(
    (name) => /** @type {Vector} */ ({
      name: `SVG's attribute ${name} with an address`,
      becomes: "shown",
      nodes: ({ url }) => [
        svg("svg", { width: "99", height: "99" }, svg("path", { d: "M0 0L9 9L18 0", [name]: `url(${url("a.svg")}#x)` }),
          svg("g", { [name]: `\\75rl("${url("b.svg")}#x") none` }, svg("text", { y: "20" }, "x")), svg("rect", { [name]: "url(/viewer/viewer.css#x)", width: "9", height: "9" })),
      ],
    }),
  ),
  {
    name: "adopted sheets of a frame within",
    becomes: "shown",
    nodes: ({ url }) => [h("iframe", {}, frameDocument({ $Sheet: `html { background: url("${url()}") } @import "${url("i.css")}";` }, h("html", {}, h("body", {}, "x"))))],
  },
];
