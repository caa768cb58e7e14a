// Socket.IO, server and client, with their defaults: what one says, the other is told.
import { createServer } from "node:http";

import { Server } from "socket.io";
import { io } from "socket.io-client";

/** @type {import("../delivery.mjs").Contestant} */
export async function socketIo(listen, between) {
  const http = createServer();
  const server = new Server(http);
  server.on("connection", (socket) => socket.on("message", (name) => socket.broadcast.emit("message", name)));
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(undefined)));
  const proxy = await between(/** @type {import("node:net").AddressInfo} */ (http.address()).port);
  const ends = /** @type {const} */ ([0, 1]).map((who) => {
    const socket = io(`http://127.0.0.1:${proxy.port}`, { forceNew: true });
    socket.on("message", (/** @type {string} */ name) => listen(who, name));
    return socket;
  });
  await Promise.all(ends.map((socket) => new Promise((resolve) => socket.once("connect", () => resolve(undefined)))));
  return {
    say: (who, name) => ends[who].emit("message", name),
    close: async () => {
      for (const socket of ends) socket.close();
      await server.close();
    },
  };
}
