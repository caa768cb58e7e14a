// Every state of what messages carry besides words, of the menu, and of the rating at the end.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";
import { ROOT } from "./support/static-server.js";

/** @typedef {import("./support/panel.js").Panel} Panel */

/** Pictures are those of the demo shop. @param {import("@playwright/test").Page} page */
async function withPictures(page) {
  const body = await readFile(join(ROOT, "tests/stories/support/picture.svg"));
  for (const address of ["https://shop.example/*.jpg", "**/files/**", "**/api/v1/sites/*/files/**"])
    await page.route(address, (route) => route.fulfill({ body, contentType: "image/svg+xml" }));
}

/** @param {Panel} panel */
const cards = ({ words }) => ({
  kind: "cards",
  cards: [
    { title: words.thanks, text: words.more, picture: "https://shop.example/blue.jpg", price: "89,90 €", button: { label: words.agent, url: "https://shop.example/blue" } },
    { title: words.question, price: "119,90 €", button: { label: words.agent, url: "https://shop.example/red" } },
  ],
});

everyLook([
  {
    name: "attachments",
    before: withPictures,
    arrange: async (panel) => {
      await panel.open();
      const file = { id: "a1", name: "foot.png", media_type: "image/png", bytes: 48_213, size: [640, 480] };
      panel.message("visitor", "foot.png", { content: { kind: "attachment", attachment: file } });
      const invoice = { id: "a2", name: "Rechnung-2026-11-03-Trailhead-Outfitters.pdf", media_type: "application/pdf", bytes: 1_248_213 };
      panel.message("agent", invoice.name, { content: { kind: "attachment", attachment: invoice } });
      await expect(panel.page.getByText("Rechnung")).toBeVisible();
    },
  },
  {
    name: "cards",
    before: withPictures,
    arrange: async (panel) => {
      await panel.open();
      panel.message("visitor", panel.words.question);
      panel.message("agent", panel.words.answer, { content: cards(panel) });
      await expect(panel.page.locator(".product")).toHaveCount(2);
    },
  },
  {
    name: "quick-replies",
    arrange: async (panel) => {
      await panel.open();
      panel.message("agent", panel.words.answer, { content: { kind: "quick_replies", replies: [panel.words.thanks, "41", "42", panel.words.more] } });
      await expect(panel.page.locator(".chip")).toHaveCount(4);
    },
  },
  {
    name: "menu",
    arrange: async (panel) => {
      await panel.open();
      panel.message("visitor", panel.words.question);
      await panel.page.locator(".menu summary").click();
      await expect(panel.page.locator(".menu .entry").last()).toBeVisible();
    },
  },
  {
    name: "rating",
    arrange: async (panel) => {
      await panel.open();
      panel.message("visitor", panel.words.question);
      panel.say({ type: "rating", closing: 1 });
      await expect(panel.page.locator(".score")).toHaveCount(5);
    },
  },
  {
    name: "rating-with-a-comment",
    arrange: async (panel) => {
      await panel.open();
      panel.message("visitor", panel.words.question);
      panel.say({ type: "rating", closing: 1 });
      await panel.page.locator(".score").nth(3).click();
      await panel.page.locator(".comment").fill(panel.words.thanks);
      await expect(panel.page.locator(".score[aria-pressed=true]")).toHaveCount(1);
    },
  },
]);
