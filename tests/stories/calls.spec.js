// Calls between a shopper and an agent, in a real browser with made-up devices: sound and pictures really arrive, nothing is
// opened that was not asked for, and everything is given back.
import { expect, test } from "@playwright/test";

import { acquainted, asked, browserWithDevices, heard, incoming, picturesCome, pixelsChange, ring, soundComes, tracks } from "./support/calls.js";
import { startDemo } from "./support/demo.js";

/** @typedef {import("@playwright/test").Browser} Browser */

test.use({ trace: "off" });
test.describe.configure({ timeout: 90_000 });

/** @type {Browser} */
let browser;
/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeEach(async () => {
  demo = await startDemo();
  browser = await browserWithDevices();
});
test.afterEach(async () => {
  await browser.close();
  await demo.close();
});

const accept = { name: "Accept" };
const picture = (/** @type {import("@playwright/test").Page} */ page, /** @type {string} */ name) =>
  page.screenshot({ path: `artifacts/calls/${name}.png` });

test("one-way video: she sees him, is never asked for her camera, and both give everything back", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await agent.getByRole("button", { name: "Call", exact: true }).click();
  expect(await asked(agent)).toBe(0);
  await agent.getByRole("button", { name: "Show by video" }).click();
  await pixelsChange(agent.locator(".call-own"));
  await picture(agent, "01-preview");
  await agent.getByRole("button", { name: "Ring" }).click();
  await expect(shopper.getByText("Milan would like to show you something by video")).toBeVisible();
  await expect(shopper.getByText("Your camera and microphone stay off.")).toBeVisible();
  await picture(shopper, "02-ring");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  await soundComes(shopper);
  await pixelsChange(shopper.locator(".call .theirs"));
  expect(await asked(shopper)).toBe(0);
  // The composer is there, and of use.
  await shopper.getByLabel("Your message").fill("Yes, that one!");
  await shopper.getByLabel("Your message").press("Enter");
  await expect(agent.getByRole("log").getByText("Yes, that one!")).toBeVisible();
  await expect(agent.getByText(/ms · \d+ % lost · sends \d+ × \d+/)).toBeVisible();
  await picture(shopper, "03-one-way");
  await picture(agent, "04-one-way");
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await expect(agent.getByText(/hung up after 0:\d\d/)).toBeVisible();
  await expect.poll(() => tracks(agent)).toEqual(["ended", "ended"]);
  await expect(shopper.locator(".call .talk")).toBeHidden();
  await expect(shopper.getByRole("log").getByText(/Call, 0:\d\d/)).toBeVisible();
  expect((await heard(shopper)).map(([name]) => name)).toEqual(["call:request", "call:ring", "call:start", "call:end"]);
});

test("two-way video: both see and hear each other; what is turned off is freed", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Video call");
  await expect(shopper.getByText("your browser asks for your camera and microphone")).toBeVisible();
  expect(await asked(shopper)).toBe(0);
  await shopper.getByRole("button", accept).click();
  await Promise.all([picturesCome(shopper), picturesCome(agent), soundComes(shopper), soundComes(agent)]);
  await pixelsChange(agent.locator(".call-theirs"));
  await picture(shopper, "05-two-way");
  await picture(agent, "06-two-way");
  await shopper.getByRole("button", { name: "Turn your camera off" }).click();
  await expect.poll(() => tracks(shopper)).toContain("ended");
  await expect(agent.locator(".call-pictures")).toHaveClass(/is-own-only/);
  await agent.getByRole("button", { name: "Hang up" }).click();
  await expect.poll(async () => [...(await tracks(shopper)), ...(await tracks(agent))]).toEqual(["ended", "ended", "ended", "ended"]);
});

test("a voice call has no video, and she may stay mute", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Voice call");
  await expect(shopper.getByText("There is no video.")).toBeVisible();
  await shopper.getByRole("button", accept).click();
  await Promise.all([soundComes(shopper), soundComes(agent)]);
  expect((await incoming(shopper)).frames).toBe(0);
  await expect(shopper.locator(".call .stage")).toBeHidden();
  await shopper.getByRole("button", { name: "Turn your microphone off" }).click();
  await expect.poll(() => tracks(shopper)).toEqual(["ended"]);
  await picture(shopper, "07-voice");
});

test("a screen is shown, and a camera in its place", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show my screen");
  await expect(shopper.getByText("Milan would like to show you a screen")).toBeVisible();
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  await agent.getByRole("button", { name: "Stop showing the screen" }).click();
  await expect(shopper.getByText("Milan has the camera off")).toBeVisible();
  await agent.getByRole("button", { name: "Turn the camera on" }).click();
  await expect(shopper.getByText("Milan has the camera off")).toBeHidden();
  await picturesCome(shopper);
  expect(await asked(shopper)).toBe(0);
});

test("she declines, and he is told", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Decline" }).click();
  await expect(agent.getByText("would rather not take a call now")).toBeVisible();
  await expect(shopper.getByRole("button", accept)).toBeHidden();
  await expect(agent.getByRole("log").getByText("Video call by Milan: declined")).toBeVisible();
  await expect.poll(() => tracks(agent)).toEqual(["ended", "ended"]);
});

test("she mutes nothing and says nothing: her microphone comes by her own click only", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  expect((await incoming(agent)).sound).toBe(0);
  await shopper.getByRole("button", { name: "Turn your microphone on" }).click();
  await soundComes(agent);
  expect(await tracks(shopper)).toEqual(["live"]);
});

test("on her next page the call goes on by itself", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  await shopper.goto(`${demo.shop}/index.html`);
  await picturesCome(shopper);
  await expect(shopper.getByText(/Milan · 0:\d\d/)).toBeVisible();
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await expect(agent.getByText(/hung up after/)).toBeVisible();
});

test("a lost line does not end the call, nor stop the pictures", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  const { connections } = await incoming(shopper);
  await demo.halt("SIGKILL");
  await expect(shopper.getByText(/No connection|Trying again/).first()).toBeVisible();
  await picturesCome(shopper);
  // Another relay, which has never heard of the call.
  await demo.serve();
  await expect(shopper.getByText(/No connection|Trying again|Connecting…/)).toHaveCount(0, { timeout: 40_000 });
  await picturesCome(shopper);
  expect((await incoming(shopper)).connections, "it is the same connection").toBe(connections);
  await expect(agent.getByText("Their line to the shop is gone")).toBeHidden({ timeout: 40_000 });
  await agent.getByRole("button", { name: "Hang up" }).click();
  await expect(shopper.getByText(/Call ended, 0:\d\d/)).toBeVisible();
  await expect.poll(() => tracks(agent)).toEqual(["ended", "ended"]);
});

test("who hangs up without a line has hung up: the other hears it when there is one", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  await demo.halt("SIGKILL");
  await expect(shopper.getByText(/No connection|Trying again/).first()).toBeVisible();
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await expect(shopper.locator(".call .talk")).toBeHidden();
  await demo.serve();
  await expect(agent.getByText(/hung up after/)).toBeVisible({ timeout: 45_000 });
  await expect.poll(() => tracks(agent)).toEqual(["ended", "ended"]);
  // The relay that has heard only of the end knows from her how long it was.
  const line = agent.getByRole("log").getByText(/Video call.*, \d+:\d\d/);
  await expect(line).toBeVisible();
  await expect(line).not.toHaveText(/, 0:00/);
});

test("the panel may be closed: the call stays", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  await shopper.getByRole("button", { name: "Close chat" }).first().click();
  await expect(shopper.getByLabel("Your message")).toBeHidden();
  await expect(shopper.locator(".call .theirs")).toBeVisible();
  await picture(shopper, "08-closed");
  await picturesCome(shopper);
});

test("a browser that refuses her devices says what to do, and she may come without", async () => {
  const refusing = await browserWithDevices("refuses");
  const { agent } = await acquainted(browser, demo);
  const shopper = await (await refusing.newContext()).newPage();
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("And for me?");
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText("And for me?").first().click();
  await ring(agent, "Video call");
  await shopper.getByRole("button", accept).click();
  await expect(shopper.getByText("The browser does not let this page use the camera or microphone. Allow it")).toBeVisible();
  await picture(shopper, "09-refused");
  await shopper.getByRole("button", { name: "Join without" }).click();
  await expect(shopper.getByText(/Milan · 0:\d\d/)).toBeVisible();
  await expect(agent.getByText(/In a call with/)).toBeVisible();
  await refusing.close();
});

test("an agent whose browser refuses devices is told what to do, and nothing rings", async () => {
  const refusing = await browserWithDevices("refuses");
  const { shopper, agent } = await acquainted(refusing, demo);
  await agent.getByRole("button", { name: "Call", exact: true }).click();
  await agent.getByRole("button", { name: "Show by video" }).click();
  await expect(agent.getByText("The browser does not let this page use the camera or microphone. Allow it")).toBeVisible();
  await expect(agent.getByRole("button", { name: "Ring" })).toBeDisabled();
  await expect(shopper.getByRole("button", accept)).toHaveCount(0);
  await refusing.close();
});

test("a load of the console asks before it goes on with the call", async () => {
  const { shopper, agent } = await acquainted(browser, demo);
  await ring(agent, "Show by video");
  await shopper.getByRole("button", accept).click();
  await picturesCome(shopper);
  await agent.reload();
  await expect(agent.getByRole("button", { name: "Go on with the call" })).toBeVisible();
  expect(await asked(agent)).toBe(0);
  await agent.getByRole("button", { name: "Go on with the call" }).click();
  await picturesCome(shopper);
});
