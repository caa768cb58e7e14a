// A bare page that records itself, and agents on it: no relay and no widget. What the relay would send is said to the page, and what
// it answers is kept.

import { test } from "@playwright/test";

import { INNER, PAGE } from "./assist-page.js";
import { serve } from "./static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

export const SESSION = "018f4e9a-7c31-7a1b-9d7e-0123456789ab";

/** What every button of the agents' is named after. */
export const MILAN = { agent: "a1", name: "Milan" };
export const ANA = { agent: "a2", name: "Ana" };

/** Has each test of a file begin on the bare page, with agents on it. Its address is known once the first of them runs. */
export function onBarePage() {
  const bare = { origin: "" };
  /** @type {import("./static-server.js").StaticServer} */
  let site;
  // Tracing puts a script of its own into every frame.
  test.use({ trace: "off", viewport: { width: 900, height: 700 } });
  test.beforeAll(async () => {
    site = await serve({ "/page": PAGE, "/inner": INNER });
    bare.origin = site.origin;
  });
  test.afterAll(() => site.close());
  test.beforeEach(async ({ page }) => {
    await page.goto(`${bare.origin}/page`);
    await assist(page);
  });
  return bare;
}

/**
 * Begins to record a page, with agents watching it.
 * @param {Page} page
 * @param {string[]} watchers
 */
export async function assist(page, watchers = ["a1", "a2"]) {
  await page.evaluate(
    async ({ session, watchers }) => {
      const capture = await import(/** @type {any} */ ("/embed/capture.js"));
      const assist = await import(/** @type {any} */ ("/embed/assist.js"));
      await Promise.all([capture.default(), assist.default()]);
      const widget = document.createElement("div");
      widget.id = "widget";
      document.documentElement.append(widget);
      const host = widget.attachShadow({ mode: "open" });
      const recording = capture.record({ emit() {}, ignore: [widget] });
      await recording.flush();
      /** @type {any[]} */
      const said = [];
      const send = (/** @type {any} */ frame) => said.push(JSON.parse(JSON.stringify(frame)));
      const running = assist.assist({ session, host, recording, watchers, send });
      let number = 0;
      // All of an act is done before the browser turns to another task.
      const settled = async () => {
        const { port1, port2 } = new MessageChannel();
        await new Promise((resolve) => ((port1.onmessage = resolve), port2.postMessage(undefined)));
        port1.close();
      };
      Object.assign(window, {
        settled,
        recording_: recording,
        assist_: running,
        said_: said,
        /** Which id stands for an element, for places of acts. @param {Node} node */
        idOf: (node) => {
          for (let id = 1; id < 3_000; id++) if (recording.node(id) === node) return id;
          throw new Error("the recording has no such node");
        },
        /** Its outcome, or nothing. @param {any} who @param {any} act */
        act: async (who, act) => {
          const mine = ++number;
          running.hear({ type: "cobrowse_act", session, number: mine, act, ...who });
          await settled();
          return said.find((frame) => frame.type === "cobrowse_outcome" && frame.number === mine)?.outcome;
        },
      });
    },
    { session: SESSION, watchers },
  );
}

/**
 * Has an agent do something; `node` in it, or in its place, is a selector in the page, or a function that finds the node there.
 * Returns the outcome, if there is one.
 * @param {Page} page
 * @param {any} act
 * @param {any} who
 * @returns {Promise<string | undefined>}
 */
export function act(page, act, who = MILAN) {
  return page.evaluate(
    async ({ act, who }) => {
      const page = /** @type {any} */ (window);
      const find = (/** @type {any} */ node) => {
        if (typeof node !== "string") return node;
        const found = node.split(" >> ").reduce((/** @type {any} */ root, /** @type {string} */ step) => {
          const element = (root.contentDocument ?? root.shadowRoot ?? root).querySelector(step);
          if (!element) throw new Error(`no ${step}`);
          return element;
        }, document);
        return page.idOf(found);
      };
      await page.recording_.flush();
      if ("node" in act) act.node = find(act.node);
      if (act.at) act.at.node = find(act.at.node);
      return page.act(who, act);
    },
    { act: structuredClone(act), who },
  );
}

/** A click in the middle of an element. @param {string} node */
export const click = (node, more = {}) => ({ kind: "click", at: { node, x: 5_000, y: 5_000 }, ...more });

/** An agent asks. @param {Page} page @param {string[]} capabilities @param {any} who */
export function ask(page, capabilities, who = MILAN) {
  return page.evaluate(
    ({ session, capabilities, who }) => {
      /** @type {any} */ (window).assist_.hear({ type: "cobrowse_ask", session, capabilities, ...who });
    },
    { session: SESSION, capabilities, who },
  );
}

/** An agent asks, and the shopper allows it. @param {Page} page @param {string[]} capabilities @param {any} who */
export async function grant(page, capabilities, who = MILAN) {
  await ask(page, capabilities, who);
  // A click that comes at once was meant for something else, and does not count.
  await page.waitForTimeout(550);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText(`${who.name} can`, { exact: true }).waitFor();
}

/** Takes what the page has said so far. @param {Page} page @returns {Promise<any[]>} */
export function said(page) {
  return page.evaluate(() => /** @type {any} */ (window).said_.splice(0));
}

/** Lets so many animation frames pass. @param {Page} page */
export function frames(page, count = 3) {
  return page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
}
