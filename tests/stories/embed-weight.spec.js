// What the script costs a page before the first click, by the browser's own trace, on a machine four times slower; and how soon the
// panel is there after it. `cargo xtask bench widget` measures the same beside other chats.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { figure } from "./support/figure.js";
import { ownPages, withTag } from "./support/own-page.js";

test.use({ trace: "off" });

/** @typedef {{ name: string, ph: string, ts: number, dur?: number, tdur?: number, tid: number, pid: number, args: any }} TraceEvent */

/** @type {import("./support/demo.js").Demo} */
let demo;
/** @type {Awaited<ReturnType<typeof ownPages>>} */
let own;
test.beforeAll(async () => {
  demo = await startDemo();
  own = await ownPages(demo, { "/": withTag(demo, `data-site="${demo.site}"`, "<p>Free returns.</p>".repeat(40)) });
});
test.afterAll(() => Promise.all([own.close(), demo.close()]));

/**
 * Main-thread time of tasks that run the loader, in ms: its compilation, its run, and calls of its functions. Thread time, so that
 * other programs on this machine do not count.
 * @param {TraceEvent[]} events
 */
function ownTime(events) {
  const mine = events.filter(({ ph, name, args }) => {
    const url = args?.data?.url ?? args?.fileName ?? "";
    return ph === "X" && ["EvaluateScript", "FunctionCall", "v8.compile"].includes(name) && url.endsWith("/alongside.js");
  });
  // What runs within another is in that one's time.
  const isInside = (/** @type {TraceEvent} */ event) =>
    mine.some((other) => other !== event && other.tid === event.tid && other.ts <= event.ts && event.ts + (event.dur ?? 0) <= other.ts + (other.dur ?? 0) && (other.dur ?? 0) > (event.dur ?? 0));
  const outer = mine.filter((event) => !isInside(event));
  return { ms: outer.reduce((sum, { tdur, dur }) => sum + (tdur ?? dur ?? 0), 0) / 1_000, tasks: outer.map(({ name }) => name) };
}

/** What {@link burst} takes at its best on the machine that the promise is of, in ms: two virtual cores of 2024, quiet. */
const WORK = 2.7;

/** A fixed piece of work in the page, in ms of the main thread's time. @param {import("@playwright/test").CDPSession} line */
async function burst(line) {
  const time = async () => (await line.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ThreadTime")?.value ?? 0;
  const before = await time();
  const expression = "(() => { let text = ''; for (let at = 0; at < 3000; at++) { const made = document.createElement('i'); made.id = at; text += made.outerHTML; } return text.length; })()";
  await line.send("Runtime.evaluate", { expression });
  return ((await time()) - before) * 1_000;
}

test("before the first click: at most 10 ms of the main thread at a quarter of the speed, and nothing moves", async ({ browser }) => {
  /** What the script took, and a fixed piece of work on the same page, each at its best. @type {{ ms: number, work: number }} */
  const best = { ms: Infinity, work: Infinity };
  // Four times the thread's own time, and not the browser's way of slowing it down, which adds its own noise. A machine that is
  // slower than that of the promise is so for the fixed work, too.
  const promised = () => 4 * best.ms * Math.min(1, WORK / best.work);
  for (let round = 0; round < 8 && (round < 3 || promised() > 10); round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    await line.send("Performance.enable");
    await browser.startTracing(page, { categories: ["devtools.timeline", "v8", "disabled-by-default-v8.compile"] });
    await page.goto(`${own.origin}/`);
    await page.locator(".launcher").waitFor();
    await page.waitForTimeout(300);
    const trace = JSON.parse((await browser.stopTracing()).toString());
    const shifts = await page.evaluate(
      () =>
        new Promise((/** @type {(score: number) => void} */ resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += /** @type {any} */ (entry).value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 200);
        }),
    );
    expect(shifts).toBe(0);
    const { ms, tasks } = ownTime(trace.traceEvents);
    // Else the trace would tell of nothing.
    expect(tasks).toContain("EvaluateScript");
    best.ms = Math.min(best.ms, ms);
    for (let each = 0; each < 6; each++) best.work = Math.min(best.work, await burst(line));
    await context.close();
  }
  figure("main thread, ms", { ...best, promised: promised() });
  expect(promised()).toBeLessThanOrEqual(10);
});

test("from the click to a panel in which she can write: no second, cold", async ({ browser }) => {
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < 3; round++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${own.origin}/`);
    await page.locator(".launcher").waitFor();
    const taken = page.evaluate(
      () =>
        new Promise((/** @type {(ms: number) => void} */ resolve) => {
          const root = /** @type {ShadowRoot} */ (/** @type {Element} */ (document.documentElement.lastElementChild).shadowRoot);
          addEventListener("click", ({ timeStamp }) => {
            const look = () => (root.activeElement?.localName === "textarea" ? resolve(performance.now() - timeStamp) : requestAnimationFrame(look));
            look();
          }, { once: true, capture: true });
        }),
    );
    await page.locator(".launcher").dispatchEvent("click");
    times.push(await taken);
    await context.close();
  }
  figure("click to panel, ms", times.map(Math.round).join(", "));
  // Not the promise of 300 ms, which the benchmark holds the shipped build to: this is any build, on any machine.
  expect(Math.min(...times)).toBeLessThan(1_000);
});
