// The menu in the panel's head, and the conversation as a file that she keeps.
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, PHONE, talk } from "./support/meeting.js";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Page} page @param {() => Promise<void>} press */
async function downloaded(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("she downloads what was said, with the keyboard alone", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Größe 42 in <b>red</b>?");
  await agent.getByRole("textbox", { name: /message|reply/i }).fill("Yes.\n100 % sure & in stock #1");
  await agent.keyboard.press("Enter");
  await expect(shopper.getByText("100 % sure")).toBeVisible();

  const more = shopper.getByLabel("More", { exact: true });
  await more.focus();
  await shopper.keyboard.press("Enter");
  const entry = shopper.getByRole("link", { name: "Download conversation" });
  await expect(entry).toBeVisible();
  await shopper.screenshot({ path: "artifacts/transcript/menu.png", animations: "disabled" });
  // Escape closes the menu, and not the panel.
  await shopper.keyboard.press("Escape");
  await expect(entry).toBeHidden();
  await expect(more).toBeFocused();
  await expect(shopper.getByRole("dialog")).toBeVisible();
  await shopper.keyboard.press("Enter");
  await shopper.keyboard.press("Tab");
  await expect(entry).toBeFocused();
  const { name, text } = await downloaded(shopper, () => shopper.keyboard.press("Enter"));
  expect(name).toMatch(/\.txt$/);
  const time = "\\d{1,2}:\\d\\d(\\s[AP]M)?";
  expect(text).toMatch(new RegExp(`^Fernweg.*\\n\\n.*20\\d\\d.*\\n\\n${time}  You: Größe 42 in <b>red</b>\\?\\n`));
  expect(text).toContain("  Milan joined the conversation\n");
  expect(text).toMatch(new RegExp(`\\n${time}  \\w+.*: Yes\\.\\n100 % sure & in stock #1\\n$`));
  await expect(entry).toBeHidden();
  await expect(more).toBeFocused();
  await close();
});

test("on a phone in the dark the menu opens with a finger, and closes beside it", async ({ browser }) => {
  const { shopper, close } = await meet(browser, demo, { ...PHONE, colorScheme: "dark" });
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).tap();
  await shopper.getByLabel("More", { exact: true }).tap();
  const entry = shopper.getByRole("link", { name: "Download conversation" });
  await expect(entry).toBeVisible();
  await shopper.screenshot({ path: "artifacts/transcript/menu-phone-dark.png", animations: "disabled" });
  await shopper.touchscreen.tap(100, 500);
  await expect(entry).toBeHidden();
  await expect(shopper.getByRole("dialog")).toBeVisible();
  await close();
});
