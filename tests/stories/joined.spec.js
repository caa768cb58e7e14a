// Who answers joins: a quiet line on both sides, in her language, that stays.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, talk } from "./support/meeting.js";

const ARTIFACTS = "artifacts/joined";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

test("the first words of an agent bring the agent's name into both logs, once, and it survives a reload", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Are they warm?");
  const answer = agent.getByRole("textbox", { name: /message|reply/i });
  for (const words of ["Down to -20 °C.", "Promised."]) {
    await answer.fill(words);
    await agent.keyboard.press("Enter");
    await expect(shopper.getByRole("log").getByText(words)).toBeVisible();
  }
  const joined = "Milan joined the conversation";
  for (const side of [shopper, agent]) {
    // In the log, which screen readers announce politely as it grows.
    const log = side.getByRole("log");
    await expect(log.getByText(joined)).toHaveCount(1);
    const text = (await log.innerText()).replaceAll(/\s+/g, " ");
    expect(text).toMatch(new RegExp(`Are they warm\\?.*${joined}.*Down to -20 °C\\..*Promised\\.`));
    const [box, around] = [await log.getByText(joined).boundingBox(), await log.boundingBox()];
    expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - (around?.x ?? 0) - (around?.width ?? 0) / 2), "it stands in the middle").toBeLessThan(30);
  }
  await expect(shopper.getByRole("log")).toHaveAttribute("aria-live", "polite");
  await shopper.screenshot({ path: `${ARTIFACTS}/shopper.png`, animations: "disabled" });
  await agent.screenshot({ path: `${ARTIFACTS}/agent.png`, animations: "disabled" });

  await shopper.reload();
  await expect(shopper.getByRole("log").getByText(joined)).toHaveCount(1);
  await shopper.evaluate(() => /** @type {any} */ (window).Alongside.setLocale("de"));
  await expect(shopper.getByRole("log").getByText("Milan ist dem Gespräch beigetreten")).toBeVisible();
  await close();
});
