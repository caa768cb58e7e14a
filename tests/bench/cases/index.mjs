// Every case of the benchmark, in the order in which they run.
import { BURST_CASES } from "./bursts.mjs";
import { IDLE } from "./idle.mjs";
import { LATENCY } from "./latency.mjs";
import { MEMORY } from "./memory.mjs";
import { SESSION } from "./session.mjs";
import { SNAPSHOTS } from "./snapshot.mjs";

/**
 * @typedef {object} Bench what a case is given
 * @property {import("@playwright/test").Browser} browser
 * @property {string} origin where the measured pages are
 * @property {number} rounds how many rounds are counted; a case that takes long may do with fewer
 */

/**
 * @typedef {object} Case
 * @property {string} name what `--case` is compared with, and what its rows are called
 * @property {(bench: Bench) => Promise<import("../report.mjs").Row[]>} run
 */

/** @type {Case[]} */
export const CASES = [...SNAPSHOTS, ...BURST_CASES, SESSION, IDLE, LATENCY, MEMORY];
