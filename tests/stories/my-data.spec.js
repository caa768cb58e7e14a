// All that is kept of a shopper: she gets it as a file, or has it deleted; and an operator does it for her.
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { alongside, setOptions } from "./support/options.js";
import { unzip } from "./support/zip.js";

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

/** @param {import("@playwright/test").BrowserContext} context */
async function shop(context) {
  const page = await context.newPage();
  await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /^open chat/i }).click();
  return page;
}

/** @param {import("@playwright/test").Page} page @param {string} text */
async function ask(page, text) {
  await page.getByLabel("Your message").fill(text);
  await page.getByLabel("Your message").press("Enter");
  await expect(page.getByRole("log").getByText(text)).toBeVisible();
  await expect(page.getByRole("log").getByText(/· (Sent|Delivered|Read)/).last()).toBeVisible();
}

/** What the relay keeps in the browser. @param {import("@playwright/test").Page} page */
const stored = (page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith("alongside:")));

test("she gets all that is kept of her as a file", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await shop(context);
  await page.evaluate(() => /** @type {any} */ (window).Alongside.update({ name: "Ada Byron", email: "ada@example.org" }));
  await ask(page, "Do they come in blue?");
  const bill = Buffer.from("%PDF-1.7 my bill");
  await page.locator("input[type=file]").setInputFiles({ name: "bill.pdf", mimeType: "application/pdf", buffer: bill });
  await expect(page.getByRole("log").getByRole("link", { name: /bill\.pdf/ })).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), choose(page, "Download my data")]);
  expect(download.suggestedFilename()).toBe("my-data.zip");
  const files = unzip(readFileSync(await download.path()));
  const data = JSON.parse(files.get("my-data.json")?.toString("utf8") ?? "");
  expect(data.you).toMatchObject({ name: "Ada Byron", email: "ada@example.org", browsers: 1 });
  expect(data.you.last_page.url).toContain("/product.html");
  expect(data.messages).toMatchObject([{ number: 1, from: "you", text: "Do they come in blue?" }, { with: { kind: "attachment" } }]);
  expect(data.files).toMatchObject([{ in_message: 2, path: "files/2-bill.pdf" }]);
  expect(files.get("files/2-bill.pdf")?.equals(bill), "the file's own bytes are in it").toBe(true);
  expect(data.log.at(-1)).toMatchObject({ who: "visitor", what: "data_exported" });
  await context.close();
});

test("deleted on a second step, it is gone from the consoles, her other tabs, the browser and the database", async ({ browser }) => {
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const context = await browser.newContext();
  const page = await shop(context);
  await ask(page, "canary-4711: my secret");
  const other = await shop(context);
  await expect(other.getByRole("log").getByText("canary-4711")).toBeVisible();
  await agent.getByText("canary-4711").first().click();
  await expect(agent.getByRole("log").getByText("canary-4711")).toBeVisible();

  await choose(page, "Delete my data");
  const card = page.getByRole("group", { name: "Delete everything we keep of you?" });
  await expect(card.getByText("without your name and your words")).toBeVisible();
  await expect(card.getByRole("button", { name: "Keep it" })).toBeFocused();
  await test.info().attach("second step", { body: await page.screenshot(), contentType: "image/png" });
  await page.keyboard.press("Enter");
  await expect(card).toHaveCount(0);
  await expect(page.getByRole("log").getByText("canary-4711")).toBeVisible();

  await choose(page, "Delete my data");
  await card.getByRole("button", { name: "Delete all" }).click();
  await expect(page.getByRole("group", { name: "Everything is deleted" })).toBeVisible();
  await test.info().attach("deleted", { body: await page.screenshot(), contentType: "image/png" });
  for (const tab of [page, other]) {
    await expect(tab.getByText("canary-4711")).toHaveCount(0);
    expect((await stored(tab)).filter((key) => !key.endsWith(demo.site) || true)).toEqual([]);
  }
  await expect(agent.getByText("canary-4711")).toHaveCount(0);
  await expect(agent.getByText(/was deleted/)).toBeVisible();
  await test.info().attach("agent", { body: await agent.screenshot(), contentType: "image/png" });

  await page.getByRole("button", { name: "Begin anew" }).click();
  await ask(page, "Somebody new");
  await agent.getByText("Somebody new").first().click();
  await expect(agent.getByRole("log").getByText("Somebody new")).toBeVisible();
  // Nothing in the file, once the log in front of it is written back; but that it was deleted, the audit log says.
  await demo.halt("SIGTERM");
  expect(readFileSync(`${demo.data}/alongside.db`).includes("canary-4711")).toBe(false);
  expect(alongside(demo, "audit", "list", "--site", demo.site)).toContain("data_deleted");
  expect(alongside(demo, "audit", "verify")).toContain(demo.site);
  await demo.restart();
  await Promise.all([agent, page].map((each) => each.context().close()));
});

test("who asks too often waits, and is told so", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await shop(context);
  await ask(page, "Again and again");
  for (let number = 0; number < 6; number++) await Promise.all([page.waitForEvent("download"), choose(page, "Download my data")]);
  await choose(page, "Download my data");
  await expect(page.getByText("You asked for this too often.")).toBeVisible();
  await context.close();
});

test("an operator finds her by her address, gives her the file, and deletes", async ({ browser }) => {
  setOptions(demo, "");
  const context = await browser.newContext();
  const page = await shop(context);
  await page.evaluate(() => /** @type {any} */ (window).Alongside.update({ email: "Grace@Example.org" }));
  await ask(page, "Delete me, please");
  const [data] = JSON.parse(alongside(demo, "visitor", "export", demo.site, "--email", "grace@example.org"));
  expect(data.messages[0].text).toBe("Delete me, please");
  expect(alongside(demo, "visitor", "delete", demo.site, "--conversation", data.conversation)).toContain("1 deleted");
  expect(() => alongside(demo, "visitor", "export", demo.site, "--email", "grace@example.org")).toThrow(/nobody is found/);
  // Her next page is somebody's who was never there.
  await page.reload();
  await expect(page.getByLabel("Your message")).toBeVisible();
  await expect(page.getByRole("log").getByText("Delete me, please")).toHaveCount(0);
  await context.close();
});

/** @param {import("@playwright/test").Page} page @param {string} name */
async function choose(page, name) {
  await page.getByLabel("More", { exact: true }).click();
  await page.getByRole("button", { name }).click();
}
