// The panel without a mouse, with large letters, without movement, and in languages with long words.
import { expect, test } from "@playwright/test";

import { standPanel } from "./support/panel.js";
import { ask, share } from "./support/panel-share.js";

const LOCALES = ["ar", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "tr", "zh"];

/** Where the focus is, and whether that shows. @param {import("@playwright/test").Page} page */
const focus = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return undefined;
    const parts = [element, element.closest(".composer")].map((part) => part && getComputedStyle(part));
    const shows = parts.some((style) => style && (style.outlineStyle !== "none" || style.boxShadow !== "none"));
    return { name: element.getAttribute("aria-label") ?? element.textContent?.trim(), shows };
  });

test("with the keyboard alone she opens, reads, writes and closes; the focus always shows, and comes back", async ({ browser }) => {
  const panel = await standPanel(browser);
  const { page } = panel;
  await page.locator("#own").focus();
  await page.keyboard.press("Tab");
  expect(await focus(page)).toEqual({ name: "Open chat", shows: true });
  await page.keyboard.press("Enter");
  await expect(page.locator("textarea")).toBeFocused();
  await page.keyboard.type("Hello");
  panel.message("agent", panel.words.answer);
  await expect(page.getByRole("link", { name: /trail-runner/ })).toBeVisible();
  /** @type {Set<string | null | undefined>} */
  const reached = new Set();
  for (let press = 0; press < 14; press++) {
    const at = await focus(page);
    // The page's own button has the browser's own ring.
    if (at && at.name !== panel.words.thanks) {
      expect(at.shows, at.name ?? "").toBe(true);
      reached.add(at.name);
    }
    await page.keyboard.press("Tab");
  }
  for (const control of ["Close chat", "Your message", "Share this page", "Send"]) expect([...reached], control).toContain(control);
  expect([...reached].some((name) => name?.startsWith("https://shop.example")), "the link").toBe(true);

  // Escape takes away what lies over the conversation, and then the panel.
  await page.locator(".tool:has(span)").first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Share my page" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator(".card")).toHaveCount(0);
  await expect(page.locator(".panel")).toBeVisible();
  await page.locator("textarea").focus();
  await page.keyboard.press("Escape");
  await expect(page.locator(".panel")).toBeHidden();
  await expect(page.locator(".launcher")).toBeFocused();
  await panel.close();
});

test("at 200 % all of it is there, and nothing has to be scrolled sideways", async ({ browser }) => {
  // As a browser does that: half the pixels, twice as large.
  const panel = await standPanel(browser, { context: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } });
  const { page } = panel;
  await panel.open();
  panel.message("agent", panel.words.answer);
  for (const part of [".header", "textarea", ".send"]) await expect(page.locator(part)).toBeInViewport({ ratio: 1 });
  expect((await page.locator(".log").boundingBox())?.height).toBeGreaterThan(80);
  await page.locator(".tool:has(span)").first().click();
  await page.getByRole("button", { name: "Share my page" }).scrollIntoViewIfNeeded();
  await expect(page.getByRole("button", { name: "Share my page" })).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.screenshot({ path: "artifacts/panel/zoom.png" });
  await panel.close();
});

test("nothing moves for whoever wants no movement", async ({ browser }) => {
  const panel = await standPanel(browser);
  await panel.open();
  panel.say({ type: "typing", on: true, name: panel.words.agent });
  await expect(panel.page.locator(".typing")).toBeVisible();
  await share(panel, panel.words.agent);
  await expect
    .poll(() => panel.page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length))
    .toBe(0);
  await panel.close();
});

test("no word is cut off on a small phone, in any language", async ({ browser }) => {
  const panel = await standPanel(browser, { context: { viewport: { width: 320, height: 640 } } });
  const { page } = panel;
  // A shop's own name may be longer than there is room for.
  /** What does not fit where it stands, by language. @type {Record<string, string[]>} */
  const cut = {};
  const look = async (/** @type {string} */ state) => {
    for (const locale of LOCALES) {
      await page.evaluate((tag) => /** @type {any} */ (window).Alongside.setLocale(tag), locale);
      await expect(page.locator(".panel > [lang]")).toHaveAttribute("lang", new RegExp(`^${locale}`));
      const found = await page.locator(".alongside").evaluate((root) =>
        [...root.querySelectorAll("button, p, h2, h3, dd, dt, .notice, .left, .card, .bar, .bar-text")]
          .filter((part) => part.checkVisibility() && !part.matches(".only-read, .shop"))
          .filter((part) => {
            const { left, right } = part.getBoundingClientRect();
            return part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 2 || left < -1 || right > innerWidth + 1;
          })
          .map((part) => `${part.className}: ${/** @type {HTMLElement} */ (part).innerText.slice(0, 60)}`),
      );
      if (found.length > 0) (cut[locale] ??= []).push(...found.map((part) => `${state}, ${part}`));
      if (locale === "de") await page.screenshot({ path: `artifacts/panel/small-${state}-de.png` });
    }
  };
  await panel.open();
  panel.say({ type: "agents", agents: [] });
  await look("empty");
  await page.locator("textarea").fill("a".repeat(20_123));
  await look("over-the-limit");
  await page.locator("textarea").fill("");
  await ask(panel);
  await look("consent");
  await page.locator(".card .strong").click();
  await expect(page.locator(".bar")).toBeVisible();
  await look("sharing-starts");
  const { session } = panel.heard.find(({ type }) => type === "cobrowse_start");
  panel.say({ type: "cobrowse_started", session });
  panel.say({ type: "cobrowse_watchers", session, watchers: [{ agent: "m", name: "Milan" }, { agent: "a", name: "Ana" }] });
  await expect(page.locator(".bar-text")).toContainText("Ana");
  await look("sharing");
  panel.say({ type: "cobrowse_ended", session, reason: "line_lost" });
  await expect(page.locator(".notice .small")).toBeVisible();
  await page.evaluate(() => /** @type {any} */ (window).Alongside.cobrowseCode());
  panel.say({ type: "cobrowse_code", code: "041736", expires_at_ms: 0 });
  await expect(page.locator(".digits")).toHaveText("041736");
  await look("code");
  expect(cut).toEqual({});
  await panel.close();
});
