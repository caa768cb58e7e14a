// Who a shopper is: signed by her shop's server, here with Node's own HMAC, and shown to the agent; on two devices; refused; forgotten.
import { execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

/** @typedef {import("@playwright/test").Page} Page */

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;
/** The secret that the command line printed. @type {string} */
let secret;

test.beforeAll(async () => {
  demo = await startDemo();
  const words = ["site", "identity", demo.site, "--add", "2026-11", "--database", join(demo.data, "alongside.db")];
  secret = execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", words, { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
});

test.afterAll(() => demo.close());

/** What the shop's server would render into the page. @param {object} claims @param {string} [signedWith] */
function sign(claims, signedWith = secret) {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const text = `${part({ alg: "HS256", typ: "JWT", kid: "2026-11" })}.${part({ exp, jti: randomUUID(), ...claims })}`;
  return `${text}.${createHmac("sha256", signedWith).update(text).digest("base64url")}`;
}

/** A shopper's page that says who she is before the script is there. @param {import("@playwright/test").BrowserContext} context @param {any[][]} commands */
async function shop(context, ...commands) {
  const page = await context.newPage();
  await page.addInitScript((commands) => {
    /** @type {any} */ (window).Alongside = commands;
    /** @type {any} */ (window).errors_ = [];
    /** @type {any} */ (window).Alongside.push(["on", "error", (/** @type {any} */ error) => /** @type {any} */ (window).errors_.push(error.message)]);
  }, commands);
  await page.goto(`${demo.shop}/product.html`);
  return page;
}

/** @param {Page} page @param {string} text */
async function ask(page, text) {
  const field = page.getByLabel("Your message");
  if (!(await field.isVisible())) await page.getByRole("button", { name: /^open chat/i }).click();
  await field.fill(text);
  await field.press("Enter");
  await expect(page.getByRole("log").getByText(text)).toBeVisible();
}

test("her shop says who she is: the agent sees it, and both her devices have the conversation", async ({ browser }) => {
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const [laptop, phone] = [await browser.newContext(), await browser.newContext({ viewport: { width: 390, height: 844 } })];
  const ada = { sub: "4711", name: "Ada Byron", email: "ada@example.org" };
  const first = await shop(laptop, ["identify", sign(ada)]);
  expect(await first.evaluate(() => Object.keys(localStorage).length), "nothing is stored before the first click").toBe(0);
  await ask(first, "Do they come in blue and white?");
  const row = agent.getByRole("button", { name: /Ada Byron/ });
  await expect(row.getByText("signed in at your shop")).toBeAttached();
  await row.click();
  await expect(agent.getByText("ada@example.org")).toBeVisible();
  await expect(agent.getByText("Signed in at your shop", { exact: true })).toBeVisible();
  await test.info().attach("agent", { body: await agent.screenshot(), contentType: "image/png" });

  const second = await shop(phone, ["identify", sign(ada)]);
  await second.getByRole("button", { name: /^open chat/i }).click();
  await expect(second.getByRole("log").getByText("Do they come in blue and white?")).toBeVisible();
  await ask(second, "And in 42?");
  await expect(first.getByRole("log").getByText("And in 42?")).toBeVisible();
  await Promise.all([agent, first, second].map((page) => page.context().close()));
});

test("she logs in while the chat is open: what she said stays hers, and her name comes", async ({ browser }) => {
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const context = await browser.newContext();
  const page = await shop(context);
  await ask(page, "I am not logged in yet");
  await agent.getByText("I am not logged in yet").first().click();
  await page.evaluate((token) => /** @type {any} */ (window).Alongside.identify(token), sign({ sub: "4712", name: "Grace Hopper" }));
  await expect(page.getByRole("log").getByText("I am not logged in yet")).toBeVisible();
  await expect(agent.getByRole("heading", { name: "Grace Hopper" }).first()).toBeVisible();
  await Promise.all([agent, page].map((each) => each.context().close()));
});

test("what nobody signed is marked so, and a forged token is refused with its reason", async ({ browser }) => {
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const context = await browser.newContext();
  const page = await shop(context, ["identify", sign({ sub: "4711", name: "Ada Byron" }, "guessed")], ["update", { name: "Ada?", email: "mallory@example.org" }]);
  await ask(page, "I am Ada, believe me");
  await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).errors_.join())).toContain("signature is not of this site's key");
  await agent.getByText("I am Ada, believe me").first().click();
  await expect(agent.getByText("mallory@example.org")).toBeVisible();
  await expect(agent.getByText("Not verified")).toBeVisible();
  await expect(page.getByRole("log").getByText("blue and white")).toHaveCount(0);
  await Promise.all([agent, page].map((each) => each.context().close()));
});

test("after a log-out nothing is left in the browser, in none of its tabs, and the next person begins anew", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await shop(context, ["identify", sign({ sub: "4713", name: "Lynn Conway" })]);
  await ask(page, "Something of Lynn's");
  const other = await shop(context);
  await other.getByRole("button", { name: /^open chat/i }).click();
  await expect(other.getByRole("log").getByText("Something of Lynn's")).toBeVisible();
  const forgotten = page.waitForResponse(/\/forget$/);
  await page.evaluate(() => /** @type {any} */ (window).Alongside.push(["reset"]));
  expect((await forgotten).status()).toBe(204);
  for (const tab of [page, other]) {
    await expect(tab.getByRole("log")).toHaveCount(0);
    expect(await tab.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith("alongside:")))).toEqual([]);
  }
  await page.getByRole("button", { name: /^open chat/i }).click();
  await expect(page.getByLabel("Your message")).toBeVisible();
  await expect(page.getByText("Something of Lynn's")).toHaveCount(0);
  await context.close();
});
