// A small page of everything, and a shopper and a viewer looking at it.
import { VIEWER_PAGE, record, view } from "./engine.js";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8BQDwAEgAF/pooBPQAAAABJRU5ErkJggg==",
  "base64",
);

const PAGE = `<!doctype html><html lang="en"><head><title>Trainers</title>
  <link rel="stylesheet" href="/shop.css">
  <style>h1 { color: rgb(180, 83, 42) } #scroller { height: 100px; overflow: auto }</style></head>
  <body>
    <h1 class="title">Trainers — blue &amp; white</h1>
    <!-- a comment with a secret: canary-comment -->
    <img id="picture" src="/pixel.png" alt="A shoe" width="20" height="20">
    <ul id="list"><li>36</li><li>37</li></ul>
    <div id="scroller"><div style="height: 1000px">tall</div></div>
    <form><input id="quantity" type="number" value="1"><input id="gift" type="checkbox">
      <input id="radio-a" type="radio" name="r" checked><input id="radio-b" type="radio" name="r">
      <select id="size"><option>41</option><option>42</option></select>
      <textarea id="note"></textarea><button>Add</button></form>
    <svg id="icon" viewBox="0 0 10 10" width="10"><circle cx="5" cy="5" r="4" fill="red"/></svg>
    <script>window.ran = true;</script>
    <p id="after">after</p>
  </body></html>`;

const GRID = `<!doctype html><title>Grid</title><body><ul>${Array.from(
  { length: 2_000 },
  (_, index) => `<li class="card"><a href="/${index}"><h3>Shoe ${index}</h3><p>€ ${index}</p><b>New</b></a></li>`,
).join("")}</ul></body>`;

const CSS = `h1 { font-size: 40px; background: url("pixel.png") } .wide { width: 300px }`;

/** What the stories of the engine are served, by path. */
export const PAGES = {
  "/page": PAGE,
  "/grid": GRID,
  "/view": VIEWER_PAGE,
  "/shop.css": { type: "text/css", body: CSS },
  "/pixel.png": { type: "image/png", body: PIXEL },
};

/**
 * A page that records itself, and a viewer in another tab that waits for its frames.
 * @param {import("@playwright/test").Browser} browser
 * @param {string} origin
 * @param {string} path
 */
export async function pair(browser, origin, path = "/page") {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await shopper.goto(origin + path);
  await viewer.goto(`${origin}/view`);
  await shopper.bringToFront();
  await record(shopper);
  await view(viewer);
  return { context, shopper, viewer };
}
