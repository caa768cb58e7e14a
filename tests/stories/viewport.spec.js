// Phones: the viewport, its rotation, pinch zoom and the on-screen keyboard show in the viewer as they are.
import { expect, test } from "@playwright/test";

import { PAGES } from "./support/engine-site.js";
import { push, record, take } from "./support/engine.js";
import { serve } from "./support/static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

const PHONE = `<!doctype html><html><head><meta name="viewport" content="width=device-width, initial-scale=1"><title>Phone</title>
  <style>body { margin: 0 } .wide { display: none } @media (orientation: landscape) { .wide { display: block } }</style></head>
  <body><h1>Trainers</h1><p class="wide">landscape</p><input id="note"><div style="height: 3000px">tall</div></body></html>`;
const WIDE = `<!doctype html><title>No phone page</title><body style="width: 900px">As wide as a desk</body>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({ ...PAGES, "/phone": PHONE, "/wide": WIDE });
});

test.afterAll(() => site.close());

/** A phone's page and a viewer of 400 × 800 that draws what is seen. @param {import("@playwright/test").Browser} browser @param {string} path */
async function pair(browser, path) {
  const phone = await browser.newContext({ viewport: { width: 390, height: 700 }, isMobile: true, hasTouch: true, deviceScaleFactor: 3 });
  const desk = await browser.newContext({ viewport: { width: 800, height: 700 } });
  const [shopper, viewer] = [await phone.newPage(), await desk.newPage()];
  await shopper.goto(site.origin + path);
  await viewer.goto(`${site.origin}/view`);
  await record(shopper);
  await viewer.evaluate(async () => {
    const module = await import(/** @type {any} */ ("/viewer/viewer.js"));
    await module.default();
    document.body.replaceChildren();
    Object.assign(document.body.style, { margin: "0", height: "100vh", position: "relative" });
    Object.assign(window, { viewer_: new module.Viewer(document.body, { pointer: true }) });
  });
  const show = async () => push(viewer, await take(shopper));
  await show();
  const close = () => Promise.all([phone.close(), desk.close()]);
  return { shopper, viewer, show, close };
}

/** Size of the shown page, and the frame around what is seen of it, in CSS px of the page. @param {Page} viewer */
function shown(viewer) {
  return viewer.evaluate(() => {
    const page = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
    const box = page.getBoundingClientRect();
    const scale = box.width / page.offsetWidth;
    const frame = document.querySelector("body > [aria-hidden] > [aria-hidden]");
    const seen = frame?.getBoundingClientRect();
    const part =
      frame && seen && getComputedStyle(/** @type {Element} */ (frame.parentElement)).display !== "none"
        ? [seen.left - box.left, seen.top - box.top, seen.width, seen.height].map((px) => Math.round(px / scale))
        : null;
    return { size: [page.offsetWidth, page.offsetHeight], part };
  });
}

test("a phone's page has the phone's size, also when it is turned", async ({ browser }) => {
  const { shopper, viewer, show, close } = await pair(browser, "/phone");
  expect(await shown(viewer)).toEqual({ size: [390, 700], part: null });
  const wide = viewer.frameLocator("iframe").locator(".wide");
  await expect(wide).toBeHidden();
  await shopper.setViewportSize({ width: 700, height: 390 });
  await expect.poll(async () => (await show(), (await shown(viewer)).size)).toEqual([700, 390]);
  await expect(wide).toBeVisible();
  await close();
});

test("a page that is not made for phones has the width that the phone gives it", async ({ browser }) => {
  const { shopper, viewer, close } = await pair(browser, "/wide");
  const size = await shopper.evaluate(() => [innerWidth, innerHeight]);
  expect(size[0]).toBeGreaterThan(800);
  expect((await shown(viewer)).size).toEqual(size);
  await close();
});

test("while she is zoomed in, a frame shows which part she sees, and the page keeps its layout", async ({ browser }) => {
  const { shopper, viewer, show, close } = await pair(browser, "/phone");
  const session = await shopper.context().newCDPSession(shopper);
  await session.send("Input.synthesizePinchGesture", { x: 300, y: 400, scaleFactor: 2.5 });
  const seen = () =>
    shopper.evaluate(() => {
      const { offsetLeft, offsetTop, width, height, scale } = /** @type {VisualViewport} */ (visualViewport);
      return { scale, part: [offsetLeft, offsetTop, width, height].map(Math.round) };
    });
  // Fingers glide: what she sees may move by a pixel after a gesture has ended, so the view is compared with her page as it is.
  const isInStep = async () => {
    await show();
    const [told, { part }] = [await shown(viewer), await seen()];
    return told.size.join() === "390,700" && told.part?.join() === part.join();
  };
  await expect.poll(async () => (await seen()).scale).toBeGreaterThan(1.5);
  await expect.poll(isInStep).toBe(true);
  const { part } = await seen();
  expect(part[0]).toBeGreaterThan(0);

  // She moves about, and zooms out again.
  await shopper.evaluate(() => document.querySelector("h1")?.scrollIntoView({ inline: "start" }));
  await expect.poll(async () => (await seen()).part[0]).toBeLessThan(part[0]);
  await expect.poll(isInStep).toBe(true);
  await session.send("Input.synthesizePinchGesture", { x: 40, y: 100, scaleFactor: 0.1 });
  await expect.poll(async () => (await show(), (await shown(viewer)).part)).toBeNull();
  await close();
});

test("a keyboard on the screen leaves the page as it is, and the frame above it", async ({ browser }) => {
  const { shopper, viewer, show, close } = await pair(browser, "/phone");
  // No browser without a screen has a keyboard on it: its visual viewport is told as one that has would tell it.
  await shopper.evaluate(() => {
    const seen = /** @type {VisualViewport} */ (visualViewport);
    Object.defineProperty(seen, "height", { get: () => 420, configurable: true });
    seen.dispatchEvent(new Event("resize"));
  });
  await show();
  expect(await shown(viewer)).toEqual({ size: [390, 700], part: [0, 0, 390, 420] });
  await shopper.evaluate(() => {
    const seen = /** @type {any} */ (visualViewport);
    delete seen.height;
    seen.dispatchEvent(new Event("resize"));
  });
  await show();
  expect(await shown(viewer)).toEqual({ size: [390, 700], part: null });
  await close();
});

test("a part of the page that no event tells of is found", async ({ browser }) => {
  const { shopper, viewer, show, close } = await pair(browser, "/phone");
  await shopper.evaluate(() => Object.defineProperty(visualViewport, "height", { get: () => 300, configurable: true }));
  await expect.poll(async () => (await show(), (await shown(viewer)).part)).toEqual([0, 0, 390, 300]);
  await close();
});
