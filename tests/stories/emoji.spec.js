// Emoji: found by keyboard, put where the caret is, and shown large when they are all that is said.
import { mkdirSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

const ARTIFACTS = "artifacts/emoji";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Page} page */
async function openPanel(page) {
  await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /chat|help/i }).click();
}

test("by keyboard alone an emoji is found, put where the caret is, and sent; a few of them are shown large", async ({ browser }) => {
  const [hers, his] = [await browser.newContext(), await browser.newContext()];
  const [page, agent] = [await hers.newPage(), await his.newPage()];
  /** @type {string[]} */
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await logIn(agent, demo);
  await openPanel(page);
  const field = page.getByLabel("Your message");
  await field.fill("Thank you!");
  expect(fetched.filter((url) => url.includes("pickers")), "nothing is fetched before it is wanted").toEqual([]);
  await field.press("Home");
  for (let step = 0; step < 5; step += 1) await field.press("ArrowRight");

  const button = page.getByRole("button", { name: "Emoji" });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Emoji" });
  const search = dialog.getByRole("searchbox", { name: "Search emoji" });
  await expect(search).toBeFocused();
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await page.screenshot({ path: `${ARTIFACTS}/panel.png` });
  await page.keyboard.type("thank");
  await expect(dialog.getByRole("button")).not.toHaveCount(0);
  await page.keyboard.press("ArrowDown");
  const first = dialog.getByRole("button").first();
  await expect(first).toBeFocused();
  const emoji = (await first.textContent()) ?? "";
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(`Thank${emoji} you!`);

  // Arrows go over all of them, and Escape takes none.
  await button.click();
  await expect(search).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const all = dialog.getByRole("button");
  await page.keyboard.press("ArrowRight");
  await expect(all.nth(1)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(all.nth(9)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(search).toBeFocused();
  await page.keyboard.type("no such thing");
  await expect(dialog.getByText("No emoji found")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("dialog"), "the panel stays").toBeVisible();
  await expect(field).toHaveValue(`Thank${emoji} you!`);
  await field.press("Enter");

  await button.click();
  await dialog.getByRole("button", { name: "party popper" }).click();
  await expect(field).toHaveValue("🎉");
  await field.press("Enter");
  const large = page.getByRole("log").getByText("🎉", { exact: true });
  await expect(large).toBeVisible();
  const size = (/** @type {import("@playwright/test").Locator} */ text) => text.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  expect(await size(large)).toBeGreaterThan(30);
  expect(await size(page.getByRole("log").getByText("you!"))).toBeLessThan(20);
  await page.screenshot({ path: `${ARTIFACTS}/large.png` });

  await agent.getByText("🎉").first().click();
  const there = agent.getByRole("log").getByText("🎉", { exact: true });
  await expect(there).toBeVisible();
  expect(await size(there)).toBeGreaterThan(30);
  await agent.getByRole("button", { name: "Emoji" }).click();
  await agent.screenshot({ path: `${ARTIFACTS}/console.png` });
  await agent.keyboard.type("ok");
  await agent.keyboard.press("Enter");
  await expect(agent.getByRole("textbox", { name: /message|reply/i })).toHaveValue("👌");
  await agent.keyboard.press("Enter");
  await expect(page.getByRole("log").getByText("👌", { exact: true })).toBeVisible();
  await Promise.all([hers.close(), his.close()]);
});

test("on a phone, in German and in the dark, they fit and are called in German", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, colorScheme: "dark", locale: "de-DE" });
  const page = await context.newPage();
  await page.addInitScript(() => addEventListener("DOMContentLoaded", () => (document.documentElement.lang = "de")));
  await page.goto(`${demo.shop}/product.html`);
  await page.locator(".launcher").click();
  await page.getByRole("button", { name: "Emoji" }).click();
  const dialog = page.getByRole("dialog", { name: "Emoji" });
  await expect(dialog.getByRole("searchbox", { name: "Emoji suchen" })).toBeVisible();
  await expect(dialog.getByRole("group", { name: "Tiere und Natur" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Emoji", exact: true }), "what opened them is still there").toBeVisible();
  const { left, right } = await dialog.evaluate((element) => element.getBoundingClientRect());
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(360);
  const box = await dialog.getByRole("button").first().boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
  await page.screenshot({ path: `${ARTIFACTS}/phone-dark.png` });
  // What was fetched in one language speaks another when the page does, and English again.
  for (const [language, search] of [["fr", "Chercher un émoji"], ["en", "Search emoji"]]) {
    await page.keyboard.press("Escape");
    await page.evaluate((language) => /** @type {any} */ (window).Alongside.setLocale(language), language);
    await page.locator(".panel").getByRole("button", { name: language === "fr" ? "Émojis" : "Emoji", exact: true }).click();
    await expect(dialog.or(page.getByRole("dialog", { name: /^[EÉ]mojis?$/ })).getByRole("searchbox", { name: search })).toBeVisible();
  }
  await context.close();
});
