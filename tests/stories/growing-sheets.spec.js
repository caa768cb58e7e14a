// Style sheets that scripts write to: told whole, and read no more often than there is something to read.
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { expectEqual, push, restarts, take } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { serve } from "./support/static-server.js";

/** Counts how often a property is read, whoever does it. @param {string} prototype @param {string} name */
const counting = (prototype, name) => `<script>{
  const own = Object.getOwnPropertyDescriptor(${prototype}.prototype, "${name}");
  window.reads_ = 0;
  Object.defineProperty(${prototype}.prototype, "${name}", { ...own, get() { window.reads_++; return own.get.call(this); } });
}</script>`;

const STYLED = `<style>p { color: rgb(1, 2, 3) } b { color: red }</style><p>One <b>word</b></p><div id="host"></div>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({
    ...PAGES,
    "/rules": `<!doctype html><title>Rules</title>${counting("CSSRule", "cssText")}<body>${STYLED}</body>`,
    "/shared": `<!doctype html><title>Shared</title>${counting("CSSStyleSheet", "cssRules")}<body>${STYLED}</body>`,
    "/styled": `<!doctype html><title>Styled</title><body>${STYLED}</body>`,
  });
});

test.afterAll(() => site.close());

test("of a sheet that grows at its end only the new rules are read", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/rules");
  await push(viewer, await take(shopper));
  const { reads, rules } = await shopper.evaluate(async () => {
    const page = /** @type {any} */ (window);
    const { sheet } = document.querySelector("style");
    page.reads_ = 0;
    for (let frame = 0; frame < 50; frame++) {
      for (let index = 0; index < 40; index++) sheet.insertRule(`.made-${frame}-${index} { width: ${index}px }`, sheet.cssRules.length);
      await new Promise(requestAnimationFrame);
    }
    return { reads: page.reads_, rules: sheet.cssRules.length };
  });
  figure("rules that come at the end", { reads, rules });
  // Once each, and what the audit looked at meanwhile: read whole each time they would be 50,000.
  expect(reads).toBeGreaterThanOrEqual(rules - 42);
  expect(reads).toBeLessThan(rules * 5);
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("a sheet that many shadow roots adopt is looked at once, and told to each of them when it changes", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/shared");
  await shopper.evaluate(() => {
    const shared = new CSSStyleSheet();
    shared.replaceSync("b { color: rgb(4, 5, 6) }");
    for (let index = 0; index < 400; index++) {
      const host = document.body.appendChild(document.createElement("div"));
      host.attachShadow({ mode: "open" }).innerHTML = `<b>${index}</b>`;
      host.shadowRoot.adoptedStyleSheets = [shared];
    }
  });
  await push(viewer, await take(shopper));
  const reads = await shopper.evaluate(async () => {
    const page = /** @type {any} */ (window);
    page.reads_ = 0;
    for (let frame = 0; frame < 20; frame++) {
      document.body.setAttribute("data-frame", String(frame));
      await new Promise(requestAnimationFrame);
    }
    return page.reads_;
  });
  figure("looks at what 400 roots adopt, in 20 frames", { reads });
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThan(800);
  await shopper.evaluate(() => document.querySelector("#host ~ div").shadowRoot.adoptedStyleSheets[0].insertRule("b { opacity: 0.5 }"));
  expect(await push(viewer, await take(shopper))).toEqual([]);
  await expectEqual(shopper, viewer);
  const opacities = await viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    const hosts = /** @type {Element[]} */ ([...document.querySelectorAll("#host ~ div")]);
    return [...new Set(hosts.map((host) => getComputedStyle(host.shadowRoot.querySelector("b")).opacity))];
  });
  expect(opacities).toEqual(["0.5"]);
  await context.close();
});

/** What no event tells, and no count of rules shows. @type {Record<string, (colour: string) => void>} */
const EDITS = {
  "a declaration of a rule": (colour) => {
    /** @type {CSSStyleRule} */ (document.querySelector("style").sheet.cssRules[0]).style.color = colour;
  },
  "a declaration of a rule, in a sheet that grows": (colour) => {
    const { sheet } = document.querySelector("style");
    /** @type {CSSStyleRule} */ (sheet.cssRules[0]).style.color = colour;
    sheet.insertRule("b { opacity: 0.5 }", sheet.cssRules.length);
  },
};

for (const [what, edit] of Object.entries(EDITS)) {
  test(`${what}, that a script writes, is in what \`flush\` waits for, and found without it`, async ({ browser }) => {
    const { context, shopper, viewer } = await pair(browser, site.origin, "/styled");
    await push(viewer, await take(shopper));
    await shopper.evaluate(edit, "rgb(7, 8, 9)");
    expect(await push(viewer, await take(shopper))).toEqual([]);
    expect(await colour(viewer)).toBe("rgb(7, 8, 9)");
    await shopper.evaluate(edit, "rgb(10, 11, 12)");
    const shown = async () => {
      expect(await push(viewer, await emitted(shopper))).toEqual([]);
      return colour(viewer);
    };
    await expect.poll(shown).toBe("rgb(10, 11, 12)");
    await context.close();
  });
}

/** The frames that a recording has emitted by itself. @param {import("@playwright/test").Page} page */
async function emitted(page) {
  const frames = await page.evaluate(() => /** @type {number[][]} */ (/** @type {any} */ (window).frames_.splice(0)));
  return frames.map((frame) => Uint8Array.from(frame));
}

/** The colour of the paragraph that a viewer shows. @param {import("@playwright/test").Page} viewer */
function colour(viewer) {
  return viewer.evaluate(() => getComputedStyle(/** @type {any} */ (window).viewer_.document.querySelector("p")).color);
}
