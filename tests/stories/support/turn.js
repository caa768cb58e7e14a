// A real TURN server: coturn, on this machine alone, with the secret that it shares with the relay.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort } from "./demo.js";

/** @returns {Promise<{ url: string, secret: string, log: () => string, close: () => Promise<void> }>} */
export async function startTurn() {
  const folder = mkdtempSync(join(tmpdir(), "alongside-turn-"));
  const port = await freePort();
  const secret = "the north secret";
  const flags = ["-n", "--no-cli", "--no-tls", "--no-dtls", "--verbose", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"];
  flags.push(`--listening-port=${port}`, "--min-port=49500", "--max-port=49999", "--allow-loopback-peers");
  flags.push("--use-auth-secret", `--static-auth-secret=${secret}`, "--realm=turn.example", "--fingerprint");
  flags.push("--log-file=stdout", `--pidfile=${join(folder, "pid")}`, `--userdb=${join(folder, "db")}`);
  const server = spawn(process.env.ALONGSIDE_TURNSERVER ?? "turnserver", flags, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (log += chunk));
  await Promise.race([
    answers(port),
    new Promise((_, reject) => server.once("exit", (code) => reject(new Error(`turnserver ended with ${code}:\n${log}`)))),
    new Promise((_, reject) => server.once("error", (error) => reject(new Error(`there is no turnserver (package coturn): ${error.message}`)))),
  ]);
  return {
    url: `turn:127.0.0.1:${port}?transport=udp`,
    secret,
    log: () => log,
    close: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks with STUN until it answers. @param {number} port */
async function answers(port) {
  const socket = createSocket("udp4");
  const request = Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...Array(12).fill(7)]);
  const heard = new Promise((resolve) => socket.once("message", resolve));
  const asking = setInterval(() => socket.send(request, port, "127.0.0.1"), 100);
  await heard;
  clearInterval(asking);
  socket.close();
}
