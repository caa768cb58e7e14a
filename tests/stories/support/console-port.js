// The viewer's page as the console holds it: in an iframe, with one message port. What comes out of the port waits in `said_`.
import { take } from "./engine.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ type: string, act?: any, key?: string, [field: string]: any }} Said */

/** A page that holds the viewer's page, and nothing else. */
export const CONSOLE_PAGE = `<!doctype html><title>console</title>
  <style>html, body { margin: 0; height: 100% } iframe { width: 100%; height: 100%; border: 0; display: block }</style><body></body>`;

/** Opens the viewer's page in one that shows `CONSOLE_PAGE`. @param {Page} page */
export async function openViewerPage(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = document.createElement("iframe");
        window.addEventListener("message", (event) => {
          if (event.data?.type !== "alongside:viewer-ready") return;
          const channel = new MessageChannel();
          /** @type {any[]} */
          const said = [];
          channel.port1.onmessage = ({ data }) => said.push(data);
          frame.contentWindow?.postMessage({ type: "alongside:open" }, "*", [channel.port2]);
          Object.assign(window, { port_: channel.port1, said_: said });
          resolve(undefined);
        });
        frame.src = "/viewer/index.html";
        document.body.append(frame);
      }),
  );
}

/** Says something to the viewer's page. A tool is in its hand when this resolves: the mouse is quicker than a port. @param {Page} page @param {{ type: string, tool?: string, [field: string]: any }} message */
export async function tell(page, message) {
  await page.evaluate((message) => /** @type {any} */ (window).port_.postMessage(message), message);
  if (message.tool) await inHand(page.frameLocator("iframe"), message.tool);
}

/** Waits until the viewer's page holds a tool. @param {import("@playwright/test").FrameLocator} viewer @param {string} tool */
export const inHand = (viewer, tool) => viewer.locator(`.layer[data-tool=${tool}]`).waitFor({ state: "attached" });

/** Hands on what the shopper's page has recorded since, and waits until all of it shows. @param {Page} shopper @param {Page} page */
export async function handOn(shopper, page) {
  const frames = await take(shopper);
  await page.evaluate(async (frames) => {
    const { port_, said_ } = /** @type {any} */ (window);
    const heard = () => said_.filter((/** @type {Said} */ { type }) => type === "status" || type === "resync").length;
    const before = heard();
    for (const frame of frames) {
      const bytes = Uint8Array.from(frame).buffer;
      port_.postMessage({ type: "frame", bytes }, [bytes]);
    }
    while (heard() < before + frames.length) await new Promise((resolve) => setTimeout(resolve, 10));
  }, frames.map((frame) => [...frame]));
  // The inner document is built when its iframe has loaded.
  await page.frameLocator("iframe").frameLocator("iframe").locator("body").first().waitFor({ state: "attached" });
}

/** What the viewer's page said since it was last asked, without word of frames. @param {Page} page @returns {Promise<Said[]>} */
export async function heard(page) {
  // Movements are told with the next picture.
  await page.waitForTimeout(120);
  const said = await page.evaluate(() => /** @type {any} */ (window).said_.splice(0));
  return said.filter((/** @type {Said} */ { type }) => type !== "status");
}

/** The acts among it. @param {Page} page @returns {Promise<any[]>} */
export async function acts(page) {
  return (await heard(page)).filter(({ type }) => type === "act").map(({ act }) => act);
}

/**
 * Where a point of the shopper's viewport is in the viewer's page.
 * @param {Page} page
 * @param {{ x: number, y: number }} point
 */
export async function shownAt(page, point) {
  const frame = page.frameLocator("iframe").locator("iframe");
  const box = /** @type {{ x: number, y: number, width: number }} */ (await frame.boundingBox());
  const scale = await frame.evaluate((frame) => frame.getBoundingClientRect().width / /** @type {HTMLElement} */ (frame).offsetWidth);
  return { x: box.x + point.x * scale, y: box.y + point.y * scale };
}
