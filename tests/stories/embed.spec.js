// The script tag on somebody's page: quiet before the first click, and honest when something is wrong.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { serve } from "./support/static-server.js";

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

/** A page that embeds the demo's widget. @param {{ site?: string, relay?: string, more?: string }} [options] */
function embedding({ site = demo.site, relay = demo.relay, more = "" } = {}) {
  return `<!doctype html><title>A shop</title><body><h1>A shop</h1><button id="own">Own button</button>${more}
    <script async src="${relay}/alongside.js" data-site="${site}" data-contact="mailto:help@shop.example" data-open-root></script></body>`;
}

/** @param {import("@playwright/test").Page} page */
const launcher = (page) => page.getByRole("button", { name: /chat|help/i });

test("before the first click there is no cookie, no storage, no socket and no wasm", async ({ page }) => {
  /** @type {string[]} */
  const fromRelay = [];
  /** @type {string[]} */
  const sockets = [];
  page.on("request", (request) => request.url().startsWith(demo.relay) && fromRelay.push(new URL(request.url()).pathname));
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(`${demo.shop}/account.html`);
  await expect(launcher(page)).toBeVisible();
  await page.waitForTimeout(1_000);
  expect(fromRelay).toEqual(["/alongside.js"]);
  expect(sockets).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage).filter((key) => key.startsWith("alongside")),
    session: Object.keys(sessionStorage).filter((key) => key.startsWith("alongside")),
    databases: (await indexedDB.databases()).length,
  }));
  expect(kept).toEqual({ local: [], session: [], databases: 0 });

  await launcher(page).click();
  await expect(page.getByLabel("Your message")).toBeVisible();
  expect(fromRelay.some((path) => path.endsWith(".wasm"))).toBe(true);
});

test("a strict policy that allows the relay and wasm is enough: no violation on any page of the shop", async ({ page }) => {
  /** @type {string[]} */
  const violations = [];
  page.on("console", (message) => /Content Security Policy|violat/i.test(message.text()) && violations.push(message.text()));
  for (const path of ["/", "/product.html", "/basket.html", "/checkout.html", "/account.html", "/thanks.html"]) {
    const response = await page.goto(demo.shop + path);
    expect(response?.headers()["content-security-policy"]).toMatch(/default-src 'self'/);
    expect(response?.headers()["content-security-policy"]).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    await expect(launcher(page)).toBeVisible();
  }
  await launcher(page).click();
  await page.getByLabel("Your message").fill("Hello");
  await page.getByRole("button", { name: "Share this page" }).click();
  await page.getByRole("button", { name: "Share my page" }).click();
  await expect(page.getByText(/You are sharing this page/)).toBeVisible();
  expect(violations).toEqual([]);
});

test("a second load of the script changes nothing and says so once", async ({ page }) => {
  /** @type {string[]} */
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  await page.goto(`${demo.shop}/product.html`);
  await expect(launcher(page)).toBeVisible();
  await page.evaluate((relay) => {
    for (let round = 0; round < 2; round++) {
      const script = document.createElement("script");
      script.src = `${relay}/alongside.js`;
      document.body.append(script);
    }
  }, demo.relay);
  await expect.poll(() => warnings.filter((text) => text.includes("Alongside")).length).toBeGreaterThan(0);
  expect(await launcher(page).count()).toBe(1);
});

test("a page whose origin is not allowed is told which origin to add", async ({ page }) => {
  const other = await serve({ "/": embedding() });
  await page.goto(other.origin);
  await launcher(page).click();
  await expect.poll(() => page.evaluate(() => JSON.stringify(/** @type {any} */ (window).Alongside.diagnose()))).toContain(other.origin);
  await expect(page.getByRole("link").first()).toBeVisible();
  await page.locator("#own").click();
  await other.close();
});

test("an unknown site key is said to be unknown", async ({ page }) => {
  const other = await serve({ "/": embedding({ site: "pk_nobody" }) });
  await page.goto(other.origin);
  await launcher(page).click();
  await expect.poll(() => page.evaluate(() => JSON.stringify(/** @type {any} */ (window).Alongside.diagnose()))).toContain("pk_nobody");
  await other.close();
});

test("wasm blocked by the page's policy leaves a contact link and a reason", async ({ page }) => {
  const policy = `default-src 'self'; script-src 'self' ${demo.relay}; connect-src ${demo.relay} ${demo.relay.replace("http", "ws")}`;
  const other = await serve({ "/": { body: embedding(), headers: { "content-security-policy": policy } } });
  // This origin is not allowed, either: that answer must not come first.
  await page.route("**/boot", () => {});
  await page.goto(other.origin);
  await launcher(page).click();
  await expect.poll(() => page.evaluate(() => JSON.stringify(/** @type {any} */ (window).Alongside.diagnose()))).toMatch(/wasm/i);
  await expect(page.getByRole("link").first()).toBeVisible();
  await page.locator("#own").click();
  await other.close();
});

test("a page loads without the relay, and the rest of the shop works", async ({ page }) => {
  const other = await serve({ "/": embedding({ relay: "http://127.0.0.1:9" }) });
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(other.origin);
  await page.locator("#own").click();
  expect(errors).toEqual([]);
  await other.close();
});

test("a panic in the widget leaves the page alone, and a contact link", async ({ page }) => {
  // The widget's wasm, cut off in the middle: it traps or does not compile, as a panic or a broken proxy would have it.
  await page.route("**/widget_bg.wasm*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.body()).subarray(0, 2_000) });
  });
  await page.goto(`${demo.shop}/product.html`);
  await launcher(page).click();
  await expect(page.getByRole("link", { name: /contact|write|mail/i }).first()).toBeVisible();
  await page.getByTestId("quantity-plus").click();
  await expect(page.getByTestId("quantity")).toHaveText("2");
});

test("a message of 100 KB is refused in words, and the next one goes through", async ({ page }) => {
  await page.goto(`${demo.shop}/product.html`);
  await launcher(page).click();
  const field = page.getByLabel("Your message");
  await field.fill("x".repeat(100_000));
  await expect(page.getByText(/too many/)).toBeVisible();
  await field.press("Enter");
  await expect(field).toHaveValue(/^x{100000}$/);
  await field.fill("A short one");
  await field.press("Enter");
  await expect(page.getByText(/· (Sent|Delivered|Read)$/).last()).toBeVisible();
});

test("what she types stays in the composer while messages come and go", async ({ browser }) => {
  const [shopper, agent] = [await browser.newPage(), await browser.newPage()];
  await logIn(agent, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await launcher(shopper).click();
  const field = shopper.getByLabel("Your message");
  await field.fill("A question for the composer");
  await field.press("Enter");
  await agent.getByText("A question for the composer").first().click();
  await field.pressSequentially("half a sen");
  const reply = agent.getByRole("textbox", { name: /message/i });
  for (let round = 1; round <= 5; round++) {
    await reply.fill(`answer ${round}`);
    await reply.press("Enter");
    await expect(shopper.getByText(`answer ${round}`)).toBeVisible();
    await expect(field).toHaveValue("half a sen");
    await expect(field).toBeFocused();
  }
  await Promise.all([shopper.close(), agent.close()]);
});

test("a relay that is gone when she clicks: a contact address, and it works when the relay is back", async ({ page }) => {
  const own = await startDemo();
  await page.goto(`${own.shop}/product.html`);
  await expect(launcher(page)).toBeVisible();
  await own.halt("SIGKILL");
  await launcher(page).click();
  const retry = page.getByRole("button", { name: /again/i });
  await expect(retry).toBeVisible();
  await page.getByTestId("quantity-plus").click();
  await expect(page.getByTestId("quantity")).toHaveText("2");

  await own.restart();
  await retry.click();
  await expect(page.getByLabel("Your message")).toBeVisible();
  await own.close();
});

test("the launcher counts what she has not read, and the focus is never lost when sharing stops", async ({ browser }) => {
  const [shopper, agent] = [await browser.newPage(), await browser.newPage()];
  await logIn(agent, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await launcher(shopper).click();
  const field = shopper.getByLabel("Your message");
  await field.fill("Count these");
  await field.press("Enter");
  await agent.getByText("Count these").first().click();
  await shopper.getByRole("button", { name: "Close chat" }).click();
  const reply = agent.getByRole("textbox", { name: /message/i });
  for (const text of ["one", "two"]) {
    await reply.fill(text);
    await reply.press("Enter");
  }
  await expect(shopper.getByRole("button", { name: /Unread messages: 2/ })).toBeVisible();
  await launcher(shopper).click();
  await expect(shopper.getByText("two", { exact: true })).toBeVisible();

  await shopper.getByRole("button", { name: "Share this page" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await shopper.getByRole("button", { name: "Stop sharing" }).click();
  await expect(field).toBeFocused();
  await Promise.all([shopper.close(), agent.close()]);
});
