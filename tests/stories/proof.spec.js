// What the recorder must not do: keep what is gone, work where nobody looks, or stay when it is stopped.
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { expectEqual, push, record, restarts, take, view } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { serve } from "./support/static-server.js";

// A trace keeps nodes of its own, and would be counted.
test.use({ trace: "off" });

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({ ...PAGES, "/small": "<!doctype html><title>Small</title><body><p>small</p></body>" });
});

test.afterAll(() => site.close());

/** What mounts; it runs in the page. @type {Record<string, () => Element>} */
const SUBTREES = {
  "a subtree of 1,000 nodes": () => {
    const root = document.createElement("section");
    for (let row = 0; row < 250; row++) {
      const line = root.appendChild(document.createElement("p"));
      line.append("text", document.createElement(row % 50 === 0 ? "input" : "b"), "more");
    }
    root.append(Object.assign(document.createElement("style"), { textContent: "section b { color: red }" }));
    root.attachShadow({ mode: "open" }).innerHTML = "<slot></slot><style>b { color: blue }</style>";
    return root;
  },
  "an iframe": () => Object.assign(document.createElement("iframe"), { srcdoc: "<p>framed</p><input>" }),
};

for (const [name, make] of Object.entries(SUBTREES)) {
  test(`500 mounts of ${name} leave nothing behind, on either side`, async ({ browser }) => {
    test.setTimeout(240_000);
    const { context, shopper, viewer } = await pair(browser, site.origin, "/small");
    await push(viewer, await take(shopper));
    /** @param {number} times */
    const mount = async (times) => {
      for (let round = 0; round < times / 25; round++) {
        await shopper.evaluate(async (source) => {
          const make = /** @type {() => Element} */ (new Function(`return (${source})()`));
          const { recording_ } = /** @type {any} */ (window);
          for (let mount = 0; mount < 25; mount++) {
            const root = document.body.appendChild(make());
            if (root.localName === "iframe") await new Promise((resolve) => root.addEventListener("load", resolve, { once: true }));
            await recording_.flush();
            root.remove();
            if (mount % 2 === 0) await recording_.flush();
          }
        }, make.toString());
        expect(await push(viewer, await take(shopper))).toEqual([]);
      }
    };
    // The first mounts pay for what is made once: names, memory up to what one frame needs, compiled code.
    await mount(200);
    const before = [await counters(shopper), await counters(viewer)];
    await mount(500);
    const after = [await counters(shopper), await counters(viewer)];
    figure(name, { before, after });
    for (const side of [0, 1]) {
      expect(after[side].nodes - before[side].nodes).toBeLessThan(20);
      expect(after[side].documents - before[side].documents).toBeLessThan(3);
      expect(after[side].listeners - before[side].listeners).toBeLessThan(10);
      expect(after[side].wasm).toBe(before[side].wasm);
    }
    await expectEqual(shopper, viewer);
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

/** What a page holds after garbage collection, by the browser's own count. @param {import("@playwright/test").Page} page */
async function counters(page) {
  const session = await page.context().newCDPSession(page);
  for (let round = 0; round < 3; round++) await session.send("HeapProfiler.collectGarbage");
  const { nodes, documents, jsEventListeners: listeners } = await session.send("Memory.getDOMCounters");
  await session.detach();
  const wasm = await page.evaluate(async () => {
    const path = /** @type {any} */ (window).viewer_ ? "/viewer/viewer.js" : "/embed/capture.js";
    // An initialised module answers with what it has.
    return (await (await import(path)).default()).memory.buffer.byteLength;
  });
  return { nodes, documents, listeners, wasm };
}

test("a stopped recording leaves no observer, listener or timer", async ({ browser }) => {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const holder = /** @type {any} */ (window);
    holder.live_ = { observers: 0, timers: 0, frames: 0 };
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...args) { holder.live_.observers++; return observe.apply(this, args); };
    MutationObserver.prototype.disconnect = function () { holder.live_.observers = 0; return disconnect.call(this); };
    const { setTimeout: start, setInterval: repeat, clearInterval: end, requestAnimationFrame: draw } = window;
    holder.start_ = start.bind(window);
    holder.setTimeout = (/** @type {any} */ callback, /** @type {number} */ wait) => {
      holder.live_.timers++;
      return start(() => { holder.live_.timers--; callback(); }, wait);
    };
    holder.setInterval = (/** @type {any} */ callback, /** @type {number} */ wait) => { holder.live_.timers++; return repeat(callback, wait); };
    holder.clearInterval = (/** @type {number} */ handle) => { holder.live_.timers--; end(handle); };
    holder.requestAnimationFrame = (/** @type {any} */ callback) => {
      holder.live_.frames++;
      return draw((now) => { holder.live_.frames--; callback(now); });
    };
  });
  await page.goto(`${site.origin}/page`);
  // The module itself is loaded, and has no listener.
  await page.evaluate(async () => (await import(/** @type {any} */ ("/embed/capture.js"))).default());
  const listeners = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { jsEventListeners } = await session.send("Memory.getDOMCounters");
    await session.detach();
    return jsEventListeners;
  };
  const before = await listeners();
  await record(page);
  const running = await page.evaluate(() => ({ .../** @type {any} */ (window).live_ }));
  expect(running.observers).toBeGreaterThan(0);
  expect(running.timers).toBeGreaterThan(0);
  expect(await listeners()).toBeGreaterThan(before);
  const left = await page.evaluate(async () => {
    const holder = /** @type {any} */ (window);
    document.body.append("half read");
    holder.recording_.stop();
    await new Promise((resolve) => holder.start_(resolve, 200));
    return { ...holder.live_ };
  });
  expect(left).toEqual({ observers: 0, timers: 0, frames: 0 });
  expect(await listeners()).toBe(before);
  await page.close();
});

/** Lets a test hold back animation frames. Runs in the page, before the recorder is loaded. */
function holdFrames() {
  const holder = /** @type {any} */ (window);
  /** @type {FrameRequestCallback[] | null} */
  let held = null;
  const draw = window.requestAnimationFrame.bind(window);
  holder.requestAnimationFrame = (/** @type {FrameRequestCallback} */ callback) => (held ? held.push(callback) : draw(callback));
  holder.hold_ = (/** @type {FrameRequestCallback[] | null} */ list) => (held = list);
}

test("while the tab is hidden nothing is read nor sent, and on return the newest state comes", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.addInitScript(holdFrames);
  await shopper.goto(`${site.origin}/page`);
  await record(shopper);
  await push(viewer, await take(shopper));
  const counted = await shopper.evaluate(async () => {
    const holder = /** @type {any} */ (window);
    // Every reading of the page begins with this call.
    const { takeRecords } = MutationObserver.prototype;
    let readings = 0;
    MutationObserver.prototype.takeRecords = function () { readings++; return takeRecords.call(this); };
    // A hidden tab draws nothing; what headless browsers show as hidden is drawn all the same, so this stands in for it.
    /** @type {FrameRequestCallback[]} */ const waiting = [];
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    holder.hold_(waiting);
    await new Promise((resolve) => setTimeout(resolve, 100));
    [readings, holder.frames_.length] = [0, 0];
    for (let round = 0; round < 40; round++) {
      document.body.setAttribute("title", `hidden ${round}`);
      document.body.append("more");
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const hidden = { readings, frames: holder.frames_.length };
    delete (/** @type {any} */ (document).hidden);
    holder.hold_(null);
    for (const callback of waiting) requestAnimationFrame(callback);
    await holder.recording_.flush();
    MutationObserver.prototype.takeRecords = takeRecords;
    return { hidden, frames: holder.frames_.length };
  });
  expect(counted).toEqual({ hidden: { readings: 0, frames: 0 }, frames: 1 });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  await context.close();
});

test("what happens in a blocked place sends nothing, and costs next to nothing", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", "<div data-alongside='block' style='height: 50px; overflow: hidden'><ul></ul></div><div id='open'><ul></ul></div>");
    // In no document, so that nobody observes it: what the page's own work takes.
    /** @type {any} */ (window).detached_ = document.createElement("ul");
  });
  await push(viewer, await take(shopper));
  const session = await shopper.context().newCDPSession(shopper);
  await session.send("Performance.enable");
  const cpu = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1_000;
  };
  /** @param {string | null} selector */
  const mutate = async (selector) => {
    const before = await cpu();
    const frames = await shopper.evaluate(async (selector) => {
      const { recording_, frames_, detached_ } = /** @type {any} */ (window);
      const sent = frames_.length;
      const list = /** @type {Element} */ (selector ? document.querySelector(selector) : detached_);
      for (let round = 0; round < 10; round++) {
        for (let item = 0; item < 1_000; item++) list.append(document.createElement("li"));
        await recording_.flush();
      }
      list.replaceChildren();
      await recording_.flush();
      return frames_.length - sent;
    }, selector);
    return { frames, ms: await cpu() - before };
  };
  // Other programs make a round longer, never shorter.
  const best = { detached: Infinity, blocked: Infinity, open: Infinity };
  for (let round = 0; round < 5; round++) {
    const [detached, blocked, open] = [await mutate(null), await mutate("[data-alongside] ul"), await mutate("#open ul")];
    expect([detached.frames, blocked.frames]).toEqual([0, 0]);
    expect(open.frames).toBeGreaterThan(0);
    best.detached = Math.min(best.detached, detached.ms);
    best.blocked = Math.min(best.blocked, blocked.ms);
    best.open = Math.min(best.open, open.ms);
  }
  figure("10,000 nodes, ms of script", best);
  expect(best.blocked - best.detached).toBeLessThan((best.open - best.detached) / 2);
  await context.close();
});
