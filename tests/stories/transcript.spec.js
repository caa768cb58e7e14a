// The menu in the panel's head, and the conversation as a file that she keeps.
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, PHONE, talk } from "./support/meeting.js";
import { standPanel } from "./support/panel.js";

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

/** Of a conversation of 250 messages the newest 50 are here; `earlier` says the pages before. @param {import("@playwright/test").Browser} browser */
async function longConversation(browser) {
  const noon = Date.UTC(2026, 10, 3, 12);
  const messages = (/** @type {number} */ from, /** @type {number} */ to) =>
    Array.from({ length: to - from + 1 }, (_, index) => {
      const seq = from + index;
      return { seq, client_id: `m${seq}`, author: { kind: "visitor" }, body: `Number ${seq}.`, sent_at_ms: noon + seq };
    });
  const panel = await standPanel(browser, { transcript: { messages: messages(201, 250) } });
  const asked = () => panel.heard.filter(({ type }) => type === "earlier").map(({ before }) => before);
  await panel.open();
  await expect(panel.page.getByText("Number 250.")).toBeVisible();
  const earlier = async (/** @type {number} */ before) => {
    await expect.poll(asked).toContain(before);
    panel.say({ type: "earlier", messages: messages(Math.max(1, before - 100), before - 1) });
  };
  const choose = async () => {
    await panel.page.getByLabel("More", { exact: true }).click();
    await panel.page.getByRole("link", { name: "Download conversation" }).click();
  };
  return { panel, asked, earlier, choose };
}

test("what she downloads is all of the conversation: what the panel lacks is fetched first, and it says how far that is", async ({ browser }) => {
  const { panel, asked, earlier, choose } = await longConversation(browser);
  const { page } = panel;
  const { text } = await downloaded(page, async () => {
    await choose();
    await expect(page.getByText("Download conversation: 10 %")).toBeVisible();
    await earlier(201);
    await expect(page.getByText("Download conversation: 50 %")).toBeVisible();
    await earlier(101);
  });
  expect(text.match(/Number \d+\./g)).toEqual(Array.from({ length: 250 }, (_, index) => `Number ${index + 1}.`));
  await expect(page.getByText(/Download conversation: /)).toHaveCount(0);
  expect(asked()).toEqual([201, 101]);
  expect(await page.locator(".bubble").count(), "the log shows no more than it does at first").toBe(100);
  const again = await downloaded(page, choose);
  expect(again.text).toBe(text);
  expect(asked(), "nothing is fetched twice").toEqual([201, 101]);
  await panel.close();
});

test("a download that she lets be is over, and one whose line is lost says so", async ({ browser }) => {
  const { panel, asked, earlier, choose } = await longConversation(browser);
  const { page } = panel;
  /** @type {unknown[]} */
  const downloads = [];
  page.on("download", (download) => downloads.push(download));
  await choose();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await earlier(201);
  await expect(page.getByText(/Download conversation: /)).toHaveCount(0);
  expect(asked()).toEqual([201]);

  await choose();
  await expect.poll(asked).toEqual([201, 101]);
  panel.hangUp();
  await expect(page.getByText("Please try again in a moment.")).toBeVisible();
  expect(downloads).toEqual([]);
  await panel.close();
});
