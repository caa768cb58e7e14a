// Elements and attributes that run, load, navigate or submit.
import { frameDocument, h, math, page, shadow, svg } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */
/** @typedef {import("./vectors.js").Means} Means */
/** @typedef {import("../support/raw-nodes.js").RawNode} RawNode */

/** @param {string} name @param {(means: Means) => RawNode[]} nodes @returns {Vector} */
const refused = (name, nodes) => ({ name, becomes: "refused", nodes });
/** @param {string} name @param {(means: Means) => RawNode[]} nodes @returns {Vector} */
const shown = (name, nodes) => ({ name, becomes: "shown", nodes });

/** Spellings of a script's address that browsers read as one. @param {string} js @returns {[string, string][]} */
const SCRIPT_ADDRESSES = (js) => [
  ["plain", `javascript:${js}`],
  ["in capitals", `JaVaScRiPt:${js}`],
  ["behind white space", ` \t\njavascript:${js}`],
  ["behind control characters", `\u0001\u001fjavascript:${js}`],
  ["with tabs and lines in it", `java\tscr\nipt\r:${js}`],
  ["with a comment", `javascript:/*--></title></style>*/${js}`],
  ["with a line separator", `javascript://%0a${js}`],
  ["behind a fragment that is none", `\t#javascript:${js}`],
  ["data: of a page", `data:text/html,<script>top.${js}</script>`],
  ["data: of a page, in base64", `data:text/html;base64,${Buffer.from(`<script>top.${js}</script>`).toString("base64")}`],
  ["vbscript:", `vbscript:${js}`],
  ["blob:", "blob:null/00000000-0000-0000-0000-000000000000"],
  ["of another page, without a scheme", "//evil.example/"],
];

/** @type {Vector[]} */
const LINKS = [
  .../** @type {["a" | "area", string][]} */ ([["a", "a link"], ["area", "an area of a map"]]).flatMap(([element, name]) =>
    SCRIPT_ADDRESSES("").map(([spelling], index) =>
      refused(`${name} to a script's address, ${spelling}`, ({ js }) => [h(element, { href: SCRIPT_ADDRESSES(js)[index][1] }, "click")]),
    ),
  ),
  refused("an SVG link to a script", ({ js }) => [svg("svg", {}, svg("a", { "xlink:href": `javascript:${js}` }, svg("text", { y: "20" }, "click")))]),
  refused("an SVG link to a script, without a prefix", ({ js }) => [svg("svg", {}, svg("a", { href: `javascript:${js}` }, svg("text", { y: "20" }, "click")))]),
  refused("a MathML link to a script", ({ js }) => [math("math", {}, math("mtext", { href: `javascript:${js}` }, "click"))]),
  refused("a MathML link of the old kind", ({ js }) => [math("math", { "xlink:href": `javascript:${js}` }, math("mi", {}, "click"))]),
  refused("a link that tells where it was clicked", ({ url }) => [h("a", { href: "#x", ping: url("ping") }, "click")]),
  refused("a link that opens a window", ({ url }) => [h("a", { href: url("window"), target: "_blank" }, "click")]),
  refused("a link that takes over the top", () => [h("a", { href: "#x", target: "_top" }, "click")]),
  refused("a download", ({ url }) => [h("a", { href: url("download"), download: "invoice.exe" }, "click")]),
  refused("a link that tells an advertiser", ({ url }) => [h("a", { href: "#x", attributionsrc: url("attribution") }, "click")]),
  shown("links within the page, clicked", () => [h("a", { href: "#deep", id: "deep" }, "click"), h("a", { href: "#javascript:top.pwned_(1)" }, "click")]),
];

const HANDLERS = ["onload", "onerror", "onclick", "ONCLICK", "onfocus", "onpointerenter", "onanimationstart", "ontoggle", "onbeforetoggle", "onscroll",
  "onscrollsnapchange", "oncontentvisibilityautostatechange", "onbegin", "onsubmit", "onbeforecopy", "onslotchange"];

/** @type {Vector[]} */
const SCRIPTS = [
  refused("a script", ({ js }) => [h("script", {}, js)]),
  refused("a script from elsewhere", ({ url }) => [h("script", { src: url("x.js") })]),
  refused("a script in capitals", ({ js }) => [h("SCRIPT", {}, js)]),
  refused("a script in SVG", ({ js }) => [svg("svg", {}, svg("script", {}, js))]),
  refused("a script of SVG's from elsewhere", ({ url }) => [svg("svg", {}, svg("script", { href: url("x.js") }))]),
  refused("a script in MathML", ({ js }) => [math("math", {}, math("script", {}, js))]),
  refused("a script in a shadow root", ({ js }) => [h("div", {}, shadow(h("script", {}, js)))]),
  refused("a script in a frame", ({ js }) => [h("iframe", {}, frameDocument({}, h("html", {}, h("body", {}, h("script", {}, js)))))]),
  refused("a script that is called as one prefix", ({ js }) => [h("html:script", {}, js)]),
  refused("an element without a name", () => [h("")]),
  refused("a name with a space", () => [h("img onerror")]),
  refused("a name with a NUL", () => [h("script\u0000")]),
  ...HANDLERS.map((handler) => refused(`a handler, ${handler}`, ({ js }) => [h("div", { [handler]: js, tabindex: "0", id: "x" }, "click")])),
  refused("a handler on an SVG's root", ({ js }) => [svg("svg", { onload: js })]),
  refused("a handler on a body", ({ js }) => [h("body", { onpageshow: js })]),
  refused("a handler behind another attribute's name", ({ js }) => [h("img", { [`x onerror=${js} `]: "" })]),
  refused("an attribute without a name", () => [h("div", { "": "x" })]),
  refused("an attribute with a slash", ({ js }) => [h("div", { "/onclick": js })]),
];

/** @type {Vector[]} */
const LOADS = [
  refused("a picture from elsewhere", ({ url }) => [h("img", { src: url("img") })]),
  refused("a picture from elsewhere, later", ({ url }) => [h("img", { src: url("img"), loading: "lazy" })]),
  refused("pictures to choose from", ({ url }) => [h("img", { srcset: `${url("a")} 1x, ${url("b")} 2x` })]),
  refused("sources of a picture", ({ url }) => [h("picture", {}, h("source", { srcset: url("source") }), h("img"))]),
  refused("an image of a button", ({ url }) => [h("input", { type: "image", src: url("button") })]),
  refused("a low-resolution picture", ({ url }) => [h("img", { lowsrc: url("low"), dynsrc: url("dyn") })]),
  refused("a picture's description", ({ url }) => [h("img", { longdesc: url("long") })]),
  refused("a background", ({ url }) => [h("body", { background: url("background") })]),
  refused("a background of a table", ({ url }) => [h("table", { background: url("background") }, h("td", { background: url("cell") }))]),
  refused("a poster", ({ url }) => [h("video", { poster: url("poster") })]),
  refused("a video", ({ url }) => [h("video", { src: url("video"), autoplay: "" })]),
  refused("an audio", ({ url }) => [h("audio", { src: url("audio"), autoplay: "" })]),
  refused("sources of a video", ({ url }) => [h("video", {}, h("source", { src: url("source") }))]),
  refused("subtitles", ({ url }) => [h("video", {}, h("track", { src: url("track"), kind: "subtitles", default: "" }))]),
  refused("an object", ({ url }) => [h("object", { data: url("object") })]),
  refused("an embed", ({ url }) => [h("embed", { src: url("embed") })]),
  refused("an applet", ({ url }) => [h("applet", { code: "x", codebase: url("applet") })]),
  refused("a portal", ({ url }) => [h("portal", { src: url("portal") })]),
  refused("a fenced frame", ({ url }) => [h("fencedframe", { src: url("fenced") })]),
  refused("a frame set", ({ url }) => [h("frameset", {}, h("frame", { src: url("frame") }))]),
  refused("a frame from elsewhere", ({ url }) => [h("iframe", { src: url("iframe") })]),
  refused("a frame of a script", ({ js }) => [h("iframe", { src: `javascript:parent.${js}` })]),
  refused("a frame with a document of its own", ({ js }) => [h("iframe", { srcdoc: `<script>parent.${js}</script>` })]),
  refused("a frame that loosens its sandbox", () => [h("iframe", { sandbox: "allow-scripts allow-same-origin" })]),
  refused("a frame that allows itself things", () => [h("iframe", { allow: "camera *; microphone *" })]),
  refused("a frame with a policy of its own", () => [h("iframe", { csp: "default-src *" })]),
  refused("SVG's image from elsewhere", ({ url }) => [svg("svg", {}, svg("image", { href: url("image"), width: "9", height: "9" }))]),
  refused("SVG's image from elsewhere, of the old kind", ({ url }) => [svg("svg", {}, svg("image", { "xlink:href": url("image"), width: "9", height: "9" }))]),
  refused("a use of something elsewhere", ({ url }) => [svg("svg", {}, svg("use", { href: `${url("use.svg")}#x` }))]),
  refused("a use of something in data:", ({ js }) => [svg("svg", {}, svg("use", { href: `data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='${js}'/>#x` }))]),
  refused("a filter's image from elsewhere", ({ url }) => [svg("svg", {}, svg("filter", { id: "f" }, svg("feImage", { href: url("feimage") })), svg("rect", { filter: "url(#f)", width: "9", height: "9" }))]),
  refused("a gradient from elsewhere", ({ url }) => [svg("svg", {}, svg("linearGradient", { "xlink:href": `${url("gradient.svg")}#g` }))]),
  shown("pictures of the page itself", () => [svg("svg", {}, ...["#", "#x"].flatMap((href) => [
    svg("image", { href, width: "9", height: "9" }), svg("image", { "xlink:href": href, width: "9", height: "9" }), svg("use", { href }), svg("linearGradient", { href }),
    svg("filter", { id: `f${href.length}` }, svg("feImage", { href }), svg("feImage", { "xlink:href": href }), svg("feImage")), svg("rect", { filter: `url(#f${href.length})`, width: "9", height: "9" })]))]),
  refused("an animation that gives a link a script", ({ js }) => [svg("svg", {}, svg("a", {}, svg("animate", { attributeName: "href", values: `javascript:${js}`, begin: "0s" }), svg("text", { y: "20" }, "click")))]),
  refused("a set that gives a link a script", ({ js }) => [svg("svg", {}, svg("a", {}, svg("set", { attributeName: "xlink:href", to: `javascript:${js}` }), svg("text", { y: "20" }, "click")))]),
  refused("an animation with a handler", ({ js }) => [svg("svg", {}, svg("animateTransform", { onbegin: js, attributeName: "transform", dur: "1s" }))]),
  refused("an animation that discards", () => [svg("svg", {}, svg("discard", { begin: "0s", href: "#x" }))]),
  refused("a handler's element of SVG Tiny", ({ js }) => [svg("svg", {}, svg("handler", { "xml:id": "x" }, js))]),
  refused("SVG's cursor from elsewhere", ({ url }) => [svg("svg", {}, svg("cursor", { "xlink:href": url("cursor") }))]),
  refused("SVG's font from elsewhere", ({ url }) => [svg("svg", {}, svg("font-face-uri", { "xlink:href": url("font") }))]),
  refused("a base of XML's", ({ url }) => [svg("svg", { "xml:base": url("base/") }, svg("use", { href: "#x" }))]),
  refused("HTML of MathML's annotation", ({ js }) => [math("math", {}, math("annotation-xml", { encoding: "text/html" }, h("img", { onerror: js })))]),
  refused("an action of MathML's", ({ url }) => [math("math", {}, math("maction", { actiontype: "statusline#x", "xlink:href": url("maction") }, math("mi", {}, "x")))]),
  refused("a glyph of MathML's from elsewhere", ({ url }) => [math("math", {}, math("mglyph", { src: url("glyph"), alt: "x" }))]),
];

/** @type {Vector[]} */
const HEADS = [
  refused("a refresh", ({ url }) => [h("meta", { "http-equiv": "refresh", content: `0;url=${url("refresh")}` })]),
  refused("a refresh to a script", ({ js }) => [h("meta", { "http-equiv": "refresh", content: `0;javascript:${js}` })]),
  refused("a policy of its own", () => [h("meta", { "http-equiv": "Content-Security-Policy", content: "script-src *" })]),
  refused("a cookie", () => [h("meta", { "http-equiv": "Set-Cookie", content: "a=b" })]),
  refused("a referrer for everybody", () => [h("meta", { name: "referrer", content: "unsafe-url" })]),
  refused("a base", ({ url }) => [h("base", { href: url("base/"), target: "_top" })]),
  refused("a manifest", ({ url }) => [h("html", { manifest: url("manifest") })]),
  ...["stylesheet", "alternate stylesheet", "prefetch", "preload", "modulepreload", "prerender", "preconnect", "dns-prefetch", "manifest", "icon",
    "apple-touch-icon", "import", "pingback", "expect", "compression-dictionary"].map((rel) =>
    refused(`a link of kind ${rel}`, ({ url }) => [h("link", { rel, href: url(`${rel.replace(" ", "-")}.css`), as: "style" })]),
  ),
  refused("rules of speculation", ({ url }) => [h("script", { type: "speculationrules" }, `{"prefetch":[{"urls":["${url("speculation")}"]}]}`)]),
];

/** @type {Vector[]} */
const FORMS = [
  refused("a form that goes elsewhere", ({ url }) => [h("form", { action: url("form") }, h("button", {}, "click"))]),
  refused("a form that posts", ({ url }) => [h("form", { action: url("form"), method: "post" }, h("input", { name: "q" }))]),
  refused("a form that runs a script", ({ js }) => [h("form", { action: `javascript:${js}` }, h("button", {}, "click"))]),
  refused("a button that takes a form elsewhere", ({ url }) => [h("form", {}, h("button", { formaction: url("button") }, "click"))]),
  refused("a button that opens a window", () => [h("form", { target: "_blank" }, h("button", {}, "click"))]),
  refused("a search field that goes off", ({ url }) => [h("isindex", { action: url("isindex") })]),
  shown("a form without an aim, clicked and sent with Enter", () => [
    h("form", { name: "login" }, h("input", { name: "q", autocomplete: "on" }), h("button", { type: "submit" }, "click"), h("input", { type: "submit" })),
  ]),
  shown("bait for what the browser fills in", () => [
    h("form", { autocomplete: "on" }, h("input", { type: "text", name: "username", autocomplete: "username" }), h("input", { type: "password", name: "password", autocomplete: "current-password" }),
      h("input", { name: "cc-number", autocomplete: "cc-number" }), h("button", {}, "click")),
  ]),
  refused("a field that takes the focus", ({ js }) => [h("input", { autofocus: "", onfocus: js })]),
  refused("a field that takes the focus, and no more", () => [h("input", { autofocus: "" })]),
  refused("a key that clicks", () => [h("a", { accesskey: "x", href: "#x" })]),
  refused("a button with a command", () => [h("button", { command: "show-modal", commandfor: "d" }, "click"), h("dialog", { id: "d" })]),
  refused("a button with an interest", () => [h("button", { interestfor: "d" }, "click"), h("div", { id: "d", popover: "" })]),
  shown("a button with a popover, clicked", () => [h("button", { popovertarget: "p" }, "click"), h("div", { id: "p", popover: "" }, "here")]),
  shown("a place to write", () => [h("div", { contenteditable: "true", spellcheck: "true" }, "write")]),
  shown("a field for files", () => [h("input", { type: "file" }), h("input", { type: "color", list: "x" })]),
];

/** @type {Vector[]} */
const SHAPES = [
  shown("mutation XSS by way of MathML and a style", ({ js }) => [
    math("math", {}, math("mtext", {}, h("table", {}, h("mglyph-x", {}, h("style", {}, `<!--</style><img title="--><img src=1 onerror=${js}>">`))))),
  ]),
  shown("mutation XSS by way of nested forms", ({ js }) => [h("form", {}, h("div", {}, h("form", {}, h("textarea", {}, `</textarea><img src=x onerror=${js}>`))))]),
  shown("mutation XSS by way of a title", ({ js }) => [svg("svg", {}, svg("title", {}, h("style", {}, `</style></title><img src=x onerror=${js}>`)))]),
  shown("mutation XSS by way of an option", ({ js }) => [h("select", {}, h("option", {}, `</option></select><script>${js}</script>`))]),
  shown("text that looks like markup", ({ js }) => [`<script>${js}</script>`, h("textarea", {}, `</textarea><script>${js}</script>`), h("title", {}, `</title><script>${js}</script>`)]),
  shown("attributes that look like markup", ({ js }) => [h("div", { title: `"><script>${js}</script>`, class: `'><img src=x onerror=${js}>` }, "x")]),
  shown("HTML within SVG within HTML", () => [svg("svg", { width: "99" }, svg("foreignObject", { width: "99", height: "99" }, h("div", {}, svg("svg", {}, svg("foreignObject", {}, h("p", {}, "deep"))))))]),
  shown("elements in the wrong vocabulary", () => [svg("a", { href: "#x" }), math("mi"), h("svg-x"), h("select", {}, svg("svg"), h("table", {}, h("td")))]),
  shown("two heads and two bodies", () => [h("html", {}, h("head"), h("body"), h("body"))]),
  shown("custom elements of every name", () => [h("annotation-xml"), h("font-face"), h("color-profile"), h("missing-glyph"), h("x-", { "data-x": "1" }), h("alongside-frame")]),
  refused("a customised builtin", () => [h("button", { is: "x-button" })]),
  refused("a nonce", () => [h("style", { nonce: "x" })]),
  refused("a shadow root by declaration", ({ js }) => [h("div", {}, h("template", { shadowrootmode: "open" }, h("img", { onerror: js })))]),
  shown("a template with content", () => [h("template", {}, h("p", {}, "inert"), h("style", {}, "p{}"))]),
  refused("a mark of the viewer's own", () => [h("div", { "alongside-fullscreen": "popover" })]),
  shown("a name for the window", () => [h("iframe", { name: "_top" }), h("iframe", { name: "CSSStyleSheet" }), h("iframe", { name: "opener" })]),
  shown("what moves by itself", () => [h("marquee", {}, "round"), h("blink", {}, "and round")]),
  refused("what no browser may be asked", () => [h("permission", { type: "geolocation" })]),
  refused("a place to sign", () => [h("keygen", { name: "k" })]),
];

/** @type {Vector[]} */
export const ELEMENTS = [...SCRIPTS, ...LINKS, ...LOADS, ...HEADS, ...FORMS, ...SHAPES,
  { name: "a document whose root is a script", becomes: "refused", document: ({ js }) => frameDocument({}, h("script", {}, js)) },
  { name: "a document whose root is SVG", becomes: "shown", document: () => frameDocument({}, svg("svg", { width: "9" })) },
  { name: "a document without a root", becomes: "shown", document: () => frameDocument({ $Viewport: "10,10" }) },
  { name: "a document in which text stands first", becomes: "shown", document: () => frameDocument({}, "text", h("html")) },
  { name: "a page in quirks mode", becomes: "shown", document: () => ({ ...page(h("p", {}, "quirks")), kind: "quirks" }) },
];
