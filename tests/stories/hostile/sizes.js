// Trees that are too large, too deep or too dear.
import { frameDocument, h, math, page, shadow, svg } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */
/** @typedef {import("../support/raw-nodes.js").RawElement} RawElement */

/** @param {number} levels @param {(inner: RawElement) => RawElement} around */
function nested(levels, around) {
  let node = h("b");
  for (let level = 0; level < levels; level++) node = around(node);
  return node;
}

/** Elements that are dear to lay out when they stand in each other. @type {[string, (inner: RawElement) => RawElement, number][]} */
const DEEP = [
  ["blocks", (inner) => h("div", {}, inner), 1_400],
  ["tables", (inner) => h("table", {}, h("tbody", {}, h("tr", {}, h("td", {}, inner)))), 120],
  ["flexible boxes", (inner) => h("div", { style: "display: flex; flex-direction: column; height: 50%" }, inner), 300],
  ["grids", (inner) => h("div", { style: "display: grid; grid: auto / min-content" }, inner), 300],
  ["columns", (inner) => h("div", { style: "columns: 2" }, inner), 6],
  ["shadow roots", (inner) => h("div", {}, shadow(inner)), 400],
  ["drawings", (inner) => svg("g", { filter: "url(#f)", opacity: "0.9" }, inner), 600],
  ["drawings in HTML in drawings", (inner) => svg("svg", {}, svg("foreignObject", { width: "99", height: "99" }, inner)), 100],
  ["roots of roots", (inner) => math("msqrt", {}, inner), 400],
  ["buttons", (inner) => h("button", {}, inner), 60],
  ["fields", (inner) => h("fieldset", {}, h("legend", {}, inner)), 200],
  ["rubies", (inner) => h("ruby", {}, inner, h("rt", {}, "x")), 200],
  ["frames", (inner) => h("iframe", {}, frameDocument({}, h("html", {}, h("body", {}, inner)))), 60],
  ["dialogs", (inner) => h("dialog", { open: "", $Modal: "1" }, inner), 200],
  ["lists", (inner) => h("ol", {}, h("li", {}, inner)), 500],
];

/** @type {Vector[]} */
export const SIZES = [
  ...DEEP.map(([name, around, levels]) => /** @type {Vector} */ ({ name: `${levels} ${name} in each other`, becomes: "shown", nodes: () => [nested(levels, around)] })),
  { name: "1,600 levels", becomes: "refused", nodes: () => [nested(1_600, (inner) => h("div", {}, inner))] },
  { name: "100,000 levels", becomes: "refused", nodes: () => [nested(100_000, (inner) => h("i", {}, inner))] },
  { name: "a node more than there may be", becomes: "refused", nodes: () => Array.from({ length: 400 }, () => h("p", {}, ...Array.from({ length: 1_000 }, () => h("i")))) },
  { name: "20,000 names of attributes", becomes: "refused", nodes: () => Array.from({ length: 200 }, (_, row) => h("p", Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`data-${row}-${at}`, ""])))) },
  { name: "a name of 300 letters", becomes: "refused", nodes: () => [h(`x-${"y".repeat(300)}`)] },
  { name: "thirty thousand nodes", becomes: "shown", nodes: () => Array.from({ length: 10_000 }, (_, at) => h("p", {}, `row ${at}`, h("b"))) },
  { name: "600 frames", becomes: "shown", nodes: () => Array.from({ length: 600 }, () => h("iframe", {}, frameDocument({}, h("html", {}, h("body", {}, "x"))))) },
  { name: "uses to the power of two", becomes: "shown", nodes: () => [svg("svg", {}, svg("rect", { id: "x0", width: "1", height: "1" }),
    ...Array.from({ length: 12 }, (_, at) => svg("g", { id: `x${at + 1}` }, svg("use", { href: `#x${at}` }), svg("use", { href: `#x${at}` }))))] },
  { name: "subtrees moved over and over in one frame", becomes: "refused", frames: ({ writer }) => [
    writer.keyframe(page(h("ul", {}, ...Array.from({ length: 2_000 }, () => h("li"))), h("p"), h("p"))),
    // The list is 7, and behind its 2,000 rows come the paragraphs.
    writer.delta(Array.from({ length: 2_000 }, (_, turn) => ({ place: 7, into: 6, after: turn % 2 ? 2_008 : 2_009 }))),
  ] },
  { name: "a frame within the page moved over and over", becomes: "refused", frames: ({ writer }) => [
    writer.keyframe(page(h("iframe", {}, frameDocument({}, h("html"))), h("p"), h("p"))),
    writer.delta(Array.from({ length: 2_000 }, (_, turn) => ({ place: 7, into: 6, after: turn % 2 ? 10 : 11 }))),
  ] },
  { name: "one style told ten thousand times in one frame", becomes: "shown", frames: ({ writer }) => [
    writer.keyframe(page(h("p", { style: `background: url("x"); --x: "${"x".repeat(1_000_000)}"` }, "x"), h("style", { $Sheet: "p { color: red } ".repeat(20_000) }))),
    writer.delta(Array.from({ length: 10_000 }, (_, turn) => (turn % 2 ? { set: 7, key: "class", value: "x" } : { set: 9, key: "$Sheet", value: "p { color: blue }" }))),
  ] },
  { name: "uses in a ring", becomes: "shown", nodes: () => [svg("svg", {}, svg("g", { id: "a" }, svg("use", { href: "#b" })), svg("g", { id: "b" }, svg("use", { href: "#a" })))] },
  { name: "properties to the power of two", becomes: "shown", nodes: () => [h("style", { $Sheet: `p { --x0: xxxxxxxxxx; ${Array.from({ length: 40 }, (_, at) => `--x${at + 1}: var(--x${at}) var(--x${at});`).join(" ")} content: var(--x40) }` }), h("p", {}, "x")] },
  { name: "half a million words of text in one field", becomes: "shown", nodes: () => [h("textarea", { $Value: "word ".repeat(500_000) })] },
  { name: "everything that is shown in the top layer, hovered and scrolled", becomes: "shown", frames: ({ writer }) => [
    writer.keyframe({ ...page(...Array.from({ length: 2_000 }, () => h("x-y", { $Scroll: "9,9" }, h("label", {}, h("input"))))), values: [["$Undefined", "x-y"], ["$Interaction", Array.from({ length: 60 }, (_, at) => `h${9 + at * 3}`).join(" ")]] }),
    ...Array.from({ length: 20 }, (_, at) => writer.delta([{ set: 1, key: "$Undefined", value: at % 2 ? "x-y" : "" }, { insert: h("x-y"), into: 6 }])),
  ] },
];
