// Lists of very many children: read in slices, and cheap to change afterwards.
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { expectEqual, push, restarts, take } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { serve } from "./support/static-server.js";

/** Rows with a text each, and between them what breaks the run of texts, or should not. */
const ROWS = `<!doctype html><html lang="en"><title>Rows</title><body>${Array.from({ length: 600 }, (_, row) =>
  row === 200 ? "<script type=text/plain>not told</script>"
    : row === 250 ? "<p data-alongside=mask>card number 4111</p>"
    : row === 300 ? "<p data-alongside=block>a secret</p>"
    : row === 350 ? "<p>one <b>and</b> another</p>"
    : row % 50 === 0 ? `between ${row}<!-- a note --><p>\u{1f45f}</p>`
    : `<p>row ${row}</p>`,
).join("\n  ")}</body>`;

/** Counts how many texts are read by themselves, whoever does it. */
const COUNTING = `const own = Object.getOwnPropertyDescriptor(CharacterData.prototype, "data");
  window.texts_ = 0;
  Object.defineProperty(CharacterData.prototype, "data", { ...own, get() { window.texts_++; return own.get.call(this); } });`;

/** Counts the steps back from a node to the one before it, whoever takes them. */
const STEPPING = `const own = Object.getOwnPropertyDescriptor(Node.prototype, "previousSibling");
  window.steps_ = 0;
  Object.defineProperty(Node.prototype, "previousSibling", { ...own, get() { window.steps_++; return own.get.call(this); } });`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({
    ...PAGES,
    "/empty": "<!doctype html><title>Empty</title><body></body>",
    "/rows": ROWS,
    "/counting": `<!doctype html><title>Counting</title><script>${COUNTING}</script>${ROWS}`,
    "/stepping": `<!doctype html><title>Stepping</title><script>${STEPPING}</script><body></body>`,
    "/replaced": `<!doctype html><title>Replaced</title><script>Range.prototype.toString = () => "x".repeat(12)</script>${ROWS}`,
  });
});

test.afterAll(() => site.close());

test("a long list that changes at random, also while it is still being read, ends equal", async ({ browser }) => {
  test.setTimeout(120_000);
  const { context, shopper, viewer } = await pair(browser, site.origin, "/empty");
  await push(viewer, await take(shopper));
  await shopper.evaluate(() => {
    const list = document.body.appendChild(document.createElement("ul"));
    document.body.append(document.createElement("ol"));
    for (let row = 0; row < 1_200; row++) {
      if (row % 7 === 0) list.append(document.createComment(String(row)));
      list.append(Object.assign(document.createElement("li"), { innerHTML: `row <b>${row}</b>` }));
    }
  });
  for (let seed = 1; seed <= 40; seed++) {
    await shopper.evaluate(changeRows, seed);
    expect(await push(viewer, await take(shopper)), `seed ${seed}`).toEqual([]);
    await expectEqual(shopper, viewer);
  }
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

for (const path of ["/rows", "/replaced"]) {
  test(`the texts of rows are each in their own row, whatever stands between them: ${path}`, async ({ browser }) => {
    const { context, shopper, viewer } = await pair(browser, site.origin, path);
    await shopper.evaluate(() => {
      const empty = document.createElement("p");
      empty.append("");
      document.body.children[400].before(empty);
    });
    expect(await push(viewer, await take(shopper))).toEqual([]);
    const shown = await rows(viewer);
    expect(shown.length).toBeGreaterThan(590);
    expect(shown).toEqual(await rows(shopper));
    expect(await between(viewer)).toEqual(await between(shopper));
    expect(await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.body.textContent)).not.toMatch(/4111|secret|not told/);
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

test("the texts of many rows are read together, and not one by one", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/counting");
  expect(await push(viewer, await take(shopper))).toEqual([]);
  const read = await shopper.evaluate(() => /** @type {any} */ (window).texts_);
  figure("texts of 600 rows", { read });
  expect(read).toBeLessThan(150);
  expect(await rows(viewer)).toEqual(await rows(shopper));
  await context.close();
});

test("one row more in a list of 100,000 is a small frame, and soon read", async ({ browser }) => {
  test.setTimeout(120_000);
  const { context, shopper, viewer } = await pair(browser, site.origin, "/empty");
  await push(viewer, await take(shopper));
  const longest = await longestTask(shopper, async () => {
    const rows = document.createDocumentFragment();
    for (let row = 0; row < 100_000; row++) rows.append(Object.assign(document.createElement("p"), { textContent: `row ${row}` }));
    document.body.append(rows);
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  const changes = await shopper.evaluate(async () => {
    const { recording_, frames_ } = /** @type {any} */ (window);
    const middle = document.body.children[50_000];
    middle.before(Object.assign(document.createElement("p"), { textContent: "new" }));
    document.body.append("the end");
    middle.nextElementSibling?.remove();
    const began = performance.now();
    await recording_.flush();
    return { took: performance.now() - began, bytes: frames_.reduce((sum, frame) => sum + frame.length, 0) };
  });
  figure("100,000 rows", { longest, ...changes });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  expect(changes.bytes).toBeLessThan(200);
  await expectEqual(shopper, viewer);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("rows that come behind what is not read yet cost no more steps than there are rows", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/stepping");
  await push(viewer, await take(shopper));
  const { steps, rows: count } = await shopper.evaluate(async () => {
    const row = (/** @type {string} */ text) => Object.assign(document.createElement("p"), { textContent: text });
    const many = (/** @type {string} */ name) => Array.from({ length: 2_000 }, (_, index) => row(`${name} ${index}`));
    document.body.append(...Array.from({ length: 10 }, (_, index) => many(`row ${index}`)).flat());
    // One after another at the end, and each before the other at one place.
    for (let frame = 0; frame < 5; frame++) {
      for (const later of many(`end ${frame}`)) document.body.append(later);
      const last = document.body.children[document.body.children.length - 1_000];
      many(`within ${frame}`).reduce((before, later) => (before.before(later), later), last);
      await new Promise(requestAnimationFrame);
    }
    await /** @type {any} */ (window).recording_.flush();
    return { steps: /** @type {any} */ (window).steps_, rows: document.body.children.length };
  });
  figure("rows behind what is not read yet", { steps, rows: count });
  expect(steps).toBeLessThan(count);
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

/** What stands in the rows that are not masked, of the page or of what the viewer shows. @param {import("@playwright/test").Page} page */
function rows(page) {
  return page.evaluate(() => {
    const shown = /** @type {any} */ (window).viewer_?.document ?? document;
    return [...shown.querySelectorAll("p:not([data-alongside])")].map((row) => row.innerHTML);
  });
}

/** What stands between the rows. @param {import("@playwright/test").Page} page */
function between(page) {
  return page.evaluate(() => {
    const shown = /** @type {any} */ (window).viewer_?.document ?? document;
    return [...shown.body.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((text) => text.data);
  });
}

/**
 * The longest task of the page's own thread while it does something that is then recorded, in ms, but for the doing.
 * @param {import("@playwright/test").Page} page
 * @param {() => Promise<void>} act
 */
async function longestTask(page, act) {
  await page.evaluate(act);
  return page.evaluate(async () => {
    let [longest, last, isOver] = [0, performance.now(), false];
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (!isOver) channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
    await /** @type {any} */ (window).recording_.flush();
    isOver = true;
    return Math.round(longest);
  });
}

/**
 * Random changes of two lists, in several tasks. Runs in the page.
 * @param {number} seed
 */
async function changeRows(seed) {
  let state = seed * 2654435761;
  /** @param {number} below */
  const random = (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const lists = /** @type {HTMLElement[]} */ ([document.querySelector("ul"), document.querySelector("ol")]);
  if (seed % 10 === 0) lists[0].replaceWith((lists[0] = /** @type {HTMLElement} */ (lists[0].cloneNode(true))));
  if (seed % 17 === 0 && !lists[0].parentElement?.matches("div")) {
    const wrapper = document.createElement("div");
    lists[0].replaceWith(wrapper);
    wrapper.append(lists[0]);
  }
  /** @type {Node[]} */ const kept = [];
  for (let task = 0; task < 5; task++) {
    for (let step = 0; step < 30; step++) {
      const list = lists[random(2)];
      const at = list.childNodes[random(list.childNodes.length + 1)] ?? null;
      switch (random(7)) {
        case 0:
        case 1:
          list.insertBefore(Object.assign(document.createElement("li"), { textContent: `new ${seed}.${step}` }), at);
          break;
        case 2:
          if (at) kept.push(list.removeChild(at));
          break;
        case 3:
          list.insertBefore(kept.pop() ?? document.createTextNode("text"), at);
          break;
        case 4:
          if (at) lists[random(2)].append(at);
          break;
        case 5:
          if (at) lists[random(2)].prepend(at);
          break;
        default:
          for (let many = 0; many < random(20); many++) list.append(document.createElement("i"), list.firstChild ?? "");
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 7));
  }
}
