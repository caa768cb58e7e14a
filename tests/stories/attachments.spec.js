// Files that shoppers and agents send each other: chosen, pasted and dropped; on a line that breaks; and those that are not taken.
import { mkdirSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { give, pdf, picture, withPlace } from "./support/files.js";

/** @typedef {import("@playwright/test").Page} Page */

const ARTIFACTS = "artifacts/attachments";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  demo = await startDemo(["--attachment-mib", "1"]);
});
test.afterAll(() => demo.close());

/** @param {Page} page */
async function openPanel(page) {
  await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /chat|help/i }).click();
  await expect(page.getByRole("button", { name: /^Attach/ })).toBeVisible();
}

/** Chooses files as a person does, in the browser's own window. @param {Page} page @param {import("./support/files.js").GivenFile[]} files */
async function choose(page, files) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: /^Attach/ }).click()]);
  await chooser.setFiles(files);
}

/** That a picture of the conversation is really shown, in the room that was kept for it. @param {Page} page @param {string} name */
async function isShown(page, name) {
  const shown = page.getByRole("log").getByRole("img", { name });
  await expect(shown).toBeVisible();
  await expect.poll(() => shown.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth)).toBeGreaterThan(0);
  return shown;
}

test("a picture that a shopper chooses is shown to the agent, and his comes back to her", async ({ browser }) => {
  const [hers, his] = [await browser.newContext(), await browser.newContext()];
  const [shopper, agent] = [await hers.newPage(), await his.newPage()];
  /** @type {string[]} */
  const complaints = [];
  // Who is not logged in is told so with a 401.
  for (const page of [shopper, agent]) page.on("console", (message) => message.type() === "error" && !message.text().includes("401") && complaints.push(message.text()));
  await logIn(agent, demo);
  await openPanel(shopper);
  await expect(shopper.getByRole("button", { name: "Attach pictures or PDF, up to 1 MB each" })).toBeVisible();

  await choose(shopper, [await picture(shopper, "sea shore.png"), pdf("receipt.pdf")]);
  const shown = await isShown(shopper, "sea shore.png");
  await expect(shown).toHaveAttribute("width", "240");
  await expect(shown).toHaveAttribute("height", "180");
  await expect(shopper.getByRole("link", { name: /receipt\.pdf\s*1 KB/ })).toHaveAttribute("target", "_blank");
  await expect(shopper.getByText(/· (Sent|Delivered|Read)$/).last()).toBeVisible();
  await expect(shopper.getByRole("list", { name: "Files being sent" })).toBeHidden();
  await shopper.screenshot({ path: `${ARTIFACTS}/shopper.png` });

  await agent.getByText("receipt.pdf").first().click();
  await isShown(agent, "sea shore.png");
  await expect(agent.getByRole("log").getByRole("link", { name: /receipt\.pdf/ })).toBeVisible();

  await choose(agent, [await picture(agent, "blue trainers.png", { colour: "#7a3b69" })]);
  await isShown(agent, "blue trainers.png");
  await isShown(shopper, "blue trainers.png");
  await agent.screenshot({ path: `${ARTIFACTS}/agent.png` });

  await shopper.reload();
  await isShown(shopper, "blue trainers.png");
  await isShown(shopper, "sea shore.png");
  expect(complaints).toEqual([]);
  await Promise.all([hers.close(), his.close()]);
});

test("what a photograph tells of its place stays with her, and it stays turned", async ({ page }) => {
  await openPanel(page);
  const photo = withPlace(await picture(page, "foot.jpg", { type: "image/jpeg" }));
  await choose(page, [photo]);
  const shown = await isShown(page, "foot.jpg");
  expect(await shown.evaluate((image) => [/** @type {any} */ (image).naturalWidth, /** @type {any} */ (image).naturalHeight])).toEqual([480, 640]);
  await expect(shown).toHaveAttribute("height", "300");
  const kept = await page.request.get(/** @type {string} */ (await shown.getAttribute("src")));
  const bytes = await kept.body();
  expect(photo.buffer.includes("SECRET")).toBe(true);
  expect(bytes.includes("SECRET")).toBe(false);
  expect(bytes.includes("Exif")).toBe(true);
});

test("files are pasted and dropped as well, several in a row, in their order", async ({ page }) => {
  await openPanel(page);
  const [one, two, three] = await Promise.all(["one.png", "two.png", "three.png"].map((name) => picture(page, name, { width: 90, height: 60 })));
  const panel = page.getByRole("dialog");
  const field = page.getByLabel("Your message");
  expect(await give(panel, "dragover", [one])).toBe(true);
  await expect(panel).toHaveAttribute("data-drop", "Drop pictures or PDF here");
  await page.screenshot({ path: `${ARTIFACTS}/drop.png` });
  await expect(panel, "what is dragged elsewhere is not waited for").not.toHaveAttribute("data-drop");
  expect(await give(panel, "dragover", [one])).toBe(true);
  expect(await give(panel, "drop", [one, two])).toBe(true);
  await expect(panel).not.toHaveAttribute("data-drop");
  expect(await give(field, "paste", [three])).toBe(true);
  for (const name of ["one.png", "two.png", "three.png"]) await isShown(page, name);
  const names = await page.getByRole("log").getByRole("img").evaluateAll((images) => images.map((image) => image.getAttribute("alt")));
  expect(names).toEqual(["one.png", "two.png", "three.png"]);
});

test("what cannot be sent says why, before it is sent, and goes when she removes it", async ({ page }) => {
  await openPanel(page);
  const large = await picture(page, "large.png", { width: 900, height: 600, noise: true });
  expect(large.buffer.length).toBeGreaterThan(1024 * 1024);
  let uploads = 0;
  page.on("request", (request) => (uploads += Number(request.method() === "POST" && request.url().includes("/files"))));
  await choose(page, [large, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") }]);
  const row = page.getByRole("list", { name: "Files being sent" });
  await expect(row.getByText(/This file has 1\.\d MB\. Files may have up to 1 MB\./)).toBeVisible();
  await expect(row.getByText("Only pictures and PDF can be sent.")).toBeVisible();
  await expect(row.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await page.screenshot({ path: `${ARTIFACTS}/refused.png` });
  expect(uploads).toBe(0);

  // A drawing that calls itself a picture: the relay looks at what it is.
  await choose(page, [{ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>") }]);
  await expect(row.getByText(/this kind of file cannot be sent/)).toBeVisible();
  for (const name of ["large.png", "notes.txt", "logo.png"]) await row.getByRole("button", { name: `Remove ${name}` }).click();
  await expect(row).toBeHidden();
  await expect(page.getByLabel("Your message")).toBeFocused();
  await expect(page.getByRole("log").getByRole("img")).toHaveCount(0);
});

test("an upload shows how far it is, can be cancelled, and goes on by itself when the relay is back", async ({ page }) => {
  await openPanel(page);
  const photo = await picture(page, "photo.png", { width: 420, height: 420, noise: true });
  expect(photo.buffer.length).toBeGreaterThan(300_000);
  await give(page.getByLabel("Your message"), "paste", [await picture(page, "small.png", { width: 20, height: 20 })]);
  await isShown(page, "small.png");
  const browser = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 100_000 };
  await browser.send("Network.emulateNetworkConditions", slow);
  const row = page.getByRole("list", { name: "Files being sent" });
  const isUnderWay = async () => {
    const bar = row.getByRole("progressbar");
    await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow"))).toBeGreaterThan(5);
  };
  await choose(page, [photo]);
  await isUnderWay();
  await page.screenshot({ path: `${ARTIFACTS}/progress.png` });
  await row.getByRole("button", { name: "Remove photo.png" }).click();
  await expect(row).toBeHidden();

  await choose(page, [photo]);
  await isUnderWay();
  await demo.halt("SIGKILL");
  await expect(row.getByText("No connection. Trying again…")).toBeVisible();
  await browser.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
  await demo.restart();
  await isShown(page, "photo.png");
  await expect(page.getByRole("log").getByRole("img"), "the cancelled one was never sent").toHaveCount(2);
  await expect(page.getByText(/· (Sent|Delivered|Read)$/).last()).toBeVisible();
});

test("a phone shows files without sideways scrolling, and the keyboard alone is enough", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, colorScheme: "dark" });
  const page = await context.newPage();
  await openPanel(page);
  const attach = page.getByRole("button", { name: /^Attach/ });
  await attach.focus();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles([await picture(page, "wide.png", { width: 1600, height: 300 }), { name: "a very long name of a file that goes on and on.txt", mimeType: "text/plain", buffer: Buffer.from("x") }, pdf("a-long-name-without-any-break-that-could-be-used-anywhere.pdf")]);
  await isShown(page, "wide.png");
  await expect(page.getByRole("link", { name: /a-long-name/ })).toBeVisible();
  const remove = page.getByRole("button", { name: /^Remove a very long/ });
  await expect(remove).toBeVisible();
  const overflow = await page.getByRole("dialog").evaluate((panel) => panel.scrollWidth - panel.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `${ARTIFACTS}/phone-dark.png` });
  await page.getByLabel("Your message").focus();
  await page.keyboard.press("Shift+Tab");
  await expect(remove).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(remove).toBeHidden();
  await context.close();
});
