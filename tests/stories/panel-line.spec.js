// Every state of the panel's line, and of what this browser lets it keep.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";

/** @param {import("./support/panel.js").Panel} panel @param {string} code */
async function refuse(panel, code) {
  await panel.open();
  panel.say({ type: "error", error: { code, message: "For the shop's developer.", retry: false } });
  await expect(panel.page.locator(".notice.bad")).not.toContainText("developer");
  await expect(panel.page.locator("textarea")).toBeDisabled();
  await expect(panel.page.locator("textarea"), "it looks it").toHaveCSS("opacity", "0.55");
  await expect(panel.page.locator(".presence")).not.toHaveAttribute("data-online", "");
}

everyLook([
  {
    name: "connecting",
    before: (page) => page.routeWebSocket(/visitor\/socket/, () => {}),
    arrange: async ({ page }) => {
      await page.locator(".launcher").click();
      await expect(page.locator(".spinner:visible")).toBeVisible();
    },
  },
  {
    name: "offline",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.context().setOffline(true);
      panel.hangUp();
      await expect(panel.page.locator(".notice")).not.toBeEmpty();
      await expect(panel.page.locator(".spinner:visible")).toHaveCount(0);
      await expect(panel.page.locator(".presence")).not.toContainText("…");
    },
  },
  {
    name: "reconnecting",
    arrange: async (panel) => {
      await panel.open();
      const presence = panel.page.locator(".presence");
      panel.say({ type: "agents", agents: ["Milan"] });
      await expect(presence).toContainText("Milan");
      panel.hangUp();
      await expect(panel.page.locator(".notice .text")).toBeVisible();
      // Who is there is not known now.
      await expect(presence).not.toContainText("Milan");
      await expect(presence).not.toHaveAttribute("data-online", "");
      // Head and notice say the same of the line.
      const [says] = (await panel.page.locator(".notice > span").innerText()).split(" · ");
      await expect(presence).toHaveText(says);
    },
  },
  { name: "updated", arrange: (panel) => refuse(panel, "unsupported_protocol") },
  { name: "not-here", arrange: (panel) => refuse(panel, "origin_not_allowed") },
  {
    name: "slowed",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.locator("textarea").fill(panel.words.question);
      await panel.page.keyboard.press("Enter");
      await expect.poll(() => panel.heard.some(({ type }) => type === "message")).toBe(true);
      const { client_id } = panel.heard.find(({ type }) => type === "message");
      panel.say({ type: "error", error: { code: "too_many_tries", message: "Wait.", client_id, retry: true, wait_ms: 60_000 } });
      await expect(panel.page.locator(".notice")).not.toBeEmpty();
    },
  },
  {
    name: "not-kept",
    before: (page) =>
      page.addInitScript(() => {
        for (const name of ["localStorage", "sessionStorage"])
          Object.defineProperty(window, name, { get: () => { throw new DOMException("Blocked.", "SecurityError"); } });
      }),
    arrange: async (panel) => {
      await panel.open();
      await expect(panel.page.locator(".notice")).not.toBeEmpty();
    },
  },
]);
