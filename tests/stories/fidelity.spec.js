// What the agent sees is what the shopper sees: each page of `tests/fidelity`, and each of the demo shop, in both.
// Equal means that fewer than one pixel in a thousand differs, and that a serialisation of both documents is the same.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";

import { expect, test } from "@playwright/test";

import { VIEWER_PAGE, expectEqual, push, record, restarts, take, view } from "./support/engine.js";
import { differingPixels } from "./support/pixels.js";
import { ROOT, serve } from "./support/static-server.js";

const CASES = join(ROOT, "tests/fidelity");
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};
/** What stands in a page for the origin of another site, and which of that site's files nobody else may read. */
const [OTHER, CLOSED] = ["OTHER", "closed"];

/** @type {import("./support/static-server.js").StaticServer} */
let site;
/** @type {import("./support/static-server.js").StaticServer} */
let other;

test.beforeAll(async () => {
  /** @type {Record<string, import("./support/static-server.js").Page>} */
  const pages = {
    "/view": { body: VIEWER_PAGE },
    "/no-fields.css": { type: "text/css", body: "input, select, textarea { visibility: hidden !important }" },
  };
  /** @param {string} folder */
  const add = (folder) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) add(path);
      else if (TYPES[extname(path)]) {
        const headers = name.startsWith(CLOSED) ? undefined : { "access-control-allow-origin": "*" };
        pages[`/case/${relative(CASES, path)}`] = { type: TYPES[extname(path)], body: readFileSync(path), headers };
      }
    }
  };
  add(CASES);
  other = await serve({ ...pages });
  for (const page of Object.values(pages)) {
    if (typeof page !== "string" && page.type?.startsWith("text/html")) page.body = String(page.body).replaceAll(OTHER, other.origin);
  }
  site = await serve(pages);
});

test.afterAll(() => Promise.all([site.close(), other.close()]));

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} path
 * @param {(page: import("@playwright/test").Page, compared: () => Promise<void>) => Promise<void>} steps what happens; it
 *   may have both compared in between
 * @param {{ width: number, height: number }} viewport
 * @param {"light" | "dark"} colorScheme what the shopper prefers; the agent prefers light
 * @param {"disabled" | "allow"} animations whether those are brought to their end, to be compared
 */
async function compare(browser, path, steps, viewport, colorScheme = "light", animations = "disabled") {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await shopper.emulateMedia({ colorScheme });
  // What a test emulates would be forced upon frames as well; the agent's own preference (none, so light) is not.
  await viewer.emulateMedia({ colorScheme: null });
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.goto(site.origin + path);
  await record(shopper);
  await push(viewer, await take(shopper));
  let looks = 0;
  const compared = async () => {
    // Steps may have changed the size of the window.
    await viewer.setViewportSize(shopper.viewportSize() ?? viewport);
    expect(await push(viewer, await take(shopper))).toEqual([]);
    await expectEqual(shopper, viewer);
    const shown = await shopper.screenshot({ animations, caret: "hide" });
    await viewer.bringToFront();
    await viewer.waitForTimeout(200);
    const mirrored = await viewer.screenshot({ animations, caret: "hide" });
    const name = `${path.replaceAll(/\W+/g, "-")}-${++looks}`;
    test.info().attach(`${name}-page`, { body: shown, contentType: "image/png" });
    test.info().attach(`${name}-view`, { body: mirrored, contentType: "image/png" });
    expect(await differingPixels(viewer, shown, mirrored), `look ${looks}`).toBeLessThan(0.001);
    await shopper.bringToFront();
  };
  await steps(shopper, compared);
  await compared();
  expect(await restarts(shopper)).toBe(0);
  await context.close();
}

for (const name of readdirSync(CASES)) {
  test(`${name} looks the same to the agent`, async ({ browser }) => {
    const file = join(CASES, name, "steps.js");
    const { default: steps, animations } = existsSync(file) ? await import(file) : { default: async () => {} };
    await compare(browser, `/case/${name}/page.html`, steps, { width: 800, height: 600 }, "light", animations);
  });
}

/** Takes away what is masked, and so differs on purpose. @param {import("@playwright/test").Page} page */
async function hideFields(page) {
  await page.addStyleTag({ url: `${site.origin}/no-fields.css` });
}

for (const page of ["index", "product", "basket", "thanks"]) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    test(`the shop's ${page} page looks the same to the agent at ${viewport.width} px`, async ({ browser }) => {
      await compare(browser, `/shop/${page}.html`, hideFields, viewport);
    });
  }
}

test("a shopper who prefers dark pages is shown so to an agent who does not", async ({ browser }) => {
  await compare(browser, "/shop/product.html", hideFields, { width: 1280, height: 800 }, "dark");
});

test("what opens on the page takes no focus from what the agent types into", async ({ browser }) => {
  const context = await browser.newContext();
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await viewer.evaluate(() => {
    const field = document.createElement("input");
    document.body.prepend(field);
    field.focus();
  });
  await shopper.goto(`${site.origin}/case/dialogs-in-dialogs/page.html`);
  await record(shopper);
  await shopper.evaluate(() => {
    for (const dialog of document.querySelectorAll("dialog")) dialog.showModal();
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  expect(await viewer.evaluate(() => document.activeElement?.localName)).toBe("input");
  await context.close();
});
