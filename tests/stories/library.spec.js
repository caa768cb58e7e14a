// The engine as a library: the example of pkg/README.md runs as it is written there, on bare pages, with neither the relay
// nor the widget; and what the recording promises its caller holds.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { expectEqual, push, take } from "./support/engine.js";
import { ROOT, serve } from "./support/static-server.js";

test.use({ trace: "off" });

/** What a bundler would do with the package's names. */
const IMPORT_MAP = `<script type="importmap">${JSON.stringify({
  imports: { "alongside-live/capture": "/embed/capture.js", "alongside-live/viewer": "/viewer/viewer.js" },
})}</script>`;

/** The example's pages, by the name that stands above each. */
async function example() {
  const readme = await readFile(join(ROOT, "pkg/README.md"), "utf8");
  const found = [...readme.matchAll(/^`([a-z]+\.html)`, on `(https:[^`]+)`:\n\n```html\n(.*?)^```/gms)];
  return Object.fromEntries(found.map(([, name, origin, html]) => [name, { origin, html }]));
}

test("the README's example shows the shop in the viewer, and neither page asks for a relay", async ({ page }) => {
  const pages = await example();
  expect(Object.keys(pages)).toEqual(["shop.html", "viewer.html"]);
  /** @type {Record<string, string>} */
  const shopPages = {};
  /** @type {Record<string, string>} */
  const viewerPages = {};
  const [shopSite, viewerSite] = [await serve(shopPages), await serve(viewerPages)];
  const origins = new Map([[pages["shop.html"].origin, shopSite.origin], [pages["viewer.html"].origin, viewerSite.origin]]);
  /** Only the origins are others, and the names are resolved. @param {string} html */
  const here = (html) => {
    for (const [written, served] of origins) html = html.replaceAll(written, served);
    return html.replace("<title>", `${IMPORT_MAP}<title>`);
  };
  shopPages["/shop.html"] = here(pages["shop.html"].html);
  viewerPages["/viewer.html"] = here(pages["viewer.html"].html);

  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${viewerSite.origin}/viewer.html`);
  const shop = page.frameLocator("#shop");
  const view = page.frameLocator("#view iframe");
  await expect(view.locator("h1")).toHaveText("Trail shoes");
  await shop.getByRole("button", { name: "Buy" }).click();
  await expect(view.getByText("In the basket.")).toBeVisible();
  await shop.getByLabel("Your name").fill("Nora Lindqvist");
  await expect(view.locator("input")).toHaveValue(/^[• ]+$/);

  expect(errors).toEqual([]);
  const loaded = [...shopSite.requests, ...viewerSite.requests].filter((path) => !/favicon/.test(path));
  expect(loaded.filter((path) => !/^\/(shop\.html|viewer\.html|embed\/(capture|snippets\/)|viewer\/viewer)/.test(path))).toEqual([]);
  await shopSite.close();
  await viewerSite.close();
});

test.describe("a recording", () => {
  /** @type {import("./support/static-server.js").StaticServer} */
  let site;
  test.beforeAll(async () => {
    // The page that begins to record in its head, before there is a body.
    const early = `<!doctype html><title>Early</title><script type="module" async>
      import init, { record } from "/embed/capture.js";
      await init();
      window.begunWithoutBody = document.body === null;
      window.frames_ = [];
      window.recording_ = record({ emit: (frame) => frames_.push([...frame]) });
    </script><script src="/slow.js"></script><body><h1>Later</h1></body>`;
    site = await serve({ ...PAGES, "/early": early });
  });
  test.afterAll(() => site.close());

  test("flush resolves when all that changed is emitted, even work of many slices", async ({ browser }) => {
    const { context, shopper, viewer } = await pair(browser, site.origin);
    const emitted = await shopper.evaluate(async () => {
      const { recording_, frames_ } = /** @type {any} */ (window);
      const list = document.body.appendChild(document.createElement("ul"));
      for (let index = 0; index < 3_000; index++) {
        list.append(document.createElement("li"));
        list.lastElementChild?.append(document.createElement("b"), `row ${index}`);
      }
      await recording_.flush();
      const atOnce = frames_.length;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return { atOnce, later: frames_.length };
    });
    expect(emitted.atOnce).toBeGreaterThan(0);
    expect(emitted.later).toBe(emitted.atOnce);
    const frames = await shopper.evaluate(() => /** @type {any} */ (window).frames_.splice(0));
    expect(await push(viewer, frames.map((/** @type {number[]} */ frame) => Uint8Array.from(frame)))).toEqual([]);
    await expectEqual(shopper, viewer);
    await context.close();
  });

  test("ready is told which frames are of assets: the page goes on while its pictures wait", async ({ page }) => {
    await page.goto(`${site.origin}/page`);
    const kinds = await page.evaluate(async () => {
      const capture = await import(/** @type {any} */ ("/embed/capture.js"));
      await capture.default();
      /** @type {number[]} */
      const kinds = [];
      let arePicturesReady = false;
      const recording = capture.record({
        emit: (/** @type {Uint8Array} */ frame) => kinds.push(frame[1]),
        ready: (/** @type {number | undefined} */ kind) => kind === undefined || (kind === 3 && arePicturesReady),
      });
      const until = async (/** @type {() => boolean} */ holds) => {
        while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      await until(() => kinds.includes(1));
      for (let turn = 1; turn <= 3; turn++) {
        const heading = /** @type {Element} */ (document.querySelector("h1"));
        heading.textContent = `turn ${turn}`;
        await until(() => kinds.filter((kind) => kind === 2).length >= turn);
      }
      const before = [...kinds];
      arePicturesReady = true;
      await until(() => kinds.includes(3));
      recording.stop();
      return { before, after: kinds };
    });
    expect(kinds.before).not.toContain(3);
    expect(new Set(kinds.after)).toEqual(new Set([1, 2, 3]));
  });

  test("keyframe adds one at any time: at rest, amid a change, and twice at once", async ({ browser }) => {
    const { context, shopper, viewer } = await pair(browser, site.origin);
    await take(shopper);
    const keyframes = (/** @type {Uint8Array[]} */ frames) => frames.filter((frame) => frame[1] === 1).length;
    await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe(false));
    expect(keyframes(await take(shopper))).toBe(1);
    await shopper.evaluate(async () => {
      const { recording_ } = /** @type {any} */ (window);
      const list = document.body.appendChild(document.createElement("ul"));
      for (let index = 0; index < 3_000; index++) list.append(Object.assign(document.createElement("li"), { textContent: `row ${index}` }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      recording_.keyframe(false);
      recording_.keyframe(false);
      list.firstElementChild?.remove();
    });
    const frames = await take(shopper);
    expect(keyframes(frames)).toBe(1);
    // A viewer that begins with the keyframe needs nothing of what came before it.
    const from = frames.findIndex((frame) => frame[1] === 1);
    expect(await push(viewer, frames.slice(from))).toEqual([]);
    await expectEqual(shopper, viewer);
    await context.close();
  });

  test("goes on until it is stopped, also when its caller keeps nothing of it", async ({ page }) => {
    await page.goto(`${site.origin}/page`);
    await page.evaluate(async () => {
      const { default: init, record } = await import(/** @type {any} */ ("/embed/capture.js"));
      await init();
      Object.assign(window, { count_: 0 });
      record({ emit: () => /** @type {any} */ (window).count_++ });
    });
    await page.waitForFunction(() => /** @type {any} */ (window).count_ > 0);
    const session = await page.context().newCDPSession(page);
    for (let round = 0; round < 5; round++) {
      await session.send("HeapProfiler.collectGarbage");
      // What is collected is freed in a task of its own.
      await page.waitForTimeout(200);
    }
    const before = await page.evaluate(() => {
      document.body.append("after the collection");
      return /** @type {any} */ (window).count_;
    });
    await page.waitForFunction((before) => /** @type {any} */ (window).count_ > before, before);
  });

  test("may begin before the document has a body", async ({ browser }) => {
    const context = await browser.newContext();
    const [shopper, viewer] = [await context.newPage(), await context.newPage()];
    /** Held back until recording has begun. @type {() => void} */
    let release = () => {};
    const begun = new Promise((resolve) => (release = () => resolve(undefined)));
    await shopper.route("**/slow.js", async (route) => {
      await begun;
      await route.fulfill({ contentType: "text/javascript", body: "" });
    });
    await shopper.goto(`${site.origin}/early`, { waitUntil: "commit" });
    // Without a body nothing is drawn, so no animation frame comes to ask in.
    await shopper.waitForFunction(() => "recording_" in window, undefined, { polling: 50 });
    release();
    await shopper.waitForLoadState("load");
    expect(await shopper.evaluate(() => /** @type {any} */ (window).begunWithoutBody)).toBe(true);
    const frames = await take(shopper);
    await viewer.goto(`${site.origin}/view`);
    await viewer.evaluate(async () => {
      const module = await import(/** @type {any} */ ("/viewer/viewer.js"));
      await module.default();
      Object.assign(window, { viewer_: new module.Viewer(document.body) });
    });
    expect(await push(viewer, frames)).toEqual([]);
    await expect(viewer.frameLocator("iframe").locator("h1")).toHaveText("Later");
    await context.close();
  });

  test("refuses wrong options with an error that names the option and what it must be", async ({ page }) => {
    await page.goto(`${site.origin}/page`);
    const refused = await page.evaluate(async () => {
      const { default: init, record } = await import(/** @type {any} */ ("/embed/capture.js"));
      await init();
      const emit = () => {};
      const wrong = {
        nothing: undefined,
        "no emit": {},
        "emit no function": { emit: "frame" },
        "ready no function": { emit, ready: true },
        "ignore no array": { emit, ignore: document.body },
        "assets no boolean": { emit, assets: "no" },
        misspelt: { emit, ingore: [] },
        "mask no array": { emit, mask: ".customer" },
        "a misspelt rule": { emit, rules: [{}, { maks: [".customer"] }] },
        "a rule's address": { emit, rules: [{ url: "https://shop.example/", mask: ["p"] }] },
        "private no boolean": { emit, privateByDefault: 1 },
      };
      return Object.fromEntries(
        Object.entries(wrong).map(([name, options]) => {
          try {
            record(options).stop();
            return [name, "accepted"];
          } catch (error) {
            return [name, /** @type {Error} */ (error).message];
          }
        }),
      );
    });
    expect(refused).toEqual({
      nothing: expect.stringMatching(/record.*emit/),
      "no emit": expect.stringMatching(/`emit` must be a function/),
      "emit no function": expect.stringMatching(/`emit` must be a function/),
      "ready no function": expect.stringMatching(/`ready` must be a function/),
      "ignore no array": expect.stringMatching(/`ignore` must be an array of elements/),
      "assets no boolean": expect.stringMatching(/`assets` must be a boolean|`assets` must be true, false or "named"/),
      misspelt: expect.stringMatching(/unknown option `ingore`.*emit/),
      "mask no array": expect.stringMatching(/`mask` must be an array of selectors/),
      "a misspelt rule": expect.stringMatching(/unknown key `rules\[1\]\.maks`; there are url, mask, block, show/),
      "a rule's address": expect.stringMatching(/`rules\[0\]\.url` must be a path such as "\/checkout/),
      "private no boolean": expect.stringMatching(/`privateByDefault` must be true or false/),
    });
  });
});
