// A call on a line that is not good: packets are lost for real, between the browsers and a TURN server (coturn) through which all
// goes. And a call beside a shared page.
import { expect, test } from "@playwright/test";

import { acquainted, browserWithDevices, incoming, picturesCome, ring, soundComes } from "./support/calls.js";
import { startDemo } from "./support/demo.js";
import { startLossyLine } from "./support/lossy-line.js";
import { share } from "./support/meeting.js";
import { setOptions } from "./support/options.js";
import { startTurn } from "./support/turn.js";

/** @typedef {import("@playwright/test").Page} Page */

test.use({ trace: "off" });
test.describe.configure({ timeout: 120_000 });

/** @type {import("@playwright/test").Browser} */
let browser;
/** @type {import("./support/demo.js").Demo} */
let demo;
/** @type {Awaited<ReturnType<typeof startTurn>>} */
let turn;
/** @type {Awaited<ReturnType<typeof startLossyLine>>} */
let line;
test.beforeEach(async () => {
  [turn, browser] = await Promise.all([startTurn(), browserWithDevices()]);
  line = await startLossyLine(turn.url);
  demo = await startDemo(["--turn-urls", line.url, "--turn-secret", turn.secret]);
  setOptions(demo, "[calls]\nrelay_only = true\n");
});
test.afterEach(async () => {
  await browser.close();
  await Promise.all([demo.close(), line.close(), turn.close()]);
});

/** Who the connection is, as far as the way goes: another name after a restart of ICE. @param {Page} page */
const way = (page) =>
  page.evaluate(() => /a=ice-ufrag:(\S+)/.exec(/** @type {any} */ (window).noted.connections.at(-1).localDescription.sdp)?.[1]);

test("on a line that loses too much, only sound is sent, and both are told; on a good one the picture is back", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Accept" }).click();
  await picturesCome(shopper);
  line.lose(0.3);
  await expect(agent.getByText("The line is too poor for a picture: only sound is sent until it is better.")).toBeVisible({ timeout: 40_000 });
  await expect(shopper.getByText("The line is too poor for a picture. You still hear each other.")).toBeVisible({ timeout: 20_000 });
  await shopper.screenshot({ path: "artifacts/calls/30-too-poor.png" });
  await soundComes(shopper);
  line.lose(0);
  await expect(shopper.getByText("The line is too poor for a picture. You still hear each other.")).toBeHidden({ timeout: 40_000 });
  await picturesCome(shopper);
});

test("a line between the two that breaks is told, and comes back another way, in the same call", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Accept" }).click();
  await picturesCome(shopper);
  const [before, { connections }] = [await way(shopper), await incoming(shopper)];
  line.lose(1);
  await expect(shopper.getByText("Milan · Reconnecting…")).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => way(shopper), { timeout: 20_000 }).not.toBe(before);
  line.lose(0);
  await expect(shopper.getByText(/Milan · 0:\d\d/)).toBeVisible({ timeout: 40_000 });
  await picturesCome(shopper);
  expect((await incoming(shopper)).connections).toBe(connections);
});

test("another network is another way: the call goes on without a word", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Accept" }).click();
  await picturesCome(shopper);
  const before = await way(shopper);
  // What a browser tells its pages when it has changed from one network to another.
  await shopper.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(() => way(shopper)).not.toBe(before);
  await picturesCome(shopper);
});

test("he shows her the trainers and sees her page, side by side", async () => {
  const { shopper, agent, view } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Accept" }).click();
  await picturesCome(shopper);
  await share(shopper, agent);
  await expect(view.locator("h1").first()).toBeVisible();
  await picturesCome(shopper);
  await agent.screenshot({ path: "artifacts/calls/31-side-by-side.png" });
  await shopper.screenshot({ path: "artifacts/calls/32-side-by-side.png" });
  // What she sees of him is no part of what he sees of her.
  await expect(view.locator("video")).toHaveCount(0);
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await expect(agent.getByText(/hung up after/)).toBeVisible();
  await expect(view.locator("h1").first()).toBeVisible();
});
