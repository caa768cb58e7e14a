// Frames that lie about ids, places, digests, lengths and where they belong.
import { asset, claim, leb } from "../support/raw-frames.js";
import { called, frameDocument, h, page, shadow } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */
/** @typedef {import("./vectors.js").Means} Means */
/** @typedef {import("../support/raw-frames.js").Step} Step */

/** Steps after a small page: html 2, head 3, title 4, its text 5, body 6, p 7, its text 8, ul 9, li 10, its text 11. @param {Step[]} steps */
const after = (...steps) =>
  /** @param {Means} means */
  ({ writer }) => [writer.keyframe(page(h("p", {}, "text"), h("ul", {}, h("li", {}, "one")))), writer.delta(steps)];

/** @param {string} name @param {(means: Means) => Uint8Array[]} frames @returns {Vector} */
const refused = (name, frames) => ({ name, becomes: "refused", frames });
/** @param {string} name @param {(means: Means) => Uint8Array[]} frames @returns {Vector} */
const shown = (name, frames) => ({ name, becomes: "shown", frames });

/** @type {Vector[]} */
export const FRAMES = [
  refused("an id twice in a keyframe", ({ writer }) => [writer.keyframe(page(called(40, h("p")), called(40, h("p"))))]),
  refused("an id that is another node's", after({ insert: called(7, h("p")), into: 6 })),
  refused("the document's id for something else", after({ insert: called(1, h("p")), into: 6 })),
  refused("the id 0", ({ writer }) => [writer.keyframe(page(called(0, h("p"))))]),
  refused("an id beyond all numbers", ({ writer }) => [writer.keyframe(page(called(2 ** 40, h("p"))))]),
  shown("the largest id, and then the smallest", ({ writer }) => [writer.keyframe(page(called(4294967295, h("p", {}, "x")).children.length ? called(4294967294, h("p")) : h("p")))]),
  shown("an id of a node that is gone", ({ writer }) => [
    writer.keyframe(page(h("p", {}, "x"))), writer.delta([{ detach: 7 }]), writer.delta([{ insert: called(7, h("ul")), into: 6 }]), writer.delta([{ set: 7, key: "class", value: "x" }]),
  ]),
  refused("a node below itself", after({ detach: 9 }, { place: 9, into: 10 })),
  refused("a node after itself", after({ place: 7, into: 6, after: 7 })),
  refused("two nodes below each other", after({ detach: 7 }, { detach: 9 }, { place: 7, into: 9 }, { place: 9, into: 7 })),
  refused("the document in a paragraph", after({ detach: 1 })),
  refused("the document moved", after({ place: 1, into: 7 })),
  refused("a child of a text", after({ insert: h("p"), into: 8 })),
  refused("a sibling that stands elsewhere", after({ insert: h("p"), into: 6, after: 10 })),
  refused("a parent that nobody knows", after({ insert: h("p"), into: 999 })),
  refused("a parent that is gone", ({ writer }) => [writer.keyframe(page(h("ul", {}, h("li")))), writer.delta([{ detach: 7 }]), writer.delta([{ insert: "x", into: 7 }])]),
  refused("an attribute of a text", after({ set: 8, key: "onclick", value: "x" })),
  refused("an attribute of the document", ({ writer }) => [writer.keyframe(frameDocument({ class: "x" }, h("html")))]),
  refused("text of an element", after({ text: 7, value: "x" })),
  refused("a handler, as a step", after({ set: 7, key: "onclick", value: "top.pwned_(1)" })),
  refused("an address, as a step", after({ set: 7, key: "href", value: "javascript:top.pwned_(1)" })),
  refused("a script, as a step", after({ insert: h("script", {}, "top.pwned_(1)"), into: 6 })),
  refused("a script, deep in what is inserted", after({ insert: h("div", {}, h("div", {}, shadow(h("script")))), into: 6 })),
  refused("the sandbox, unset", after({ unset: 7, key: "sandbox" })),
  refused("two shadow roots", after({ insert: shadow(), into: 7 }, { insert: shadow(), into: 7 })),
  refused("a shadow root that moves", after({ insert: called(50, shadow()), into: 7 }, { detach: 50 })),
  shown("shadow roots where browsers allow none", after({ insert: shadow("x"), into: 9 }, { insert: shadow(h("b")), into: 2 })),
  refused("two documents in one frame", after({ insert: called(50, h("iframe")), into: 6 }, { insert: frameDocument({}), into: 50 }, { insert: frameDocument({}), into: 50 })),
  shown("documents where there is no frame", after({ insert: called(50, h("div")), into: 6 }, { insert: frameDocument({}, h("html", {}, "x")), into: 50 })),
  shown("frames that move and move", after({ insert: called(50, h("iframe", {}, frameDocument({}, h("html", {}, h("body", {}, "inner"))))), into: 6 },
    .../** @type {Step[]} */ (Array.from({ length: 40 }, (_, turn) => ({ place: 50, into: 6, after: turn % 2 ? 7 : 9 }))))),
  refused("an attribute twice", ({ writer }) => [writer.keyframe(page({ kind: "html", name: "p", values: [["class", "a"], ["class", "b"]], children: [] }))]),
  refused("a state twice", ({ writer }) => [writer.keyframe(page({ kind: "html", name: "p", values: [["$Value", "a"], ["$Value", "b"]], children: [] }))]),
  refused("300 values of one node", ({ writer }) => [writer.keyframe(page({ kind: "html", name: "p", values: Array.from({ length: 300 }, (_, at) => [`data-${at}`, ""]), children: [] }))]),
  refused("a wrong digest", ({ writer }) => [writer.keyframe(page("x"), { digest: 1n })]),
  refused("a wrong digest of a delta", ({ writer }) => [writer.keyframe(page("x")), writer.delta([{ text: 7, value: "y" }], { digest: 2n })]),
  refused("a delta of another generation", ({ writer }) => [writer.keyframe(page("x")), writer.delta([], { generation: 77 })]),
  refused("a delta that does not follow", ({ writer }) => [writer.keyframe(page("x")), writer.delta([], { index: 9 })]),
  refused("an unknown step", after({ write: (body) => body.bytes(15, 2) })),
  refused("a step that ends in the middle", after({ write: (body) => body.bytes(10, 2, 255) })),
  refused("a number without an end", after({ write: (body) => body.bytes(8, ...Array(40).fill(255)) })),
  refused("a value of a number that nobody gave", after({ write: (body) => body.bytes(14, 14, 254, 127) })),
  refused("a text longer than the body", after({ write: (body) => body.bytes(14, 14, ...leb(2 ** 34 + 1)) })),
  refused("text that is no UTF-8", after({ write: (body) => (body.bytes(14, 14, 5), body.text.push([0xff, 0xfe])) })),
  refused("text left over", after({ write: (body) => body.text.push([65]) })),
  refused("an empty frame", () => [Uint8Array.of(1, 1)]),
  refused("a frame of another format", () => [Uint8Array.of(9, 1, 0, 0)]),
  refused("a body that promises gigabytes", () => [claim(1, 10, 2 ** 34, new Uint8Array(40))]),
  refused("a body of 60 MB in 60 KB", () => [claim(1, 10, 60_000_000, new Uint8Array(60_000))]),
  refused("a structure beyond all bounds", () => [claim(1, 30_000_000, 0, new Uint8Array(60_000))]),
  refused("a body of noise", () => [claim(1, 5_000, 5_000, Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7919) ^ (at >> 3)))]),
  refused("an asset that ends in its address", () => [Uint8Array.of(1, 3, 99, 65)]),
  refused("an asset without a type", () => [asset("https://shop.example/x", "", "x")]),
];
