// The browser, and what it tells about its own work.
//
// CPU is `ThreadTime` of the DevTools protocol's Performance.getMetrics: the CPU time of the page's main thread, which a busy
// machine disturbs less than the clock, and less than `TaskDuration`, which counts the waiting of a thread too.
import { chromium } from "@playwright/test";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").CDPSession} CDPSession */

/** @param {string[]} flags more flags for Chromium @returns {Promise<Browser>} */
export function launch(flags = []) {
  return chromium.launch({
    executablePath: process.env.ALONGSIDE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", ...flags],
  });
}

/** A page in a context of its own, so that nothing of one measurement is left for the next. */
export class MeasuredPage {
  /** @param {Page} page @param {CDPSession} session */
  constructor(page, session) {
    this.page = page;
    this.session = session;
  }

  /** @param {Browser} browser */
  static async open(browser) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    return new MeasuredPage(page, session);
  }

  /** Goes to a page and waits until it rests. @param {string} url */
  async visit(url) {
    await this.page.goto(url, { waitUntil: "load" });
  }

  /** @param {() => Promise<unknown>} work @returns {Promise<number>} the CPU time of the page's main thread, in ms */
  async measure(work) {
    const before = await this.#metric("ThreadTime");
    await work();
    return ((await this.#metric("ThreadTime")) - before) * 1_000;
  }

  /** Bytes of the JavaScript heap in use, after a garbage collection. */
  async heapBytes() {
    for (let round = 0; round < 3; round++) await this.session.send("HeapProfiler.collectGarbage");
    return this.#metric("JSHeapUsedSize");
  }

  close() {
    return this.page.context().close();
  }

  /** @param {string} name */
  async #metric(name) {
    const { metrics } = await this.session.send("Performance.getMetrics");
    const metric = metrics.find((metric) => metric.name === name);
    if (!metric) throw new Error(`this browser does not tell ${name}`);
    return metric.value;
  }
}
