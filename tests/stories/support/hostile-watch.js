// What would notice if something of a hostile page got through: a server that waits for requests, functions that its
// scripts would call, and the browser's own records of requests, navigations, dialogs, downloads and refusals.
import { createServer } from "node:http";

/** @typedef {import("@playwright/test").Page} Page */

/** The function that every script of every vector calls, in every frame. */
export const PROBE = "pwned_";

/**
 * A server whose addresses stand in every vector.
 * @returns {Promise<{ origin: string, hits: string[], connections: () => number, close: () => Promise<void> }>}
 */
export async function listen() {
  /** @type {string[]} */ const hits = [];
  let connections = 0;
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    const type = /\.css/.test(request.url ?? "") ? "text/css" : /\.js/.test(request.url ?? "") ? "text/javascript" : "text/html";
    response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
    response.end(type === "text/html" ? `<script>top.${PROBE}?.("a page of the listener")</script>` : "");
  });
  // A connection alone tells somebody that the agent looks.
  server.on("connection", () => connections++);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
    );
  return { origin: `http://127.0.0.1:${port}`, hits, connections: () => connections, close };
}

/**
 * Watches a page and all of its frames. What must not happen is kept in lists.
 * @param {Page} page
 */
export async function watch(page) {
  const seen = {
    /** What scripts ran, by the words they say. @type {string[]} */ ran: [],
    /** Requests beyond a browser's own memory. @type {string[]} */ requests: [],
    /** Frames and windows that went elsewhere. @type {string[]} */ navigations: [],
    /** What the policy had to refuse, as nothing should get as far as that. @type {string[]} */ refusals: [],
    /** Exceptions that nobody caught. @type {string[]} */ errors: [],
  };
  await page.exposeBinding(PROBE, ({ frame }, what) => void seen.ran.push(`${what} in ${frame.url()}`));
  page.on("dialog", (dialog) => {
    seen.ran.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("popup", (popup) => seen.navigations.push(`a window: ${popup.url()}`));
  page.on("download", (download) => seen.navigations.push(`a download: ${download.url()}`));
  page.on("framenavigated", (frame) => {
    if (!/^about:(blank|srcdoc)$/.test(frame.url())) seen.navigations.push(frame.url());
  });
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url())) seen.requests.push(request.url());
  });
  page.on("console", (message) => {
    // That the browser does not let our own probe into a frame without scripts is no refusal of a vector's.
    const isProbe = message.text().startsWith("Blocked script execution in 'about:");
    if (/Content Security Policy|Refused to|violates/.test(message.text()) && !isProbe) seen.refusals.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  return {
    ...seen,
    /** Takes all that was seen since the last time. */
    take: () => Object.fromEntries(Object.entries(seen).map(([what, list]) => [what, list.splice(0)])),
  };
}

/** Nothing at all. */
export const NOTHING = { ran: [], requests: [], navigations: [], refusals: [], errors: [] };
