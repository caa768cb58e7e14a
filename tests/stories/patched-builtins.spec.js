// Pages whose builtins are not the browser's any more when the recorder comes: they are recorded all the same.
import { expect, test } from "@playwright/test";

import { PAGES } from "./support/engine-site.js";
import { expectEqual, push, record, restarts, take, view } from "./support/engine.js";
import { serve } from "./support/static-server.js";

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve(PAGES);
});

test.afterAll(() => site.close());

/** What pages do, before the recorder is loaded. Each runs in the page. @type {[string, () => void][]} */
const PATCHES = [
  ["Array.prototype with more, enumerable methods and toJSON", () => {
    const proto = /** @type {any} */ (Array.prototype);
    for (const name of ["last", "each", "toJSON", "remove", "contains"]) proto[name] = function () { return "surprise"; };
    /** @type {any} */ (Object.prototype).toJSON = () => "surprise";
    /** @type {any} */ (String.prototype).toJSON = () => "surprise";
  }],
  ["an Array.prototype whose methods do something else", () => {
    const proto = /** @type {any} */ (Array.prototype);
    for (const name of ["map", "filter", "forEach", "some", "find", "includes", "indexOf", "concat", "reduce", "join"]) {
      const own = proto[name];
      // Prototype.js and MooTools did so; libraries of this page cope.
      proto[name] = function (/** @type {any[]} */ ...args) { return Reflect.apply(own, this, args); };
    }
    const push = proto.push;
    proto.push = function (/** @type {any} */ value) { return Reflect.apply(push, this, [value]); };
  }],
  ["an array iterator that is slow and strict", () => {
    const own = Array.prototype[Symbol.iterator];
    Array.prototype[Symbol.iterator] = function () {
      if (!Array.isArray(this)) throw new TypeError("only arrays");
      return Reflect.apply(own, this, []);
    };
  }],
  ["wrapped Node and Element prototypes", () => {
    for (const [proto, names] of /** @type {[any, string[]][]} */ ([
      [Node.prototype, ["insertBefore", "appendChild", "removeChild", "cloneNode", "contains"]],
      [Element.prototype, ["attachShadow", "getAttribute", "setAttribute", "matches", "closest", "getBoundingClientRect"]],
      [Document.prototype, ["createElement", "createTreeWalker", "querySelectorAll"]],
      [EventTarget.prototype, ["addEventListener", "removeEventListener"]],
    ])) {
      for (const name of names) {
        const own = proto[name];
        proto[name] = function (/** @type {any[]} */ ...args) { return Reflect.apply(own, this, args); };
      }
    }
    for (const name of ["firstChild", "nextSibling", "parentNode", "textContent", "nodeValue"]) {
      const { get, set, ...rest } = /** @type {any} */ (Object.getOwnPropertyDescriptor(Node.prototype, name));
      const wrapped = { ...rest, get() { return get.call(this); }, ...(set && { set(/** @type {any} */ value) { set.call(this, value); } }) };
      Object.defineProperty(Node.prototype, name, wrapped);
    }
  }],
  ["a MutationObserver that a library wraps", () => {
    const Own = MutationObserver;
    const holder = /** @type {any} */ (window);
    holder.__zone_symbol__MutationObserver = Own;
    holder.MutationObserver = class extends Own {
      constructor(/** @type {MutationCallback} */ callback) {
        super((records, observer) => Promise.resolve().then(() => callback(records, observer)));
      }
    };
  }],
  ["a MutationObserver that does nothing, with the browser's own beside it", () => {
    const holder = /** @type {any} */ (window);
    holder.__zone_symbol__MutationObserver = MutationObserver;
    holder.MutationObserver = class { observe() {} disconnect() {} takeRecords() { return []; } };
  }],
  ["Map, Set and WeakMap of a library", () => {
    const holder = /** @type {any} */ (window);
    holder.Map = class PageMap extends (/** @type {any} */ (Map)) { forEach() { throw new Error("not implemented"); } };
    holder.Set = class PageSet extends (/** @type {any} */ (Set)) { forEach() { throw new Error("not implemented"); } };
    holder.WeakMap = class PageWeakMap extends (/** @type {any} */ (WeakMap)) {};
  }],
  ["JSON, Promise, timers and animation frames wrapped, as zones do", () => {
    const holder = /** @type {any} */ (window);
    const { parse, stringify } = JSON;
    holder.JSON = { parse: (/** @type {string} */ text) => parse(text), stringify: (/** @type {any} */ value) => stringify(value) };
    for (const name of ["requestAnimationFrame", "setTimeout", "setInterval"]) {
      const own = holder[name];
      holder[`__zone_symbol__${name}`] = own;
      holder[name] = (/** @type {any} */ callback, /** @type {any[]} */ ...rest) => {
        holder.asked_ = (holder.asked_ ?? 0) + 1;
        return own.call(holder, (/** @type {any[]} */ ...args) => callback(...args), ...rest);
      };
    }
    holder.Promise = class ZonePromise extends (/** @type {any} */ (Promise)) {};
  }],
  ["String.prototype.replace and RegExp.prototype.test replaced", () => {
    const { replace } = String.prototype;
    /** @type {any} */ (String.prototype).replace = function (/** @type {any} */ what, /** @type {any} */ by) {
      return what instanceof RegExp ? String(this) : replace.call(this, what, by);
    };
    RegExp.prototype.test = () => false;
  }],
];

for (const [name, patch] of PATCHES) {
  test(`recorded with ${name}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    const [shopper, viewer] = [await context.newPage(), await context.newPage()];
    await viewer.goto(`${site.origin}/view`);
    await view(viewer);
    await shopper.bringToFront();
    await shopper.addInitScript(patch);
    await shopper.goto(`${site.origin}/page`);
    await record(shopper);
    await shopper.fill("#note", "canary-typed");
    await shopper.evaluate(() => {
      const list = /** @type {HTMLElement} */ (document.getElementById("list"));
      list.insertAdjacentHTML("beforeend", "<li>38 <b>new</b></li><li data-alongside='mask'>canary-masked</li>");
      list.firstElementChild?.remove();
      document.querySelector("h1")?.setAttribute("title", "changed");
      /** @type {any} */ (document.getElementById("after")).firstChild.data = "changed";
      /** @type {any} */ (document.getElementById("gift")).checked = true;
      const host = document.body.appendChild(document.createElement("div"));
      host.attachShadow({ mode: "open" }).innerHTML = "<i>in the shadow</i>";
    });
    const frames = await take(shopper);
    expect(await push(viewer, frames)).toEqual([]);
    const shown = await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.documentElement.outerHTML);
    expect(shown).not.toContain("canary-masked");
    expect(await viewer.evaluate(() => /** @type {any} */ (window).viewer_.document.querySelector("#note").value)).not.toContain("canary");
    await shopper.evaluate(() => document.querySelector("[data-alongside]")?.remove());
    expect(await push(viewer, await take(shopper))).toEqual([]);
    await expectEqual(shopper, viewer);
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

test("a page under a zone is not woken by the recorder's timers", async ({ browser }) => {
  const page = await browser.newPage();
  await page.addInitScript(PATCHES[7][1]);
  await page.goto(`${site.origin}/page`);
  await record(page);
  const asked = await page.evaluate(async () => {
    const holder = /** @type {any} */ (window);
    const before = holder.asked_;
    document.body.append("changed");
    await holder.recording_.flush();
    await new Promise((resolve) => holder.__zone_symbol__setTimeout(resolve, 900));
    return holder.asked_ - (before ?? 0) || 0;
  });
  expect(asked).toBe(0);
  await page.close();
});
