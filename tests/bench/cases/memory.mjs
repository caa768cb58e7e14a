// What is kept of an hour: 36,000 batches of changes, ten a second. Time is pressed: each batch is a task of its own, forty of
// them go by between two frames, and frames come as fast as the browser can (no limit of their rate). rrweb emits 36,000 times, we
// once or less per frame, at most 900 times. What is emitted is dropped at once, as if it had been sent.
import { MeasuredPage, launch } from "../browser.mjs";
import { load, settle, start, stop } from "../recorders.mjs";
import { row } from "../report.mjs";

/** How many batches are an hour's. */
const BATCHES = 36_000;

const NAME = "memory after an hour of ten batches of changes a second";

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
  await page.evaluate(change, BATCHES);
  await settle(page);
  const wasm = await page.evaluate(() => /** @type {any} */ (window).recorder_.wasmBytes());
  const total = (await measured.heapBytes()) + wasm;
  await stop(page);
  await measured.close();
  return { total, wasm };
}

/**
 * A list that grows by one and loses one, a text that ticks, an attribute that turns. Runs in the page.
 * @param {number} batches
 */
async function change(batches) {
  // A task at once; a timer's would come 4 ms later.
  const { port1, port2 } = new MessageChannel();
  const task = () =>
    new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
  const list = document.body.appendChild(document.createElement("ul"));
  const ticker = document.body.appendChild(document.createElement("p"));
  ticker.append("0");
  for (let index = 0; index < batches; index++) {
    const item = list.appendChild(document.createElement("li"));
    item.append(document.createElement("b"), `Message number ${index}, of which no two are the same`);
    if (list.childElementCount > 100) list.firstElementChild.remove();
    /** @type {Text} */ (ticker.firstChild).data = `${index} so far`;
    ticker.className = `tone-${index % 5}`;
    await (index % 40 === 39 ? new Promise(requestAnimationFrame) : task());
  }
}
