// What agents show and do on a shopper's page, on a bare page: neither relay nor widget. The other half of consent, the relay's and
// the console's, is in other stories.
import { expect, test } from "@playwright/test";

import { ANA, MILAN, SESSION, act, ask, assist, click, frames, grant, said } from "./support/assist-site.js";
import { serve } from "./support/static-server.js";

test.use({ trace: "off", viewport: { width: 900, height: 700 } });

const INNER = `<!doctype html><body style="margin:0"><div id="deep" style="position:absolute;left:30px;top:40px;width:120px;height:50px;background:#eee">deep</div>
  <button id="inner-button" style="position:absolute;left:30px;top:110px" onclick="this.textContent = 'pressed'">press</button>
  <div style="height:900px"></div></body>`;

const PAGE = `<!doctype html><html lang="en"><head><title>Trainers</title><style>
  body { margin: 20px; font: 16px sans-serif } #box { width: 300px; height: 120px; background: #dde }
  #far { margin-top: 1500px; height: 100px; background: #ded } #scroller { height: 80px; overflow: auto; width: 300px }
  iframe { border: 7px solid #888; padding: 5px; width: 400px; height: 220px; margin-top: 10px }</style></head><body>
  <div id="box">box</div>
  <form id="form"><input id="name" name="name"><input id="short" maxlength="3"><input id="email" type="email">
    <input id="number" type="number" value="5" step="5"><input id="date" type="date"><textarea id="note"></textarea>
    <input id="gift" type="checkbox"><label id="gift-label" for="gift">gift</label>
    <input id="red" type="radio" name="color" checked><input id="blue" type="radio" name="color">
    <select id="size"><option>41</option><option disabled>42</option><option>43</option></select>
    <select id="extras" multiple><option>laces</option><option>box</option><option>bag</option></select>
    <input id="range" type="range" min="10" max="30" step="5" value="10"><button id="add">Add</button></form>
  <div id="editable" contenteditable="true">note</div>
  <details id="details"><summary id="summary">more</summary>text</details>
  <div id="scroller"><p style="height:600px">tall</p></div>
  <a id="here" href="#there">here</a> <a id="away" href="https://elsewhere.example/">away</a>
  <a id="window" href="/inner" target="_blank">window</a> <a id="file" href="/inner" download>file</a>
  <a id="script" href="javascript:document.title='ran'">script</a>
  <input id="password" type="password"><input id="card" autocomplete="cc-number"><input id="once" autocomplete="one-time-code">
  <label id="password-label" for="password">password</label><input id="upload" type="file">
  <div data-alongside="no-control"><button id="buy">Buy</button><input id="kept"></div>
  <button id="off" disabled>Off</button>
  <shop-card id="card-host"></shop-card>
  <iframe id="frame" src="/inner"></iframe>
  <div id="far">far</div>
  <script>
    const shadow = document.getElementById("card-host").attachShadow({ mode: "open" });
    shadow.innerHTML = '<div id="inside" style="width:150px;height:60px;background:#edd">inside</div><input id="inside-field">';
    document.getElementById("form").addEventListener("submit", (event) => { event.preventDefault(); document.title = "sent"; });
    document.getElementById("buy").onclick = () => { document.title = "bought"; };
  </script></body></html>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;
test.beforeAll(async () => {
  site = await serve({ "/page": PAGE, "/inner": INNER });
});
test.afterAll(() => site.close());
test.beforeEach(async ({ page }) => {
  await page.goto(`${site.origin}/page`);
  await assist(page);
});

/** The box of an element in CSS px of the top page. @param {import("@playwright/test").Locator} locator */
async function box(locator) {
  const found = await locator.boundingBox();
  if (!found) throw new Error("it has no box");
  return found;
}

/** Where a path's points are on the screen: its box without the width of its line. @param {import("@playwright/test").Page} page @param {string} selector */
function drawn(page, selector) {
  return page.locator(selector).evaluate((/** @type {any} */ path) => {
    const { x, y, width, height } = path.getBBox();
    const matrix = path.getScreenCTM();
    const [from, to] = [new DOMPoint(x, y), new DOMPoint(x + width, y + height)].map((point) => point.matrixTransform(matrix));
    return { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
  });
}

/** @param {any} found @param {any} expected */
function expectNear(found, expected, px = 1.5) {
  for (const key of Object.keys(expected)) expect(Math.abs(found[key] - expected[key]), `${key}: ${JSON.stringify({ found, expected })}`).toBeLessThanOrEqual(px);
}

test.describe("what agents show", () => {
  /** Draws one of each over a whole element and looks where they are. @param {import("@playwright/test").Page} page @param {string} node @param {import("@playwright/test").Locator} target */
  async function everythingSitsOn(page, node, target) {
    const corners = [{ x: 0, y: 0 }, { x: 10_000, y: 10_000 }];
    await act(page, { kind: "draw", stroke: 1, tool: "rectangle", node, points: corners });
    await act(page, { kind: "draw", stroke: 2, tool: "pen", node, points: corners });
    await act(page, { kind: "pointer", at: { node, x: 5_000, y: 2_500 } });
    await act(page, { kind: "highlight", node });
    await frames(page);
    return async () => {
      await frames(page);
      const expected = await box(target);
      expectNear(await drawn(page, ".stroke:nth-of-type(1) .line"), expected);
      expectNear(await drawn(page, ".stroke:nth-of-type(2) .line"), expected);
      const ring = await box(page.locator(".ring"));
      expectNear(ring, { x: expected.x - 6, y: expected.y - 6, width: expected.width + 12, height: expected.height + 12 });
      // The arrow's tip is where its path begins.
      const tip = await page.locator(".arrow").evaluate((/** @type {any} */ arrow) => {
        const point = new DOMPoint(2, 1.5).matrixTransform(arrow.getScreenCTM());
        return { x: point.x, y: point.y };
      });
      expectNear(tip, { x: expected.x + expected.width / 2, y: expected.y + expected.height / 4 });
    };
  }

  test("sits on its element, and stays there when the page scrolls, is resized, zoomed and laid out anew", async ({ page }) => {
    const check = await everythingSitsOn(page, "#box", page.locator("#box"));
    await check();
    await page.mouse.wheel(0, 60);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(60);
    await check();
    await page.setViewportSize({ width: 500, height: 600 });
    await check();
    await page.evaluate(() => { document.documentElement.style.zoom = "1.5"; });
    await check();
    await page.evaluate(() => { document.documentElement.style.zoom = ""; document.body.style.marginLeft = "90px"; });
    await check();
    await page.evaluate(() => { document.getElementById("box").style.width = "150px"; });
    await check();
  });

  test("sits right in a frame with border and padding, also when both scroll", async ({ page }) => {
    await page.locator("#frame").scrollIntoViewIfNeeded();
    const check = await everythingSitsOn(page, "#frame >> #deep", page.frameLocator("#frame").locator("#deep"));
    await check();
    await page.evaluate(() => {
      scrollBy(0, 25);
      /** @type {any} */ (document.getElementById("frame")).contentWindow.scrollTo(0, 15);
    });
    await check();
    await page.evaluate(() => { document.getElementById("frame").style.transform = "scale(0.5)"; });
    await check();
  });

  test("sits right in a shadow tree", async ({ page }) => {
    await page.locator("#inside").scrollIntoViewIfNeeded();
    const check = await everythingSitsOn(page, "#card-host >> #inside", page.locator("#inside"));
    await check();
  });
});
