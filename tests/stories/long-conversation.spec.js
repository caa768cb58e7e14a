// A conversation of ten thousand messages: both sides show its end at once, stay quick, and reach its beginning page by page.
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { figure } from "./support/figure.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

/** With the first and the last. */
const MESSAGES = 10_000;
/** What a page holds at first, and how much each look further up adds. */
const PAGE = 100;

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

test("both sides of a conversation of ten thousand messages are quick, and read it from end to beginning", async ({ browser }) => {
  test.setTimeout(300_000);
  const [shopper, agent] = [await browser.newPage(), await browser.newPage()];
  await shopper.goto(demo.shop);
  await shopper.getByRole("button", { name: "Open chat" }).click();
  await shopper.getByLabel("Your message").fill("the very first");
  await shopper.getByLabel("Your message").press("Enter");
  await expect(shopper.getByText(/· (Sent|Delivered|Read)$/)).toBeVisible();
  await logIn(agent, demo);
  await expect(agent.getByText("the very first").first()).toBeVisible();
  // What stands open meanwhile would show each of them, which is another story.
  await Promise.all([shopper.goto("about:blank"), agent.goto(`${demo.relay}/healthz`)]);
  await sayMuch(agent, MESSAGES - 1);

  await shopper.goto(demo.shop);
  await expect(shopper.getByText("the very last", { exact: true })).toBeVisible();
  await agent.goto(demo.console);
  await agent.getByText("the very last").first().click();
  await expect(agent.getByRole("log").getByText("the very last", { exact: true })).toBeVisible();
  const scroller = shopper.getByRole("log").locator("..");
  const hers = await readUp(shopper, scroller, shopper.getByLabel("Your message"), 60, () =>
    // Not by the wheel, which would go on to the very beginning.
    scroller.evaluate((element) => (element.scrollTop = 0)),
  );
  expect(await scroller.evaluate((element) => element.scrollTop), "what she read has stayed in its place").toBeGreaterThan(1_000);
  const his = await readUp(agent, agent.getByRole("log"), agent.getByRole("textbox", { name: /message|reply/i }), 25, () =>
    agent.getByRole("button", { name: "Earlier messages" }).click(),
  );
  expect(his, "none is missing, and none twice").toEqual(hers);
  expect(new Set(his).size).toBe(his.length);

  // As a file he gets all of it, and sees no more than before.
  const shown = await agent.getByRole("log").getByText(/^number \d+$/).count();
  const [file] = await Promise.all([agent.waitForEvent("download"), agent.getByRole("button", { name: "Download the conversation" }).click()]);
  const said = readFileSync(await file.path(), "utf8").match(/the very first|number \d+|the very last/g) ?? [];
  expect(said.length).toBe(MESSAGES);
  expect([said[0], said.at(-1)]).toEqual(["the very first", "the very last"]);
  expect(new Set(said).size, "none twice").toBe(MESSAGES);
  await expect(agent.getByText("Fetching all of it")).toHaveCount(0);
  expect(await agent.getByRole("log").getByText(/^number \d+$/).count()).toBe(shown);
});

/**
 * Reads seven pages further up; a letter may cost `most` ms of the page's thread then.
 * @param {Page} page @param {Locator} log @param {Locator} composer @param {number} most @param {() => Promise<unknown>} goUp
 */
async function readUp(page, log, composer, most, goUp) {
  const bubbles = log.getByText(/^(number \d+|the very last)$/);
  await expect(bubbles).toHaveCount(PAGE);
  for (let pages = 2; pages <= 8; pages++) {
    const first = await bubbles.first().textContent();
    const marked = log.getByText(first ?? "", { exact: true });
    await goUp();
    await expect.poll(() => bubbles.count()).toBe(pages * PAGE);
    await expect(marked).toHaveCount(1);
  }
  // A key that is pressed with all that on the screen.
  await composer.click();
  const session = await page.context().newCDPSession(page);
  // CPU time, which says the same on a busy machine.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
  const letters = "Does it come in blue and white?";
  const before = await busy();
  await page.keyboard.type(letters, { delay: 20 });
  const each = ((await busy()) - before) / letters.length;
  figure(`a letter with ${await bubbles.count()} bubbles`, `${each.toFixed(1)} ms of the page's thread`);
  expect(each, "ms of the page's thread for each letter").toBeLessThan(most);
  await composer.fill("");
  return bubbles.allTextContents();
}

/** Says so much in the newest conversation, by lines of the agent's own. @param {Page} agent @param {number} count */
function sayMuch(agent, count) {
  return agent.evaluate(async (count) => {
    /** @param {string[]} bodies */
    const say = (bodies) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/agent/socket`);
        let acknowledged = 0;
        socket.onopen = () => socket.send(JSON.stringify({ type: "hello", protocol: 1 }));
        socket.onerror = reject;
        socket.onmessage = ({ data }) => {
          const { type, conversations } = JSON.parse(data);
          if (type === "error") reject(new Error(data));
          if (type === "ack" && ++acknowledged === bodies.length) resolve(socket.close());
          if (type !== "welcome") return;
          const [{ conversation }] = conversations;
          for (const body of bodies)
            socket.send(JSON.stringify({ type: "message", conversation, client_id: crypto.randomUUID(), body }));
        };
      });
    const bodies = Array.from({ length: count - 1 }, (_, number) => `number ${number}`);
    // The relay takes what a line says one by one, and commits together what several say.
    const LINES = 8;
    await Promise.all(Array.from({ length: LINES }, (_, line) => say(bodies.filter((_, number) => number % LINES === line))));
    await say(["the very last"]);
  }, count);
}
