// What the measured pages are served from: the built assets, the pages of the benchmark, and the peers as npm has them.
import { readFile, readdir } from "node:fs/promises";

import { serve } from "../stories/support/static-server.js";
import { BLANK, TODO, grid, rows } from "./pages.mjs";

/** A page with a place for a view, and for rrweb's the style sheet that it asks for. */
const VIEW = `<!doctype html><title>View</title><link rel="stylesheet" href="/rrweb.css">
  <style>html, body, #view { margin: 0; width: 1280px; height: 800px } #view { position: relative; overflow: hidden }</style>
  <body><div id="view"></div></body>`;

const npmUrl = (/** @type {string} */ path) => new URL(`../node_modules/${path}`, import.meta.url);
const npm = (/** @type {string} */ path) => readFile(npmUrl(path));

/** Serves all of it on a free port. */
export async function site() {
  const script = async (/** @type {string} */ path) => ({ type: "text/javascript", body: await npm(path) });
  // The packer's UMD file asks for `require`; its ES module is two files.
  const packer = "@rrweb/packer/dist/";
  const modules = (await readdir(npmUrl(packer))).filter((file) => file.endsWith(".js") && !file.includes(".umd."));
  const served = await Promise.all(modules.map(async (file) => [`/rrweb-packer/${file}`, await script(packer + file)]));
  return serve({
    ...Object.fromEntries(served),
    "/grid": grid(),
    "/rows": rows(),
    "/blank": BLANK,
    "/todo": TODO,
    "/view": VIEW,
    "/rrweb.js": await script("rrweb/dist/rrweb.umd.min.cjs"),
    "/rrweb.css": { type: "text/css", body: await npm("rrweb/dist/style.min.css") },
  });
}
