// Co-browsing beside rrweb: the same browser, the same run, rounds in turn, medians.
//
//     cargo xtask bench cobrowse [--json FILE] [--rounds N] [--case PATTERN]
//
// Loading and compiling a recorder is not part of the figures. What is measured how stands in docs/benchmarks.md and
// with each case, in cases/.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { launch } from "./browser.mjs";
import { CASES } from "./cases/index.mjs";
import { table } from "./report.mjs";
import { site as serveSite } from "./site.mjs";

const { values: options } = parseArgs({
  options: { json: { type: "string" }, rounds: { type: "string", default: "5" }, case: { type: "string", default: "" } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds ${options.rounds}: say how many, such as 5`);
const pattern = options.case.toLowerCase();
const chosen = CASES.filter((each) => each.name.toLowerCase().includes(pattern));
if (chosen.length === 0) {
  refuse(`--case ${options.case}: there is none of that name. There are:\n  ${CASES.map((each) => each.name).join("\n  ")}`);
}

const [site, browser] = [await serveSite(), await launch()];
const rows = [];
const begun = Date.now();
try {
  for (const each of chosen) {
    rows.push(...(await each.run({ browser, origin: site.origin, rounds })));
    process.stderr.write(`${each.name}: done, ${Math.round((Date.now() - begun) / 1_000)} s since the beginning\n`);
  }
} finally {
  await browser.close();
  await site.close();
}
process.stdout.write(table(rows));
if (options.json === "-") process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else if (options.json) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);

/** @param {string} why @returns {never} */
function refuse(why) {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
