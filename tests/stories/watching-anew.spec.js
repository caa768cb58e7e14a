// An agent who looks at something else and comes back sees what is there now: the page with its pictures, however quiet it is, and
// what the shopper allows, asks and pauses by then. Relay, widget and console are real.
import { expect as expectSoon, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

/** @typedef {import("@playwright/test").Browser} Browser */

/** Two shoppers and an agent on one machine take their time. */
const expect = expectSoon.configure({ timeout: 30_000 });

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it.
test.use({ trace: "off" });

/** A shopper with a question. @param {Browser} browser @param {import("./support/demo.js").Demo} demo @param {string} question */
async function ask(browser, demo, question) {
  const shopper = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  // What asks the shopper stands in a closed root, where no page can press its buttons; nor could a test.
  await shopper.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      return attach.call(this, { ...options, mode: "open" });
    };
  });
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill(question);
  await shopper.getByLabel("Your message").press("Enter");
  return shopper;
}

/** A shopper who shares her page, another with a question, and an agent who watches. @param {Browser} browser */
async function scene(browser) {
  const demo = await startDemo();
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const shopper = await ask(browser, demo, "Do you see it?");
  await ask(browser, demo, "Do you have laces?");
  await agent.getByText("Do you see it?").first().click();
  await agent.getByRole("button", { name: /ask to see/i }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await shopper.getByRole("button", { name: "Close chat" }).click();
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  await expect(view.getByTestId("add-to-basket")).toBeVisible();
  /** How wide the pictures of the view are, those that have come. */
  const pictures = () => view.locator("img").evaluateAll((all) => all.map((/** @type {any} */ one) => one.naturalWidth));
  await expect.poll(async () => (await pictures()).filter((width) => width > 0).length).toBeGreaterThan(0);
  /** The agent looks after the other shopper, and comes back. */
  const lookAway = async (meanwhile = async () => {}) => {
    await agent.getByText("Do you have laces?").first().click();
    await expect(agent.locator(".live")).toHaveCount(0);
    await meanwhile();
    await agent.locator(".inbox ul.rows > li > *").filter({ hasText: /Sharing/ }).first().click();
    await expect(agent.locator(".live")).toBeVisible();
  };
  return { demo, agent, shopper, view, pictures, lookAway };
}

test("the live view is whole after a saved page was looked at, on a page where nothing happens", async ({ browser }) => {
  test.setTimeout(180_000);
  const { demo, agent, view, pictures } = await scene(browser);
  // The last of them may still be on their way.
  await expect.poll(async () => (await pictures()).every((width) => width > 0)).toBe(true);
  const before = await pictures();
  await agent.getByRole("button", { name: "Save the page to the conversation" }).click();
  await agent.getByRole("button", { name: "Open the saved page" }).click();
  const player = agent.getByRole("complementary", { name: "Saved page" });
  await expect(view.getByRole("heading", { level: 1 })).toBeVisible();
  await player.getByRole("button", { name: /close/i }).click();
  await expect(player).toHaveCount(0);
  await expect(view.getByRole("heading", { level: 1 })).toBeVisible();
  await expect.poll(pictures).toEqual(before);
  await expect(agent.locator(".viewer-wait")).toHaveCount(0);
  await demo.close();
});

test("what she paused, was asked and granted before the agent looked away holds no longer than it does on her page", async ({ browser }) => {
  test.setTimeout(240_000);
  const { demo, agent, shopper, view, lookAway } = await scene(browser);
  const mark = agent.locator(".live-mark");

  await shopper.getByRole("button", { name: "Pause sharing" }).click();
  await expect(mark).toHaveText("Paused");
  await lookAway(() => shopper.getByRole("button", { name: "Go on sharing" }).click());
  await expect(mark).toHaveText("Live");
  await expect(agent.locator(".viewer-veil")).toHaveText("");
  await expect(view.getByTestId("add-to-basket")).toBeVisible();

  await shopper.getByRole("button", { name: "Pause sharing" }).click();
  await expect(mark).toHaveText("Paused");
  await lookAway();
  await expect(mark, "the relay tells it again").toHaveText("Paused");
  await shopper.getByRole("button", { name: "Go on sharing" }).click();
  await expect(mark).toHaveText("Live");

  const askForControl = async () => {
    await agent.getByRole("button", { name: "Ask to control" }).click();
    await agent.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(shopper.getByRole("button", { name: "Allow" })).toBeVisible();
  };
  await askForControl();
  await lookAway();
  await expect(shopper.getByRole("button", { name: "Allow" })).toHaveCount(0);
  await expect(agent.getByRole("button", { name: "Ask to control" })).toBeEnabled();

  await askForControl();
  // A click that comes at once was meant for something else, and does not count.
  await shopper.waitForTimeout(700);
  await shopper.getByRole("button", { name: "Allow" }).click();
  await expect(agent.getByRole("button", { name: "Give back" })).toBeVisible();
  await lookAway();
  await expect(agent.getByRole("button", { name: "Give back" })).toHaveCount(0);
  await expect(agent.getByRole("button", { name: "Ask to control" })).toBeEnabled();
  await demo.close();
});
