// Five minutes in the demo shop: she browses, filters, opens menus and the size guide, chooses, types, scrolls, edits the
// basket, and fills in the checkout. Owns what is done when; `cases/session.mjs` says who watches.

/**
 * A step: what is done, with what, and how many seconds she then takes.
 * @typedef {["click" | "press", string, number]} Click on what `data-test` or a selector names
 * @typedef {["type", string, string, number]} Type a character at a time
 * @typedef {["choose", string, string, number]} Choose a value, as a slider or a menu takes it
 * @typedef {["scroll", number, number]} Scroll to so many px from the top, smoothly as a wheel does
 * @typedef {["move", number, number, number]} Move the pointer to a point of the viewport
 * @typedef {Click | Type | Choose | Scroll | Move} Step
 * @typedef {{ path: string, steps: Step[] }} Visit
 */

/** @type {Step[]} */
const CHOOSING = [
  ["move", 900, 300, 2],
  ["click", ".colour:nth-child(2)", 3],
  ["click", "gallery-next", 3],
  ["click", "gallery-next", 3],
  ["click", "thumb-sole", 3],
  ["move", 700, 500, 2],
  ["click", "open-size-guide", 4],
  ["type", "foot-length", "26.4", 5],
  ["click", "close-size-guide", 2],
  ["click", "size-42", 2],
  ["click", "quantity-plus", 2],
  ["scroll", 500, 3],
  ["click", "details:nth-of-type(2) summary", 4],
  ["click", "details:nth-of-type(3) summary", 5],
  ["scroll", 1200, 5],
  ["scroll", 0, 2],
  ["click", "add-to-basket", 4],
];

/** @type {Visit[]} */
export const VISITS = [
  {
    path: "/shop/index.html",
    steps: [
      ["move", 400, 300, 3],
      ["click", "hero-next", 4],
      ["click", "hero-next", 4],
      ["scroll", 400, 3],
      ["scroll", 900, 4],
      ["click", "filter-trainers", 4],
      ["choose", "sort", "price-up", 4],
      ["choose", "filter-price", "150", 2],
      ["choose", "filter-price", "130", 3],
      ["choose", "filter-size", "42", 4],
      ["move", 300, 600, 3],
      ["click", "reset-filters", 3],
      ["scroll", 1500, 4],
      ["scroll", 700, 3],
      ["click", "filter-boots", 4],
    ],
  },
  { path: "/shop/product.html", steps: CHOOSING },
  {
    path: "/shop/index.html?category=boots",
    steps: [["scroll", 600, 4], ["move", 500, 400, 3], ["choose", "sort", "rating", 4], ["scroll", 1000, 4]],
  },
  { path: "/shop/product.html?id=fels", steps: CHOOSING },
  {
    path: "/shop/basket.html",
    steps: [
      ["move", 600, 300, 2],
      ["click", "quantity-plus", 3],
      ["click", "quantity-plus", 3],
      ["click", "quantity-minus", 3],
      ["type", "voucher", "FERNWEG10", 4],
      ["press", "redeem", 4],
      ["click", "remove", 4],
      ["click", ".toast button", 4],
      ["scroll", 400, 3],
    ],
  },
  {
    path: "/shop/checkout.html",
    steps: [
      ["type", "email", "nora@example.com", 6],
      ["type", "phone", "+49 761 555010", 5],
      ["type", "name", "Nora Lindqvist", 5],
      ["type", "street", "4711 Elm Street", 6],
      ["type", "postcode", "79098", 3],
      ["type", "city", "Freiburg", 4],
      ["scroll", 600, 3],
      ["type", "card-number", "5555 5555 5555 4444", 8],
      ["type", "card-name", "Nora Lindqvist", 4],
      ["type", "card-expiry", "0849", 3],
      ["type", "card-cvc", "123", 3],
      ["type", "password", "blue-suede-7", 5],
      ["click", "password-toggle", 2],
      ["scroll", 1200, 4],
      ["press", "pay", 4],
      ["scroll", 300, 6],
    ],
  },
];

/**
 * Does the steps of one visit. Runs in the page.
 * @param {{ steps: Step[], secondLasts: number }} visit how long a second of the script takes, in ms
 */
export async function act({ steps, secondLasts }) {
  const wait = (/** @type {number} */ seconds) => new Promise((resolve) => setTimeout(resolve, seconds * secondLasts));
  /** @param {string} what @returns {any} */
  const find = (what) => {
    const found = document.querySelector(/[.:]/.test(what) ? what : `[data-test="${what}"]`);
    if (!found) throw new Error(`${location.pathname} has no ${what}`);
    return found;
  };
  /** A second of twenty steps. @param {(share: number) => void} step */
  const glide = async (step) => {
    for (let at = 1; at <= 20; at++) {
      step(at / 20);
      await wait(0.05);
    }
  };
  let [pointerX, pointerY] = [640, 400];
  for (const step of steps) {
    const seconds = /** @type {number} */ (step.at(-1));
    if (step[0] === "click" || step[0] === "press") {
      find(step[1]).click();
    } else if (step[0] === "choose") {
      const control = find(step[1]);
      control.value = step[2];
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (step[0] === "type") {
      const field = find(step[1]);
      field.focus();
      for (const character of step[2]) {
        field.value += character;
        field.dispatchEvent(new InputEvent("input", { bubbles: true, data: character }));
        await wait(0.15);
      }
      field.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (step[0] === "scroll") {
      /** @type {[number, number]} */
      const [from, to] = [scrollY, Number(step[1])];
      await glide((share) => scrollTo({ top: from + (to - from) * share, behavior: "instant" }));
    } else {
      const [fromX, fromY] = [pointerX, pointerY];
      await glide((share) => {
        [pointerX, pointerY] = [fromX + (Number(step[1]) - fromX) * share, fromY + (Number(step[2]) - fromY) * share];
        const point = { bubbles: true, composed: true, clientX: pointerX, clientY: pointerY };
        const target = document.elementFromPoint(pointerX, pointerY) ?? document.body;
        target.dispatchEvent(new PointerEvent("pointermove", point));
        target.dispatchEvent(new MouseEvent("mousemove", point));
      });
    }
    await wait(seconds);
  }
}
