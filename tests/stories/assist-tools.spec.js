// What agents show on a shopper's page, on a bare page with neither relay nor widget: strokes, pointers, ripples, rings, each on its
// element whatever the page does.
import { expect, test } from "@playwright/test";

import { ANA, MILAN, act, ask, frames, onBarePage } from "./support/assist-site.js";

onBarePage();

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

test.describe("pointer, ripple, laser, ink", () => {
  test("a pointer has its agent's name, and two agents have two colours", async ({ page }) => {
    await act(page, { kind: "pointer", at: { node: "#box", x: 5_000, y: 5_000 } });
    await act(page, { kind: "pointer", at: { node: "#box", x: 9_000, y: 5_000 } }, ANA);
    await expect(page.locator(".pointer")).toHaveText(["Milan", "Ana"]);
    const colors = await page.locator(".pointer").evaluateAll((all) => all.map((one) => getComputedStyle(one.querySelector(".name")).backgroundColor));
    expect(new Set(colors).size).toBe(2);
    await act(page, { kind: "pointer_gone" });
    await expect(page.locator(".pointer")).toHaveText(["Ana"]);
  });

  test("at every edge of the screen an agent's name is on it, whole, and off the tip of the arrow", async ({ page }) => {
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    for (const x of [0, 5_000, 9_990]) {
      for (const y of [0, 5_000, 9_500, 9_990]) {
        await act(page, { kind: "pointer", at: { node: 1, x, y } });
        await frames(page);
        const name = await box(page.locator(".pointer .name"));
        const where = JSON.stringify({ x, y, name });
        expect(name.x >= 0 && name.y >= 0 && name.x + name.width <= width && name.y + name.height <= height, where).toBe(true);
        const tip = y * height / 10_000;
        expect(name.y > tip || name.y + name.height < tip, where).toBe(true);
      }
    }
  });

  test("the document's id stands for what is seen of the page, wherever that is scrolled", async ({ page }) => {
    await page.evaluate(() => scrollTo(0, 500));
    await act(page, { kind: "pointer", at: { node: 1, x: 5_000, y: 5_000 } });
    await frames(page);
    const { x, y } = await box(page.locator(".arrow"));
    expectNear({ x, y }, { x: 450, y: 350 }, 4);
  });

  test("ripples, laser light and ink go by themselves, and then no frame is asked for any more", async ({ page }) => {
    await act(page, { kind: "ripple", at: { node: "#box", x: 5_000, y: 5_000 } });
    await act(page, { kind: "draw", stroke: 1, tool: "ink", node: "#box", points: [{ x: 0, y: 0 }, { x: 10_000, y: 0 }] });
    await frames(page);
    await expect(page.locator(".ripple")).toHaveCount(1);
    await expect(page.locator(".ink")).toHaveCount(1);
    const glow = await page.evaluate(async (who) => {
      const { act, idOf } = /** @type {any} */ (window);
      const node = idOf(document.getElementById("box"));
      for (const x of [1_000, 5_000]) act(who, { kind: "pointer", at: { node, x, y: 5_000 }, laser: true });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const root = document.getElementById("widget").shadowRoot.querySelector("div").shadowRoot;
      return /** @type {SVGPathElement} */ (root.querySelector(".light")).getBBox().width;
    }, MILAN);
    expect(glow).toBeCloseTo(120, 0);
    await expect(page.locator(".ripple")).toHaveCount(0, { timeout: 1_500 });
    await expect(page.locator(".light")).toHaveAttribute("opacity", "0");
    await expect(page.locator(".ink")).toHaveCount(0, { timeout: 4_000 });
    await act(page, { kind: "pointer_gone" });
    await frames(page);
    const asked = await page.evaluate(async () => {
      let asked = 0;
      const own = window.requestAnimationFrame;
      window.requestAnimationFrame = (callback) => (asked++, own.call(window, callback));
      await new Promise((resolve) => setTimeout(resolve, 300));
      window.requestAnimationFrame = own;
      return asked;
    });
    expect(asked).toBe(0);
  });

  test("an agent erases one stroke, and wipes only its own", async ({ page }) => {
    const points = [{ x: 0, y: 0 }, { x: 10_000, y: 10_000 }];
    for (const stroke of [1, 2]) await act(page, { kind: "draw", stroke, tool: "pen", node: "#box", points });
    await act(page, { kind: "draw", stroke: 1, tool: "arrow", node: "#box", points }, ANA);
    await expect(page.locator(".stroke")).toHaveCount(3);
    await act(page, { kind: "erase", stroke: 1 });
    await expect(page.locator(".stroke")).toHaveCount(2);
    await act(page, { kind: "highlight", node: "#box" });
    await act(page, { kind: "wipe" });
    await expect(page.locator(".stroke")).toHaveCount(1);
    await expect(page.locator(".ring")).toHaveCount(0);
  });

  test("a highlighted element comes into view, and its ring with it", async ({ page }) => {
    await act(page, { kind: "highlight", node: "#far" });
    await expect(page.locator("#far")).toBeInViewport({ ratio: 1 });
    await expect.poll(async () => (await box(page.locator(".ring"))).y - (await box(page.locator("#far"))).y).toBeCloseTo(-6, 0);
  });

  test("what is shown stands above a modal dialog that opens later, takes no clicks and is no part of what is recorded", async ({ page }) => {
    await act(page, { kind: "draw", stroke: 1, tool: "rectangle", node: "#box", points: [{ x: 0, y: 0 }, { x: 10_000, y: 10_000 }] });
    const layer = page.locator(".layer:popover-open");
    await expect(layer).toHaveCount(1);
    await layer.evaluate((element) => {
      const shown = /** @type {string[]} */ ([]);
      element.addEventListener("toggle", (event) => void shown.push(/** @type {any} */ (event).newState));
      Object.assign(window, { shown_: shown });
      const dialog = document.createElement("dialog");
      dialog.textContent = "sale";
      document.body.append(dialog);
      dialog.showModal();
    });
    // What came to the top layer last is painted last; there is no list of it to ask, but the layer tells that it came anew.
    await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).shown_)).toContain("open");
    await expect(layer).toHaveCount(1);
    await expect(page.locator(".stroke")).toHaveCount(1);
    const hit = await page.evaluate(() => document.elementFromPoint(100, 60).id);
    expect(hit).not.toBe("widget");
    expect(await page.evaluate(() => /** @type {any} */ (window).recording_.node(2)?.localName)).toBe("html");
  });
});
