// A TCP proxy whose connections can be cut.
import { connect, createServer } from "node:net";

/** @typedef {{ port: number, cut: () => void, close: () => Promise<void> }} Proxy */

/** @param {number} target a port of this machine @returns {Promise<Proxy>} */
export async function dropping(target) {
  /** @type {Set<import("node:net").Socket>} */
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.setNoDelay(true);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const cut = () => open.forEach((socket) => socket.destroy());
  const close = async () => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, cut, close };
}
