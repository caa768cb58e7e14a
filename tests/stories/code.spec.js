// A shopper on the phone has no chat open: the page gets her a code, she reads it out, an agent types it, and sees her page
// when she has agreed. Also the calls that a page's own script can make.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./support/demo.js").Demo} Demo */

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it.
test.use({ trace: "off" });

/** Calls a command of the page's. @param {Page} page @param {string} command */
const call = (page, command) => page.evaluate((name) => /** @type {any} */ (window).Alongside.push([name]), command);

/** Collects the events that the page is told. @param {Page} page */
const listen = (page) =>
  page.evaluate(() => {
    const told = (/** @type {any} */ (window).told = /** @type {any[]} */ ([]));
    for (const name of ["open", "cobrowse:code", "cobrowse:start", "cobrowse:stop"])
      /** @type {any} */ (window).Alongside.on(name, (/** @type {any} */ detail) => told.push([name, detail]));
  });

/** @param {Page} page @returns {Promise<[string, any][]>} */
const told = (page) => page.evaluate(() => /** @type {any} */ (window).told);

/**
 * Says a frame as the logged-in agent, on a line of its own, and returns what is heard until one is of a type in `until`.
 * @param {Page} agent @param {object} frame @param {string[]} until
 */
const say = (agent, frame, until) =>
  agent.evaluate(
    ({ frame, until }) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/api/v1/agent/socket`);
        socket.onopen = () => {
          socket.send(JSON.stringify({ type: "hello", protocol: 1 }));
          socket.send(JSON.stringify(frame));
        };
        socket.onmessage = ({ data }) => {
          const heard = JSON.parse(data);
          if (until.includes(heard.type)) resolve(heard);
        };
      }),
    { frame, until },
  );

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const SIZES = /** @type {const} */ ([
  ["a desktop", { viewport: { width: 1280, height: 800 } }],
  ["a phone", PHONE],
]);

for (const [name, options] of SIZES)
  test(`on ${name}, a shopper without a chat reads out a code, agrees, and her page is seen`, async ({ browser }) => {
    test.setTimeout(120_000);
    const demo = await startDemo();
    const shopper = await (await browser.newContext(options)).newPage();
    const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await logIn(agent, demo);
    await expect(agent.getByText(/Visitor|conversation/i).first()).toBeVisible();
    await shopper.goto(`${demo.shop}/product.html`);
    await listen(shopper);
    await call(shopper, "cobrowseCode");

    const card = shopper.getByRole("group", { name: "Read this to the agent" });
    await expect(card).toBeVisible();
    await expect(card.getByText(/Good for 10 min/)).toBeVisible();
    await shopper.screenshot({ path: `artifacts/code/${name.split(" ")[1]}.png`, animations: "disabled" });
    const spoken = (await card.locator(".only-read").textContent()) ?? "";
    expect(spoken.trim(), "a screen reader says digit by digit").toMatch(/^(\d ){5}\d$/);
    const code = spoken.replaceAll(" ", "");
    const shown = (await card.locator(".digits").innerText()).replace(/\s/g, "");
    expect(shown).toBe(code);
    const [, detail] = (await told(shopper)).find(([event]) => event === "cobrowse:code") ?? [];
    expect(detail.code).toBe(code);
    expect(Math.abs(detail.expiresAt - Date.now() - 600_000)).toBeLessThan(30_000);

    const session = crypto.randomUUID();
    const wrong = String((Number(code) + 1) % 1e6).padStart(6, "0");
    const types = ["cobrowse_redeemed", "error"];
    const refused = await say(agent, { type: "cobrowse_redeem", code: wrong, session }, types);
    expect(refused.error.code).toBe("wrong_code");
    const redeemed = await say(agent, { type: "cobrowse_redeem", code, session }, types);
    expect(redeemed).toMatchObject({ type: "cobrowse_redeemed", session });

    // The code gives way to the question, and is no consent.
    await expect(shopper.getByText("Milan would like to see this page, point at it and draw on it")).toBeVisible();
    await expect(card).toBeHidden();
    expect((await told(shopper)).map(([event]) => event)).not.toContain("cobrowse:start");
    await shopper.getByRole("button", { name: "Share my page" }).click();
    await expect(shopper.getByText(/You are sharing this page|Waiting for the agent/).first()).toBeVisible();
    await expect.poll(async () => (await told(shopper)).map(([event]) => event)).toContain("cobrowse:start");

    // Her conversation, which she has not begun, is in the console's list.
    const transcript = await say(
      agent,
      { type: "open", conversation: redeemed.conversation, since: 0 },
      ["history"],
    );
    expect(transcript.transcript.messages[0].body).toBe("Page sharing started");
    const frames = await agent.evaluate(
      (session) =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/api/v1/agent/socket`);
          socket.binaryType = "arraybuffer";
          socket.onopen = () => {
            socket.send(JSON.stringify({ type: "hello", protocol: 1 }));
            socket.send(JSON.stringify({ type: "cobrowse_watch", session }));
          };
          socket.onmessage = ({ data }) => {
            // The first byte is the envelope's format, the second the frame's kind: 1 is a keyframe.
            if (data instanceof ArrayBuffer && new Uint8Array(data)[1] === 1) resolve(data.byteLength);
          };
        }),
      session,
    );
    expect(frames).toBeGreaterThan(1_000);
    await expect(shopper.getByText("You are sharing this page with Milan")).toBeVisible();

    await call(shopper, "stopCobrowse");
    await expect.poll(async () => (await told(shopper)).map(([event]) => event)).toContain("cobrowse:stop");
    await expect(shopper.getByText(/You are sharing this page/)).toBeHidden();
    await demo.close();
  });

test("she takes a code back, and a page's script can ask her to share with the panel closed", async ({ browser }) => {
  test.setTimeout(120_000);
  const demo = await startDemo();
  const shopper = await (await browser.newContext()).newPage();
  const agent = await (await browser.newContext()).newPage();
  await logIn(agent, demo);
  await expect(agent.getByText(/Visitor|conversation/i).first()).toBeVisible();
  await shopper.goto(`${demo.shop}/product.html`);
  await listen(shopper);
  await call(shopper, "cobrowseCode");
  const card = shopper.getByRole("group", { name: "Read this to the agent" });
  await expect(card.getByText(/Good for/)).toBeVisible();
  await expect(card.getByRole("button", { name: "New code" }), "who asked for it has the focus there").toBeFocused();
  const first = (await card.locator(".digits").innerText()).replace(/\s/g, "");
  await card.getByRole("button", { name: "New code" }).click();
  await expect.poll(async () => (await card.locator(".digits").innerText()).replace(/\s/g, "")).not.toBe(first);
  const second = (await card.locator(".digits").innerText()).replace(/\s/g, "");
  await card.getByRole("button", { name: "Take it back" }).click();
  await expect(card).toBeHidden();
  for (const code of [first, second]) {
    const frame = { type: "cobrowse_redeem", code, session: crypto.randomUUID() };
    const heard = await say(agent, frame, ["cobrowse_redeemed", "error"]);
    expect(heard.error?.code).toBe("wrong_code");
  }

  await shopper.getByRole("button", { name: "Close chat" }).click();
  await call(shopper, "stopCobrowse");
  await call(shopper, "startCobrowse");
  await expect(shopper.getByText("Share this page with us?")).toBeVisible();
  await expect(shopper.getByRole("button", { name: "Share my page" })).toBeFocused();
  await shopper.keyboard.press("Enter");
  await expect(shopper.getByText(/Waiting for the agent/)).toBeVisible();
  await call(shopper, "cobrowseCode");
  await expect(card, "a page that is shared needs no code").toBeHidden();
  await call(shopper, "stopCobrowse");
  await expect(shopper.getByText("You stopped sharing this page.")).toBeVisible();
  await demo.close();
});
