// A visitor who speaks the raw protocol past our capture, to a real relay, a real console and the real viewer's page under its real
// policy: what she says is refused or shown, and nothing of it runs, asks, or goes anywhere. A benign page shows within a second after.
import { randomUUID } from "node:crypto";

import { expect, test } from "@playwright/test";

import { VECTORS } from "./hostile/vectors.js";
import { figure } from "./support/figure.js";
import { openDesk } from "./support/hostile-desk.js";
import { hostileVisitor } from "./support/hostile-visitor.js";
import { NOTHING, PROBE } from "./support/hostile-watch.js";
import { RawFrames } from "./support/raw-frames.js";
import { h, page } from "./support/raw-nodes.js";

// Tracing puts a script of its own into every frame.
test.use({ trace: "off" });

/** @type {import("./support/hostile-desk.js").Desk} */ let desk;

test.beforeAll(async ({ browser }) => {
  desk = await openDesk(browser);
});

test.afterAll(() => desk?.close());

for (const [kind, vectors] of Object.entries(VECTORS)) {
  test(`${kind}: ${vectors.length} vectors`, async () => {
    test.setTimeout(300_000);
    const before = desk.refusals();
    for (const [index, vector] of vectors.entries()) await test.step(vector.name, () => hold(vector, `${kind}/${index}`));
    figure(kind, `${vectors.length} vectors, ${desk.refusals() - before} frames refused`);
    // Some requests come late, and connections that nobody used yet.
    await desk.agent.waitForTimeout(500);
    await desk.expectNothing("late");
    expect(desk.listener.connections()).toBe(0);
  });
}

/** Shows a vector, and looks whether anything came of it. @param {import("./hostile/vectors.js").Vector} vector @param {string} path */
async function hold({ name, becomes, nodes, document, frames }, path) {
  const { writer } = desk;
  const url = (/** @type {string} */ rest = "x") => `${desk.listener.origin}/${path}/${rest}`;
  const means = { url, js: `${PROBE}('${path}')`, writer };
  const body = document?.(means) ?? (nodes && page(...nodes(means)));
  const refused = await desk.show(name, body ? [writer.keyframe(body)] : (frames?.(means) ?? []));
  if (becomes === "shown") await desk.lure(name);
  await desk.expectNothing(`${name}: ${refused.join()}`);
  expect.soft(refused.length > 0 ? "refused" : "shown", `${name}: ${refused.join()}`).toBe(becomes);
}

test("there are at least 80 vectors, each of a name of its own", () => {
  const names = Object.values(VECTORS).flatMap((vectors) => vectors.map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(80);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("frames for somebody else's session reach nobody", async () => {
  const stranger = await hostileVisitor(desk.demo, "me too");
  const theirs = new RawFrames();
  const forged = theirs.keyframe(page(h("h1", {}, "forged")));
  for (const number of [1, 2, 1_000_000, 4_294_967_295]) {
    stranger.forge(forged, desk.visitor().session, number);
    expect((await stranger.until((frame) => frame.type === "error")).error.code).toBe("unknown_session");
  }
  stranger.say({ type: "cobrowse_start", session: desk.visitor().session });
  expect((await stranger.until((frame) => frame.type === "error")).error.code).toBe("unknown_session");
  // Shares a page of her own, in a conversation that the agent does not look at.
  await stranger.start();
  stranger.forge(forged, desk.visitor().session, 1);
  stranger.forge(forged, randomUUID(), 1);
  await stranger.send([forged]);
  await desk.expectNothing("forged frames");
  stranger.close();
});

// A page that crashes the viewer's process cannot be told here: Playwright then takes all of the page for crashed.
test("whoever keeps the viewer busy for ever does not keep the console: the agent goes on, and looks at somebody else", async () => {
  test.setTimeout(120_000);
  const { agent, writer } = desk;
  // Each level of columns takes the browser longer than all those before together.
  let node = h("p", {}, "x");
  for (let level = 0; level < 60; level++) node = h("div", { style: "columns: 2" }, node);
  await desk.visitor().send([writer.keyframe(page(node))]);
  await agent.waitForTimeout(1_000);
  for (let round = 0; round < 5; round++) {
    const began = Date.now();
    await agent.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    expect(Date.now() - began, "ms for a turn of the console").toBeLessThan(500);
  }
  await agent.getByRole("textbox").last().fill("still here");
  await agent.keyboard.press("Enter");
  await desk.visitor().until((frame) => frame.type === "message" && frame.message.body === "still here");
  await test.step("he throws the view away, and has another", async () => {
    await desk.reload();
    expect(await desk.healed()).toBeLessThan(10_000);
  });
  await desk.visitor().send([writer.keyframe(page(node))]);
  await agent.waitForTimeout(1_000);
  await desk.again();
  expect(await desk.healed()).toBeLessThan(10_000);
  expect({ ...desk.seen.take(), requests: [], navigations: [] }).toEqual(NOTHING);
});
