// The rows of the report, as JSON and for reading.

/** @typedef {{ bench: string, case: string, unit: string, ours: number, peers: Record<string, number>, ratio: Record<string, number | null> }} Row */

const round = (/** @type {number} */ number) => Math.round(number * 1_000) / 1_000;

/**
 * @param {string} name
 * @param {string} unit
 * @param {number} ours
 * @param {Record<string, number>} peers by name
 * @param {string} bench the benchmark's name
 * @returns {Row}
 */
export function row(name, unit, ours, peers, bench = "cobrowse") {
  const rounded = Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, round(value)]));
  // Beside nothing there is no ratio.
  const ratio = Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, value > 0 ? round(ours / value) : null]));
  return { bench, case: name, unit, ours: round(ours), peers: rounded, ratio };
}

/** @param {Row[]} rows */
export function table(rows) {
  const lines = rows.map(({ case: name, unit, ours, peers, ratio }) => {
    const beside = Object.entries(peers).map(([peer, value]) => `${peer} ${figure(value)}${ratio[peer] === null ? "" : ` (× ${ratio[peer]})`}`);
    return [name, unit, figure(ours), beside.join(", ")];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map(([name, unit, ours, beside]) => `${name.padEnd(widths[0])}  ${unit.padEnd(widths[1])}  ${ours.padStart(widths[2])}${beside && `  beside ${beside}`}\n`)
    .join("");
}

/** Three digits are all that a noisy machine can tell. @param {number} number */
function figure(number) {
  if (Math.abs(number) >= 1_000) return Math.round(number).toLocaleString("en");
  return String(Number(number.toPrecision(3)));
}
