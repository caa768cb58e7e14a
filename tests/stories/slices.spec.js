// No task of the recorder lasts so long that the browser would miss a frame for it. On a page of 12,000 elements that holds for all
// that may happen at once. On one of 100,000 rows it holds for reading them and for new ones; to forget or reorder all of them at once
// is not sliced, and takes 0.1 to 0.2 s.
import { expect, test } from "@playwright/test";

import { grid, rows } from "../bench/pages.mjs";
import { record, restarts } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { serve } from "./support/static-server.js";
import { tasksDuring } from "./support/tasks.js";

// Playwright's own trace looks at the page as well.
test.use({ trace: "off" });

/** A frame at 60 Hz, in ms. */
const FRAME = 16;

/** What may happen at once; it runs in the page. @type {Record<string, () => void>} */
const BURSTS = {
  "the first keyframe": () => {},
  "another keyframe": () => /** @type {any} */ (window).recording_.keyframe(),
  "an attribute of every element": () => {
    for (const element of document.body.querySelectorAll("*")) element.setAttribute("data-state", `is-${Math.random()}`);
  },
  "4,800 texts": () => {
    for (const element of document.querySelectorAll("h3, p")) /** @type {Text} */ (element.firstChild).data += "!";
  },
  "2,400 cards in another order": () => {
    const list = /** @type {Element} */ (document.querySelector("ul"));
    const cards = [...list.children];
    list.append(...cards.map((_, index) => cards[(index * 777) % cards.length]));
  },
  "all cards made anew": () => {
    const list = /** @type {Element} */ (document.querySelector("ul"));
    list.innerHTML = list.innerHTML.replaceAll("Shoe", "Boot");
  },
  "all cards masked": () => document.querySelector("ul")?.setAttribute("data-alongside", "mask"),
  "all cards removed": () => document.querySelector("ul")?.replaceChildren(),
  "500 fields": () => document.body.insertAdjacentHTML("beforeend", "<input value='1'>".repeat(500)),
  "nothing, for three looks of the audit": () => {},
};

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({ "/twelve-thousand": grid(), "/hundred-thousand": rows() });
});

test.afterAll(() => site.close());

test("on a page of 12,000 elements no task of the recorder costs a frame, whatever happens at once", async ({ browser }) => {
  test.setTimeout(180_000);
  /** The longest task of each burst, in ms, of every attempt. @type {Record<string, number[]>} */
  const longest = Object.fromEntries(Object.keys(BURSTS).map((name) => [name, []]));
  // What else the machine does (and a garbage collection that another page left to do) only makes a task longer.
  const shortest = (/** @type {number[]} */ attempts) => Math.min(...attempts);
  for (let attempt = 0; attempt < 5 && !Object.values(longest).every((attempts) => shortest(attempts) < FRAME); attempt++) {
    const page = await opened(browser, "/twelve-thousand");
    expect(await page.locator("body *").count()).toBeGreaterThanOrEqual(12_000);
    for (const [name, burst] of Object.entries(BURSTS)) {
      const tasks = await tasksDuring(browser, async () => {
        if (name === "the first keyframe") await record(page, { assets: false });
        await page.evaluate(burst);
        await page.evaluate(() => /** @type {any} */ (window).recording_.flush());
        if (name.startsWith("nothing")) await page.waitForTimeout(1_200);
      });
      // A trace without them would prove nothing.
      expect(tasks.length, name).toBeGreaterThan(0);
      longest[name].push(tasks[0]);
    }
    expect(await restarts(page)).toBe(0);
    await page.close();
  }
  figure("longest tasks in ms", longest);
  for (const [name, attempts] of Object.entries(longest)) expect(shortest(attempts), name).toBeLessThan(FRAME);
});

test("of 100,000 rows the first keyframe, and 10,000 rows more, come in tasks of a frame", async ({ browser }) => {
  test.setTimeout(180_000);
  let longest = Infinity;
  for (let attempt = 0; attempt < 3 && longest >= 2 * FRAME; attempt++) {
    const page = await opened(browser, "/hundred-thousand");
    const first = await tasksDuring(browser, () => record(page, { assets: false }));
    const more = await tasksDuring(browser, () =>
      page.evaluate(async () => {
        document.body.insertAdjacentHTML("beforeend", "<div class='row'>one more</div>".repeat(10_000));
        await /** @type {any} */ (window).recording_.flush();
      }),
    );
    expect(first.length).toBeGreaterThan(20);
    expect(more.length).toBeGreaterThan(3);
    expect(first[Math.floor(first.length / 2)]).toBeLessThan(FRAME);
    // In so much memory the engine's garbage collector takes time of its own now and then.
    longest = Math.min(longest, Math.max(first[0], more[0]));
    await page.close();
  }
  expect(longest).toBeLessThan(2 * FRAME);
});

/** A page at rest, with the recorder loaded. @param {import("@playwright/test").Browser} browser @param {string} path */
async function opened(browser, path) {
  const page = await browser.newPage();
  await page.goto(site.origin + path);
  await page.evaluate(async () => (await import(/** @type {any} */ ("/embed/capture.js"))).default());
  await page.waitForTimeout(300);
  return page;
}
