// Whatever somebody writes stays in its bubble, on both sides, and changes nothing but itself: endless words and piled-up marks, signs
// that turn the direction, control characters, and as much as may be sent at all.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

/** @typedef {import("@playwright/test").Page} Page */

const [OVERRIDE, ISOLATE, EMBED] = ["\u202e", "\u2067", "\u202b"];
const MOST = 20_000;

/** @type {Record<string, string>} */
const ODD = {
  "piled-up marks": `z${"\u0310\u0322\u0489\u035f".repeat(400)}algo`,
  "a word without end": "w".repeat(4_000),
  "signs that turn the direction, never closed": `Pay ${OVERRIDE}moc.elpmaxe${ISOLATE}${EMBED} now`,
  "control characters": "bell\u0007 back\u0008 escape\u001b[31m feed\u000c line\u2028paragraph\u2029 blank\u200b\u2060\ufeff end",
  "families and flags": "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}".repeat(200) + "\u{1f1e9}".repeat(101),
  "as much as may be sent": "Lorem ipsum ".repeat(Math.ceil(MOST / 12)).slice(0, MOST - 1) + "!",
};

/** How far bubbles reach beyond what holds them, what they paint beyond themselves, and what the rest looks like. @param {Page} page @param {string} scroller */
const measure = (page, scroller) =>
  page.locator(scroller).evaluate((log) => {
    const bubbles = [...log.querySelectorAll(".bubble")];
    const box = log.getBoundingClientRect();
    const outside = bubbles.filter((bubble) => {
      const { left, right } = bubble.getBoundingClientRect();
      return left < box.left - 1 || right > box.right + 1;
    });
    return {
      count: bubbles.length,
      outside: outside.map(({ textContent }) => textContent?.slice(0, 20)),
      isWide: log.scrollWidth > log.clientWidth,
      unclipped: bubbles.filter((bubble) => getComputedStyle(bubble).overflowX !== "clip").length,
    };
  });

test("what is odd stays in its bubble for shopper and agent, and the next message is as ever", async ({ browser }) => {
  const demo = await startDemo();
  const [shopper, agent] = await Promise.all([0, 1].map(async () => (await browser.newContext({ reducedMotion: "reduce" })).newPage()));
  await logIn(agent, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat/i }).click();
  const field = shopper.getByLabel("Your message");
  const bodies = [...Object.values(ODD), "Plain"];
  for (const [index, body] of bodies.entries()) {
    await field.fill(body);
    await field.press("Enter");
    await expect(shopper.locator(".panel .bubble")).toHaveCount(index + 1);
  }
  await agent.locator(".row").first().click();
  await expect(agent.locator(".log .bubble")).toHaveCount(bodies.length);
  for (const [page, scroller] of /** @type {const} */ ([[shopper, ".panel .log"], [agent, ".log"]])) {
    expect(await measure(page, scroller)).toEqual({ count: bodies.length, outside: [], isWide: false, unclipped: 0 });
    expect(await page.locator(`${scroller} .bubble`).last().textContent()).toBe("Plain");
    await page.screenshot({ path: `artifacts/odd-text-${scroller === ".log" ? "console" : "panel"}.png` });
  }
  // Nothing of it was changed on the way, and nothing of it is markup.
  const texts = await agent.locator(".log .bubble").allTextContents();
  expect(texts).toEqual(bodies);
  await agent.locator(".log").evaluate((log) => (log.scrollTop = 0));
  await agent.screenshot({ path: "artifacts/odd-text-console-top.png" });
  await shopper.locator(".panel .log").evaluate((log) => (log.scrollTop = 0));
  await shopper.screenshot({ path: "artifacts/odd-text-panel-top.png" });

  // What is too much is said before it is sent.
  await field.fill("a".repeat(50_000));
  await expect(shopper.locator(".left")).toHaveText("30,000 characters too many");
  await expect(shopper.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await field.press("Enter");
  await expect(field).toHaveValue(/^a{50000}$/);
  await expect(shopper.locator(".panel .bubble")).toHaveCount(bodies.length);
  await demo.close();
});
