// A session outlives the page, the tab, the line and the relay; it ends when she says so, or does not come back. Everything is
// real: the relay, the browser, the sockets, the back-forward cache.
import { chromium, expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { figure } from "./support/figure.js";
import { bodies } from "./support/frame-bodies.js";
import { sentFrames } from "./support/sent-frames.js";
import { slowLine } from "./support/slow-line.js";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").BrowserContext} BrowserContext */
/** @typedef {import("@playwright/test").Frame} Frame */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./support/demo.js").Demo} Demo */

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it.
test.use({ trace: "off" });

const SHARING = /You are sharing this page with/;
const CARD = "4111 1111 1111 1111";

/** How long it may take until the agent sees the page, in ms: the promise, and the patience on a busy machine. */
const [PROMISED, PATIENCE] = [1_000, 10_000];

/**
 * A shopper who shares a product page, and an agent who watches it.
 * @param {{ browser: Browser, shopper: BrowserContext }} from
 */
async function scene({ browser, shopper: context }) {
  const demo = await startDemo();
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const shopper = await context.newPage();
  const sent = listen(shopper);
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("Do you see it?");
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText("Do you see it?").first().click();
  await agent.getByRole("button", { name: /ask to see/i }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(shopper.getByText(SHARING)).toBeVisible();
  await shopper.getByRole("button", { name: "Close chat" }).click();
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  await expect(view.getByTestId("add-to-basket")).toBeVisible();
  return { demo, agent, shopper, view, sent };
}

/** Every byte that leaves a page on its sockets. @param {Page} page */
function listen(page) {
  /** @type {Buffer[]} */
  const sent = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
  return sent;
}

/** The viewer's page. @param {Page} agent */
async function viewerOf(agent) {
  const html = await agent.frameLocator("iframe").frameLocator("iframe").locator("html").elementHandle();
  return /** @type {Frame} */ ((await html?.ownerFrame())?.parentFrame());
}

/** When the agent's view shows what `selector` finds: begins to look at once. @param {Frame} viewer @param {string} selector */
function whenShown(viewer, selector) {
  return viewer.evaluate(
    (selector) =>
      new Promise((/** @type {(at: number) => void} */ resolve) => {
        const look = () => {
          const found = document.querySelector("iframe")?.contentDocument?.querySelector(selector);
          if (found) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    selector,
  );
}

/** Marks the page so that only what comes after now has the mark. @param {Page} page @param {string} mark */
const mark = (page, mark) =>
  page.evaluate((mark) => {
    document.body.dataset.mark = mark;
  }, mark);

/** @param {string} what @param {number} ms */
function told(what, ms) {
  figure(what, `${Math.round(ms)} ms of ${PROMISED}`);
  expect(ms, what).toBeLessThan(PATIENCE);
}

/** When the page's own content was there. @param {Page} page */
const contentLoadedAt = (page) =>
  page.evaluate(() => {
    const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    return performance.timeOrigin + entry.domContentLoadedEventEnd;
  });

test("she goes from page to page, and the agent sees the next one within a second, without her secrets", async ({ browser }) => {
  test.setTimeout(300_000);
  const { demo, agent, shopper, view, sent } = await scene({ browser, shopper: await browser.newContext() });
  const viewer = await viewerOf(agent);

  await test.step("a link to another page", async () => {
    const shown = whenShown(viewer, "#cardnumber");
    await shopper.goto(`${demo.shop}/checkout.html`);
    told("another page", (await shown) - (await contentLoadedAt(shopper)));
    await expect(shopper.getByText(SHARING)).toBeVisible();
    await expect(agent.getByText(/checkout/i).first()).toBeVisible();
  });

  await test.step("what she types there is as secret as before", async () => {
    await shopper.getByTestId("card-number").fill(CARD);
    await expect(view.locator("#cardnumber")).toHaveValue(/^•+$/);
  });

  await test.step("a reload", async () => {
    await viewer.evaluate(() => document.querySelector("iframe")?.contentDocument?.querySelector("#cardnumber")?.remove());
    const shown = whenShown(viewer, "#cardnumber");
    await shopper.reload();
    told("a reload", (await shown) - (await contentLoadedAt(shopper)));
    await expect(shopper.getByText(SHARING)).toBeVisible();
  });

  await test.step("within a single-page app there is nothing to wait for", async () => {
    await shopper.evaluate(() => {
      history.pushState(null, "", "/step-two.html");
      document.title = "The second step";
    });
    await expect(agent.getByText("The second step").first()).toBeVisible();
    await expect(shopper.getByText(SHARING)).toBeVisible();
  });

  await test.step("three pages in a hurry", async () => {
    for (const page of ["index", "basket", "account"]) await shopper.goto(`${demo.shop}/${page}.html`, { waitUntil: "commit" });
    await shopper.goto(`${demo.shop}/product.html`);
    await expect(view.getByTestId("add-to-basket")).toBeVisible();
    await expect(shopper.getByText(SHARING)).toBeVisible();
  });

  await test.step("in the conversation, sharing has begun once and not ended", async () => {
    const log = agent.getByRole("log");
    await expect(log.getByText("Page sharing started")).toHaveCount(1);
    await expect(log.getByText("Page sharing ended")).toHaveCount(0);
  });

  await test.step("she stops: no page goes on", async () => {
    await shopper.getByRole("button", { name: "Stop sharing" }).click();
    await expect(agent.getByText("Page sharing ended").first()).toBeVisible();
    await shopper.goto(`${demo.shop}/checkout.html`);
    await expect(shopper.getByRole("button", { name: /chat/i })).toBeVisible();
    await shopper.waitForTimeout(1_000);
    await expect(shopper.getByText(/You are sharing/)).toBeHidden();
    expect(await shopper.evaluate(() => Object.keys(sessionStorage).filter((key) => key.endsWith(":shared")))).toEqual([]);
  });

  // Each page's recording is a stream of its own, and begins with a keyframe.
  const told_ = bodies(sentFrames(sent));
  expect(told_.includes("Choose a password")).toBe(true);
  for (const secret of [CARD, CARD.replaceAll(" ", "")]) {
    expect(told_.includes(secret)).toBe(false);
    for (const frame of sent) expect(frame.includes(secret)).toBe(false);
  }
  await shopper.context().close();
  await agent.context().close();
  await demo.close();
});

test("a page out of the back-forward cache is shared again", async ({ browser, launchOptions }) => {
  test.setTimeout(300_000);
  // Playwright turns the cache off.
  const own = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  const { demo, agent, shopper, view } = await scene({ browser, shopper: await own.newContext() });
  const viewer = await viewerOf(agent);
  // A page that the browser kept is no page that Playwright knows: what happened there shows in the agent's view, and what is to
  // happen there the page does by itself.
  await shopper.evaluate(() => {
    addEventListener("pageshow", (event) => {
      document.body.dataset.kept = String(event.persisted);
      setTimeout(() => history.forward(), 3_000);
    });
  });
  await shopper.getByTestId("quantity-plus").click();
  await shopper.goto(`${demo.shop}/checkout.html`);
  await expect(view.locator("#cardnumber")).toBeVisible();
  const shown = whenShown(viewer, "[data-kept=true]");
  const began = Date.now();
  await shopper.evaluate(() => {
    addEventListener("pageshow", (event) => {
      document.body.dataset.kept = String(event.persisted);
    });
    history.back();
  });
  told("back", (await shown) - began);
  await expect(view.getByTestId("quantity")).toHaveText("2");
  await expect(view.locator("#cardnumber")).toBeHidden();
  await expect(view.locator("#cardnumber")).toBeVisible();
  await expect(view.locator("[data-kept=true]")).toBeAttached();
  await expect(agent.getByRole("log").getByText("Page sharing started")).toHaveCount(1);
  await expect(agent.getByRole("log").getByText("Page sharing ended")).toHaveCount(0);
  await own.close();
  await agent.context().close();
  await demo.close();
});

/** The tab that a person would have in front: Playwright's pages all believe that they are. @param {Page} front @param {Page[]} others */
async function look(front, ...others) {
  for (const page of [...others, front]) {
    await page.evaluate((isFront) => {
      Object.defineProperty(document, "hasFocus", { value: () => isFront, configurable: true });
      dispatchEvent(new Event(isFront ? "focus" : "blur"));
    }, page === front);
  }
}

test("the view follows the tab that she looks at", async ({ browser }) => {
  test.setTimeout(300_000);
  const { demo, agent, shopper: first, view } = await scene({ browser, shopper: await browser.newContext() });
  const viewer = await viewerOf(agent);
  const second = await first.context().newPage();
  const other = "You are sharing another tab of this site.";

  await test.step("a second tab is shared as soon as it is there", async () => {
    const shown = whenShown(viewer, "#cardnumber");
    await second.goto(`${demo.shop}/checkout.html`);
    told("a second tab", (await shown) - (await contentLoadedAt(second)));
    await expect(second.getByText(SHARING)).toBeVisible();
    await expect(first.getByText(other)).toBeVisible();
  });

  await test.step("she looks at the first again, and back", async () => {
    for (const [front, behind, selector] of /** @type {[Page, Page, string][]} */ ([
      [first, second, "[data-test=add-to-basket]"],
      [second, first, "#cardnumber"],
      [first, second, "[data-test=add-to-basket]"],
    ])) {
      const shown = whenShown(viewer, selector);
      const began = Date.now();
      await look(front, behind);
      told("a look at another tab", (await shown) - began);
      await expect(front.getByText(SHARING)).toBeVisible();
      await expect(behind.getByText(other)).toBeVisible();
    }
  });

  await test.step("a copy of the tab, opened in the background, does not fight for it", async () => {
    const memory = await first.evaluate(() => JSON.stringify(sessionStorage));
    expect(memory).toContain(":shared");
    const copy = await first.context().newPage();
    await copy.addInitScript((memory) => {
      // A duplicated tab has the storage of the first.
      for (const [key, value] of Object.entries(JSON.parse(memory))) sessionStorage.setItem(key, value);
      Object.defineProperty(document, "hasFocus", { value: () => false });
    }, memory);
    await copy.goto(`${demo.shop}/product.html`);
    await expect(copy.getByText(other)).toBeVisible();
    await expect(first.getByText(SHARING)).toBeVisible();
    await copy.close();
    await expect(first.getByText(SHARING)).toBeVisible();
  });

  await test.step("a window that is closed leaves the session to the one that is left", async () => {
    await look(second, first);
    await expect(second.getByText(SHARING)).toBeVisible();
    await second.close();
    const shown = whenShown(viewer, "[data-test=add-to-basket]");
    await look(first);
    await shown;
    await expect(first.getByText(SHARING)).toBeVisible();
  });
  await first.context().close();
  await agent.context().close();
  await demo.close();
});

test("a lost line: the shopper is told, and the view is there within a second of its return", async ({ browser }) => {
  test.setTimeout(300_000);
  const line = await slowLine({ bytesPerSecond: 10_000_000, delay: 5 });
  const { demo, agent, shopper } = await scene({ browser, shopper: await browser.newContext({ proxy: { server: line.origin } }) });
  const viewer = await viewerOf(agent);
  const context = shopper.context();

  await test.step("she reads that it reconnects, and nothing of the sharing is gone", async () => {
    await context.setOffline(true);
    line.cut();
    await expect(shopper.getByText("Reconnecting…")).toBeVisible();
    await mark(shopper, "offline");
    // Long enough for the waits between attempts to grow.
    await shopper.waitForTimeout(6_000);
    await expect(agent.getByRole("log").getByText("Page sharing ended")).toHaveCount(0);
  });

  await test.step("it comes back", async () => {
    const shown = whenShown(viewer, "[data-mark=offline]");
    line.mend();
    const began = Date.now();
    await context.setOffline(false);
    told("a line that is back", (await shown) - began);
    await expect(shopper.getByText(SHARING)).toBeVisible();
    await expect(agent.locator("iframe")).toBeVisible();
  });

  await test.step("she stops without a line: it is over when the line is back", async () => {
    await context.setOffline(true);
    line.cut();
    await expect(shopper.getByText("Reconnecting…")).toBeVisible();
    await shopper.getByRole("button", { name: "Stop sharing" }).click();
    await expect(shopper.getByText(/You are sharing/)).toBeHidden();
    line.mend();
    await context.setOffline(false);
    await expect(agent.getByText(/stopped sharing the page/).first()).toBeVisible();
    await shopper.reload();
    await shopper.waitForTimeout(1_000);
    await expect(shopper.getByText(/You are sharing/)).toBeHidden();
  });
  await context.close();
  await agent.context().close();
  line.close();
  await demo.close();
});

for (const signal of /** @type {NodeJS.Signals[]} */ (["SIGKILL", "SIGTERM"])) test(`the relay ends with ${signal} and starts again: shopper and agent go on by themselves`, async ({ browser }) => {
  test.setTimeout(300_000);
  const { demo, agent, shopper } = await scene({ browser, shopper: await browser.newContext() });
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  await demo.halt(signal);
  await expect(shopper.getByText("Reconnecting…")).toBeVisible();
  await mark(shopper, "down");
  await demo.serve();
  const began = Date.now();
  // The console makes the view's frame anew, in a process of its own. A look that is under way while the old one ends tells
  // that its target was closed, and would not look again.
  await expect(() => expect(view.locator("[data-mark=down]")).toBeAttached({ timeout: 20_000 })).toPass({ timeout: 20_000 });
  figure(`after ${signal} and a restart`, `${Date.now() - began} ms`);
  await expect(shopper.getByText(SHARING)).toBeVisible();
  await mark(shopper, "again");
  await expect(view.locator("[data-mark=again]")).toBeAttached();
  await expect(agent.getByRole("log").getByText("Page sharing started")).toHaveCount(1);
  await shopper.context().close();
  await agent.context().close();
  await demo.close();
});

test("the agent reloads, and watches again", async ({ browser }) => {
  test.setTimeout(300_000);
  const { demo, agent, shopper, view } = await scene({ browser, shopper: await browser.newContext() });
  await agent.reload();
  await agent.getByText("Sharing", { exact: true }).first().click();
  await expect(view.getByTestId("add-to-basket")).toBeVisible();
  const loaded = () => view.locator("img").evaluateAll((images) => images.filter((image) => image.getAttribute("src")?.startsWith("blob:")).length);
  await expect.poll(loaded, "its pictures came again").toBeGreaterThan(0);
  await expect(shopper.getByText(SHARING)).toBeVisible();

  await test.step("also if she goes to another page meanwhile", async () => {
    await Promise.all([agent.reload(), shopper.goto(`${demo.shop}/checkout.html`)]);
    await agent.getByText("Sharing", { exact: true }).first().click();
    await expect(view.locator("#cardnumber")).toBeVisible();
  });
  await shopper.context().close();
  await agent.context().close();
  await demo.close();
});
