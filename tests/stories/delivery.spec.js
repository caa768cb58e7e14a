// Chat on a line that breaks: two tabs of a shopper and an agent's console, all as they are served, and the ticks below what
// each of them writes.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { slowLine } from "./support/slow-line.js";

/** @typedef {import("@playwright/test").Page} Page */

/** How many messages each side writes. */
const EACH_WAY = 200;
const DROP_EVERY_MS = 2_000;

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo(["--messages-per-minute", "0"]);
});
test.afterAll(() => demo.close());

test("two tabs and a console agree on every message though the line drops every two seconds", async ({ browser }) => {
  test.setTimeout(240_000);
  const line = await slowLine({ bytesPerSecond: 10_000_000, delay: 5 });
  const proxy = { server: line.origin };
  const [hers, his] = [await browser.newContext({ proxy }), await browser.newContext({ proxy })];
  const [first, second, agent] = [await hers.newPage(), await hers.newPage(), await his.newPage()];
  await openPanel(first);
  await say(first, "begin");
  await expect(first.getByText(/· (Sent|Delivered|Read)$/)).toBeVisible();
  await openPanel(second);
  await expect(second.getByText("begin", { exact: true })).toBeVisible();
  await logIn(agent, demo);
  await agent.getByText("begin", { exact: true }).first().click();
  await expect(agent.getByRole("log").getByText("begin", { exact: true })).toBeVisible();

  let drops = 0;
  const dropping = setInterval(() => {
    line.cut();
    line.mend();
    drops += 1;
  }, DROP_EVERY_MS);
  const half = EACH_WAY / 2;
  await Promise.all([
    write(first.getByLabel("Your message"), "tab one", half, 160),
    write(second.getByLabel("Your message"), "tab two", half, 160),
    write(agent.getByRole("textbox", { name: /message|reply/i }), "agent", EACH_WAY, 80),
  ]);
  const all = 1 + 2 * EACH_WAY;
  const pages = [first, second, agent];
  for (const page of pages) await expect.poll(async () => (await log(page)).length, { timeout: 120_000 }).toBe(all);
  clearInterval(dropping);
  expect(drops).toBeGreaterThan(4);

  const [one, two, console] = await Promise.all(pages.map(log));
  expect(two).toEqual(one);
  expect(console).toEqual(one);
  expect(new Set(one).size, "none twice").toBe(all);
  for (const [who, count] of /** @type {const} */ ([["tab one", half], ["tab two", half], ["agent", EACH_WAY]])) {
    const written = Array.from({ length: count }, (_, number) => `${who} ${number}`);
    expect(one.filter((text) => text.startsWith(who)), `${who} in the order of writing`).toEqual(written);
  }
  // Nothing is left on its way.
  for (const page of pages) await expect(page.getByText("Sending…")).toHaveCount(0);
  await Promise.all([hers.close(), his.close()]);
  line.close();
});

test("below a message stands how far it has come, on both sides, and what is read in one tab is read in the other", async ({ browser }) => {
  test.setTimeout(120_000);
  const [hers, his] = [await browser.newContext(), await browser.newContext()];
  const shopper = await hers.newPage();
  await openPanel(shopper);
  await say(shopper, "Is anybody there?");
  // Nobody is: no console is open.
  await expect(shopper.getByText(/· Sent$/)).toBeVisible();

  const agent = await his.newPage();
  await logIn(agent, demo);
  await expect(agent.getByText("Is anybody there?").first()).toBeVisible();
  await expect(shopper.getByText(/· Delivered$/)).toBeVisible();
  await agent.getByText("Is anybody there?").first().click();
  await expect(shopper.getByText(/· Read$/)).toBeVisible();
  await picture(shopper, "read-by-the-agent");

  const other = await hers.newPage();
  await other.goto(`${demo.shop}/product.html`);
  await openPanel(other);
  await other.getByRole("button", { name: "Close chat" }).click();
  await shopper.getByRole("button", { name: "Close chat" }).click();
  await reply(agent, "I am.");
  const delivery = agent.getByRole("log").locator(".delivery");
  await expect(delivery.last()).toHaveText("Delivered");
  await picture(agent, "delivered-to-her");
  for (const tab of [shopper, other]) {
    await expect(tab.getByRole("button", { name: /Unread messages: 1/ })).toBeVisible();
  }
  await shopper.getByRole("button", { name: /Unread messages: 1/ }).click();
  await expect(delivery.last()).toHaveText("Read");
  await picture(agent, "read-by-her");
  await expect(other.getByRole("button", { name: /unread messages/i })).toHaveCount(0);
  await Promise.all([hers.close(), his.close()]);
});

test("what a closed tab could not send, her next page sends, once", async ({ browser }) => {
  test.setTimeout(120_000);
  const hers = await browser.newContext();
  const [first, second] = [await hers.newPage(), await hers.newPage()];
  for (const tab of [first, second]) await openPanel(tab);
  await say(first, "with a line");
  await expect(second.getByText("with a line", { exact: true })).toBeVisible();
  await demo.halt("SIGKILL");
  await expect(first.getByText(/No connection|Connecting|Trying again/).first()).toBeVisible();
  await say(first, "and gone");
  await first.close();
  await demo.restart();
  await second.reload();
  await expect(second.getByText("and gone", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect(second.getByText(/· (Sent|Delivered|Read)$/).last()).toBeVisible();
  expect((await log(second)).filter((text) => text === "and gone")).toHaveLength(1);
  await hers.close();
});

test("a message of 50,000 characters is not sent, and says why before", async ({ browser }) => {
  const shopper = await browser.newPage();
  await openPanel(shopper);
  await shopper.getByLabel("Your message").fill("x".repeat(50_000));
  await expect(shopper.getByText("30,000 characters too many")).toBeVisible();
  await shopper.getByLabel("Your message").press("Enter");
  expect(await log(shopper)).toEqual([]);
  await shopper.close();
});

/** @param {Page} page */
async function openPanel(page) {
  if (!page.url().startsWith(demo.shop)) await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /chat|help/i }).first().click();
  await expect(page.getByLabel("Your message")).toBeVisible();
}

/** @param {Page} page @param {string} text */
async function say(page, text) {
  await page.getByLabel("Your message").fill(text);
  await page.getByLabel("Your message").press("Enter");
}

/** @param {Page} agent @param {string} text */
async function reply(agent, text) {
  await agent.getByRole("textbox", { name: /message|reply/i }).fill(text);
  await agent.getByRole("textbox", { name: /message|reply/i }).press("Enter");
}

/**
 * Writes `WHO 0`, `WHO 1` … at an even pace, from inside the page: quicker than any hand.
 * @param {import("@playwright/test").Locator} field @param {string} who @param {number} count @param {number} paceMs
 */
function write(field, who, count, paceMs) {
  return field.evaluate(
    async (element, { who, count, paceMs }) => {
      const field = /** @type {HTMLTextAreaElement} */ (element);
      const about = { bubbles: true, composed: true, cancelable: true };
      for (let number = 0; number < count; number++) {
        field.value = `${who} ${number}`;
        field.dispatchEvent(new InputEvent("input", about));
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ...about }));
        do await new Promise((resolve) => setTimeout(resolve, paceMs));
        while (field.value !== "");
      }
    },
    { who, count, paceMs },
  );
}

/** What the conversation shows, from top to bottom. @param {Page} page @returns {Promise<string[]>} */
async function log(page) {
  // What is long is shown page by page.
  const earlier = page.getByRole("button", { name: "Earlier messages" });
  while (await earlier.isVisible()) await earlier.click({ timeout: 2_000 }).catch(() => {});
  const texts = await page.getByRole("log").locator(".bubble").allTextContents();
  // What somebody wrote; not the line that says who joined.
  return texts.filter((text) => !/ joined/.test(text));
}

/** @param {Page} page @param {string} name */
function picture(page, name) {
  return page.screenshot({ path: `artifacts/delivery/${name}.png`, animations: "disabled" });
}
