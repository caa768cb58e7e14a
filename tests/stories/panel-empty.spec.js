// Every state of launcher and panel before anything is said: none of them has a fault that axe finds, and there is a picture of each.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";

everyLook([
  {
    name: "launcher",
    arrange: async ({ page }) => expect(page.locator(".launcher")).toBeVisible(),
  },
  {
    name: "launcher-unread",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.keyboard.press("Escape");
      panel.message("agent", panel.words.answer);
      await expect(panel.page.locator(".badge")).toHaveText("1");
    },
  },
  {
    name: "fallback",
    before: (page) => page.route("**/boot", (route) => route.abort()),
    arrange: async ({ page }) => {
      await page.locator(".launcher").click();
      await expect(page.locator(".fallback")).toBeVisible();
    },
  },
  {
    name: "greeting",
    arrange: async (panel) => {
      await panel.open();
      await expect(panel.page.locator(".greeting")).toHaveText(panel.words.greeting);
    },
  },
  {
    name: "several-agents",
    arrange: async (panel) => {
      await panel.open();
      panel.say({ type: "agents", agents: [panel.words.agent, panel.words.colleague, "Jo", "Kim"] });
      await expect(panel.page.locator(".presence")).toContainText(/3|٣/);
    },
  },
  {
    name: "nobody-there",
    arrange: async (panel) => {
      await panel.open();
      panel.say({ type: "agents", agents: [] });
      await expect(panel.page.locator(".presence:not([data-online])")).toBeVisible();
    },
  },
  {
    name: "prefilled",
    arrange: async ({ page, words }) => {
      await page.evaluate((text) => /** @type {any} */ (window).Alongside.newMessage(text), words.question);
      await expect(page.locator("textarea")).toHaveValue(words.question);
    },
  },
  {
    name: "near-the-limit",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.locator("textarea").fill("a".repeat(19_988));
      await expect(panel.page.locator(".left")).not.toBeEmpty();
    },
  },
  {
    name: "over-the-limit",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.locator("textarea").fill(panel.words.more.repeat(400));
      await expect(panel.page.locator(".left[data-over]")).not.toBeEmpty();
      await expect(panel.page.locator(".send")).toBeDisabled();
    },
  },
]);
