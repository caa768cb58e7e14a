// Assets that are not what they say, or too much of it.
import { deflateSync } from "node:zlib";

import { asset } from "../support/raw-frames.js";
import { h, page, svg } from "../support/raw-nodes.js";

/** @typedef {import("./vectors.js").Vector} Vector */
/** @typedef {import("./vectors.js").Means} Means */

const ADDRESS = "https://shop.example/x";

/** Every place that shows a picture. @param {string} address */
const shownEverywhere = (address) => [
  h("img", { $Source: address, width: "9" }), h("img", { $Source: `${address} 2x` }), h("input", { type: "image", $Source: address }),
  svg("svg", {}, svg("image", { $Source: `${address}#x`, width: "9", height: "9" }), svg("use", { $Source: `${address}#x` })),
  h("p", { style: `background: url("${address}"); filter: url("${address}#f"); mask: url("${address}#m"); cursor: url("${address}"), auto; content: url("${address}")` }, "x"),
  h("style", { $Sheet: `@font-face { font-family: x; src: url("${address}") } body { font-family: x; list-style: url("${address}") } @import url("${address}");` }), h("p", {}, "x"),
];

/** An asset after and before what shows it. @param {string} name @param {string} type @param {(means: Means) => Uint8Array | string} bytes @returns {Vector} */
const given = (name, type, bytes) => ({
  name,
  becomes: "shown",
  frames: (means) => {
    const [late, early] = [means.url("late"), means.url("early")];
    return [
      asset(early, type, bytes(means)), means.writer.keyframe(page(...shownEverywhere(late), ...shownEverywhere(early))), asset(late, type, bytes(means)), asset(late, type, bytes(means)),
    ];
  },
});

/** @param {string} name @param {string} type @param {string} [content] @returns {Vector} */
const refused = (name, type, content = "x") => ({ name, becomes: "refused", frames: ({ writer }) => [writer.keyframe(page("x")), asset(ADDRESS, type, content)] });

/** A PNG of one colour, of any size, whatever that costs who decodes it. @param {number} width @param {number} height @param {Uint8Array} pixels compressed */
function png(width, height, pixels) {
  const crcs = Array.from({ length: 256 }, (_, byte) => Array.from({ length: 8 }).reduce((/** @type {number} */ crc) => (crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1), byte));
  const chunk = (/** @type {string} */ name, /** @type {Uint8Array} */ data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE((body.reduce((crc, byte) => crcs[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([1, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

const SVG = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'";

/** @param {number} levels each of ten times the one before */
const laughs = (levels) =>
  `<!DOCTYPE svg [<!ENTITY l0 "ha">${Array.from({ length: levels }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("")}]><svg ${SVG}><text>&l${levels};</text></svg>`;

/** @param {number} levels each of twice the one before */
const doubling = (levels) =>
  Array.from({ length: levels }, (_, at) => `<g id='x${at + 1}'><use href='#x${at}'/><use href='#x${at}'/></g>`).join("");

/** @type {Vector[]} */
export const ASSETS = [
  refused("a page as an asset", "text/html"),
  refused("a page as an asset, of XML", "application/xhtml+xml"),
  refused("a script as an asset", "text/javascript"),
  refused("a style sheet as an asset", "text/css"),
  refused("a PDF as an asset", "application/pdf"),
  refused("a type with a parameter", "image/svg+xml;charset=x"),
  refused("a type with a line", "image/png\r\nContent-Type: text/html"),
  refused("an asset of five megabytes", "image/png", "x".repeat(5 * 1024 * 1024)),
  given("an SVG picture with scripts, links and pictures of its own", "image/svg+xml", ({ url, js }) =>
    `<svg ${SVG} onload="${js}" id="x"><script>${js}</script><script href="${url("s.js")}"/><image href="${url("i")}" width="9" height="9"/><use xlink:href="${url("u.svg")}#x"/>` +
    `<style>@import "${url("i.css")}"; * { background: url("${url("b")}"); fill: url("${url("f.svg")}#f") }</style><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${url("frame")}"/>` +
    `<img xmlns="http://www.w3.org/1999/xhtml" src="${url("img")}" onerror="${js}"/></foreignObject><a href="javascript:${js}"><rect width="9" height="9"/></a><filter id="f"><feImage href="${url("fe")}"/></filter></svg>`),
  given("an SVG picture that transforms itself", "image/svg+xml", ({ url }) => `<?xml-stylesheet type="text/xsl" href="${url("x.xsl")}"?><?xml-stylesheet href="${url("x.css")}"?><!DOCTYPE svg SYSTEM "${url("x.dtd")}" [<!ENTITY e SYSTEM "${url("e")}">]><svg ${SVG}><text>&e;</text></svg>`),
  given("an SVG picture that laughs a billion times", "image/svg+xml", () => laughs(9)),
  given("an SVG picture that is used to the power of two", "image/svg+xml", () => `<svg ${SVG}><defs><rect id="x0" width="1" height="1"/>${doubling(7)}</defs><use href="#x7"/></svg>`),
  given("a page that says it is a PNG", "image/png", ({ js }) => `<!doctype html><script>top.${js}</script>`),
  given("a page that says it is a font", "font/woff2", ({ js }) => `<!doctype html><script>top.${js}</script>`),
  given("a script that says it is a GIF", "image/gif", ({ js }) => `GIF89a/*${"x".repeat(20)}*/=1;${js}`),
  given("a picture of a type that there is not", "image/x.y-z+w", () => "x"),
  given("a picture of four thousand million pixels", "image/png", () => png(65_535, 65_535, deflateSync(Buffer.alloc(1_000)))),
  given("a picture of 400 million pixels in half a megabyte", "image/png", () => png(20_000, 20_000, deflateSync(Buffer.alloc(20_000 * 2_501)))),
  given("a picture whose lines never end", "image/png", () => png(2 ** 31 - 1, 1, deflateSync(Buffer.alloc(9)))),
  given("nothing", "image/png", () => ""),
  { name: "stills that nobody asked for", becomes: "shown", frames: ({ writer }) => [...Array.from({ length: 600 }, (_, at) => asset(`still:${at}`, "image/png", "")), writer.keyframe(page(h("canvas", { $Source: "still:599" })))] },
  { name: "assets under enormous addresses", becomes: "shown", frames: ({ writer }) => [...Array.from({ length: 8 }, (_, at) => asset(`https://shop.example/${at}${"x".repeat(1_000_000)}`, "image/png", "x")), writer.keyframe(page("x"))] },
  { name: "an asset before any page", becomes: "shown", frames: ({ writer }) => [asset("", "image/png", "x"), asset("#", "image/png", "x"), asset('");@import "x', "image/png", "x"), writer.keyframe(page(h("img", { $Source: "" }), h("img", { $Source: "#" })))] },
];
