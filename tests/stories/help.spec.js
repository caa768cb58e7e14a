// Helping for real: an agent at the console, a shopper in her shop, the relay between them. He points and draws, asks for control and
// gets it, presses and types for her, and loses it again; then a shopper on the phone reads out a code.
import { expect, test } from "@playwright/test";

import { inHand } from "./support/console-port.js";
import { startDemo } from "./support/demo.js";
import { meet } from "./support/meeting.js";

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

test("an agent shows, asks, presses and types for a shopper, until she takes it back", async ({ browser }) => {
  test.setTimeout(240_000);
  const { shopper, agent, viewer, view, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("Can you do it for me?");
  await shopper.keyboard.press("Enter");
  await agent.getByText("Can you do it for me?").first().click();
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(shopper.getByText(/You are sharing this page with/)).toBeVisible();
  await shopper.getByRole("button", { name: "Close chat" }).click();
  await expect(view.getByTestId("add-to-basket")).toBeVisible();

  await test.step("what he draws shows on her page, at the same thing", async () => {
    await agent.getByRole("button", { name: "Highlight" }).click();
    await view.getByTestId("add-to-basket").click({ force: true });
    await expect(viewer.locator(".ring")).toBeVisible();
    const ring = shopper.locator(".ring");
    await expect(ring).toBeVisible();
    const [around, button] = [await ring.boundingBox(), await shopper.getByTestId("add-to-basket").boundingBox()];
    expect(around?.x).toBeGreaterThan((button?.x ?? 0) - 12);
    expect(around?.width).toBeLessThan((button?.width ?? 0) + 24);
    await shopper.screenshot({ path: "artifacts/help/highlight-shopper.png" });
    await agent.screenshot({ path: "artifacts/help/highlight-agent.png" });
  });

  await test.step("he asks, she allows, and both see it", async () => {
    const before = (await viewer.owner().boundingBox())?.y;
    await agent.getByRole("button", { name: "Ask to control" }).click();
    await agent.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(agent.getByText(/^Asking /)).toBeVisible();
    await expect(shopper.getByRole("alert").filter({ hasText: "asks to scroll, click and type" })).toBeVisible();
    // What appears under a finger is not pressed by mistake.
    await shopper.waitForTimeout(700);
    await shopper.getByRole("button", { name: "Allow" }).click();
    await expect(agent.getByText("You can scroll, click and type")).toBeVisible();
    await expect(agent.getByRole("button", { name: "Control" })).toHaveAttribute("aria-pressed", "true");
    await inHand(viewer, "control");
    // What he aims at does not jump at that.
    expect((await viewer.owner().boundingBox())?.y).toBe(before);
  });

  await test.step("his clicks are hers", async () => {
    await view.getByTestId("size-42").click({ force: true });
    await expect(shopper.getByTestId("size-42")).toHaveAttribute("aria-pressed", "true");
    // What he presses next may have moved: he looks before he presses.
    await expect(view.getByTestId("size-42")).toHaveAttribute("aria-pressed", "true");
    await view.getByTestId("add-to-basket").click({ force: true });
    await expect(shopper.getByTestId("basket-count")).toHaveText("1");
    await expect(view.getByTestId("basket-count")).toHaveText("1");
  });

  await test.step("his wheel scrolls her page", async () => {
    const box = /** @type {{ x: number, y: number }} */ (await viewer.locator("iframe").boundingBox());
    await agent.mouse.move(box.x + 300, box.y + 300);
    await expect(async () => {
      await agent.mouse.wheel(0, 200);
      await expect.poll(() => shopper.evaluate(() => scrollY), { timeout: 2_000 }).toBeGreaterThan(100);
    }).toPass();
  });

  await test.step("she takes it back with Escape, and his clicks do nothing more", async () => {
    await shopper.keyboard.press("Escape");
    await expect(agent.getByRole("button", { name: "Ask to control" })).toBeVisible();
    await expect(agent.getByRole("button", { name: "Look" })).toHaveAttribute("aria-pressed", "true");
    await expect(agent.getByText("Control has ended.")).toBeVisible();
  });

  await test.step("on the next page the view goes on, he is asked anew, and types in a field", async () => {
    await shopper.goto(`${demo.shop}/checkout.html`);
    await expect(view.getByTestId("email")).toBeVisible();
    await agent.getByRole("button", { name: "Ask to control" }).click();
    await agent.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(shopper.getByRole("button", { name: "Allow" })).toBeVisible();
    await shopper.waitForTimeout(700);
    await shopper.getByRole("button", { name: "Allow" }).click();
    await expect(agent.getByText("You can scroll, click and type")).toBeVisible();
    await inHand(viewer, "control");
    await view.getByTestId("email").click({ force: true });
    await agent.keyboard.type("nora@example.com");
    await expect(shopper.getByTestId("email")).toHaveValue("nora@example.com");
    await view.locator("#cardnumber").click({ force: true });
    await agent.keyboard.type("5555");
    await expect(agent.getByText(/That field is protected/)).toBeVisible();
    await expect(shopper.getByTestId("card-number")).toHaveValue("");
    await agent.getByRole("button", { name: "Give back" }).click();
    await expect(shopper.getByText(/ can$/)).toBeHidden();
  });

  await test.step("she pauses, and he sees that", async () => {
    await shopper.getByRole("button", { name: /pause/i }).click();
    await expect(agent.getByText(/paused the view/).first()).toBeVisible();
  });
  await close();
});

test("a shopper on the phone reads out a code, and the agent who types it in sees her page when she agrees", async ({ browser }) => {
  test.setTimeout(120_000);
  const { shopper, agent, view, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.waitForFunction(() => "Alongside" in window);
  await shopper.evaluate(() => /** @type {any} */ (window).Alongside.cobrowseCode());
  const spoken = shopper.getByRole("group", { name: "Read this to the agent" }).locator(".only-read");
  await expect(spoken).toHaveText(/^\s*(\d ){5}\d\s*$/);
  const code = ((await spoken.textContent()) ?? "").replace(/\s/g, "");

  await agent.getByRole("button", { name: "Join by code" }).click();
  // A digit off by one, first.
  await agent.getByLabel("Six-digit code").fill(code.slice(0, 5) + ((Number(code[5]) + 1) % 10));
  await agent.keyboard.press("Enter");
  await expect(agent.getByText(/Nobody has this code now/)).toBeVisible();
  await agent.getByLabel("Six-digit code").fill(code);
  await agent.keyboard.press("Enter");
  await expect(agent.getByRole("heading", { name: /^Waiting for/ })).toBeVisible();
  await agent.screenshot({ path: "artifacts/help/redeemed.png" });
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(view.getByTestId("add-to-basket")).toBeVisible();
  await close();
});
