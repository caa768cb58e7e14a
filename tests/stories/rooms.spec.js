// Calls in rooms of a provider that the shop already has: by an address with a name in it, by a service that is asked, and by the
// shop's own page. The rooms are a stand-in's (support/rooms.js); all else is real.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { acquainted, asked, browserWithDevices, heard, incoming } from "./support/calls.js";
import { freePort, startDemo } from "./support/demo.js";
import { alongside, setOptions } from "./support/options.js";
import { ownPages, withTag } from "./support/own-page.js";
import { startRooms } from "./support/rooms.js";
import { ROOT } from "./support/static-server.js";

/** @typedef {import("@playwright/test").Page} Page */

test.use({ trace: "off" });
test.describe.configure({ timeout: 120_000 });

/** @type {import("@playwright/test").Browser} */
let browser;
/** @type {import("./support/demo.js").Demo} */
let demo;
/** @type {import("./support/rooms.js").Rooms} */
let rooms;
/** @type {Awaited<ReturnType<typeof ownPages>>} */
let own;
test.beforeEach(async () => {
  [demo, browser, rooms] = await Promise.all([startDemo(), browserWithDevices(), startRooms()]);
  const page = withTag(demo, `data-site="${demo.site}"`);
  // A policy that lets nothing of others be framed.
  const strict = { body: page, headers: { "content-security-policy": "frame-src 'self'" } };
  own = await ownPages(demo, { "/": page, "/next": page, "/strict": strict });
});
test.afterEach(() => Promise.all([browser.close(), demo.close(), rooms.close(), own.close()]));

/** The agent calls her into a room. @param {Page} agent */
async function invite(agent) {
  await agent.getByRole("button", { name: "Call", exact: true }).click();
  await agent.getByRole("button", { name: "Video room You meet" }).click();
  await agent.getByRole("button", { name: "Ring" }).click();
}

const template = () => setOptions(demo, `[calls]\nroom_url = "${rooms.origin}/fernweg-{room}"\n`);
const picture = (/** @type {Page} */ page, /** @type {string} */ name) => page.screenshot({ path: `artifacts/calls/${name}.png` });

test("a room by its address: it opens in the panel when she accepts, and is gone when they hang up", async () => {
  template();
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  await invite(agent);
  await expect(shopper.getByText("Milan invites you to a video room")).toBeVisible();
  await picture(shopper, "20-room-ring");
  // The host may be there first.
  const way = agent.getByRole("link", { name: `Open the room at ${new URL(rooms.origin).host}` });
  await expect(way).toHaveAttribute("href", new RegExp(`^${rooms.origin}/fernweg-[0-9a-f]{32}$`));
  await expect(shopper.locator(".call iframe")).toHaveCount(0);
  await shopper.getByRole("button", { name: "Accept" }).click();
  const room = shopper.frameLocator(".call iframe");
  await expect(room.getByText("camera live")).toBeVisible();
  expect(await shopper.locator(".call iframe").getAttribute("src")).toBe(await way.getAttribute("href"));
  const [host] = await Promise.all([agent.waitForEvent("popup"), way.click()]);
  await expect(host.getByText("2 here")).toBeVisible();
  await expect(room.getByText("2 here")).toBeVisible();
  expect(await host.evaluate(() => window.opener)).toBe(null);
  await picture(shopper, "21-room");
  await picture(agent, "22-room");
  // Nothing of ours was opened for it, and she can write beside it.
  expect([await asked(shopper), await asked(agent), (await incoming(shopper)).connections]).toEqual([0, 0, 0]);
  await shopper.getByLabel("Your message").fill("There you are!");
  await shopper.getByLabel("Your message").press("Enter");
  await expect(agent.getByRole("log").getByText("There you are!")).toBeVisible();
  await agent.getByRole("button", { name: "Hang up" }).click();
  await expect(shopper.locator(".call iframe")).toHaveCount(0);
  await expect(shopper.getByRole("log").getByText(/Call, 0:\d\d/)).toBeVisible();
  await expect(agent.getByRole("log").getByText(/Video room by Milan, 0:\d\d/)).toBeVisible();
  expect((await heard(shopper)).map(([name, { kind }]) => [name, kind])).toEqual([
    ["call:request", "room"],
    ["call:ring", "room"],
    ["call:start", "room"],
    ["call:end", undefined],
  ]);
});

test("on her next page the room opens again, also when the relay has forgotten it; another call has another room", async () => {
  template();
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  const frame = shopper.locator(".call iframe");
  const first = await frame.getAttribute("src");
  await shopper.goto(`${own.origin}/next`);
  await expect(frame).toHaveAttribute("src", String(first));
  await demo.halt("SIGKILL");
  await demo.serve();
  await expect(shopper.getByText(/No connection|Trying again|Connecting…/)).toHaveCount(0, { timeout: 40_000 });
  await shopper.goto(`${own.origin}/`);
  await expect(frame).toHaveAttribute("src", String(first));
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await expect(agent.getByText(/hung up after/)).toBeVisible();
  await agent.getByRole("button", { name: "Close", exact: true }).click();
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(frame).toHaveAttribute("src", new RegExp(`^${rooms.origin}/fernweg-`));
  expect(await frame.getAttribute("src")).not.toBe(first);
});

test("a service of the shop is asked with a signature, and gives the agent an address of his own", async () => {
  rooms.trust(alongside(demo, "site", "room-hook", demo.site, "--set", `${rooms.origin}/new`).trim());
  expect(alongside(demo, "site", "room-hook", demo.site)).toContain(`${rooms.origin}/new`);
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(shopper.frameLocator(".call iframe").getByText("camera live")).toBeVisible();
  const [{ body, isSigned }] = rooms.asked;
  expect(isSigned).toBe(true);
  expect(body).toMatchObject({ site: demo.site, agent: "Milan", room: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(Object.keys(body).sort()).toEqual(["agent", "call", "conversation", "room", "site"]);
  expect(await shopper.locator(".call iframe").getAttribute("src")).toBe(`${rooms.origin}/made-${body.room}`);
  await expect(agent.getByRole("link", { name: "Open the room" })).toHaveAttribute("href", `${rooms.origin}/made-${body.room}?host=yes`);
});

test("where the service fails, the agent reads why, and nothing rings", async () => {
  alongside(demo, "site", "room-hook", demo.site, "--set", `${rooms.origin}/new`);
  rooms.breakDown(true);
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  await invite(agent);
  await expect(agent.getByText("The shop’s room service answered with 500 instead of a room", { exact: false })).toBeVisible();
  await expect(agent.getByRole("button", { name: "Ring" })).toBeEnabled();
  expect((await heard(shopper)).length).toBe(0);
  // He may still call without.
  await agent.getByRole("button", { name: "Voice call" }).click();
  await expect(agent.getByRole("button", { name: "Ring" })).toBeEnabled();
  await agent.getByRole("button", { name: "Ring" }).click();
  await expect(shopper.getByText("Milan would like to talk to you")).toBeVisible();
});

/** Has the page bring rooms: an answer for each call. @param {Page} shopper @param {("element" | "addresses" | "throws" | null)[]} answers */
const provide = (shopper, answers) =>
  shopper.evaluate(
    ({ answers, origin }) => {
      const told = (/** @type {any} */ (window).told = /** @type {any[]} */ ([]));
      /** @type {any} */ (window).Alongside.push(["video", {
        request: async (/** @type {any} */ context) => {
          told.push(["request", context.agent, context.url, context.resumed]);
          const answer = answers.shift();
          if (answer === "element") return Object.assign(document.createElement("div"), { textContent: "The page's own meeting" });
          if (answer === "addresses") return { open: `${origin}/hers`, agentUrl: `${origin}/his` };
          if (answer === "throws") throw new Error("no room today");
          return null;
        },
        end: (/** @type {any} */ context) => told.push(["end", context.agent]),
      }]);
    },
    { answers, origin: rooms.origin },
  );
const told = (/** @type {Page} */ shopper) => shopper.evaluate(() => /** @type {any} */ (window).told);

test("the page's own provider brings an element, or addresses for both", async () => {
  setOptions(demo, "[calls]\npage_rooms = true\n");
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  await provide(shopper, ["element", "addresses"]);
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(shopper.locator(".call").getByText("The page's own meeting")).toBeVisible();
  await expect(agent.getByText("meet there as you usually do")).toBeVisible();
  await agent.getByRole("button", { name: "Hang up" }).click();
  await agent.getByRole("button", { name: "Close", exact: true }).click();
  await expect(shopper.getByText("The page's own meeting")).toHaveCount(0);
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(shopper.locator(".call iframe")).toHaveAttribute("src", `${rooms.origin}/hers`);
  await expect(agent.getByRole("link", { name: "Open the room" })).toHaveAttribute("href", `${rooms.origin}/his`);
  // A console that was loaded anew has it still.
  await agent.reload();
  await agent.getByRole("button", { name: "Go on with the call" }).click();
  await expect(agent.getByRole("link", { name: "Open the room" })).toHaveAttribute("href", `${rooms.origin}/his`);
  await agent.getByRole("button", { name: "Hang up" }).click();
  await expect.poll(() => told(shopper)).toEqual([["request", "Milan", undefined, false], ["end", "Milan"], ["request", "Milan", undefined, false], ["end", "Milan"]]);
});

test("a provider that throws or has nothing is as good as none: the site's room, or a sentence", async () => {
  setOptions(demo, "[calls]\npage_rooms = true\n");
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  await provide(shopper, ["throws", null, null]);
  for (const _ of ["it throws", "it has none"]) {
    await invite(agent);
    await shopper.getByRole("button", { name: "Accept" }).click();
    await expect(shopper.getByText("The video room could not be opened. You can go on writing here.")).toBeVisible();
    await expect(agent.getByText("The call could not go on.")).toBeVisible();
    await agent.getByRole("button", { name: "Close", exact: true }).click();
  }
  expect((await heard(shopper)).filter(([name]) => name === "call:error")).toHaveLength(2);
  template();
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(shopper.locator(".call iframe")).toHaveAttribute("src", new RegExp(`^${rooms.origin}/fernweg-`));
  expect((await told(shopper)).at(-1)[2]).toBe(await shopper.locator(".call iframe").getAttribute("src"));
});

test("a site's rooms open in a window of their own where it wants that, and where the page's policy forbids the frame", async () => {
  template();
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/strict`);
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  const way = shopper.getByRole("link", { name: "Open the room in a new window" });
  await expect(shopper.locator(".call .room-link")).toBeVisible();
  await picture(shopper, "23-room-window");
  const [room] = await Promise.all([shopper.waitForEvent("popup"), way.click()]);
  await expect(room.getByText("camera live")).toBeVisible();
  expect(await room.evaluate(() => window.opener)).toBe(null);
  await shopper.getByRole("button", { name: "Hang up" }).click();
  await expect(way).toBeHidden();
  await agent.getByRole("button", { name: "Close", exact: true }).click();
  setOptions(demo, `[calls]\nroom_opens = "window"\nroom_url = "${rooms.origin}/fernweg-{room}"\n`);
  await shopper.goto(`${own.origin}/`);
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(way).toBeVisible();
  await expect(shopper.locator(".call iframe")).toHaveCount(0);
});

test("a site without rooms offers none", async () => {
  const { agent } = await acquainted(browser, demo);
  await agent.getByRole("button", { name: "Call", exact: true }).click();
  await expect(agent.getByRole("button", { name: "Voice call" })).toBeVisible();
  await expect(agent.getByRole("button", { name: "Video room" })).toHaveCount(0);
});

/** The first example of a kind in the documentation. @param {string} begins its paragraph's first words @param {string} code something in it */
async function example(begins, code) {
  const text = await readFile(`${ROOT}/docs/site-owners.md`, "utf8");
  const blocks = [...text.slice(text.indexOf(begins)).matchAll(/```js\n(.*?)```/gs)].map(([, block]) => block);
  const found = blocks.find((block) => block.includes(code));
  if (!found) throw new Error(`the documentation has no example with ${code} after ${begins}`);
  return found;
}

test("the documentation's example for Jitsi's script runs as it stands, with a stand-in for that script", async () => {
  setOptions(demo, "[calls]\npage_rooms = true\n");
  const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
  // As the real one, it makes a frame in a place that has to be on the page, and takes it away again.
  await shopper.evaluate((origin) => {
    Object.assign(window, {
      JitsiMeetExternalAPI: class {
        /** @param {string} domain @param {{ roomName: string, parentNode: Element }} options */
        constructor(domain, { roomName, parentNode }) {
          if (!parentNode.isConnected) throw new Error("the place is not on the page");
          this.frame = Object.assign(document.createElement("iframe"), { src: `${origin}/${domain}/${roomName}`, allow: "camera" });
          parentNode.append(this.frame);
        }
        dispose() {
          this.frame.remove();
          Object.assign(window, { disposed: true });
        }
      },
    });
  }, rooms.origin);
  await shopper.addScriptTag({ content: await example("**Jitsi.**", "JitsiMeetExternalAPI") });
  await invite(agent);
  await shopper.getByRole("button", { name: "Accept" }).click();
  await expect(shopper.frameLocator(".call iframe").getByText("camera live")).toBeVisible();
  const source = await shopper.locator(".call iframe").getAttribute("src");
  const room = /fernweg-[0-9a-f-]{36}$/.exec(String(source))?.[0];
  await expect(agent.getByRole("link", { name: "Open the room at meet.shop.example" })).toHaveAttribute("href", `https://meet.shop.example/${room}`);
  await agent.getByRole("button", { name: "Hang up" }).click();
  await expect.poll(() => shopper.evaluate(() => /** @type {any} */ (window).disposed)).toBe(true);
});

test("the documentation's hook for LiveKit runs as it stands, with a stand-in for its library", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-hook-"));
  const library = join(folder, "node_modules", "livekit-server-sdk");
  mkdirSync(library, { recursive: true });
  writeFileSync(join(library, "package.json"), '{ "name": "livekit-server-sdk", "type": "module", "exports": "./index.js" }');
  writeFileSync(
    join(library, "index.js"),
    `export class AccessToken {
      constructor(key, secret, options) { this.said = { key, secret, ...options }; }
      addGrant(grant) { this.said.grant = grant; }
      async toJwt() { return Buffer.from(JSON.stringify(this.said)).toString("base64url"); }
    }`,
  );
  writeFileSync(join(folder, "hook.mjs"), await example("**LiveKit.**", "livekit-server-sdk"));
  const port = await freePort();
  const secret = alongside(demo, "site", "room-hook", demo.site, "--set", `http://127.0.0.1:${port}/new`).trim();
  const env = { ...process.env, HOOK_SECRET: secret, LIVEKIT_KEY: "key", LIVEKIT_SECRET: "hush", LIVEKIT_URL: "wss://live.example", MEET: rooms.origin, PORT: String(port) };
  const hook = spawn(process.execPath, [join(folder, "hook.mjs")], { env, stdio: "inherit" });
  try {
    const { shopper, agent } = await acquainted(browser, demo, `${own.origin}/`);
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/new`, { method: "POST", body: "{}" }).then(({ status }) => status, () => 0)).toBe(401);
    await invite(agent);
    await shopper.getByRole("button", { name: "Accept" }).click();
    await expect(shopper.frameLocator(".call iframe").getByText("camera live")).toBeVisible();
    const read = (/** @type {string | null} */ url) => {
      const query = new URL(String(url)).searchParams;
      expect(query.get("liveKitUrl")).toBe("wss://live.example");
      return JSON.parse(Buffer.from(String(query.get("token")), "base64url").toString());
    };
    const hers = read(await shopper.locator(".call iframe").getAttribute("src"));
    const his = read(await agent.getByRole("link", { name: "Open the room" }).getAttribute("href"));
    expect([hers.name, his.name]).toEqual(["Shopper", "Milan"]);
    expect(hers.grant).toEqual({ roomJoin: true, room: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(his.grant).toEqual(hers.grant);
  } finally {
    hook.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
