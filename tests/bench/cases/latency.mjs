// How long a change takes from the page into the view, both in one browser on this machine.
//
// Measured is the time from the change in the page (21 texts are set) to the microtask in which the view's document holds the
// first of them, or a newer one. Both clocks are the machine's own (`timeOrigin` + `now()`). The lines:
//
//   ours        shopper's page -> widget -> WebSocket -> `alongside` (checks each frame) -> WebSocket -> console -> postMessage -> viewer
//   rrweb       page -> JSON of each event -> WebSocket -> a relay that only passes on -> WebSocket -> JSON -> Replayer, live, without a buffer
//   alongside-plain  our library alone over rrweb's line: record -> the same relay -> Viewer
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { logIn, startDemo } from "../../stories/support/demo.js";
import { row } from "../report.mjs";
import { percentile } from "../rounds.mjs";

/** @typedef {import("@playwright/test").Frame} Frame */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./index.mjs").Bench} Bench */

/** How many changes are timed per line and round, and how far they are apart, in ms. No multiple of a frame's time. */
const [CHANGES, EVERY] = [100, 77];

const NAME = "latency from page to view";

/** @type {import("./index.mjs").Case} */
export const LATENCY = {
  name: NAME,
  run: async (bench) => {
    process.env.ALONGSIDE_BIN ??= fileURLToPath(new URL("../../../target/release/alongside", import.meta.url));
    const script = fileURLToPath(new URL("../relay.mjs", import.meta.url));
    const relay = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
    const [port] = await once(relay.stdout, "data");
    const socket = `ws://127.0.0.1:${Number(String(port))}`;
    const demo = await startDemo();
    /** @type {Record<string, number[]>} */
    const taken = { alongside: [], rrweb: [], "alongside-plain": [] };
    try {
      for (let round = 1; round <= Math.min(3, bench.rounds); round++) {
        process.stderr.write(`${NAME}: round ${round}\n`);
        taken.alongside.push(...(await overOurRelay(bench, demo)));
        taken.rrweb.push(...(await overPlainRelay(bench, socket, "rrweb")));
        taken["alongside-plain"].push(...(await overPlainRelay(bench, socket, "alongside")));
      }
    } finally {
      await demo.close();
      relay.kill();
    }
    return [0.5, 0.95, 0.99].map((share) => {
      const of = (/** @type {string} */ line) => percentile(taken[line], share);
      return row(NAME, `ms, p${share * 100}`, of("alongside"), { rrweb: of("rrweb"), "alongside-plain": of("alongside-plain") });
    });
  },
};

/** @param {Bench} bench @param {import("../../stories/support/demo.js").Demo} demo */
async function overOurRelay(bench, demo) {
  const [shopperContext, agentContext] = [await bench.browser.newContext(), await bench.browser.newContext()];
  const [shopper, agent] = [await shopperContext.newPage(), await agentContext.newPage()];
  await logIn(agent, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  const question = `Can you see my page? ${Date.now()}`;
  await shopper.getByLabel("Your message").fill(question);
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText(question).first().click();
  await agent.getByRole("button", { name: /ask to see/i }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  await view.locator("h1").first().waitFor();
  await shopper.getByRole("button", { name: "Close chat" }).click();
  // The frame around the view: it may look into it, and the console may not.
  const inner = await view.locator("html").elementHandle();
  const viewer = (await inner?.ownerFrame())?.parentFrame();
  if (!viewer) throw new Error("the console shows no view");
  const taken = await time(shopper, viewer);
  await shopperContext.close();
  await agentContext.close();
  return taken;
}

/** @param {Bench} bench @param {string} socket @param {"rrweb" | "alongside"} line */
async function overPlainRelay(bench, socket, line) {
  const [pageContext, viewContext] = [await bench.browser.newContext(), await bench.browser.newContext()];
  const [page, view] = [await pageContext.newPage(), await viewContext.newPage()];
  // Without an ear for its errors a view that stands still would only be slow.
  for (const each of [page, view]) each.on("pageerror", (error) => process.stderr.write(`${NAME}, ${line}: ${error}\n`));
  await view.goto(`${bench.origin}/view`);
  await view.evaluate(LINES[line].view, socket);
  await page.goto(`${bench.origin}/shop/product.html`);
  await page.evaluate(LINES[line].record, socket);
  await view.frameLocator("iframe").locator("h1").first().waitFor();
  const taken = await time(page, view.mainFrame());
  await pageContext.close();
  await viewContext.close();
  return taken;
}

/** How each recorder and its viewer are put on a line. Run in the pages. */
const LINES = {
  alongside: {
    record: async (/** @type {string} */ address) => {
      const capture = await import(/** @type {any} */ ("/embed/capture.js"));
      await capture.default();
      const socket = new WebSocket(address);
      await new Promise((resolve) => (socket.onopen = resolve));
      capture.record({ emit: (/** @type {Uint8Array<ArrayBuffer>} */ frame) => socket.send(frame) });
    },
    view: async (/** @type {string} */ address) => {
      const { default: init, Viewer } = await import(/** @type {any} */ ("/viewer/viewer.js"));
      await init();
      const viewer = new Viewer(document.querySelector("#view"));
      const socket = new WebSocket(address);
      socket.binaryType = "arraybuffer";
      socket.onmessage = ({ data }) => viewer.push(new Uint8Array(data));
      await new Promise((resolve) => (socket.onopen = resolve));
    },
  },
  rrweb: {
    record: async (/** @type {string} */ address) => {
      await new Promise((resolve) => {
        document.head.append(Object.assign(document.createElement("script"), { src: "/rrweb.js", onload: resolve }));
      });
      const socket = new WebSocket(address);
      await new Promise((resolve) => (socket.onopen = resolve));
      /** @type {any} */ (window).rrweb.record({ emit: (/** @type {any} */ event) => socket.send(JSON.stringify(event)) });
    },
    view: async (/** @type {string} */ address) => {
      await new Promise((resolve) => {
        document.head.append(Object.assign(document.createElement("script"), { src: "/rrweb.js", onload: resolve }));
      });
      const { Replayer } = /** @type {any} */ (window).rrweb;
      const replayer = new Replayer([], { root: document.querySelector("#view"), liveMode: true });
      replayer.startLive();
      const socket = new WebSocket(address);
      socket.onmessage = ({ data }) => replayer.addEvent(JSON.parse(data));
      await new Promise((resolve) => (socket.onopen = resolve));
    },
  },
};

/**
 * Changes a page again and again, and finds out when each change was in the view.
 * @param {Page} page
 * @param {Frame} viewer the frame that holds the view's iframe
 */
async function time(page, viewer) {
  await page.evaluate(() => {
    const list = document.body.appendChild(document.createElement("ul"));
    list.id = "latency";
    for (let index = 0; index <= 20; index++) list.append(Object.assign(document.createElement("li"), { textContent: "0" }));
  });
  await viewer.waitForFunction(() => document.querySelector("iframe")?.contentDocument?.querySelector("#latency"));
  await viewer.evaluate(() => {
    /** @type {Record<string, number>} */
    const seen = {};
    const list = document.querySelector("iframe").contentDocument.querySelector("#latency");
    new MutationObserver(() => {
      const text = list.firstElementChild?.textContent ?? "";
      if (text.startsWith("change ")) seen[text] ??= performance.timeOrigin + performance.now();
    }).observe(list, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { seen_: seen });
  });
  await page.waitForTimeout(1_000);
  const made = await page.evaluate(
    async ([changes, every]) => {
      const items = [...document.querySelectorAll("#latency li")];
      /** @type {number[]} */
      const made = [];
      for (let index = 0; index < changes; index++) {
        await new Promise((resolve) => setTimeout(resolve, every));
        made.push(performance.timeOrigin + performance.now());
        for (const item of items) item.textContent = `change ${index}`;
      }
      return made;
    },
    /** @type {const} */ ([CHANGES, EVERY]),
  );
  await page.waitForTimeout(1_000);
  /** @type {[string, number][]} */
  const seen = Object.entries(await viewer.evaluate(() => /** @type {any} */ (window).seen_));
  return made.map((at, index) => {
    // A line that is behind may leave a change out: then the view is up to date when it has a newer one.
    const times = seen.filter(([text]) => Number(text.slice("change ".length)) >= index).map(([, time]) => time);
    // One that never came would make the figures look better than they are.
    if (times.length === 0) throw new Error(`change ${index} did not come to the view`);
    return Math.min(...times) - at;
  });
}
