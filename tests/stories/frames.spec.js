// Pages within the page. What frames of the page's own origin look like is in `tests/fidelity/frames*`; here are those of
// other origins, which record themselves and hand on what they read, and who is not listened to.
import { expect, test } from "@playwright/test";

import { VIEWER_PAGE, push, record, restarts, take, view } from "./support/engine.js";
import { bodies } from "./support/frame-bodies.js";
import { serve } from "./support/static-server.js";

const OUTER = `<!doctype html><html lang="en"><title>Checkout</title><h1>Checkout</h1><div id="here"></div></html>`;

/** A page in an iframe that records itself for whoever `?within` names. */
const INNER = `<!doctype html><html lang="en"><title>Payment</title>
  <style>p { color: rgb(1, 2, 3) }</style><p>Pay with a card</p><input id="card" autocomplete="cc-number" value="4111 canary 1111">
  <img src="/pixel.svg" alt="" width="20" height="20">
  <script type="module">
    import init, { record } from "/embed/capture.js";
    await init();
    window.recording_ = record({ within: [new URLSearchParams(location.search).get("within")] });
  </script></html>`;

/** A page in an iframe that tells what makes no sense, in as many ways as there are: `?0`, `?1`, … */
const LIAR = `<!doctype html><title>Liar</title><script>
  const ways = [
    null, 7, { notes: null }, { notes: {} }, { asset: "none" },
    ...[
      [null], [["node", 2, 99, 0]], [["node", 2, 1, 5]], [["node", {}, 4, 0], ["nodeText", {}]], [["nodeText", "nobody's"]], [["nodeValue", "x", 3]],
      [["node", 2, 1, 0], ["children", 1, [2]], ["children", 2, [1]]], [["node", 2, 1, 0], ["children", 1, [2, 2]]],
      [["children", 1, "none"]], [["value", 1, -999, "x"]], [["text", 1, "x"]], [["left", 1, 1]], [["run", 1, 1, [1]]],
    ].map((entries) => ({ notes: { entries, newNames: ["p"] } })),
    { notes: { entries: [], newNames: [{}, "a\\nb"] } },
  ];
  addEventListener("message", ({ data, source, origin }) => {
    if (data?.type !== "alongside:around") return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (typeof data.mode === "number") port1.postMessage(ways[Number(location.search.slice(1))]);
    };
    source.postMessage({ type: "alongside:frame", quirks: false }, origin, [port2]);
  });
  parent.postMessage({ type: "alongside:here" }, "*");
  document.title = String(ways.length);
</script>`;

const PIXEL = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="teal"/></svg>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;
let elsewhere = "";

test.beforeAll(async () => {
  const pixel = { type: "image/svg+xml", body: PIXEL };
  site = await serve({ "/outer": OUTER, "/inner": INNER, "/liar": LIAR, "/view": { body: VIEWER_PAGE }, "/pixel.svg": pixel });
  elsewhere = site.origin.replace("127.0.0.1", "localhost");
});

test.afterAll(() => site.close());

/**
 * A page with an iframe of another origin, recorded, and a viewer.
 * @param {import("@playwright/test").Browser} browser
 * @param {{ frames?: string[], within?: string, mark?: string }} options
 */
async function checkout(browser, { frames = [elsewhere], within = site.origin, mark = "show" } = {}) {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.goto(`${site.origin}/outer`);
  await record(shopper, { frames });
  await shopper.evaluate(
    ([address, mark]) => {
      const frame = document.createElement("iframe");
      frame.src = address;
      frame.dataset.alongside = mark;
      document.querySelector("#here")?.append(frame);
    },
    [`${elsewhere}/inner?within=${within}`, mark],
  );
  const inner = await expect
    .poll(() => shopper.frames().find((frame) => frame.url().startsWith(elsewhere)) ?? null)
    .not.toBeNull()
    .then(() => /** @type {import("@playwright/test").Frame} */ (shopper.frames().find((frame) => frame.url().startsWith(elsewhere))));
  await inner.waitForFunction(() => "recording_" in window);
  return { context, shopper, viewer, inner };
}

/** What the viewer shows in the first iframe of the page, once all has arrived. @param {import("@playwright/test").Page} viewer */
function shownInside(viewer) {
  return viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    return document.querySelector("iframe")?.contentDocument?.body?.innerText.trim().replace(/\s+/g, " ") ?? null;
  });
}

/**
 * Moves frames from page to viewer until the viewer shows something.
 * @param {import("@playwright/test").Page} shopper
 * @param {import("@playwright/test").Page} viewer
 */
function following(shopper, viewer) {
  /** @type {Uint8Array[]} */
  const all = [];
  return {
    all,
    /** @param {() => Promise<unknown>} look @param {unknown} wanted */
    async until(look, wanted) {
      await expect
        .poll(async () => {
          const frames = await take(shopper);
          all.push(...frames);
          expect(await push(viewer, frames)).toEqual([]);
          return look();
        })
        .toEqual(wanted);
    },
  };
}

test("masking an iframe sends none of its pictures again, nor one that waited for its turn", async ({ browser }) => {
  const { context, shopper, inner } = await checkout(browser);
  const pictures = async () => (await take(shopper)).filter((frame) => frame[1] === 3).length;
  let sent = 0;
  await expect.poll(async () => (sent += await pictures())).toBe(1);
  await shopper.evaluate(() => document.querySelector("iframe")?.setAttribute("data-alongside", "mask"));
  await shopper.waitForTimeout(1_000);
  expect(await pictures()).toBe(0);
  // Shown again it is sent again, so that the silence before proves something.
  await shopper.evaluate(() => document.querySelector("iframe")?.setAttribute("data-alongside", "show"));
  await expect.poll(async () => (sent += await pictures())).toBe(2);

  // The line is full when another comes, and masked when there is room again.
  await shopper.evaluate(() => {
    const { recording_ } = /** @type {any} */ (window);
    Object.assign(window, { isFull_: true });
    const { schedule } = recording_;
    const isReady = schedule.isReady.bind(schedule);
    schedule.isReady = () => !(/** @type {any} */ (window).isFull_) && isReady();
  });
  await inner.evaluate(() => document.body.insertAdjacentHTML("beforeend", `<img src="/pixel.svg?second" alt="">`));
  await shopper.waitForTimeout(700);
  await shopper.evaluate(() => {
    document.querySelector("iframe")?.setAttribute("data-alongside", "mask");
    Object.assign(window, { isFull_: false });
  });
  await shopper.waitForTimeout(700);
  expect(await pictures()).toBe(0);
  await context.close();
});

test("a payment page of another origin shows, changes, scrolls away with its iframe, and keeps its secrets", async ({ browser }) => {
  const { context, shopper, viewer, inner } = await checkout(browser);
  const follow = following(shopper, viewer);
  await follow.until(() => shownInside(viewer), "Pay with a card");
  const looks = () =>
    viewer.evaluate(() => {
      const inside = /** @type {any} */ (window).viewer_.document.querySelector("iframe").contentDocument;
      const { color } = inside.defaultView.getComputedStyle(inside.querySelector("p"));
      return { color, picture: inside.querySelector("img").src.split(":")[0], value: inside.querySelector("input").value };
    });
  await follow.until(looks, { color: "rgb(1, 2, 3)", picture: "blob", value: "••••••••" });

  await inner.evaluate(() => {
    document.querySelector("p")?.replaceChildren("Paid");
    document.body.insertAdjacentHTML("beforeend", "<b>Thank you</b>");
  });
  await follow.until(() => shownInside(viewer), "Paid Thank you");

  // Nor does the page around get what no agent sees: addresses, handlers.
  const posted = await inner.evaluate(async () => {
    /** @type {string[]} */
    const posted = [];
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (/** @type {any} */ message) {
      posted.push(JSON.stringify(message));
      postMessage.call(this, message);
    };
    document.body.insertAdjacentHTML("beforeend", `<form action="/pay?canary" onclick="canary()"><i title="told">.</i></form>`);
    document.querySelector("form")?.setAttribute("action", "/canary");
    await /** @type {any} */ (window).recording_.flush();
    MessagePort.prototype.postMessage = postMessage;
    return posted.join();
  });
  expect(posted).toContain("told");
  expect(posted).not.toContain("canary");

  // A move makes the browser load the page anew, and it tells itself anew.
  await shopper.evaluate(() => document.body.append(document.querySelector("iframe") ?? ""));
  await follow.until(() => shownInside(viewer), "Pay with a card");
  await shopper.evaluate(() => document.querySelector("iframe")?.remove());
  await follow.until(() => shownInside(viewer), null);
  expect(await restarts(shopper)).toBe(0);
  expect(bodies(follow.all).toString()).not.toContain("canary");
  await context.close();
});

test("a frame that the page around it masks is masked all through", async ({ browser }) => {
  const { context, shopper, viewer, inner } = await checkout(browser, { mark: "mask" });
  const follow = following(shopper, viewer);
  await follow.until(() => shownInside(viewer), "••• ••••• ••• •••••");
  await inner.evaluate(() => document.body.insertAdjacentHTML("beforeend", `<p data-alongside="show">canary, shown by itself</p>`));
  await follow.until(async () => (await shownInside(viewer))?.length > 30, true);
  expect(bodies(follow.all).toString()).not.toMatch(/canary|Pay with/);
  await context.close();
});

for (const [who, options] of /** @type {[string, Parameters<typeof checkout>[1]][]} */ ([
  ["the page around does not list", { frames: [] }],
  ["is told to hand on to somebody else only", { within: "https://shop.example" }],
  ["the page around blocks", { mark: "block" }],
])) {
  test(`nothing is told of a frame that ${who}`, async ({ browser }) => {
    const { context, shopper, viewer } = await checkout(browser, options);
    await shopper.waitForTimeout(600);
    const frames = await take(shopper);
    await push(viewer, frames);
    expect(await shownInside(viewer)).toBe("");
    expect(bodies(frames).toString()).not.toMatch(/Pay with/);
    await context.close();
  });
}

test("a frame that goes on to a page that can't be read shows nothing of the one before", async ({ browser }) => {
  const { context, shopper, viewer } = await checkout(browser, { frames: [] });
  const follow = following(shopper, viewer);
  await shopper.evaluate(() => document.querySelector("iframe")?.setAttribute("src", "/outer"));
  await follow.until(() => shownInside(viewer), "Checkout");
  await shopper.evaluate((address) => document.querySelector("iframe")?.setAttribute("src", address), `${elsewhere}/inner`);
  await follow.until(() => shownInside(viewer), null);
  await context.close();
});

test("a frame that tells what makes no sense ends nothing but its own part", async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const [shopper, viewer] = [await context.newPage(), await context.newPage()];
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  await shopper.bringToFront();
  await shopper.goto(`${site.origin}/outer`);
  await record(shopper, { frames: [elsewhere] });
  let ways = 1;
  for (let way = 0; way < ways; way++) {
    await shopper.evaluate(
      async ([src, text]) => {
        const frame = document.createElement("iframe");
        document.querySelector("#here")?.replaceChildren(frame, text);
        frame.src = src;
        await new Promise((resolve) => (frame.onload = resolve));
        await new Promise((resolve) => setTimeout(resolve, 100));
      },
      [`${elsewhere}/liar?${way}`, `After way ${way}`],
    );
    ways = Number(await shopper.frames().find((frame) => frame.url().startsWith(elsewhere))?.title());
    expect(ways).toBeGreaterThan(way);
    expect(await push(viewer, await take(shopper)), `way ${way}`).toEqual([]);
    const shown = await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.body.textContent);
    expect(shown).toContain(`After way ${way}`);
  }
  // One start anew for each lie that does not fit, and no second one.
  expect(await restarts(shopper)).toBeLessThan(ways);
  await context.close();
});

test("a frame whose listener has stopped waits for nobody", async ({ browser }) => {
  const { context, shopper, viewer, inner } = await checkout(browser);
  await following(shopper, viewer).until(() => shownInside(viewer), "Pay with a card");
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.stop());
  await inner.evaluate(() => {
    const { recording_ } = /** @type {any} */ (window);
    const { schedule } = recording_;
    const ready = schedule.ready;
    Object.assign(window, { asked_: 0 });
    schedule.ready = () => (/** @type {any} */ (window).asked_++, ready());
    document.body.append("changes on");
  });
  await shopper.waitForTimeout(1_000);
  // Only the audit asks, every 400 ms.
  expect(await inner.evaluate(() => /** @type {any} */ (window).asked_)).toBeLessThan(5);
  await context.close();
});

test("an option that names no origin is refused with an example", async ({ browser }) => {
  const page = await browser.newPage();
  await page.goto(`${site.origin}/outer`);
  for (const option of ["frames", "within"]) {
    const refused = record(page, { [option]: ["https://pay.example/path"] });
    await expect(refused).rejects.toThrow(`record: \`${option}\` must be an array of origins such as "https://pay.example"`);
  }
  await page.close();
});

test("what she hovers, focuses and selects in a frame of another origin shows there", async ({ browser }) => {
  const { context, shopper, viewer, inner } = await checkout(browser);
  const follow = following(shopper, viewer);
  await follow.until(() => shownInside(viewer), "Pay with a card");
  await inner.hover("p");
  await inner.focus("#card");
  await inner.evaluate(() => {
    const text = /** @type {Node} */ (document.querySelector("p")?.firstChild);
    getSelection()?.setBaseAndExtent(text, 4, text, 8);
  });
  const marked = () =>
    viewer.evaluate(() => {
      const content = /** @type {any} */ (window).viewer_.document.querySelector("iframe").contentDocument;
      const names = (/** @type {string} */ selector) => [...content.querySelectorAll(selector)].map((node) => node.localName).join(" ");
      return `${names("[alongside-hover]")} / ${names("[alongside-focus]")} / ${content.getSelection()}`;
    });
  await follow.until(marked, "html body p / input / with");
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});
