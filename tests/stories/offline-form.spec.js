// Outside of a shop's hours: she leaves a message and an address, an agent answers it later, and nothing that she writes is lost
// when the hours begin meanwhile.
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { OPEN, closedNow, setOptions } from "./support/options.js";

test.use({ trace: "off" });

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Browser} browser @param {import("@playwright/test").BrowserContextOptions} [options] */
async function shopper(browser, options) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${demo.shop}/product.html`);
  await page.getByRole("button", { name: /^open chat/i }).click();
  return page;
}

test("she leaves a message with her address; the agent has both, and answers in the same conversation", async ({ browser }) => {
  setOptions(demo, closedNow().toml);
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const page = await shopper(browser);
  const form = page.getByRole("form", { name: "Send message" });
  await expect(form.getByText("We answer here and by e-mail.")).toBeVisible();
  await expect(form.getByLabel("E-mail")).toBeFocused();
  await test.info().attach("form", { body: await page.screenshot(), contentType: "image/png" });

  await form.getByLabel("E-mail").fill("ada@");
  await form.getByRole("button", { name: "Send message" }).click();
  const wrong = form.getByRole("alert");
  await expect(wrong).toBeFocused();
  await expect(wrong).toHaveText("Please check: E-mail, Your message");
  const email = form.getByLabel("E-mail");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription(/no e-mail address/);
  await expect(form.getByLabel(/^Name/)).toHaveAttribute("aria-invalid", "false");
  await test.info().attach("refused", { body: await page.screenshot(), contentType: "image/png" });

  await email.fill("ada@example.org");
  await form.getByLabel(/^Name/).fill("Ada Byron");
  await form.getByLabel("Your message").fill("Do they come in blue?");
  await form.getByRole("button", { name: "Send message" }).click();
  await expect(form).toHaveCount(0);
  await expect(page.getByRole("log").getByText("Do they come in blue?")).toBeVisible();
  await expect(page.getByText("We will answer here or by e-mail.")).toBeVisible();
  await expect(page.getByLabel("Your message")).toBeFocused();

  const row = agent.getByRole("button", { name: /Ada Byron/ });
  await row.click();
  await expect(agent.getByText("ada@example.org")).toBeVisible();
  await agent.getByRole("textbox", { name: /message|answer|reply/i }).last().fill("In blue and white.");
  await agent.keyboard.press("Enter");
  await expect(page.getByRole("log").getByText("In blue and white.")).toBeVisible();

  // Her address is known: she is not asked again.
  await page.reload();
  await expect(page.getByLabel("Your message")).toBeVisible();
  await expect(page.locator(".form")).toHaveCount(0);
  await Promise.all([agent, page].map((each) => each.context().close()));
});

const WHEN_ALONE = `${OPEN}[offline]\nwhen = "nobody_online"\n`;

test("what stands in the composer when nobody answers any more goes on in the form, and stays when somebody is back", async ({ browser }) => {
  setOptions(demo, WHEN_ALONE);
  const agent = await (await browser.newContext()).newPage();
  await logIn(agent, demo);
  await expect(agent.getByText("Inbox").first()).toBeVisible();
  const page = await shopper(browser);
  await page.getByLabel("Your message").fill("Half a sente");
  await agent.goto("about:blank");
  const form = page.getByRole("form", { name: "Send message" });
  await expect(form.getByLabel("Your message")).toHaveValue("Half a sente");
  await expect(page.locator(".composer textarea")).toHaveValue("");
  await expect(form.getByLabel("E-mail")).toHaveAttribute("aria-required", "true");

  await form.getByLabel("Your message").focus();
  await agent.goto(demo.console);
  await expect(form.getByText("We are here now")).toBeVisible();
  await expect(form.getByLabel("Your message"), "nothing takes the focus from her").toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("nce, and the rest");
  await form.getByRole("button", { name: "Send message" }).click();
  await expect(page.getByRole("log").getByText("Half a sentence, and the rest")).toBeVisible();
  await expect(page.getByLabel("Your message")).toBeFocused();
  await Promise.all([agent, page].map((each) => each.context().close()));
});

test("a form that is sent without a line arrives with the next one, also after the page is gone", async ({ browser }) => {
  setOptions(demo, closedNow().toml);
  const agent = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await logIn(agent, demo);
  const page = await shopper(browser);
  const form = page.getByRole("form", { name: "Send message" });
  await form.getByLabel("E-mail").fill("lynn@example.org");
  await form.getByLabel("Your message").fill("Sent while nobody was there");
  await demo.halt("SIGKILL");
  await form.getByRole("button", { name: "Send message" }).click();
  await expect(page.getByRole("log").getByText("Sent while nobody was there")).toBeVisible();
  await demo.serve();
  await agent.reload();
  await expect(agent.getByText("Sent while nobody was there").first()).toBeVisible({ timeout: 20_000 });
  await agent.getByText("Sent while nobody was there").first().click();
  await expect(agent.getByText("lynn@example.org")).toBeVisible();
  await Promise.all([agent, page].map((each) => each.context().close()));
  await demo.halt("SIGKILL");
  await demo.restart();
});

test("a site may ask also when no agent is online, or never", async ({ browser }) => {
  setOptions(demo, WHEN_ALONE);
  const page = await shopper(browser);
  await expect(page.getByRole("form", { name: "Send message" })).toBeVisible();
  const agent = await (await browser.newContext()).newPage();
  await logIn(agent, demo);
  await expect(page.getByRole("form", { name: "Send message" })).toHaveCount(0);
  await expect(page.getByLabel("Your message")).toBeVisible();
  setOptions(demo, `${closedNow().toml}[offline]\nwhen = "never"\n`);
  const other = await shopper(browser);
  await expect(other.locator(".presence")).toContainText("We are back");
  await expect(other.getByLabel("Your message")).toBeVisible();
  await Promise.all([agent, page, other].map((each) => each.context().close()));
});
