// Co-browsing beside rrweb: the same browser, the same run, rounds in turn, medians.
//
//     cargo xtask bench cobrowse --json FILE
//
// CPU is the main thread's own time (`ThreadTime` of the DevTools protocol), which a busy machine disturbs less than
// the clock does. Loading and compiling either recorder is not part of the figures; each had one page to warm up.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

import { chromium } from "@playwright/test";

import { serve } from "../stories/support/static-server.js";

const { values: options } = parseArgs({ options: { json: { type: "string" }, rounds: { type: "string", default: "9" } } });
const ROUNDS = Number(options.rounds);

/** @typedef {{ milliseconds: number, bytes: number, gzip?: number }} Figure */

/** Twelve thousand elements, as a long list of products has them. */
function grid() {
  const cards = Array.from({ length: 2_000 }, (_, index) => {
    const price = (40 + ((index * 7) % 160)).toFixed(2);
    return `<li class="card tone-${index % 7}" data-product="${index}"><a href="/product/${index}" title="Shoe ${index}">
      <h3 class="name">Shoe number ${index}</h3><p class="price">€ ${price}</p>
      <span class="badge ${index % 3 ? "" : "new"}">${index % 3 ? "" : "New"}</span></a></li>`;
  });
  return `<!doctype html><html lang="en"><title>Grid</title><style>.grid { display: grid; grid-template-columns: repeat(8, 1fr) }
    .card { padding: 4px } .new { color: red }</style><body><ul class="grid">${cards.join("\n")}</ul></body></html>`;
}

/** Makes the recorder ready, without beginning to record. Both run in the page. */
const PREPARE = {
  alongside: async () => {
    const capture = await import(/** @type {any} */ ("/embed/capture.js"));
    await capture.default();
    Object.assign(window, { capture_: capture });
  },
  rrweb: async () => {
    await new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: "/rrweb.js", onload: resolve, onerror: reject });
      document.head.append(script);
    });
  },
};

/**
 * Records until the whole page was emitted once; answers with what was emitted. Pictures are left out, as rrweb leaves
 * them out by default.
 */
const SNAPSHOT = {
  alongside: async () => {
    const { capture_ } = /** @type {any} */ (window);
    let bytes = 0;
    const recording = capture_.record({
      assets: false,
      emit: (/** @type {Uint8Array} */ frame) => {
        bytes += frame.length;
      },
    });
    await recording.flush();
    recording.stop();
    return bytes;
  },
  rrweb: () =>
    new Promise((resolve) => {
      const { rrweb } = /** @type {any} */ (window);
      rrweb.record({
        emit: (/** @type {any} */ event) => {
          // What would be sent: the text is part of the work, as the bytes are of ours.
          if (event.type === 2) resolve(JSON.stringify(event));
        },
      });
    }),
};

/** @param {import("@playwright/test").CDPSession} session */
async function threadTime(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find((metric) => metric.name === "ThreadTime")?.value ?? 0) * 1_000;
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} url
 * @param {"alongside" | "rrweb"} recorder
 * @returns {Promise<Figure>}
 */
async function snapshot(browser, url, recorder) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(PREPARE[recorder]);
  await page.waitForTimeout(300);
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const before = await threadTime(session);
  const emitted = /** @type {string | number} */ (await page.evaluate(SNAPSHOT[recorder]));
  const milliseconds = (await threadTime(session)) - before;
  await context.close();
  if (typeof emitted === "number") return { milliseconds, bytes: emitted };
  const text = Buffer.from(emitted);
  return { milliseconds, bytes: text.length, gzip: gzipSync(text).length };
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @param {string} name @param {string} unit @param {number} ours @param {Record<string, number>} peers */
function row(name, unit, ours, peers) {
  const round = (/** @type {number} */ number) => Math.round(number * 1_000) / 1_000;
  const ratio = Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, round(ours / value)]));
  const rounded = Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, round(value)]));
  return { bench: "cobrowse", case: name, unit, ours: round(ours), peers: rounded, ratio };
}

const rrweb = await readFile(new URL("../node_modules/rrweb/dist/rrweb.umd.min.cjs", import.meta.url));
const site = await serve({ "/grid": grid(), "/rrweb.js": { type: "text/javascript", body: rrweb } });
const browser = await chromium.launch({
  executablePath: process.env.ALONGSIDE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

const rows = [];
const cases = { "demo shop's product page": "/shop/product.html", "grid of 12,000 elements": "/grid" };
for (const [name, path] of Object.entries(cases)) {
  /** @type {Record<"alongside" | "rrweb", Figure[]>} */
  const figures = { alongside: [], rrweb: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const order = /** @type {("alongside" | "rrweb")[]} */ (["alongside", "rrweb"]);
    if (round % 2) order.reverse();
    for (const recorder of order) {
      const figure = await snapshot(browser, site.origin + path, recorder);
      // The first round warms up.
      if (round > 0) figures[recorder].push(figure);
    }
    process.stderr.write(`\r${name}: round ${round} of ${ROUNDS} `);
  }
  process.stderr.write("\n");
  const milliseconds = (/** @type {Figure[]} */ list) => median(list.map((figure) => figure.milliseconds));
  const { bytes } = figures.alongside[0];
  rows.push(row(`full snapshot, ${name}`, "ms CPU", milliseconds(figures.alongside), { rrweb: milliseconds(figures.rrweb) }));
  rows.push(
    row(`full snapshot, ${name}`, "bytes", bytes, {
      rrweb: figures.rrweb[0].bytes,
      "rrweb, gzipped": figures.rrweb[0].gzip ?? 0,
    }),
  );
}
await browser.close();
await site.close();

for (const { case: name, unit, ours, peers, ratio } of rows) {
  const beside = Object.entries(peers).map(([peer, value]) => `${peer} ${value} (× ${ratio[peer]})`);
  process.stdout.write(`${name}, ${unit}: ours ${ours}, ${beside.join(", ")}\n`);
}
if (options.json) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
