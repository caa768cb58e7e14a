// A state of the panel, looked at by axe and kept as a picture: desktop and phone, light and dark, in a language that runs from left
// to right and in one that runs from right to left.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { standPanel } from "./panel.js";

const ARTIFACTS = "artifacts/panel";

const LOOKS = [
  { name: "desktop", viewport: { width: 1000, height: 760 }, colorScheme: /** @type {const} */ ("light") },
  { name: "desktop-dark", viewport: { width: 1000, height: 760 }, colorScheme: /** @type {const} */ ("dark") },
  { name: "phone", viewport: { width: 390, height: 760 }, colorScheme: /** @type {const} */ ("light") },
  { name: "phone-dark", viewport: { width: 390, height: 760 }, colorScheme: /** @type {const} */ ("dark") },
];

/**
 * @typedef {object} State
 * @property {string} name
 * @property {object} [answer] more of the boot answer
 * @property {object} [transcript] more of what the relay welcomes with
 * @property {(page: import("@playwright/test").Page) => Promise<unknown>} [before] before the page is loaded
 * @property {(panel: import("./panel.js").Panel) => Promise<void>} arrange brings it about, and expects that it is there
 */

/** A test for each state and language. @param {State[]} states */
export function everyLook(states) {
  // A trace of so many pictures takes longer than the pictures.
  test.use({ trace: "off" });
  for (const { name, arrange, ...options } of states) {
    for (const language of /** @type {const} */ (["en", "ar"])) {
      test(`${name}, ${language}`, async ({ browser }) => {
        const panel = await standPanel(browser, { language, ...options, context: { viewport: LOOKS[0].viewport } });
        await arrange(panel);
        for (const { name: look, viewport, colorScheme } of LOOKS) {
          await panel.page.setViewportSize(viewport);
          await panel.page.emulateMedia({ colorScheme });
          await panel.page.screenshot({ path: `${ARTIFACTS}/${name}-${language}-${look}.png`, animations: "disabled" });
          await expectAccessible(panel.page, `${name}, ${language}, ${look}`);
        }
        await panel.close();
      });
    }
  }
}

/** @param {import("@playwright/test").Page} page @param {string} state */
export async function expectAccessible(page, state) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(found, state).toEqual([]);
}
