// States that make no sense, or more sense than is good.
import { frameDocument, h, page, svg } from "../support/raw-nodes.js";
import { STATE } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */

/** Values that one or another state might stumble over. @type {string[]} */
const NONSENSE = ["", " ", "\u0000", "NaN,NaN", "1e308,1e308", "-1e308,-1e308", "Infinity,-Infinity", "-0,0", "1", "1,2,3,4", "9999999999999999999999", "h1 a1 f1 v1 w1 t1 s1",
  "h4294967295 h0 h-1 hx \u{1F600}1", "2,99999999,2,-4", "1,-1,1,-2", "a\tb\tc\td\te\tf\tg\t1\t2\t3\t4\nhttps://shop.example/a.woff2", "playing NaN Infinity heard -7", "x".repeat(70_000),
  "\uFFFD", "url(", "</style>", "constructor __proto__ toString"];

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
  ...[0, 15, 22, 23, 255, 65536, 4294967295].map(
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
    name: "everything in the top layer at once",
    becomes: "shown",
    nodes: () => Array.from({ length: 300 }, (_, index) => h("dialog", { $Modal: String(4294967295 - index), popover: "manual", $Popover: String(index) }, "modal")),
  },
];
