// Calls in a real browser: what the two pages send and get is asked of the browser itself.
import { chromium, expect } from "@playwright/test";

import { meet, talk } from "./meeting.js";

/** @typedef {import("@playwright/test").Page} Page */

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  // Two browsers of one machine without a network between them: names of the local link would not be found everywhere.
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

/**
 * A browser whose devices are made up.
 * @param {"grants" | "refuses" | "none"} devices whether it lets pages have them, or has none
 * @param {string[]} more flags
 */
export function browserWithDevices(devices = "grants", more = []) {
  const executablePath = process.env.ALONGSIDE_CHROMIUM ?? "/usr/bin/chromium";
  const asked = devices === "refuses" ? "--deny-permission-prompts" : "--use-fake-ui-for-media-stream";
  const args = devices === "none" ? ARGS.filter((flag) => flag !== "--use-fake-device-for-media-stream") : ARGS;
  return chromium.launch({ executablePath, args: [...args, asked, ...more] });
}

/** Notes each connection and each track that a page opens. Nothing is changed. @param {Page} page */
export async function watch(page) {
  await page.addInitScript(() => {
    const noted = { connections: [], tracks: [], asked: 0 };
    Object.assign(window, { noted });
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct: (target, args) => {
        const connection = new target(...args);
        noted.connections.push(connection);
        return connection;
      },
    });
    for (const name of ["getUserMedia", "getDisplayMedia"]) {
      const open = navigator.mediaDevices[name].bind(navigator.mediaDevices);
      navigator.mediaDevices[name] = async (wish) => {
        noted.asked++;
        const stream = await open(wish);
        noted.tracks.push(...stream.getTracks());
        return stream;
      };
    }
  });
}

/**
 * What comes in over a page's newest connection.
 * @param {Page} page
 * @returns {Promise<{ frames: number, width: number, height: number, level: number, sound: number, bytes: number, connections: number, local: string }>}
 */
export function incoming(page) {
  return page.evaluate(async () => {
    const { connections } = /** @type {any} */ (window).noted;
    const got = { frames: 0, width: 0, height: 0, level: 0, sound: 0, bytes: 0, connections: connections.length, local: "" };
    const report = connections.length > 0 ? await connections.at(-1).getStats() : new Map();
    for (const entry of report.values()) {
      if (entry.type === "inbound-rtp" && entry.kind === "video") {
        got.frames += entry.framesDecoded ?? 0;
        got.width = Math.max(got.width, entry.frameWidth ?? 0);
        got.height = Math.max(got.height, entry.frameHeight ?? 0);
      }
      if (entry.type === "inbound-rtp" && entry.kind === "audio") {
        got.level = Math.max(got.level, entry.audioLevel ?? 0);
        got.sound += entry.totalAudioEnergy ?? 0;
      }
      if (entry.type === "transport") {
        const pair = report.get(entry.selectedCandidatePairId);
        got.local = (pair && report.get(pair.localCandidateId)?.candidateType) ?? "";
        got.bytes = entry.bytesReceived ?? 0;
      }
    }
    return got;
  });
}

/** Waits until pictures come, and go on coming. @param {Page} page */
export async function picturesCome(page) {
  const first = (await incoming(page)).frames;
  await expect.poll(async () => (await incoming(page)).frames, { timeout: 20_000 }).toBeGreaterThan(first + 5);
  const { width, height } = await incoming(page);
  expect(width).toBeGreaterThanOrEqual(160);
  expect(height).toBeGreaterThanOrEqual(120);
}

/** Waits until there is something to hear. @param {Page} page */
export async function soundComes(page) {
  const first = (await incoming(page)).sound;
  await expect.poll(async () => (await incoming(page)).sound, { timeout: 20_000 }).toBeGreaterThan(first);
}

/** Looks at a video of a page twice: whether its picture changes. @param {import("@playwright/test").Locator} video */
export async function pixelsChange(video) {
  const look = () =>
    video.evaluate((element) => {
      const shown = /** @type {HTMLVideoElement} */ (element);
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [64, 36];
      const context = canvas.getContext("2d");
      context.drawImage(shown, 0, 0, 64, 36);
      const data = context.getImageData(0, 0, 64, 36).data;
      // Black all over is no picture.
      return data.some((value, index) => index % 4 !== 3 && value > 40) ? [...data].join() : "";
    });
  await expect.poll(look, { timeout: 20_000 }).not.toBe("");
  const before = await look();
  await expect.poll(look, { timeout: 20_000 }).not.toBe(before);
}

/** The states of all tracks that a page has opened. @param {Page} page @returns {Promise<string[]>} */
export const tracks = (page) => page.evaluate(() => /** @type {any} */ (window).noted.tracks.map((track) => track.readyState));

/** How often a page has asked for devices. @param {Page} page @returns {Promise<number>} */
export const asked = (page) => page.evaluate(() => /** @type {any} */ (window).noted.asked);

/**
 * A shopper who has written, and an agent in her conversation.
 * @param {import("@playwright/test").Browser} browser @param {import("./demo.js").Demo} demo
 * @param {string} [page] where she is; the demo's product page, unless it is another one
 */
export async function acquainted(browser, demo, page = `${demo.shop}/product.html`) {
  const meeting = await meet(browser, demo);
  await Promise.all([watch(meeting.shopper), watch(meeting.agent)]);
  await meeting.agent.locator(".desk").waitFor();
  // What is noted begins with the next load.
  await meeting.agent.reload();
  await meeting.shopper.goto(page);
  await meeting.shopper.evaluate(() => {
    const heard = [];
    Object.assign(window, { heard });
    for (const name of ["call:request", "call:ring", "call:start", "call:end", "call:error"]) {
      /** @type {any} */ (window).Alongside.on(name, (detail) => heard.push([name, detail]));
    }
  });
  await talk(meeting.shopper, meeting.agent, "Can you show me the sole?");
  return meeting;
}

/** What the shop's page has heard of calls. @param {Page} shopper @returns {Promise<[string, any][]>} */
export const heard = (shopper) => shopper.evaluate(() => /** @type {any} */ (window).heard);

/** The agent rings. @param {Page} agent @param {string} kind the way's name */
export async function ring(agent, kind) {
  await agent.getByRole("button", { name: "Call", exact: true }).click();
  await agent.getByRole("button", { name: kind }).click();
  await expect(agent.getByRole("button", { name: "Ring" })).toBeEnabled();
  await agent.getByRole("button", { name: "Ring" }).click();
}
