// Canvases, videos and fonts beside how they look: what they cost, when they are read, and what is never read.
import { expect, test } from "@playwright/test";

import { VIEWER_PAGE, push, record, take, view } from "./support/engine.js";
import { serve } from "./support/static-server.js";

const PAGE = `<!doctype html><title>A canvas</title><style>canvas { border: 1px solid }</style>
  <body><canvas id="canvas" width="120" height="80"></canvas><div id="room"></div>
  <script>
    const context = document.querySelector("#canvas").getContext("2d");
    let drawn = 0;
    function draw() {
      context.fillStyle = "hsl(" + (++drawn * 7) + " 80% 50%)";
      context.fillRect(0, 0, 120, 80);
    }
    draw();
  </script></body>`;

const FONTS = `<!doctype html><title>Fonts</title>
  <style>@font-face { font-family: Used; src: url(/used.woff2) } @font-face { font-family: Unused; src: url(/unused.woff2) }
    p { font-family: Used }</style><body><p>Used</p></body>`;

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8BQDwAEgAF/pooBPQAAAABJRU5ErkJggg==",
  "base64",
);

/** @type {import("./support/static-server.js").StaticServer} */
let site;
/** @type {import("./support/static-server.js").StaticServer} */
let other;

test.beforeAll(async () => {
  other = await serve({ "/pixel.png": { type: "image/png", body: PIXEL } });
  site = await serve({
    "/canvas": PAGE,
    "/fonts": FONTS,
    "/view": VIEWER_PAGE,
    "/pixel.png": { type: "image/png", body: PIXEL },
    "/used.woff2": { type: "font/woff2", body: "wOF2 but no font" },
    "/unused.woff2": { type: "font/woff2", body: "wOF2 but no font" },
  });
});

test.afterAll(() => Promise.all([site.close(), other.close()]));

/** The addresses of the assets among some frames. @param {Uint8Array[]} frames */
function addresses(frames) {
  return frames.filter((frame) => frame[1] === 3).map((frame) => Buffer.from(frame.slice(3, 3 + frame[2])).toString());
}

/** @param {Uint8Array[]} frames */
const stills = (frames) => addresses(frames).filter((address) => address.startsWith("still:"));

/** An asset frame. @param {string} address @param {Buffer} bytes */
const asset = (address, bytes) =>
  Uint8Array.from([1, 3, address.length, ...Buffer.from(address), 9, ...Buffer.from("image/png"), ...bytes]);

/** The frames emitted so far, without asking for more. @param {import("@playwright/test").Page} page @returns {Promise<Uint8Array[]>} */
async function waiting(page) {
  const frames = await page.evaluate(() => /** @type {any} */ (window).frames_.splice(0));
  return frames.map((/** @type {number[]} */ frame) => Uint8Array.from(frame));
}

test("a canvas that moves all the time is told at most twice a second, and not at all once it stands still", async ({ page }) => {
  await page.goto(`${site.origin}/canvas`);
  await record(page);
  await waiting(page);
  await page.evaluate(() => {
    const timer = setInterval(/** @type {any} */ (window).draw, 16);
    setTimeout(() => clearInterval(timer), 4_000);
  });
  await page.waitForTimeout(4_000);
  const moving = stills(await waiting(page)).length;
  expect(moving).toBeGreaterThan(3);
  expect(moving).toBeLessThanOrEqual(9);
  await page.waitForTimeout(2_500);
  const last = stills(await waiting(page));
  expect(last.length).toBeGreaterThan(0);
  expect(last.at(-1)).not.toContain("~");
  await page.waitForTimeout(1_500);
  expect(await waiting(page)).toEqual([]);
});

test("while the caller is not ready nothing of a canvas waits, and then only the newest is sent", async ({ page }) => {
  await page.goto(`${site.origin}/canvas`);
  const counts = await page.evaluate(async () => {
    const capture = await import(/** @type {any} */ ("/embed/capture.js"));
    await capture.default();
    let ready = true;
    let assets = 0;
    const emit = (/** @type {Uint8Array} */ frame) => (assets += Number(frame[1] === 3));
    const recording = capture.record({ emit, ready: () => ready });
    await recording.flush();
    const first = assets;
    ready = false;
    for (let step = 0; step < 60; step++) {
      /** @type {any} */ (window).draw();
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const held = assets - first;
    ready = true;
    await recording.flush();
    recording.stop();
    return { first, held, after: assets - first };
  });
  expect(counts.first).toBe(1);
  expect(counts.held).toBe(0);
  expect(counts.after).toBeGreaterThan(0);
  expect(counts.after).toBeLessThanOrEqual(2);
});

test("nothing is read of a canvas that is masked, blocked, tainted or out of sight", async ({ page }) => {
  await page.goto(`${site.origin}/canvas`);
  await page.evaluate(async (other) => {
    document.body.dataset.alongside = "mask";
    document.querySelector("#room")?.insertAdjacentHTML(
      "beforeend",
      `<p data-alongside="show"><canvas id="tainted"></canvas></p><p data-alongside="block"><canvas id="blocked"></canvas></p>
       <div style="height: 3000px"></div><p data-alongside="show"><canvas id="far"></canvas></p>`,
    );
    const image = new Image();
    image.src = `${other}/pixel.png`;
    await image.decode();
    for (const canvas of document.querySelectorAll("canvas")) {
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      context.fillRect(0, 0, 50, 50);
      if (canvas.id === "tainted") context.drawImage(image, 0, 0);
    }
    // Whether something is in sight is told with a frame's delay.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }, other.origin);
  await record(page);
  await page.waitForTimeout(300);
  await waiting(page);
  await page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas")) canvas.getContext("2d")?.fillRect(50, 50, 9, 9);
  });
  await page.waitForTimeout(1_500);
  expect(stills(await take(page))).toEqual([]);
  await page.evaluate(() => document.querySelector("#far")?.scrollIntoView());
  await page.waitForTimeout(1_000);
  expect(stills(await take(page))).toHaveLength(1);
});

test("what is drawn after a canvas was masked stays in the page", async ({ page }) => {
  await page.goto(`${site.origin}/canvas`);
  await record(page);
  expect(stills(await waiting(page))).toHaveLength(1);
  await page.evaluate(() => {
    document.body.dataset.alongside = "mask";
    /** @type {any} */ (window).draw();
  });
  await page.waitForTimeout(1_200);
  expect(stills(await take(page))).toEqual([]);
});

test("an hour of animation leaves the viewer with a handful of pictures, and with room for all others", async ({ page, context }) => {
  await page.goto(`${site.origin}/canvas`);
  await record(page);
  const viewer = await context.newPage();
  await viewer.goto(`${site.origin}/view`);
  await viewer.evaluate(() => {
    const live = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const address = createObjectURL(blob);
      live.add(address);
      return address;
    };
    URL.revokeObjectURL = (address) => {
      live.delete(address);
      revokeObjectURL(address);
    };
    Object.assign(window, { live_: live });
  });
  await view(viewer);
  expect(await push(viewer, await waiting(page))).toEqual([]);
  // 7,200 pictures of 50 KB are more than all assets together may be.
  await viewer.evaluate(
    (frame) => {
      const padded = new Uint8Array(frame.length + 50_000);
      padded.set(frame);
      for (let picture = 0; picture < 7_200; picture++) {
        padded.set(new TextEncoder().encode(String(10_000 + picture)), 9);
        /** @type {any} */ (window).viewer_.push(padded);
      }
    },
    [...asset("still:00000", PIXEL)],
  );
  expect(await viewer.evaluate(() => /** @type {any} */ (window).live_.size)).toBeLessThan(16);
  await page.evaluate(() => {
    /** @type {any} */ (window).draw();
    document.body.insertAdjacentHTML("beforeend", "<img src='/pixel.png' alt=''>");
  });
  expect(await push(viewer, await take(page))).toEqual([]);
  const shown = await viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    return [document.querySelector("img").src, document.querySelector("canvas").style.content];
  });
  expect(shown[0]).toMatch(/^blob:/);
  expect(shown[1]).toContain("blob:");
});

test("a viewer that comes later gets the pictures that there are", async ({ page, context }) => {
  await page.goto(`${site.origin}/canvas`);
  await record(page);
  await waiting(page);
  await page.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  const frames = await take(page);
  expect(stills(frames)).toHaveLength(1);
  const viewer = await context.newPage();
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  expect(await push(viewer, frames)).toEqual([]);
  const content = await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.querySelector("canvas").style.content);
  expect(content).toContain("blob:");
});

test("of the fonts that rules name, only those are fetched that the page has loaded", async ({ page }) => {
  await page.goto(`${site.origin}/fonts`);
  await record(page);
  await page.waitForTimeout(1_000);
  expect(addresses(await take(page))).toEqual([`${site.origin}/used.woff2`]);
  expect(site.requests).not.toContain("/unused.woff2");
  // Nor what describes the faces that scripts add, or reads sheets of other origins, of which this page has none.
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1)));
  expect(loaded).toContain("fonts.js");
  expect(loaded).not.toContain("font-faces.js");
  expect(loaded).not.toContain("sheet-copies.js");
});
