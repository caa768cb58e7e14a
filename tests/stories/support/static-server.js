// Serves pages of a test's own beside the built assets, on a free port of this machine.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/**
 * @typedef {{ type?: string, body: string | Buffer, headers?: Record<string, string>, status?: number,
 *   delay?: number | Promise<void> }} Page a delay is in ms, or lasts until something has happened
 * @typedef {{ origin: string, requests: string[], close: () => Promise<void> }} StaticServer
 */

/**
 * @param {Record<string, string | Page>} pages by path; a string is a page of HTML
 * @returns {Promise<StaticServer>}
 */
export async function serve(pages) {
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    requests.push(path);
    const page = pages[path];
    if (page !== undefined) {
      const { type = "text/html; charset=utf-8", body, headers = {}, status = 200, delay = 0 } =
        typeof page === "string" ? { body: page } : page;
      if (delay) await (typeof delay === "number" ? new Promise((resolve) => setTimeout(resolve, delay)) : delay);
      response.writeHead(status, { "content-type": type, ...headers }).end(body);
      return;
    }
    const file = join(ROOT, "dist", normalize(path));
    try {
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
