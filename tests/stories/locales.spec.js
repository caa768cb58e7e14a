// The panel speaks her language: which one, from where, and what follows from it.
import { expect, test } from "@playwright/test";

import { standPanel } from "./support/panel.js";

const LOCALES = ["ar", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "tr", "zh"];

/** @param {string[]} requests */
const tables = (requests) => requests.filter((path) => path.includes("/locales/"));

test("a page in English loads no table, and one in another language loads one, on intent", async ({ browser }) => {
  const english = await standPanel(browser, { html: 'lang="en"' });
  await english.open();
  expect(tables(english.requests)).toEqual([]);
  await english.close();

  const german = await standPanel(browser, { html: 'lang="de-AT"' });
  expect(tables(german.requests)).toEqual([]);
  await expect(german.page.getByRole("button", { name: "Open chat" })).toBeVisible();
  await german.open();
  await expect(german.page.getByLabel("Ihre Nachricht")).toBeVisible();
  await expect(german.page.getByRole("button", { name: "Chat öffnen" })).toBeVisible();
  expect(tables(german.requests)).toEqual(["/embed/locales/de.json"]);
  await german.close();
});

test("what the page says comes before what the site says, and that before the page's language and the browser's", async ({ browser }) => {
  const site = { options: { locale: "fr" } };
  const rows = /** @type {const} */ ([
    ["Su mensaje", { html: 'lang="de"', script: 'data-locale="es"', answer: site }, "ja-JP"],
    ["Votre message", { html: 'lang="de"', answer: site }, "ja-JP"],
    ["Ihre Nachricht", { html: 'lang="de"' }, "ja-JP"],
    ["メッセージ", { html: "" }, "ja-JP"],
    // Of languages that there is no table for, the next counts; and English, if there is none.
    ["Uw bericht", { html: 'lang="sv"', script: 'data-locale="x-none"' }, "nl-BE"],
    ["Your message", { html: 'lang="fil"', script: 'data-locale="dex"' }, "sv-SE"],
    ["您的消息", { html: 'lang="zh_Hant_TW"' }, "en-US"],
  ]);
  for (const [label, options, locale] of rows) {
    const panel = await standPanel(browser, { ...options, context: { locale } });
    await panel.open();
    await expect(panel.page.getByLabel(label, { exact: true })).toBeVisible();
    await panel.close();
  }
});

test("setLocale comes before all, turns the open panel, and leaves alone what she has written", async ({ browser }) => {
  const panel = await standPanel(browser, { html: 'lang="en"', script: 'data-locale="en-GB"' });
  await panel.open();
  const field = panel.page.locator("textarea");
  await field.fill("Half a sen");
  panel.message("agent", "One");
  await expect(panel.page.locator(".below")).toHaveText("12:00");
  const setLocale = (/** @type {string} */ tag) => panel.page.evaluate((tag) => /** @type {any} */ (window).Alongside.setLocale(tag), tag);
  await setLocale("ar");
  await expect(panel.page.getByRole("button", { name: "إرسال" })).toBeVisible();
  await expect(field).toHaveAttribute("aria-label", "رسالتك");
  await expect(field).toHaveValue("Half a sen");
  await expect(panel.page.locator(".day-name")).toHaveText("اليوم");
  expect(await panel.page.locator(".header").evaluate((header) => getComputedStyle(header).direction)).toBe("rtl");
  // The page runs from left to right as before, and so the corner is the same.
  const [launcher, box] = [await panel.page.locator(".launcher").boundingBox(), await panel.page.locator(".panel").boundingBox()];
  expect((launcher?.x ?? 0) + (launcher?.width ?? 0)).toBeCloseTo((box?.x ?? 0) + (box?.width ?? 0), 0);
  await setLocale("en");
  await expect(panel.page.getByRole("button", { name: "Send", exact: true })).toBeVisible();
  expect(await panel.page.locator(".header").evaluate((header) => getComputedStyle(header).direction)).toBe("ltr");
  await panel.close();
});

test("a form that is half filled in speaks the new language, and keeps what she has filled in", async ({ browser }) => {
  const panel = await standPanel(browser, { html: 'lang="en"' });
  const { page } = panel;
  await panel.open();
  const fields = [
    { kind: "choice", label: "Topic", required: true, choices: ["An order", "Sizes"] },
    { kind: "checkbox", label: "I agree", required: true },
  ];
  panel.say({ type: "reception", reception: { pre_chat: { name: "optional", email: "required", fields } } });
  const form = page.locator(".form");
  await form.getByLabel("Topic").selectOption("Sizes");
  await form.getByLabel("I agree").check();
  await form.getByLabel("E-mail").fill("ada@");
  await form.getByRole("button", { name: "Start the chat" }).click();
  await expect(form.getByRole("alert")).toContainText("Please check");
  await form.getByLabel("E-mail").pressSequentially("shop.example");
  await page.evaluate(() => /** @type {any} */ (window).Alongside.setLocale("de"));
  await expect(form.getByRole("button", { name: "Chat beginnen" })).toBeVisible();
  await expect(form.getByLabel("E-Mail")).toHaveValue("ada@shop.example");
  await expect(form.getByLabel("Topic")).toHaveValue("Sizes");
  await expect(form.getByLabel("I agree")).toBeChecked();
  await expect(form).not.toContainText(/Please|optional\b|Choose/);
  await form.getByRole("button", { name: "Chat beginnen" }).click();
  await expect.poll(() => panel.heard.find(({ type }) => type === "form")?.filled).toEqual({
    email: "ada@shop.example",
    answers: [{ label: "Topic", value: "Sizes" }, { label: "I agree", value: "yes" }],
  });
  await panel.close();
});

test("every language has every word: no key, no place and no English is left in any", async ({ browser }) => {
  const panel = await standPanel(browser, { html: 'lang="en"' });
  await panel.open();
  panel.say({ type: "agents", agents: ["Milan", "Ana", "Jo"] });
  const shown = () => panel.page.locator(".panel").evaluate((node) => /** @type {HTMLElement} */ (node).innerText);
  await expect.poll(shown).toContain("others are online");
  /** @type {Set<string>} */
  const presences = new Set();
  for (const locale of LOCALES) {
    await panel.page.evaluate((tag) => /** @type {any} */ (window).Alongside.setLocale(tag), locale);
    const root = panel.page.locator(".panel > [lang]");
    await expect(root).toHaveAttribute("lang", new RegExp(`^${locale}`));
    const text = await shown();
    expect(text, locale).toContain("Milan");
    expect(text, locale).toMatch(/2|٢|שני|شخصان/);
    expect(text, locale).not.toMatch(/[{}|]/);
    presences.add(await panel.page.locator(".presence").innerText());
  }
  expect(presences.size).toBe(LOCALES.length);
  await panel.close();
});

test("a table of another version, a broken one and a missing one leave English", async ({ browser }) => {
  const bodies = [JSON.stringify({ open: "?", panel: ["0", "?", "?"], assist: [] }), "no JSON", undefined];
  for (const body of bodies) {
    const panel = await standPanel(browser, {
      html: 'lang="de"',
      before: (page) => page.route("**/locales/de.json", (route) => (body ? route.fulfill({ body }) : route.fulfill({ status: 404 }))),
    });
    await panel.open();
    await expect(panel.page.getByLabel("Your message")).toBeVisible();
    await panel.close();
  }
});

test("where the chat cannot be had she is told so in her language", async ({ browser }) => {
  const panel = await standPanel(browser, { html: 'lang="de"', before: (page) => page.route("**/boot", (route) => route.abort()) });
  await panel.page.getByRole("button", { name: "Open chat" }).click();
  await expect(panel.page.getByText("Der Chat ist nicht erreichbar")).toBeVisible();
  await expect(panel.page.getByRole("link", { name: "Kontakt" })).toBeVisible();
  await panel.close();
});
