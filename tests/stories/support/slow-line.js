// A slow line: a proxy through which a browser's sockets carry so many bytes per second, and each byte so many ms late. All
// else goes through at once. Real TCP with real back-pressure: who sends more than the line carries has to wait.
import { createServer, request } from "node:http";
import { connect } from "node:net";

/** What may stand before the line until whoever sends is held up, in bytes: as much as a router at home may keep. */
const BUFFER = 16 * 1024;

/**
 * @param {{ bytesPerSecond: number, delay: number }} line each way; the delay in ms
 * @returns {Promise<{ origin: string, sent: () => number, cut: () => void, mend: () => void, close: () => void }>} `sent` tells the
 *   bytes that have gone up so far; from `cut` to `mend` no socket gets through, and those that were open are gone
 */
export async function slowLine({ bytesPerSecond, delay }) {
  let sent = 0;
  let isCut = false;
  /** @type {Set<import("node:net").Socket>} */
  const open = new Set();
  const proxy = createServer((question, answer) => {
    const { method, headers, url = "" } = question;
    const passed = request(url, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    question.pipe(passed);
  });
  proxy.on("connect", ({ url = "" }, /** @type {import("node:net").Socket} */ near, head) => {
    if (isCut) return void near.destroy();
    open.add(near);
    const { hostname, port } = new URL(`http://${url}`);
    const far = connect(Number(port), hostname, () => near.write("HTTP/1.1 200 OK\r\n\r\n"));
    if (head.length > 0) far.write(head);
    carry(near, far, { bytesPerSecond, delay }, (bytes) => (sent += bytes));
    carry(far, near, { bytesPerSecond, delay }, () => {});
    for (const [one, other] of [[near, far], [far, near]]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    near.on("close", () => open.delete(near));
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
  const close = () => {
    proxy.closeAllConnections();
    proxy.close();
  };
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const mend = () => {
    isCut = false;
  };
  return { origin: `http://127.0.0.1:${port}`, sent: () => sent, cut, mend, close };
}

/**
 * @param {import("node:net").Socket} from
 * @param {import("node:net").Socket} to
 * @param {{ bytesPerSecond: number, delay: number }} line
 * @param {(bytes: number) => void} count
 */
function carry(from, to, { bytesPerSecond, delay }, count) {
  let freeAt = 0;
  from.setNoDelay(true);
  from.on("data", (/** @type {Buffer} */ bytes) => {
    const now = performance.now();
    freeAt = Math.max(freeAt, now) + (bytes.length / bytesPerSecond) * 1_000;
    count(bytes.length);
    setTimeout(() => to.writable && to.write(bytes), freeAt - now + delay);
    const waiting = ((freeAt - now) / 1_000) * bytesPerSecond;
    if (waiting > BUFFER) {
      from.pause();
      setTimeout(() => from.resume(), ((waiting - BUFFER) / bytesPerSecond) * 1_000);
    }
  });
}
