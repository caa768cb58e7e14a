// The agent's tools over the shopper's page, as far as the viewer's page has them: what the agent points at, draws, presses and
// types becomes an act at a node and a point in its box, which is the same point on the shopper's page at any size.
import { expect, test } from "@playwright/test";

import { CONSOLE_PAGE, acts, handOn, heard, openViewerPage, shownAt, tell } from "./support/console-port.js";
import { record } from "./support/engine.js";
import { serve } from "./support/static-server.js";

test.use({ trace: "off" });

const PAGE = `<!doctype html><html lang="en"><title>Checkout</title>
  <style>
    body { margin: 0; min-height: 3000px; font: 16px/1.4 sans-serif }
    h1 { margin: 20px }
    select { width: 60px }
    #scroller { height: 120px; margin: 20px; overflow: auto; border: 3px solid }
    #deep { height: 40px; margin: 300px 30px 600px; background: #cde }
    #turned { width: 200px; height: 60px; margin: 30px; transform: rotate(3deg) scale(1.1); background: #edc }
    iframe { width: 300px; height: 140px; padding: 7px; border: 5px solid teal; transform: scale(.8) }
    #high { position: absolute; left: 650px; top: 0; width: 40px; height: 2800px; background: #eef }
  </style>
  <h1>Checkout</h1>
  <form><label for="name">Name</label> <input id="name"> <input id="gift" type="checkbox">
    <input id="range" type="range" style="width: 216px; margin: 0">
    <select id="size"><option data-alongside="show">40</option><option data-alongside="show" selected>41</option><option data-alongside="show">42</option></select>
    <select id="many" multiple size="4"><option data-alongside="show">a</option><option data-alongside="show" selected>b</option><option data-alongside="show">c</option><option data-alongside="show">d</option></select>
    <button id="pay" type="button">Pay</button></form>
  <div id="host"></div>
  <div id="scroller"><div id="deep">deep</div></div>
  <div id="turned">turned</div>
  <iframe id="outer" srcdoc="<!doctype html><style>body{margin:0}div{height:400px}</style><div><button id=inside style='margin:60px 40px'>inside</button></div>"></iframe>
  <div id="high"></div>
  <script>
    const root = document.querySelector("#host").attachShadow({ mode: "open" });
    root.innerHTML = "<section style='padding: 10px; width: 300px'><b id=shaded>in a shadow</b><slot></slot></section>";
  </script></html>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({ "/page": PAGE, "/console": CONSOLE_PAGE });
});

test.afterAll(() => site.close());

/**
 * A shopper who shares, and the viewer's page in a console of this size.
 * @param {import("@playwright/test").Browser} browser
 * @param {{ width: number, height: number }} viewport
 */
async function share(browser, viewport = { width: 800, height: 600 }) {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, agent] = [await context.newPage(), await context.newPage()];
  await agent.setViewportSize(viewport);
  await agent.goto(`${site.origin}/console`);
  await shopper.goto(`${site.origin}/page`);
  await record(shopper);
  await openViewerPage(agent);
  await handOn(shopper, agent);
  await agent.bringToFront();
  return { context, shopper, agent };
}

/** The targets, and how each is found on the shopper's page. */
const TARGETS = {
  "a field": () => document.querySelector("#name"),
  "a button": () => document.querySelector("#pay"),
  "an element in a shadow root": () => document.querySelector("#host")?.shadowRoot?.querySelector("#shaded"),
  "an element in a scrolled container": () => document.querySelector("#deep"),
  "a turned and scaled element": () => document.querySelector("#turned"),
  "an element in a scaled frame that is scrolled": () =>
    /** @type {HTMLIFrameElement} */ (document.querySelector("#outer")).contentDocument?.querySelector("#inside"),
};

/** A target's box in the shopper's viewport. @param {import("@playwright/test").Page} shopper @param {() => any} find */
function boxOf(shopper, find) {
  return shopper.evaluate((find) => {
    const element = new Function(`return (${find})()`)();
    const rect = element.getBoundingClientRect();
    if (element.ownerDocument === document) return { x: rect.x, y: rect.y, width: rect.width, height: rect.height };
    // Bordered by 5, padded by 7, and scaled by 0.8.
    const frame = /** @type {Element} */ (document.querySelector("#outer")).getBoundingClientRect();
    return { x: frame.x + (12 + rect.x) * 0.8, y: frame.y + (12 + rect.y) * 0.8, width: rect.width * 0.8, height: rect.height * 0.8 };
  }, String(find));
}

for (const viewport of [{ width: 800, height: 600 }, { width: 500, height: 700 }, { width: 1500, height: 250 }]) {
  test(`a click in the view is the same point of the same element on her page, ${viewport.width} × ${viewport.height}`, async ({ browser }) => {
    const { context, shopper, agent } = await share(browser, viewport);
    await shopper.evaluate(() => {
      /** @type {Element} */ (document.querySelector("#scroller")).scrollTop = 280;
      const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("#outer"));
      frame.contentWindow?.scrollTo(0, 25);
      window.scrollTo(0, 30);
    });
    await shopper.waitForTimeout(100);
    await handOn(shopper, agent);
    await tell(agent, { type: "tool", tool: "control" });
    await acts(agent);
    const nodes = new Set();
    for (const [what, find] of Object.entries(TARGETS)) {
      const box = await boxOf(shopper, find);
      for (const [across, down] of [[0.5, 0.5], [0.2, 0.7]]) {
        const point = { x: box.x + box.width * across, y: box.y + box.height * down };
        const at = await shownAt(agent, point);
        await agent.mouse.click(at.x, at.y);
        const click = (await acts(agent)).find(({ kind }) => kind === "click");
        expect(click, what).toBeTruthy();
        // A pixel of the agent's is as exact as a hand can be.
        const precision = Math.max(1, 0.75 / Math.min(viewport.width / 800, viewport.height / 600, 1));
        const [x, y] = [box.x + (box.width * click.at.x) / 10_000, box.y + (box.height * click.at.y) / 10_000];
        expect(Math.abs(x - point.x), `${what}: ${x} for ${point.x}`).toBeLessThanOrEqual(precision);
        expect(Math.abs(y - point.y), `${what}: ${y} for ${point.y}`).toBeLessThanOrEqual(precision);
        nodes.add(`${what} ${click.at.node}`);
      }
    }
    expect(nodes.size).toBe(Object.keys(TARGETS).length);
    await context.close();
  });
}

test("a pointer is told thirty times a second at most, and that it is gone", async ({ browser }) => {
  const { context, agent } = await share(browser);
  await agent.mouse.move(100, 100);
  await agent.mouse.move(200, 150);
  await agent.mouse.click(200, 150);
  expect(await acts(agent), "nothing is sent while the agent only looks").toEqual([]);

  await tell(agent, { type: "tool", tool: "point" });
  const begun = Date.now();
  for (let x = 0; x < 150; x++) await agent.mouse.move(100 + x, 100);
  const seconds = (Date.now() - begun + 150) / 1_000;
  const moves = await acts(agent);
  expect(moves.every(({ kind }) => kind === "pointer")).toBe(true);
  expect(moves.length).toBeGreaterThan(3);
  expect(moves.length).toBeLessThanOrEqual(Math.ceil(seconds * 30) + 1);
  await agent.mouse.click(249, 100);
  const clicked = await acts(agent);
  expect(clicked.filter(({ kind }) => kind === "ripple")).toHaveLength(1);
  expect(clicked.some(({ kind }) => kind === "click")).toBe(false);

  await tell(agent, { type: "tool", tool: "laser" });
  expect((await acts(agent)).at(-1)).toEqual({ kind: "pointer_gone" });
  await agent.mouse.move(240, 110);
  expect((await acts(agent)).at(-1)).toMatchObject({ kind: "pointer", laser: true });
  await context.close();
});

test("strokes go with what they were drawn on, ink fades, and wiping leaves nothing", async ({ browser }) => {
  const { context, shopper, agent } = await share(browser);
  const inner = agent.frameLocator("iframe");
  const strokes = inner.locator(".stroke");
  await shopper.evaluate(() => (/** @type {Element} */ (document.querySelector("#scroller")).scrollTop = 290));
  await shopper.waitForTimeout(100);
  await handOn(shopper, agent);

  const deep = await boxOf(shopper, TARGETS["an element in a scrolled container"]);
  const from = { x: deep.x + 50, y: deep.y + 10 };
  /** @param {string} tool @param {{ x: number, y: number }} to */
  const draw = async (tool, to) => {
    await tell(agent, { type: "tool", tool });
    await agent.mouse.move(from.x, from.y);
    await agent.mouse.down();
    await agent.mouse.move(to.x, to.y, { steps: 8 });
    await agent.mouse.up();
  };
  await draw("arrow", { x: from.x + 120, y: from.y + 15 });
  const drawn = (await acts(agent)).filter(({ kind }) => kind === "draw");
  expect(new Set(drawn.map(({ stroke }) => stroke)).size).toBe(1);
  const points = drawn.flatMap(({ points }) => points);
  const place = (/** @type {{ x: number, y: number }} */ { x, y }) => ({ x: deep.x + (deep.width * x) / 10_000, y: deep.y + (deep.height * y) / 10_000 });
  expect(place(points[0]).x).toBeCloseTo(from.x, 0);
  expect(place(points.at(-1)).x).toBeCloseTo(from.x + 120, 0);
  expect(place(points.at(-1)).y).toBeCloseTo(from.y + 15, 0);

  // It shows at once, and follows what scrolls below it.
  const before = await strokes.first().boundingBox();
  expect(before?.x).toBeGreaterThan(from.x - 8);
  await shopper.evaluate(() => (/** @type {Element} */ (document.querySelector("#scroller")).scrollTop = 270));
  await shopper.waitForTimeout(100);
  await handOn(shopper, agent);
  await expect.poll(async () => (await strokes.first().boundingBox())?.y).toBeCloseTo((before?.y ?? 0) + 20, 0);

  await draw("ink", { x: from.x + 90, y: from.y });
  await expect(strokes).toHaveCount(2);
  await expect(strokes).toHaveCount(1, { timeout: 5_000 });
  await draw("rectangle", { x: from.x + 90, y: from.y + 20 });
  await draw("pen", { x: from.x + 90, y: from.y + 20 });
  await expect(strokes).toHaveCount(3);
  // Ctrl + Z takes the last one back, on both sides.
  await acts(agent);
  await agent.keyboard.press("Control+z");
  expect((await acts(agent)).map(({ kind }) => kind)).toEqual(["erase"]);
  await expect(strokes).toHaveCount(2);
  await tell(agent, { type: "wipe" });
  await expect(strokes).toHaveCount(0);
  await context.close();
});

test("highlighting outlines what the mouse is over, and rings what is clicked", async ({ browser }) => {
  const { context, shopper, agent } = await share(browser);
  const inner = agent.frameLocator("iframe");
  await tell(agent, { type: "tool", tool: "highlight" });
  const pay = await boxOf(shopper, TARGETS["a button"]);
  await agent.mouse.move(pay.x + 5, pay.y + 5);
  await expect(inner.locator(".hover-ring")).toBeVisible();
  const outline = await inner.locator(".hover-ring").boundingBox();
  expect(outline?.width).toBeGreaterThan(pay.width);
  expect(outline?.width).toBeLessThan(pay.width + 16);
  await agent.mouse.click(pay.x + 5, pay.y + 5);
  expect((await acts(agent)).filter(({ kind }) => kind !== "pointer")).toMatchObject([{ kind: "highlight" }]);
  await expect(inner.locator(".ring")).toBeVisible();
  await context.close();
});

test("what a colleague shows is drawn with the colleague's name", async ({ browser }) => {
  const { context, shopper, agent } = await share(browser);
  const inner = agent.frameLocator("iframe");
  // Which node the button is, a highlight tells.
  await tell(agent, { type: "tool", tool: "highlight" });
  const pay = await boxOf(shopper, TARGETS["a button"]);
  await agent.mouse.click(pay.x + 5, pay.y + 5);
  const node = (await acts(agent)).find(({ kind }) => kind === "highlight").node;
  const show = (/** @type {object} */ act) => tell(agent, { type: "show", agent: "ana", name: "Ana", act });
  await show({ kind: "pointer", at: { node, x: 10_000, y: 10_000 } });
  await expect(inner.locator(".agent-pointer").getByText("Ana")).toBeVisible();
  const pointer = inner.locator(".agent-pointer");
  await expect.poll(async () => (await pointer.boundingBox())?.x).toBeCloseTo(pay.x + pay.width, 0);
  await show({ kind: "draw", stroke: 1, tool: "rectangle", node, points: [{ x: -500, y: -500 }, { x: 10_500, y: 10_500 }] });
  await expect(inner.locator(".stroke")).toHaveCount(1);
  await show({ kind: "ripple", at: { node, x: 5_000, y: 5_000 } });
  await expect(inner.locator(".ripple")).toHaveCount(1);
  await show({ kind: "pointer_gone" });
  await expect(inner.locator(".agent-pointer")).toHaveCount(0);
  // The agent's own wiping leaves it; a new page does not.
  await tell(agent, { type: "wipe" });
  await expect(inner.locator(".stroke")).toHaveCount(1);
  await show({ kind: "nonsense" });
  await tell(agent, { type: "clear" });
  await expect(inner.locator(".stroke")).toHaveCount(0);
  await context.close();
});

test("in control, wheel and keys become scrolling and typing where the focus is", async ({ browser }) => {
  const { context, shopper, agent } = await share(browser);
  await tell(agent, { type: "tool", tool: "control" });
  await agent.mouse.move(400, 500);
  await agent.mouse.wheel(0, 120);
  await agent.mouse.wheel(0, 120);
  const scrolls = (await acts(agent)).filter(({ kind }) => kind === "scroll");
  expect(scrolls.at(-1), "the page, by both turns").toEqual({ kind: "scroll", node: 1, x: 0, y: 240 });
  const scroller = await boxOf(shopper, () => document.querySelector("#scroller"));
  await agent.waitForTimeout(700);
  await agent.mouse.move(scroller.x + 100, scroller.y + 50);
  await agent.mouse.wheel(0, 50);
  const inside = (await acts(agent)).filter(({ kind }) => kind === "scroll");
  expect(inside.at(-1)).toMatchObject({ x: 0, y: 50 });
  expect(inside.at(-1).node).not.toBe(1);

  const heading = await boxOf(shopper, () => document.querySelector("h1"));
  await agent.mouse.click(heading.x + 20, heading.y + 10);
  await acts(agent);
  await agent.keyboard.type("lost");
  expect((await heard(agent)).filter(({ type }) => type === "no_field")).not.toEqual([]);
  const name = await boxOf(shopper, TARGETS["a field"]);
  await agent.mouse.click(name.x + 20, name.y + 8);
  await agent.keyboard.type("Nora");
  await agent.keyboard.press("Backspace");
  await agent.keyboard.type("a!");
  await agent.keyboard.press("Enter");
  const typed = (await acts(agent)).filter(({ kind }) => kind !== "pointer");
  const field = typed[0].at.node;
  expect(typed[0]).toMatchObject({ kind: "click" });
  const said = typed.slice(1).reduce((text, act) => text + (act.kind === "type" ? act.text : `<${act.key}>`), "");
  expect(said).toBe("Nora<backspace>a!<enter>");
  expect(typed.slice(1).every((act) => act.node === field)).toBe(true);

  // When the shopper goes on to another field, keys go there.
  await shopper.bringToFront();
  await shopper.focus("#size");
  await shopper.waitForTimeout(100);
  await handOn(shopper, agent);
  await agent.bringToFront();
  await agent.keyboard.press("ArrowDown");
  const [pressed] = (await acts(agent)).filter(({ kind }) => kind === "press");
  expect(pressed.node).not.toBe(field);

  await agent.keyboard.press("Escape");
  expect(await heard(agent)).toContainEqual({ type: "shortcut", key: "Escape" });
  await context.close();
});

test("in control, boxes are checked, sliders slide, and lists are chosen from", async ({ browser }) => {
  const { context, shopper, agent } = await share(browser);
  await tell(agent, { type: "tool", tool: "control" });
  const click = async (/** @type {string} */ selector, across = 0.5, down = 0.5) => {
    const box = await boxOf(shopper, /** @type {any} */ (`() => document.querySelector("${selector}")`));
    await agent.mouse.click(box.x + box.width * across, box.y + box.height * down);
    await agent.waitForTimeout(450);
    return (await heard(agent)).filter(({ act }) => act?.kind !== "pointer");
  };
  expect((await click("#gift"))[0].act).toMatchObject({ kind: "check", on: true });
  expect((await click("#range", 0.5)).map(({ act }) => act)).toMatchObject([{ kind: "slide", to: 5_000 }]);
  const [choose] = await click("#size");
  expect(choose).toMatchObject({ type: "choose", labels: ["40", "41", "42"], chosen: [1] });
  // The third of four lines, of which the second is chosen: both, then.
  expect((await click("#many", 0.3, 0.6))[0].act).toMatchObject({ kind: "select", options: [1, 2] });
  await context.close();
});
