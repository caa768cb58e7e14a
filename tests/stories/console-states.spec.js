// Every state of the console around a shared page, as an agent meets it: tools, asking, having and losing control, pauses, a
// shopper who is between two pages, joining by code. The relay is real; what it would say in each state is said in its place.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { standBetween } from "./support/relay-between.js";

test.use({ trace: "off" });

const ARTIFACTS = "artifacts/console";
const KEPT = ["cobrowse_ask", "cobrowse_release", "cobrowse_act", "cobrowse_redeem"];

/** @type {import("./support/demo.js").Demo} */
let demo;

test.beforeAll(async () => {
  demo = await startDemo();
});

test.afterAll(() => demo.close());

/** @param {import("@playwright/test").Page} page @param {string} state */
async function expectAccessible(page, state) {
  // What stands in the viewer is the shopper's page.
  const builder = new AxeBuilder({ page }).exclude("iframe").withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]);
  const { violations } = await builder.analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(found, state).toEqual([]);
}

const SIZES = [
  { name: "wide", viewport: { width: 1440, height: 900 }, colorScheme: /** @type {const} */ ("light"), shopper: { width: 1280, height: 800 } },
  { name: "wide-dark", viewport: { width: 1440, height: 900 }, colorScheme: /** @type {const} */ ("dark"), shopper: { width: 1280, height: 800 } },
  { name: "middle", viewport: { width: 1024, height: 768 }, colorScheme: /** @type {const} */ ("light"), shopper: { width: 390, height: 844 } },
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: /** @type {const} */ ("dark"), shopper: { width: 390, height: 844 } },
];

for (const { name, viewport, colorScheme, shopper: shopperViewport } of SIZES) {
  test(`the tools and all that comes with them, ${name}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const options = { colorScheme, reducedMotion: /** @type {const} */ ("reduce") };
    const shopper = await (await browser.newContext({ ...options, viewport: shopperViewport })).newPage();
    const agent = await (await browser.newContext({ ...options, viewport })).newPage();
    const between = await standBetween(agent, KEPT);
    const picture = async (/** @type {string} */ state) => {
      await agent.screenshot({ path: `${ARTIFACTS}/${name}-${state}.png`, animations: "disabled" });
      await expectAccessible(agent, state);
    };
    const button = (/** @type {string | RegExp} */ name) => agent.getByRole("button", { name, exact: typeof name === "string" });

    await logIn(agent, demo);
    await button("Join by code").click();
    const code = agent.getByLabel("Six-digit code");
    await expect(code).toBeFocused();
    await expect(button("Join")).toBeDisabled();
    await code.fill("Code: 12 34 56!");
    await expect(code).toHaveValue("123 456");
    await agent.keyboard.press("Enter");
    await expect.poll(() => between.said.at(-1)).toMatchObject({ type: "cobrowse_redeem", code: "123456" });
    between.say({ type: "error", error: { code: "wrong_code", message: "No.", retry: false } });
    await expect(agent.getByText(/Nobody has this code now/)).toBeVisible();
    await picture("code-wrong");
    await agent.keyboard.press("Escape");
    await expect(code).toBeHidden();

    await shopper.goto(`${demo.shop}/product.html`);
    await shopper.getByRole("button", { name: /chat/i }).click();
    const question = `Which size for ${name}?`;
    await shopper.getByLabel("Your message").fill(question);
    await shopper.keyboard.press("Enter");
    await agent.getByText(question).first().click();
    await shopper.getByRole("button", { name: "Share this page" }).click();
    await shopper.getByRole("button", { name: "Share my page" }).click();
    await expect(shopper.getByText(/You are sharing this page/)).toBeVisible();
    const close = shopper.getByRole("button", { name: "Close chat" });
    if (await close.isVisible()) await close.click();
    if (viewport.width < 900) await agent.getByRole("button", { name: "Live" }).click();
    const viewer = agent.frameLocator(".viewer iframe");
    await expect(viewer.frameLocator("iframe").locator("h1").first()).toBeVisible();
    await expect(agent.getByRole("toolbar")).toBeVisible();
    await picture("look");

    // Tools: one is pressed at a time, arrows move between them, numbers take them up.
    await button("Look").focus();
    await agent.keyboard.press("ArrowRight");
    await expect(button("Point")).toBeFocused();
    await agent.keyboard.press("7");
    await expect(button("Arrow")).toHaveAttribute("aria-pressed", "true");
    await expect(button("Look")).toHaveAttribute("aria-pressed", "false");
    const view = /** @type {{ x: number, y: number, width: number, height: number }} */ (
      await viewer.locator("iframe").boundingBox()
    );
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    await agent.mouse.move(middle.x - 60, middle.y - 50);
    await agent.mouse.down();
    await agent.mouse.move(middle.x + 20, middle.y + 20, { steps: 5 });
    await agent.mouse.up();
    await expect.poll(() => between.said.filter(({ act }) => act?.kind === "draw").length).toBeGreaterThan(0);
    const drawn = between.said.find(({ act }) => act?.kind === "draw");
    await agent.keyboard.press("8");
    await expect(button("Highlight")).toHaveAttribute("aria-pressed", "true");
    const heading = await viewer.frameLocator("iframe").locator("h1").first().boundingBox();
    await agent.mouse.click((heading?.x ?? 0) + 12, (heading?.y ?? 0) + 8);
    const [session, node] = [drawn.session, drawn.act.node];
    const conversation = "the open one";
    between.say({ type: "cobrowse_act", session, agent: "ana", name: "Ana Sousa", act: { kind: "pointer", at: { node, x: 9_000, y: 7_000 } } });
    between.say({
      type: "cobrowse_act", session, agent: "ana", name: "Ana Sousa",
      act: { kind: "draw", stroke: 1, tool: "rectangle", node, points: [{ x: 500, y: 6_500 }, { x: 4_000, y: 9_500 }] },
    });
    await expect(viewer.locator(".agent-pointer").getByText("Ana Sousa")).toBeVisible();
    await picture("drawing");
    await agent.keyboard.press("Escape");
    await expect(button("Look")).toHaveAttribute("aria-pressed", "true");
    await button("Wipe").click();
    await expect.poll(() => between.said.at(-1)?.act).toEqual({ kind: "wipe" });
    await expect(viewer.locator(".stroke")).toHaveCount(1);

    // Asking for control.
    await button("Control").click();
    await expect(agent.getByRole("checkbox", { name: "Scroll the page" })).toBeFocused();
    await picture("question");
    await button("Ask").click();
    await expect.poll(() => between.said.at(-1)).toEqual({ type: "cobrowse_ask", session, capabilities: ["scroll", "click", "type"] });
    await expect(agent.getByText(/^Asking /)).toBeVisible();
    await picture("asked");
    await button("Take it back").click();
    await expect.poll(() => between.said.at(-1)?.capabilities).toEqual([]);
    await button("Ask to control").click();
    await button("Ask").click();
    between.say({ type: "cobrowse_refused", session, capabilities: ["scroll", "click", "type"] });
    await expect(agent.getByText(/would rather not allow that/)).toBeVisible();
    await picture("refused");

    // A colleague has it.
    const expires = Date.now() + 600_000;
    const grants = (/** @type {string[]} */ ...capabilities) => capabilities.map((capability) => ({ capability, expires_at_ms: expires }));
    between.say({ type: "cobrowse_grants", session, agent: "ana", name: "Ana Sousa", grants: grants("click") });
    await expect(agent.getByText("Ana Sousa controls")).toBeVisible();
    await picture("colleague");
    between.say({ type: "cobrowse_grants", session, agent: "ana", name: "Ana Sousa", grants: [] });

    // Having it.
    const me = await agent.evaluate(async () => (await (await fetch("/api/v1/me")).json()).agent);
    between.say({ type: "cobrowse_grants", session, agent: me, name: "Me", grants: grants("scroll", "click", "type", "navigate") });
    await expect(agent.getByText("You can scroll, click, type and navigate")).toBeVisible();
    await expect(button("Control")).toHaveAttribute("aria-pressed", "true");
    await expect(agent.getByRole("timer")).toHaveText(/^(10:00|9:\d\d)$/);
    await picture("control");
    await agent.mouse.click(middle.x, middle.y);
    await expect.poll(() => between.said.filter(({ act }) => act?.kind === "click" || act?.kind === "check").length).toBe(1);
    const { number } = /** @type {any} */ (between.said.findLast(({ act }) => act?.kind === "click" || act?.kind === "check"));
    between.say({ type: "cobrowse_outcome", session, number, outcome: "protected" });
    await expect(agent.getByText(/That field is protected/)).toBeVisible();
    await agent.getByLabel("Address on this site").fill("/basket.html");
    await button("Go").click();
    await expect.poll(() => between.said.at(-1)?.act).toEqual({ kind: "navigate", to: { kind: "address", url: `${demo.shop}/basket.html` } });
    await agent.getByLabel("Address on this site").fill("https://elsewhere.example/");
    await button("Go").click();
    await expect(agent.getByText("Only pages of this site can be opened.")).toBeVisible();
    await picture("protected");
    await agent.getByLabel("Address on this site").fill("");

    // Paused, and between two pages: the last picture stays.
    between.say({ type: "cobrowse_paused", session, on: true });
    await expect(agent.getByText(/paused the view/).first()).toBeVisible();
    await expect(button("Pen")).toBeDisabled();
    await picture("paused");
    between.say({ type: "cobrowse_paused", session, on: false });
    await expect(agent.getByText(/paused the view/)).toBeHidden();
    between.say({ type: "cobrowse_held", conversation, session, reason: "page_left" });
    await expect(agent.getByText(/is going to another page/)).toBeVisible();
    await expect(viewer.frameLocator("iframe").locator("h1").first()).toBeVisible();
    await expect(button("Ask to control")).toBeDisabled();
    await picture("held");
    between.say({ type: "cobrowse_held", conversation, session, reason: "line_lost" });
    await expect(agent.getByText(/is lost. Waiting/)).toBeVisible();

    await Promise.all([shopper.context().close(), agent.context().close()]);
  });
}
