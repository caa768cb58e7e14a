// What the shop's own scripts hear of sharing: each event, in its order, with what it says. Everything is real: shopper, relay, agent.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { grantControl, meet, share, talk } from "./support/meeting.js";

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

const NAMES = ["start", "stop", "pause", "resume", "grant", "revoke", "code"].map((name) => `cobrowse:${name}`);

test("the page hears when sharing starts, is paused and goes on, what an agent may do and no longer, and the end", async ({ browser }) => {
  test.setTimeout(180_000);
  const { shopper, agent, view, close } = await meet(browser, demo);
  // On every page that she goes to, before the script has loaded.
  await shopper.addInitScript((names) => {
    const page = /** @type {any} */ (window);
    page.heard_ = [];
    page.Alongside = names.map((name) => ["on", name, (/** @type {any} */ detail) => page.heard_.push(detail === undefined ? [name] : [name, detail])]);
  }, NAMES);
  /** Hears so many events, and takes them. @param {number} count @returns {Promise<any[]>} */
  const heard = async (count) => {
    await expect.poll(() => shopper.evaluate(() => /** @type {any} */ (window).heard_.length)).toBeGreaterThanOrEqual(count);
    return shopper.evaluate(() => /** @type {any} */ (window).heard_.splice(0));
  };
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "What does my shop hear?");
  await share(shopper, agent);
  expect(await heard(1)).toEqual([["cobrowse:start"]]);
  await shopper.getByRole("button", { name: "Close chat" }).click();
  await expect(view.getByTestId("add-to-basket")).toBeVisible();

  await test.step("what she allows, one event for each, with its end", async () => {
    const before = Date.now();
    await grantControl(shopper, agent);
    const granted = await heard(3);
    expect(granted.map(([name, detail]) => [name, detail.capability])).toEqual(["scroll", "click", "type"].map((one) => ["cobrowse:grant", one]));
    for (const [, detail] of granted) {
      expect(Object.keys(detail).sort()).toEqual(["agent", "capability", "until"]);
      expect(detail.agent).toBeTruthy();
      expect(Math.abs(detail.until - before - 600_000)).toBeLessThan(20_000);
    }
  });

  await test.step("one that she takes back, and then what the agent gives back", async () => {
    await shopper.getByRole("button", { name: "Take back: click" }).click();
    const [[name, detail]] = await heard(1);
    expect([name, detail.capability]).toEqual(["cobrowse:revoke", "click"]);
    await agent.getByRole("button", { name: "Give back" }).click();
    expect((await heard(2)).map(([name, detail]) => [name, detail.capability])).toEqual([["cobrowse:revoke", "scroll"], ["cobrowse:revoke", "type"]]);
  });

  await test.step("a pause, which lasts over to the next page, and its end", async () => {
    await shopper.getByRole("button", { name: "Pause" }).click();
    expect(await heard(1)).toEqual([["cobrowse:pause"]]);
    await shopper.goto(`${demo.shop}/basket.html`);
    expect(await heard(2)).toEqual([["cobrowse:start"], ["cobrowse:pause"]]);
    await shopper.getByRole("button", { name: /resume|go on|continue/i }).click();
    expect(await heard(1)).toEqual([["cobrowse:resume"]]);
  });

  await test.step("with sharing, control ends as well", async () => {
    await expect(view.getByTestId("basket-title")).toBeVisible();
    await grantControl(shopper, agent);
    await heard(3);
    await shopper.getByRole("button", { name: "Stop sharing" }).click();
    const names = (await heard(4)).map(([name, detail]) => (detail ? `${name} ${detail.capability}` : name));
    expect(names.sort()).toEqual(["cobrowse:revoke click", "cobrowse:revoke scroll", "cobrowse:revoke type", "cobrowse:stop"]);
  });

  await test.step("when the widget ends, the page hears what ends with it", async () => {
    await agent.getByRole("button", { name: "Ask again" }).click();
    await shopper.getByRole("button", { name: "Share my page" }).click();
    await expect(view.getByTestId("basket-title")).toBeVisible();
    await heard(1);
    await grantControl(shopper, agent);
    await heard(3);
    await shopper.evaluate(() => /** @type {any} */ (window).Alongside.boot());
    const names = (await heard(4)).map(([name, detail]) => (detail ? `${name} ${detail.capability}` : name));
    expect(names.sort()).toEqual(["cobrowse:revoke click", "cobrowse:revoke scroll", "cobrowse:revoke type", "cobrowse:stop"]);
  });

  await test.step("a code", async () => {
    await shopper.evaluate(() => /** @type {any} */ (window).Alongside.cobrowseCode());
    const [[name, detail]] = await heard(1);
    expect([name, Object.keys(detail).sort()]).toEqual(["cobrowse:code", ["code", "expiresAt"]]);
    expect(detail.code).toMatch(/^\d{6}$/);
  });
  await close();
});
