// A shop's page full of attacks, as our own capture records it: what runs and loads on her page does neither in the agent's browser.
import { expect, test } from "@playwright/test";

import { SNIPPETS, filled } from "./hostile/snippets.js";
import { record, take } from "./support/engine.js";
import { figure } from "./support/figure.js";
import { openDesk } from "./support/hostile-desk.js";
import { PROBE, watch } from "./support/hostile-watch.js";
import { serve } from "./support/static-server.js";

// Tracing puts a script of its own into every frame.
test.use({ trace: "off" });

test(`${SNIPPETS.length} attacks run or load on her page, and none of them in the view`, async ({ browser }) => {
  test.setTimeout(300_000);
  const desk = await openDesk(browser);
  const address = (/** @type {number} */ index) => `${desk.listener.origin}/page/${index}/`;
  const bodies = SNIPPETS.map((snippet, index) => filled(snippet, address(index), `${PROBE}('page/${index}')`));
  const site = await serve(Object.fromEntries(bodies.map((body, index) => [`/attack/${index}`, `<!doctype html><title>attack ${index}</title><body>${body}`])));
  const context = await browser.newContext({ viewport: { width: 800, height: 600 }, acceptDownloads: false });
  const shopper = await context.newPage();
  const hers = await watch(shopper);
  let [ran, loaded, recorded] = [0, 0, 0];
  for (const [index, body] of bodies.entries()) {
    await test.step(body, async () => {
      await shopper.goto(`${site.origin}/attack/${index}`, { waitUntil: "commit" });
      await shopper.waitForLoadState("load").catch(() => {});
      await record(shopper);
      await shopper.waitForTimeout(60);
      const frames = await take(shopper);
      recorded += frames.length;
      // That it is an attack at all, shows on her own page.
      await shopper.goto("about:blank");
      if (hers.take().ran.length > 0) ran++;
      if (desk.listener.hits.splice(0).length > 0) loaded++;
      const refused = await desk.show(body, frames);
      await desk.lure(body);
      await desk.expectNothing(body);
      expect.soft(refused, body).toEqual([]);
    });
  }
  figure(`${SNIPPETS.length} snippets`, `${ran} ran and ${loaded} loaded on her page; ${recorded} frames shown`);
  expect(SNIPPETS.length).toBeGreaterThanOrEqual(60);
  expect(ran).toBeGreaterThanOrEqual(30);
  expect(loaded).toBeGreaterThanOrEqual(25);
  await context.close();
  await site.close();
  await desk.close();
});
