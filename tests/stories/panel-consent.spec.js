// Every question to the shopper before her page is shared, and the code for who is on the phone.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";
import { ask } from "./support/panel-share.js";

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
]);
