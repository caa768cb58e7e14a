// Forms of React, Vue and Svelte, as npm has them: what an agent does for the shopper leaves the app in the state in which her own mouse
// and keyboard would have left it, step by step.
import { expect, test } from "@playwright/test";

import { act, assist, click, grant } from "./support/assist-site.js";
import { FRAMEWORKS, frameworkPage } from "./support/framework-pages.js";
import { serve } from "./support/static-server.js";

test.use({ trace: "off", viewport: { width: 900, height: 1_200 }, locale: "en-US" });

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ what: string, byHand: (page: Page) => Promise<any>, byAgent: (page: Page) => Promise<any> }} Step */

/** The app's own state, and what has the focus. @param {Page} page */
async function state(page) {
  const [order, focus] = await page.evaluate(() => [document.getElementById("state").textContent, document.activeElement?.id ?? ""]);
  return { ...JSON.parse(order), focus };
}

/** Her own way into a field, and the agent's: a click, then keys. @param {string} id @param {string} text @returns {Step} */
const typing = (id, text) => ({
  what: `types in ${id}`,
  byHand: async (page) => {
    await page.locator(`#${id}`).click();
    await page.keyboard.type(text);
  },
  byAgent: async (page) => {
    expect(await act(page, click(`#${id}`))).toBe("done");
    expect(await act(page, { kind: "type", node: `#${id}`, text })).toBe("done");
  },
});

/** @param {string} id @param {string} [note] @returns {Step} */
const pressing = (id, note = "") => ({
  what: `presses ${id} ${note}`.trim(),
  byHand: (page) => page.locator(`#${id}`).click(),
  byAgent: async (page) => expect(await act(page, click(`#${id}`))).toBe("done"),
});

/** A key where the focus is. @param {string} id @param {string} key @param {string} name @returns {Step} */
const key = (id, key, name) => ({
  what: `presses ${key} in ${id}`,
  byHand: (page) => page.keyboard.press(key),
  byAgent: async (page) => expect(await act(page, { kind: "press", node: `#${id}`, key: name })).toBe("done"),
});

/** @param {string} id @param {boolean} on @returns {Step} */
const checking = (id, on) => ({
  what: `${on ? "checks" : "unchecks"} ${id}`,
  byHand: (page) => page.locator(`#${id}`).click(),
  byAgent: async (page) => expect(await act(page, { kind: "check", node: `#${id}`, on })).toBe("done"),
});

/** @type {Step[]} */
const STEPS = [
  typing("name", "Nora"),
  key("name", "Backspace", "backspace"),
  typing("postcode", "ab1-2cd"),
  typing("email", "nora@"),
  typing("note", "Ring twice, please, the bell is very quiet."),
  key("note", "Enter", "enter"),
  typing("email", "shop.example"),
  typing("reference", "A 7"),
  key("reference", "Tab", "tab"),
  typing("draft", "summer,sale"),
  key("draft", "Enter", "enter"),
  {
    what: "chooses a size",
    // A click would open the system's own list.
    byHand: async (page) => {
      await page.locator("#size").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
    },
    byAgent: async (page) => {
      expect(await act(page, { kind: "select", node: "#size", options: [2] })).toBe("unfit");
      expect(await act(page, { kind: "select", node: "#size", options: [3] })).toBe("done");
    },
  },
  {
    what: "chooses extras",
    byHand: async (page) => {
      await page.locator("#extras option").nth(0).click();
      await page.locator("#extras option").nth(2).click({ modifiers: ["Control"] });
    },
    byAgent: async (page) => expect(await act(page, { kind: "select", node: "#extras", options: [0, 2] })).toBe("done"),
  },
  checking("gift", true),
  {
    what: "presses what is disabled",
    // It takes the focus from the field; an agent's press is refused, and so does nothing at all.
    byHand: async (page) => {
      const { x, y, width, height } = await page.locator("#send").boundingBox();
      await page.mouse.click(x + width / 2, y + height / 2);
      await page.locator("#gift").focus();
    },
    byAgent: async (page) => expect(await act(page, click("#send"))).toBe("unfit"),
  },
  typing("greeting", "All the best"),
  checking("shop", true),
  checking("gift", false),
  checking("gift", true),
  {
    what: "changes the number",
    byHand: async (page) => {
      await page.locator("#pairs").focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Backspace");
      await page.keyboard.type("7");
    },
    byAgent: async (page) => {
      await act(page, { kind: "press", node: "#pairs", key: "backspace" });
      await act(page, { kind: "type", node: "#pairs", text: "7" });
    },
  },
  key("pairs", "ArrowDown", "arrow_down"),
  {
    what: "drags the slider",
    byHand: async (page) => {
      const { x, y, width, height } = await page.locator("#firmness").boundingBox();
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width - 1, y + height / 2, { steps: 4 });
      await page.mouse.up();
    },
    byAgent: async (page) => {
      for (const to of [6_200, 8_100, 10_000]) expect(await act(page, { kind: "slide", node: "#firmness", to })).toBe("done");
    },
  },
  key("firmness", "ArrowLeft", "arrow_left"),
  {
    what: "enters the day",
    byHand: async (page) => {
      await page.locator("#day").focus();
      await page.keyboard.type("11222026");
    },
    byAgent: async (page) => expect(await act(page, { kind: "type", node: "#day", text: "2026-11-22" })).toBe("done"),
  },
  typing("card", "See you soon"),
  key("card", "Backspace", "backspace"),
  pressing("color", "and what opens with the focus closes"),
  pressing("color", "and it opens again"),
  pressing("green"),
  pressing("hint"),
  pressing("send"),
  typing("name", "h"),
  key("name", "Enter", "enter"),
];

for (const framework of /** @type {(keyof typeof FRAMEWORKS)[]} */ (Object.keys(FRAMEWORKS))) {
  test(`${framework}: an agent leaves the app as the shopper's own hands would`, async ({ browser }) => {
    const site = await serve({ "/order": await frameworkPage(framework) });
    const context = await browser.newContext({ viewport: { width: 900, height: 1_200 }, locale: "en-US" });
    const [hers, helped] = [await context.newPage(), await context.newPage()];
    /** @type {string[]} */
    const errors = [];
    for (const page of [hers, helped]) {
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(`${site.origin}/order`);
    }
    await assist(helped);
    await grant(helped, ["scroll", "click", "type"]);
    for (const step of STEPS) {
      await hers.bringToFront();
      await step.byHand(hers);
      const expected = await state(hers);
      await helped.bringToFront();
      await step.byAgent(helped);
      expect({ step: step.what, ...(await state(helped)) }).toEqual({ step: step.what, ...expected });
    }
    // Her own hands did something with each of the fields: else the comparison would say nothing.
    expect(await state(hers)).toMatchObject({
      name: "Norh", postcode: "AB12CD", email: "nora@shop.example", note: "Ring twice, please, the bell is very qui", reference: "A 7", tags: ["summer", "sale"],
      size: "43", extras: ["laces", "bag"], gift: true, greeting: "All the best", delivery: "shop", firmness: 90,
      day: "2026-11-22", card: "See you soo", color: "green", sent: 2, wrong: [],
    });
    expect(errors).toEqual([]);
    await context.close();
    await site.close();
  });
}
