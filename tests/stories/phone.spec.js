// On a phone, in light and dark: an agent asks, she agrees, he sees, asks for control, gets it and uses it; she takes it back, and stops.
// All that she needs for that fits on 390 px, is large enough for a finger, and is pressed by one.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { PHONE, meet, talk } from "./support/meeting.js";

test.use({ trace: "off", actionTimeout: 10_000 });

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** It lies within the screen, and her finger finds it (WCAG 2.2, 2.5.8). @param {Locator} control @param {number} least px */
async function expectInReach(control, least = 24) {
  const { x, y, width, height } = await control.boundingBox();
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(PHONE.viewport.width);
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y + height).toBeLessThanOrEqual(PHONE.viewport.height);
  // Boxes are measured in floats: 44 px may come as 43.99998.
  expect(Math.min(width, height)).toBeGreaterThan(least - 0.01);
}

/** Nothing of the first lies on the second. @param {Locator} one @param {Locator} other */
async function expectApart(one, other) {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  expect(a.y >= b.y + b.height || b.y >= a.y + a.height, JSON.stringify([a, b])).toBe(true);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`${colorScheme}: from the question to the end, with a finger on 390 px`, async ({ browser }) => {
    test.setTimeout(180_000);
    const { shopper, agent, view, close } = await meet(browser, demo, { ...PHONE, colorScheme });
    const picture = (/** @type {string} */ name) => shopper.screenshot({ path: `artifacts/phone/${colorScheme}-${name}.png`, animations: "disabled" });
    await shopper.goto(`${demo.shop}/product.html`);
    await talk(shopper, agent, `From my phone, ${colorScheme}`);

    await test.step("he asks to see her page, she reads what that means, and agrees", async () => {
      await agent.getByRole("button", { name: /ask to see/i }).click();
      const agree = shopper.getByRole("button", { name: "Share my page" });
      await expect(agree).toBeVisible();
      await expectInReach(agree, 44);
      await expectInReach(shopper.getByRole("button", { name: "Not now" }), 44);
      await picture("1-question");
      await agree.tap();
      await expect(shopper.getByText(/You are sharing this page with/)).toBeVisible();
    });

    const bar = shopper.locator(".bar");
    await test.step("the bar is one line or two, over nothing of the chat", async () => {
      expect((await bar.boundingBox()).height).toBeLessThanOrEqual(56);
      for (const name of ["Stop sharing", "Pause sharing", "Show what is hidden"]) await expectInReach(shopper.getByRole("button", { name }), 36);
      await picture("2-sharing-with-chat");
      await shopper.getByRole("button", { name: "Close chat" }).tap();
      await expect(view.getByTestId("add-to-basket")).toBeVisible();
      await picture("3-sharing");
    });

    await test.step("he asks for control, she allows it, and one line says who has it and for how long", async () => {
      await agent.getByRole("button", { name: "Ask to control" }).click();
      await agent.getByRole("button", { name: "Ask", exact: true }).click();
      const allow = shopper.getByRole("button", { name: "Allow" });
      await expect(allow).toBeVisible();
      await expectInReach(allow, 44);
      await expectApart(shopper.locator(".consent .card"), bar);
      await picture("4-control-asked");
      await shopper.waitForTimeout(700);
      await allow.tap();
      const chip = shopper.locator(".consent .chip");
      await expect(chip).toBeVisible();
      await expectApart(chip, bar);
      await picture("5-control");
      for (const name of ["Take back: scroll", "Take back: click", "Take back: type"]) await expectInReach(shopper.getByRole("button", { name, exact: true }));
      await expectInReach(shopper.getByRole("button", { name: "Take back", exact: true }), 32);
      expect((await chip.boundingBox()).height, "more would cover the page's own head").toBeLessThanOrEqual(46);
      // The page is no wider for all that.
      expect(await shopper.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });

    await test.step("his click is hers", async () => {
      await view.getByTestId("size-42").scrollIntoViewIfNeeded();
      await view.getByTestId("size-42").click({ force: true });
      await expect(shopper.getByTestId("size-42")).toHaveAttribute("aria-pressed", "true");
    });

    await test.step("she takes it back with a finger, and stops", async () => {
      await shopper.getByRole("button", { name: "Take back", exact: true }).tap();
      await expect(agent.getByText("Control has ended.")).toBeVisible();
      await shopper.getByRole("button", { name: "Stop sharing" }).tap();
      await expect(bar).toHaveCount(0);
      await expect(agent.getByText(/stopped sharing/i).first()).toBeVisible();
    });
    await close();
  });
}
