// A shopper in the demo's shop and an agent at its console, and how they come to share a page.
import { expect } from "@playwright/test";

import { inHand } from "./console-port.js";
import { logIn } from "./demo.js";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").BrowserContextOptions} Options */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./demo.js").Demo} Demo */

/** What a phone of 390 × 844 px says of itself. @type {Options} */
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/**
 * The agent is logged in; the shopper has been nowhere yet.
 * @param {Browser} browser @param {Demo} demo @param {Options} [options] of the shopper's browser
 */
export async function meet(browser, demo, options = { viewport: { width: 1280, height: 800 } }) {
  const shopper = await (await browser.newContext(options)).newPage();
  // What asks the shopper stands in a closed root, where no page can press its buttons; nor could a test.
  await shopper.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      return attach.call(this, { ...options, mode: "open" });
    };
  });
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const viewer = agent.frameLocator(".viewer iframe");
  const close = () => Promise.all([shopper.context().close(), agent.context().close()]);
  return { shopper, agent, viewer, view: viewer.frameLocator("iframe"), close };
}

/** She writes, and he opens her conversation. @param {Page} shopper @param {Page} agent @param {string} words */
export async function talk(shopper, agent, words) {
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill(words);
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText(words).first().click();
}

/** He asks to see her page, and she agrees. @param {Page} shopper @param {Page} agent */
export async function share(shopper, agent) {
  await agent.getByRole("button", { name: /ask to see/i }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(shopper.getByText(/You are sharing this page with/)).toBeVisible();
}

/** He asks for control as the console proposes it, and she allows it. @param {Page} shopper @param {Page} agent */
export async function grantControl(shopper, agent) {
  await agent.getByRole("button", { name: "Ask to control" }).click();
  await agent.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(shopper.getByRole("button", { name: "Allow" })).toBeVisible();
  // What appears under a finger is not pressed by mistake.
  await shopper.waitForTimeout(700);
  await shopper.getByRole("button", { name: "Allow" }).click();
  await expect(agent.getByText("You can scroll, click and type")).toBeVisible();
  await inHand(agent.frameLocator(".viewer iframe"), "control");
}
