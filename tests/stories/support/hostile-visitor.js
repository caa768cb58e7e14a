// A visitor who speaks to the real relay by hand: no widget, no capture, and whatever bytes she likes.
import { randomUUID } from "node:crypto";

import { WebSocket } from "ws";

/** Most frames under way, as the protocol asks. */
const UNDER_WAY = 8;

/** @typedef {Awaited<ReturnType<typeof hostileVisitor>>} HostileVisitor */

/**
 * Says hello and writes a message, so that an agent has a conversation to open.
 * @param {import("./demo.js").Demo} demo
 * @param {string} words
 */
export async function hostileVisitor(demo, words) {
  const address = `${demo.relay.replace(/^http/, "ws")}/api/v1/visitor/socket?site=${demo.site}`;
  const socket = new WebSocket(address, { origin: new URL(demo.shop).origin });
  /** @type {any[]} */ const heard = [];
  /** @type {(() => void)[]} */ const waiting = [];
  socket.on("message", (data, isBinary) => {
    if (!isBinary) heard.push(JSON.parse(String(data)));
    for (const wake of waiting.splice(0)) wake();
  });
  await new Promise((resolve, reject) => socket.once("open", () => resolve(undefined)).once("error", reject));
  const say = (/** @type {object} */ frame) => socket.send(JSON.stringify(frame));
  /** Waits for a frame. @param {(frame: any) => boolean} is */
  const until = async (is) => {
    for (;;) {
      const found = heard.findIndex(is);
      if (found >= 0) return heard.splice(0, found + 1).at(-1);
      await new Promise((resolve) => waiting.push(() => resolve(undefined)));
    }
  };
  say({ type: "hello", protocol: 1, since: 0, page: { url: `${demo.shop}/product.html`, title: "Trainers" } });
  await until((frame) => frame.type === "welcome");
  say({ type: "message", client_id: randomUUID(), body: words });
  await until((frame) => frame.type === "ack");

  const session = randomUUID();
  let [sequence, acked] = [0, 0];
  /** @param {Uint8Array} frame @param {string} of the session that the envelope claims @param {number} number */
  const envelope = (frame, of, number) => {
    const head = Buffer.alloc(22);
    head[0] = 1;
    head[1] = frame[1];
    Buffer.from(of.replaceAll("-", ""), "hex").copy(head, 2);
    head.writeUInt32LE(number, 18);
    return Buffer.concat([head, frame]);
  };
  return {
    session,
    heard,
    say,
    until,
    /** Shares "her page", of her own accord. */
    start: async () => {
      say({ type: "cobrowse_start", session });
      await until((frame) => frame.type === "cobrowse_started");
    },
    /** Sends frames, each as soon as there is room under way. @param {Uint8Array[]} frames */
    send: async (frames) => {
      for (const frame of frames) {
        socket.send(envelope(frame, session, ++sequence));
        while (sequence - acked >= UNDER_WAY) acked = (await until((answer) => answer.type === "cobrowse_ack")).sequence;
      }
    },
    /** Sends a frame for any session, out of order. @param {Uint8Array} frame @param {string} of @param {number} number */
    forge: (frame, of, number) => socket.send(envelope(frame, of, number)),
    close: () => socket.close(),
  };
}
