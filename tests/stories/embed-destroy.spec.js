// destroy() leaves nothing. What the page's own functions can see of it is recorded from before the script came; what they cannot, the
// browser tells by its debugger.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, share, talk } from "./support/meeting.js";

/** @typedef {import("@playwright/test").Page} Page */

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** Counts timers, frames and sockets that are under way. Before anything else of the page. @param {Page} page */
const record = (page) =>
  page.addInitScript(() => {
    const pending = /** @type {Record<string, Map<any, string>>} */ ({ timeouts: new Map(), intervals: new Map(), frames: new Map(), idle: new Map() });
    /** @type {WebSocket[]} */
    const sockets = [];
    const page = /** @type {any} */ (window);
    /** @param {string} kind @param {string} start @param {string} stop @param {boolean} once */
    const watch = (kind, start, stop, once) => {
      const [begin, end] = [page[start], page[stop]];
      page[start] = (/** @type {any} */ callback, /** @type {any[]} */ ...rest) => {
        const id = begin.call(window, (/** @type {any[]} */ ...given) => {
          if (once) pending[kind].delete(id);
          return callback(...given);
        }, ...rest);
        pending[kind].set(id, String(new Error().stack));
        return id;
      };
      page[stop] = (/** @type {any} */ id) => {
        // One function clears both kinds.
        for (const other of Object.values(pending)) other.delete(id);
        return end.call(window, id);
      };
    };
    watch("timeouts", "setTimeout", "clearTimeout", true);
    watch("intervals", "setInterval", "clearInterval", false);
    watch("frames", "requestAnimationFrame", "cancelAnimationFrame", true);
    watch("idle", "requestIdleCallback", "cancelIdleCallback", true);
    page.WebSocket = class extends WebSocket {
      /** @param {ConstructorParameters<typeof WebSocket>} given */
      constructor(...given) {
        super(...given);
        sockets.push(this);
      }
    };
    page.recorded_ = () => ({
      ...Object.fromEntries(Object.entries(pending).map(([kind, those]) => [kind, [...those.values()].filter((stack) => stack.includes("/embed/") || stack.includes("alongside.js"))])),
      sockets: sockets.filter(({ readyState }) => readyState < WebSocket.CLOSING).map(({ url }) => url),
    });
  });

/** What the browser knows of listeners, in words. @param {Page} page */
async function listeners(page) {
  const line = await page.context().newCDPSession(page);
  await line.send("Runtime.enable");
  await line.send("Debugger.enable");
  /** @type {string[]} */
  const found = [];
  const places = ["window", "document", "document.documentElement", "document.body", "window.navigation", "window.visualViewport", "navigator.serviceWorker", "document.fonts"];
  for (const place of places) {
    const { result } = await line.send("Runtime.evaluate", { expression: place });
    if (!result.objectId) continue;
    const { listeners } = await line.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
    found.push(...listeners.map(({ type, useCapture, lineNumber }) => `${place} ${type} ${useCapture} ${lineNumber}`));
  }
  await line.detach();
  return found.sort();
}

/** @param {Page} page */
const kept = (page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));

/** The page without what the shop itself adds to it while it is used. @param {Page} page */
const nodes = (page) =>
  page.evaluate(() => ({
    root: [...document.documentElement.children].map(({ localName }) => localName),
    head: document.head.outerHTML,
    popovers: document.querySelectorAll("[popover]").length,
    sheets: document.adoptedStyleSheets.length,
    attributes: [document.documentElement, document.body].flatMap((element) => [...element.attributes].map(({ name, value }) => `${name}=${value}`)),
    focus: document.activeElement?.localName,
    globals: Object.keys(window).filter((name) => /alongside/i.test(name)),
  }));

for (const keep of [false, true]) {
  test(`after chat, events and a shared page, destroy() leaves ${keep ? "only her conversation, when asked to" : "nothing"}`, async ({ browser }) => {
    test.setTimeout(120_000);
    const { shopper, agent, close } = await meet(browser, demo);
    await record(shopper);
    // What the page is like without the script.
    await shopper.route("**/alongside.js", (route) => route.abort());
    await shopper.goto(`${demo.shop}/product.html`);
    await shopper.waitForLoadState("networkidle");
    const before = { listeners: await listeners(shopper), kept: await kept(shopper), nodes: await nodes(shopper) };

    await shopper.unroute("**/alongside.js");
    await shopper.goto(`${demo.shop}/product.html`);
    await talk(shopper, agent, `Something to forget, ${keep}`);
    await shopper.evaluate(() => {
      const { Alongside } = /** @type {any} */ (window);
      Alongside.on("message", () => {});
      Alongside.track("looked");
      Alongside.setTheme({ scheme: "dark" });
    });
    await share(shopper, agent);
    await agent.frameLocator(".viewer iframe").frameLocator("iframe").getByText("Add to basket").first().waitFor();
    // It was there, on all accounts.
    const during = { listeners: await listeners(shopper), recorded: await shopper.evaluate(() => /** @type {any} */ (window).recorded_()) };
    expect(during.listeners.length).toBeGreaterThan(before.listeners.length + 10);
    expect(during.recorded.sockets).toHaveLength(1);
    expect((await kept(shopper)).local).toContain(`alongside:${demo.site}`);

    await shopper.evaluate((keep) => {
      const { Alongside } = /** @type {any} */ (window);
      return keep ? Alongside.destroy({ keep }) : Alongside.destroy();
    }, keep);
    // The shop's own timers and what is under way end meanwhile.
    await expect
      .poll(() => shopper.evaluate(() => /** @type {any} */ (window).recorded_()), { timeout: 5_000 })
      .toEqual({ timeouts: [], intervals: [], frames: [], idle: [], sockets: [] });
    expect(await listeners(shopper)).toEqual(before.listeners);
    expect(await nodes(shopper)).toEqual(before.nodes);
    const mine = { local: [`alongside:${demo.site}`], session: [`alongside:${demo.site}`] };
    const after = await kept(shopper);
    expect({ ...after, local: after.local.sort(), session: after.session.sort() }).toEqual(
      keep ? { ...before.kept, local: [...before.kept.local, ...mine.local].sort(), session: [...before.kept.session, ...mine.session].sort() } : before.kept,
    );
    // And it may come again.
    await shopper.reload();
    await shopper.locator(".launcher").waitFor();
    await shopper.evaluate(() => /** @type {any} */ (window).Alongside.open());
    await expect(shopper.getByLabel("Your message")).toBeVisible();
    await expect(shopper.getByText(`Something to forget, ${keep}`)).toHaveCount(keep ? 1 : 0);
    await close();
  });
}
