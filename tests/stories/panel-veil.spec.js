// What lies over the conversation: what is behind it is out of reach of Tab and of screen readers, and the focus comes back to where it was.
import { expect, test } from "@playwright/test";

import { standPanel } from "./support/panel.js";

/** @typedef {import("@playwright/test").Page} Page */

/** What has the focus, by its name. @param {Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  });

/** How many of a role the browser tells a screen reader of. @param {Page} page @param {string} role */
async function told(page, role) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes.filter((node) => !node.ignored && node.role?.value === role).length;
}

/** All that Tab reaches within the widget. @param {Page} page */
async function reached(page) {
  const names = new Set();
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press("Tab");
    names.add(await focused(page));
  }
  return names;
}

test("behind a question of her own nothing is in reach, and the focus comes back to the button that asked it", async ({ browser }) => {
  const panel = await standPanel(browser);
  const { page } = panel;
  await panel.open();
  panel.message("agent", panel.words.answer);
  await expect(page.getByRole("log")).toContainText(panel.words.answer.slice(0, 12));
  const share = page.getByRole("button", { name: "Share this page" });
  await share.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Share my page" })).toBeFocused();
  await expect.poll(() => told(page, "log")).toBe(0);
  await expect.poll(() => told(page, "textbox")).toBe(0);
  const names = await reached(page);
  for (const name of ["Not now", "Share my page"]) expect([...names]).toContain(name);
  for (const name of ["Your message", "Close chat", "More", "Share this page", "Send"]) expect([...names], name).not.toContain(name);
  await page.getByRole("button", { name: "Not now" }).click();
  await expect(share).toBeFocused();
  await expect.poll(() => told(page, "log")).toBe(1);
  await expect.poll(() => told(page, "textbox")).toBe(1);
  await panel.close();
});

test("the same behind the code and behind the deletion", async ({ browser }) => {
  const panel = await standPanel(browser);
  const { page } = panel;
  await panel.open();
  await page.getByLabel("Your message").fill("Half a sentence");
  await page.evaluate(() => /** @type {any} */ (window).Alongside.cobrowseCode());
  await expect(page.getByRole("button", { name: "New code" })).toBeFocused();
  await expect.poll(() => told(page, "textbox")).toBe(0);
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Your message")).toBeFocused();

  const more = page.getByLabel("More", { exact: true });
  await more.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Delete my data" }).click();
  await expect(page.getByRole("button", { name: "Keep it" })).toBeFocused();
  await expect.poll(() => told(page, "textbox")).toBe(0);
  await page.keyboard.press("Enter");
  await expect(more).toBeFocused();
  await expect.poll(() => told(page, "textbox")).toBe(1);
  await panel.close();
});

test("an agent's question neither takes the focus from what she is typing nor what she types", async ({ browser }) => {
  const panel = await standPanel(browser);
  const { page } = panel;
  await panel.open();
  const field = page.getByLabel("Your message");
  await field.pressSequentially("Half a ");
  panel.say({ type: "cobrowse_request", session: "s", agent: panel.words.colleague });
  await expect(page.locator(".card-title")).toContainText(panel.words.colleague);
  await page.keyboard.type("sentence");
  await expect(field).toHaveValue("Half a sentence");
  await page.getByRole("button", { name: "Not now" }).click();
  await expect(field).toBeFocused();

  // Who is not typing cannot reach behind it.
  await page.locator("#own").focus();
  panel.say({ type: "cobrowse_request", session: "t", agent: panel.words.colleague });
  await expect(page.locator(".card-title")).toContainText(panel.words.colleague);
  await expect(page.locator("#own")).toBeFocused();
  await expect.poll(() => told(page, "textbox")).toBe(0);
  await panel.close();
});
