// The canaries once more, all the way: a page with the widget, the site's policy as its owner sets it, the relay with its database and
// log, and the agent's view.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { ALWAYS, CANARY_PAGES, LATER, WITHIN, everything, leaks, plant } from "./support/canaries.js";
import { logIn, startDemo } from "./support/demo.js";
import { PAGES } from "./support/engine-site.js";
import { bodies } from "./support/frame-bodies.js";
import { sentFrames } from "./support/sent-frames.js";
import { serve } from "./support/static-server.js";

test.use({ trace: "off" });

const { "document's title": title, ...UNTITLED } = WITHIN;
const { "document's title changed later": later, ...UNTITLED_LATER } = LATER;

/** The title goes to the agents with the address of the page, before anything is shared, unless pages are private. */
const POLICIES = [
  { name: "selectors", toml: `[[rules]]\nurl = "/shop/*"\nmask = [".account"]\n`, within: UNTITLED, later: UNTITLED_LATER },
  { name: "private by default", toml: `private_by_default = true\n\n[[rules]]\nshow = ["#control"]\n`, within: WITHIN, later: LATER },
];

test("under the site's policy no secret reaches the wire, the agent, the database or the log", async ({ browser }) => {
  test.setTimeout(180_000);
  const demo = await startDemo();
  /** @type {Record<string, any>} */
  const pages = { ...PAGES, ...CANARY_PAGES };
  const site = await serve(pages);
  pages["/shop/account"] = `<!doctype html><html lang="en"><head><title>Account</title>
    <script async src="${demo.relay}/alongside.js" data-site="${demo.site}" data-open-root></script></head>
    <body><section id="control" title="plain tooltip"><p>plain words</p></section><main id="area" class="account"></main></body></html>`;
  const command = (/** @type {string[]} */ ...words) =>
    execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", ["site", ...words, "--database", join(demo.data, "alongside.db")]).toString();
  command("origins", demo.site, "--add", site.origin);

  const contexts = [await browser.newContext({ viewport: { width: 1280, height: 800 } }), await browser.newContext({ viewport: { width: 1440, height: 900 } })];
  const [shopper, agent] = [await contexts[0].newPage(), await contexts[1].newPage()];
  /** All that leaves the shopper's page on a socket. @type {Buffer[]} */
  let sent = [];
  shopper.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
  /** @type {string[]} */
  const refused = [];
  agent.on("console", (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()));
  await logIn(agent, demo);
  const view = agent.frameLocator("iframe").frameLocator("iframe");

  for (const { name, toml, within, later } of POLICIES) {
    await test.step(name, async () => {
      const file = join(demo.data, "policy.toml");
      writeFileSync(file, toml);
      expect(command("masking", demo.site, "--file", file).trim()).toBe(toml.trim());
      sent = [];
      await shopper.goto(`${site.origin}/shop/account`);
      await plant(shopper, "#area", { ...within, ...ALWAYS });
      // Once it was open it opens by itself.
      await shopper.evaluate(() => /** @type {any} */ (window).Alongside.push(["open"]));
      await expect(shopper.getByRole("dialog", { name: "Fernweg" })).toBeVisible();
      if (name === "selectors") {
        await shopper.getByLabel("Your message").fill("Could you look at my account?");
        await shopper.getByLabel("Your message").press("Enter");
        await agent.getByText("look at my account?").first().click();
      }
      await shopper.getByRole("button", { name: "Share this page" }).click();
      await shopper.getByRole("button", { name: "Share my page" }).click();
      await expect(view.getByText("plain words")).toBeVisible({ timeout: 30_000 });
      await plant(shopper, "#area", later);
      await shopper.evaluate(() => document.getElementById("control")?.append("more plain words"));
      await expect(view.getByText("more plain words")).toBeVisible();
      // What the idle audit finds comes, too.
      await shopper.waitForTimeout(1_500);
      expect(leaks([await view.locator("html").evaluate(everything)])).toEqual([]);
      expect(leaks([await agent.locator("html").evaluate(everything)])).toEqual([]);
      expect(leaks(sent)).toEqual([]);
      const told = bodies(sentFrames(sent));
      expect(leaks([told])).toEqual([]);
      for (const control of ["plain words", "plain tooltip"]) expect(told.includes(control)).toBe(true);
      await shopper.getByRole("button", { name: "Stop sharing" }).click();
    });
  }

  expect(refused, "what the view would have asked for").toEqual([]);

  await demo.halt();
  const stored = readdirSync(demo.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  expect(Buffer.concat(stored).includes("look at my account?")).toBe(true);
  expect(leaks(stored)).toEqual([]);
  expect(leaks([demo.log()])).toEqual([]);
  await Promise.all(contexts.map((context) => context.close()));
  await site.close();
  await demo.close();
});

test("the site's policy holds on the next page of a shared tab, however late the page hears of it", async ({ browser }) => {
  test.setTimeout(120_000);
  const demo = await startDemo();
  const secret = "Canary Q7XPOLICY";
  const page = `<!doctype html><html lang="en"><head><title>Account</title>
    <script async src="${demo.relay}/alongside.js" data-site="${demo.site}" data-open-root></script></head>
    <body><section id="control"><p>plain words</p></section><main><p>${secret}</p></main></body></html>`;
  const site = await serve({ "/account": page, "/orders": page });
  const command = (/** @type {string[]} */ ...words) =>
    execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", ["site", ...words, "--database", join(demo.data, "alongside.db")]);
  command("origins", demo.site, "--add", site.origin);
  const file = join(demo.data, "policy.toml");
  writeFileSync(file, `private_by_default = true\n\n[[rules]]\nshow = ["#control"]\n`);
  command("masking", demo.site, "--file", file);

  const shopper = await (await browser.newContext()).newPage();
  /** @type {Buffer[]} */
  let sent = [];
  shopper.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
  const told = () => bodies(sentFrames(sent));
  await shopper.goto(`${site.origin}/account`);
  await shopper.getByRole("button", { name: /chat/i }).click();
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect.poll(() => told().includes("plain words")).toBe(true);
  expect(told().includes(secret)).toBe(false);

  // The first answer is an error, as when the relay restarts; the second comes long after capture.
  let answers = 0;
  await shopper.route("**/boot", async (route) => {
    answers++;
    if (answers === 1) return route.fulfill({ status: 503, json: { status: "refused", error: { code: "store_unavailable", message: "Later." } } });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return route.continue();
  });
  sent = [];
  const fetched = shopper.waitForResponse(/capture_bg\.wasm/);
  await shopper.goto(`${site.origin}/orders`);
  await fetched;
  await shopper.evaluate(() => /** @type {any} */ (window).Alongside.push(["open"]));
  await expect.poll(() => told().includes("plain words"), { timeout: 20_000 }).toBe(true);
  expect(answers).toBe(2);
  expect(told().includes(secret)).toBe(false);
  await shopper.context().close();
  await site.close();
  await demo.close();
});

test("a page that may not be shared can stop what the page before shared, before the widget is there", async ({ browser }) => {
  const demo = await startDemo();
  const page = (/** @type {string} */ script) => `<!doctype html><html lang="en"><head><title>Account</title>${script}
    <script async src="${demo.relay}/alongside.js" data-site="${demo.site}" data-open-root></script></head><body><p>plain words</p></body></html>`;
  const site = await serve({
    "/account": page(""),
    "/orders": page(`<script>window.Alongside = [["stopCobrowse"], ["on", "cobrowse:stop", () => (window.stopped_ = true)]]</script>`),
  });
  execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", ["site", "origins", demo.site, "--add", site.origin, "--database", join(demo.data, "alongside.db")]);
  const shopper = await (await browser.newContext()).newPage();
  /** @type {Buffer[]} */
  let sent = [];
  shopper.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
  await shopper.goto(`${site.origin}/account`);
  await shopper.getByRole("button", { name: /chat/i }).click();
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect.poll(() => sent.some((frame) => frame[0] === 1)).toBe(true);
  sent = [];
  await shopper.goto(`${site.origin}/orders`);
  await shopper.waitForFunction(() => /** @type {any} */ (window).stopped_);
  await shopper.waitForTimeout(1_000);
  expect(sent.some((frame) => frame[0] === 1)).toBe(false);
  expect(sent.map(String).some((frame) => frame.includes("visitor_ended"))).toBe(true);
  await shopper.context().close();
  await site.close();
  await demo.close();
});
