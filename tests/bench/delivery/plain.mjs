// Plain WebSockets by `ws`: what one says, the other is told. A client whose line is gone connects again after a second, and what it
// says meanwhile has nowhere to go.
import { WebSocket, WebSocketServer } from "ws";

/** Before the next attempt, in ms. */
const AGAIN_MS = 1_000;

/** @type {import("../delivery.mjs").Contestant} */
export async function plain(listen, between) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    socket.on("error", () => {});
    socket.on("message", (data, isBinary) => {
      for (const other of server.clients) if (other !== socket) other.send(data, { binary: isBinary });
    });
  });
  await new Promise((resolve) => server.once("listening", () => resolve(undefined)));
  const proxy = await between(/** @type {import("node:net").AddressInfo} */ (server.address()).port);
  let isOver = false;
  /** @type {WebSocket[]} */
  const ends = [];
  /** @param {0 | 1} who @returns {Promise<void>} */
  const open = (who) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}`);
      ends[who] = socket;
      socket.on("open", () => resolve());
      socket.on("message", (data) => listen(who, String(data)));
      socket.on("error", () => {});
      socket.on("close", () => !isOver && setTimeout(() => !isOver && open(who), AGAIN_MS));
    });
  await Promise.all([open(0), open(1)]);
  return {
    say: (who, name) => {
      if (ends[who].readyState === WebSocket.OPEN) ends[who].send(name);
    },
    close: async () => {
      isOver = true;
      for (const socket of ends) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
