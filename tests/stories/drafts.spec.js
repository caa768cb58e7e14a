// What is begun and not sent: it is there on the shopper's next page and after the agent's reload, and goes with all else that is kept.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { meet, talk } from "./support/meeting.js";
import { standPanel } from "./support/panel.js";

/** The widget's names in the tab's storage. @param {import("@playwright/test").Page} page */
const kept = (page) => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("alongside")));

test("what she has begun to write is there on her next page, until she sends or takes it back", async ({ browser }) => {
  const panel = await standPanel(browser);
  const { page } = panel;
  expect(await kept(page)).toEqual([]);
  await panel.open();
  const field = page.getByLabel("Your message");
  await field.fill("Half a sentence,\nand more");
  await page.reload();
  await expect(field).toHaveValue("Half a sentence,\nand more");
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled();
  await field.press("End");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("");
  await page.reload();
  await expect(page.getByText("and more")).toBeVisible();
  await expect(field).toHaveValue("");

  await field.fill("Another");
  await field.fill("");
  expect((await kept(page)).filter((key) => key.endsWith(":draft"))).toEqual([]);
  await panel.close();
});

test("her draft goes when the page logs her out and when the widget is destroyed", async ({ browser }) => {
  for (const end of ["reset", "destroy"]) {
    const panel = await standPanel(browser);
    const { page } = panel;
    await panel.open();
    await page.getByLabel("Your message").fill("canary-4711");
    await expect.poll(() => kept(page)).toContainEqual(expect.stringMatching(/:draft$/));
    await page.evaluate((end) => /** @type {any} */ (window).Alongside[end](), end);
    expect(await kept(page), end).toEqual([]);
    await panel.close();
  }
});

test("her draft goes with all that is kept of her, and is not there when she begins anew", async ({ browser }) => {
  const panel = await standPanel(browser, { before: (page) => page.route("**/my-data/delete", (route) => route.fulfill({ status: 204 })) });
  const { page } = panel;
  await panel.open();
  await page.getByLabel("Your message").fill("canary-4711");
  await page.getByLabel("More", { exact: true }).click();
  await page.getByRole("button", { name: "Delete my data" }).click();
  await page.getByRole("button", { name: "Delete all" }).click();
  await expect(page.getByText("Everything is deleted")).toBeVisible();
  expect((await kept(page)).filter((key) => key.endsWith(":draft"))).toEqual([]);
  await page.getByRole("button", { name: "Begin anew" }).click();
  await expect(page.getByLabel("Your message")).toHaveValue("");
  await panel.close();
});

test("of what she fills into a form nothing is kept before she sends it", async ({ browser }) => {
  const panel = await standPanel(browser);
  const { page } = panel;
  await panel.open();
  panel.say({ type: "reception", reception: { closed: true, opens_at_ms: Date.UTC(2026, 10, 4, 9) } });
  const form = page.getByRole("form");
  await form.getByLabel("E-mail").fill("canary@shop.example");
  await form.getByLabel("Your message").fill("canary-4711");
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain("canary");
  await panel.close();
});

test("an agent's drafts are each conversation's own, and outlive a reload of the console", async ({ browser }) => {
  const demo = await startDemo();
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Which size?");
  const field = agent.getByRole("textbox", { name: /message|reply/i });
  await field.fill("Let me");
  await agent.reload();
  await agent.getByText("Which size?").first().click();
  await expect(field).toHaveValue("Let me");
  await agent.keyboard.press("Enter");
  await expect(shopper.getByRole("log").getByText("Let me")).toBeVisible();
  await agent.reload();
  await agent.getByText("Let me").first().click();
  await expect(field).toHaveValue("");

  // Whoever logs out leaves nothing to read.
  await field.fill("canary-4711");
  await agent.getByRole("button", { name: "Log out" }).click();
  await expect(agent.getByRole("button", { name: "Log in" })).toBeVisible();
  expect(await agent.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("canary-4711");
  await logIn(agent, demo);
  await close();
  await demo.close();
});
