// The bar that says who sees the page, and that ends it, is in reach whatever the page puts over itself: a modal dialog, one that opens
// after another, an element that fills the screen. Pressed by a real mouse and a real finger.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { PHONE, grantControl, meet, share, talk } from "./support/meeting.js";

test.use({ trace: "off", actionTimeout: 10_000 });

/** @typedef {import("@playwright/test").Page} Page */

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** A modal dialog of the page, over all of it, which counts what it hears. @param {Page} shopper */
function openModal(shopper) {
  return shopper.evaluate(() => {
    const page = /** @type {any} */ (window);
    page.heard_ ??= [];
    const dialog = document.createElement("dialog");
    dialog.className = "over-all";
    dialog.style.cssText = "width:100vw;height:100vh;max-width:none;max-height:none;border:0;background:#cfd8dc";
    dialog.textContent = "Sale! Leave us your address.";
    for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
      dialog.addEventListener(kind, () => page.heard_.push(kind));
    }
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Presses what is shown at a button's place, as her finger does: browsers make all inert but the dialog, or what fills the screen. @param {Page} shopper @param {string} name */
async function press(shopper, name) {
  const box = await shopper.getByRole("button", { name, exact: true, includeHidden: true }).boundingBox();
  if (!box) throw new Error(`“${name}” has no place`);
  const at = /** @type {const} */ ([box.x + box.width / 2, box.y + box.height / 2]);
  if (await shopper.evaluate(() => navigator.maxTouchPoints > 0)) await shopper.touchscreen.tap(...at);
  else await shopper.mouse.click(...at);
}

/** What the shopper sees at the middle of the bar is the bar: its dark ground, in a picture. @param {Page} shopper */
async function seesBar(shopper) {
  const { x, y, width, height } = await shopper.locator(".bar").boundingBox();
  const png = await shopper.screenshot({ clip: { x: x + width - 60, y: y + 1, width: 20, height: 4 } });
  return shopper.evaluate(async (url) => {
    const image = await createImageBitmap(await (await fetch(url)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const [red, green, blue] = context.getImageData(image.width >> 1, image.height >> 1, 1, 1).data;
    return red < 60 && green < 60 && blue < 60;
  }, `data:image/png;base64,${png.toString("base64")}`);
}

for (const [device, options] of /** @type {const} */ ([["desktop", { viewport: { width: 1280, height: 800 } }], ["phone", PHONE]])) {
  test(`${device}: under modal dialogs of the page she pauses and stops, and the dialogs hear nothing of it`, async ({ browser }) => {
    test.setTimeout(120_000);
    const { shopper, agent, close } = await meet(browser, demo, { ...options, bypassCSP: true });
    await shopper.goto(`${demo.shop}/product.html`);
    await talk(shopper, agent, `Can I stop under a dialog? ${device}`);
    await share(shopper, agent);
    await shopper.getByRole("button", { name: "Close chat" }).click();
    await openModal(shopper);
    await expect.poll(() => seesBar(shopper)).toBe(true);
    await press(shopper, "Pause sharing");
    await expect(shopper.getByText("Paused: what you do now is not shown")).toBeVisible();
    await openModal(shopper);
    await expect.poll(() => seesBar(shopper)).toBe(true);
    await press(shopper, "Go on sharing");
    await expect(shopper.getByText(/You are sharing this page with/)).toBeVisible();
    await shopper.screenshot({ path: `artifacts/top-layer/modal-${device}.png` });
    await press(shopper, "Stop sharing");
    await expect(shopper.locator(".bar")).toHaveCount(0);
    await expect(agent.getByText(/stopped sharing|ended/i).first()).toBeVisible();
    expect(await shopper.evaluate(() => /** @type {any} */ (window).heard_)).toEqual([]);
    // Where the bar was, the dialog is pressed as ever.
    if (device === "desktop") {
      await shopper.mouse.click(640, 30);
      expect(await shopper.evaluate(() => /** @type {any} */ (window).heard_)).toContain("click");
    }
    await close();
  });
}

test("in full screen she sees the bar above what fills it, takes control back and stops", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo, { viewport: { width: 1280, height: 800 }, bypassCSP: true });
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Can I stop in full screen?");
  await share(shopper, agent);
  await shopper.getByRole("button", { name: "Close chat" }).click();
  await grantControl(shopper, agent);
  await shopper.evaluate(() => document.querySelector("h1").addEventListener("click", () => document.querySelector("main").requestFullscreen(), { once: true }));
  await shopper.locator("h1").click();
  await shopper.waitForFunction(() => document.fullscreenElement?.localName === "main");
  await expect.poll(() => seesBar(shopper)).toBe(true);
  await shopper.screenshot({ path: "artifacts/top-layer/full-screen.png" });
  await press(shopper, "Take back");
  await expect(agent.getByRole("button", { name: "Ask to control" })).toBeVisible();
  await press(shopper, "Stop sharing");
  await expect(shopper.locator(".bar")).toHaveCount(0);
  expect(await shopper.evaluate(() => document.fullscreenElement?.localName)).toBe("main");
  await close();
});
