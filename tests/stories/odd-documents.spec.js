// Documents that are not as documents should be: recorded before they have a body, empty, rewritten, of odd types.
import { expect, test } from "@playwright/test";

import { VIEWER_PAGE, expectEqual, push, record, restarts, take, view } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { serve } from "./support/static-server.js";

const IN_HEAD = `<script type="module">
  import init, { record } from "/embed/capture.js";
  await init();
  window.frames_ = [];
  window.recording_ = record({ emit: (frame) => frames_.push([...frame]) });
  window.hadBody = !!document.body;
</script>`;

/** Recorded by a script in the head that is done before the parser goes on. */
const EARLY = `<!doctype html><html><head><title>Early</title><link rel="modulepreload" href="/embed/capture.js">${IN_HEAD.replace('type="module"', 'type="module" async')}
  <script src="/held.js"></script></head><body class="late"><p>the body</p><script src="/slow.js"></script><p>its end</p></body></html>`;

/** Called when the recording has begun: until then the parser waits in the head. */
let begun = () => {};

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({
    "/view": VIEWER_PAGE,
    "/early": EARLY,
    "/held.js": { type: "text/javascript", body: "", delay: new Promise((resolve) => (begun = resolve)) },
    "/slow.js": { type: "text/javascript", body: "for (const end = Date.now() + 10; Date.now() < end; );", delay: 400 },
    "/plain": `<!doctype html><title>Plain</title><body class="plain"><p id="text">text</p><input id="field"></body>`,
    "/quirks": `<title>Quirks</title><body><table style="font-size: 30px"><tr><td>no inheritance</td></tr></table></body>`,
    "/transitional": `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
      <title>t</title><body><table><tr><td style="line-height: 40px; font-size: 10px; background: tan">a cell</td></tr></table></body>`,
    "/xhtml": {
      type: "application/xhtml+xml",
      body: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>XHTML</title><style>P { color: red } p { color: rgb(0, 0, 9) }</style></head>
        <body><p>it is <b>XML</b> &#8212; <![CDATA[a < b]]></p><odd-one>unknown</odd-one><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg></body></html>`,
    },
    "/picture.svg": {
      type: "image/svg+xml",
      body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><style>circle { fill: rgb(0, 9, 0) }</style><circle cx="5" cy="5" r="4"/><text y="5" font-size="2">words</text></svg>`,
    },
  });
});

test.afterAll(() => site.close());

/** @param {import("@playwright/test").Browser} browser @param {string} path @param {boolean} records */
async function open(browser, path, records = true) {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.goto(site.origin + path, { waitUntil: records ? "load" : "commit" });
  if (records) {
    await record(shopper);
    await push(viewer, await take(shopper));
  }
  return { context, shopper, viewer };
}

/** @param {import("@playwright/test").Page} shopper @param {import("@playwright/test").Page} viewer */
async function expectInStep(shopper, viewer) {
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  expect(await restarts(shopper)).toBe(0);
}

test("a recording may begin before the document has a body, and goes on while it loads", async ({ browser }) => {
  const { context, shopper, viewer } = await open(browser, "/early", false);
  await shopper.waitForFunction(() => "hadBody" in window, undefined, { polling: 20 });
  begun();
  await shopper.waitForLoadState("load");
  expect(await shopper.evaluate(() => /** @type {any} */ (window).hadBody)).toBe(false);
  await expectInStep(shopper, viewer);
  await expect(viewer.frameLocator("iframe").locator("body.late")).toContainText("its end");
  await context.close();
});

for (const [name, change] of /** @type {[string, () => void][]} */ ([
  ["no root element", () => document.documentElement.remove()],
  ["no body", () => document.body.remove()],
  ["no head", () => document.head.remove()],
  ["a root element that is no html", () => document.documentElement.replaceWith(document.createElementNS("http://www.w3.org/2000/svg", "svg"))],
])) {
  test(`a document with ${name}, and one again, is shown so`, async ({ browser }) => {
    const { context, shopper, viewer } = await open(browser, "/plain");
    await shopper.evaluate(change);
    expect(await push(viewer, await take(shopper))).toEqual([]);
    expect(await viewer.evaluate(shape)).toEqual(await shopper.evaluate(shape));
    await shopper.evaluate(() => {
      document.documentElement?.remove();
      document.append(document.createElement("html"));
      document.documentElement.append(document.createElement("head"), document.createElement("body"));
      document.body.append("again");
    });
    await expectInStep(shopper, viewer);
    // From nothing, too.
    await shopper.evaluate(change);
    await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
    expect(await push(viewer, await take(shopper))).toEqual([]);
    expect(await viewer.evaluate(shape)).toEqual(await shopper.evaluate(shape));
    await context.close();
  });
}

test("a document that is rewritten by document.open is still seen: nodes, events, layout mode", async ({ browser }) => {
  const { context, shopper, viewer } = await open(browser, "/plain");
  await shopper.evaluate(() => {
    document.open();
    document.write("<title>New</title><body><table style='font-size: 30px'><tr><td>quirks</td></tr></table><div id='box' style='height: 50px; overflow: auto'><p style='height: 900px'>tall</p></div><input id='field'>");
    document.close();
  });
  await expectInStep(shopper, viewer);
  expect(await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.compatMode)).toBe("BackCompat");
  // No audit comes to help: what follows is told by events and records.
  const found = await shopper.evaluate(() => /** @type {any} */ (window).recording_.found);
  await shopper.evaluate(() => document.getElementById("box")?.scrollTo(0, 100));
  await shopper.waitForTimeout(60);
  await shopper.evaluate(() => document.body.append("more"));
  await expectInStep(shopper, viewer);
  expect(await shopper.evaluate(() => /** @type {any} */ (window).recording_.found)).toBe(found);

  await shopper.evaluate(() => {
    document.open();
    document.write("<!doctype html><title>Newer</title><body><p>standards again</p>");
    document.close();
  });
  await expectInStep(shopper, viewer);
  expect(await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.compatMode)).toBe("CSS1Compat");
  await context.close();
});

for (const [name, path] of [["HTML 4 transitional", "/transitional"], ["XHTML", "/xhtml"], ["quirks", "/quirks"]]) {
  test(`a document of the type ${name} is shown`, async ({ browser }) => {
    const { context, shopper, viewer } = await open(browser, path);
    await expectInStep(shopper, viewer);
    const height = () => {
      const shown = /** @type {any} */ (window).viewer_?.document ?? document;
      return [...shown.querySelectorAll("td, p, b")].map((element) => `${element.getBoundingClientRect().height} ${getComputedStyle(element).color}`);
    };
    expect(await viewer.evaluate(height)).toEqual(await shopper.evaluate(height));
    await context.close();
  });
}

test("an SVG document is shown", async ({ browser }) => {
  const { context, shopper, viewer } = await open(browser, "/picture.svg");
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expect(viewer.frameLocator("iframe").locator("circle")).toHaveCSS("fill", "rgb(0, 9, 0)");
  expect(await viewer.evaluate(shape)).toEqual(await shopper.evaluate(shape));
  await context.close();
});

test("names that only a parser makes end nothing, and what else is there is shown", async ({ browser }) => {
  const { context, shopper, viewer } = await open(browser, "/plain");
  await shopper.evaluate(() => {
    document.body.innerHTML = `<a"b>one</a"b><x:y>two</x:y><p @click="x()" :class="{a: b}" v-on:click.prevent="x" [x]="1" (y)="2" on-x="3" #ref *if="4"
      data-ok="5" title="kept" onclick="x()" <b="6" "="7" é="8">three</p><my-élément>four</my-élément><svg xlink:nonsense="1"><foo:bar>5</foo:bar></svg>`;
    document.body.append(Object.assign(document.createElement("style"), { textContent: "p[data-ok] { color: rgb(1, 2, 3) }" }));
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await shopper.evaluate(() => {
    document.body.setAttribute("title", "after");
    const holder = document.createElement("div");
    holder.innerHTML = "<i @x='1' [y]='2'></i>";
    const attribute = /** @type {Attr} */ (holder.firstElementChild?.attributes[0].cloneNode());
    document.querySelector("p")?.setAttributeNode(attribute);
    document.querySelector("p")?.removeAttribute("@click");
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  const frame = viewer.frameLocator("iframe");
  await expect(frame.locator("p")).toHaveCSS("color", "rgb(1, 2, 3)");
  await expect(frame.locator("body")).toHaveAttribute("title", "after");
  for (const text of ["one", "two", "three", "four"]) await expect(frame.getByText(text)).toBeVisible();
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

for (const depth of [300, 1_400]) {
  test(`nesting ${depth} deep is shown, and what changes at the bottom`, async ({ browser }) => {
    const { context, shopper, viewer } = await open(browser, "/plain");
    await shopper.evaluate((depth) => {
      let place = /** @type {Element} */ (document.body);
      for (let level = 0; level < depth; level++) place = place.appendChild(document.createElement("div"));
      place.id = "bottom";
      place.append("the bottom");
    }, depth);
    expect(await push(viewer, await take(shopper))).toEqual([]);
    await shopper.evaluate(() => {
      document.getElementById("bottom")?.append("deeper");
      document.body.append("the end");
    });
    expect(await push(viewer, await take(shopper))).toEqual([]);
    const frame = viewer.frameLocator("iframe");
    await expect(frame.getByText("the end")).toBeVisible();
    await expect(frame.locator("#bottom")).toHaveText("the bottomdeeper");
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

test("a text of 5 MB is shown, and the rest of the page goes on", async ({ browser }) => {
  const { context, shopper, viewer } = await open(browser, "/plain");
  await shopper.evaluate(() => {
    document.body.append(document.createElement("pre"));
    document.querySelector("pre")?.append("five megabytes of text. ".repeat(220_000));
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await shopper.evaluate(() => {
    /** @type {any} */ (document.querySelector("pre")?.firstChild).insertData(2_000_000, "INSERTED");
    document.body.setAttribute("title", "after");
  });
  const frames = await take(shopper);
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
  figure("an edit of a text of 5 MB", `${bytes} bytes`);
  expect(await push(viewer, frames)).toEqual([]);
  const text = () => {
    const shown = /** @type {any} */ (window).viewer_?.document ?? document;
    const { data } = shown.querySelector("pre").firstChild;
    return [data.length, data.indexOf("INSERTED"), shown.body.title];
  };
  expect(await viewer.evaluate(text)).toEqual(await shopper.evaluate(text));
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

/** The elements of a document, whichever it has. Runs in the page. */
function shape() {
  const shown = /** @type {any} */ (window).viewer_?.document ?? document;
  /** @param {any} node @returns {any} */
  const describe = (node) => [node.localName, [...node.children].filter((child) => child.localName !== "style").map(describe)];
  return [...shown.children].map(describe);
}
