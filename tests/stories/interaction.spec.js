// What the shopper does, as the agent sees it beside the page itself: her pointer and her clicks. (What shows in the page is in
// `tests/fidelity`, what must not be told in `masking.spec.js`.)
import { expect, test } from "@playwright/test";

import { PAGES, pair } from "./support/engine-site.js";
import { expectEqual, push, restarts, take } from "./support/engine.js";
import { serve } from "./support/static-server.js";

/** @type {import("./support/static-server.js").StaticServer} */
let site;

test.beforeAll(async () => {
  site = await serve(PAGES);
});

test.afterAll(() => site.close());

/** What is drawn above the page: the pointer and the ring. @param {import("@playwright/test").Page} viewer */
function drawn(viewer) {
  return viewer.evaluate(() =>
    [...document.querySelectorAll("body > [aria-hidden]")].map((element) => ({
      shown: getComputedStyle(element).display !== "none",
      place: getComputedStyle(element).translate,
      moves: element.getAnimations().length,
    })),
  );
}

test("the pointer is drawn where she points, and a ring where she presses, if asked for", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  expect(await drawn(viewer)).toEqual([]);
  await viewer.evaluate(async () => {
    const module = await import(/** @type {any} */ ("/viewer/viewer.js"));
    /** @type {any} */ (window).viewer_.destroy();
    document.body.replaceChildren();
    Object.assign(window, { viewer_: new module.Viewer(document.body, { pointer: true }) });
  });
  await viewer.emulateMedia({ reducedMotion: "reduce" });
  await push(viewer, await take(shopper));
  expect((await drawn(viewer)).map(({ shown }) => shown)).toEqual([false, false, false]);

  await shopper.mouse.move(200, 150);
  await shopper.waitForTimeout(100);
  await push(viewer, await take(shopper));
  await expect.poll(async () => (await drawn(viewer))[0]).toMatchObject({ shown: true, place: "200px 150px" });
  expect((await drawn(viewer))[1]).toMatchObject({ shown: false });

  await shopper.mouse.click(210, 160);
  await push(viewer, await take(shopper));
  expect((await drawn(viewer))[1]).toMatchObject({ shown: true, place: "210px 160px", moves: 1 });
  await expectEqual(shopper, viewer);

  // She leaves the page.
  await shopper.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent("mouseout", { bubbles: true })));
  await push(viewer, await take(shopper));
  expect((await drawn(viewer))[0]).toMatchObject({ shown: false });
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("a pointer that moves all the time is told twenty times a second at most", async ({ browser }) => {
  const { context, shopper } = await pair(browser, site.origin);
  await take(shopper);
  const frames = await shopper.evaluate(async () => {
    const { frames_ } = /** @type {any} */ (window);
    const until = performance.now() + 1_000;
    for (let x = 0; performance.now() < until; x++) {
      const place = { clientX: x % 700, clientY: 5, view: window, bubbles: true, composed: true };
      document.documentElement.dispatchEvent(new PointerEvent("pointermove", place));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    return frames_.length;
  });
  expect(frames).toBeGreaterThan(5);
  expect(frames).toBeLessThanOrEqual(22);
  await context.close();
});

test("what is hovered, focused and selected lasts through moves, removals and a new keyframe", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await push(viewer, await take(shopper));
  const marked = () =>
    viewer.evaluate(() =>
      [.../** @type {any} */ (window).viewer_.document.querySelectorAll("[alongside-hover]")].map((node) => node.localName),
    );
  await shopper.hover("#list li");
  await push(viewer, await take(shopper));
  expect(await marked()).toEqual(["html", "body", "ul", "li"]);
  // The item is put into a wrapper: it stays hovered, and now its wrapper is as well.
  await shopper.evaluate(() => {
    const item = /** @type {Element} */ (document.querySelector("#list li"));
    const wrapper = document.createElement("menu");
    wrapper.style.cssText = "margin: 0; padding: 0";
    item.before(wrapper);
    wrapper.append(item);
  });
  await shopper.waitForTimeout(300);
  await push(viewer, await take(shopper));
  expect(await marked()).toEqual(["html", "body", "ul", "menu", "li"]);
  await shopper.evaluate(() => /** @type {any} */ (window).recording_.keyframe());
  await push(viewer, await take(shopper));
  expect(await marked()).toEqual(["html", "body", "ul", "menu", "li"]);
  await shopper.evaluate(() => document.querySelector("#list")?.remove());
  await shopper.waitForTimeout(300);
  expect(await push(viewer, await take(shopper))).toEqual([]);
  expect(await marked()).not.toContain("ul");
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});

test("what is hovered in a frame is hovered there, and the frame in the page around it", async ({ browser }) => {
  const { context, shopper, viewer } = await pair(browser, site.origin);
  await shopper.evaluate(() => {
    const frame = document.createElement("iframe");
    frame.srcdoc = "<!doctype html><p id=within>In a frame</p>";
    document.body.prepend(frame);
    return new Promise((resolve) => (frame.onload = resolve));
  });
  const marked = () =>
    viewer.evaluate(() => {
      const { document } = /** @type {any} */ (window).viewer_;
      const names = (/** @type {Document | null} */ root) =>
        [...(root?.querySelectorAll("[alongside-hover]") ?? [])].map((node) => node.localName).join(" ");
      return `${names(document)} / ${names(document.querySelector("iframe")?.contentDocument)}`;
    });
  await shopper.frameLocator("iframe").locator("#within").hover();
  await expect
    .poll(async () => {
      expect(await push(viewer, await take(shopper))).toEqual([]);
      return marked();
    })
    .toBe("html body iframe / html body p");
  expect(await restarts(shopper)).toBe(0);
  await context.close();
});
