// A line that loses packets for real: it stands between both browsers and their TURN server, and drops as many as it is told.
import { createSocket } from "node:dgram";

/**
 * @param {string} server the TURN server's address, such as turn:127.0.0.1:3478?transport=udp
 * @returns {Promise<{ url: string, lose: (share: number) => void, close: () => Promise<void> }>} `lose` takes a share of 1
 */
export async function startLossyLine(server) {
  const to = Number(/:(\d+)/.exec(server.replace(/^turn:[^:]+/, ""))?.[1]);
  let share = 0;
  const isLost = () => Math.random() < share;
  const line = createSocket("udp4");
  /** A socket of its own for each of the browsers', so that the server tells them apart. @type {Map<number, import("node:dgram").Socket>} */
  const beyond = new Map();
  line.on("message", (packet, { address, port }) => {
    let socket = beyond.get(port);
    if (!socket) {
      socket = createSocket("udp4");
      socket.on("message", (answer) => {
        if (!isLost()) line.send(answer, port, address);
      });
      beyond.set(port, socket);
    }
    if (!isLost()) socket.send(packet, to, "127.0.0.1");
  });
  await new Promise((resolve) => line.bind(0, "127.0.0.1", () => resolve(undefined)));
  return {
    url: `turn:127.0.0.1:${line.address().port}?transport=udp`,
    lose: (now) => {
      share = now;
    },
    close: async () => {
      const all = [line, ...beyond.values()];
      await Promise.all(all.map((socket) => new Promise((resolve) => socket.close(() => resolve(undefined)))));
    },
  };
}
