// How long the recorder holds up a page, task by task: the CPU time of its own functions, out of a trace of the browser. A busy
// machine makes a task last longer, but hardly makes it cost more; and what the page's own scripts, styles and layout
// cost in the same task is not counted.
const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];

/** What the recorder is made of. */
const OURS = /\/embed\/(capture\.js|snippets\/alongside-capture-)/;

/**
 * @typedef {object} TraceEvent as the browser writes it: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 * @property {string} name
 * @property {string} ph
 * @property {number} pid
 * @property {number} tid
 * @property {number} ts when it began, in µs
 * @property {number} [dur] how long it lasted, in µs
 * @property {number} [tdur] how much CPU time its thread spent on it, in µs
 * @property {{ data?: { url?: string } }} [args]
 */

/**
 * Does some work; returns the CPU time that the recorder spent in each task meanwhile, in ms, the longest first.
 * @param {import("@playwright/test").Browser} browser
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number[]>}
 */
export async function tasksDuring(browser, work) {
  const session = await browser.newBrowserCDPSession();
  await session.send("Tracing.start", { transferMode: "ReturnAsStream", traceConfig: { includedCategories: CATEGORIES } });
  await work();
  // A task that is under way when the trace ends is not in it.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  const { stream } = await complete;
  let text = "";
  for (let isAll = false; !isAll; ) {
    const { data, eof } = await session.send("IO.read", { handle: stream });
    text += data;
    isAll = eof;
  }
  await session.detach();
  return oursByTask(JSON.parse(text).traceEvents);
}

/** @param {TraceEvent[]} events */
function oursByTask(events) {
  const lasting = events.filter((event) => event.ph === "X");
  const tasks = lasting.filter((event) => event.name === "RunTask");
  const calls = lasting.filter((event) => event.name === "FunctionCall" && OURS.test(event.args?.data?.url ?? ""));
  /** @type {Map<TraceEvent, number>} */
  const spent = new Map();
  for (const call of calls) {
    // A call within a call is counted with that.
    if (calls.some((other) => other !== call && holds(other, call))) continue;
    const task = tasks.find((task) => holds(task, call));
    if (task) spent.set(task, (spent.get(task) ?? 0) + (call.tdur ?? call.dur ?? 0) / 1_000);
  }
  return [...spent.values()].sort((one, other) => other - one);
}

/** @param {TraceEvent} outer @param {TraceEvent} inner */
function holds(outer, inner) {
  const [start, end] = [outer.ts, outer.ts + (outer.dur ?? 0)];
  return outer.pid === inner.pid && outer.tid === inner.tid && start <= inner.ts && inner.ts + (inner.dur ?? 0) <= end;
}
