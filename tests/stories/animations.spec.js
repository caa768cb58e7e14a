// Animations that scripts begin (`element.animate`): nothing tells of them, so they are looked for; they are told once, and play in
// the view by the browser there. That they look the same is told by `tests/fidelity/animations-of-scripts`.
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { push, record, restarts, take, view } from "./support/engine.js";
import { bodies } from "./support/frame-bodies.js";
import { serve } from "./support/static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

const MOVING = `<!doctype html><title>Moving</title>
  <style>
    .turning { animation: turn 1s infinite } @keyframes turn { to { rotate: 1turn } } .eased { transition: opacity 9s }
    @keyframes rise { to { translate: 0 9px } } .scrolled { animation: rise linear; animation-timeline: scroll() }
  </style>
  <body><p id="a">a</p><p id="b" class="turning">b</p><p id="c" class="eased">c</p><p id="d" class="scrolled">d</p><div style="height: 3000px"></div></body>`;

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve({ ...PAGES, "/moving": MOVING });
});

test.afterAll(() => site.close());

/** What plays in the view, as `place: opacity, state, time in ms`. @param {Page} viewer */
const playing = (viewer) =>
  viewer.evaluate(() =>
    /** @type {any} */ (window).viewer_.document.getAnimations()
      .filter((/** @type {any} */ animation) => !("animationName" in animation || "transitionProperty" in animation))
      .map((/** @type {any} */ { effect, playState, currentTime }) => {
        const { opacity } = effect.target.ownerDocument.defaultView.getComputedStyle(effect.target, effect.pseudoElement);
        return { place: effect.target.id, opacity: Number(opacity), playState, time: Number(currentTime) };
      }),
  );

/** Frames that came by themselves. @param {Page} shopper @returns {Promise<Uint8Array[]>} */
const emitted = async (shopper) => (await shopper.evaluate(() => /** @type {any} */ (window).frames_.splice(0))).map((/** @type {number[]} */ frame) => Uint8Array.from(frame));

test("what comes with an animation that fills is told with the next frames, though nothing else happens", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await push(viewer, await take(shopper));
  // The part that tells them is fetched with the first.
  await shopper.evaluate(() => void document.getElementById("after")?.animate({ opacity: [1, 0.9] }, { duration: 1, fill: "forwards" }));
  await push(viewer, await take(shopper));
  const waited = await shopper.evaluate(async () => {
    const { frames_ } = /** @type {any} */ (window);
    const waited = [];
    for (let round = 0; round < 5; round++) {
      // Soon after one look of the audit, where that is what found the last one.
      await new Promise((resolve) => setTimeout(resolve, 430));
      const before = frames_.length;
      const entry = Object.assign(document.createElement("p"), { id: `entry${round}`, style: "opacity: 0", textContent: "entry" });
      document.body.append(entry);
      entry.animate({ opacity: [0, 1] }, { duration: 5_000, fill: "forwards" });
      const from = performance.now();
      while (frames_.length < before + 2 && performance.now() < from + 2_000) await new Promise((resolve) => setTimeout(resolve, 2));
      waited.push(performance.now() - from);
    }
    return waited.sort((a, b) => a - b);
  });
  // The audit alone would take more than 300 ms each time.
  expect(waited[2]).toBeLessThan(150);
  await push(viewer, await emitted(shopper));
  expect((await playing(viewer)).map(({ place }) => place)).toEqual(["after", "entry0", "entry1", "entry2", "entry3", "entry4"]);
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("an endless animation is told once: that time goes by is not", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/moving");
  await shopper.evaluate(() => {
    for (const id of ["a", "b", "c"]) document.getElementById(id)?.animate({ opacity: [0, 1] }, { duration: 700, iterations: Infinity, direction: "alternate" });
    /** @type {HTMLElement} */ (document.getElementById("c")).style.opacity = "0.5";
  });
  await push(viewer, await take(shopper));
  await shopper.waitForTimeout(1_000);
  await push(viewer, await emitted(shopper));
  await shopper.waitForTimeout(2_500);
  expect((await emitted(shopper)).length).toBe(0);
  const shown = await playing(viewer);
  expect(shown.map(({ place, playState }) => `${place} ${playState}`)).toEqual(["a running", "b running", "c running"]);
  // What changes is told: one frame for each.
  for (const change of ["pause", "play", "reverse"]) {
    await shopper.evaluate((change) => /** @type {any} */ (document.getElementById("a")?.getAnimations()[0])[change](), change);
    await expect.poll(async () => (await emitted(shopper)).length, change).toBeGreaterThanOrEqual(1);
    // Until it has come to that, it is about to.
    await shopper.waitForTimeout(1_200);
    await emitted(shopper);
    await shopper.waitForTimeout(900);
    expect((await emitted(shopper)).length, `after ${change}`).toBe(0);
  }
  await context.close();
});

test("of a page that scripts do not animate nothing is told, nor is the part fetched that would", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/moving");
  await shopper.evaluate(() => {
    /** @type {HTMLElement} */ (document.getElementById("c")).style.opacity = "0.5";
  });
  await push(viewer, await take(shopper));
  await shopper.waitForTimeout(1_000);
  await push(viewer, await take(shopper));
  expect(await playing(viewer)).toEqual([]);
  const fetched = await shopper.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname.split("/").at(-1)));
  expect(fetched).toContain("animations-on-demand.js");
  expect(fetched).not.toContain("animations.js");
  // What goes by how far something is scrolled, and not by the clock, would be told again and again.
  await shopper.evaluate(() => {
    const timeline = new /** @type {any} */ (window).ScrollTimeline({ source: document.documentElement });
    document.getElementById("a")?.animate({ opacity: [0, 1] }, { timeline, fill: "both" });
  });
  await push(viewer, await take(shopper));
  expect(await playing(viewer)).toEqual([]);
  await context.close();
});

test("who comes later sees what is over as it is in the end, what is paused where it is, and what runs where it has come", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin, "/moving");
  await take(shopper);
  await shopper.evaluate(async () => {
    const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
    find("a").animate({ opacity: [0, 0.75] }, { duration: 300, fill: "forwards" });
    find("b").animate({ opacity: [0, 1] }, 1_000).pause();
    find("b").getAnimations().forEach((animation) => "animationName" in animation || (animation.currentTime = 250));
    find("c").animate({ opacity: [0, 1] }, 60_000);
  });
  const first = await take(shopper);
  await shopper.waitForTimeout(2_500);
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  const late = [...(await emitted(shopper)), ...(await take(shopper))];
  const keyframe = late.findIndex((frame) => frame[1] === 1);
  expect(keyframe).toBeGreaterThanOrEqual(0);
  const viewer = await context.newPage();
  await viewer.goto(`${site.origin}/view`);
  await view(viewer);
  expect(await push(viewer, late.slice(keyframe))).toEqual([]);
  const shown = await playing(viewer);
  expect(shown.map(({ place, playState }) => `${place} ${playState}`)).toEqual(["a finished", "b paused", "c running"]);
  expect(shown[0].opacity).toBe(0.75);
  expect(shown[1].opacity).toBe(0.25);
  expect(shown[2].time).toBeGreaterThan(2_400);
  expect(first.length).toBeGreaterThan(0);
  await context.close();
});

test("who asks for all that has changed gets all keyframes that were changed in place, of however many animations", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/moving");
  const changed = async (/** @type {number} */ opacity) => {
    await shopper.evaluate((opacity) => {
      const { animations_ } = /** @type {any} */ (window);
      for (const animation of animations_) animation.effect.setKeyframes({ opacity: [0, opacity], scale: [0, 1], rotate: ["0deg", "1turn"] });
    }, opacity);
    await push(viewer, await take(shopper));
    return new Set((await playing(viewer)).map((animation) => animation.opacity));
  };
  await shopper.evaluate(() => {
    const places = Array.from({ length: 900 }, () => document.body.appendChild(document.createElement("i")));
    Object.assign(window, { animations_: places.map((place) => place.animate({ opacity: [0, 1] }, { duration: 1, fill: "forwards" })) });
  });
  await push(viewer, await take(shopper));
  expect((await playing(viewer)).length).toBe(900);
  for (const opacity of [0.25, 0.5, 0.75]) expect(await changed(opacity)).toEqual(new Set([opacity]));
  await context.close();
});

test("what is cancelled, over, taken away or replaced leaves nothing behind in the view", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/moving");
  await shopper.evaluate(() => {
    for (const id of ["a", "b", "c", "d"]) document.getElementById(id)?.animate({ opacity: [0, 0.5] }, { duration: 1, fill: "forwards" });
    document.body.animate({ opacity: [0.5, 1] }, 60_000);
  });
  await push(viewer, await take(shopper));
  expect((await playing(viewer)).length).toBe(5);
  // The viewer's own list, of what is in its document and what is not.
  await viewer.evaluate(() => {
    const { viewer_ } = /** @type {any} */ (window);
    const all = viewer_.document.getAnimations().filter((/** @type {any} */ animation) => !("animationName" in animation));
    Object.assign(window, { all_: all });
  });
  await shopper.evaluate(() => {
    const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
    find("a").remove();
    find("b").replaceWith(find("b").cloneNode(true));
    find("c").getAnimations().forEach((animation) => animation.cancel());
    find("d").getAnimations().forEach((animation) => animation.cancel());
    // It does not fill.
    document.body.getAnimations()[0].finish();
  });
  await shopper.waitForTimeout(1_000);
  await push(viewer, await take(shopper));
  expect(await playing(viewer)).toEqual([]);
  expect(await viewer.evaluate(() => /** @type {any} */ (window).all_.map((/** @type {any} */ { playState }) => playState))).toEqual(Array(5).fill("idle"));
  await context.close();
});

test("of what is animated in a masked place only what says nothing is told, and of a blocked one nothing", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin, "/moving");
  await shopper.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<style>p::after, b::after { content: "•" }</style><p id="m" data-alongside="mask">m<b id="n">n</b></p><p id="k" data-alongside="block">k</p><p id="l">l</p>`);
    const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
    const filled = /** @type {const} */ ({ duration: 1, fill: "forwards", id: "canary-id" });
    const keyframes = (/** @type {string} */ word) => ({
      opacity: [0, 0.5], "--canary-name": [`"${word}"`, word], content: [`"${word}"`, `"${word} 2"`], quotes: [`"${word}" "x"`, `"${word}" "y"`],
      color: ["red", `var(--${word}, ${word})`], fontFamily: ["serif", word], gridArea: [word, word], background: [`url("/pixel.png?${word}")`, "red"], viewTransitionName: [word, word],
    });
    for (const id of ["m", "n", "k"]) {
      find(id).animate(/** @type {any} */ (keyframes("canary-masked")), filled);
      find(id).animate(/** @type {any} */ (keyframes("canary-masked")), { ...filled, pseudoElement: "::after" });
    }
    // An open place: what it hands down shows in masked ones.
    find("l").animate(/** @type {any} */ ({ "--l": ['"canary-inherited"', '"canary-inherited"'], quotes: ['"canary-inherited" "x"', '"canary-inherited" "x"'], opacity: [0, 0.5] }), filled);
    // It was open when it began, and is masked by the time it is told.
    find("a").animate(/** @type {any} */ (keyframes("canary-marked")), filled);
    find("a").dataset.alongside = "mask";
  });
  const frames = await take(shopper);
  await shopper.waitForTimeout(900);
  frames.push(...(await take(shopper)));
  expect(await push(viewer, frames)).toEqual([]);
  expect((await playing(viewer)).filter(({ opacity }) => opacity === 0.5).map(({ place }) => place).sort()).toEqual(["a", "l", "m", "m", "n", "n"]);
  expect(bodies(frames).toString("latin1").match(/canary[-a-z]*/g)).toBeNull();
  // The same in an open page is told, or else nothing is proved.
  const open = await context.newPage();
  await open.goto(`${site.origin}/moving`);
  await open.evaluate(() => {
    const animated = /** @type {HTMLElement} */ (document.getElementById("a"));
    animated.animate(/** @type {any} */ ({ "--canary-name": ['"canary-word"', '"canary-word"'] }), { duration: 1, fill: "forwards" });
  });
  await record(open);
  expect(bodies(await take(open)).toString("latin1")).toMatch(/canary-word/);
  await context.close();
});
