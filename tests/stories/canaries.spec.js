// Secrets planted in every place of a page that can carry text, under each way of masking: no byte of them leaves. The places are
// listed in `support/canaries.js`. What is not masked does arrive, or else nothing would be proved.
import { expect, test } from "@playwright/test";

import { ALWAYS, CANARY_PAGES, LATER, PLACES, WITHIN, everything, leaks, plant } from "./support/canaries.js";
import { PAGES } from "./support/engine-site.js";
import { push, record, restarts, take, view } from "./support/engine.js";
import { Bodies } from "./support/frame-bodies.js";
import { serve } from "./support/static-server.js";

// A trace would keep every frame of every test.
test.use({ trace: "off" });

/** @typedef {import("@playwright/test").Page} Page */

const PAGE = `<!doctype html><html><head><title>A plain title</title><style>.control::after { content: "plain content" }</style></head><body>
  <section id="control" class="control" title="plain tooltip"><p>plain words</p><img src="/pixel.png?plain" alt="plain picture" width="20" height="20"></section>
  <section id="anywhere"></section><main id="area" class="account"></main></body></html>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;
test.beforeAll(async () => {
  site = await serve({ ...PAGES, ...CANARY_PAGES, "/shop/account": PAGE });
});
test.afterAll(() => site.close());

test("there are more than a hundred places", () => {
  expect(PLACES).toBeGreaterThan(100);
});

/**
 * A shopper's page with secrets, and a viewer.
 * @param {import("@playwright/test").Browser} browser
 * @param {Record<string, import("./support/canaries.js").Place>} within what is planted besides what is always masked
 */
async function open(browser, within = WITHIN) {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.goto(`${site.origin}/shop/account`);
  await plant(shopper, "#area", { ...within, ...ALWAYS });
  return { context, shopper, viewer };
}

/** Makes pictures in pixels of a secret. @param {Page} page */
async function paint(page) {
  await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    document.getElementById("area")?.append(canvas);
    canvas.getContext("2d")?.fillText("a secret in pixels", 10, 20);
  });
}

/** All that is read of frames: as they were sent, and decompressed. @param {Uint8Array[]} frames @param {number} [from] which is the first that is looked at */
function told(frames, from = 0) {
  const reader = new Bodies();
  const read = frames.map((frame) => [frame, reader.next(frame)]);
  return read.slice(from).flat();
}

/** @param {Page} viewer */
const shown = (viewer) =>
  viewer.evaluate((source) => new Function(`return (${source})`)()(/** @type {any} */ (window).viewer_.document), everything.toString());

/** The addresses of the pictures that were sent. @param {Uint8Array[]} frames */
const pictures = (frames) =>
  frames.filter((frame) => frame[1] === 3).map((frame) => /(still:|https?:\S*?\.png[^\0-\x1f\x7f-\xff]*)/.exec(Buffer.from(frame).toString("latin1"))?.[0].split("?")[1]?.slice(0, 5));

/**
 * @typedef {object} Way a way of masking `#area` and the title
 * @property {(page: Page) => Promise<unknown>} [mark] done to the page before it is recorded
 * @property {object} [options] of the recording
 * @property {boolean} [isPrivate] whether what is not marked is masked as well
 */

/** @type {Record<string, Way>} */
const WAYS = {
  "by marks": {
    mark: (page) =>
      page.evaluate(() => {
        for (const selector of ["#area", "title"]) document.querySelector(selector)?.setAttribute("data-alongside", "mask");
      }),
  },
  "by the mark of a blocked place": {
    mark: (page) =>
      page.evaluate(() => {
        for (const selector of ["#area", "title"]) document.querySelector(selector)?.setAttribute("data-alongside", "block");
      }),
  },
  "by the site's selectors": { options: { mask: [".account", "title"] } },
  "by the site's selectors of blocked places": { options: { block: ["main.account"], mask: ["title"] } },
  "by selectors for some addresses": { options: { rules: [{ url: "/basket/*", show: ["*"] }, { url: "/shop/*", mask: [":has(> h2)", "title"] }] } },
  "by being private by default": {
    mark: (page) => page.evaluate(() => document.getElementById("control")?.setAttribute("data-alongside", "show")),
    options: { privateByDefault: true },
    isPrivate: true,
  },
  "by being private by default, shown by a selector": { options: { privateByDefault: true, show: ["#control"] }, isPrivate: true },
};

for (const [name, { mark, options = {}, isPrivate }] of Object.entries(WAYS)) {
  test(`no byte of a secret leaves that is masked ${name}`, async ({ browser }) => {
    const { context, shopper, viewer } = await open(browser);
    await plant(shopper, "#anywhere", ALWAYS);
    await mark?.(shopper);
    await paint(shopper);
    await record(shopper, options);
    const frames = await take(shopper);
    await plant(shopper, "#area", LATER);
    await paint(shopper);
    frames.push(...(await take(shopper)));
    // What the idle audit finds, and what an agent gets who comes later.
    await shopper.waitForTimeout(1_000);
    await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
    frames.push(...(await take(shopper)));

    const read = told(frames);
    expect(leaks(read)).toEqual([]);
    const all = Buffer.concat(read).toString("latin1");
    for (const control of ["plain words", "plain tooltip", "plain picture"]) expect(all).toContain(control);
    if (isPrivate) expect(all).not.toContain("A plain title");
    expect(new Set(pictures(frames))).toEqual(new Set(["plain"]));

    expect(await push(viewer, frames)).toEqual([]);
    const view = await shown(viewer);
    expect(leaks([view])).toEqual([]);
    expect(view).toContain("plain words");
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

test("the same secrets arrive where nothing masks them, but for those that are always masked", async ({ browser }) => {
  const { "misspelt mark": mark, ...within } = WITHIN;
  const { context, shopper } = await open(browser, within);
  await plant(shopper, "#anywhere", ALWAYS);
  await record(shopper);
  const frames = await take(shopper);
  await plant(shopper, "#area", LATER);
  // No mirror can have these, whatever is masked; or they are fields' values.
  const never = ["data's value", "track's label", "attribute that nobody knows", "comment in a style",
    "value typed", "option added later"];
  const open_ = [...Object.keys(within), ...Object.keys(LATER)];
  const found = () => leaks(told(frames));
  // Some of it no event tells: that is looked for.
  await expect(async () => {
    frames.push(...(await take(shopper)));
    expect(open_.filter((place) => !found().includes(place))).toEqual(never);
  }).toPass({ timeout: 10_000 });
  expect(found().filter((place) => place in ALWAYS)).toEqual([]);
  expect(open_.length - never.length).toBeGreaterThan(90);
  await context.close();
});

/** Each masks `#area` at some time after it was told. @type {Record<string, { options?: object, change: (page: Page) => Promise<unknown> }>} */
const LATE = {
  "a mark": { change: (page) => page.evaluate(() => document.getElementById("area")?.setAttribute("data-alongside", "mask")) },
  "a class": {
    options: { mask: [".private"] },
    change: (page) => page.evaluate(() => document.getElementById("area")?.classList.add("private")),
  },
  "a class of something around it": {
    options: { mask: [".private main"] },
    change: (page) => page.evaluate(() => document.documentElement.classList.add("private")),
  },
  "a class of something beside it": {
    options: { block: [".private ~ main"] },
    change: (page) => page.evaluate(() => document.getElementById("control")?.classList.add("private")),
  },
  "a class of something in it": {
    options: { mask: ["main:has(.private)"] },
    change: (page) => page.evaluate(() => document.querySelector("#area pre")?.classList.add("private")),
  },
  "something that comes before it": {
    options: { mask: ["section + section + section ~ main"] },
    change: (page) => page.evaluate(() => document.getElementById("control")?.before(document.createElement("section"))),
  },
  "a box that is ticked": {
    options: { mask: [":has(input:checked) > main"] },
    change: (page) => page.evaluate(() => {
      const box = /** @type {HTMLInputElement} */ (document.querySelector("#area input[type=checkbox]"));
      box.checked = true;
    }),
  },
  "another policy": {
    change: (page) => page.evaluate(() => /** @type {any} */ (window).recording_.setPolicy({ mask: ["#area"] })),
  },
  "a policy that is private by default": {
    options: { mask: [".nothing"] },
    change: (page) => page.evaluate(() => /** @type {any} */ (window).recording_.setPolicy({ privateByDefault: true, show: ["#control"] })),
  },
  "another address": {
    options: { rules: [{ url: "/shop/account/*", mask: ["#area"] }] },
    change: (page) => page.evaluate(() => history.pushState(null, "", "/shop/account/orders")),
  },
  "a move": {
    options: { mask: [".private"] },
    change: (page) => page.evaluate(() => {
      const box = document.body.appendChild(document.createElement("div"));
      box.className = "private";
      box.append(document.getElementById("area") ?? "");
    }),
  },
};

for (const [name, { options, change }] of Object.entries(LATE)) {
  test(`what is masked by ${name} after it was told is masked from the next frame on`, async ({ browser }) => {
    const { "misspelt mark": mark, "document's title": title, ...within } = WITHIN;
    const { "document's title changed later": later, ...more } = LATER;
    const { context, shopper, viewer } = await open(browser, within);
    await record(shopper, options);
    const frames = await take(shopper);
    expect(leaks(told(frames))).toContain("text");
    const before = frames.length;
    await change(shopper);
    // In the same task as far as the recorder is concerned: no frame came in between.
    await plant(shopper, "#area", more);
    frames.push(...(await take(shopper)));
    await shopper.waitForTimeout(600);
    await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
    frames.push(...(await take(shopper)));
    expect(leaks(told(frames, before))).toEqual([]);
    expect(pictures(frames.slice(before)).filter((picture) => picture !== "plain")).toEqual([]);
    expect(await push(viewer, frames)).toEqual([]);
    const view = await shown(viewer);
    expect(leaks([view])).toEqual([]);
    expect(view).toContain("plain words");
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

/** What cannot be followed, and how it is mended. @type {[string, object, RegExp][]} */
const BROKEN = [
  ["is misspelt", { mask: ["#area["] }, /`#area\[`, in `mask`/],
  ["is empty", { block: [""] }, /``, in `block`/],
  ["names a pseudo-element", { mask: ["#area::before"] }, /`#area::before`/],
  ["is forgiven by the browser", { rules: [{ url: "/elsewhere", mask: [":is(#area, :nonsense)"] }] }, /`rules\[0\]\.mask`/],
];

for (const [what, policy, expected] of BROKEN) {
  test(`a selector that ${what} is told at the start and masks everything until it is mended`, async ({ browser }) => {
    const { context, shopper, viewer } = await open(browser);
    /** @type {string[]} */
    const errors = [];
    shopper.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await shopper.evaluate(() => document.getElementById("control")?.setAttribute("data-alongside", "show"));
    await record(shopper, policy);
    const frames = await take(shopper);
    await plant(shopper, "#area", LATER);
    frames.push(...(await take(shopper)));
    expect(leaks(told(frames))).toEqual([]);
    const all = Buffer.concat(told(frames)).toString("latin1");
    for (const control of ["plain words", "plain tooltip", "plain content", "A plain title"]) expect(all).not.toContain(control);
    expect(pictures(frames)).toEqual([]);
    expect(errors.filter((error) => expected.test(error))).toHaveLength(1);
    expect(await shopper.evaluate(() => /** @type {any} */ (window).recording_.problem)).toMatch(expected);
    await shopper.evaluate(() => /** @type {any} */ (window).recording_.setPolicy({ mask: ["#area", "title"] }));
    frames.push(...(await take(shopper)));
    expect(leaks(told(frames))).toEqual([]);
    expect(await push(viewer, frames)).toEqual([]);
    expect(await shown(viewer)).toContain("plain words");
    expect(await shopper.evaluate(() => /** @type {any} */ (window).recording_.problem)).toBe("");
    await context.close();
  });
}

/** What a page may replace, before capture comes or after; each would hide what is masked: by selectors, or by marks. @type {[string, () => void, ("marks")?][]} */
const PATCHES = [
  ["matches", () => { Object.assign(Element.prototype, { matches: () => false }); }],
  ["querySelectorAll", () => { Document.prototype.querySelectorAll = () => /** @type {any} */ ([]); }],
  ["querySelectorAll of fragments", () => { DocumentFragment.prototype.querySelectorAll = () => /** @type {any} */ ([]); }],
  ["getAttribute", () => { Element.prototype.getAttribute = () => null; }],
  ["what tells of attributes", () => Object.assign(Element.prototype, { hasAttributes: () => false, getAttributeNames: () => [] }), "marks"],
  ["everything of String and Array that could lose a rule", () => {
    for (const name of ["includes", "indexOf", "startsWith", "endsWith", "split", "match", "matchAll", "replace", "replaceAll", "substring", "trim", "toLowerCase"]) {
      /** @type {any} */ (String.prototype)[name] = () => "";
    }
    for (const name of ["filter", "some", "every", "find", "join", "map", "concat"]) /** @type {any} */ (Array.prototype)[name] = () => [];
  }],
  ["JSON", () => Object.assign(JSON, { parse: () => ({}), stringify: () => "" })],
];

const RULES = { rules: [{ url: "/shop/*", mask: ["#area"] }] };

for (const [what, patch, by] of PATCHES) {
  test(`a page that has replaced ${what} opens nothing`, async ({ browser }) => {
    const { context, shopper } = await open(browser);
    // Marks are put where the selectors point as well: either may be lost.
    await shopper.evaluate(() => document.querySelector("title")?.setAttribute("data-alongside", "mask"));
    await shopper.evaluate(patch);
    const recorded = record(shopper, RULES);
    // That it cannot be recorded at all is no leak.
    const frames = await recorded.then(() => take(shopper), () => []);
    expect(leaks(told(frames))).toEqual([]);
    await context.close();
  });

  test(`a page that replaces ${what} while it is recorded opens nothing`, async ({ browser }) => {
    const { context, shopper } = await open(browser, {});
    if (by === "marks") await shopper.evaluate(() => document.getElementById("area")?.setAttribute("data-alongside", "mask"));
    await record(shopper, by === "marks" ? {} : RULES);
    const frames = await take(shopper);
    await shopper.evaluate(patch);
    // What a page's scripts put there they may put with what was replaced: that proves nothing.
    const written = Object.entries({ ...WITHIN, ...ALWAYS }).filter(([, place]) => typeof place === "string");
    await plant(shopper, "#area", Object.fromEntries(written.filter(([name]) => name in WITHIN)));
    await plant(shopper, "#anywhere", Object.fromEntries(written.filter(([name]) => name in ALWAYS)));
    frames.push(...(await take(shopper).catch(() => [])));
    expect(leaks(told(frames))).toEqual([]);
    await context.close();
  });
}
