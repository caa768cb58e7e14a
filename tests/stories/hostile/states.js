// States that make no sense, or more sense than is good.
import { frameDocument, h, page, shadow, svg } from "../support/raw-nodes.js";
import { STATE } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */

/** Values that one or another state might stumble over. @type {string[]} */
const NONSENSE = ["", " ", "\u0000", "NaN,NaN", "1e308,1e308", "-1e308,-1e308", "Infinity,-Infinity", "-0,0", "1", "1,2,3,4", "9999999999999999999999", "h1 a1 f1 v1 w1 t1 s1",
  "h4294967295 h0 h-1 hx \u{1F600}1", "2,99999999,2,-4", "1,-1,1,-2", "a\tb\tc\td\te\tf\tg\t1\t2\t3\t4\nhttps://shop.example/a.woff2", "playing NaN Infinity heard -7", "x".repeat(70_000),
  "\uFFFD", "url(", "</style>", "constructor __proto__ toString"];

/** An animation, as the state has it, with these properties in its keyframes. @param {string[]} values @param {string} [head] its pseudo-element, state, times and so on */
const animated = (values, head = "\tfinished\t9\t1\t0\t0\t9\t1\t0\tnormal\tforwards\tlinear\treplace") =>
  [`animation\t${head}`, ...[0, 1].map((offset) => [offset, "linear", "auto", ...values].join("\t"))].join("\n");

/** On every kind of node that a state may stand on. @param {Record<string, string>} values */
const everywhere = (values) => [
  h("p", values, "text"), h("input", values), h("input", { type: "image", ...values }), h("input", { type: "file", ...values }), h("input", { type: "color", ...values }),
  h("input", { type: "range", ...values }), h("textarea", values), h("select", values, h("option", values, "1")), h("dialog", values), h("details", values), h("form", values),
  h("div", { popover: "", ...values }), h("img", values), h("canvas", values), h("video", { controls: "", ...values }), h("audio", values), h("style", values), h("iframe", values),
  h("x-y", values), h("template", values), svg("svg", values, svg("image", values), svg("use", values), svg("style", values), svg("foreignObject", values)),
  h("iframe", {}, frameDocument(values, h("html", values))),
];

/** @type {Vector[]} */
export const STATES = [
  ...Object.entries(STATE).map(
    ([name, number]) => /** @type {Vector} */ ({
      name: `the state ${name} with nonsense, on everything`,
      becomes: "shown",
      frames: ({ writer }) =>
        NONSENSE.flatMap((value) => {
          const key = `$${number}`;
          const body = page(...everywhere({ [key]: value }));
          return [
            writer.keyframe({ ...body, values: name === "Viewport" ? [[key, value]] : [...body.values, [key, value]] }),
            writer.delta([{ unset: 1, key }, { set: 7, key, value: "1" }, { unset: 7, key }]),
          ];
        }),
    }),
  ),
  ...[0, 15, 23, 24, 255, 65536, 4294967295].map(
    (number) => /** @type {Vector} */ ({ name: `a state of the unknown number ${number}`, becomes: "refused", nodes: () => [h("p", { [`$${number}`]: "1" }, "x")] }),
  ),
  {
    name: "sources that are addresses",
    becomes: "shown",
    nodes: ({ url, js }) =>
      [url("http"), `javascript:${js}`, `data:text/html,<script>top.${js}</script>`, "/viewer/viewer.js", `${url("a")} 2x`, `x 1x, ${url("b")} 2x`, `data:image/png,x,${url("c")} 2x`,
        `blob:${url("blob")}`, "#x", ` ${url("space")}`, `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${js}'><image href='${url("d")}'/><script>${js}</script></svg>`].flatMap(($Source) => [
        h("img", { $Source }), h("input", { type: "image", $Source }), svg("svg", {}, svg("image", { $Source, width: "9", height: "9" }), svg("use", { $Source })),
        h("video", { $Source }), h("audio", { $Source }), h("canvas", { $Source }), h("iframe", { $Source }), h("a", { $Source }, "x"), h("source", { $Source }),
      ]),
  },
  {
    name: "slots that are to show themselves, what they stand in, the document and nobody",
    becomes: "shown",
    nodes: () => {
      const ids = Array.from({ length: 20 }, (_, index) => index);
      const $Slots = ids.map((id) => ` ${id},${ids}`).join("");
      return [h("div", {}, { ...shadow(h("p", {}, h("slot", {}, "none"))), values: [["$Slots", $Slots]] }, "text", h("b", {}, "bold"))];
    },
  },
  {
    name: "a picture whose address is a still's, of nobody",
    becomes: "shown",
    nodes: () => [h("img", { $Source: "still:1" }), h("canvas", { $Source: "still:1" }), h("video", { $Source: "still:\"),url(http://evil.example)" })],
  },
  {
    name: "font faces that say more than their part",
    becomes: "shown",
    document: ({ url }) => {
      const line = (/** @type {string} */ family) => [family, "400", "normal", "normal", "U+0-10FFFF", "normal", "Hamburg".repeat(20_000), "1", "2", "3", "4"].join("\t");
      const names = ["x", `x"; src: url("${url()}")`, `x}, @import "${url("i.css")}"`];
      return { ...page(h("p", {}, "x")), values: [["$Fonts", [...names.map(line), url("f.woff2"), `${url("g")}") , url("${url("h")}`].join("\n")]] };
    },
  },
  {
    name: "animations that would load",
    becomes: "shown",
    nodes: ({ url }) =>
      [`url("${url("q")}")`, `url(${url("u")})`, `\\75rl("${url("e")}")`, `image-set("${url("s")}" 1x)`, `-webkit-image-set(url(${url("w")}) 1x)`, `cross-fade(url("${url("c")}"), red, 50%)`,
        `src("${url("r")}")`, `image("${url("i")}")`, `u\u0000rl(${url("n")})`, `red; background: url(${url("x")})`, `} @import "${url("m")}"; p {`, `var(--none, url(${url("v")}))`].flatMap((value) =>
        ["", "::before", "::after", "::marker", "::backdrop"].map((pseudo) =>
          h("p", { $Animations: animated(["backgroundImage", value, "--i", value, "cursor", value, "content", value, "filter", value, "background", value, "listStyleImage", value, "maskImage", value])
            .replace("animation\t", `animation\t${pseudo}`) }, "x"),
        ),
      ),
  },
  {
    name: "animations that make no sense, and many that do",
    becomes: "shown",
    nodes: () => [
      ...["NaN", "Infinity", "-Infinity", "1e308", "-1e308", "-0", "", "x", "1e-300"].map((number) =>
        h("p", { $Animations: animated(["opacity", "0"], `\trunning\t${Array(6).fill(number).join("\t")}\t0\tnormal\tboth\tlinear\tadd`) }, "x")),
      ...["linear(", "steps(0)", "steps(99999999)", "cubic-bezier(9,9,9,9)", "javascript:alert(1)", "linear, linear"].map((easing) =>
        h("p", { $Animations: animated(["opacity", "0"], `\trunning\t1\t1\t0\t0\t9\tInfinity\t0\tnormal\tboth\t${easing}\tadd`) }, "x")),
      h("p", { $Animations: animated(["__proto__", "x", "constructor", "x", "toString", "x", "offset", "7", "easing", "x", "then", "x", "cssText", "x"]) }, "x"),
      h("p", { $Animations: animated(["opacity", "0"]).replace("\n0\t", "\n1\t").replace(/\n1\t(?!.*\n)/, "\n0\t") }, "x"),
      ...Array.from({ length: 200 }, () => h("b", { $Animations: Array(80).fill(animated(["rotate", "1turn"], "\trunning\t1\t1\t0\t0\t9\tInfinity\t0\tnormal\tboth\tlinear\tadd")).join("\n") }, "x")),
    ],
  },
  {
    name: "everything in the top layer at once",
    becomes: "shown",
    nodes: () => Array.from({ length: 300 }, (_, index) => h("dialog", { $Modal: String(4294967295 - index), popover: "manual", $Popover: String(index) }, "modal")),
  },
];
