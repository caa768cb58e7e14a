// Answers that an agent offers: chips below the newest message, which the shopper presses, or reaches with the keyboard.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, PHONE, talk } from "./support/meeting.js";

const ARTIFACTS = "artifacts/quick-replies";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** He asks, with answers to press. @param {import("@playwright/test").Page} agent @param {string} question @param {string[]} answers */
async function offer(agent, question, answers) {
  await agent.getByLabel("Add to the conversation").click();
  await agent.getByRole("button", { name: "Quick replies" }).click();
  const dialog = agent.getByRole("dialog", { name: "Quick replies" });
  await dialog.getByLabel("Your question").fill(question);
  await dialog.getByLabel(/Answers, one in each line/).fill(answers.join("\n"));
  await expect(dialog.getByRole("listitem")).toHaveText(answers);
  return dialog;
}

test("she answers with one press, and with the keyboard; then the answers are gone", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Which size do I need?");

  const dialog = await offer(agent, "", ["41", "42"]);
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByRole("alert")).toHaveText(/Ask something first/);
  await dialog.getByLabel("Your question").fill("What do you wear now?");
  await agent.screenshot({ path: `${ARTIFACTS}/console-dialog.png` });
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog).toBeHidden();
  await expect(agent.getByRole("log").getByLabel("Offered answers").getByRole("listitem")).toHaveText(["41", "42"]);

  const chips = shopper.getByRole("group", { name: "Suggested answers" });
  await expect(chips.getByRole("button")).toHaveText(["41", "42"]);
  await shopper.screenshot({ path: `${ARTIFACTS}/chips.png`, animations: "disabled" });
  await agent.screenshot({ path: `${ARTIFACTS}/console.png` });
  await chips.getByRole("button", { name: "42" }).focus();
  await shopper.keyboard.press("Enter");
  await expect(chips).toBeHidden();
  await expect(shopper.getByLabel("Your message")).toBeFocused();
  await expect(shopper.getByRole("log").getByText("42", { exact: true })).toBeVisible();
  await expect(agent.getByRole("log").locator(".bubble").last()).toHaveText("42");

  // What she writes herself is an answer as well.
  await (await offer(agent, "Anything else?", ["Yes", "No"])).getByRole("button", { name: "Send" }).click();
  await expect(chips.getByRole("button")).toHaveText(["Yes", "No"]);
  await shopper.getByLabel("Your message").fill("Perhaps");
  await shopper.keyboard.press("Enter");
  await expect(chips).toBeHidden();
  await close();
});

test("long answers wrap, on a phone in the dark and from right to left", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo, { ...PHONE, colorScheme: "dark" });
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Which one is better for wet roads?");
  const answers = ["I run on roads", "I run on trails, mostly in the mountains and in the rain", "Both", "Supercalifragilisticexpialidocious".repeat(3)];
  await (await offer(agent, "Where do you run?", answers)).getByRole("button", { name: "Send" }).click();
  const chips = shopper.getByRole("group", { name: "Suggested answers" });
  await expect(chips.getByRole("button")).toHaveText(answers);
  await shopper.locator(".alongside").evaluate((panel) => panel.setAttribute("dir", "rtl"));
  await shopper.screenshot({ path: `${ARTIFACTS}/chips-phone-dark-rtl.png`, animations: "disabled" });
  for (const chip of await chips.getByRole("button").all()) {
    const box = await chip.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390 && box.height >= 24).toBe(true);
  }
  await chips.getByRole("button", { name: "Both" }).tap();
  await expect(agent.getByRole("log").locator(".bubble").last()).toHaveText("Both");
  await close();
});
