// The shopper sees what the agent can't: a pattern over every masked place, where it is, and nowhere else; and no agent sees the pattern.
import { expect, test } from "@playwright/test";

import { PAGES } from "./support/engine-site.js";
import { record, take, view, push } from "./support/engine.js";
import { serve } from "./support/static-server.js";

test.use({ trace: "off" });

const PAGE = `<!doctype html><html lang="en"><title>Preview</title><style>
  body { margin: 0; font: 16px/20px sans-serif; height: 3000px } .box { position: absolute; left: 20px; width: 200px; height: 60px; background: #9fd0a8 }
  #scroller { overflow: auto } dialog { width: 300px; height: 200px }</style>
  <p class="box" id="open" style="top: 20px">Open</p>
  <p class="box" id="masked" data-alongside="mask" style="top: 100px">Masked<b class="box" id="beside" style="left: 240px; top: 0">beside</b></p>
  <p class="box" id="blocked" data-alongside="block" style="top: 180px">Blocked</p>
  <div class="box" id="selected" style="top: 260px"><i class="box" id="shown" data-alongside="show" style="left: 100px; width: 50px; height: 30px">Shown</i></div>
  <input class="box" id="field" style="top: 340px">
  <div class="box" id="scroller" style="top: 420px"><div style="height: 200px"></div><b id="inside" data-alongside="mask" style="display: block; height: 50px">In</b></div>
  <iframe class="box" id="frame" style="top: 500px; border: 0" srcdoc="<style>body { margin: 0 } b { display: block; height: 30px }</style><b data-alongside=mask>In a frame</b>"></iframe>
  <dialog id="dialog"><b class="box" id="modal" data-alongside="mask">In a dialog</b></dialog></html>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;
test.beforeAll(async () => {
  site = await serve({ ...PAGES, "/preview": PAGE });
});
test.afterAll(() => site.close());

/** Whether a place's pixels are others than without the layer. @typedef {Record<string, [number, number]>} Spots */

/** The middles of what the page shows, by name; and some that are in no box. @type {Spots} */
const SPOTS = {
  open: [120, 50], masked: [120, 130], beside: [340, 130], blocked: [120, 210], selected: [60, 310], shown: [145, 275],
  field: [120, 370], scroller: [120, 450], frame: [120, 515], "below in the frame": [120, 545], nothing: [600, 50],
};

/**
 * What is covered, of these spots: where the pixels differ from those of a picture without the layer.
 * @param {import("@playwright/test").Page} page @param {string} before a picture
 */
async function covered(page, before) {
  // It looks four times a second where the places are.
  await page.waitForTimeout(400);
  const after = (await page.screenshot()).toString("base64");
  return page.evaluate(
    async ([before, after, spots]) => {
      const pixels = async (/** @type {string} */ data) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const context = /** @type {any} */ (new OffscreenCanvas(image.width, image.height).getContext("2d"));
        context.drawImage(image, 0, 0);
        return (/** @type {number} */ x, /** @type {number} */ y) => [...context.getImageData(x - 4, y - 4, 8, 8).data].join();
      };
      const [old, now] = [await pixels(/** @type {string} */ (before)), await pixels(/** @type {string} */ (after))];
      return Object.entries(/** @type {Spots} */ (spots)).filter(([, [x, y]]) => old(x, y) !== now(x, y)).map(([name]) => name);
    },
    /** @type {const} */ ([before, after, SPOTS]),
  );
}

test("what shows it is fetched once she wants to see it, and again where that failed", async ({ page }) => {
  let refused = 0;
  await page.route(/preview\.js/, (route) => (++refused > 1 ? route.continue() : route.abort()));
  await page.goto(`${site.origin}/preview`);
  const before = (await page.screenshot()).toString("base64");
  await record(page);
  await take(page);
  expect(refused).toBe(0);
  await page.evaluate(() => /** @type {any} */ (window).recording_.preview(true));
  expect(await covered(page, before)).toEqual([]);
  await expect.poll(() => covered(page, before), { timeout: 15_000 }).toContain("masked");
  expect(refused).toBe(2);

  await page.evaluate(() => /** @type {any} */ (window).recording_.preview(false));
  expect(await covered(page, before)).toEqual([]);
});

test("what the agent can't see is covered where it is, follows the page, and the cover is not recorded", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.goto(`${site.origin}/preview`);
  const before = (await shopper.screenshot()).toString("base64");
  await record(shopper, { mask: ["#selected"] });
  await push(viewer, await take(shopper));
  expect(await covered(shopper, before)).toEqual([]);
  const nodes_ = () => viewer.evaluate(() => /** @type {any} */ (window).viewer_.nodes);
  const told = await nodes_();

  await shopper.evaluate(() => /** @type {any} */ (window).recording_.preview(true));
  const all = ["masked", "beside", "blocked", "selected", "field", "frame"];
  expect(await covered(shopper, before)).toEqual(all);
  await shopper.screenshot({ path: "artifacts/preview/covered.png" });

  // It is no part of what is recorded, and in nobody's way.
  await push(viewer, await take(shopper));
  expect(await nodes_()).toBe(told);
  await shopper.click("#masked");
  await shopper.fill("#field", "typed");
  await push(viewer, await take(shopper));
  const html = await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.documentElement.outerHTML);
  expect(html).not.toContain("canvas");

  // It follows: a scrolled page and box, a mark that comes late, a dialog above everything.
  await shopper.evaluate(() => scrollTo(0, 80));
  await shopper.waitForTimeout(400);
  await shopper.screenshot({ path: "artifacts/preview/scrolled.png" });
  await shopper.evaluate(() => scrollTo(0, 0));
  await shopper.evaluate(() => document.getElementById("scroller")?.scrollTo(0, 200));
  await shopper.evaluate(() => document.getElementById("open")?.setAttribute("data-alongside", "mask"));
  expect(await covered(shopper, before)).toEqual(["open", ...all.slice(0, 5), "scroller", "frame"]);
  await shopper.evaluate(() => /** @type {HTMLDialogElement} */ (document.getElementById("dialog")).showModal());
  await shopper.waitForTimeout(400);
  await shopper.screenshot({ path: "artifacts/preview/dialog.png" });
  const inTopLayer = await shopper.evaluate(() => [...document.querySelectorAll(":popover-open")].length);
  expect(inTopLayer).toBe(1);
  await shopper.evaluate(() => /** @type {HTMLDialogElement} */ (document.getElementById("dialog")).close());

  // All of a private page is covered but what is marked.
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.setPolicy({ privateByDefault: true }));
  await shopper.waitForTimeout(100);
  const private_ = await covered(shopper, before);
  expect(private_).toEqual(Object.keys(SPOTS).filter((spot) => spot !== "shown"));
  await shopper.screenshot({ path: "artifacts/preview/private.png" });

  const nodes = await shopper.evaluate(() => document.querySelectorAll("*").length);
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.preview(false));
  expect(await shopper.evaluate(() => document.querySelectorAll("*").length)).toBe(nodes - 1);
  await shopper.evaluate(() => {
    const { recording_ } = /** @type {any} */ (window);
    recording_.preview(true);
    recording_.stop();
    recording_.preview(true);
  });
  expect(await shopper.evaluate(() => document.querySelectorAll("*").length)).toBe(nodes - 1);
  await context.close();
});
