// Every state of a page that is shared, on the shopper's side: the bar, what agents ask for there, and how it ended.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";
import { askForControl, closePanel, share, start } from "./support/panel-share.js";

everyLook([
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
    name: "control-asked",
    arrange: async (panel) => {
      await askForControl(panel);
    },
  },
  {
    name: "control-granted",
    arrange: async (panel) => {
      await askForControl(panel);
      // No click that was meant for something else allows anything.
      await panel.page.waitForTimeout(600);
      await panel.page.getByRole("button", { name: /^(Allow|سماح)$/ }).click();
      await expect(panel.page.locator(".chip .clock")).toHaveText("10:00");
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
