// A picture of half a megabyte takes half a minute over 128 kbit/s. What she says, what the agent sees of her page, and the line itself
// do not wait behind it. Everything is real but the line.
import { expect, test } from "@playwright/test";

import { figure } from "./support/figure.js";
import { sentFrames } from "./support/sent-frames.js";
import { slowLine } from "./support/slow-line.js";
import { ageOf, shareOver, storm } from "./support/slow-sharing.js";

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it.
test.use({ trace: "off" });

/** How old the view may be, and how late a message may come, in ms; and how long both are looked at. */
const [OLDEST, LATEST, LASTS] = [2_000, 2_000, 25_000];

/** A picture that nothing makes smaller: its data address. Runs in a page. @param {number} side in pixels */
function noise(side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = context.createImageData(side, side);
  for (let at = 0; at < pixels.data.length; at++) pixels.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/png");
}

test("while large pictures go over 128 kbit/s the view is at most two seconds old, messages come through, and the line holds", async ({ browser }) => {
  test.setTimeout(180_000);
  const sharing = await shareOver(await slowLine({ bytesPerSecond: 16_000, delay: 400 }), browser);
  const { demo, line, shopper, agent, view, viewer, sent } = sharing;
  let sockets = 0;
  shopper.on("websocket", () => sockets++);
  const photo = Buffer.from((await agent.evaluate(noise, 400)).split(",")[1], "base64");
  await shopper.route(`${demo.shop}/photo.png`, (route) => route.fulfill({ contentType: "image/png", body: photo }));
  await shopper.evaluate(storm, 8);
  await viewer.waitForFunction(() => document.querySelector("iframe")?.contentDocument?.querySelector("#clock")?.textContent);
  const before = line.sent();
  await shopper.evaluate(() => document.querySelector("h1")?.after(Object.assign(new Image(), { src: "/photo.png", alt: "photo" })));
  await view.getByAltText("photo").waitFor();

  /** @type {number[]} */
  const ages = [];
  const began = Date.now();
  const said = shopper.waitForTimeout(5_000).then(async () => {
    await shopper.getByLabel("Your message").fill("Is this the one?");
    await shopper.getByLabel("Your message").press("Enter");
    const saidAt = Date.now();
    await agent.getByText("Is this the one?").first().waitFor();
    return Date.now() - saidAt;
  });
  while (Date.now() - began < LASTS) {
    ages.push(await ageOf(viewer));
    await agent.waitForTimeout(500);
  }
  const carried = line.sent() - before;
  const late = await said;
  await shopper.evaluate(() => /** @type {any} */ (window).stop_());
  const picture = view.getByAltText("photo");
  await expect.poll(() => picture.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), { timeout: 90_000 }).toBe(400);
  figure(
    "while a picture goes over 128 kbit/s",
    `${ages.join(" ")}; ${photo.length} bytes, here after ${Date.now() - began} ms; the view ${Math.max(...ages)} ms old at most; a message ${late} ms late; ${carried} bytes in ${LASTS} ms`,
  );
  expect(Math.max(...ages)).toBeLessThanOrEqual(OLDEST);
  expect(late).toBeLessThanOrEqual(LATEST);
  expect(sockets).toBe(0);
  // Other stories search what was sent for secrets: what they read of it is whole.
  expect(sent.some((message) => message.includes(photo))).toBe(false);
  expect(sentFrames(sent).some((frame) => frame.includes(photo))).toBe(true);
  // The storm takes its part of the line, and the picture what is left of it.
  expect(carried).toBeGreaterThan(LASTS * 16 * 0.6);
  await sharing.close();
});
