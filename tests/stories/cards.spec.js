// Cards that an agent sends: products to look at, and an invitation to a call.
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { meet, PHONE, talk } from "./support/meeting.js";

const ARTIFACTS = "artifacts/cards";

/** @type {import("./support/demo.js").Demo} */
let demo;
test.beforeAll(async () => {
  demo = await startDemo();
});
test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Page} agent @param {string} entry */
async function open(agent, entry) {
  await agent.getByLabel("Add to the conversation").click();
  await agent.getByRole("button", { name: new RegExp(`^${entry}`) }).click();
  return agent.getByRole("dialog", { name: entry });
}

test("he suggests her page and two more, with a picture that is there, one that is not, and none", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Is there something like it?");
  const dialog = await open(agent, "Card");
  await dialog.getByRole("button", { name: "Suggest the shopper’s current page" }).click();
  await expect(dialog.getByLabel("Link (optional)")).toHaveValue(`${demo.shop}/product.html`);
  await expect(dialog.getByLabel("Title")).toHaveValue(/Kiesel/);
  await dialog.getByLabel("Price").fill("€129.00");
  await dialog.getByLabel("Text (optional)").fill("Smooth, also on gravel.");
  await dialog.getByLabel("Address of a picture").fill(await shopper.locator("main img").first().evaluate((image) => /** @type {HTMLImageElement} */ (image).src));
  await expect(dialog.getByRole("group", { name: "Preview" }).locator("img")).toBeVisible();
  await dialog.getByRole("button", { name: "Add another card" }).click();
  await dialog.getByLabel("Title").fill("Granit boot");
  await dialog.getByLabel("Price").fill("€189.00");
  await dialog.getByLabel("Link (optional)").fill("https://elsewhere.example/granit");
  await dialog.getByLabel("Address of a picture").fill(`${demo.shop}/img/not-there.jpg`);
  await dialog.getByRole("button", { name: "Add another card" }).click();
  await dialog.getByLabel("Title").fill("Sandals, for the warm days to come and all the gravel on the way there");
  await dialog.getByLabel("Your message").fill("Have a look:");
  await agent.screenshot({ path: `${ARTIFACTS}/console-dialog.png` });
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog).toBeHidden();

  const cards = shopper.getByRole("list", { name: "Suggestions" });
  await expect(cards.getByRole("listitem")).toHaveCount(3);
  await expect(shopper.getByRole("log").getByText("Have a look:")).toBeVisible();
  const picture = cards.locator("img").first();
  await expect.poll(() => picture.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth)).toBeGreaterThan(0);
  await expect(picture).toHaveAttribute("referrerpolicy", "no-referrer");
  await shopper.screenshot({ path: `${ARTIFACTS}/cards.png`, animations: "disabled" });

  // Keyboard: the list scrolls, and the links in it are reached. Arrows for the mouse.
  const turns = shopper.locator(".turns");
  const left = () => cards.evaluate((list) => list.scrollLeft);
  expect(await left()).toBe(0);
  await turns.getByRole("button", { name: "Next" }).click();
  await expect.poll(left).toBeGreaterThan(100);
  await shopper.screenshot({ path: `${ARTIFACTS}/cards-scrolled.png` });
  await turns.getByRole("button", { name: "Previous" }).click();
  await expect.poll(left).toBe(0);
  // From right to left the same, the other way round.
  // The panel sets its own direction with each change of it.
  await cards.locator("..").evaluate((row) => row.setAttribute("dir", "rtl"));
  await turns.getByRole("button", { name: "Next" }).click();
  await expect.poll(left).toBeLessThan(-100);
  await shopper.screenshot({ path: `${ARTIFACTS}/cards-rtl.png` });
  await turns.getByRole("button", { name: "Previous" }).click();
  await expect.poll(left).toBeGreaterThan(-40);
  await cards.locator("..").evaluate((row) => row.removeAttribute("dir"));
  await cards.focus();
  await shopper.keyboard.press("Tab");
  const view = cards.getByRole("link").first();
  await expect(view).toBeFocused();

  // Within the shop the same tab, elsewhere a new one that knows nothing of this.
  await expect(view).not.toHaveAttribute("target");
  await expect(cards.getByRole("link").nth(1)).toHaveAttribute("target", "_blank");
  await expect(cards.getByRole("link").nth(1)).toHaveAttribute("rel", "noopener");
  await expect(agent.getByRole("log").getByRole("list", { name: "Suggested" }).getByRole("listitem")).toHaveCount(3);
  await agent.screenshot({ path: `${ARTIFACTS}/console.png` });
  await shopper.evaluate(() => sessionStorage.setItem("stayed", "yes"));
  await view.click();
  await shopper.waitForURL(/product\.html/);
  await expect(cards.getByRole("listitem")).toHaveCount(3);
  await close();
});

test("an invitation to a call is a card, on a phone in the dark", async ({ browser }) => {
  const { shopper, agent, close } = await meet(browser, demo, { ...PHONE, colorScheme: "dark" });
  await shopper.goto(`${demo.shop}/product.html`);
  await talk(shopper, agent, "Can you show me the sole?");
  const dialog = await open(agent, "Video invitation");
  await dialog.getByLabel("Link (optional)").fill("javascript:alert(1)");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("a card's button must be an https: address.");
  await dialog.getByLabel("Link (optional)").fill("https://video.example/room/42");
  await dialog.getByRole("button", { name: "Send" }).click();
  const join = shopper.getByRole("link", { name: "Join the call" });
  await expect(join).toHaveAttribute("href", "https://video.example/room/42");
  await expect(join).toHaveAttribute("target", "_blank");
  // The card says it: no bubble repeats its title.
  await expect(shopper.getByText("Let’s talk by video")).toHaveCount(1);
  await shopper.screenshot({ path: `${ARTIFACTS}/invitation-phone-dark.png`, animations: "disabled" });
  await close();
});
