// What people mean by asterisks, dashes and addresses is drawn, on both sides alike, and never as HTML.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, talk } from "./support/meeting.js";

const ARTIFACTS = "artifacts/formatting";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

const WORDS = `We have **two** kinds, *both* in \`EU_42\`:
- _red_, 19,99 € * incl. VAT
- blue <img src=x onerror=alert(1)>
1. Look at [our sizes](https://shop.example/sizes_(eu)) or https://shop.example/a_b_c.
2. Write to [us](mailto:help@shop.example), not [here](javascript:alert(1)).
> is it snake_case?
\`\`\`
2*3*4
\`\`\`
Bye`;

test("both sides see the same marks as elements, and plain text as it is", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Which kinds?");
  await agent.getByRole("textbox", { name: /message|reply/i }).fill(WORDS);
  await agent.keyboard.press("Enter");
  await shopper.getByLabel("Your message").fill(WORDS.replace("We have", "I have"));
  await shopper.getByLabel("Your message").press("Enter");
  const drawn = [];
  for (const side of [shopper, agent])
    for (const begin of ["We have", "I have"]) {
      const bubble = side.getByRole("log").locator(".bubble").filter({ hasText: begin });
      await expect(bubble).toHaveCount(1);
      drawn.push((await bubble.innerHTML()).replace(begin, "").replaceAll("<!---->", ""));
    }
  expect(new Set(drawn).size, "all four are the same").toBe(1);
  const bubble = shopper.getByRole("log").locator(".bubble").filter({ hasText: "We have" });
  expect(await bubble.evaluate((bubble) => [...bubble.childNodes].map((node) => node.nodeName.toLowerCase()).join(" "))).toBe(
    "#text strong #text em #text code #text ul ol blockquote pre #text",
  );
  expect(await bubble.locator("li").allInnerTexts()).toEqual([
    "red, 19,99 € * incl. VAT",
    "blue <img src=x onerror=alert(1)>",
    "Look at our sizes or https://shop.example/a_b_c.",
    "Write to us, not [here](javascript:alert(1)).",
  ]);
  await expect(bubble.locator("pre")).toHaveText("2*3*4");
  await expect(bubble.locator("blockquote")).toHaveText("is it snake_case?");
  const links = await bubble.locator("a").evaluateAll((links) => links.map((link) => ["href", "title", "rel", "target"].map((name) => link.getAttribute(name) ?? "")));
  expect(links).toEqual([
    ["https://shop.example/sizes_(eu)", "https://shop.example/sizes_(eu)", "noopener noreferrer nofollow", "_blank"],
    ["https://shop.example/a_b_c", "", "noopener noreferrer nofollow", "_blank"],
    ["mailto:help@shop.example", "mailto:help@shop.example", "noopener noreferrer nofollow", "_blank"],
  ]);
  await expect(bubble.locator("img")).toHaveCount(0);
  // In the list of conversations words stand without their marks.
  await expect(agent.getByRole("navigation").getByText(/I have two kinds, both in EU_42/)).toBeVisible();
  // The panel's side of it is a state in panel-conversation.spec.js.
  const axe = new AxeBuilder({ page: agent }).include(".log").withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" "))}`)).toEqual([]);
  await shopper.screenshot({ path: `${ARTIFACTS}/shopper.png`, animations: "disabled" });
  await agent.screenshot({ path: `${ARTIFACTS}/agent.png`, animations: "disabled" });
  await close();
});

test("keys put marks around what the agent has selected, and take them away", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "How do I return them?");
  const field = agent.getByRole("textbox", { name: /message|reply/i });
  await field.fill("By post");
  const select = (/** @type {number} */ from, /** @type {number} */ to) =>
    field.evaluate((field, [from, to]) => /** @type {HTMLTextAreaElement} */ (field).setSelectionRange(from, to), [from, to]);
  await select(3, 7);
  await agent.keyboard.press("Control+b");
  await expect(field).toHaveValue("By **post**");
  await agent.keyboard.press("Control+b");
  await expect(field).toHaveValue("By post");
  await agent.keyboard.press("Control+i");
  await expect(field).toHaveValue("By *post*");
  await agent.keyboard.press("Control+z");
  await expect(field).toHaveValue("By post");
  await select(3, 7);
  await agent.keyboard.press("Control+k");
  await expect(field).toHaveValue("By [post](https://)");
  // The address is selected: it is typed over.
  await agent.keyboard.type("https://post.example");
  await agent.keyboard.press("Enter");
  await expect(shopper.getByRole("link", { name: "post", exact: true })).toHaveAttribute("href", "https://post.example");
  await close();
});
