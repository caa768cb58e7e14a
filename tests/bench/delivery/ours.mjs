// The relay as it ships, and two clients that keep to docs/protocol.md as the widget and the console do: an outbox, a number up to
// which they hold the conversation, and the widget's back-off (crates/link/src/backoff.rs).
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { WebSocket } from "ws";

import { freePort } from "../../stories/support/demo.js";

const BIN = process.env.ALONGSIDE_BIN ?? "alongside";
const SHOP = "https://shop.example";
const [FIRST_MS, LONGEST_MS] = [500, 20_000];
/** Her first word, with which the conversation begins. It is not counted. */
const GREETING = "Hello";

/** @type {import("../delivery.mjs").Contestant} */
export async function ours(listen, between) {
  const data = mkdtempSync(join(tmpdir(), "alongside-bench-"));
  const database = ["--database", join(data, "alongside.db")];
  const run = async (/** @type {string[]} */ ...words) => (await promisify(execFile)(BIN, [...words, ...database])).stdout.trim();
  const site = await run("site", "add", "--name", "Shop", "--origin", SHOP, "--contact", "mailto:a@shop.example");
  const email = "milan@shop.example";
  const password = await run("agent", "add", "--site", site, "--email", email, "--name", "Milan");
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const relay = spawn(BIN, ["serve", "--listen", `127.0.0.1:${port}`, "--log", "off", "--messages-per-minute", "0", ...database], { stdio: "ignore" });
  const cookie = await logIn(origin, email, password);
  const proxy = await between(port);

  const through = `ws://127.0.0.1:${proxy.port}/api/v1`;
  /** @type {string | undefined} */
  let token;
  /** @type {string | undefined} */
  let conversation;
  const visitor = new End({
    open: () => new WebSocket(`${through}/visitor/socket?site=${site}`, { origin: SHOP }),
    hello: (held) => ({ type: "hello", protocol: 1, token, ...held, page: { url: SHOP, title: "Shop" } }),
    about: () => ({}),
    hear: (frame) => {
      if (frame.type === "welcome") token = frame.token;
      return frame.type === "welcome" ? frame.transcript : undefined;
    },
    listen: (name) => listen(0, name),
  });
  const agent = new End({
    open: () => new WebSocket(`${through}/agent/socket`, { origin, headers: { cookie } }),
    hello: () => ({ type: "hello", protocol: 1 }),
    about: () => ({ conversation }),
    hear: (frame, held, send) => {
      const found = frame.type === "welcome" ? frame.conversations[0]?.conversation : conversation ? undefined : frame.conversation;
      if (found) {
        conversation = found;
        send({ type: "open", conversation, ...held });
      }
      return frame.type === "history" ? frame.transcript : undefined;
    },
    listen: (name) => listen(1, name),
  });
  const ends = [visitor, agent];
  visitor.say(GREETING);
  await Promise.all(ends.map((end) => end.ready));
  return {
    say: (who, name) => ends[who].say(name),
    close: async () => {
      for (const end of ends) end.close();
      relay.kill();
      await new Promise((resolve) => (relay.exitCode === null ? relay.once("exit", resolve) : resolve(undefined)));
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * @typedef {object} Dialect
 * @property {() => WebSocket} open
 * @property {(held: object) => object} hello
 * @property {() => object} about what every message names beside itself
 * @property {(frame: any, held: object, send: (frame: object) => void) => any} hear gives the transcript, if the frame has one
 * @property {(name: string) => void} listen told of each message of the other end
 */

/** One end: what it wrote and is not acknowledged, and how much of the conversation it holds. */
class End {
  /** @type {Map<string, string>} what waits, in the order of writing */
  #outbox = new Map();
  /** @type {Set<string>} */
  #own = new Set();
  #held = { epoch: /** @type {string | undefined} */ (undefined), since: 0, since_id: /** @type {string | undefined} */ (undefined) };
  #isWelcome = false;
  #isOver = false;
  #attempts = 0;
  /** @type {WebSocket} */
  #socket;
  /** @type {() => void} */
  #becomesReady = () => {};

  /** @param {Dialect} dialect */
  constructor(dialect) {
    this.dialect = dialect;
    this.ready = new Promise((resolve) => (this.#becomesReady = () => resolve(undefined)));
    this.#socket = this.#open();
  }

  /** @param {string} name */
  say(name) {
    const id = randomUUID();
    this.#outbox.set(id, name);
    this.#own.add(id);
    if (this.#isWelcome) this.#write(id, name);
  }

  close() {
    this.#isOver = true;
    this.#socket.terminate();
  }

  #open() {
    const socket = this.dialect.open();
    let openedAt = Infinity;
    socket.on("open", () => {
      openedAt = Date.now();
      this.#send(this.dialect.hello(this.#held));
    });
    socket.on("message", (data) => this.#hear(JSON.parse(String(data))));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isWelcome = false;
      if (this.#isOver) return;
      if (Date.now() - openedAt >= 1_000) this.#attempts = 0;
      const longest = Math.min(FIRST_MS * 2 ** this.#attempts++, LONGEST_MS);
      setTimeout(() => !this.#isOver && (this.#socket = this.#open()), longest / 2 + (Math.random() * longest) / 2);
    });
    return socket;
  }

  /** @param {any} frame */
  #hear(frame) {
    const transcript = this.dialect.hear(frame, this.#held, (frame) => this.#send(frame));
    if (transcript) {
      if (transcript.whole) this.#held.since = (transcript.messages[0]?.seq ?? 1) - 1;
      this.#held.epoch = transcript.epoch;
      for (const message of transcript.messages) this.#take(message);
      this.#isWelcome = true;
      for (const [id, name] of this.#outbox) this.#write(id, name);
      this.#becomesReady();
    } else if (frame.type === "message" && this.#isWelcome) {
      this.#take(frame.message);
      this.#send({ type: "delivered", ...this.dialect.about(), seq: frame.message.seq });
    } else if (frame.type === "ack") {
      this.#take(frame);
    }
  }

  /** @param {{ seq: number, client_id: string, body?: string, content?: object }} message stored; an acknowledged one is her own */
  #take({ seq, client_id: id, body, content }) {
    this.#outbox.delete(id);
    if (seq !== this.#held.since + 1) return;
    this.#held.since = seq;
    this.#held.since_id = id;
    // What has content is the relay's own line, such as that somebody joined: nobody wrote it.
    if (body && !content && body !== GREETING && !this.#own.has(id)) this.dialect.listen(body);
  }

  /** @param {string} id @param {string} name */
  #write(id, name) {
    this.#send({ type: "message", ...this.dialect.about(), client_id: id, body: name });
  }

  /** @param {object} frame */
  #send(frame) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}

/** The relay may still be starting. @param {string} origin @param {string} email @param {string} password */
async function logIn(origin, email, password) {
  for (let tries = 0; ; tries++) {
    try {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${origin}/api/v1/login`, { method: "POST", headers, body: JSON.stringify({ email, password }) });
      return answer.headers.getSetCookie()[0].split(";")[0];
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
