// A visitor who speaks the raw protocol past our capture, to a real relay, a real console and the real viewer's page under its real
// policy: what she says is refused or shown, and nothing of it runs, asks, or goes anywhere. A benign page shows within a second after.
import { expect, test } from "@playwright/test";

import { VECTORS } from "./hostile/vectors.js";
import { logIn, startDemo } from "./support/demo.js";
import { hostileVisitor } from "./support/hostile-visitor.js";
import { NOTHING, PROBE, listen, watch } from "./support/hostile-watch.js";
import { RawFrames } from "./support/raw-frames.js";
import { h, page } from "./support/raw-nodes.js";

// Tracing puts a script of its own into every frame.
test.use({ trace: "off" });

/** How soon a benign page shows after whatever came before, in ms. */
const SOON = 1_000;

/** @type {import("./support/demo.js").Demo} */ let demo;
/** @type {Awaited<ReturnType<typeof listen>>} */ let listener;
/** @type {import("@playwright/test").Page} */ let agent;
/** @type {Awaited<ReturnType<typeof watch>>} */ let seen;
/** @type {import("./support/hostile-visitor.js").HostileVisitor} */ let visitor;
/** @type {import("@playwright/test").Frame} */ let viewer;
const writer = new RawFrames();
let [benign, refusals] = [0, 0];

test.beforeAll(async ({ browser }) => {
  [demo, listener] = [await startDemo(), await listen()];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: false });
  agent = await context.newPage();
  seen = await watch(agent);
  await logIn(agent, demo);
  visitor = await hostileVisitor(demo, "look at this");
  await agent.getByText("look at this").first().click();
  await visitor.start();
  await expect(agent.locator("iframe")).toBeVisible();
  await expect.poll(() => agent.frames().some((frame) => frame.url().endsWith("/viewer/"))).toBe(true);
  viewer = /** @type {import("@playwright/test").Frame} */ (agent.frames().find((frame) => frame.url().endsWith("/viewer/")));
  // Every frame that the viewer was given, it answers: with what it shows, or why it does not.
  await viewer.evaluate(() => {
    const { postMessage } = MessagePort.prototype;
    Object.assign(window, { replies_: [] });
    MessagePort.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ ...rest) {
      /** @type {any} */ (window).replies_.push(message);
      return postMessage.call(this, message, ...rest);
    };
  });
  await healed();
  seen.take();
});

test.afterAll(async () => {
  visitor?.close();
  await agent?.context().close();
  await listener?.close();
  await demo?.close();
});

/** The replies of the viewer so far; those that say why a frame was refused. */
const replies = () => viewer.evaluate(() => /** @type {any[]} */ (/** @type {any} */ (window).replies_).map(({ type, reason }) => (type === "resync" ? String(reason) : "shown")));

/** Shows a benign page, and tells how long that took, in ms. */
async function healed() {
  const words = `benign ${++benign}`;
  const began = Date.now();
  await visitor.send([writer.keyframe(page(h("h1", {}, words)))]);
  await expect
    .poll(() => viewer.evaluate(() => document.querySelector("iframe")?.contentDocument?.querySelector("h1")?.textContent), { intervals: [5, 10, 20, 50], timeout: 20_000 })
    .toBe(words);
  return Date.now() - began;
}

/** Gives the viewer frames; returns what it answered. @param {string} name @param {Uint8Array[]} frames */
async function show(name, frames) {
  await viewer.evaluate(() => void (/** @type {any} */ (window).replies_.length = 0));
  await visitor.send(frames);
  await expect.poll(async () => (await replies()).length, { intervals: [5, 10, 20, 50, 100], timeout: 30_000 }).toBeGreaterThanOrEqual(frames.length);
  return replies();
}

/** What an agent might do to a page that lures him: he clicks here and there, and presses Tab and Enter. */
async function lure() {
  const box = await agent.locator("iframe").boundingBox();
  if (!box) return;
  for (const [x, y] of [[0.03, 0.04], [0.5, 0.3]]) await agent.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await agent.keyboard.press("Tab");
  await agent.keyboard.press("Enter");
}

for (const [kind, vectors] of Object.entries(VECTORS)) {
  test(`${kind}: ${vectors.length} vectors`, async () => {
    test.setTimeout(300_000);
    for (const [index, vector] of vectors.entries()) await test.step(vector.name, () => hold(vector, `${kind}/${index}`));
  });
}

/** Shows a vector, and looks whether anything came of it. @param {import("./hostile/vectors.js").Vector} vector @param {string} path */
async function hold({ name, becomes, nodes, document, frames }, path) {
  const url = (/** @type {string} */ rest = "x") => `${listener.origin}/${path}/${rest}`;
  const means = { url, js: `${PROBE}('${path}')`, writer };
  const body = document?.(means) ?? (nodes && page(...nodes(means)));
  const answers = await show(name, body ? [writer.keyframe(body)] : (frames?.(means) ?? []));
  const refused = answers.filter((answer) => answer !== "shown");
  refusals += refused.length;
  if (becomes === "shown") await lure();
  const took = await healed();
  const what = `${name}: ${refused.join()}`;
  expect.soft(seen.take(), what).toEqual(NOTHING);
  expect.soft(listener.hits.splice(0), what).toEqual([]);
  expect.soft(refused.length > 0 ? "refused" : "shown", what).toBe(becomes);
  expect.soft(took, `${name}: ms until a benign page shows`).toBeLessThan(SOON);
}

test("nothing came late, and the console works as before", async () => {
  await agent.waitForTimeout(1_500);
  expect(seen.take()).toEqual(NOTHING);
  expect(listener.hits).toEqual([]);
  expect(listener.connections()).toBe(0);
  expect(refusals).toBeGreaterThan(100);
  await agent.getByRole("textbox").last().fill("still here");
  await agent.keyboard.press("Enter");
  await visitor.until((frame) => frame.type === "message" && frame.message.body === "still here");
  const count = Object.values(VECTORS).flat().length;
  expect(count).toBeGreaterThanOrEqual(80);
  console.log(`${count} vectors, ${refusals} frames refused`);
});
