// A page of the demo shop that is shared over a slow line, and a storm in it by whose clock one sees how old the view is.
import { logIn, startDemo } from "./demo.js";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Frame} Frame */
/** @typedef {Awaited<ReturnType<typeof import("./slow-line.js").slowLine>>} Line */

/**
 * Has a shopper share the product page over the line, and an agent watch it.
 * @param {Line} line
 * @param {Browser} browser
 * @param {() => void} [before] runs in her page before any script of it
 */
export async function shareOver(line, browser, before) {
  const demo = await startDemo();
  const [shopperContext, agentContext] = [await browser.newContext({ proxy: { server: line.origin } }), await browser.newContext()];
  const [shopper, agent] = [await shopperContext.newPage(), await agentContext.newPage()];
  /** All that leaves her page on its socket. @type {Buffer[]} */
  const sent = [];
  shopper.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
  if (before) await shopper.addInitScript(before);
  await logIn(agent, demo);
  await shopper.goto(`${demo.shop}/product.html`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("Can you see my page?");
  await shopper.getByLabel("Your message").press("Enter");
  await agent.getByText("Can you see my page?").first().click();
  await agent.getByRole("button", { name: /ask to see/i }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  await view.locator("h1").first().waitFor({ timeout: 30_000 });
  const inner = await view.locator("html").elementHandle();
  const viewer = /** @type {Frame} */ ((await inner?.ownerFrame())?.parentFrame());
  const close = async () => {
    await shopperContext.close();
    await agentContext.close();
    line.close();
    await demo.close();
  };
  return { demo, line, shopper, agent, view, viewer, sent, close };
}

/**
 * Changes the page some sixty times a second, until `stop_` is called: a clock, texts, an attribute, a row that comes and
 * one that goes. Of the changing text there are 5,000 characters at most. Runs in the page.
 * @param {number} length of the text that comes each time
 */
export function storm(length) {
  const place = document.body.appendChild(document.createElement("section"));
  place.id = "storm";
  place.innerHTML = `<p id="clock"></p><ul></ul>${"<b>0</b>".repeat(10)}`;
  const [clock, list, ...texts] = place.children;
  const most = Math.min(30, Math.ceil(5_000 / length));
  const random = () => Array.from({ length: Math.ceil(length / 8) }, () => Math.random().toString(36).slice(2, 10)).join(" ");
  let turn = 0;
  const timer = setInterval(() => {
    turn++;
    clock.textContent = String(Date.now());
    texts[turn % texts.length].textContent = `text ${turn} ${Math.random()}`;
    texts[(turn * 3) % texts.length].setAttribute("title", `title ${turn}`);
    const row = list.appendChild(document.createElement("li"));
    row.innerHTML = `<i class="row-${turn % 5}">row ${turn}</i> costs <b>${random()}</b>`;
    if (list.children.length > most) list.children[turn % most].remove();
  }, 16);
  Object.assign(window, { stop_: () => clearInterval(timer) });
}

/** How old what the agent sees is, in ms, by the storm's clock. @param {Frame} viewer */
export function ageOf(viewer) {
  return viewer.evaluate(() => Date.now() - Number(document.querySelector("iframe")?.contentDocument?.querySelector("#clock")?.textContent));
}
