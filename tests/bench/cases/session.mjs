// A shop session of five minutes over six pages, each recorded from its beginning: bytes, and the CPU it adds.
//
// Time is pressed: a second of the script lasts 1/40 s, the same for all. What shortens with it: rrweb's pointer samples (one in 50 ms,
// so it sends fewer than it would), and our audit (every 400 ms, so it looks less often than it would; the case `idle` tells what
// it costs by the second).
import { MeasuredPage } from "../browser.mjs";
import { Emitted, RECORDERS, load, settle, start, stop } from "../recorders.mjs";
import { alternate } from "../rounds.mjs";
import { VISITS, act } from "../session-script.mjs";
import { rowsOf } from "./bursts.mjs";

const NAME = "shop session of five minutes";

/** How long a second of the script lasts, in ms. */
const SECOND_LASTS = 25;

/** @type {import("./index.mjs").Case} */
export const SESSION = {
  name: NAME,
  run: async (bench) => {
    const measure = (/** @type {import("../recorders.mjs").Recorder} */ recorder) => session(bench, recorder);
    const rounds = Math.min(3, bench.rounds);
    return rowsOf(NAME, await alternate({ label: NAME, names: RECORDERS, rounds, warmsUp: false, measure }));
  },
};

/** @param {import("./index.mjs").Bench} bench @param {import("../recorders.mjs").Recorder} recorder */
async function session(bench, recorder) {
  const measured = await MeasuredPage.open(bench.browser);
  const { page } = measured;
  const emitted = new Emitted();
  let milliseconds = 0;
  for (const { path, steps } of VISITS) {
    await measured.visit(bench.origin + path);
    await load(page, recorder);
    milliseconds += await measured.measure(async () => {
      await start(page);
      await page.evaluate(act, { steps, secondLasts: SECOND_LASTS });
      await settle(page);
      await stop(page);
    });
    await emitted.add(page, recorder);
  }
  await measured.close();
  return { milliseconds, emitted };
}
