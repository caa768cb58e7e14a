// What a page calls its forms, pictures and fields may stand for the browser's own members: after `<img name=activeElement>`,
// `document.activeElement` is that picture; a field called `nodeType` hides the node type of its form; and what has the id
// `addEventListener` hides that of the window. A recording goes on under all such names at once.
import { expect, test } from "@playwright/test";

import { VIEWER_PAGE, push, record, restarts, take, view } from "./support/engine.js";
import { differingPixels } from "./support/pixels.js";
import { serve } from "./support/static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

const PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' fill='teal'/></svg>";

/** As many children as make a list long are behind the fields of the form. */
const PAGE = `<!doctype html><html><head><title>Names</title><style>
    html { scrollbar-width: none } img, input, a { font: 10px monospace; width: 40px; height: 12px }
    form { height: 60px; overflow: auto; border: 1px solid; margin: 4px } form:focus { background: gold } form:hover { border-color: red }
  </style></head><body>
  <form id="fields" tabindex="0" style="background: url(/tile.svg)"></form>
  <form id="blocked" data-alongside="block"></form>
  <form id="leaves"><p>leaves</p></form>
  <div id="pictures"></div><div id="forms-of-page"></div><div id="ids"></div>
  <p id="place">0</p><div style="height: 1000px"></div><p id="aim">aim</p>
</body></html>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  const tile = { type: "image/svg+xml", body: decodeURIComponent(PICTURE.slice(PICTURE.indexOf(",") + 1)) };
  site = await serve({ "/view": VIEWER_PAGE, "/names": PAGE, "/tile.svg": tile });
});

test.afterAll(() => site.close());

/** Gives every name that these kinds have to a field, a picture, a form and an id. Runs in the page; returns the names. */
function clobber() {
  const kinds = [Document, HTMLDocument, Node, EventTarget, Object, Element, HTMLElement, HTMLFormElement, Window];
  const names = new Set(kinds.flatMap((kind) => Object.getOwnPropertyNames(kind.prototype)));
  // Left for the test itself to find its way.
  const place = document.getElementById("place");
  const byId = Object.fromEntries(["fields", "blocked", "leaves", "pictures", "forms-of-page", "ids"].map((id) => [id, document.getElementById(id)]));
  Object.assign(window, { byId_: byId, place_: place, names_: [...names], apply_: Reflect.apply });
  /** @param {string} name @param {string} kind @param {Record<string, string>} attributes */
  const make = (name, kind, attributes) => {
    const made = Document.prototype.createElement.call(document, kind);
    for (const [key, value] of Object.entries(attributes)) Element.prototype.setAttribute.call(made, key, value);
    return made;
  };
  const append = (/** @type {string} */ into, /** @type {Node[]} */ nodes) => Reflect.apply(Element.prototype.append, byId[into], nodes);
  for (const into of ["fields", "blocked", "leaves"]) append(into, [...names].map((name) => make(name, "input", { name })));
  append("pictures", [...names].map((name) => make(name, "img", { name, alt: name })));
  append("forms-of-page", [...names].map((name) => make(name, "form", { name })));
  append("ids", [...names].map((name) => make(name, "a", { id: name })));
  return [...names];
}

/** The body as lines of text, whatever stands for what. Runs in the page or the viewer's. @param {boolean} isView */
function lines(isView) {
  /** @type {(node: any, name: string) => any} */
  const get = (node, name) => Reflect.get(Object.getPrototypeOf(node), name, node);
  const page = isView ? /** @type {any} */ (window).viewer_.document : document;
  /** @type {string[]} */
  const found = [];
  /** @param {Node} node @param {string} indent */
  const walk = (node, indent) => {
    const type = get(node, "nodeType");
    if (type === 3) found.push(indent + JSON.stringify(get(node, "nodeValue")));
    if (type !== 1 || get(node, "localName") === "style") return;
    const told = get(node, "getAttributeNames").call(node).filter((/** @type {string} */ name) => !/^(alongside-|src$|style$)/.test(name)).sort();
    const values = told.map((/** @type {string} */ name) => ` ${name}=${get(node, "getAttribute").call(node, name)}`);
    found.push(`${indent}<${get(node, "localName")}${values.join("")}> ${get(node, "scrollTop")}`);
    if (get(node, "getAttribute").call(node, "data-alongside") === "block") return;
    for (let child = get(node, "firstChild"); child; child = get(child, "nextSibling")) walk(child, `${indent} `);
  };
  walk(get(page, "body"), "");
  return found.join("\n");
}

/** A picture of a page, by the browser alone: what else takes some asks the document first. @param {Page} page */
async function picture(page) {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot");
  await session.detach();
  return Buffer.from(data, "base64");
}

for (const when of /** @type {const} */ (["before", "while"])) {
  test(`a page is recorded whose elements have every name of document, window, node and form: given ${when} it is recorded`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 }, reducedMotion: "reduce" });
    const [shopper, viewer] = [await context.newPage(), await context.newPage()];
    await viewer.goto(`${site.origin}/view`);
    await view(viewer);
    await shopper.bringToFront();
    await shopper.goto(`${site.origin}/names`);
    const names = when === "before" ? await shopper.evaluate(clobber) : [];
    await record(shopper);
    await push(viewer, await take(shopper));
    if (when === "while") names.push(...(await shopper.evaluate(clobber)));
    expect(names.length).toBeGreaterThan(400);
    const inStep = async () => {
      expect(await push(viewer, await take(shopper))).toEqual([]);
      expect(await viewer.evaluate(lines, true)).toBe(await shopper.evaluate(lines, false));
    };
    await inStep();

    // Everything is done to the elements of every name, and to what they stand in.
    await shopper.evaluate(() => {
      const { byId_, names_, place_ } = /** @type {any} */ (window);
      const call = (/** @type {any} */ kind, /** @type {string} */ name, /** @type {Node} */ on, /** @type {any[]} */ ...args) => Reflect.apply(kind.prototype[name], on, args);
      for (const into of ["fields", "pictures", "forms-of-page", "ids"]) {
        const children = call(Element, "querySelectorAll", byId_[into], "*");
        for (const child of children) call(Element, "setAttribute", child, "title", `new in ${into}`);
        call(Element, "append", byId_[into], `a text in ${into}`);
        call(Element, "prepend", byId_[into], `first in ${into}`);
      }
      call(Element, "setAttribute", byId_.fields, "style", "background: url(/tile.svg) 3px 3px");
      Reflect.set(Element.prototype, "scrollTop", 30, byId_.fields);
      call(HTMLElement, "focus", byId_.fields);
      call(Element, "remove", byId_.leaves);
      place_.textContent = String(names_.length);
      location.hash = "aim";
    });
    await inStep();

    await shopper.evaluate(() => {
      const { byId_, place_ } = /** @type {any} */ (window);
      Reflect.apply(Element.prototype.append, place_, [byId_.leaves]);
      Reflect.apply(Element.prototype.append, place_, [byId_.fields, "moved"]);
      /** @type {any} */ (window).recording_.keyframe();
    });
    // What was moved is scrolled no more, and no event tells.
    await inStep();
    const told = await viewer.evaluate(lines, true);
    for (const name of names) {
      for (const element of ["input name", "img alt", "form name", "a id"]) {
        const changed = element === "img alt" ? `<img alt=${name} name=${name} title=new in pictures>` : `<${element}=${name} title=new in `;
        expect(told.includes(changed), `${element}=${name}`).toBe(true);
      }
    }

    const shown = await picture(shopper);
    await viewer.bringToFront();
    await viewer.waitForTimeout(200);
    expect(await differingPixels(viewer, shown, await picture(viewer))).toBeLessThan(0.001);
    expect(await restarts(shopper)).toBe(0);
    await shopper.evaluate(() => /** @type {any} */ (window).recording_.stop());
    await context.close();
  });
}
