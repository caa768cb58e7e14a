// A relay that does nothing but pass on: whatever one socket says, all others get, as it is. A process of its own, as ours is
// one; it says its port on standard output.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    for (const other of server.clients) if (other !== socket) other.send(data, { binary: isBinary });
  });
});
server.on("listening", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.stdout.write(`${port}\n`);
});
// Whoever started it holds the other end, and is gone when it closes.
process.stdin.on("close", () => process.exit()).resume();
