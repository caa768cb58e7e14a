// An agent resolves a conversation, the shopper says how it was, and the console shows it.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, PHONE, talk } from "./support/meeting.js";

const ARTIFACTS = "artifacts/rating";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

test("she rates with the keyboard, and the agent reads it in the thread and in the list", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Thanks, that was all!");
  const shelf = (/** @type {RegExp} */ name) => agent.getByRole("group", { name: "Which conversations" }).getByRole("button", { name });
  await expect(shelf(/Open/)).toHaveAttribute("aria-pressed", "true");
  await agent.getByRole("button", { name: "Resolve", exact: true }).click();
  await expect(agent.getByRole("button", { name: "Reopen" })).toBeVisible();
  await expect(agent.getByRole("navigation").getByText("Thanks, that was all!")).toBeHidden();

  const question = shopper.getByRole("group", { name: "How was this conversation?" });
  await expect(question).toBeVisible();
  await expect(shopper.getByText("Milan closed this conversation")).toBeVisible();
  await expect(question.getByRole("button", { name: /bad|okay|good|great/i })).toHaveText(["Very bad", "Bad", "Okay", "Good", "Great"]);
  await shopper.screenshot({ path: `${ARTIFACTS}/asked.png`, animations: "disabled" });
  await question.getByRole("button", { name: "Good" }).focus();
  await shopper.keyboard.press("Enter");
  await expect(question.getByRole("button", { name: "Good" })).toHaveAttribute("aria-pressed", "true");
  await question.getByLabel("Anything to add?").fill("Quick, and kind.");
  await shopper.screenshot({ path: `${ARTIFACTS}/chosen.png`, animations: "disabled" });
  const { violations } = await new AxeBuilder({ page: shopper }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" "))}`)).toEqual([]);
  await question.getByRole("button", { name: "Send" }).click();
  await expect(question).toBeHidden();
  await expect(shopper.getByLabel("Your message")).toBeFocused();
  await expect(shopper.getByRole("log").getByText("You rated this conversation: 4 of 5")).toBeVisible();

  await expect(agent.getByRole("log").getByText("Good — “Quick, and kind.”")).toBeVisible();
  await shelf(/Resolved/).click();
  await expect(agent.getByRole("navigation").getByTitle("Rated 4 of 5")).toBeVisible();
  await agent.screenshot({ path: `${ARTIFACTS}/console.png` });

  // Asked once: not on the next page, and a new question opens the conversation again.
  await shopper.reload();
  await expect(shopper.getByText("You rated this conversation: 4 of 5")).toBeVisible();
  await expect(question).toBeHidden();
  await shopper.getByLabel("Your message").fill("One more thing");
  await shopper.keyboard.press("Enter");
  await expect(agent.getByRole("button", { name: "Resolve", exact: true })).toBeVisible();
  await shelf(/Open/).click();
  await expect(agent.getByRole("navigation").getByText("One more thing")).toBeVisible();
  await close();
});

test("on a phone in the dark the question comes on the next page as well, and goes with not now", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo, { ...PHONE, colorScheme: "dark" });
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Do you ship to Norway?");
  await agent.getByRole("button", { name: "Resolve", exact: true }).click();
  const question = shopper.getByRole("group", { name: "How was this conversation?" });
  await expect(question).toBeVisible();
  await shopper.reload();
  await expect(question).toBeVisible();
  await shopper.screenshot({ path: `${ARTIFACTS}/asked-phone-dark.png`, animations: "disabled" });
  await question.getByRole("button", { name: "Great" }).tap();
  await shopper.screenshot({ path: `${ARTIFACTS}/chosen-phone-dark.png`, animations: "disabled" });
  await question.getByRole("button", { name: "Not now" }).tap();
  await expect(question).toBeHidden();
  await shopper.reload();
  await expect(shopper.getByText("Milan closed this conversation")).toBeVisible();
  await expect(question).toBeHidden();
  await close();
});
