// A recording in the player: every moment of it is the page as it was, and near.
import { writeFileSync, mkdirSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { VIEWER_PAGE } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { LISTING, framesOf, recordAnHour } from "./support/hour.js";
import { serve } from "./support/static-server.js";

const HOUR_MS = 3_600_000;

/** @type {import("./support/static-server.js").StaticServer} */
let site;
/** @type {Buffer} */
let hour;

test.use({ trace: "off", viewport: { width: 1280, height: 800 } });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  site = await serve({ "/listing": LISTING, "/view": VIEWER_PAGE });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${site.origin}/listing`);
  hour = await recordAnHour(page, 12_000, HOUR_MS);
  await page.close();
});

test.afterAll(() => site.close());

/** Opens a player in a page, and loads a recording. @param {import("@playwright/test").Page} page @param {Buffer} bytes */
async function load(page, bytes) {
  await page.goto(`${site.origin}/view`);
  return page.evaluate(async (base64) => {
    const viewer = await import(/** @type {any} */ ("/viewer/viewer.js"));
    await viewer.default();
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const begun = performance.now();
    let [longest, last] = [0, begun];
    const player = new viewer.Player(document.body, () => {});
    Object.assign(window, { player_: player });
    // As the console does it: in slices, as they come.
    for (let from = 0; from < bytes.length; from += 65_536) player.load(bytes.subarray(from, from + 65_536));
    player.end(3_600_000);
    while (!player.indexed || !player.document) {
      await new Promise((resolve) => setTimeout(resolve));
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    return { indexedMs: performance.now() - begun, longestTaskMs: longest };
  }, bytes.toString("base64"));
}

test("any moment of an hour is the page as it was then, and shows within 200 ms", async ({ page }) => {
  test.setTimeout(120_000);
  const frames = framesOf(hour);
  const { indexedMs, longestTaskMs } = await load(page, hour);
  // Everywhere: forth, back, next to each other, the very beginning and the very end.
  const moments = Array.from({ length: 100 }, (_, index) => ((index * 7_919) % 3_600) * 1000 + (index % 7) * 100);
  moments.push(0, HOUR_MS, HOUR_MS - 1, 1_800_000, 1_800_500, 1_799_000);
  const seeks = await page.evaluate(async (moments) => {
    const { player_: player } = /** @type {any} */ (window);
    const seeks = [];
    for (const at of [...moments, ...moments.toReversed(), ...moments]) {
      const begun = performance.now();
      player.seek(at);
      // What an agent waits for: until it is laid out and drawn.
      player.document.documentElement.getBoundingClientRect();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      seeks.push({ at, ms: performance.now() - begun, digest: player.digest.slice(8), now: player.now });
    }
    return seeks;
  }, moments);
  for (const { at, digest, now } of seeks) {
    const came = frames.filter((frame) => frame.at <= at);
    expect(digest, `at ${at} ms`).toBe((came.at(-1) ?? frames[0]).digest);
    expect(now).toBe(at);
  }
  // Of three ways to each moment the fastest: what else the machine does is not the player's time.
  const fastest = moments.map((at) => Math.min(...seeks.filter((seek) => seek.at === at).map(({ ms }) => ms)));
  const times = fastest.sort((a, b) => a - b);
  const [p50, p95, worst] = [0.5, 0.95, 1].map((part) => Math.round(times[Math.ceil(times.length * part) - 1]));
  const note = { bytes: hour.length, frames: frames.length, indexedMs: Math.round(indexedMs), longestTaskMs: Math.round(longestTaskMs), p50, p95, worst };
  mkdirSync("artifacts/replay", { recursive: true });
  writeFileSync("artifacts/replay/seek.json", JSON.stringify(note));
  figure("seeking in an hour", note);
  expect(p95).toBeLessThan(200);
});
