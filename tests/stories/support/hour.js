// A recording as long as an hour, of a shop's page of a realistic size on which something happens all the time: what
// capture says of it, with times spread over an hour.
import { record } from "./engine.js";

/** @typedef {import("@playwright/test").Page} Page */

const PRODUCTS = 240;

/** A listing page: a header, filters, 240 cards with pictures, a basket. About 4,000 nodes. */
export const LISTING = `<!doctype html><html lang="en"><head><title>All shoes</title><style>
  * { box-sizing: border-box } body { margin: 0; font: 15px/1.5 sans-serif; color: #222 }
  header { position: sticky; top: 0; display: flex; gap: 24px; padding: 16px 32px; background: #fff; border-bottom: 1px solid #ddd }
  nav a { margin-right: 12px; color: #555 } main { display: grid; grid-template-columns: 220px 1fr; gap: 24px; padding: 24px 32px }
  ul { list-style: none; margin: 0; padding: 0 } .grid { display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px }
  .card { border: 1px solid #e5e5e5; border-radius: 8px; padding: 12px } .card:hover { box-shadow: 0 2px 8px #0002 }
  .card svg { width: 100%; height: 120px; background: #f5f2ec } .price { font-weight: 600 } .old { text-decoration: line-through; color: #999 }
  .card.chosen { border-color: #1c625c; background: #eef6f4 } .badge { font-size: 12px; background: #fde; padding: 2px 6px; border-radius: 4px }
  </style></head><body><header><b>Fernweg</b><nav>${["New", "Women", "Men", "Kids", "Sale"].map((word) => `<a href="#">${word}</a>`).join("")}</nav>
  <span>Basket <b id="basket">0</b></span><span id="said">Welcome</span></header><main><aside><h2>Filter</h2><ul>${Array.from(
    { length: 40 },
    (_, index) => `<li><label><input type="checkbox" class="filter"> Size ${30 + index}</label></li>`,
  ).join("")}</ul></aside><ul class="grid" id="grid">${Array.from(
    { length: PRODUCTS },
    (_, index) => `<li class="card" data-number="${index}"><svg viewBox="0 0 20 10"><path d="M2 8h14l2-2-8-1-3-3-4 1z" fill="hsl(${index * 7} 40% 50%)"/></svg>
      <h3>Shoe number ${index}</h3><p>Light and quick, for long ways and short ones. Pair ${index} of many.</p>
      <p><span class="price">€ ${40 + (index % 90)}</span> <span class="old">€ ${60 + (index % 90)}</span> <span class="badge">new</span></p></li>`,
  ).join("")}</ul></main></body></html>`;

/**
 * Records `changes` changes of the listing: cards chosen, filters set, prices changed, scrolling, cards that come and go.
 * @param {Page} page a page that shows `LISTING`
 * @param {number} changes
 * @param {number} durationMs over how long they are spread
 * @returns {Promise<Buffer>} the recording's bytes
 */
export async function recordAnHour(page, changes, durationMs) {
  await record(page);
  const told = await page.evaluate(
    async ({ changes, durationMs }) => {
      const { recording_, frames_ } = /** @type {any} */ (window);
      const cards = [...document.querySelectorAll(".card")];
      const filters = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".filter"));
      const grid = /** @type {Element} */ (document.querySelector("#grid"));
      /** @type {any[]} */
      const pick = [
        (/** @type {number} */ n) => cards[(n * 17) % cards.length].classList.toggle("chosen"),
        (/** @type {number} */ n) => (/** @type {Element} */ (document.querySelector("#basket")).textContent = String(n)),
        (/** @type {number} */ n) => window.scrollTo(0, (n * 37) % 5000),
        (/** @type {number} */ n) => (/** @type {Element} */ (document.querySelector("#said")).textContent = `You looked at ${n} shoes, and the last one was number ${(n * 17) % 240}`),
        (/** @type {number} */ n) => (filters[n % filters.length].checked = n % 2 === 0),
        (/** @type {number} */ n) => (/** @type {Element} */ (cards[(n * 31) % cards.length].querySelector(".price")).textContent = `€ ${n % 200}`),
        (/** @type {number} */ n) => grid.append(cards[(n * 13) % cards.length]),
        (/** @type {number} */ n) => {
          const card = /** @type {Element} */ (cards[n % cards.length].cloneNode(true));
          grid.lastElementChild?.replaceWith(card);
        },
      ];
      for (let n = 1; n <= changes; n++) {
        pick[n % pick.length](n);
        // A flush waits for the browser to draw, which it does sixty times a second at most.
        if (n % 20 === 0) await recording_.flush();
      }
      /** @type {number[][]} */
      const frames = frames_.splice(0);
      const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + 8 + frame.length, 0));
      const view = new DataView(bytes.buffer);
      let at = 0;
      frames.forEach((frame, index) => {
        view.setUint32(at, Math.round((index / frames.length) * durationMs), true);
        view.setUint32(at + 4, frame.length, true);
        bytes.set(frame, at + 8);
        at += 8 + frame.length;
      });
      let text = "";
      for (let from = 0; from < bytes.length; from += 30_000) text += String.fromCharCode(...bytes.subarray(from, from + 30_000));
      return btoa(text);
    },
    { changes, durationMs },
  );
  return Buffer.from(told, "base64");
}

/**
 * The frames of a recording: when each came, and the lower half of the digest that it says the tree has after it.
 * @param {Buffer} bytes
 * @returns {{ at: number, kind: number, digest: string }[]}
 */
export function framesOf(bytes) {
  const frames = [];
  for (let start = 0; start < bytes.length; ) {
    const [at, length] = [bytes.readUInt32LE(start), bytes.readUInt32LE(start + 4)];
    const frame = bytes.subarray(start + 8, start + 8 + length);
    let place = 2;
    for (let numbers = 0; numbers < 2; place++) if (frame[place] < 128) numbers++;
    frames.push({ at, kind: frame[1], digest: frame.readUInt32LE(place).toString(16).padStart(8, "0") });
    start += 8 + length;
  }
  return frames.filter(({ kind }) => kind < 3);
}
