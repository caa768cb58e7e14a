// rrweb as its guide to live mode has it: a page that it records, and its replayer in another tab. Beside ours, to compare.
import { readFile } from "node:fs/promises";

/** @typedef {import("@playwright/test").Page} Page */

const npm = (/** @type {string} */ path) => readFile(new URL(`../../node_modules/${path}`, import.meta.url));

/** What it is served from, by path. */
export async function rrwebFiles() {
  return {
    "/rrweb.js": { type: "text/javascript", body: await npm("rrweb/dist/rrweb.umd.min.cjs") },
    "/rrweb.css": { type: "text/css", body: await npm("rrweb/dist/style.min.css") },
  };
}

/** Begins to record a page with rrweb's defaults; the events wait in the page. @param {Page} page */
export async function recordByRrweb(page) {
  await load(page);
  await page.evaluate(() => {
    const holder = /** @type {any} */ (window);
    holder.events_ = [];
    holder.rrweb.record({ emit: (/** @type {any} */ event) => holder.events_.push(JSON.stringify(event)) });
  });
}

/** Has the whole page told anew. @param {Page} page */
export async function snapshotByRrweb(page) {
  await page.evaluate(() => /** @type {any} */ (window).rrweb.record.takeFullSnapshot());
}

/** Opens a replayer in live mode, without a buffer. @param {Page} page */
export async function replayByRrweb(page) {
  await load(page);
  await page.evaluate(() => {
    const holder = /** @type {any} */ (window);
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/rrweb.css" }));
    holder.replayer_ = new holder.rrweb.Replayer([], { root: document.body, liveMode: true, showWarning: false });
    holder.replayer_.startLive();
  });
}

/** Moves the events from the one to the other. @param {Page} page @param {Page} view @returns {Promise<number>} how many */
export async function moveEvents(page, view) {
  const events = await page.evaluate(() => /** @type {any} */ (window).events_.splice(0));
  await view.evaluate((events) => {
    for (const event of events) /** @type {any} */ (window).replayer_.addEvent(JSON.parse(event));
  }, events);
  return events.length;
}

/** @param {Page} page */
async function load(page) {
  await page.evaluate(async () => {
    await new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement("script"), { src: "/rrweb.js", onload: resolve, onerror: reject }));
    });
  });
}
