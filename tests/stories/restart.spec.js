// The relay goes away in the middle of a conversation, and comes back: nothing is lost, nothing is doubled.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

test("messages written while the relay is down arrive once, in order, when it is back", async ({ browser }) => {
  test.setTimeout(120_000);
  const demo = await startDemo();
  const shopper = await browser.newPage();
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  const field = shopper.getByLabel("Your message");
  const say = async (/** @type {string} */ text) => {
    await field.fill(text);
    await field.press("Enter");
  };
  await say("before the storm");
  await expect(shopper.getByText(/· (Sent|Delivered|Read)$/)).toBeVisible();

  await demo.halt("SIGKILL");
  await expect(shopper.getByText(/No connection|Connecting|Trying again/).first()).toBeVisible();
  await say("during the storm, one");
  await say("during the storm, two");
  await expect(shopper.getByText("during the storm, two")).toBeVisible();

  await demo.restart();
  await expect(shopper.getByText(/· (Sent|Delivered|Read)$/).last()).toBeVisible({ timeout: 40_000 });
  await say("after the storm");

  const agent = await browser.newPage();
  await logIn(agent, demo);
  await agent.getByText("after the storm").first().click();
  const log = agent.getByRole("log");
  await expect(log.getByText("after the storm")).toBeVisible();
  const said = await log.getByText(/the storm/).allTextContents();
  expect(said).toEqual(["before the storm", "during the storm, one", "during the storm, two", "after the storm"]);
  await Promise.all([shopper.close(), agent.close()]);
  await demo.close();
});
