// Pages of a story's own that embed the demo's widget: on an origin that the site allows from then on.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { serve } from "./static-server.js";

/** Has the site allow an origin. @param {import("./demo.js").Demo} demo @param {string} origin */
function allow(demo, origin) {
  const words = ["site", "origins", demo.site, "--add", origin, "--database", join(demo.data, "alongside.db")];
  execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", words, { stdio: "ignore" });
}

/**
 * @param {import("./demo.js").Demo} demo
 * @param {Record<string, string | import("./static-server.js").Page>} pages by path
 */
export async function ownPages(demo, pages) {
  const served = await serve(pages);
  allow(demo, served.origin);
  return served;
}

/** A page with the script tag. @param {import("./demo.js").Demo} demo @param {string} attributes of the tag @param {string} [body] */
export const withTag = (demo, attributes, body = "") => `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>
  <meta name="viewport" content="width=device-width"><body><h1>A shop</h1>${body}
  <script async src="${demo.relay}/alongside.js" data-open-root ${attributes}></script></body></html>`;
