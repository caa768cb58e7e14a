// Storms of random changes, forty in one task: page and viewer end equal, every time. The same storms are recorded by rrweb
// and replayed by its own replayer; how often those end equal is told.
import { readFile } from "node:fs/promises";

import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { push, restarts, serialised, take } from "./support/engine.js";
import { serve } from "./support/static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

const SEEDS = 200;

/** Of every so many storms, one does also what no event tells: those the audit has to find, within about a second. */
const BACK_DOORS_EVERY = 10;

const LOOKS = { styles: ["color", "backgroundColor"], values: true };

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  const body = await readFile(new URL("support/storm.js", import.meta.url));
  site = await serve({ ...PAGES, "/storm.js": { type: "text/javascript", body } });
});

test.afterAll(() => site.close());

/** @param {Page} page @param {number} seed @param {boolean} backDoors */
function storm(page, seed, backDoors = seed % BACK_DOORS_EVERY === 0) {
  return page.evaluate(
    async ([seed, backDoors]) => {
      const { storm } = await import(/** @type {any} */ ("/storm.js"));
      await storm(seed, backDoors);
    },
    /** @type {const} */ ([seed, backDoors]),
  );
}

/** The digest of the recorder's tree that a delta carries: its lower half. @param {Uint8Array} frame */
function digestIn(frame) {
  let at = 2;
  for (let numbers = 0; numbers < 2; at++) if (frame[at] < 128) numbers++;
  return Buffer.from(frame.subarray(at, at + 4)).readUInt32LE().toString(16).padStart(8, "0");
}

/** Moves what has changed into the viewer. Returns what both then show. @param {Page} shopper @param {Page} viewer */
async function mirror(shopper, viewer) {
  const frames = await take(shopper);
  const refused = await push(viewer, frames);
  expect(refused).toEqual([]);
  const last = frames.findLast((frame) => frame[1] !== 3);
  if (last) expect(await viewer.evaluate(() => /** @type {any} */ (window).viewer_.digest.slice(8))).toBe(digestIn(last));
  return { shown: await serialised(shopper, { in: "page", ...LOOKS }), mirrored: await serialised(viewer, { in: "viewer", ...LOOKS }) };
}

test(`after each of ${SEEDS} storms page and viewer are equal`, async ({ browser }) => {
  test.setTimeout(300_000);
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await mirror(shopper, viewer);
  let late = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    await storm(shopper, seed);
    let both = await mirror(shopper, viewer);
    if (both.mirrored !== both.shown) late++;
    for (let waited = 0; both.mirrored !== both.shown && waited < 2_000; waited += 200) {
      await shopper.waitForTimeout(200);
      both = await mirror(shopper, viewer);
    }
    expect(both.mirrored, `seed ${seed}`).toEqual(both.shown);
  }
  const described = `${SEEDS} of ${SEEDS} storms end equal, ${late} of them after the audit`;
  test.info().annotations.push({ type: "alongside", description: described });
  console.log(described);
  expect(late).toBeLessThanOrEqual(SEEDS / BACK_DOORS_EVERY);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});
