// What no agent does, whatever was granted, and what is left of all of it: on a bare page with neither relay nor widget.
import { expect, test } from "@playwright/test";

import { act, click, frames, grant, onBarePage, said } from "./support/assist-site.js";

const bare = onBarePage();

test("never on secrets, payments, files, what is marked, nor by way of a label or of Enter", async ({ page }) => {
  await grant(page, ["scroll", "click", "type", "navigate"]);
  await page.evaluate(() => {
    // A "show password" button; and a form whose own button is out of bounds.
    const password = /** @type {any} */ (document.getElementById("password"));
    password.type = "text";
    const form = document.createElement("form");
    form.innerHTML = '<input id="buying"><button id="order" data-alongside="no-control">Order</button>';
    form.onsubmit = (event) => { event.preventDefault(); document.title = "ordered"; };
    document.body.prepend(form);
    const secret = document.createElement("div");
    secret.id = "secret";
    secret.setAttribute("data-alongside", "block");
    secret.innerHTML = "<button id=blocked>x</button>";
    document.body.prepend(secret);
  });
  for (const node of ["#password", "#card", "#once", "#upload", "#buy", "#kept", "#password-label", "#order"]) {
    expect(await act(page, click(node)), node).toBe("protected");
  }
  for (const node of ["#password", "#card", "#once", "#kept"]) {
    expect(await act(page, { kind: "type", node, text: "1" }), node).toBe("protected");
    expect(await act(page, { kind: "press", node, key: "backspace" }), node).toBe("protected");
    await expect(page.locator(node)).toHaveValue("");
  }
  expect(await act(page, { kind: "press", node: "#buying", key: "enter" })).toBe("protected");
  await expect(page).toHaveTitle("Trainers");
  // A blocked element has no name by which it could be meant.
  expect(await page.evaluate(() => {
    const { recording_ } = /** @type {any} */ (window);
    const ids = Array.from({ length: 2_000 }, (_, id) => recording_.node(id)?.id);
    return ids.includes("secret") || ids.includes("blocked");
  })).toBe(false);
  // The widget itself covers the page here: what lies below it is not pressed.
  await page.evaluate(() => { document.getElementById("widget").style.cssText = "position:fixed;inset:0;z-index:9"; });
  expect(await act(page, click("#add"))).toBe("unfit");
});

test("what is gone, covered, disabled or leads elsewhere is not pressed", async ({ page }) => {
  await grant(page, ["click", "type", "navigate"]);
  const pages = page.context().pages().length;
  for (const node of ["#away", "#window", "#file", "#off"]) expect(await act(page, click(node)), node).toBe("unfit");
  expect(await act(page, { kind: "press", node: "#away", key: "enter" })).toBe("unfit");
  expect(await act(page, click("#script"))).toBe("done");
  await expect(page).toHaveTitle("Trainers");
  expect(page.url()).toBe(`${bare.origin}/page`);
  expect(page.context().pages().length).toBe(pages);
  expect(await act(page, { kind: "click", at: { node: 2_999, x: 0, y: 0 } })).toBe("gone");
  const gone = await page.evaluate(() => {
    const { act, idOf } = /** @type {any} */ (window);
    const box = document.getElementById("box");
    const node = idOf(box);
    box.remove();
    return act({ agent: "a1", name: "Milan" }, { kind: "click", at: { node, x: 5_000, y: 5_000 } });
  });
  expect(gone).toBe("gone");
  expect(await act(page, { kind: "navigate", to: { kind: "address", url: "https://elsewhere.example/" } })).toBe("unfit");
  expect(await act(page, { kind: "navigate", to: { kind: "address", url: `${bare.origin}.evil.example/` } })).toBe("unfit");
  expect(await act(page, { kind: "navigate", to: { kind: "address", url: "javascript:alert(1)" } })).toBe("unfit");
  expect(await act(page, click("#far"))).toBe("done");
  await page.evaluate((url) => /** @type {any} */ (window).act({ agent: "a1", name: "Milan" }, { kind: "navigate", to: { kind: "address", url } }), `${bare.origin}/inner`).catch(() => {});
  await page.waitForURL("**/inner");
});

test("nothing of the page is replaced, and afterwards nothing is left", async ({ page }) => {
  const look = () => page.evaluate(() => {
    const names = (/** @type {any} */ object) => Object.getOwnPropertyNames(object).map((name) => {
      const descriptor = Object.getOwnPropertyDescriptor(object, name);
      return `${name} ${[descriptor.value, descriptor.get, descriptor.set].map((one) => (typeof one === "function" ? /\[native code\]/.test(String(one)) : typeof one))}`;
    });
    const prototypes = [Node, Element, HTMLElement, HTMLInputElement, EventTarget, Document, Event, Array, Object, Function].map((one) => names(one.prototype));
    const own = ["idOf", "act", "settled", "recording_", "assist_", "said_"];
    return JSON.stringify([names(window).filter((name) => !own.includes(name.split(" ")[0])), prototypes]);
  });
  const before = await look();
  await grant(page, ["click", "type"]);
  await act(page, { kind: "type", node: "#name", text: "x" });
  await act(page, { kind: "highlight", node: "#box" });
  await act(page, { kind: "pointer", at: { node: "#box", x: 0, y: 0 } });
  await frames(page);
  expect(await look()).toBe(before);
  expect(await page.locator("#name").evaluate((field) => Object.getOwnPropertyNames(field))).toEqual([]);
  await page.evaluate(() => /** @type {any} */ (window).assist_.destroy());
  expect(await page.evaluate(() => document.getElementById("widget").shadowRoot.childNodes.length)).toBe(0);
  await said(page);
  expect(await act(page, click("#add"))).toBe(undefined);
  await page.keyboard.press("Escape");
  expect(await said(page)).toEqual([]);
});
