// How small frames are, beside other compressors of the same bodies: `cargo xtask build`, then `node bench/compression.mjs`.
//
// Every stream is compressed with its own past and flushed after every frame, as a live session needs it. Brotli, which has
// all of a stream at once and as long as it likes, shows what there is to gain.
//
// Whole keyframes are timed besides, in the browser: ours in wasm, from the tree to the frame; and the browser's CompressionStream,
// which is given the finished body. The best of so many runs, as whatever else the machine does only adds to it.
import { constants, brotliCompressSync, createDeflateRaw } from "node:zlib";

import { chromium } from "@playwright/test";

import { Bodies } from "../stories/support/frame-bodies.js";
import { serve } from "../stories/support/static-server.js";
import { grid } from "./pages.mjs";

/** Three hundred small changes, a flush after each. Runs in the page. */
async function session() {
  let seed = 7;
  const random = (/** @type {number} */ most) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % most;
  const words = ["blue", "white", "leather", "sole", "trainers", "size", "in stock", "only 2 left", "free returns"];
  const elements = [...document.body.querySelectorAll("*")];
  const any = () => /** @type {HTMLElement} */ (elements[random(elements.length)]);
  const ticker = document.body.appendChild(document.createElement("p"));
  const review = (/** @type {number} */ number) => {
    const item = document.body.appendChild(document.createElement("li"));
    item.className = "review";
    item.append(Object.assign(document.createElement("h4"), { textContent: `Review ${number}` }));
    item.append(Array.from({ length: 12 }, () => words[random(words.length)]).join(" "));
  };
  const changes = [
    () => (ticker.textContent = `Sale ends in 00:${random(60)}:${random(60)}`),
    () => any().classList.toggle("is-active"),
    review,
    () => (any().style.transform = `translateX(${random(300)}px)`),
    () => scrollTo(0, random(1_000)),
    () => any().setAttribute("data-state", words[random(words.length)]),
  ];
  for (let number = 0; number < 300; number++) {
    changes[number % changes.length](number);
    await /** @type {any} */ (window).recording_.flush();
  }
}

/** @param {Buffer[]} bodies @param {number} level */
async function deflated(bodies, level) {
  const stream = createDeflateRaw({ level });
  let length = 0;
  stream.on("data", (part) => (length += part.length));
  for (const body of bodies) {
    stream.write(body);
    await new Promise((resolve) => stream.flush(constants.Z_SYNC_FLUSH, () => resolve(undefined)));
    // The four bytes that end every flush need not travel.
    length -= 4;
  }
  return length;
}

const RUNS = 40;

/** A keyframe of the page as it is, and the time that it takes, in ms. Runs in the page. @param {number} runs */
function wholeKeyframe(runs) {
  const { mirror } = /** @type {any} */ (window).recording_;
  let [best, frame] = [Infinity, new Uint8Array()];
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    frame = mirror.frame(true);
    best = Math.min(best, performance.now() - begun);
  }
  return { frame: [...frame], best };
}

/** What the browser makes of a body, and the time that it takes, in ms. Runs in the page. @param {{ body: number[], runs: number }} given */
async function compressedByBrowser({ body, runs }) {
  const bytes = Uint8Array.from(body);
  let [best, length] = [Infinity, 0];
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    length = (await new Response(stream).arrayBuffer()).byteLength;
    best = Math.min(best, performance.now() - begun);
  }
  return { length, best };
}

const site = await serve({ "/grid": grid() });
const browser = await chromium.launch({
  executablePath: process.env.ALONGSIDE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

/** @param {string} path @param {(() => Promise<void>) | null} script what happens after the first keyframe */
async function frames(path, script) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(site.origin + path, { waitUntil: "load" });
  await page.evaluate(async () => {
    const capture = await import(/** @type {any} */ ("/embed/capture.js"));
    await capture.default();
    const frames = /** @type {number[][]} */ ([]);
    const emit = (/** @type {Uint8Array} */ frame) => frames.push([...frame]);
    const recording = capture.record({ assets: false, emit });
    Object.assign(window, { frames_: frames, recording_: recording });
    await recording.flush();
  });
  if (script) await page.evaluate(script);
  const found = await page.evaluate(() => /** @type {{ frames_: number[][] }} */ (/** @type {any} */ (window)).frames_);
  if (!script) await timeKeyframe(path, page);
  await page.close();
  return found.map((frame) => Buffer.from(frame));
}

/** @param {string} path @param {import("@playwright/test").Page} page */
async function timeKeyframe(path, page) {
  const ours = await page.evaluate(wholeKeyframe, RUNS);
  const body = new Bodies().next(Uint8Array.from(ours.frame));
  const browsers = await page.evaluate(compressedByBrowser, { body: [...body], runs: RUNS });
  const shown = (/** @type {number} */ bytes, /** @type {number} */ ms) => `${bytes} bytes, ${ms.toFixed(2)} ms`;
  process.stdout.write(`${path}, whole keyframe: body ${body.length} bytes; ours in wasm, with the tree's encoding, ${shown(ours.frame.length, ours.best)}; `);
  process.stdout.write(`CompressionStream ${shown(browsers.length, browsers.best)}\n`);
}

const streams = {
  "product page": await frames("/shop/product.html", null),
  "grid of 12,000 elements": await frames("/grid", null),
  "session of 300 changes": await frames("/shop/product.html", session),
};
await browser.close();
await site.close();

for (const [name, list] of Object.entries(streams)) {
  const reader = new Bodies();
  const bodies = list.map((frame) => reader.next(frame));
  const sum = (/** @type {Buffer[]} */ all) => all.reduce((total, one) => total + one.length, 0);
  const figures = {
    bodies: sum(bodies),
    "ours with its headers": sum(list),
    "deflate 1": await deflated(bodies, 1),
    "deflate 6": await deflated(bodies, 6),
    "brotli 11, all at once": brotliCompressSync(Buffer.concat(bodies)).length,
  };
  const shown = Object.entries(figures).map(([what, bytes]) => `${what} ${bytes}`);
  process.stdout.write(`${name}, ${list.length} frames, bytes: ${shown.join(", ")}\n`);
}
