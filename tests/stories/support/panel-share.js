// The shopper shares the page that her panel stands on.
import { expect } from "@playwright/test";

/** @typedef {import("./panel.js").Panel} Panel */

/** @param {Panel} panel */
export async function ask(panel) {
  await panel.open();
  await panel.page.locator(".tool:has(span)").first().click();
  await expect(panel.page.locator(".card")).toBeVisible();
}

/** Begins to share. @param {Panel} panel @returns {Promise<string>} the session */
export async function start(panel) {
  await ask(panel);
  await panel.page.locator(".card .strong").click();
  await expect.poll(() => panel.heard.some(({ type }) => type === "cobrowse_start")).toBe(true);
  await expect(panel.page.locator(".bar")).toBeVisible();
  return panel.heard.find(({ type }) => type === "cobrowse_start").session;
}

/** @param {Panel} panel @param {string[]} watchers */
export async function share(panel, ...watchers) {
  const session = await start(panel);
  panel.say({ type: "cobrowse_started", session });
  await expect.poll(() => panel.heard.some(({ type }) => type === "recorded")).toBe(true);
  if (watchers.length > 0) {
    panel.say({ type: "cobrowse_watchers", session, watchers: watchers.map((name) => ({ agent: name, name })) });
    await expect(panel.page.locator(".bar-text")).toContainText(watchers[0]);
  }
  await expect(panel.page.locator(".pause").last()).toBeEnabled();
  return session;
}

/** @param {Panel} panel */
export const closePanel = (panel) => panel.page.locator(".header .round").last().click();

/** An agent asks to scroll, click and type. @param {Panel} panel */
export async function askForControl(panel) {
  const session = await share(panel, panel.words.agent);
  await closePanel(panel);
  const capabilities = ["scroll", "click", "type"];
  panel.say({ type: "cobrowse_ask", session, agent: panel.words.agent, name: panel.words.agent, capabilities });
  await expect(panel.page.locator(".consent .title")).toContainText(/to scroll, click and type|التمرير، النقر والكتابة/);
}
