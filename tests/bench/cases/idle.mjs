// A page in which nothing happens: what it costs to be ready for the case that something does.
import { MeasuredPage } from "../browser.mjs";
import { load, settle, start, stop } from "../recorders.mjs";
import { row } from "../report.mjs";
import { alternate, median } from "../rounds.mjs";

/** How long is waited, in s. */
const SECONDS = 3;

const NAME = "idle, demo shop's product page";

/** @type {import("./index.mjs").Case} */
export const IDLE = {
  name: NAME,
  run: async (bench) => {
    const names = /** @type {const} */ (["none", "alongside", "rrweb"]);
    const measure = async (/** @type {typeof names[number]} */ recorder) => {
      const measured = await MeasuredPage.open(bench.browser);
      await measured.visit(`${bench.origin}/shop/product.html`);
      await load(measured.page, recorder);
      await start(measured.page);
      await settle(measured.page);
      await measured.page.waitForTimeout(500);
      const milliseconds = await measured.measure(() => measured.page.waitForTimeout(SECONDS * 1_000));
      await stop(measured.page);
      await measured.close();
      return milliseconds / SECONDS;
    };
    const figures = await alternate({ label: NAME, names, rounds: Math.min(3, bench.rounds), measure });
    return [row(NAME, "ms CPU per s", median(figures.alongside), { none: median(figures.none), rrweb: median(figures.rrweb) })];
  },
};
