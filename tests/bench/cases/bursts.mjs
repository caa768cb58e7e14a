// What recording adds to a page that changes: CPU with the recorder on, minus CPU of the same work without one.
import { MeasuredPage } from "../browser.mjs";
import { Emitted, RECORDERS, load, settle, start, stop } from "../recorders.mjs";
import { row } from "../report.mjs";
import { alternate, median } from "../rounds.mjs";
import { BURSTS, TODOS } from "../workloads.mjs";

/** @typedef {import("./index.mjs").Bench} Bench */
/** @typedef {import("./index.mjs").Case} Case */
/** @typedef {import("../recorders.mjs").Recorder} Recorder */
/** @typedef {{ milliseconds: number, emitted: Emitted }} Figure */

/** @type {Case[]} */
export const BURST_CASES = [...BURSTS.map((workload) => burst(`burst, ${workload.name}`, workload)), burst(TODOS.name, TODOS)];

/** @param {string} name @param {import("../workloads.mjs").Workload} workload @returns {Case} */
function burst(name, workload) {
  return {
    name,
    run: async (bench) => {
      const measure = (/** @type {Recorder} */ recorder) => once(bench, workload, recorder);
      const names = /** @type {Recorder[]} */ (["observer", ...RECORDERS]);
      return rowsOf(name, await alternate({ label: name, names, rounds: bench.rounds, measure }));
    },
  };
}

/**
 * The rows of work that is measured with and without a recorder.
 * @param {string} name
 * @param {Record<string, Figure[]>} figures
 */
export function rowsOf(name, figures) {
  const cpu = (/** @type {Recorder} */ recorder) => median(figures[recorder].map((figure) => figure.milliseconds));
  // Beside the run without a recorder of the same round: what the machine does meanwhile met both.
  const added = (/** @type {Recorder} */ recorder) =>
    median(figures[recorder].map((figure, round) => figure.milliseconds - figures.none[round].milliseconds));
  const bytes = (/** @type {Recorder} */ recorder) => median(figures[recorder].map((figure) => figure.emitted.bytes));
  return [
    row(name, "ms CPU", cpu("alongside"), { none: cpu("none"), rrweb: cpu("rrweb"), "rrweb-pack": cpu("rrweb-pack") }),
    row(name, "ms CPU added", added("alongside"), {
      ...(figures.observer && { observer: added("observer") }),
      rrweb: added("rrweb"),
      "rrweb-pack": added("rrweb-pack"),
    }),
    row(name, "bytes", bytes("alongside"), {
      rrweb: bytes("rrweb"),
      "rrweb-pack": bytes("rrweb-pack"),
      "rrweb-gzip": figures.rrweb[0].emitted.gzipped(),
    }),
  ];
}

/** @param {Bench} bench @param {import("../workloads.mjs").Workload} workload @param {Recorder} recorder @returns {Promise<Figure>} */
async function once(bench, workload, recorder) {
  const measured = await MeasuredPage.open(bench.browser);
  const { page } = measured;
  await measured.visit(bench.origin + workload.path);
  if (workload.prepare) await page.evaluate(workload.prepare);
  await load(page, recorder);
  await start(page);
  await settle(page);
  // The first picture is another case's.
  await new Emitted().add(page, recorder);
  await page.waitForTimeout(150);
  const milliseconds = await measured.measure(async () => {
    await page.evaluate(workload.run);
    await settle(page);
  });
  await stop(page);
  const emitted = new Emitted();
  await emitted.add(page, recorder);
  await measured.close();
  return { milliseconds, emitted };
}
