// Chat on a line that is dropped every two seconds: ours beside Socket.IO and plain `ws`, as they come, in turn.
//
//     cargo xtask bench delivery [--json FILE] [--rounds N] [--seconds N]
//
// Two ends write ten messages a second each, through a proxy that cuts every connection every two seconds; then the line holds and
// what can still arrive may. What each contestant is stands in docs/benchmarks.md.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { ours } from "./delivery/ours.mjs";
import { plain } from "./delivery/plain.mjs";
import { score } from "./delivery/score.mjs";
import { socketIo } from "./delivery/socket-io.mjs";
import { dropping } from "./delivery/drops.mjs";
import { row, table } from "./report.mjs";
import { alternate, median } from "./rounds.mjs";

/** Between two messages of one end, in ms. */
const PACE_MS = 100;
/** Between two cuts, in ms. */
const DROP_EVERY_MS = 2_000;
/** What is not there so long after the last cut does not come any more, in ms. */
const SETTLE_MS = 8_000;

const { values: options } = parseArgs({
  options: { json: { type: "string" }, rounds: { type: "string", default: "3" }, seconds: { type: "string", default: "20" } },
});
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];
for (const [name, number] of /** @type {const} */ ([["--rounds", rounds], ["--seconds", seconds]])) {
  if (!Number.isInteger(number) || number < 1) {
    process.stderr.write(`${name}: say how many, such as 5\n`);
    process.exit(2);
  }
}

/** @typedef {{ name: string, who: 0 | 1, at: number }} Said */
/** @typedef {{ say: (who: 0 | 1, name: string) => void, close: () => Promise<void> }} Contest */
/** @typedef {(listen: (who: 0 | 1, name: string) => void, between: (port: number) => Promise<import("./delivery/drops.mjs").Proxy>) => Promise<Contest>} Contestant `listen` is told what one end heard of the other */

/** @type {Record<string, Contestant>} */
const contestants = { ours, "socket.io": socketIo, ws: plain };
const names = Object.keys(contestants);
const figures = await alternate({
  label: `drops every ${DROP_EVERY_MS / 1_000} s`,
  names,
  rounds,
  warmsUp: false,
  measure: (name) => measure(contestants[name]),
});

/** @param {keyof import("./delivery/score.mjs").Score} key */
const of = (key) => Object.fromEntries(names.map((name) => [name, median(figures[name].map((score) => score[key]))]));
const rows = /** @type {const} */ ([
  ["delivered", "%", "delivered"],
  ["doubled", "messages", "doubled"],
  ["out of order", "messages", "outOfOrder"],
  ["delay, median", "ms", "median"],
  ["delay, 95 of 100", "ms", "p95"],
]).map(([what, unit, key]) => {
  const { ours, ...peers } = of(key);
  return { ...row(`line dropped every 2 s: ${what}`, unit, ours, peers), bench: "delivery" };
});
process.stdout.write(table(rows));
if (options.json === "-") process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else if (options.json) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit();

/** @param {Contestant} contestant */
async function measure(contestant) {
  /** @type {Said[]} */
  const said = [];
  /** @type {Said[]} */
  const heard = [];
  /** @type {import("./delivery/drops.mjs").Proxy[]} */
  const proxies = [];
  const contest = await contestant(
    (who, name) => heard.push({ who, name, at: performance.now() }),
    async (port) => {
      const proxy = await dropping(port);
      proxies.push(proxy);
      return proxy;
    },
  );
  const cutting = setInterval(() => proxies.forEach((proxy) => proxy.cut()), DROP_EVERY_MS);
  const count = (seconds * 1_000) / PACE_MS;
  const begun = performance.now();
  for (let number = 0; number < count; number++) {
    for (const who of /** @type {const} */ ([0, 1])) {
      const name = `${who}-${number}`;
      said.push({ who, name, at: performance.now() });
      contest.say(who, name);
    }
    await sleep(begun + (number + 1) * PACE_MS - performance.now());
  }
  clearInterval(cutting);
  await sleep(SETTLE_MS);
  await contest.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  return score(said, heard);
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
