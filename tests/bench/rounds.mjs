// Rounds in turn: every recorder once per round, forwards and backwards by turns, so that whatever the machine does meanwhile
// meets all of them alike. A first round warms up and is not counted; a case that takes long leaves that to those before it.

/**
 * @template {string} Name
 * @template Figure
 * @param {{ label: string, names: readonly Name[], rounds: number, warmsUp?: boolean, measure: (name: Name) => Promise<Figure> }} plan
 * @returns {Promise<Record<Name, Figure[]>>} a figure of each round, by name
 */
export async function alternate({ label, names, rounds, warmsUp = true, measure }) {
  const figures = /** @type {Record<Name, Figure[]>} */ (Object.fromEntries(names.map((name) => [name, []])));
  for (let round = warmsUp ? 0 : 1; round <= rounds; round++) {
    process.stderr.write(`${label}: ${round === 0 ? "warming up" : `round ${round} of ${rounds}`}\n`);
    for (const name of round % 2 ? [...names].reverse() : names) {
      const figure = await measure(name);
      if (round > 0) figures[name].push(figure);
    }
  }
  return figures;
}

/** @param {number[]} numbers */
export function median(numbers) {
  return percentile(numbers, 0.5);
}

/** @param {number[]} numbers @param {number} share such as 0.95 */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
