// How far an agent's hands go that were allowed to do something: not to what else has the focus, not around what the site keeps
// for its shopper, and no further with one permission than that one says.
import { expect, test } from "@playwright/test";

import { act, assist, click, grant } from "./support/assist-site.js";
import { serve } from "./support/static-server.js";

test.use({ trace: "off", viewport: { width: 900, height: 700 } });

const PAGE = `<!doctype html><html lang="en"><head><title>Checkout</title></head><body style="margin:20px;font:16px sans-serif">
  <input id="password" type="password"><input id="name">
  <input id="unseen" style="display:none"><input id="unseen-date" type="date" style="display:none">
  <input id="hop"><input id="late-hop"><div id="text" contenteditable="true">note <b id="kept" data-alongside="no-control">kept</b></div>
  <p><input type="radio" name="pay" id="invoice" checked><span data-alongside="no-control"><input type="radio" name="pay" id="card"></span>
  <input type="radio" name="size" id="small" checked><input type="radio" name="size" id="large"><input id="range" type="range" value="0"></p>
  <button id="seen" onclick="document.title = 'pressed'">seen</button>
  <button id="hidden" style="display:none" onclick="document.title = 'pressed'">hidden</button>
  <div inert><button id="inert" onclick="document.title = 'pressed'">inert</button></div>
  <a id="link" href="#there">link</a><details id="details"><summary id="summary">more</summary>text</details>
  <form id="sent"><input id="sent-field"><button id="send">Send</button></form>
  <form id="away" action="https://elsewhere.example/x"><input id="away-field"><button id="away-button">Away</button><label id="away-label" for="away-button">away</label></form>
  <form id="lone" action="https://elsewhere.example/x"><input id="lone-field"><input name="requestSubmit" type="hidden"></form>
  <form id="mixed"><button id="mixed-away" formaction="//elsewhere.example/x">Away</button><button id="mixed-window" formtarget="_blank">Window</button>
    <button id="mixed-here" formaction="/page?sent">Here</button></form>
  <form id="script" action="javascript:void(document.title = 'ran')"><button id="script-button">Script</button></form>
  <form id="marked" data-alongside="no-control"></form><button id="marked-button" form="marked">Order</button><input id="marked-field" form="marked">
  <dialog id="dialog" data-alongside="no-control"><p>Only she answers this.</p></dialog><dialog id="open-dialog"><p>Newsletter?</p></dialog>
  <script>
    const by = (id) => document.getElementById(id);
    by("hop").addEventListener("keydown", () => by("password").focus());
    by("late-hop").addEventListener("beforeinput", () => by("password").focus());
    for (const form of document.forms) {
      form.addEventListener("submit", (event) => { window.sent_ = [...(window.sent_ ?? []), form.id]; if (form.id !== "script") event.preventDefault(); });
    }
  </script></body></html>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;
test.beforeAll(async () => {
  site = await serve({ "/page": PAGE, "/other": "<!doctype html><title>Other</title><p>other</p>" });
});
test.afterAll(() => site.close());

/** A page on which an agent may do this. @param {import("@playwright/test").Page} page @param {string[]} capabilities */
async function allow(page, capabilities) {
  await page.goto(`${site.origin}/page`);
  await assist(page);
  await grant(page, capabilities);
}

/** @param {string} node @param {string} key */
const press = (node, key) => ({ kind: "press", node, key });

/** Which forms were sent. @param {import("@playwright/test").Page} page @returns {Promise<string[]>} */
const sent = (page) => page.evaluate(() => /** @type {any} */ (window).sent_ ?? []);

test.describe("what an agent types", () => {
  test.beforeEach(({ page }) => allow(page, ["type"]));

  test("never goes to the field that the shopper is in, if the field that is meant takes no focus", async ({ page }) => {
    const password = page.locator("#password");
    await password.focus();
    await page.keyboard.type("hers");
    for (const text of ["a", "a".repeat(65)]) {
      expect(await act(page, { kind: "type", node: "#unseen", text })).toBe("unfit");
    }
    expect(await act(page, { kind: "type", node: "#unseen-date", text: "2026-11-22" })).toBe("unfit");
    for (const key of ["backspace", "delete", "enter", "arrow_left", "home"]) expect(await act(page, press("#unseen", key)), key).toBe("unfit");
    await expect(password).toHaveValue("hers");
    await expect(password).toBeFocused();
    await page.keyboard.type("!");
    await expect(password).toHaveValue("hers!");
    await expect(page.locator("#unseen-date")).toHaveValue("");
  });

  test("never goes to a secret that the page moves the focus to as the key goes down", async ({ page }) => {
    for (const node of ["#hop", "#late-hop"]) {
      for (const text of ["zz", "z", "z".repeat(65)]) {
        await act(page, { kind: "type", node, text });
        await page.locator("#name").focus();
      }
      await act(page, press(node, "backspace"));
    }
    await expect(page.locator("#password")).toHaveValue("");
    // Where it moves it to a field that is open, the letter goes there, as a typist's would.
    await page.evaluate(() => document.getElementById("name").addEventListener("keydown", () => document.getElementById("sent-field").focus()));
    expect(await act(page, { kind: "type", node: "#name", text: "on" })).toBe("done");
    await expect(page.locator("#sent-field")).toHaveValue("on");
  });

  test("never goes to the part of a text that is marked, wherever the shopper's caret stands", async ({ page }) => {
    await page.locator("#text").focus();
    await page.evaluate(() => getSelection().selectAllChildren(document.getElementById("kept")));
    expect(await act(page, { kind: "type", node: "#text", text: "x" })).toBe("done");
    await act(page, press("#text", "backspace"));
    await expect(page.locator("#text")).toHaveText("note kept");
    await page.evaluate(() => getSelection().collapse(document.getElementById("text").firstChild, 0));
    expect(await act(page, { kind: "type", node: "#text", text: "a " })).toBe("done");
    await expect(page.locator("#text")).toHaveText("a note kept");
  });

  test("stops at a secret that Tab goes to", async ({ page }) => {
    await page.evaluate(() => document.getElementById("name").before(document.getElementById("seen")));
    await page.evaluate(() => document.getElementById("password").before(document.getElementById("name")));
    await page.locator("#password").fill("hers");
    expect(await act(page, press("#name", "tab"))).toBe("done");
    await expect(page.locator("#password")).toBeFocused();
    for (const one of [press(/** @type {any} */ (1), "backspace"), press(/** @type {any} */ (1), "tab"), { kind: "type", node: 1, text: "x" }]) {
      expect(await act(page, one)).toBe("protected");
    }
    await expect(page.locator("#password")).toHaveValue("hers");
    expect(await page.locator("#password").evaluate((/** @type {any} */ field) => field.selectionEnd - field.selectionStart)).toBe(0);
  });
});

test.describe("with leave to type alone", () => {
  test.beforeEach(({ page }) => allow(page, ["type"]));

  test("Enter presses no button and no link, and the arrow keys choose nothing", async ({ page }) => {
    for (const node of ["#seen", "#hidden", "#link", "#summary", "#send"]) expect(await act(page, press(node, "enter")), node).toBe("not_granted");
    for (const node of ["#small", "#range"]) expect(await act(page, press(node, "arrow_down")), node).toBe("not_granted");
    await expect(page).toHaveTitle("Checkout");
    await expect(page).toHaveURL(`${site.origin}/page`);
    await expect(page.locator("#details")).not.toHaveAttribute("open");
    await expect(page.locator("#small")).toBeChecked();
    await expect(page.locator("#range")).toHaveValue("0");
  });

  test("Enter in a field is heard by the page and sends no form", async ({ page }) => {
    await page.evaluate(() => document.getElementById("sent-field").addEventListener("keydown", () => { document.title = "heard"; }));
    expect(await act(page, press("#sent-field", "enter"))).toBe("not_granted");
    await expect(page).toHaveTitle("heard");
    expect(await sent(page)).toEqual([]);
    expect(await act(page, press("#name", "enter")), "there is nothing to send").toBe("done");
  });
});

test.describe("with leave to click and to type", () => {
  test.beforeEach(({ page }) => allow(page, ["click", "type"]));

  test("Enter presses what the shopper could press by it, and nothing that is hidden, inert or behind a dialog", async ({ page }) => {
    for (const node of ["#hidden", "#inert"]) expect(await act(page, press(node, "enter")), node).toBe("unfit");
    await page.evaluate(() => /** @type {any} */ (document.getElementById("open-dialog")).showModal());
    for (const one of [press("#seen", "enter"), press("#large", "arrow_up"), { kind: "type", node: "#name", text: "x" }]) {
      expect(await act(page, one), JSON.stringify(one)).toBe("unfit");
    }
    await expect(page).toHaveTitle("Checkout");
    expect(await act(page, press("#open-dialog", "escape"))).toBe("done");
    await expect(page.locator("#open-dialog")).toBeHidden();
    expect(await act(page, press("#seen", "enter"))).toBe("done");
    await expect(page).toHaveTitle("pressed");
    expect(await act(page, press("#sent-field", "enter"))).toBe("done");
    expect(await sent(page)).toEqual(["sent"]);
    expect(await act(page, press("#small", "arrow_down"))).toBe("done");
    await expect(page.locator("#large")).toBeChecked();
  });

  test("no key goes around what is marked: not to the next radio button, not out of a dialog, not to its form", async ({ page }) => {
    expect(await act(page, press("#invoice", "arrow_down"))).toBe("protected");
    await expect(page.locator("#invoice")).toBeChecked();
    for (const one of [click("#marked-button"), press("#marked-button", "enter")]) expect(await act(page, one)).toBe("protected");
    expect(await act(page, press("#marked-field", "enter"))).toBe("protected");
    expect(await sent(page)).toEqual([]);
    await page.evaluate(() => /** @type {any} */ (document.getElementById("dialog")).showModal());
    expect(await act(page, press("#details", "escape"))).toBe("protected");
    await expect(page.locator("#dialog")).toBeVisible();
  });

  test("no form is sent out of the shop or into another window", async ({ page }) => {
    const pages = page.context().pages().length;
    for (const node of ["#away-button", "#away-label", "#mixed-away", "#mixed-window"]) expect(await act(page, click(node)), node).toBe("unfit");
    for (const node of ["#away-button", "#away-field", "#lone-field"]) expect(await act(page, press(node, "enter")), node).toBe("unfit");
    expect(await sent(page)).toEqual([]);
    expect(await act(page, click("#mixed-here"))).toBe("done");
    expect(await act(page, click("#send"))).toBe("done");
    // What the page makes of it is the page's; an address that is a script is not run.
    expect(await act(page, click("#script-button"))).toBe("done");
    expect(await sent(page)).toEqual(["mixed", "sent", "script"]);
    await page.waitForTimeout(100);
    await expect(page).toHaveTitle("Checkout");
    // By Enter in the only field of a form without a button, whose fields are named like its methods.
    await page.evaluate(() => document.getElementById("lone").setAttribute("action", "/page"));
    expect(await act(page, press("#lone-field", "enter"))).toBe("done");
    expect((await sent(page)).at(-1)).toBe("lone");
    expect(page.context().pages().length).toBe(pages);
  });
});

test("Escape takes control back also in a frame that stands in a shadow tree", async ({ page }) => {
  await allow(page, ["type"]);
  await page.evaluate(async () => {
    let root = /** @type {any} */ (document.body);
    // One tree in another.
    for (const id of ["outer", "inner"]) {
      const host = document.createElement("div");
      host.id = id;
      root.append(host);
      root = host.attachShadow({ mode: "open" });
    }
    root.innerHTML = '<iframe srcdoc="<input id=field>"></iframe>';
    await new Promise((resolve) => { root.firstChild.onload = resolve; });
  });
  await page.waitForTimeout(600);
  await page.frameLocator("iframe").locator("#field").focus();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Milan can", { exact: true })).toBeHidden();
  expect(await act(page, { kind: "type", node: "#name", text: "x" })).toBe("not_granted");
});

test("nobody is taken back or forward out of the shop", async ({ page }) => {
  const go = (/** @type {string} */ kind) => act(page, { kind: "navigate", to: { kind } });
  await page.goto(`${site.origin.replace("127.0.0.1", "localhost")}/other`);
  await allow(page, ["navigate"]);
  expect(await go("back"), "another site is behind her").toBe("unfit");
  expect(await go("forward"), "nothing is before her").toBe("unfit");
  await page.evaluate(() => history.pushState(null, "", "/page?step"));
  expect(await go("back")).toBe("done");
  await expect(page).toHaveURL(`${site.origin}/page`);
  expect(await go("forward")).toBe("done");
  await expect(page).toHaveURL(`${site.origin}/page?step`);
});
