// A shopper who is faster than her shop allows: she is told, waits a moment, and all that she wrote arrives in order.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  // 10 at once, then one in two seconds.
  demo = await startDemo(["--messages-per-minute", "30"]);
});
test.afterAll(() => demo.close());

test("who writes too much at once sees that it goes on by itself, and nothing is lost or out of order", async ({ browser }) => {
  const [page, agent] = [await browser.newPage(), await browser.newPage()];
  await page.goto(demo.shop);
  await page.getByRole("button", { name: "Open chat" }).click();
  const composer = page.getByLabel("Your message");
  const written = Array.from({ length: 14 }, (_, number) => `line ${number}`);
  for (const text of written) {
    await composer.fill(text);
    await composer.press("Enter");
  }
  const notice = page.getByText("One moment: that was a lot at once.");
  await expect(notice).toBeVisible();
  await expect(page.getByText("· Sending…")).toBeVisible();
  await page.screenshot({ path: "artifacts/limits/one-moment.png" });
  await expect(notice).toBeHidden({ timeout: 20_000 });
  await expect(page.getByText(/Not sent/)).toHaveCount(0);

  await logIn(agent, demo);
  await agent.getByText("line 13", { exact: true }).first().click();
  const bubbles = agent.getByRole("log").getByText(/^line \d+$/);
  await expect(bubbles).toHaveText(written);
});
