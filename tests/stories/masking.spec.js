// What is masked never leaves the shopper's browser: not in what shows, and not in any byte of any frame.
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { push, restarts, take, view } from "./support/engine.js";
import { bodies } from "./support/frame-bodies.js";
import { serve } from "./support/static-server.js";

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve(PAGES);
});

test.afterAll(() => site.close());

test("no secret is in any frame: fields, masked and blocked places, comments, links", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<input id="card" autocomplete="cc-number"><input id="password" type="password" value="canary-password">
       <input type="hidden" value="canary-hidden"><input id="mail" type="email" value="canary-mail">
       <input type="checkbox" value="canary-box"><select><option value="canary-option">canary label</option></select>
       <textarea id="text">canary-area</textarea><div contenteditable id="edit">canary edit</div>
       <p data-alongside="mask" title="canary-title" aria-label="canary-aria" data-x="canary-data">canary masked
         <img alt="canary-alt" src="/pixel.png?canary-src"><a href="/x?canary-href">canary link</a></p>
       <div data-alongside="block"><b>canary blocked</b></div>
       <a href="/reset?token=canary-token">reset</a><p id="late">canary late</p>`,
    );
    /** @type {any} */ (document.getElementById("late")).dataset.alongside = "mask";
  });
  const frames = await take(shopper);
  await shopper.fill("#card", "4242 4242 4242 4242 canary-card");
  await shopper.fill("#password", "canary-typed");
  await shopper.fill("#text", "canary-written");
  await shopper.evaluate(() => {
    const password = /** @type {HTMLInputElement} */ (document.getElementById("password"));
    password.type = "text";
    password.setAttribute("value", "canary-shown");
    document.getElementById("edit")?.append(" canary-appended");
    document.querySelector("[data-alongside=mask]")?.append("canary-added");
    document.querySelector("[data-alongside=mask]")?.setAttribute("data-late", "canary-attribute");
    document.querySelector("[data-alongside=block]")?.append("canary-inside");
  });
  frames.push(...(await take(shopper)));
  await shopper.fill("#card", "");
  frames.push(...(await take(shopper)));

  const viewer = await context.newPage();
  await viewer.goto(site.origin + "/view");
  await view(viewer);
  expect(await push(viewer, frames)).toEqual([]);
  const shown = await viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    const values = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
    return document.documentElement.outerHTML + values.join("\n");
  });
  expect(shown).not.toMatch(/canary|4242/);
  expect(shown).toContain("•••");
  // What was sent and dropped again does not show: so every byte of every frame, decompressed, is searched as well.
  expect(bodies(frames).includes("Trainers — blue & white")).toBe(true);
  expect(bodies(frames).toString("latin1")).not.toMatch(/canary|4242/);
  await context.close();
});

/** Each is a way in which what is open becomes secret, or what is secret becomes something else, between two flushes. */
const TURNS = {
  "text added and moved into a masked place in one task": () => {
    const panel = document.getElementById("panel");
    panel?.append("canary one");
    document.getElementById("masked")?.append(panel ?? "");
  },
  "text, attributes and values changed and moved into a blocked place in one task": () => {
    const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
    panel.append("canary two");
    panel.title = "canary three";
    /** @type {any} */ (panel.firstChild).data = "canary four";
    document.getElementById("blocked")?.append(panel);
  },
  "marked while it was out of the page, then put back": async () => {
    const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
    panel.remove();
    await new Promise((resolve) => setTimeout(resolve, 0));
    panel.setAttribute("data-alongside", "mask");
    panel.append("canary five");
    document.body.append(panel);
  },
  "a field that becomes a button": () => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById("typed"));
    field.value = "canary six";
    field.type = "button";
  },
  "a password that becomes a button": () => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById("pass"));
    field.value = "canary seven";
    field.type = "submit";
  },
  "a mark that is misspelt": () => {
    const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
    panel.dataset.alongside = " Hidden ";
    panel.append("canary eight");
  },
  "data on what does not show, and on secret fields": () => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<script type="application/json" data-config="canary nine"></scr` + `ipt><iframe name="canary ten"></iframe>
       <input type="password" data-hint="canary eleven" title="canary twelve"><input type="hidden" data-id="canary thirteen">
       <div data-alongside="mask"><style>i::after { content: "canary fourteen" }</style><i></i></div>`,
    );
  },
};

for (const [name, turn] of Object.entries(TURNS)) {
  test(`no secret leaves by way of ${name}`, async ({ browser }) => {
    const { context, shopper, viewer } = await pair(browser, site.origin);
    await shopper.evaluate(() => {
      document.body.innerHTML = `<div id="panel">open</div><section id="masked" data-alongside="mask"></section>
        <section id="blocked" data-alongside="block"></section><input id="typed"><input id="pass" type="password">`;
    });
    const frames = await take(shopper);
    await shopper.evaluate(turn);
    frames.push(...(await take(shopper)));
    // And whatever comes later of it.
    await shopper.evaluate(() => {
      const panel = document.getElementById("panel");
      if (panel?.closest("[data-alongside]")) panel.append("canary fifteen");
    });
    frames.push(...(await take(shopper)));
    expect(bodies(frames).toString("latin1")).not.toContain("canary");
    expect(await push(viewer, frames)).toEqual([]);
    expect(await restarts(shopper)).toBe(0);
    await context.close();
  });
}

test("which choice was made in a masked or secret place does not leave", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.innerHTML = `<select id="open"><option>a<option selected>b</select>
      <select id="month" autocomplete="cc-exp-month"><option>1<option selected>2</select>
      <div data-alongside="mask"><select id="year"><option>1<option selected>2</select><input id="yes" type="radio" checked></div>`;
  });
  await push(viewer, await take(shopper));
  const told = await viewer.evaluate(() => {
    const { document } = /** @type {any} */ (window).viewer_;
    const chosen = (/** @type {string} */ id) => document.getElementById(id).selectedIndex;
    return { open: chosen("open"), month: chosen("month"), year: chosen("year"), yes: document.getElementById("yes").checked };
  });
  expect(told).toEqual({ open: 1, month: 0, year: 0, yes: false });
  await context.close();
});

test("a selection inside masked text tells nothing, whatever of it is selected", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.innerHTML = `<p id="open">open text</p><p id="masked" data-alongside="mask">a secret of many words</p>
      <p data-alongside="block"><b id="blocked">another</b></p>`;
  });
  await push(viewer, await take(shopper));
  /** @param {string} id @param {number} start @param {number} end */
  const select = async (id, start, end) => {
    await shopper.evaluate(
      ([id, start, end]) => {
        const text = /** @type {any} */ (document.getElementById(/** @type {string} */ (id))).firstChild;
        getSelection()?.setBaseAndExtent(text, /** @type {number} */ (start), text, /** @type {number} */ (end));
      },
      [id, start, end],
    );
    const frames = await take(shopper);
    await push(viewer, frames);
    const shown = await viewer.evaluate(() => String(/** @type {any} */ (window).viewer_.document.getSelection()));
    return { frames, shown };
  };
  // What is open is told to the letter, so that the rest proves something.
  expect((await select("open", 1, 4)).shown).toBe("pen");
  expect((await select("open", 5, 9)).shown).toBe("text");
  const some = await select("masked", 3, 9);
  expect(some.shown).toMatch(/^•+( •+)+$/);
  // Another part of it is nothing new: there is nothing to tell.
  const other = await select("masked", 0, 20);
  expect(other.frames).toEqual([]);
  expect(other.shown).toBe(some.shown);
  await select("blocked", 0, 2);
  expect((await select("blocked", 3, 7)).frames).toEqual([]);
  await context.close();
});

test("where she points, presses and types in a masked or blocked place is not told, but that she is there", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    document.body.innerHTML = `<style>button { width: 60px; height: 40px }</style>
      <div id="open"><button id="a">1</button><button id="b">2</button></div>
      <div id="masked" data-alongside="mask"><button id="c">1</button><button id="d">2</button></div>
      <div id="blocked" data-alongside="block"><button id="e">1</button><button id="f">2</button></div>`;
  });
  await push(viewer, await take(shopper));
  /** @param {string} id */
  const press = async (id) => {
    await shopper.click(`#${id}`);
    await shopper.waitForTimeout(100);
    const frames = await take(shopper);
    await push(viewer, frames);
    const marked = await viewer.evaluate(() =>
      [.../** @type {any} */ (window).viewer_.document.querySelectorAll("[alongside-hover], [alongside-focus]")].map((node) => node.id || node.localName));
    return { frames: frames.length, marked };
  };
  expect((await press("a")).marked).toEqual(["html", "body", "open", "a"]);
  expect((await press("b")).marked).toEqual(["html", "body", "open", "b"]);
  expect((await press("c")).marked).toEqual(["html", "body", "masked"]);
  expect((await press("d")).frames).toBe(0);
  expect((await press("e")).marked).toEqual(["html", "body", "blocked"]);
  expect((await press("f")).frames).toBe(0);
  await context.close();
});
