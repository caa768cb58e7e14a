// What is kept of an hour: 36,000 changes, ten a second, each in a frame of its own. Frames come as fast as the browser can
// (no limit of their rate), so that the hour lasts a minute. What is emitted is dropped at once, as if it had been sent.
import { MeasuredPage, launch } from "../browser.mjs";
import { load, settle, start, stop } from "../recorders.mjs";
import { row } from "../report.mjs";

/** How many changes are an hour's. */
const CHANGES = 36_000;

const NAME = "memory after an hour of ten changes a second";

/** @type {import("./index.mjs").Case} */
export const MEMORY = {
  name: NAME,
  run: async (bench) => {
    /** @type {Record<string, { total: number, wasm: number }>} */
    const figures = {};
    const browser = await launch(["--disable-frame-rate-limit", "--disable-gpu-vsync"]);
    for (const recorder of /** @type {const} */ (["none", "alongside", "rrweb"])) {
      process.stderr.write(`${NAME}: ${recorder}\n`);
      figures[recorder] = await hour(browser, bench.origin, recorder);
    }
    await browser.close();
    const total = (/** @type {string} */ recorder) => figures[recorder].total;
    const added = (/** @type {string} */ recorder) => total(recorder) - total("none");
    return [
      row(NAME, "bytes of JS heap and wasm", total("alongside"), { none: total("none"), rrweb: total("rrweb") }),
      row(NAME, "bytes added", added("alongside"), { rrweb: added("rrweb") }),
      row(NAME, "bytes of wasm alone", figures.alongside.wasm, { none: 0, rrweb: 0 }),
    ];
  },
};

/** @param {import("../browser.mjs").Browser} browser @param {string} origin @param {import("../recorders.mjs").Recorder} recorder */
async function hour(browser, origin, recorder) {
  const measured = await MeasuredPage.open(browser);
  const { page } = measured;
  await measured.visit(`${origin}/shop/product.html`);
  await load(page, recorder, false);
  await start(page);
  await settle(page);
  await page.evaluate(change, CHANGES);
  await settle(page);
  const wasm = await page.evaluate(() => /** @type {any} */ (window).recorder_.wasmBytes());
  const total = (await measured.heapBytes()) + wasm;
  await stop(page);
  await measured.close();
  return { total, wasm };
}

/**
 * A list that grows by one and loses one, a text that ticks, an attribute that turns. Runs in the page.
 * @param {number} changes
 */
async function change(changes) {
  const list = document.body.appendChild(document.createElement("ul"));
  const ticker = document.body.appendChild(document.createElement("p"));
  ticker.append("0");
  for (let index = 0; index < changes; index++) {
    const item = list.appendChild(document.createElement("li"));
    item.append(document.createElement("b"), `Message number ${index}, of which no two are the same`);
    if (list.childElementCount > 100) list.firstElementChild.remove();
    /** @type {Text} */ (ticker.firstChild).data = `${index} so far`;
    ticker.className = `tone-${index % 5}`;
    await new Promise(requestAnimationFrame);
  }
}
