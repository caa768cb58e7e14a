// What shops are given. The other stories run on what contributors build; a release is split after linking, and code that no page should
// come to is traps, so here is the whole of it once, from the first click until it is taken away. `cargo xtask` builds it for the sizes.
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "@playwright/test";

import { ring } from "./support/calls.js";
import { startDemo } from "./support/demo.js";
import { pdf } from "./support/files.js";
import { meet, share, talk } from "./support/meeting.js";

/** @typedef {import("@playwright/test").Page} Page */

const SHIPPED = fileURLToPath(new URL("../../target/shipped/embed/", import.meta.url));

const PARTS = ["widget_bg.wasm", "widget_extras.wasm", "pickers_bg.wasm", "call_bg.wasm", "capture_bg.wasm", "locales/de.json"];

/** @type {Record<string, string>} */
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** Gives a page what is shipped in place of what the relay has. Answers the names of all that it asked for. @param {Page} page */
async function shipped(page) {
  /** @type {Set<string>} */
  const asked = new Set();
  await page.route(
    ({ origin, pathname }) => origin === demo.relay && (pathname === "/alongside.js" || pathname.startsWith("/embed/")),
    (route) => {
      const name = new URL(route.request().url()).pathname.replace(/^\/(embed\/)?/, "");
      asked.add(name);
      const headers = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
      return route.fulfill({ body: readFileSync(join(SHIPPED, name)), contentType: TYPES[extname(name)], headers });
    },
  );
  return asked;
}

test("what is shipped chats, takes a file, rings, shares the page, speaks another language, and is taken away", async ({ browser }) => {
  expect(existsSync(SHIPPED), "`cargo xtask size` builds what is shipped").toBe(true);
  test.setTimeout(120_000);
  const { shopper, agent, view, close } = await meet(browser, demo);
  /** @type {string[]} */
  const errors = [];
  shopper.on("pageerror", (error) => errors.push(String(error)));
  const asked = await shipped(shopper);
  await shopper.goto(`${demo.shop}/product.html`);

  await talk(shopper, agent, "Do these come in blue and white?");
  await agent.getByRole("textbox", { name: /message|reply/i }).fill("They do.");
  await agent.keyboard.press("Enter");
  await expect(shopper.getByText("They do.")).toBeVisible();
  const [chooser] = await Promise.all([shopper.waitForEvent("filechooser"), shopper.getByRole("button", { name: /^Attach/ }).click()]);
  await chooser.setFiles([pdf("receipt.pdf")]);
  await expect(agent.getByRole("link", { name: /receipt\.pdf/ })).toBeVisible();

  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Accept" }).click();
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await share(shopper, agent);
  await expect(view.getByText("Add to basket").first()).toBeVisible();
  await shopper.evaluate(() => /** @type {any} */ (window).Alongside.setLocale("de"));
  await expect(shopper.getByLabel("Ihre Nachricht")).toBeVisible();
  await expect.poll(() => [...asked]).toEqual(expect.arrayContaining(PARTS));

  await shopper.evaluate(() => /** @type {any} */ (window).Alongside.destroy());
  await expect(shopper.locator(".launcher")).toHaveCount(0);
  // What is put away goes in the tasks after.
  await shopper.waitForTimeout(500);
  expect(errors).toEqual([]);
  await close();
});
