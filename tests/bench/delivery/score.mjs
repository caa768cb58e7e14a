// What came of it.
import { median, percentile } from "../rounds.mjs";

/** @typedef {{ delivered: number, doubled: number, outOfOrder: number, median: number, p95: number }} Score in percent, messages, messages, ms, ms */

/**
 * @param {{ name: string, who: 0 | 1, at: number }[]} said
 * @param {{ name: string, who: 0 | 1, at: number }[]} heard what `who` heard, in the order of hearing
 * @returns {Score}
 */
export function score(said, heard) {
  /** @type {Map<string, number>} */
  const first = new Map();
  const newest = [-1, -1];
  let [doubled, outOfOrder] = [0, 0];
  for (const { who, name, at } of heard) {
    if (first.has(name)) {
      doubled += 1;
      continue;
    }
    first.set(name, at);
    const number = Number(name.split("-")[1]);
    if (number < newest[who]) outOfOrder += 1;
    newest[who] = Math.max(newest[who], number);
  }
  const delays = said.flatMap(({ name, at }) => (first.has(name) ? [/** @type {number} */ (first.get(name)) - at] : []));
  return { delivered: (100 * first.size) / said.length, doubled, outOfOrder, median: median(delays), p95: percentile(delays, 0.95) };
}
