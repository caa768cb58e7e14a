// What keeps a call from being one: nobody answers, and devices that do not open, each with a sentence that says what to do.
import { expect, test } from "@playwright/test";

import { acquainted, asked, browserWithDevices, heard, picturesCome, ring, tracks } from "./support/calls.js";
import { startDemo } from "./support/demo.js";
import { alongside } from "./support/options.js";
import { ownPages, withTag } from "./support/own-page.js";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */

test.use({ trace: "off" });
test.describe.configure({ timeout: 90_000 });

/** @type {import("./support/demo.js").Demo} */
let demo;
/** @type {Browser[]} */
let browsers;
test.beforeEach(() => {
  browsers = [];
});
test.afterEach(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await demo.close();
});

/** @param {Parameters<typeof browserWithDevices>} options */
async function launch(...options) {
  const browser = await browserWithDevices(...options);
  browsers.push(browser);
  return browser;
}

/** An agent with devices, and a shopper whose browser is another one. @param {Browser} hers @param {string} [page] */
async function apart(hers, page = `${demo.shop}/product.html`) {
  const { agent } = await acquainted(await launch(), demo);
  const shopper = await (await hers.newContext()).newPage();
  await shopper.goto(page);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("And for me?");
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText("And for me?").first().click();
  return { shopper, agent };
}

const accept = (/** @type {Page} */ shopper) => shopper.getByRole("button", { name: "Accept" }).click();

test("a ring that nobody answers ends by itself, is told on both sides, and gives the camera back", async () => {
  demo = await startDemo(["--ring-seconds", "3"]);
  const { shopper, agent } = await acquainted(await launch(), demo);
  await ring(agent, "Show by video");
  await expect(shopper.getByRole("button", { name: "Accept" })).toBeVisible();
  await expect(shopper.getByText("You missed a call.")).toBeVisible();
  await expect(shopper.getByRole("button", { name: "Accept" })).toBeHidden();
  await expect(agent.getByText("did not answer.", { exact: false }).first()).toBeVisible();
  await expect(agent.getByRole("log").getByText("Video call by Milan: not answered")).toBeVisible();
  await expect.poll(() => tracks(agent)).toEqual(["ended", "ended"]);
  expect((await heard(shopper)).at(-1)).toEqual(["call:end", { reason: "unanswered" }]);
});

test("a browser without devices says so, and she may come without", async () => {
  demo = await startDemo();
  const { shopper, agent } = await apart(await launch("none"));
  await ring(agent, "Video call");
  await accept(shopper);
  await expect(shopper.getByText("No camera or microphone was found. Plug one in, then try again.")).toBeVisible();
  await shopper.getByRole("button", { name: "Join without" }).click();
  await expect(shopper.getByText(/Milan · 0:\d\d/)).toBeVisible();
});

test("a device that another program has is told apart, and another try opens it", async () => {
  demo = await startDemo();
  const { shopper, agent } = await acquainted(await launch(), demo);
  // No machine of tests has a program that holds a camera: the browser's refusal is made up, all else is real.
  await shopper.evaluate(() => {
    const open = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = () => {
      navigator.mediaDevices.getUserMedia = open;
      return Promise.reject(new DOMException("Could not start video source", "NotReadableError"));
    };
  });
  await ring(agent, "Video call");
  await accept(shopper);
  await expect(shopper.getByText("Another program is using the camera or microphone. Close it there, then try again.")).toBeVisible();
  await shopper.getByRole("button", { name: "Try again" }).click();
  await picturesCome(agent);
});

test("a page whose own policy forbids devices says whose doing it is; a one-way call needs none", async () => {
  demo = await startDemo();
  const body = withTag(demo, `data-site="${demo.site}"`);
  const own = await ownPages(demo, { "/": { body, headers: { "permissions-policy": "camera=(), microphone=()" } } });
  const { shopper, agent } = await acquainted(await launch(), demo, `${own.origin}/`);
  await ring(agent, "Video call");
  await accept(shopper);
  await expect(shopper.getByText("This site’s settings (Permissions-Policy) forbid camera and microphone on this page.", { exact: false })).toBeVisible();
  await shopper.getByRole("button", { name: "Decline" }).click();
  await agent.getByRole("button", { name: "Close", exact: true }).click();
  await ring(agent, "Show by video");
  await accept(shopper);
  await picturesCome(shopper);
  expect(await asked(shopper)).toBe(1);
  await own.close();
});

test("a page by plain http says that devices need https", async () => {
  demo = await startDemo();
  const body = withTag(demo, `data-site="${demo.site}"`);
  const own = await ownPages(demo, { "/": body });
  // Loopback by its number is a secure context; by a name of a shop it is none.
  const origin = own.origin.replace("127.0.0.1", "shop.test");
  alongside(demo, "site", "origins", demo.site, "--add", origin);
  const hers = await launch("grants", ["--host-resolver-rules=MAP shop.test 127.0.0.1"]);
  const { shopper, agent } = await apart(hers, `${origin}/`);
  expect(await shopper.evaluate(() => isSecureContext)).toBe(false);
  await ring(agent, "Video call");
  await accept(shopper);
  await expect(shopper.getByText("Camera and microphone work on secure pages only. Open this page by https.")).toBeVisible();
  await own.close();
});
