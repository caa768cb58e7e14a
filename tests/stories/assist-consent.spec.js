// Who may do what on a shopper's page, on a bare page with neither relay nor widget. The other half of consent, the relay's and the
// console's, is in other stories.
import { expect, test } from "@playwright/test";

import { ANA, SESSION, act, ask, assist, click, grant, onBarePage, said } from "./support/assist-site.js";

const bare = onBarePage();

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
  await page.goto(`${bare.origin}/page`);
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
