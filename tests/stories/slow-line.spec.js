// Back-pressure: over a line of 128 kbit/s that is 400 ms long each way, the agent sees the page as it was at most two seconds
// ago, however much happens in it; nothing piles up in the page; and in the end the view is equal. Everything is real but
// the line.
import { expect, test } from "@playwright/test";

import { PAGES } from "./support/engine-site.js";
import { figure } from "./support/figure.js";
import { slowLine } from "./support/slow-line.js";
import { ageOf, shareOver, storm } from "./support/slow-sharing.js";
import { serve } from "./support/static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it.
test.use({ trace: "off" });

const LINE = { bytesPerSecond: 16_000, delay: 400 };

/** How long the storm lasts, how old the view may be, and how often it is looked at, in ms. */
const [LASTS, OLDEST, EVERY] = [20_000, 2_000, 500];

/** Notes the memory of each wasm module that the page instantiates. Runs in the page, before any script of it. */
function noteMemories() {
  /** @type {Set<WebAssembly.Memory>} */
  const memories = new Set();
  const wasm = /** @type {any} */ (WebAssembly);
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = wasm[name];
    wasm[name] = async (/** @type {any[]} */ ...given) => {
      const made = await real.apply(wasm, given);
      for (const one of Object.values((made.instance ?? made).exports)) if (one instanceof WebAssembly.Memory) memories.add(one);
      return made;
    };
  }
  Object.assign(window, { memories_: memories });
}

/** What a page holds after garbage collection: its heap, and the memory of its wasm modules, in bytes. @param {Page} page */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const wasm = await page.evaluate(() =>
    [.../** @type {any} */ (window).memories_].reduce((/** @type {number} */ sum, memory) => sum + memory.buffer.byteLength, 0),
  );
  return { heap: metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0, wasm };
}

/** How much comes anew with each of the sixty changes a second, in characters that no compression makes fewer. @type {Record<string, number>} */
const STORMS = { "an ordinary storm": 8, "a storm that would fill the line several times over": 640 };

for (const [name, length] of Object.entries(STORMS)) test(`over 128 kbit/s the view stays within two seconds of ${name}, and is equal after it`, async ({ browser }) => {
  test.setTimeout(120_000);
  const sharing = await shareOver(await slowLine(LINE), browser, noteMemories);
  const { line, shopper, agent, viewer } = sharing;
  // The page's pictures have to come through as well, each whole: until then the line has other things to do.
  for (let before = -1; before !== line.sent(); ) {
    before = line.sent();
    await shopper.waitForTimeout(2_000);
  }

  await shopper.evaluate(storm, length);
  await viewer.waitForFunction(() => document.querySelector("iframe")?.contentDocument?.querySelector("#clock")?.textContent);
  const before = line.sent();
  /** @type {number[]} */
  const ages = [];
  /** @type {Awaited<ReturnType<typeof memory>>[]} */
  const held = [];
  const began = Date.now();
  for (let sample = 0; Date.now() - began < LASTS; sample++) {
    await agent.waitForTimeout(Math.max(0, began + sample * EVERY - Date.now()));
    ages.push(await ageOf(viewer));
    if (sample === 2 || sample === 20) held.push(await memory(shopper));
  }
  held.push(await memory(shopper));
  const carried = Math.round((line.sent() - before) / (Date.now() - began));
  await shopper.evaluate(() => /** @type {any} */ (window).stop_());
  const shown = await shopper.evaluate(() => document.querySelector("#storm")?.outerHTML);
  await expect
    .poll(() => viewer.evaluate(() => document.querySelector("iframe")?.contentDocument?.querySelector("#storm")?.outerHTML), { timeout: 3_000 })
    .toBe(shown);

  const median = ages.toSorted((one, other) => one - other)[ages.length >> 1];
  const kept = held.map(({ heap, wasm }) => `${Math.round(heap / 1024)} KB of heap, ${wasm / 1024} of wasm`).join(", then ");
  figure(name, `${ages.length} samples, the oldest ${Math.max(...ages)} ms, the median ${median} ms; ${carried} bytes per ms; ${kept}`);
  expect(ages.length).toBeGreaterThan(30);
  expect(Math.max(...ages)).toBeLessThanOrEqual(OLDEST);
  const [begin, half, end] = held;
  expect(end.heap).toBeLessThan(half.heap * 1.05 + 100_000);
  // What the stream has said so far is kept to compress the rest, up to a bound that so slow a line takes longer to fill.
  expect(end.wasm - begin.wasm).toBeLessThanOrEqual(2_048 * 1_024);
  await sharing.close();
});

test("what the recorder keeps of what it has sent stops growing", async ({ browser }) => {
  const site = await serve(PAGES);
  const page = await browser.newPage();
  await page.goto(`${site.origin}/page`);
  const held = await page.evaluate(async () => {
    const capture = await import(/** @type {any} */ ("/embed/capture.js"));
    const { memory } = await capture.default();
    let bytes = 0;
    const recording = capture.record({ emit: (/** @type {Uint8Array} */ frame) => (bytes += frame.length) });
    const list = document.body.appendChild(document.createElement("ul"));
    const random = () => Array.from({ length: 400 }, () => Math.random().toString(36).slice(2, 10)).join(" ");
    const held = [];
    for (let turn = 1; turn <= 600; turn++) {
      list.append(Object.assign(document.createElement("li"), { textContent: random(), title: random() }));
      if (list.children.length > 8) list.firstElementChild?.remove();
      await recording.flush();
      if (turn % 300 === 0) held.push({ bytes, memory: memory.buffer.byteLength });
    }
    return held;
  });
  expect(held[0].bytes).toBeGreaterThan(1_000_000);
  expect(held[1].bytes).toBeGreaterThan(2_000_000);
  expect(held[1].memory).toBe(held[0].memory);
  await page.close();
  await site.close();
});
