// axe finds nothing to complain about in what people see: the panel on a shop's page, and the console.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Page} page @param {string} state */
async function expectAccessible(page, state) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(found, state).toEqual([]);
}

for (const colorScheme of /** @type {("light" | "dark")[]} */ (["light", "dark"])) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    test(`panel and console are accessible, ${colorScheme}, ${viewport.width} px`, async ({ browser }) => {
      // Without animations, so that nothing is measured while it fades in.
      const options = { viewport, colorScheme, reducedMotion: /** @type {const} */ ("reduce") };
      const [shopper, agent] = await Promise.all([options, options].map(async (each) => (await browser.newContext(each)).newPage()));
      await agent.goto(demo.console);
      await expect(agent.getByLabel("E-mail")).toBeVisible();
      await expectAccessible(agent, "log-in");
      await logIn(agent, demo);
      await expect(agent.getByText("Inbox").first()).toBeVisible();
      await expectAccessible(agent, "inbox");

      await shopper.goto(`${demo.shop}/product.html`);
      await expectAccessible(shopper, "launcher");
      await shopper.getByRole("button", { name: /chat/i }).click();
      const field = shopper.getByLabel("Your message");
      await expect(field).toBeVisible();
      await expectAccessible(shopper, "empty panel");
      const question = `A question in ${colorScheme} at ${viewport.width}`;
      await field.fill(question);
      await field.press("Enter");
      await agent.getByText(question).first().click();
      await agent.getByRole("textbox", { name: "Write a message" }).fill("See https://shop.example/sizes");
      await agent.keyboard.press("Enter");
      await expect(shopper.getByRole("link", { name: /sizes/ })).toBeVisible();
      await expectAccessible(shopper, "conversation");
      await expectAccessible(agent, "conversation");

      await shopper.getByRole("button", { name: "Share this page" }).click();
      await expect(shopper.getByRole("button", { name: "Share my page" })).toBeVisible();
      await expectAccessible(shopper, "consent");
      await shopper.getByRole("button", { name: "Share my page" }).click();
      await expect(shopper.getByText(/You are sharing this page/)).toBeVisible();
      await expectAccessible(shopper, "sharing");
      await Promise.all([shopper.context().close(), agent.context().close()]);
    });
  }
}
