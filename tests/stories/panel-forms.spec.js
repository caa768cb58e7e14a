// Every state of the forms that stand in the composer's place, of the hours, and of what she may do with her own data.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";

/** @typedef {import("./support/panel.js").Panel} Panel */

/** What the shop asks, in the page's language. @param {Panel} panel */
const preChat = ({ words }) => ({
  introduction: words.greeting,
  name: "optional",
  email: "required",
  fields: [
    { kind: "choice", label: words.question, required: true, choices: [words.thanks, words.more] },
    { kind: "text", label: words.agent },
    { kind: "checkbox", label: words.more, required: true, link: "https://shop.example/privacy" },
  ],
});

/** @param {Panel} panel */
async function asked(panel) {
  await panel.open();
  panel.say({ type: "reception", reception: { pre_chat: preChat(panel) } });
  await expect(panel.page.getByRole("form")).toBeVisible();
}

/** @param {Panel} panel */
async function away(panel) {
  await panel.open();
  panel.message("visitor", panel.words.question);
  panel.say({ type: "reception", reception: { closed: true, opens_at_ms: Date.UTC(2026, 10, 4, 9) } });
  await expect(panel.page.getByRole("form")).toBeVisible();
}

/** @param {Panel} panel */
async function deleting(panel) {
  await panel.open();
  panel.message("visitor", panel.words.question);
  await panel.page.locator(".menu summary").click();
  await panel.page.locator(".menu .entry").last().click();
  await expect(panel.page.locator(".card")).toBeVisible();
}

everyLook([
  { name: "pre-chat", arrange: asked },
  {
    name: "pre-chat-refused",
    arrange: async (panel) => {
      await asked(panel);
      await panel.page.getByRole("form").getByRole("button").last().click();
      await expect(panel.page.getByRole("form").getByRole("alert")).toBeVisible();
    },
  },
  { name: "offline-form", arrange: away },
  {
    name: "closed",
    arrange: async (panel) => {
      await panel.open();
      panel.say({ type: "reception", reception: { closed: true, offline: "never", opens_at_ms: Date.UTC(2026, 10, 4, 9) } });
      await expect(panel.page.locator(".presence:not([data-online])")).toBeVisible();
    },
  },
  { name: "deletion-asked", arrange: deleting },
]);
