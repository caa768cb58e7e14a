// Ways around masking that a review found: documents that are typed into without any field, addresses in other spellings, and what
// an open sheet writes or must not lose.
import { expect, test } from "@playwright/test";

import { record, restarts, take } from "./support/engine.js";
import { PAGES, pair } from "./support/engine-site.js";
import { Bodies, bodies } from "./support/frame-bodies.js";
import { serve } from "./support/static-server.js";

/** @type {import("./support/static-server.js").StaticServer} */
let site;
test.beforeAll(async () => {
  const page = "<!doctype html><title>Shop</title><p id='secret'>canary words</p><p>plain words</p>";
  site = await serve({ ...PAGES, "/blank": page });
});
test.afterAll(() => site.close());

/** All that frames say. @param {Uint8Array[]} frames */
const text = (frames) => bodies(frames).toString("latin1");

test("what is typed into a document in design mode is masked from the moment that it is on, and no event tells", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await shopper.evaluate(async () => {
    document.body.innerHTML = `<p>plain words</p><iframe srcdoc="<p>first words</p>"></iframe>`;
    await new Promise((resolve) => document.querySelector("iframe")?.addEventListener("load", resolve));
  });
  const before = await take(shopper);
  expect(text(before)).toContain("first words");
  await shopper.evaluate(() => {
    const inside = /** @type {Document} */ (document.querySelector("iframe")?.contentDocument);
    // Pages call their pictures as they like, and this one hides the property.
    document.body.insertAdjacentHTML("beforeend", `<img name="designMode" alt="">`);
    inside.designMode = "on";
    inside.body.focus();
    inside.execCommand("insertText", false, "canary typed ");
  });
  const typed = await take(shopper);
  expect(typed.length).toBeGreaterThan(0);
  await shopper.evaluate(() => document.querySelector("iframe")?.contentDocument?.body.append("canary appended"));
  typed.push(...(await take(shopper)));
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  typed.push(...(await take(shopper)));
  expect(text([...before, ...typed])).not.toContain("canary");
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("a whole page in design mode is masked, also where a selector would show it", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.setPolicy({ show: ["p", "b"] }));
  await shopper.evaluate(() => {
    document.body.innerHTML = `<p>plain words</p><div contenteditable>canary <b>canary in bold</b></div>`;
  });
  const frames = await take(shopper);
  expect(text(frames)).toContain("plain words");
  await shopper.evaluate(() => {
    document.designMode = "on";
    document.querySelector("p")?.append("canary typed");
  });
  frames.push(...(await take(shopper)));
  expect(text(frames)).not.toContain("canary");
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

/** Whether what a rule for `/checkout/*` masks is masked there, and whether what one for `/help/*` shows is shown. @type {[string, boolean, boolean][]} */
const PATHS = [
  ["/checkout/pay", true, false],
  ["/%63heckout/pay", true, false],
  ["//checkout//pay", true, false],
  ["/checkout%2Fpay", true, false],
  ["/help/..%2fcheckout/pay", true, false],
  ["/help/%zz", true, false],
  ["/help/a%20b", false, true],
  ["/%68elp/a", false, false],
  ["/Checkout/pay", false, false],
  ["/shop/caf%C3%A9", false, false],
];

for (const [path, isMasked, isShown] of PATHS) {
  test(`at ${path} a rule for /checkout/* ${isMasked ? "masks" : "masks nothing"}, and one for /help/* ${isShown ? "shows" : "shows nothing"}`, async ({ browser }) => {
    const context = await browser.newContext();
    const shopper = await context.newPage();
    await shopper.goto(`${site.origin}/blank`);
    await shopper.evaluate((path) => history.replaceState(null, "", location.origin + path), path);
    await record(shopper, { rules: [{ url: "/checkout/*", mask: ["#secret"] }] });
    expect(!text(await take(shopper)).includes("canary words")).toBe(isMasked);
    await record(shopper, { privateByDefault: true, rules: [{ url: "/help/*", show: ["#secret"] }] });
    expect(text(await take(shopper)).includes("canary words")).toBe(isShown);
    await context.close();
  });
}

test("an open sheet keeps what it is made of where something is masked: selectors, areas, names of fonts", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.innerHTML = `<style>[data-theme="dark theme"] { --site-font: "Fine Sans", serif; grid-template-areas: "left right" }</style>
      <p data-alongside="mask">canary</p>`;
  });
  const said = text(await take(shopper));
  for (const kept of ['[data-theme="dark theme"]', '"Fine Sans"', '"left right"']) expect(said).toContain(kept);
  expect(said).not.toContain("canary");
  await context.close();
});

test("fields named like what decides about masking open no masked form", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  const reader = new Bodies();
  const told = async () => (await take(shopper)).map((frame) => reader.next(frame).toString("latin1")).join("");
  await told();
  await shopper.evaluate(() => {
    const names = `closest matches getAttribute hasAttribute getAttributeNames hasAttributes isContentEditable type autocomplete localName
      parentNode firstChild nextSibling getRootNode ownerDocument namespaceURI attributes`.split(/\s+/);
    const fields = names.map((name) => `<input name="${name}" value="canary of ${name}">`).join("");
    document.body.innerHTML = `<p>plain words</p>
      <form data-alongside="mask" title="canary">${fields}<p>canary masked</p></form>
      <form contenteditable>${fields}<p>canary typed</p></form><div class="private"><form>${fields}<p>canary within</p></form></div>
      ${names.map((name) => `<form data-alongside="mask"><input name="${name}"><p>canary beside ${name}</p></form>`).join("")}<p>last words</p>`;
    /** @type {any} */ (window).recording_.setPolicy({ mask: [".private"], show: ["form p"] });
  });
  const said = await told();
  expect(said).toContain("plain words");
  expect(said).toContain("last words");
  // A selector shows what is in a masked form; what is typed it does not.
  expect(said).toContain("canary masked");
  expect(said).not.toMatch(/canary (?!masked|within|beside)/);
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.setPolicy({ mask: [".private"] }));
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  expect(await told()).not.toContain("canary");
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});
