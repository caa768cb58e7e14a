// What a page can ask of the widget, call by call: as docs/site-owners.md shows it.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { talk } from "./support/meeting.js";
import { ownPages, withTag } from "./support/own-page.js";

/** @typedef {import("@playwright/test").Page} Page */

test.use({ trace: "off" });

/** What shops call their forms and pictures: `document` has members of these names, which they then stand for. */
const NAMES = `title body head forms images links cookie name search all location dir lang hidden activeElement getElementById children
  fonts styleSheets readyState referrer defaultView scrollingElement`.split(/\s+/);

/** @type {import("./support/demo.js").Demo} */
let demo;
/** Pages with other tags than the demo's. @type {Awaited<ReturnType<typeof ownPages>>} */
let own;
test.beforeAll(async () => {
  demo = await startDemo();
  own = await ownPages(demo, {
    "/manual": withTag(demo, "data-manual"),
    "/named": withTag(demo, `data-site="${demo.site}"`, NAMES.map((name) => `<img name="${name}" id="${name}" alt="">`).join("")),
    "/themed": withTag(
      demo,
      `data-site="${demo.site}" data-position="start" data-side="40" data-radius="0" data-icon="question" data-label="Ask us" data-scheme="dark"`,
    ),
  });
});
test.afterAll(() => Promise.all([own.close(), demo.close()]));

/** @param {Page} page */
const launcher = (page) => page.locator(".launcher");

/** Calls a function of `window.Alongside`. @param {Page} page @param {string} name @param {any[]} given */
const call = (page, name, ...given) =>
  page.evaluate(([name, given]) => /** @type {any} */ (window).Alongside[/** @type {string} */ (name)](.../** @type {any[]} */ (given)), /** @type {const} */ ([name, given]));

test("a page that starts by hand shows nothing before boot, and boot starts anew with what it is given", async ({ page }) => {
  await page.goto(`${own.origin}/manual`);
  await page.waitForFunction(() => "diagnose" in (/** @type {any} */ (window).Alongside ?? {}));
  await expect(launcher(page)).toHaveCount(0);
  await call(page, "boot", { site: demo.site, label: "Ask us", accent: "#7a1fa2" });
  await expect(page.getByRole("button", { name: "Ask us" })).toBeVisible();
  await page.getByRole("button", { name: "Ask us" }).click();
  await expect(page.getByLabel("Your message")).toBeVisible();
  // What the page says goes before what the site has set, also once that is known.
  expect(await page.getByRole("button", { name: "Ask us" }).evaluate((button) => getComputedStyle(button).backgroundColor)).toBe("rgb(122, 31, 162)");
  // Anew, with the chat that was open; and what is not said any more is the site's.
  await call(page, "boot", { label: null });
  await expect(page.getByLabel("Your message")).toBeVisible();
  await expect(launcher(page)).toHaveText("");
  expect((await call(page, "diagnose")).site).toBe(demo.site);
});

test("the panel opens, and goes on, whatever the page calls its pictures", async ({ page }) => {
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${own.origin}/named`);
  await launcher(page).click();
  await page.getByLabel("Your message").fill("Hello");
  await page.getByLabel("Your message").press("Enter");
  await expect(page.getByText("Hello")).toBeVisible();
  expect(errors).toEqual([]);
});

test("what was asked for last holds, also before the widget is there", async ({ page }) => {
  /** @type {string[]} */
  const sent = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  await page.goto(`${demo.shop}/product.html`);
  await expect(launcher(page)).toBeVisible();
  await page.evaluate(() => {
    const { Alongside } = /** @type {any} */ (window);
    // Of somebody who logged out then.
    Alongside.track("looked_at", { order: 4711 });
    Alongside.reset();
    Alongside.track("looked_at", { order: 4712 });
    Alongside.open();
    Alongside.close();
  });
  await expect.poll(async () => (await call(page, "diagnose")).connection).toBe("open");
  await expect(page.getByLabel("Your message")).toBeHidden();
  await expect(launcher(page)).toHaveAttribute("aria-expanded", "false");
  await expect.poll(() => sent.filter((frame) => frame.includes("looked_at"))).toHaveLength(1);
  expect(sent.join()).not.toContain("4711");
});

test("what the page tells of waits for the chat, and stands beside the conversation, at once when it is open", async ({ browser }) => {
  const [shopper, agent] = [await browser.newPage(), await browser.newPage()];
  /** @type {string[]} */
  const sent = [];
  shopper.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  await shopper.goto(`${demo.shop}/product.html`);
  await expect(launcher(shopper)).toBeVisible();
  for (let number = 0; number < 25; number++) await call(shopper, "track", "looked_at", { number });
  await call(shopper, "track", "added_to_basket", { article: "Brandung", price: 79.9, gift: false, parts: [1, 2] });
  expect(sent).toEqual([]);

  await logIn(agent, demo);
  await talk(shopper, agent, "Do you have it in blue?");
  // Of what was told before the chat was opened, the newest twenty.
  expect(sent.filter((frame) => frame.includes('"track"'))).toHaveLength(20);
  const trail = agent.getByRole("region", { name: "Lately" });
  await expect(trail.getByText("added_to_basket")).toBeVisible();
  await expect(trail.getByText("article: Brandung · gift: false · price: 79.9")).toBeVisible();

  await call(shopper, "track", "applied_voucher", { code: "SUMMER" });
  await expect(trail.getByText("applied_voucher")).toBeVisible();
  // A page of an app that changes pages without a load.
  await shopper.evaluate(() => {
    history.pushState(null, "", "/product.html/reviews");
    document.title = "Reviews";
    /** @type {any} */ (window).Alongside.page();
  });
  await expect(trail.getByRole("listitem").first()).toContainText("Reviews");
  await expect(trail.getByRole("listitem").first()).toContainText("/product.html/reviews");
  await expect(trail.getByText("/product.html", { exact: true })).toBeVisible();
  await trail.getByRole("button", { name: "Show 17 more" }).click();
  await expect(trail.getByRole("listitem")).toHaveCount(23);
  await Promise.all([shopper.close(), agent.close()]);
});

test("each of an event's listeners hears it, in order, until it unsubscribes", async ({ page }) => {
  await page.goto(`${demo.shop}/product.html`);
  await expect(launcher(page)).toBeVisible();
  await page.evaluate(() => {
    const { Alongside } = /** @type {any} */ (window);
    const heard = (/** @type {any} */ (window).heard_ = /** @type {string[]} */ ([]));
    Alongside.on("open", () => {
      heard.push("one");
      throw new Error("a listener's own");
    });
    const leave = Alongside.on("open", () => heard.push("two"));
    Alongside.on("close", () => {
      heard.push("closed");
      leave();
    });
    Alongside.on("open", () => heard.push("three"));
  });
  await call(page, "open");
  await expect(page.getByLabel("Your message")).toBeVisible();
  await call(page, "close");
  await call(page, "open");
  await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).heard_)).toEqual(["one", "two", "three", "closed", "one", "three"]);
});

test("the theme of the site, of the page's tag and of its script: each in its turn, with the draft left alone", async ({ page }) => {
  await page.goto(`${own.origin}/themed`);
  const button = page.getByRole("button", { name: "Ask us" });
  const box = await button.boundingBox();
  expect(box?.x).toBe(40);
  expect(await button.evaluate((element) => getComputedStyle(element).borderRadius)).toBe("0px");
  await button.click();
  const panel = page.getByRole("dialog");
  await expect(panel).toBeVisible();
  const left = async () => (await panel.boundingBox())?.x;
  await expect.poll(left).toBe(40);
  const ground = () => panel.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await ground()).toBe("rgb(27, 29, 34)");
  await page.getByLabel("Your message").fill("A draft");
  await call(page, "setTheme", { scheme: "light", position: "end", radius: 24, greeting: "What can we find for you?", accent: "#ffd400" });
  expect(await ground()).toBe("rgb(255, 255, 255)");
  await expect(panel.getByText("What can we find for you?")).toBeVisible();
  expect(await panel.evaluate((element) => getComputedStyle(element).borderRadius)).toBe("24px");
  await expect.poll(left).toBeGreaterThan(400);
  await expect(page.getByLabel("Your message")).toHaveValue("A draft");
  // On yellow, black.
  await expect(page.getByRole("button", { name: "Send", exact: true })).toHaveCSS("color", "rgb(0, 0, 0)");
  // What is taken back is as the tag or the site has it.
  await call(page, "setTheme", { scheme: null, position: undefined });
  expect(await ground()).toBe("rgb(27, 29, 34)");
  await expect.poll(left).toBe(40);
});

test("words on any accent can be read", async ({ page }) => {
  await page.goto(`${demo.shop}/product.html`);
  await expect(launcher(page)).toBeVisible();
  const worst = await page.evaluate(() => {
    const channel = (/** @type {number} */ value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const light = (/** @type {string} */ color) => {
      const [red, green, blue] = /** @type {string[]} */ (color.match(/\d+/g)).map((part) => channel(Number(part) / 255));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const host = /** @type {Element} */ (document.documentElement.lastElementChild);
    const button = /** @type {Element} */ (host.shadowRoot?.querySelector("button"));
    let [least, where] = [21, ""];
    // Every 17th level of each channel, both ends included.
    for (let red = 0; red < 256; red += 17)
      for (let green = 0; green < 256; green += 17)
        for (let blue = 0; blue < 256; blue += 17) {
          const accent = "#" + [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
          /** @type {any} */ (window).Alongside.setTheme({ accent });
          const { color, backgroundColor } = getComputedStyle(button);
          const [one, other] = [light(color), light(backgroundColor)].sort((a, b) => b - a);
          const contrast = (one + 0.05) / (other + 0.05);
          if (contrast < least) [least, where] = [contrast, accent];
        }
    return { least, where };
  });
  expect(worst.least, worst.where).toBeGreaterThanOrEqual(4.5);
});
