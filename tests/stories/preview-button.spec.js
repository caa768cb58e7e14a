// The eye in the bar: she presses it and sees what the agent can't, presses it again and the cover is gone; by mouse and by keyboard.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, share, talk } from "./support/meeting.js";

test.use({ trace: "off", actionTimeout: 10_000 });

test("the eye covers what the agent can't see, and uncovers it, by mouse and by keyboard; the agent sees no cover", async ({ browser }) => {
  test.setTimeout(120_000);
  const demo = await startDemo();
  const { shopper, agent, view, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/account.html`);
  await talk(shopper, agent, "What do you see of me?");
  await share(shopper, agent);
  await shopper.getByRole("button", { name: "Close chat" }).click();
  await expect(view.getByTestId("save-profile")).toBeVisible();
  await expect(shopper.getByTestId("customer-number")).toHaveText("K-3051-7742");
  const seen = () => view.locator("main").innerText();
  const before = await seen();
  expect(before).not.toContain("K-3051-7742");

  /** A picture of one place. @param {string} name */
  const look = async (name) => (await shopper.getByTestId(name).screenshot({ animations: "disabled" })).toString("base64");
  const eye = shopper.getByRole("button", { name: "Show what is hidden" });
  const plain = { number: await look("customer-number"), save: await look("save-profile") };
  /** Whether the masked place is covered, and the open one is not. @param {boolean} on */
  const expectCovered = async (on) => {
    await expect(eye).toHaveAttribute("aria-pressed", String(on));
    await expect.poll(async () => (await look("customer-number")) !== plain.number).toBe(on);
    expect(await look("save-profile")).toBe(plain.save);
  };
  await expectCovered(false);
  await eye.click();
  await expectCovered(true);
  await shopper.screenshot({ path: "artifacts/preview/button.png" });
  // The agent's view is as before: dots, and nothing over them.
  expect(await seen()).toBe(before);
  await expect(view.locator("canvas")).toHaveCount(0);
  await eye.click();
  await expectCovered(false);

  await eye.focus();
  await shopper.keyboard.press("Enter");
  await expectCovered(true);
  await expect(eye).toBeFocused();
  await shopper.keyboard.press("Space");
  await expectCovered(false);

  // The cover goes with sharing.
  await eye.click();
  await expectCovered(true);
  await shopper.getByRole("button", { name: "Stop sharing" }).click();
  await expect.poll(async () => (await look("customer-number")) !== plain.number).toBe(false);
  await close();
  await demo.close();
});
