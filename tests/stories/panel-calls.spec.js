// Every state of a call, on the shopper's side: the ring, the call with and without pictures, a room of the shop's own, and the end.
import { expect } from "@playwright/test";

import { everyLook } from "./support/looks.js";

/** @typedef {import("./support/panel.js").Panel} Panel */
/** @typedef {import("@playwright/test").Page} Page */

const CALL = "018f4e9a-7c31-7a1b-9d7e-00000000ca11";

/** Devices of the page's own, so that no browser has to have any. @param {Page} page */
const withDevices = (page) =>
  page.addInitScript(() => {
    /** A picture that moves. @param {string} ground @param {string} shape */
    const drawn = (ground, shape) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      let step = 0;
      setInterval(() => {
        context.fillStyle = ground;
        context.fillRect(0, 0, 640, 360);
        context.fillStyle = shape;
        context.beginPath();
        context.ellipse(320, 190, 150 + (step++ % 2), 70, 0, 0, 7);
        context.fill();
      }, 50);
      return canvas.captureStream(20).getVideoTracks()[0];
    };
    const sound = () => new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
    Object.assign(window, { drawn });
    Object.defineProperty(navigator, "mediaDevices", {
      value: {
        getUserMedia: async (/** @type {MediaStreamConstraints} */ wish) =>
          new MediaStream([...(wish.video ? [drawn("#34506b", "#f2d5b8")] : []), ...(wish.audio ? [sound()] : [])]),
      },
    });
  });

/** A browser that refuses its devices. @param {Page} page */
const withoutDevices = (page) =>
  page.addInitScript(() => {
    Object.defineProperty(navigator, "mediaDevices", {
      value: { getUserMedia: () => Promise.reject(new DOMException("", "NotReadableError")) },
    });
  });

/** It rings. @param {Panel} panel @param {string} kind */
async function ring(panel, kind) {
  await panel.open();
  panel.message("visitor", panel.words.question);
  panel.message("agent", panel.words.answer);
  panel.say({ type: "call_ring", call: CALL, kind, agent: panel.words.agent, ms: 45_000 });
  await expect(panel.page.locator(".call .ring")).toBeVisible();
}

const accept = (/** @type {Panel} */ panel) => panel.page.locator(".call .ring .strong").click();

/** She has taken it. @param {Panel} panel @param {string} kind @param {object} [more] of the relay's answer */
async function taken(panel, kind, more = {}) {
  await ring(panel, kind);
  await accept(panel);
  await expect.poll(() => panel.heard.some(({ type }) => type === "call_accept")).toBe(true);
  panel.say({ type: "call_started", call: CALL, kind, agent: panel.words.agent, ice: { servers: [] }, ...more });
  await expect(panel.page.locator(".call .talk")).toBeVisible();
}

/** The agent's browser: a connection in the same page, so that there is a real picture. @param {Panel} panel @param {boolean} hasPicture */
async function connect(panel, hasPicture = true) {
  const { page } = panel;
  await page.exposeFunction("toShopper", (/** @type {string} */ signal) => panel.say({ type: "call_signal", call: CALL, signal }));
  await page.evaluate(async (hasPicture) => {
    const { drawn, toShopper } = /** @type {any} */ (window);
    const connection = new RTCPeerConnection();
    const say = (/** @type {object} */ said) => toShopper(JSON.stringify({ generation: 1, ...said }));
    connection.onicecandidate = ({ candidate }) => say({ candidate });
    const streams = [new MediaStream()];
    connection.addTransceiver("audio", { streams });
    connection.addTransceiver(hasPicture ? drawn("#20402e", "#e9efe2") : "video", { streams });
    await connection.setLocalDescription();
    await say({ description: connection.localDescription });
    await say({ media: { camera: hasPicture, microphone: true, screen: false } });
    Object.assign(window, {
      hear: async (/** @type {string} */ signal) => {
        const { description, candidate } = JSON.parse(signal);
        if (description) await connection.setRemoteDescription(description);
        else if (candidate) await connection.addIceCandidate(candidate);
      },
    });
  }, hasPicture);
  let next = 0;
  await expect
    .poll(
      async () => {
        const signals = panel.heard.filter(({ type }) => type === "call_signal");
        for (; next < signals.length; next++) await page.evaluate((signal) => /** @type {any} */ (window).hear(signal), signals[next].signal);
        return page.locator(".call .state").textContent();
      },
      { timeout: 15_000 },
    )
    .toContain("0:0");
  if (hasPicture) await expect.poll(() => page.locator(".call .theirs").evaluate((video) => /** @type {HTMLVideoElement} */ (video).videoWidth)).toBeGreaterThan(0);
}

/** Rooms, that need nobody's server. @param {Page} page */
const withRooms = (page) =>
  page.route("https://meet.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: '<!doctype html><html lang="en"><title>Room</title><main><h1 style="font:24px system-ui">A room</h1></main>' }));

const room = { room: "https://meet.example/4711" };

everyLook([
  { name: "call-ring", before: withDevices, arrange: (panel) => ring(panel, "one_way") },
  { name: "call-ring-two-way", before: withDevices, arrange: (panel) => ring(panel, "two_way") },
  {
    name: "call-device-in-use",
    before: withoutDevices,
    arrange: async (panel) => {
      await ring(panel, "two_way");
      await accept(panel);
      await expect(panel.page.locator(".call .bad")).toBeVisible();
    },
  },
  { name: "call-connecting", before: withDevices, arrange: (panel) => taken(panel, "one_way") },
  {
    name: "call-one-way",
    before: withDevices,
    arrange: async (panel) => {
      await taken(panel, "one_way");
      await connect(panel);
    },
  },
  {
    name: "call-two-way",
    before: withDevices,
    arrange: async (panel) => {
      await taken(panel, "two_way");
      await connect(panel);
      await expect(panel.page.locator(".call .own")).toBeVisible();
    },
  },
  {
    name: "call-camera-off",
    before: withDevices,
    arrange: async (panel) => {
      await taken(panel, "one_way");
      await connect(panel, false);
      await expect(panel.page.locator(".call .cover")).toBeVisible();
    },
  },
  {
    name: "call-voice",
    before: withDevices,
    arrange: async (panel) => {
      await taken(panel, "audio");
      await connect(panel, false);
    },
  },
  {
    name: "call-closed-panel",
    before: withDevices,
    arrange: async (panel) => {
      await taken(panel, "one_way");
      await connect(panel);
      await panel.page.locator(".launcher").click({ force: true });
      await expect(panel.page.locator(".call .theirs")).toBeVisible();
    },
  },
  { name: "call-room-ring", arrange: (panel) => ring(panel, "room") },
  {
    name: "call-room",
    before: withRooms,
    arrange: async (panel) => {
      await taken(panel, "room", room);
      await expect(panel.page.frameLocator(".call iframe").locator("h1")).toBeVisible();
    },
  },
  {
    name: "call-room-window",
    answer: { options: { calls: { room_opens: "window" } } },
    arrange: async (panel) => {
      await taken(panel, "room", room);
      await expect(panel.page.locator(".call .room-link")).toBeVisible();
    },
  },
  {
    name: "call-over",
    before: withDevices,
    arrange: async (panel) => {
      await taken(panel, "one_way");
      panel.say({ type: "call_ended", call: CALL, reason: "agent_ended" });
      await expect(panel.page.locator(".call .over")).toBeVisible();
    },
  },
  {
    name: "call-missed",
    arrange: async (panel) => {
      await ring(panel, "one_way");
      panel.say({ type: "call_ended", call: CALL, reason: "unanswered" });
      await expect(panel.page.locator(".call .over")).toBeVisible();
    },
  },
]);
