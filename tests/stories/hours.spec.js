// When a shop answers: told in the shopper's own time and language, and followed while she looks.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { OPEN, closedNow, setOptions, turning } from "./support/options.js";

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Browser} browser @param {import("@playwright/test").BrowserContextOptions} [options] */
async function shopper(browser, options) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /^open chat/i }).click();
  return page;
}

test("a closed shop says when it is back, in her time", async ({ browser }) => {
  const { toml, opensAt } = closedNow();
  setOptions(demo, toml);
  for (const timezoneId of ["America/New_York", "Asia/Kolkata"]) {
    const page = await shopper(browser, { timezoneId, locale: "en-US" });
    const said = await page.evaluate((ms) => {
      const date = new Date(ms);
      return [date.toLocaleDateString("en-US", { weekday: "long" }), date.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })];
    }, opensAt.getTime());
    await expect(page.locator(".presence")).toContainText(`We are back ${said[0]}`);
    await expect(page.locator(".presence")).toContainText(said[1]);
    await expect(page.locator(".presence")).not.toHaveAttribute("data-online", "");
    await page.context().close();
  }
});

test("a shop without hours, and one within them, is open", async ({ browser }) => {
  for (const toml of ["", OPEN]) {
    setOptions(demo, toml);
    const page = await shopper(browser);
    await expect(page.getByLabel("Your message")).toBeEnabled();
    await expect(page.locator(".presence")).not.toContainText("back");
    await expect(page.locator(".form")).toHaveCount(0);
    await page.context().close();
  }
});

test("a panel that is open when the shop opens follows by itself", async ({ browser }) => {
  // At the next full minute, or the one after it: the page has some time to be there.
  const at = new Date(Math.ceil((Date.now() + 15_000) / 60_000) * 60_000);
  test.setTimeout(at.getTime() - Date.now() + 30_000);
  setOptions(demo, turning(at, "opens"));
  const page = await shopper(browser);
  await expect(page.locator(".presence")).toContainText("We are back");
  await expect(page.locator(".presence")).not.toContainText("We are back", { timeout: at.getTime() - Date.now() + 10_000 });
  expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
  await expect(page.getByLabel("Your message")).toBeVisible();
  await page.context().close();
});
