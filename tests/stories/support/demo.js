// The demo, as a person would start it: one binary, a fresh database, a shop and a console.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} Demo
 * @property {string} shop the shop's address
 * @property {string} console the console's address
 * @property {string} relay the relay's origin
 * @property {{ email: string, password: string }} login
 * @property {string} site the site's public key
 * @property {string} data the folder of the database
 * @property {() => string} log what the relay has logged so far
 * @property {(signal?: NodeJS.Signals) => Promise<void>} halt ends the relay
 * @property {() => Promise<void>} restart starts it again, with the same database and ports
 * @property {() => Promise<void>} serve starts the relay again as in production: without the shop, and with the logins that it knows
 * @property {() => Promise<void>} close ends it and removes its database
 */

/** @returns {Promise<number>} a port that was free a moment ago */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(() => resolve(undefined)));
  return port;
}

/** @param {string[]} flags more flags for `alongside demo` @returns {Promise<Demo>} */
export async function startDemo(flags = []) {
  const data = mkdtempSync(join(tmpdir(), "alongside-story-"));
  const [port, shopPort] = [await freePort(), await freePort()];
  const options = ["demo", "--json", "--open-root", "--data", data];
  options.push("--port", String(port), "--shop-port", String(shopPort), ...flags);
  let log = "";
  /** @type {import("node:child_process").ChildProcess} */
  let child;

  const start = async () => {
    child = spawn(process.env.ALONGSIDE_BIN ?? "alongside", options, { stdio: ["ignore", "pipe", "pipe"] });
    child.stderr?.on("data", (chunk) => (log += chunk));
    const started = child;
    return /** @type {Promise<any>} */ (
      new Promise((resolve, reject) => {
        let out = "";
        started.stdout?.on("data", (chunk) => {
          out += chunk;
          const line = out.split("\n").find((line) => line.startsWith("{"));
          if (line && out.includes("\n")) resolve(JSON.parse(line));
        });
        started.once("exit", (code) => reject(new Error(`the demo ended with ${code}:\n${log}`)));
      })
    );
  };
  const serve = async () => {
    const database = join(data, "alongside.db");
    const flags = ["serve", "--listen", `127.0.0.1:${port}`, "--database", database, "--log", "alongside_server=info"];
    child = spawn(process.env.ALONGSIDE_BIN ?? "alongside", flags, { stdio: ["ignore", "pipe", "pipe"] });
    const started = child;
    await new Promise((resolve, reject) => {
      for (const stream of [started.stdout, started.stderr])
        stream?.on("data", (chunk) => {
          log += chunk;
          if (String(chunk).includes("the relay listens")) resolve(undefined);
        });
      started.once("exit", (code) => reject(new Error(`the relay ended with ${code}:\n${log}`)));
    });
  };
  const halt = async (/** @type {NodeJS.Signals} */ signal = "SIGTERM") => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  };

  const told = await start();
  /** @type {Demo} */
  const demo = {
    shop: told.shop.replace(/\/$/, ""),
    console: told.console,
    relay: new URL(told.console).origin,
    login: told.agents[0],
    site: told.site,
    data,
    log: () => log,
    halt,
    serve,
    restart: async () => {
      // Each start makes a new password.
      demo.login = (await start()).agents[0];
    },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) await halt("SIGKILL");
      rmSync(data, { recursive: true, force: true });
    },
  };
  return demo;
}

/** Logs an agent in. @param {import("@playwright/test").Page} page @param {Demo} demo */
export async function logIn(page, demo) {
  await page.goto(demo.console);
  await page.getByLabel("E-mail").fill(demo.login.email);
  await page.getByLabel("Password", { exact: true }).fill(demo.login.password);
  await page.getByRole("button", { name: /log in|sign in/i }).click();
}
