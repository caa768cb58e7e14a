// Every state of a conversation: none of them has a fault that axe finds, and there is a picture of each.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";

/** @typedef {import("./support/panel.js").Panel} Panel */

/** @param {Panel} panel */
async function talk({ words, message, say, page }) {
  message("visitor", words.question);
  message("agent", words.answer);
  message("visitor", words.thanks);
  message("visitor", words.more);
  say({ type: "delivered", seq: 4 });
  say({ type: "read", side: "agent", seq: 3 });
  await expect(page.locator(".bubble")).toHaveCount(4);
}

everyLook([
  {
    name: "conversation",
    arrange: async (panel) => {
      await panel.open();
      await talk(panel);
      await expect(panel.page.locator(".below").last()).not.toBeEmpty();
    },
  },
  {
    name: "long-message",
    arrange: async (panel) => {
      await panel.open();
      panel.message("agent", `${panel.words.answer}\n\n`.repeat(12));
      panel.message("visitor", `${"w".repeat(300)} ${panel.words.more}`);
      await expect(panel.page.locator(".bubble")).toHaveCount(2);
    },
  },
  {
    name: "scrolled-up",
    arrange: async (panel) => {
      await panel.open();
      for (let turn = 0; turn < 6; turn++) await talkMore(panel);
      await expect(panel.page.locator(".bubble")).toHaveCount(12);
      await panel.page.locator(".log").evaluate((log) => (log.scrollTop = 0));
      await expect(panel.page.locator(".newest")).toBeVisible();
    },
  },
  {
    name: "pending",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.locator("textarea").fill(panel.words.question);
      await panel.page.keyboard.press("Enter");
      await expect(panel.page.locator(".bubble")).toHaveCount(1);
    },
  },
  {
    name: "failed",
    arrange: async (panel) => {
      await panel.open();
      await panel.page.locator("textarea").fill(panel.words.question);
      await panel.page.keyboard.press("Enter");
      await expect.poll(() => panel.heard.some(({ type }) => type === "message")).toBe(true);
      const { client_id } = panel.heard.find(({ type }) => type === "message");
      panel.say({ type: "error", error: { code: "message_too_long", message: "Too long.", client_id, retry: false } });
      await expect(panel.page.locator(".bubble[data-failed]")).toBeVisible();
    },
  },
  {
    name: "typing",
    arrange: async (panel) => {
      await panel.open();
      await talk(panel);
      panel.say({ type: "typing", on: true, name: panel.words.agent });
      await expect(panel.page.locator(".typing")).toBeVisible();
    },
  },
  {
    name: "formatted",
    arrange: async (panel) => {
      await panel.open();
      const words = `**${panel.words.agent}** *1* \`2\`:\n- 3\n- [4](https://a.example)\n1. 5\n2. 6\n> 7\n\`\`\`\n8\n\`\`\``;
      panel.message("visitor", words);
      panel.message("agent", words);
      await expect(panel.page.locator(".bubble pre")).toHaveCount(2);
    },
  },
  {
    name: "noted",
    arrange: async (panel) => {
      await panel.open();
      await talk(panel);
      panel.message("system", "Page sharing started", { content: { kind: "notice", what: "sharing_started" } });
      panel.message("system", "X joined the conversation", { content: { kind: "notice", what: "joined", name: panel.words.agent } });
      panel.message("system", "X saved the page", { content: { kind: "notice", what: "page_saved", name: panel.words.agent } });
      panel.message("system", "Page sharing ended", { content: { kind: "notice", what: "sharing_ended" } });
      await expect(panel.page.getByText(/Page sharing started|بدأت مشاركة الصفحة/)).toBeVisible();
    },
  },
]);

/** @param {Panel} panel */
async function talkMore({ words, message }) {
  message("visitor", words.question);
  message("agent", words.answer);
}
