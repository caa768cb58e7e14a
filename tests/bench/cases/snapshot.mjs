// The first picture of a page: from the call that begins to record until all of it is emitted.
import { MeasuredPage } from "../browser.mjs";
import { Emitted, RECORDERS, load, settle, start, stop } from "../recorders.mjs";
import { row } from "../report.mjs";
import { alternate, median } from "../rounds.mjs";

/** @typedef {import("./index.mjs").Bench} Bench */
/** @typedef {import("./index.mjs").Case} Case */

const PAGES = {
  "demo shop's product page": "/shop/product.html",
  "grid of 12,000 elements": "/grid",
  "100,000 rows": "/rows",
};

/** @type {Case[]} */
export const SNAPSHOTS = Object.entries(PAGES).map(([page, path]) => ({
  name: `snapshot, ${page}`,
  run: async (bench) => {
    const name = `snapshot, ${page}`;
    const measure = (/** @type {import("../recorders.mjs").Recorder} */ recorder) => snapshot(bench, bench.origin + path, recorder);
    const figures = await alternate({ label: name, names: RECORDERS, rounds: bench.rounds, measure });
    const cpu = (/** @type {keyof typeof figures} */ recorder) => median(figures[recorder].map((figure) => figure.milliseconds));
    const bytes = (/** @type {keyof typeof figures} */ recorder) => figures[recorder][0].emitted.bytes;
    return [
      row(name, "ms CPU", cpu("alongside"), { none: cpu("none"), rrweb: cpu("rrweb"), "rrweb-pack": cpu("rrweb-pack") }),
      row(name, "bytes", bytes("alongside"), {
        rrweb: bytes("rrweb"),
        "rrweb-pack": bytes("rrweb-pack"),
        "rrweb-gzip": figures.rrweb[0].emitted.gzipped(),
      }),
    ];
  },
}));

/** @param {Bench} bench @param {string} url @param {import("../recorders.mjs").Recorder} recorder */
async function snapshot(bench, url, recorder) {
  const measured = await MeasuredPage.open(bench.browser);
  const { page } = measured;
  await measured.visit(url);
  await load(page, recorder);
  await page.waitForTimeout(150);
  const milliseconds = await measured.measure(async () => {
    await start(page);
    await settle(page);
  });
  await stop(page);
  const emitted = new Emitted();
  await emitted.add(page, recorder);
  await measured.close();
  return { milliseconds, emitted };
}
