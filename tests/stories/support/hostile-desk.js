// An agent at a real console with a real relay, a visitor who says whatever she likes, and all that would notice if something of it got
// through.
import { expect } from "@playwright/test";

import { logIn, startDemo } from "./demo.js";
import { hostileVisitor } from "./hostile-visitor.js";
import { NOTHING, listen, watch } from "./hostile-watch.js";
import { RawFrames } from "./raw-frames.js";
import { h, page } from "./raw-nodes.js";

/** How soon a benign page shows after whatever came before, in ms. */
const SOON = 1_000;

const OFTEN = [5, 10, 20, 50, 100];

/** @typedef {Awaited<ReturnType<typeof openDesk>>} Desk */

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {(demo: import("./demo.js").Demo) => void} prepare is called before anybody opens a page
 */
export async function openDesk(browser, prepare = () => {}) {
  const [demo, listener] = [await startDemo(), await listen()];
  prepare(demo);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: false });
  const agent = await context.newPage();
  const seen = await watch(agent);
  await logIn(agent, demo);
  const writer = new RawFrames();
  let [visitor, benign, refusals] = [await hostileVisitor(demo, "look at this"), 0, 0];
  /** @type {import("@playwright/test").Frame} */ let viewer;
  await agent.getByText("look at this").first().click();

  /** The viewer's page in the console, as soon as it is there. */
  const findViewer = async () => {
    const found = () => agent.frames().find((frame) => /\/viewer\/(\?|$)/.test(frame.url()));
    await expect.poll(() => found() !== undefined).toBe(true);
    viewer = /** @type {import("@playwright/test").Frame} */ (found());
    // Every frame that the viewer is given, it answers: with what it shows, or why it does not.
    await viewer.evaluate(() => {
      const { postMessage } = MessagePort.prototype;
      Object.assign(window, { replies_: [] });
      MessagePort.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ ...rest) {
        /** @type {any} */ (window).replies_.push(message);
        return postMessage.call(this, message, ...rest);
      };
    });
  };

  const replies = () =>
    viewer.evaluate(() => /** @type {any[]} */ (/** @type {any} */ (window).replies_).map(({ type, reason }) => (type === "resync" ? String(reason) : "shown")));

  /** Shows a benign page, and tells how long that took, in ms. */
  const healed = async () => {
    const words = `benign ${++benign}`;
    const began = Date.now();
    await visitor.send([writer.keyframe(page(h("h1", {}, words)))]);
    const heading = () => viewer.evaluate(() => {
      const shown = document.querySelector("iframe")?.contentDocument;
      // The page before may have had elements called like the document's own functions.
      return shown && Document.prototype.querySelector.call(shown, "h1")?.textContent;
    });
    await expect.poll(heading, { message: "a benign page", intervals: OFTEN, timeout: 20_000 }).toBe(words);
    return Date.now() - began;
  };

  /** Gives the viewer frames; returns why it refused some. @param {string} name @param {Uint8Array[]} frames */
  const show = async (name, frames) => {
    await viewer.evaluate(() => void (/** @type {any} */ (window).replies_.length = 0));
    await visitor.send(frames);
    await expect.poll(async () => (await replies()).length, { message: name, intervals: OFTEN, timeout: 30_000 }).toBeGreaterThanOrEqual(frames.length);
    const refused = (await replies()).filter((reply) => reply !== "shown");
    refusals += refused.length;
    return refused;
  };

  /** What an agent might do to a page that lures him: he clicks here and there, and presses Enter and Tab. @param {string} what */
  const lure = async (what) => {
    const box = await agent.locator("iframe").boundingBox();
    if (!box) return;
    for (const [x, y] of [[0.03, 0.04], [0.5, 0.3]]) await agent.mouse.click(box.x + box.width * x, box.y + box.height * y);
    // With the focus in the view itself; and nothing in it is a stop of its own, where Enter would press it.
    await agent.locator("iframe").focus();
    await agent.keyboard.press("Enter");
    await agent.keyboard.press("Tab");
    // The view is another process: the focus is on its way for a moment.
    const isInView = () => agent.evaluate(() => document.activeElement?.localName === "iframe");
    await expect.configure({ soft: true }).poll(isInView, { message: `${what}: something in the view takes the focus`, timeout: 1_000 }).toBe(false);
  };

  /** Nothing of what was shown has run, asked or gone anywhere, and a benign page shows soon. @param {string} what */
  const expectNothing = async (what) => {
    const took = await healed();
    expect.soft(seen.take(), what).toEqual(NOTHING);
    expect.soft(listener.hits.splice(0), what).toEqual([]);
    expect.soft(took, `${what}: ms until a benign page shows`).toBeLessThan(SOON);
  };

  await visitor.start();
  await findViewer();
  await healed();
  seen.take();
  return {
    demo,
    agent,
    listener,
    writer,
    show,
    lure,
    expectNothing,
    healed,
    seen,
    refusals: () => refusals,
    visitor: () => visitor,
    /** The agent throws the view away; returns when the visitor has been asked for the whole page again. */
    reload: async () => {
      visitor.heard.length = 0;
      await agent.getByRole("button", { name: "Reload view" }).click();
      await visitor.until((frame) => frame.type === "cobrowse_keyframe");
      await findViewer();
    },
    /** Another session of the same visitor, after the one before has ended. */
    again: async () => {
      const words = `look once more, ${++benign}`;
      visitor.close();
      visitor = await hostileVisitor(demo, words);
      await agent.getByText(words).first().click();
      await visitor.start();
      await findViewer();
    },
    close: async () => {
      visitor.close();
      await context.close();
      await listener.close();
      await demo.close();
    },
  };
}
