// The pictures, fonts and sheets of a shared page come from the relay: sent once per site, and there for the agent while the
// shop's server is not.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { sentFrames } from "./support/sent-frames.js";

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it, and the browser complains.
test.use({ trace: "off" });

const FONT = readFileSync(new URL("../fidelity/fonts/serif.woff2", import.meta.url));
/** A picture of one colour. @param {string} colour */
const picture = (colour) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="${colour}"/></svg>`;

/** @param {string} snippet @param {string} elsewhere another origin */
const page = (snippet, elsewhere) => `<!doctype html><title>Pictures</title>
<link rel="stylesheet" href="${elsewhere}/sheet.css" crossorigin>
<style>
  @font-face { font-family: Ours; src: url(/font.woff2) }
  p { font: 20px Ours } #background { width: 40px; height: 30px; background: url(/background.svg) }
</style>
<h1>Pictures</h1>
<img id="plain" src="/plain.svg"><img id="private" src="/private.svg"><img id="cors" crossorigin src="${elsewhere}/cors.svg">
<img id="blob"><img id="data" src="data:image/svg+xml,${encodeURIComponent(picture("teal"))}">
<div id="background"></div><div id="sheet"></div><p>Set in our own font</p>
${snippet}
<script>
  const address = URL.createObjectURL(new Blob([${JSON.stringify(picture("purple"))}], { type: "image/svg+xml" }));
  document.querySelector("#blob").src = address;
</script>`;

/** A server of a test: what it answers, by path. @param {(path: string, cookie: string) => [string, string | Buffer] | null} answer */
async function serve(answer) {
  const server = createServer((request, response) => {
    const answered = answer(request.url ?? "/", request.headers.cookie ?? "");
    if (!answered) return response.writeHead(403).end();
    response.writeHead(200, { "content-type": answered[0], "access-control-allow-origin": "*" }).end(answered[1]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return { port: /** @type {import("node:net").AddressInfo} */ (server.address()).port, close: () => server.close() };
}

/** A shop with pictures of every kind, some of them on another origin. @param {import("./support/demo.js").Demo} demo */
async function openShop(demo) {
  const svg = (/** @type {string} */ colour) => /** @type {[string, string]} */ (["image/svg+xml", picture(colour)]);
  const other = await serve((path) => {
    const sheet = `#sheet { width: 40px; height: 30px; background: url(http://localhost:${other.port}/in-sheet.svg) }`;
    return path === "/sheet.css" ? ["text/css", sheet] : svg("crimson");
  });
  const snippet = `<script async src="${demo.relay}/alongside.js" data-site="${demo.site}" data-open-root></script>`;
  const shop = await serve((path, cookie) => {
    if (path === "/") return ["text/html", page(snippet, `http://localhost:${other.port}`)];
    if (path === "/font.woff2") return ["font/woff2", FONT];
    if (path === "/private.svg") return cookie.includes("login=nora") ? svg("navy") : null;
    return svg(path === "/plain.svg" ? "green" : "orange");
  });
  const address = `http://127.0.0.1:${shop.port}`;
  const database = join(demo.data, "alongside.db");
  execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", ["site", "origins", demo.site, "--add", address, "--database", database]);
  return { address, close: () => [shop, other].forEach((server) => server.close()) };
}

/** How many co-browse frames of a kind were sent. @param {Buffer[]} sent @param {number} kind */
const count = (sent, kind) => sentFrames(sent).filter((frame) => frame[1] === kind).length;

/** @param {import("@playwright/test").BrowserContext} context @param {string} shop */
async function share(context, shop) {
  await context.addCookies([{ name: "login", value: "nora", url: shop }]);
  const shopper = await context.newPage();
  /** All that leaves the page on its socket. @type {Buffer[]} */
  const sent = [];
  shopper.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(Buffer.from(payload))));
  await shopper.goto(`${shop}/`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("Hello");
  await shopper.getByLabel("Your message").press("Enter");
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await expect(shopper.getByText(/You are sharing this page/)).toBeVisible();
  return { shopper, sent };
}

test("every picture, font and sheet shows while the shop's server is out of the agent's reach, and is sent once per site", async ({ browser }) => {
  const demo = await startDemo();
  const shop = await openShop(demo);
  const agentContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const agent = await agentContext.newPage();
  /** @type {string[]} */
  const asked = [];
  agent.on("request", (request) => asked.push(request.url()));
  // The shop, and all the world but the relay, are unreachable.
  await agentContext.route((address) => ![new URL(demo.relay).port].includes(address.port), (route) => route.abort());
  await logIn(agent, demo);

  const first = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const { shopper, sent } = await share(first, shop.address);
  // Hers is the one of whose page the newest line tells.
  const newest = agent.getByRole("listitem").filter({ hasText: "Page sharing started" }).first();
  await newest.click();
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  const colours = async () =>
    view.locator("img").evaluateAll((images) =>
      Promise.all(
        images.map(async (image) => {
          const picture = /** @type {HTMLImageElement} */ (image);
          if (!picture.complete || picture.naturalWidth === 0) return `${picture.id}: nothing`;
          const canvas = new OffscreenCanvas(1, 1);
          const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
          context.drawImage(picture, 0, 0);
          return `${picture.id}: ${context.getImageData(0, 0, 1, 1).data.join(" ")}`;
        }),
      ),
    );
  const expected = ["plain: 0 128 0 255", "private: 0 0 128 255", "cors: 220 20 60 255", "blob: 128 0 128 255", "data: 0 128 128 255"];
  await expect.poll(colours).toEqual(expected);
  for (const box of ["#background", "#sheet"]) {
    const image = () => view.locator(box).evaluate((element) => getComputedStyle(element).backgroundImage);
    await expect.poll(image).toMatch(/^url\("blob:/);
  }
  const fonts = () => view.locator("p").evaluate((element) => [...element.ownerDocument.fonts].map((font) => `${font.family} ${font.status}`));
  await expect.poll(fonts).toContain("Ours loaded");

  await test.step("the viewer asked its own origin, and nobody else", () => {
    const stored = asked.filter((address) => address.includes("/viewer/assets/"));
    const viewer = demo.relay.replace("127.0.0.1", "localhost");
    expect(stored.length).toBeGreaterThanOrEqual(6);
    for (const address of stored) expect(address.startsWith(viewer), address).toBe(true);
    expect(asked.filter((address) => address.startsWith("http") && new URL(address).port !== new URL(demo.relay).port)).toEqual([]);
  });

  await test.step("bytes were sent once, and by name after that", async () => {
    expect(count(sent, 3)).toBe(0);
    const uploads = count(sent, 5);
    expect(uploads).toBeGreaterThanOrEqual(6);
    const folder = join(demo.data, "alongside-assets", demo.site);
    expect(readdirSync(folder)).toHaveLength(uploads);

    // The conversation of the first shopper tells of the end, and is no longer the newest that shares.
    await shopper.getByRole("button", { name: /^stop/i }).click();
    await expect(agent.getByText(/sharing (has )?ended/i).first()).toBeVisible();
    const second = await browser.newContext({ viewport: { width: 800, height: 600 } });
    const another = await share(second, shop.address);
    await expect.poll(() => count(another.sent, 4)).toBeGreaterThanOrEqual(6);
    await newest.click();
    await expect.poll(colours).toEqual(expected);
    expect(count(another.sent, 5)).toBe(0);
    await second.close();
  });

  await first.close();
  await agentContext.close();
  shop.close();
  await demo.close();
});
