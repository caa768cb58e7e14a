// What an agent asks while the page is only about to be read is asked all the same; and the question looks as the shop's chat does.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, share, talk } from "./support/meeting.js";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

test("a question that comes before the recording runs waits for it, in the scheme that the site has chosen", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo, { viewport: { width: 1280, height: 800 }, colorScheme: "light" });
  // Whoever reads the page is on a slow line.
  /** @type {() => void} */
  let arrive = () => {};
  const arrived = new Promise((resolve) => (arrive = () => resolve(undefined)));
  await shopper.route("**/capture_bg.wasm*", async (route) => {
    await arrived;
    await route.continue();
  });
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.evaluate(() => /** @type {any} */ (window).Alongside.setTheme({ scheme: "dark" }));
  await talk(shopper, agent, "Can you do it for me?");
  await share(shopper, agent);
  await agent.getByRole("button", { name: "Ask to control" }).click();
  await agent.getByRole("button", { name: "Ask", exact: true }).click();
  const loaded = shopper.waitForResponse(/assist_bg\.wasm/);
  await loaded;
  // Everything else is there, and it would be asked by now.
  await shopper.waitForTimeout(300);
  await expect(shopper.getByRole("button", { name: "Allow" })).toBeHidden();
  arrive();
  const allow = shopper.getByRole("button", { name: "Allow" });
  await expect(allow).toBeVisible();
  // The browser asks for light, the site for dark.
  const shade = await shopper.locator(".consent .card").evaluate((card) => getComputedStyle(card).backgroundColor);
  expect(shade).toBe("rgb(27, 29, 34)");
  await shopper.screenshot({ path: "artifacts/assist/asked-in-the-dark.png", animations: "disabled" });
  await close();
});
