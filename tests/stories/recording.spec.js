// What is kept of a shared page: nothing, unless the shop wants it and the shopper was told; and then what the agent saw.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

test.use({ trace: "off" });

const ARTIFACTS = "artifacts/recording";
const CANARY = "4111 1111 1111 1111";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./support/demo.js").Demo} Demo */

/** Runs the binary on the demo's database, while the relay runs. @param {Demo} demo @param {string[]} words */
function alongside(demo, ...words) {
  const database = ["--database", join(demo.data, "alongside.db")];
  return execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", [...words, ...database], { encoding: "utf8" }).trim();
}

/** The recordings' lines of `alongside recording list`. @param {Demo} demo */
const listed = (demo) => alongside(demo, "recording", "list", demo.site).split("\n").filter(Boolean);

/**
 * The sessions that are kept, as the relay tells a logged-in agent.
 * @param {Page} agent
 * @param {Demo} demo
 * @returns {Promise<{ conversation: string, duration: number }[]>}
 */
async function recordings(agent, demo) {
  const [, conversation] = /conversation (\S+)/.exec(listed(demo)[0] ?? "") ?? [];
  const answer = await agent.request.get(`${demo.relay}/api/v1/recordings?conversation=${conversation}`);
  const { recordings } = await answer.json();
  const sessions = recordings.filter((/** @type {any} */ { kind }) => kind === "session");
  return sessions.map((/** @type {any} */ { duration_ms }) => ({ conversation, duration: duration_ms }));
}

/**
 * A shopper who has asked something on a page, and an agent who has her conversation open.
 * @param {import("@playwright/test").Browser} browser
 * @param {Demo} demo
 * @param {{ question: string, page?: string, agent?: object }} what
 */
async function pair(browser, demo, { question, page = "product.html", agent: options = {} }) {
  const contexts = [await browser.newContext({ viewport: { width: 1280, height: 800 } }), await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })];
  const [shopper, agent] = [await contexts[0].newPage(), await contexts[1].newPage()];
  await logIn(agent, demo);
  await shopper.goto(`${demo.shop}/${page}`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill(question);
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText(question).first().click();
  await expect(agent.getByRole("log").getByText(question)).toBeVisible();
  return { shopper, agent, close: () => Promise.all(contexts.map((context) => context.close())) };
}

/** She shares her page; whether she reads that it is recorded. @param {Page} shopper @param {Page} agent */
async function share(shopper, agent) {
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await expect(shopper.getByRole("button", { name: "Share my page" })).toBeVisible();
  const told = await shopper.getByText("This session is recorded.").isVisible();
  if (told) await shopper.screenshot({ path: `${ARTIFACTS}/consent.png`, animations: "disabled" });
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(shopper.getByText(/You are sharing this page with/)).toBeVisible();
  await expect(agent.frameLocator("iframe").frameLocator("iframe").locator("h1").first()).toBeVisible();
  return told;
}

/** @param {Page} shopper @param {Page} agent */
async function stop(shopper, agent) {
  await shopper.getByRole("button", { name: "Stop sharing" }).click();
  await expect(agent.getByRole("log").getByText("Page sharing ended").last()).toBeVisible();
}

/**
 * Takes a picture of the console, light and dark, wide and narrow, and has axe look at each. What stands in the viewer is the shopper's.
 * @param {Page} agent
 * @param {string} state
 */
async function expectGood(agent, state) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const [size, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } })) {
      await agent.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await agent.setViewportSize(viewport);
      await agent.screenshot({ path: `${ARTIFACTS}/${state}-${size}-${colorScheme}.png`, animations: "disabled" });
      const builder = new AxeBuilder({ page: agent }).exclude("iframe").withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]);
      const found = (await builder.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      expect(found, `${state}, ${size}, ${colorScheme}`).toEqual([]);
    }
  }
  await agent.emulateMedia({ colorScheme: "light" });
  await agent.setViewportSize({ width: 1440, height: 900 });
}

/** What a viewer shows, as text that two views have in common if they show the same. @param {Page} agent */
function seen(agent) {
  return agent.frameLocator("iframe").frameLocator("iframe").locator("html").evaluate((html) => {
    const values = [...html.querySelectorAll("input, textarea, select")].map((field) => /** @type {HTMLInputElement} */ (field).value);
    // Pictures have an address of their own in each view, and so have sheets that name them.
    for (const sheet of html.querySelectorAll("style")) values.push(String(sheet.sheet?.cssRules.length));
    const copy = /** @type {HTMLElement} */ (html.cloneNode(true));
    for (const sheet of copy.querySelectorAll("style")) sheet.remove();
    return copy.outerHTML.replace(/blob:[^"' )]+/g, "blob:…").replace(/ alongside-(hover|active|focus)[\w-]*="[^"]*"/g, "") + values.join("\n");
  });
}

test("a site that does not record keeps nothing, and nobody is told of a recording", async ({ browser }) => {
  test.setTimeout(180_000);
  const demo = await startDemo();
  const { shopper, agent, close } = await pair(browser, demo, { question: "Is this one waterproof?" });
  expect(await share(shopper, agent)).toBe(false);
  await stop(shopper, agent);
  expect(listed(demo)).toEqual([]);
  await expect(agent.getByRole("button", { name: /Watch the recording/ })).toHaveCount(0);
  // From now on it does. She was not told, so what she shares on this page is not recorded either.
  expect(alongside(demo, "site", "recording", demo.site, "--on", "--days", "7")).toContain("recording is on; kept for 7 days");
  await shopper.getByRole("button", { name: /Dismiss/ }).click();
  expect(await share(shopper, agent)).toBe(false);
  await stop(shopper, agent);
  expect(listed(demo)).toEqual([]);
  await Promise.all([close(), demo.close()]);
});

test("what an agent saw plays again as it was, and nothing in it was ever hidden from him", async ({ browser }) => {
  test.setTimeout(240_000);
  const demo = await startDemo();
  alongside(demo, "site", "recording", demo.site, "--on");
  const { shopper, agent, close } = await pair(browser, demo, { question: "Which size is mine?" });
  expect(await share(shopper, agent)).toBe(true);
  await shopper.getByRole("button", { name: "Close chat" }).click();
  const live = agent.frameLocator("iframe").frameLocator("iframe");

  /** What was seen, and when. @type {{ at: number, page: string }[]} */
  const moments = [];
  const remember = async () => {
    await shopper.mouse.move(5, 5);
    await expect(live.getByTestId("toast")).toHaveCount(0, { timeout: 20_000 });
    await shopper.waitForTimeout(2_000);
    moments.push({ at: Date.now(), page: await seen(agent) });
    await shopper.waitForTimeout(2_000);
  };
  await shopper.getByTestId("colour-blue-white").click();
  await expect(live.getByTestId("colour-blue-white")).toHaveAttribute("aria-pressed", "true");
  await remember();
  await shopper.getByTestId("size-42").click();
  await shopper.getByTestId("quantity-plus").click();
  await shopper.getByTestId("add-to-basket").click();
  await expect(live.getByTestId("basket-count")).toHaveText("2");
  await remember();
  await agent.getByRole("button", { name: "Save the page to the conversation" }).click();
  await expect(agent.getByRole("log").getByText(/saved the page/)).toBeVisible();
  const saved = moments[moments.length - 1].page;
  await shopper.getByTestId("colour-blue-white").press("Tab");
  await shopper.evaluate(() => window.scrollTo(0, 300));
  await remember();
  const ended = Date.now();
  await stop(shopper, agent);

  await test.step("the recording plays, and is the page as it was at each moment", async () => {
    await agent.getByRole("button", { name: /Watch the recording/ }).click();
    const player = agent.getByRole("complementary", { name: "Recording" });
    await expect(player.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
    await player.getByRole("button", { name: "Pause", exact: true }).click();
    const timeline = player.getByRole("slider", { name: "Timeline" });
    const [{ duration }] = await recordings(agent, demo);
    const length = Math.floor(duration / 1000);
    await expect(timeline).toHaveAttribute("aria-valuemax", String(length));
    const view = agent.frameLocator("iframe").frameLocator("iframe");
    for (const { at, page } of [moments[2], moments[0], moments[1]]) {
      const box = /** @type {{ x: number, y: number, width: number, height: number }} */ (await timeline.boundingBox());
      await agent.mouse.click(box.x + (box.width * (duration - (ended - at))) / duration, box.y + 10);
      await expect.poll(() => seen(agent), { message: `at ${at} ms` }).toBe(page);
    }
    const pictures = await view.locator("img").evaluateAll((images) => images.map((image) => /** @type {HTMLImageElement} */ (image).naturalWidth));
    expect(pictures.filter(Boolean).length).toBeGreaterThan(0);
    await timeline.focus();
    await agent.keyboard.press("Home");
    await expect(timeline).toHaveAttribute("aria-valuenow", "0");
    await agent.keyboard.press("ArrowRight");
    await expect(timeline).toHaveAttribute("aria-valuetext", /^0:05 of \d+:\d\d$/);
    await agent.keyboard.press("ArrowLeft");
    await expect(timeline).toHaveAttribute("aria-valuenow", "0");
    await player.getByRole("button", { name: "8×" }).click();
    await timeline.focus();
    await agent.keyboard.press("Space");
    await expect(player.getByRole("button", { name: "Play", exact: true })).toBeVisible();
    await expect(timeline).toHaveAttribute("aria-valuenow", String(length));
    await expect.poll(() => seen(agent)).toBe(moments[2].page);

    await expectGood(agent, "player");
    await player.getByRole("button", { name: "Close the recording" }).click();
  });

  await test.step("the saved page opens, as it was when it was saved", async () => {
    await agent.getByRole("button", { name: "Open the saved page" }).click();
    const player = agent.getByRole("complementary", { name: "Saved page" });
    await expect(player.getByText("Saved by Milan")).toBeVisible();
    await expect(player.getByRole("slider")).toHaveCount(0);
    await expect.poll(() => seen(agent)).toBe(saved);
    await expectGood(agent, "saved-page");
    await player.getByRole("button", { name: "Close the recording" }).click();
  });

  await test.step("all that is kept of her stands beside the conversation, and plays from there", async () => {
    const list = agent.getByRole("region", { name: "Recordings and saved pages" });
    await expect(list.getByRole("button")).toHaveText([/^Page saved by Milan.*kept until/, /^Shared page · \d+:\d\d.*kept until/]);
    await list.getByRole("button", { name: /Shared page/ }).click();
    await expect(agent.getByRole("complementary", { name: "Recording" })).toBeVisible();
    await agent.getByRole("button", { name: "Close the recording" }).click();
    await agent.setViewportSize({ width: 390, height: 844 });
    await agent.getByRole("button", { name: "Page", exact: true }).click();
    await list.getByRole("button", { name: /saved by Milan/ }).click();
    await agent.getByRole("button", { name: "Close the recording" }).click();
    await expect(list, "a phone shows what it showed before").toBeVisible();
    await expectGood(agent, "list");
  });

  await test.step("and the list tells when it is on its way, did not come, and that some were deleted", async () => {
    const list = agent.getByRole("region", { name: "Recordings and saved pages" });
    const which = /\/api\/v1\/recordings\?/;
    let goOn = () => {};
    const asked = /** @type {Promise<void>} */ (new Promise((resolve) => (goOn = resolve)));
    await agent.route(which, async (route) => {
      await asked;
      await route.fulfill({ status: 503, body: "no" });
    });
    await agent.reload();
    await agent.getByRole("listitem").filter({ hasText: "Page sharing ended" }).click();
    await expect(list.getByRole("status")).toHaveText("Looking for them…");
    goOn();
    await expect(list.getByRole("alert")).toHaveText("The list did not come. Try again");
    await expectGood(agent, "list-failed");
    await agent.unroute(which);
    await agent.route(which, (route) => route.fulfill({ json: { recordings: [], expired: 2 } }));
    await list.getByRole("button", { name: "Try again" }).click();
    await expect(list.getByText("2 were deleted when their days were over.")).toBeVisible();
    await expectGood(agent, "list-expired");
    await agent.unroute(which);
  });

  await test.step("and what was deleted is gone", async () => {
    expect(listed(demo).map((line) => line.split("  ").at(-1)).sort()).toEqual(["page", "session"]);
    const [{ conversation }] = await recordings(agent, demo);
    expect(alongside(demo, "recording", "delete", demo.site, "--conversation", conversation)).toBe("2 deleted");
    expect(listed(demo)).toEqual([]);
    await agent.reload();
    // The line in the list shows what was said last.
    await agent.getByText("Page sharing ended").first().click();
    await expect(agent.getByRole("log").getByText("Page sharing ended")).toBeVisible();
    await expect(agent.getByRole("button", { name: /Watch the recording|Open the saved page/ })).toHaveCount(0);
    const list = agent.getByRole("region", { name: "Recordings and saved pages" });
    await expect(list.getByText("None in this conversation.")).toBeVisible();
  });
  await Promise.all([close(), demo.close()]);
});

test("what she types into the checkout is in no recording, and in no saved page", async ({ browser }) => {
  test.setTimeout(180_000);
  const demo = await startDemo();
  alongside(demo, "site", "recording", demo.site, "--on");
  const { shopper, agent, close } = await pair(browser, demo, { question: "Can I pay by card?", page: "checkout.html" });
  expect(await share(shopper, agent)).toBe(true);
  await shopper.getByRole("button", { name: "Close chat" }).click();
  await shopper.getByTestId("card-number").fill(CANARY);
  await shopper.getByTestId("street").fill("4711 Elm Street");
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  await expect(view.locator("#cardnumber")).toHaveValue(/^•+$/);
  await agent.getByRole("button", { name: "Save the page to the conversation" }).click();
  await expect(agent.getByRole("log").getByText(/saved the page/)).toBeVisible();
  await stop(shopper, agent);
  await agent.getByRole("button", { name: "Open the saved page" }).click();
  await expect(view.locator("#cardnumber")).toHaveValue(/^•+$/);
  const page = await seen(agent);
  for (const secret of [CANARY, "4711 Elm"]) expect(page).not.toContain(secret);
  await demo.halt();
  const stored = readdirSync(demo.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  expect(stored.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(10_000);
  for (const secret of [CANARY, CANARY.replaceAll(" ", ""), "4711 Elm"]) {
    for (const bytes of stored) expect(bytes.includes(secret), secret).toBe(false);
    expect(demo.log()).not.toContain(secret);
  }
  await Promise.all([close(), demo.close()]);
});
