// Every state of a page that is shared, or about to be, on the shopper's side: questions, the code, the bar, and how it ended.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";

/** @typedef {import("./support/panel.js").Panel} Panel */

/** @param {Panel} panel */
async function ask(panel) {
  await panel.open();
  await panel.page.locator(".tool").first().click();
  await expect(panel.page.locator(".card")).toBeVisible();
}

/** Begins to share. @param {Panel} panel @returns {Promise<string>} the session */
async function start(panel) {
  await ask(panel);
  await panel.page.locator(".card .strong").click();
  await expect.poll(() => panel.heard.some(({ type }) => type === "cobrowse_start")).toBe(true);
  await expect(panel.page.locator(".bar")).toBeVisible();
  return panel.heard.find(({ type }) => type === "cobrowse_start").session;
}

/** @param {Panel} panel @param {string[]} watchers */
async function share(panel, ...watchers) {
  const session = await start(panel);
  panel.say({ type: "cobrowse_started", session });
  if (watchers.length > 0) {
    panel.say({ type: "cobrowse_watchers", session, watchers: watchers.map((name) => ({ agent: name, name })) });
    await expect(panel.page.locator(".bar-text")).toContainText(watchers[0]);
  }
  await expect(panel.page.locator(".pause").last()).toBeEnabled();
  return session;
}

/** @param {Panel} panel */
const closePanel = (panel) => panel.page.locator(".header .round").last().click();

everyLook([
  { name: "consent", arrange: ask },
  {
    name: "consent-asked-and-recorded",
    answer: { settings: { records: true } },
    arrange: async (panel) => {
      await panel.open();
      panel.message("visitor", panel.words.question);
      panel.say({ type: "cobrowse_request", session: "s", agent: panel.words.colleague });
      await expect(panel.page.locator(".card-title")).toContainText(panel.words.colleague);
    },
  },
  {
    name: "code",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.evaluate(() => /** @type {any} */ (window).Alongside.cobrowseCode());
      panel.say({ type: "cobrowse_code", code: "041736", expires_at_ms: 0 });
      await expect(panel.page.locator(".digits")).toHaveText("041736");
    },
  },
  { name: "sharing-starts", arrange: async (panel) => void (await start(panel)) },
  {
    name: "sharing-waits",
    arrange: async (panel) => {
      await share(panel);
      await expect(panel.page.locator(".bar-text")).not.toBeEmpty();
    },
  },
  {
    name: "sharing",
    arrange: async (panel) => {
      await share(panel, panel.words.agent);
      await closePanel(panel);
    },
  },
  {
    name: "sharing-with-many",
    arrange: async (panel) => void (await share(panel, "Maximiliane Hohenfelder-Oberhausen", "Jo", "Kim", "Sam")),
  },
  {
    name: "sharing-paused",
    arrange: async (panel) => {
      await share(panel, panel.words.agent);
      await panel.page.locator(".pause").last().click();
      await expect(panel.page.locator(".shared[data-paused] .bar")).toBeVisible();
      await closePanel(panel);
    },
  },
  {
    name: "sharing-lost",
    arrange: async (panel) => {
      await share(panel, panel.words.agent);
      panel.hangUp();
      await expect(panel.page.locator(".notice .text")).toBeVisible();
    },
  },
  {
    name: "sharing-ended",
    arrange: async (panel) => {
      const session = await share(panel, panel.words.agent);
      panel.say({ type: "cobrowse_ended", session, reason: "line_lost" });
      await expect(panel.page.locator(".bar")).toHaveCount(0);
      await expect(panel.page.locator(".notice .small")).toBeVisible();
    },
  },
]);
