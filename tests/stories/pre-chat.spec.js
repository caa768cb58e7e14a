// What a shop asks before the first message: once, of everybody whom it has not named, and shown to the agent.
import { createHmac, randomUUID } from "node:crypto";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { alongside, setOptions } from "./support/options.js";

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;

const FORM = `
[pre_chat]
introduction = "Two questions, and you talk to a person."
name = "optional"
email = "required"
[[pre_chat.fields]]
kind = "choice"
label = "What is it about?"
required = true
choices = ["An order", "Sizes", "Something else"]
[[pre_chat.fields]]
kind = "text"
label = "Order number"
[[pre_chat.fields]]
kind = "checkbox"
label = "I have read how you handle my data"
link = "https://shop.example/privacy"
required = true
`;

test.beforeAll(async () => {
  demo = await startDemo();
  setOptions(demo, FORM);
});

test.afterAll(() => demo.close());

/** @param {import("@playwright/test").BrowserContext} context @param {any[][]} commands */
async function shop(context, ...commands) {
  const page = await context.newPage();
  await page.addInitScript((commands) => (/** @type {any} */ (window).Alongside = commands), commands);
  await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /^open chat/i }).click();
  return page;
}

for (const colorScheme of /** @type {("light" | "dark")[]} */ (["light", "dark"]))
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }])
    test(`the form is accessible and fits, ${colorScheme}, ${viewport.width} px`, async ({ browser }) => {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      const page = await shop(context);
      const form = page.getByRole("form", { name: "Start the chat" });
      await expect(form).toBeVisible();
      const check = async (/** @type {string} */ state) => {
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" "))}`), state).toEqual([]);
        await test.info().attach(state, { body: await page.screenshot(), contentType: "image/png" });
      };
      await check("form");
      await form.getByRole("button").click();
      await expect(form.getByRole("alert")).toBeFocused();
      await check("refused");
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await context.close();
    });

test("she answers once, is not asked again, and the agent has her answers", async ({ browser }) => {
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const context = await browser.newContext();
  const page = await shop(context);
  const form = page.getByRole("form", { name: "Start the chat" });
  await expect(form.getByText("Two questions, and you talk to a person.")).toBeVisible();
  await expect(page.locator(".composer textarea")).toBeHidden();
  await expect(form.getByLabel(/^Name/)).toHaveAttribute("autocomplete", "name");
  await expect(form.getByLabel("E-mail")).toHaveAttribute("type", "email");
  await expect(form.getByRole("link", { name: "Read more" })).toHaveAttribute("href", "https://shop.example/privacy");

  // By keyboard alone.
  await expect(form.getByLabel(/^Name/)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(form.getByRole("alert")).toHaveText("Please check: E-mail, What is it about?, I have read how you handle my data");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Ada Byron");
  await page.keyboard.press("Tab");
  await page.keyboard.type("ada@example.org");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.type("A-4711");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(form).toHaveCount(0);
  await expect(page.getByLabel("Your message")).toBeFocused();

  // Another tab of hers is not asked either, nor is this one after a reload.
  const other = await context.newPage();
  await other.goto(`${demo.shop}/product.html`);
  await other.getByRole("button", { name: /^open chat/i }).click();
  await expect(other.getByLabel("Your message")).toBeVisible();
  await expect(other.locator(".form")).toHaveCount(0);

  await page.getByLabel("Your message").fill("Do they run small?");
  await page.keyboard.press("Enter");
  await agent.getByRole("button", { name: /Ada Byron/ }).click();
  const shopper = agent.getByRole("region", { name: "Shopper", exact: true });
  await expect(shopper.getByText("ada@example.org")).toBeVisible();
  const answers = shopper.getByRole("definition");
  await expect(answers).toHaveText(["Sizes", "A-4711", "yes"]);
  await expect(shopper.getByRole("term")).toHaveText(["What is it about?", "Order number", "I have read how you handle my data"]);
  await test.info().attach("agent", { body: await agent.screenshot(), contentType: "image/png" });
  await Promise.all([agent, page].map((each) => each.context().close()));
});

test("whom the shop has named is not asked", async ({ browser }) => {
  const secret = alongside(demo, "site", "identity", demo.site, "--add", "k1").trim();
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT", kid: "k1" })}.${part({ sub: "4711", name: "Grace", exp: Math.floor(Date.now() / 1_000) + 300, jti: randomUUID() })}`;
  const context = await browser.newContext();
  const page = await shop(context, ["identify", `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`]);
  await expect(page.getByLabel("Your message")).toBeVisible();
  await expect(page.locator(".presence")).not.toContainText("Connecting");
  await expect(page.locator(".form")).toHaveCount(0);
  await context.close();
});
