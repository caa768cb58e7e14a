// Fields of all kinds that an agent fills in for a shopper, on a bare page. What frameworks make of it is in frameworks.spec.js.
import { expect, test } from "@playwright/test";

import { act, click, grant, onBarePage } from "./support/assist-site.js";

onBarePage();

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
