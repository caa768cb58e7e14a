// The co-browse engine in a real browser: whatever the page does, the viewer ends equal to it.
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { expectEqual, push, record, restarts, take, view } from "./support/engine.js";
import { serve } from "./support/static-server.js";

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve(PAGES);
});

test.afterAll(() => site.close());

test("a page shows in the viewer as it is, styles, pictures and form state included", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.check("#gift");
  await shopper.check("#radio-b");
  await shopper.selectOption("#size", "42");
  await shopper.locator("#scroller").evaluate((element) => element.scrollTo(0, 333));
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);

  const frame = viewer.frameLocator("iframe");
  await expect(frame.locator("h1")).toHaveCSS("font-size", "40px");
  await expect(frame.locator("h1")).toHaveCSS("color", "rgb(180, 83, 42)");
  await expect(frame.locator("#gift")).toBeChecked();
  await expect(frame.locator("#radio-b")).toBeChecked();
  const picture = await viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    const image = document.querySelector("#picture");
    return { scheme: image.src.split(":")[0], selected: document.querySelector("#size").selectedIndex };
  });
  expect(picture).toEqual({ scheme: "blob", selected: 1 });
  await context.close();
});

test("what changes follows: nodes, text, attributes, values, scroll, sheets", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await push(viewer, await take(shopper));
  await shopper.evaluate(() => {
    const list = /** @type {HTMLElement} */ (document.querySelector("#list"));
    list.append(list.firstElementChild ?? "");
    list.insertAdjacentHTML("afterbegin", "<li class='new'>35 <b>½</b></li>");
    /** @type {any} */ (document.querySelector("#after")).firstChild.data = "changed";
    document.querySelector("h1")?.setAttribute("class", "title wide");
    document.querySelector("#picture")?.remove();
    /** @type {any} */ (document.querySelector("#gift")).checked = true;
    /** @type {any} */ (document.styleSheets[1]).insertRule("#after { color: rgb(1, 2, 3) }");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("#list { color: rgb(4, 5, 6) }");
    document.adoptedStyleSheets = [sheet];
    const host = document.body.appendChild(document.createElement("div"));
    host.attachShadow({ mode: "open" }).innerHTML = "<style>b { color: rgb(7, 8, 9) }</style><b>in the shadow</b>";
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  const frame = viewer.frameLocator("iframe");
  await expect(frame.locator("#after")).toHaveCSS("color", "rgb(1, 2, 3)");
  await expect(frame.locator("#list")).toHaveCSS("color", "rgb(4, 5, 6)");
  await expect(frame.getByText("in the shadow")).toHaveCSS("color", "rgb(7, 8, 9)");
  await expect(frame.locator("h1")).toHaveCSS("width", "300px");

  await shopper.evaluate(() => scrollTo(0, 50));
  await shopper.locator("#scroller").evaluate((element) => element.scrollTo(0, 200));
  await push(viewer, await take(shopper));
  await expectEqual(shopper, viewer);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("what is scrolled and then moves, with what it stands in or by itself, stands at its beginning at once", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    const tall = "<p style='height: 900px'>tall</p>";
    const scroller = (/** @type {string} */ id) => `<div id=${id} style='height: 60px; overflow: auto'>${tall}</div>`;
    document.body.insertAdjacentHTML("beforeend", `${scroller("alone")}<section id=holder>${scroller("within")}<div id=host></div></section>${scroller("stays")}`);
    /** @type {any} */ (document.querySelector("#host")).attachShadow({ mode: "open" }).innerHTML = scroller("inside");
  });
  const scrollers = () => {
    const find = (/** @type {string} */ selector) => /** @type {Element} */ (document.querySelector(selector));
    return [find("#alone"), find("#within"), /** @type {any} */ (find("#host")).shadowRoot.firstElementChild, find("#stays")];
  };
  await shopper.evaluate(`(${scrollers})().forEach((each) => each.scrollTo(0, 40))`);
  const places = () => viewer.evaluate(`(${scrollers.toString().replaceAll("document", "viewer_.document")})().map((each) => each.scrollTop)`);
  expect(await push(viewer, await take(shopper))).toEqual([]);
  expect(await places()).toEqual([40, 40, 40, 40]);

  await shopper.evaluate(async () => {
    for (const id of ["alone", "holder"]) document.body.append(document.getElementById(id) ?? "");
    // Before the audit may have found it.
    await /** @type {any} */ (window).recording_.flush();
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  expect(await places()).toEqual([0, 0, 0, 40]);
  await expectEqual(shopper, viewer);
  await context.close();
});

test("three appends in one task lose nothing", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.innerHTML = "<div id='gs'></div><div id='panel'><i id='item'></i></div>";
  });
  await push(viewer, await take(shopper));
  await shopper.evaluate(() => {
    const [gs, panel, item] = ["gs", "panel", "item"].map((id) => /** @type {Element} */ (document.getElementById(id)));
    gs.append(panel);
    const wrapper = document.createElement("section");
    panel.append(wrapper);
    wrapper.append(item);
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  await expect(viewer.frameLocator("iframe").locator("#gs #panel section #item")).toBeAttached();
  await context.close();
});

test("a lost frame is noticed, and a keyframe heals the view", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await push(viewer, await take(shopper));
  /** @param {string} text */
  const change = async (text) => {
    await shopper.locator("#after").evaluate((element, text) => (element.textContent = text), text);
    return take(shopper);
  };
  await change("lost");
  const refused = await push(viewer, await change("late"));
  expect(refused.join()).toContain("does not follow");
  await expect(viewer.frameLocator("iframe").locator("#after")).toHaveText("after");

  await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  await expect(viewer.frameLocator("iframe").locator("#after")).toHaveText("late");
  await context.close();
});

test("nothing runs in the viewer, and it asks nobody for anything", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  /** @type {string[]} */
  const asked = [];
  viewer.on("request", (request) => asked.push(request.url()));
  await shopper.evaluate(() => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<a href="javascript:parent.hacked=1" id="link">go</a><iframe src="/page"></iframe>
       <img src="/missing.png" onerror="parent.hacked=1"><object data="/page"></object>
       <form action="/page"><button formaction="/view">x</button></form>
       <svg><script>parent.hacked=1</scr` + `ipt><a href="javascript:1"><text>x</text></a></svg>
       <style>@import "/page"; body { background: url("/missing.png") }</style>`,
    );
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await viewer.waitForTimeout(300);
  const found = await viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    return {
      hacked: /** @type {any} */ (window).hacked ?? null,
      href: document.querySelector("#link").getAttribute("href"),
      forbidden: document.querySelectorAll("script, iframe[src], iframe[srcdoc], object, embed, link, base, meta, [onerror], [src^=http]").length,
    };
  });
  expect(found).toEqual({ hacked: null, href: "#", forbidden: 0 });
  expect(asked.filter((url) => !url.startsWith("blob:"))).toEqual([]);
  await context.close();
});

test("odd things that pages do end neither the recording nor the view", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await push(viewer, await take(shopper));
  await shopper.evaluate(() => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<svg><image href="http://{{x}}"/><image/></svg><details id="fold"><summary>s</summary>d</details><input type="file" id="file">
       <input type="checkbox" id="ticked" checked><div id="block" data-alongside="block"></div><b id="mover">moves</b>
       <p id="painted" style='background: url(pixel.png) repeat; height: 20px'></p><canvas id="late" hidden></canvas>`,
    );
  });
  await shopper.setInputFiles("#file", { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await shopper.uncheck("#ticked");
  await shopper.click("#fold summary");
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await shopper.evaluate(() => {
    const mover = /** @type {Element} */ (document.getElementById("mover"));
    document.getElementById("block")?.append(mover);
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await shopper.evaluate(() => {
    const mover = /** @type {Element} */ (document.getElementById("mover"));
    mover.setAttribute("title", "changed");
    document.body.append(mover, "the end");
    const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById("late"));
    canvas.hidden = false;
    canvas.width = 123;
  });
  await shopper.waitForTimeout(1_000);
  expect(await push(viewer, await take(shopper))).toEqual([]);
  const frame = viewer.frameLocator("iframe");
  await expect(frame.getByText("the end")).toBeVisible();
  await expect(frame.locator("#mover")).toHaveAttribute("title", "changed");
  await expect(frame.locator("#ticked")).not.toBeChecked();
  await expect(frame.locator("#late")).toHaveCSS("width", "123px");
  await expect(frame.locator("#painted")).toHaveCSS("background-image", /^url\("blob:/);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("recording leaves the page's builtins and globals as they were", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.origin + "/page");
  const look = () =>
    page.evaluate(() => {
      const holders = [Node, Element, Document, ShadowRoot, HTMLInputElement, HTMLSelectElement, CSSStyleSheet, CSSGroupingRule,
        EventTarget, MutationObserver, Array, Map, Object, Promise, String, Window, History].map((holder) => holder.prototype);
      const found = holders.map((holder) =>
        Object.entries(Object.getOwnPropertyDescriptors(holder)).map(([name, { value, get, set }]) => {
          const own = [value, get, set].filter((part) => typeof part === "function");
          return `${name} ${own.map((part) => Function.prototype.toString.call(part)).join()}`;
        }),
      );
      const { frames_, recording_, ...globals } = /** @type {any} */ ({ ...window });
      const marks = [...document.querySelectorAll("*")].map((element) => Reflect.ownKeys(element).length);
      return { found, globals: Object.keys(globals), marks };
    });
  const before = await look();
  await record(page);
  await page.evaluate(() => document.body.append("changed"));
  await take(page);
  expect(await look()).toEqual(before);
  await context.close();
});

test("what no event tells is found: late shadow roots, values and sheets set by script", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await push(viewer, await take(shopper));
  await shopper.evaluate(() => {
    const list = /** @type {Element} */ (document.querySelector("#after"));
    list.attachShadow({ mode: "open" }).innerHTML = "<i>late shadow</i><slot></slot>";
    /** @type {HTMLInputElement} */ (document.querySelector("#gift")).checked = true;
    /** @type {HTMLSelectElement} */ (document.querySelector("#size")).selectedIndex = 1;
    /** @type {CSSStyleSheet} */ (document.styleSheets[0]).insertRule("#list { color: rgb(9, 8, 7) }");
  });
  await expect(async () => {
    expect(await push(viewer, await take(shopper))).toEqual([]);
    await expectEqual(shopper, viewer);
  }).toPass({ timeout: 10_000 });
  const frame = viewer.frameLocator("iframe");
  await expect(frame.getByText("late shadow")).toBeVisible();
  await expect(frame.locator("#gift")).toBeChecked();
  await expect(frame.locator("#list")).toHaveCSS("color", "rgb(9, 8, 7)");
  expect(await shopper.evaluate(() => /** @type {any} */ (window).recording_.found)).toBeGreaterThan(0);
  await context.close();
});

test("a page of 10,000 elements is read in slices, and equal in the end", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/grid");
  const frames = await take(shopper);
  const slices = frames.filter((frame) => frame[1] !== 3);
  expect(slices.length).toBeGreaterThan(3);
  expect(await push(viewer, frames)).toEqual([]);
  await expectEqual(shopper, viewer);
  // Every node moves while slices are under way.
  await shopper.evaluate(async () => {
    const { recording_ } = /** @type {any} */ (window);
    const grid = /** @type {Element} */ (document.querySelector("ul"));
    const twice = /** @type {Element} */ (grid.cloneNode(true));
    grid.before(twice);
    const flushed = recording_.flush();
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      for (let index = 0; index < 50; index++) twice.append(twice.children[(index * 37) % twice.children.length]);
      grid.prepend(/** @type {Element} */ (twice.lastElementChild));
      const wrapper = twice.insertBefore(document.createElement("section"), twice.children[round * 20]);
      wrapper.append(twice.children[round * 30 + 1], /** @type {Element} */ (grid.firstElementChild));
    }
    await flushed;
  });
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("a picture that never comes holds up no other", async ({ browser }) => {
  const page = await browser.newPage();
  await page.route("**/never.png", () => {});
  await page.goto(site.origin + "/page");
  const sent = await page.evaluate(async () => {
    document.body.insertAdjacentHTML("afterbegin", `<img src="/never.png"><img src="/never.png?2">`);
    document.getElementById("picture")?.setAttribute("src", "/pixel.png?behind");
    const capture = await import(/** @type {any} */ ("/embed/capture.js"));
    await capture.default();
    return new Promise((resolve) => {
      const emit = (/** @type {Uint8Array} */ frame) => {
        if (frame[1] === 3 && new TextDecoder("latin1").decode(frame).includes("pixel.png?behind")) resolve("sent");
      };
      capture.record({ emit });
      setTimeout(resolve, 5_000, "held up");
    });
  });
  expect(sent).toBe("sent");
  await page.close();
});

test("a stopped recording emits nothing more, and its keyframe comes on demand before that", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await take(shopper);
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  // Assets come after it: a viewer that waits for a keyframe has no use for them.
  expect((await take(shopper)).map((frame) => frame[1])).toEqual([1, 3]);
  const after = await shopper.evaluate(async () => {
    const { recording_, frames_ } = /** @type {any} */ (window);
    recording_.stop();
    document.body.append("after the end");
    await new Promise((resolve) => setTimeout(resolve, 600));
    return frames_.length;
  });
  expect(after).toBe(0);
  await context.close();
});

test("what changes after a pause is sent before the browser draws next, and what goes on changing is not", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await take(shopper);
  const order = await shopper.evaluate(async () => {
    const { frames_ } = /** @type {any} */ (window);
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    /** Whether a change is sent by the time of the frame after it. */
    const change = async () => {
      const before = frames_.length;
      document.body.append("more");
      const frame = drawn();
      await frame;
      return frames_.length > before;
    };
    const [rested, busy] = [[], []];
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await drawn();
      rested.push(await change());
      busy.push(await change());
    }
    return { rested, busy };
  });
  // A machine that is busy elsewhere may let a frame come before a message, but seldom.
  expect(order.rested.filter(Boolean).length).toBeGreaterThanOrEqual(8);
  expect(order.busy.filter(Boolean).length).toBeLessThanOrEqual(2);
  await context.close();
});

test("a caller who is not ready gets the newest state once he is, in one frame", async ({ browser }) => {
  const context = await browser.newContext();
  const [page, viewer] = [await context.newPage(), await context.newPage()];
  await page.goto(site.origin + "/page");
  await viewer.goto(`${site.origin}/view`);
  await page.bringToFront();
  const { first, early, late } = await page.evaluate(async () => {
    const capture = await import(/** @type {any} */ ("/embed/capture.js"));
    await capture.default();
    let ready = true;
    /** @type {number[][]} */
    const frames = [];
    const emit = (/** @type {Uint8Array} */ frame) => frames.push([...frame]);
    const recording = capture.record({ emit, ready: () => ready });
    await recording.flush();
    const first = frames.splice(0);
    ready = false;
    for (let round = 1; round <= 20; round++) {
      // One thing that is read in one go, however slow the machine is.
      document.body.setAttribute("title", `round ${round}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const early = frames.length;
    ready = true;
    await recording.flush();
    return { first, early, late: frames };
  });
  expect({ early, late: late.map((frame) => frame[1]) }).toEqual({ early: 0, late: [2] });
  await view(viewer);
  expect(await push(viewer, [...first, ...late].map((frame) => Uint8Array.from(frame)))).toEqual([]);
  expect(await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.body.title)).toBe("round 20");
  await context.close();
});
