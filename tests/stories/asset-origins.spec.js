// Pictures of another origin that the shopper's page may show and our script may not read: the agent's browser loads them from the
// origins that the shop lists, and from nowhere else, whatever a hostile visitor says.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { logIn, startDemo } from "./support/demo.js";
import { openDesk } from "./support/hostile-desk.js";
import { NOTHING } from "./support/hostile-watch.js";
import { frameDocument, h, page, pageWith, svg } from "./support/raw-nodes.js";

// Tracing puts a script of its own into every frame; the viewer's sandbox refuses it, and the browser complains.
test.use({ trace: "off" });

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="teal"/></svg>`;

/** @typedef {import("./support/demo.js").Demo} Demo */
/** @typedef {Awaited<ReturnType<typeof serve>>} Server */

/**
 * A server under a name of this machine, which says of nothing that scripts of others may read it.
 * @param {(path: string) => { type?: string, body?: string, location?: string }} answer
 */
async function serve(answer) {
  /** @type {{ path: string, cookie?: string, referer?: string, userAgent: string }[]} */
  const heard = [];
  const server = createServer((request, response) => {
    const { cookie, referer, "user-agent": userAgent = "" } = request.headers;
    heard.push({ path: request.url ?? "/", cookie, referer, userAgent });
    const { type = "image/svg+xml", body = PICTURE, location } = answer(request.url ?? "/");
    response.writeHead(location ? 302 : 200, { "content-type": type, "cache-control": "no-store", ...(location ? { location } : {}) }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { port, heard, close: () => server.close() };
}

/** @param {Demo} demo @param {string[]} words */
const alongside = (demo, ...words) =>
  execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", [...words, "--database", join(demo.data, "alongside.db")], { encoding: "utf8" }).trim();

/** @param {Demo} demo @param {string} origin */
const list = (demo, origin) => alongside(demo, "site", "assets", demo.site, "--add", origin);

test("the agent sees pictures of a listed origin, which hears neither cookies nor where they show, and of no other", async ({ browser }) => {
  test.setTimeout(120_000);
  const demo = await startDemo();
  const [cdn, other] = [await serve(() => ({})), await serve(() => ({}))];
  const origins = [cdn, other].map(({ port }) => `http://localhost:${port}`);
  const snippet = `<script async src="${demo.relay}/alongside.js" data-site="${demo.site}" data-open-root></script>`;
  const shop = await serve(() => ({
    type: "text/html",
    body: `<!doctype html><title>Shop</title><h1>Shop</h1><img id="listed" src="${origins[0]}/a.svg?w=1" width="40" height="30">
      <img id="dense" srcset="${origins[0]}/b.svg 2x"><img id="other" src="${origins[1]}/c.svg" width="40" height="30">
      <div id="background" style="width: 40px; height: 30px; background: url(${origins[0]}/d.svg)"></div>${snippet}`,
  }));
  alongside(demo, "site", "origins", demo.site, "--add", `http://127.0.0.1:${shop.port}`);
  expect(alongside(demo, "site", "assets", demo.site)).toBe("none: the viewer loads nothing from elsewhere");

  const agentContext = await browser.newContext({ viewport: { width: 1440, height: 900 }, userAgent: "the agent" });
  // Of the kind that goes along from anywhere. By http, Chromium would keep it to itself in any case: for https, the page says so.
  await agentContext.addCookies([{ name: "who", value: "the-agent", domain: "localhost", path: "/", secure: true, sameSite: "None" }]);
  const agent = await agentContext.newPage();
  const shopper = await (await browser.newContext({ viewport: { width: 800, height: 600 } })).newPage();
  const askedByAgent = (/** @type {Server} */ { heard }) => heard.filter(({ userAgent }) => userAgent === "the agent");
  const view = agent.frameLocator("iframe").frameLocator("iframe");
  /** Ids of the pictures that show. */
  const shown = () =>
    view.locator("img").evaluateAll((images) =>
      images.filter((image) => /** @type {HTMLImageElement} */ (image).naturalWidth > 0).map(({ id }) => id),
    );
  await logIn(agent, demo);
  await shopper.goto(`http://127.0.0.1:${shop.port}/`);
  await shopper.getByRole("button", { name: /chat|help/i }).click();
  await shopper.getByLabel("Your message").fill("Where are your pictures?");
  await shopper.getByLabel("Your message").press("Enter");
  await shopper.getByRole("button", { name: "Share this page" }).click();
  await shopper.getByRole("button", { name: "Share my page" }).click();
  await agent.getByRole("listitem").filter({ hasText: /Page sharing started|Where are your/ }).first().click();
  await expect(view.locator("h1")).toHaveText("Shop");

  await test.step("without a list there are none", async () => {
    await agent.waitForTimeout(1_000);
    expect(await shown()).toEqual([]);
    expect([cdn, other].flatMap(askedByAgent)).toEqual([]);
  });

  await test.step("with one there are those of it", async () => {
    expect(list(demo, origins[0])).toBe(origins[0]);
    await agent.reload();
    await agent.getByRole("listitem").filter({ hasText: /Page sharing started|Where are your/ }).first().click();
    await expect.poll(shown).toEqual(["listed", "dense"]);
    await expect.poll(() => view.locator("#dense").evaluate((image) => image.getBoundingClientRect().width)).toBe(20);
    const asked = askedByAgent(cdn);
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(["/a.svg?w=1", "/b.svg"]));
    for (const { cookie, referer } of asked) expect({ cookie, referer }).toEqual({ cookie: undefined, referer: undefined });
    expect(askedByAgent(other)).toEqual([]);
    await agent.screenshot({ path: "artifacts/asset-origins/listed.png", animations: "disabled" });
  });

  await test.step("and once it is taken off the list there are none again", async () => {
    alongside(demo, "site", "assets", demo.site, "--remove", origins[0]);
    cdn.heard.length = 0;
    await agent.reload();
    await agent.getByRole("listitem").filter({ hasText: /Page sharing started|Where are your/ }).first().click();
    await expect(view.locator("h1")).toHaveText("Shop");
    await agent.waitForTimeout(1_000);
    expect(askedByAgent(cdn)).toEqual([]);
  });
  await Promise.all([agentContext.close(), shopper.context().close(), demo.close()]);
  for (const server of [cdn, other, shop]) server.close();
});

test("a hostile visitor gets no further than the listed origin, in whatever spelling and place", async ({ browser }) => {
  test.setTimeout(180_000);
  /** @type {string} */ let evil = "";
  const cdn = await serve((path) => (path.startsWith("/go") ? { location: `${evil}/redirected` } : {}));
  const listed = `http://localhost:${cdn.port}`;
  const desk = await openDesk(browser, (demo) => void list(demo, listed));
  evil = desk.listener.origin;
  const { host, port } = new URL(evil);
  const { writer } = desk;

  const LOOK_ALIKES = [
    `${evil}/a.png`,
    `${listed}@${host}/a.png`,
    `http://localhost:${cdn.port}:x@${host}/a.png`,
    `http://localhost:${port}/a.png`,
    `http://localhost/a.png`,
    `http://localhost.:${cdn.port}/a.png`,
    `http://127.0.0.1:${cdn.port}/a.png`,
    `http://2130706433:${cdn.port}/a.png`,
    `http://user:secret@localhost:${cdn.port}/a.png`,
    `http://localhost:${cdn.port}\\@${host}/a.png`,
    `http:\\\\${host}/a.png`,
    `http:/\t/${host}/a.png`,
    `//${host}/a.png`,
    `\\\\${host}/a.png`,
    `https://localhost:${cdn.port}/a.png`,
    `ftp://localhost:${cdn.port}/a.png`,
    `http://l\u{fe52}ocalhost:${cdn.port}/a.png`,
    `http://localh\u{043e}st:${cdn.port}/a.png`,
    `http://localhost:${cdn.port}\u{ff0f}a.png`,
    `http://\u{24db}ocalhost:${cdn.port}/a.png`,
    ` ${listed}/a.png`,
    `${listed}/a.png, ${evil}/b.png`,
    `${listed}/a.png 1x, ${evil}/b.png 2x`,
    `${listed}/a.png, 2x`,
    `${listed}/a.png\n${evil}/b.png`,
    `HTTP://LOCALHOST:${cdn.port}/a.png`,
    `${listed}\u0000/a.png`,
    `view-source:${listed}/a.png`,
    `blob:${listed}/a.png`,
    `javascript:top.pwned_("1")//${listed}/`,
  ];

  /** Shows a page, and tells what was asked of the listed origin. @param {string} what @param {import("./support/raw-nodes.js").RawElement} body */
  const asked = async (what, body) => {
    cdn.heard.length = 0;
    desk.seen.take();
    expect(await desk.show(what, [writer.keyframe(body)]), what).toEqual([]);
    await desk.agent.waitForTimeout(500);
    return cdn.heard.map(({ path }) => path);
  };

  await test.step("the listed origin itself, at any path, also in a frame within the page", async () => {
    const frame = h("iframe", {}, frameDocument({}, h("html", {}, h("body", {}, h("img", { $Source: `${listed}/framed.svg` })))));
    const body = page(h("img", { $Source: `${listed}/a.svg` }), h("img", { $Source: `${listed}/b.svg?x=1#y 2x` }), frame);
    expect((await asked("listed", body)).sort()).toEqual(["/a.svg", "/b.svg?x=1", "/framed.svg"]);
    const seen = desk.seen.take();
    expect({ ...seen, requests: [] }).toEqual(NOTHING);
    expect(seen.requests.every((address) => address.startsWith(`${listed}/`)), seen.requests.join()).toBe(true);
    expect(cdn.heard.every(({ cookie, referer }) => !cookie && !referer)).toBe(true);
  });

  await test.step(`${LOOK_ALIKES.length} look-alikes, with and without a density`, async () => {
    for (const $Source of LOOK_ALIKES) {
      const pictures = [$Source, `${$Source} 2x`].map((source) => h("img", { $Source: source }));
      const paths = await asked($Source, page(...pictures));
      // With a density, what stands before it may be nothing but one address.
      expect.soft(paths, $Source).toEqual([]);
      expect.soft(desk.seen.take(), $Source).toEqual(NOTHING);
    }
    expect(desk.listener.hits).toEqual([]);
  });

  await test.step("nothing but pictures: no style, font, cursor, frame, poster, or image of an SVG", async () => {
    const url = `${listed}/x.svg`;
    const sheet = `@import "${url}"; @font-face { font-family: F; src: url(${url}) } p { background: url(${url}); cursor: url(${url}), auto; font-family: F }
      b[class^="x"] { background: image-set("${url}" 1x) } p::after { content: url(${url}) }`;
    const body = pageWith(
      [h("style", { $Sheet: sheet })],
      h("p", { style: `list-style: url(${url}); background: URL("${url}")` }, "x"),
      h("b", { class: "x" }, "x"),
      ...["video", "audio", "canvas", "iframe", "source", "picture"].map((name) => h(name, { $Source: url })),
      h("input", { type: "image", $Source: url }),
      svg("svg", {}, svg("image", { $Source: url, width: "9", height: "9" }), svg("use", { $Source: `${url}#x` }), svg("rect", { fill: `url(${url}#p)`, width: "9", height: "9" })),
    );
    expect(await asked("other places", body)).toEqual([]);
    expect(desk.seen.take()).toEqual(NOTHING);
  });

  await test.step("a redirect from there to elsewhere is not followed", async () => {
    expect(await asked("redirect", page(h("img", { $Source: `${listed}/go` })))).toEqual(["/go"]);
    const { refusals, ...rest } = desk.seen.take();
    expect(refusals.join()).toMatch(/img-src/);
    expect({ ...rest, requests: [] }).toEqual({ ...NOTHING, refusals: undefined });
  });

  expect(desk.listener.hits).toEqual([]);
  expect(desk.listener.connections()).toBe(0);
  await desk.close();
  cdn.close();
});
