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

test.describe("consent", () => {
  test("nothing that controls is done unasked, and what was granted is no more than that", async ({ page }) => {
    expect(await act(page, click("#add"))).toBe("not_granted");
    expect((await said(page)).map((frame) => frame.type)).toEqual(["cobrowse_outcome"]);
    await grant(page, ["scroll", "click"]);
    const [granted] = await said(page);
    expect(granted).toMatchObject({ type: "cobrowse_grants", session: SESSION, agent: "a1" });
    expect(granted.grants.map((/** @type {any} */ one) => one.capability)).toEqual(["scroll", "click"]);
    const now = await page.evaluate(() => Date.now());
    for (const { expires_at_ms } of granted.grants) expect(Math.abs(expires_at_ms - now - 600_000)).toBeLessThan(5_000);
    expect(await act(page, click("#add"))).toBe("done");
    await expect(page).toHaveTitle("sent");
    expect(await act(page, { kind: "type", node: "#name", text: "x" })).toBe("not_granted");
    expect(await act(page, click("#add"), ANA)).toBe("not_granted");
    expect(await act(page, { kind: "navigate", to: { kind: "reload" } })).toBe("not_granted");
  });

  test("the question says who, what and how long; it can be declined, and taken back by who asked", async ({ page }) => {
    await ask(page, ["click", "type", "point"]);
    await expect(page.locator(".title")).toHaveText("Milan asks to click and type for you on this page, for 10 minutes");
    await expect(page.getByRole("alert")).toContainText("Milan asks to click and type");
    await page.getByRole("button", { name: "Not now" }).click();
    await expect(page.locator(".card")).toHaveCount(0);
    expect(await said(page)).toEqual([{ type: "cobrowse_refuse", session: SESSION, agent: "a1", capabilities: ["click", "type"] }]);
    await ask(page, ["navigate"]);
    await expect(page.locator(".title")).toContainText("change pages");
    await ask(page, []);
    await expect(page.locator(".card")).toHaveCount(0);
    expect(await said(page)).toEqual([]);
  });

  test("it does not take the focus from a field, and with the keyboard alone it can be answered", async ({ page }) => {
    await page.locator("#name").focus();
    await ask(page, ["click"]);
    await page.keyboard.type("Nora");
    await expect(page.locator("#name")).toHaveValue("Nora");
    await page.locator("#name").evaluate((field) => field.blur());
    await ask(page, []);
    await ask(page, ["click"]);
    await page.waitForTimeout(550);
    // A key that was meant for something else answers nothing.
    await page.keyboard.press("Enter");
    await expect(page.locator(".card")).toHaveCount(1);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Allow" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("group").filter({ hasText: "Milan can" })).toBeVisible();
  });

  test("a script cannot answer, nor can a click that comes too soon, nor can an agent", async ({ page }) => {
    await grant(page, ["click", "type"], ANA);
    // No time passes between the question and the clicks.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 2_000);
    await ask(page, ["click"]);
    await said(page);
    await page.evaluate(() => {
      const root = document.getElementById("widget").shadowRoot.querySelector("div").shadowRoot;
      /** @type {HTMLElement} */ (root.querySelector("[data-do=allow]")).click();
    });
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(page.locator(".card")).toHaveCount(1);
    await page.clock.resume();
    const at = await page.getByRole("button", { name: "Allow" }).boundingBox();
    const place = { node: 1, x: Math.round(((at.x + at.width / 2) / 900) * 10_000), y: Math.round(((at.y + at.height / 2) / 700) * 10_000) };
    expect(await act(page, { kind: "click", at: place }, ANA)).toBe("protected");
    await page.keyboard.press("Escape");
    expect((await said(page)).filter((frame) => frame.type === "cobrowse_grants").every((frame) => frame.grants.length === 0)).toBe(true);
  });

  test("each capability is taken back with one click, all of them with another, or with Escape, of which the page hears nothing", async ({ page }) => {
    await page.evaluate(() => {
      const page = /** @type {any} */ (window);
      page.escapes = 0;
      document.addEventListener("keydown", (event) => { if (event.key === "Escape") page.escapes++; }, true);
    });
    await page.keyboard.press("Escape");
    await grant(page, ["scroll", "click", "type"]);
    await said(page);
    await page.getByRole("button", { name: "Take back: click" }).click();
    let [told] = await said(page);
    expect(told.grants.map((/** @type {any} */ one) => one.capability)).toEqual(["scroll", "type"]);
    expect(await act(page, click("#add"))).toBe("not_granted");
    await page.getByRole("button", { name: "Take back", exact: true }).click();
    await expect(page.locator(".chip")).toHaveCount(0);
    await said(page);
    await grant(page, ["scroll", "type"]);
    await said(page);
    await page.locator("#name").focus();
    await page.keyboard.press("Escape");
    [told] = await said(page);
    expect(told).toMatchObject({ type: "cobrowse_grants", agent: "a1", grants: [] });
    expect(await act(page, { kind: "type", node: "#name", text: "x" })).toBe("not_granted");
    // Once before there was anything to take back; the listener is gone again.
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => /** @type {any} */ (window).escapes)).toBe(2);
  });

  test("Escape works in a frame of the page as well", async ({ page }) => {
    await grant(page, ["scroll"]);
    await page.frameLocator("#frame").locator("#inner-button").focus();
    await page.keyboard.press("Escape");
    await expect(page.locator(".chip")).toHaveCount(0);
  });

  test("one agent controls: who is granted it takes it from the other, and she sees it", async ({ page }) => {
    await grant(page, ["click"]);
    await said(page);
    await ask(page, ["scroll"], ANA);
    await expect(page.locator(".note")).toContainText("Milan will no longer be able to");
    await page.waitForTimeout(550);
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(page.getByText("Ana can", { exact: true })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveText(/Milan can only point and draw now. Ana can scroll/);
    const told = await said(page);
    expect(told.map((frame) => [frame.agent, frame.grants.length])).toEqual([["a1", 0], ["a2", 1]]);
    expect(await act(page, click("#add"))).toBe("not_granted");
  });

  test("it ends by itself, to the second", async ({ page }) => {
    await page.clock.install();
    await page.goto(`${site.origin}/page`);
    await assist(page);
    await ask(page, ["click"]);
    await page.clock.fastForward(600);
    await page.getByRole("button", { name: "Allow" }).click();
    await page.clock.fastForward(19_000);
    await expect(page.locator(".clock")).toHaveText(/^9:4\d$/);
    expect(await act(page, click("#add"))).toBe("done");
    await said(page);
    await page.clock.fastForward(575_000);
    await expect(page.locator(".chip")).toHaveCount(1);
    await page.clock.fastForward(8_000);
    await expect(page.locator(".chip")).toHaveCount(0);
    expect(await said(page)).toEqual([{ type: "cobrowse_grants", session: SESSION, agent: "a1", grants: [] }]);
    expect(await act(page, click("#add"))).toBe("not_granted");
  });

  test("a paused page takes nothing, another session's frames and who does not watch are not heard, and there is a limit", async ({ page }) => {
    await grant(page, ["click"]);
    await page.evaluate(() => /** @type {any} */ (window).assist_.pause(true));
    expect(await act(page, click("#add"))).toBe("paused");
    expect(await act(page, { kind: "pointer", at: { node: "#box", x: 0, y: 0 } })).toBe(undefined);
    await expect(page.locator(".pointer")).toHaveCount(0);
    await page.evaluate(() => /** @type {any} */ (window).assist_.pause(false));
    await said(page);
    const acts = await page.evaluate(async (session) => {
      const { assist_, said_, idOf, settled } = /** @type {any} */ (window);
      const at = { node: idOf(document.getElementById("box")), x: 5_000, y: 5_000 };
      const say = (/** @type {any} */ frame) => assist_.hear({ type: "cobrowse_act", session, agent: "a1", name: "Milan", number: 1, act: { kind: "click", at }, ...frame });
      say({ session: "another" });
      say({ agent: "stranger" });
      const before = said_.length;
      for (let number = 0; number < 300; number++) say({ number });
      await settled();
      return [said_.slice(0, before).map((/** @type {any} */ one) => one.outcome), said_.length - before];
    }, SESSION);
    expect(acts[0]).toEqual(["not_granted"]);
    expect(acts[1]).toBeLessThanOrEqual(120);
    expect(acts[1]).toBeGreaterThan(100);
    await page.evaluate(() => /** @type {any} */ (window).assist_.watchers(["a2"]));
    await expect(page.locator(".chip")).toHaveCount(0);
  });

  test("its buttons answer also while a modal dialog of the page makes all else inert, and the dialog hears nothing of it", async ({ page }) => {
    await page.evaluate(() => {
      const dialog = document.createElement("dialog");
      dialog.id = "dialog";
      dialog.textContent = "sale";
      document.body.append(dialog);
      dialog.showModal();
      const page = /** @type {any} */ (window);
      page.presses = 0;
      dialog.addEventListener("click", () => page.presses++);
    });
    await ask(page, ["click"]);
    await page.waitForTimeout(550);
    const at = await page.locator("[data-do=allow]").boundingBox();
    await page.mouse.click(at.x + 20, at.y + 20);
    await expect(page.locator(".chip")).toHaveCount(1);
    expect(await page.evaluate(() => /** @type {any} */ (window).presses)).toBe(0);
    // The first Escape is ours, the second one the dialog's.
    await page.keyboard.press("Escape");
    await expect(page.locator(".chip")).toHaveCount(0);
    await expect(page.locator("#dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator("#dialog")).toBeHidden();
  });
});

test.describe("control", () => {
  /** What the events of the page were, each as a line. @param {import("@playwright/test").Page} page @param {string} ids */
  function listen(page, ids) {
    return page.evaluate((ids) => {
      /** @type {string[]} */
      const lines = [];
      const types = `pointerover pointerenter pointerout pointerleave pointermove pointerdown pointerup mouseover mouseenter mouseout mouseleave mousemove
        mousedown mouseup click dblclick focus focusin blur focusout keydown keypress keyup beforeinput input change submit toggle`.split(/\s+/);
      for (const type of types) {
        const note = (/** @type {any} */ event) => {
          const { id, localName } = event.composedPath()[0];
          if (!ids.includes(id || localName)) return;
          const { detail, button, buttons, pointerType, isPrimary, key, code, keyCode, data, inputType, bubbles, cancelable, composed } = event;
          const place = event.clientX === undefined ? [] : [Math.round(event.clientX), Math.round(event.clientY)];
          const facts = { detail, button, buttons, pointerType, isPrimary, key, code, keyCode, data, inputType, bubbles, cancelable, composed, place };
          lines.push(`${type} ${id || localName} ${JSON.stringify(facts)}`);
        };
        document.addEventListener(type, note, true);
      }
      Object.assign(window, { lines_: lines });
    }, ids.split(" "));
  }
  /** What the page has heard since, with what the browser tells in a task of its own (`toggle`). @param {import("@playwright/test").Page} page */
  const heard = (page) =>
    page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
      return /** @type {any} */ (window).lines_.splice(0);
    });

  /** The same done by hand and by an agent, each on a fresh page. @param {import("@playwright/test").Page} page @param {string} ids @param {(() => Promise<any>)[]} ways */
  async function compare(page, ids, [byHand, byAgent]) {
    await listen(page, ids);
    await byHand();
    const expected = await heard(page);
    await page.goto(`${site.origin}/page`);
    await assist(page);
    await grant(page, ["scroll", "click", "type", "navigate"]);
    await page.mouse.move(1, 690);
    await listen(page, ids);
    expect(await byAgent()).toBe("done");
    expect(await heard(page)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(3);
  }

  test("a click sends what a real one sends, in its order: button, checkbox, label, summary, link", async ({ page }) => {
    for (const id of ["add", "gift", "gift-label", "summary", "here"]) {
      await page.goto(`${site.origin}/page`);
      await page.mouse.move(1, 690);
      const at = await page.locator(`#${id}`).boundingBox();
      const byHand = () => page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
      await compare(page, `${id} gift details form`, [byHand, () => act(page, click(`#${id}`))]);
    }
  });

  test("a double click does as well", async ({ page }) => {
    await page.mouse.move(1, 690);
    const at = await page.locator("#scroller").boundingBox();
    await compare(page, "p", [() => page.mouse.dblclick(at.x + 6, at.y + at.height / 2), () => act(page, { kind: "click", double: true, at: { node: "#scroller", x: 200, y: 5_000 } })]);
  });

  test("typing sends what a keyboard sends, in its order, and Enter sends the form", async ({ page }) => {
    const byHand = async () => {
      await page.locator("#name").focus();
      await page.keyboard.type("Ab 1");
      await page.keyboard.press("Backspace");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Delete");
    };
    await compare(page, "name form add", [byHand, async () => {
      await act(page, { kind: "type", node: "#name", text: "Ab 1" });
      for (const key of ["backspace", "home", "arrow_right", "delete"]) var last = await act(page, { kind: "press", node: "#name", key });
      return last;
    }]);
    await expect(page.locator("#name")).toHaveValue("A ");
    expect(await act(page, { kind: "press", node: "#name", key: "enter" })).toBe("done");
    await expect(page).toHaveTitle("sent");
  });

  test("text goes to the caret, minds maxlength, and reaches every kind of field", async ({ page }) => {
    await grant(page, ["click", "type"]);
    await page.locator("#note").fill("blue white");
    await page.evaluate(() => { const note = /** @type {any} */ (document.getElementById("note")); note.focus(); note.setSelectionRange(4, 4); });
    for (const [node, text, expected] of [
      ["#note", " and", "blue and white"], ["#short", "12345", "123"], ["#email", "a@b.example", "a@b.example"], ["#number", "7", "57"],
      ["#date", "2026-11-22", "2026-11-22"], ["#name", "Größe 🙂", "Größe 🙂"],
    ]) {
      expect(await act(page, { kind: "type", node, text }), node).toBe("done");
      await expect(page.locator(node)).toHaveValue(expected);
    }
    expect(await act(page, { kind: "type", node: "#editable", text: "s!" })).toBe("done");
    await expect(page.locator("#editable")).toHaveText("notes!");
    expect(await act(page, { kind: "type", node: "#card-host >> #inside-field", text: "in" })).toBe("done");
    await expect(page.locator("#inside-field")).toHaveValue("in");
    expect(await act(page, { kind: "type", node: "#note", text: "\nred" })).toBe("done");
    await expect(page.locator("#note")).toHaveValue("blue and white\nred");
    expect(await act(page, { kind: "type", node: "#note", text: "x".repeat(500) })).toBe("done");
    expect((await page.locator("#note").inputValue()).length).toBe(518);
    expect(await act(page, { kind: "type", node: "#box", text: "x" })).toBe("unfit");
    expect(await act(page, { kind: "press", node: "#number", key: "arrow_up" })).toBe("done");
    await expect(page.locator("#number")).toHaveValue("60");
    expect(await act(page, { kind: "press", node: "#name", key: "tab" })).toBe("done");
    await expect(page.locator("#short")).toBeFocused();
    expect(await act(page, { kind: "press", node: "#red", key: "arrow_down" })).toBe("done");
    await expect(page.locator("#blue")).toBeChecked();
  });

  test("a field that a framework controls keeps what the agent typed, and one that refuses it refuses it", async ({ page }) => {
    await grant(page, ["click", "type"]);
    // As React watches over a field's value: a property of the element itself, and a state that every rendering writes back.
    await page.evaluate(() => {
      /** @param {any} field @param {string} property @param {string} type @param {(value: any) => any} next */
      const control = (field, property, type, next) => {
        const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), property);
        let seen = field[property];
        let state = seen;
        Object.defineProperty(field, property, {
          configurable: true,
          get: () => own.get.call(field),
          set: (value) => { seen = value; own.set.call(field, value); },
        });
        field.addEventListener(type, () => {
          const value = own.get.call(field);
          if (value !== seen) { seen = value; state = next(value); }
          if (own.get.call(field) !== state) field[property] = state;
        });
        return () => state;
      };
      const by = (/** @type {string} */ id) => document.getElementById(id);
      Object.assign(window, { states_: {
        name: control(by("name"), "value", "input", (value) => value.toUpperCase()),
        date: control(by("date"), "value", "input", (value) => value),
        range: control(by("range"), "value", "input", (value) => value),
        gift: control(by("gift"), "checked", "click", (value) => value),
      } });
    });
    const state = (/** @type {string} */ id) => page.evaluate((id) => /** @type {any} */ (window).states_[id](), id);
    expect(await act(page, { kind: "type", node: "#name", text: "nora" })).toBe("done");
    expect([await state("name"), await page.locator("#name").inputValue()]).toEqual(["NORA", "NORA"]);
    expect(await act(page, { kind: "type", node: "#date", text: "2026-01-02" })).toBe("done");
    expect(await state("date")).toBe("2026-01-02");
    expect(await act(page, { kind: "slide", node: "#range", to: 5_000 })).toBe("done");
    expect([await state("range"), await page.locator("#range").inputValue()]).toEqual(["20", "20"]);
    expect(await act(page, { kind: "check", node: "#gift", on: true })).toBe("done");
    expect(await state("gift")).toBe(true);
  });

  test("lists, boxes, sliders and scrolling", async ({ page }) => {
    await grant(page, ["scroll", "click", "type"]);
    expect(await act(page, { kind: "select", node: "#size", options: [2] })).toBe("done");
    await expect(page.locator("#size")).toHaveValue("43");
    expect(await act(page, { kind: "select", node: "#size", options: [1] })).toBe("unfit");
    expect(await act(page, { kind: "select", node: "#size", options: [0, 2] })).toBe("unfit");
    expect(await act(page, { kind: "select", node: "#extras", options: [0, 2] })).toBe("done");
    await expect(page.locator("#extras")).toHaveValues(["laces", "bag"]);
    expect(await act(page, { kind: "check", node: "#gift", on: true })).toBe("done");
    expect(await act(page, { kind: "check", node: "#gift", on: true })).toBe("done");
    await expect(page.locator("#gift")).toBeChecked();
    expect(await act(page, { kind: "check", node: "#blue", on: true })).toBe("done");
    expect(await act(page, { kind: "check", node: "#blue", on: false })).toBe("unfit");
    expect(await act(page, { kind: "scroll", node: "#scroller", x: 0, y: 120 })).toBe("done");
    expect(await page.locator("#scroller").evaluate((one) => one.scrollTop)).toBe(120);
    expect(await act(page, { kind: "scroll", node: 1, x: 0, y: 300 })).toBe("done");
    expect(await page.evaluate(() => scrollY)).toBe(300);
    expect(await act(page, click("#frame >> #inner-button"))).toBe("done");
    await expect(page.frameLocator("#frame").locator("#inner-button")).toHaveText("pressed");
  });

  test("never on secrets, payments, files, what is marked, nor by way of a label or of Enter", async ({ page }) => {
    await grant(page, ["scroll", "click", "type", "navigate"]);
    await page.evaluate(() => {
      // A "show password" button; and a form whose own button is out of bounds.
      const password = /** @type {any} */ (document.getElementById("password"));
      password.type = "text";
      const form = document.createElement("form");
      form.innerHTML = '<input id="buying"><button id="order" data-alongside="no-control">Order</button>';
      form.onsubmit = (event) => { event.preventDefault(); document.title = "ordered"; };
      document.body.prepend(form);
      const secret = document.createElement("div");
      secret.id = "secret";
      secret.setAttribute("data-alongside", "block");
      secret.innerHTML = "<button id=blocked>x</button>";
      document.body.prepend(secret);
    });
    for (const node of ["#password", "#card", "#once", "#upload", "#buy", "#kept", "#password-label", "#order"]) {
      expect(await act(page, click(node)), node).toBe("protected");
    }
    for (const node of ["#password", "#card", "#once", "#kept"]) {
      expect(await act(page, { kind: "type", node, text: "1" }), node).toBe("protected");
      expect(await act(page, { kind: "press", node, key: "backspace" }), node).toBe("protected");
      await expect(page.locator(node)).toHaveValue("");
    }
    expect(await act(page, { kind: "press", node: "#buying", key: "enter" })).toBe("done");
    await expect(page).toHaveTitle("Trainers");
    // A blocked element has no name by which it could be meant.
    expect(await page.evaluate(() => {
      const { recording_ } = /** @type {any} */ (window);
      const ids = Array.from({ length: 2_000 }, (_, id) => recording_.node(id)?.id);
      return ids.includes("secret") || ids.includes("blocked");
    })).toBe(false);
    // The widget itself covers the page here: what lies below it is not pressed.
    await page.evaluate(() => { document.getElementById("widget").style.cssText = "position:fixed;inset:0;z-index:9"; });
    expect(await act(page, click("#add"))).toBe("unfit");
  });

  test("what is gone, covered, disabled or leads elsewhere is not pressed", async ({ page }) => {
    await grant(page, ["click", "type", "navigate"]);
    const pages = page.context().pages().length;
    for (const node of ["#away", "#window", "#file", "#off"]) expect(await act(page, click(node)), node).toBe("unfit");
    expect(await act(page, { kind: "press", node: "#away", key: "enter" })).toBe("done");
    expect(await act(page, click("#script"))).toBe("done");
    await expect(page).toHaveTitle("Trainers");
    expect(page.url()).toBe(`${site.origin}/page`);
    expect(page.context().pages().length).toBe(pages);
    expect(await act(page, { kind: "click", at: { node: 2_999, x: 0, y: 0 } })).toBe("gone");
    const gone = await page.evaluate(() => {
      const { act, idOf } = /** @type {any} */ (window);
      const box = document.getElementById("box");
      const node = idOf(box);
      box.remove();
      return act({ agent: "a1", name: "Milan" }, { kind: "click", at: { node, x: 5_000, y: 5_000 } });
    });
    expect(gone).toBe("gone");
    expect(await act(page, { kind: "navigate", to: { kind: "address", url: "https://elsewhere.example/" } })).toBe("unfit");
    expect(await act(page, { kind: "navigate", to: { kind: "address", url: `${site.origin}.evil.example/` } })).toBe("unfit");
    expect(await act(page, { kind: "navigate", to: { kind: "address", url: "javascript:alert(1)" } })).toBe("unfit");
    expect(await act(page, click("#far"))).toBe("done");
    await page.evaluate((url) => /** @type {any} */ (window).act({ agent: "a1", name: "Milan" }, { kind: "navigate", to: { kind: "address", url } }), `${site.origin}/inner`).catch(() => {});
    await page.waitForURL("**/inner");
  });

  test("nothing of the page is replaced, and afterwards nothing is left", async ({ page }) => {
    const look = () => page.evaluate(() => {
      const names = (/** @type {any} */ object) => Object.getOwnPropertyNames(object).map((name) => {
        const descriptor = Object.getOwnPropertyDescriptor(object, name);
        return `${name} ${[descriptor.value, descriptor.get, descriptor.set].map((one) => (typeof one === "function" ? /\[native code\]/.test(String(one)) : typeof one))}`;
      });
      const prototypes = [Node, Element, HTMLElement, HTMLInputElement, EventTarget, Document, Event, Array, Object, Function].map((one) => names(one.prototype));
      const own = ["idOf", "act", "settled", "recording_", "assist_", "said_"];
      return JSON.stringify([names(window).filter((name) => !own.includes(name.split(" ")[0])), prototypes]);
    });
    const before = await look();
    await grant(page, ["click", "type"]);
    await act(page, { kind: "type", node: "#name", text: "x" });
    await act(page, { kind: "highlight", node: "#box" });
    await act(page, { kind: "pointer", at: { node: "#box", x: 0, y: 0 } });
    await frames(page);
    expect(await look()).toBe(before);
    expect(await page.locator("#name").evaluate((field) => Object.getOwnPropertyNames(field))).toEqual([]);
    await page.evaluate(() => /** @type {any} */ (window).assist_.destroy());
    expect(await page.evaluate(() => document.getElementById("widget").shadowRoot.childNodes.length)).toBe(0);
    await said(page);
    expect(await act(page, click("#add"))).toBe(undefined);
    await page.keyboard.press("Escape");
    expect(await said(page)).toEqual([]);
  });
});
