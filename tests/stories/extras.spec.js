// The widget's second half: fetched when something in it is first needed, and done without while it cannot be had.
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, talk } from "./support/meeting.js";

const HALF = "**/embed/widget_extras.wasm";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

test("a talk needs the first half only; the menu fetches the second, once", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  /** @type {string[]} */
  const fetched = [];
  shopper.on("request", (request) => {
    if (request.url().includes("/embed/")) fetched.push(new URL(request.url()).pathname.split("/").pop() ?? "");
  });
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Is this one warm?");
  expect(fetched).toContain("widget_bg.wasm");
  expect(fetched, "nobody needs it yet").not.toContain("widget_extras.wasm");
  await shopper.locator("summary[aria-label=More]").click();
  await expect(shopper.getByRole("link", { name: "Download conversation" })).toBeVisible();
  await shopper.keyboard.press("Escape");
  await shopper.locator("summary[aria-label=More]").click();
  await expect(shopper.getByRole("link", { name: "Download conversation" })).toBeVisible();
  expect(fetched.filter((name) => name === "widget_extras.wasm")).toHaveLength(1);
  await close();
});

test("where the second half cannot be had the chat goes on, one line says so, and another try brings what is missing", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.route(HALF, (route) => route.abort());
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Thanks, that was all!");
  await agent.getByRole("button", { name: "Resolve", exact: true }).click();

  const line = shopper.getByText("Part of the chat could not be loaded.");
  await expect(line).toBeVisible();
  const question = shopper.getByRole("group", { name: "How was this conversation?" });
  await expect(question).toBeHidden();
  await shopper.screenshot({ path: "artifacts/extras/missing.png", animations: "disabled" });
  await shopper.getByLabel("Your message").fill("One more thing");
  await shopper.keyboard.press("Enter");
  await expect(agent.getByRole("log").getByText("One more thing")).toBeVisible();

  // Still not.
  const tries = shopper.waitForEvent("requestfailed", (request) => request.url().endsWith("widget_extras.wasm"));
  await shopper.getByRole("button", { name: "Try now" }).click();
  await tries;
  await expect(line).toBeVisible();

  await shopper.unroute(HALF);
  await shopper.getByRole("button", { name: "Try now" }).click();
  await expect(line).toBeHidden();
  await shopper.locator("summary[aria-label=More]").click();
  await expect(shopper.getByRole("button", { name: "Delete my data" })).toBeVisible();
  await close();
});

test("a page cannot be shared without it, and says so; nothing is recorded", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.route(HALF, (route) => route.abort());
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Can you look at this?");
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await expect(shopper.getByText("Part of the chat could not be loaded.")).toBeVisible();
  await expect(shopper.getByRole("button", { name: "Share my page" }), "she is asked where she can be").toBeHidden();
  await shopper.unroute(HALF);
  await shopper.getByRole("button", { name: "Try now" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(shopper.getByRole("button", { name: "Stop sharing" })).toBeVisible();
  await expect(shopper.getByText(/You are sharing this page/)).toBeVisible();
  await close();
});

test("the second half of another build is refused before it can do anything", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  const half = readFileSync(new URL("../../dist/embed/widget_extras.wasm", import.meta.url));
  // What it imports the memory as tells the builds apart.
  const mark = /~[0-9a-f]{12}/.exec(half.toString("latin1"));
  if (!mark) throw new Error("the second half has no version");
  half.write("~000000000000", mark.index, "latin1");
  await shopper.route(HALF, (route) => route.fulfill({ contentType: "application/wasm", body: half, headers: { "access-control-allow-origin": "*" } }));
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Is that one dry inside?");
  await shopper.locator("summary[aria-label=More]").click();
  await expect(shopper.getByText("Part of the chat could not be loaded.")).toBeVisible();
  await shopper.getByLabel("Your message").fill("Still here");
  await shopper.keyboard.press("Enter");
  await expect(agent.getByRole("log").getByText("Still here")).toBeVisible();
  await close();
});
