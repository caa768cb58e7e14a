// The order form of tests/frameworks, one page for each framework, bundled as a shop would: esbuild, and Svelte's own compiler.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "svelte/compiler";

const FOLDER = fileURLToPath(new URL("../../frameworks", import.meta.url));

/** Each framework's name, and the file that starts its app. */
export const FRAMEWORKS = { React: "react.jsx", Vue: "vue.js", Svelte: "svelte.js" };

/** @type {import("esbuild").Plugin} */
const SVELTE = {
  name: "svelte",
  setup: ({ onLoad }) => onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
    const { js, warnings } = compile(await readFile(path, "utf8"), { filename: basename(path), generate: "client", dev: false });
    return { contents: js.code, warnings: warnings.map(({ message }) => ({ text: message })) };
  }),
};

/** A script as a shop would ship it. @param {import("esbuild").BuildOptions} source @returns {Promise<string>} */
export async function bundled(source) {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    // What shops ship: the frameworks' production builds.
    conditions: ["browser", "production"],
    minifySyntax: true,
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    plugins: [SVELTE],
    logLevel: "error",
    ...source,
  });
  return outputFiles[0].text.replaceAll("</script", "<\\/script");
}

/** A page with the app of one framework. @param {keyof typeof FRAMEWORKS} framework */
export async function frameworkPage(framework) {
  const script = await bundled({ entryPoints: [`${FOLDER}/${FRAMEWORKS[framework]}`] });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${framework}</title><style>
    body { margin: 90px 20px 20px; font: 16px sans-serif } form > * { display: block; margin: 6px 0 }
    #card { border: 1px solid #888; width: 300px; min-height: 24px } ul { margin: 0; padding: 0; width: 120px }
    li { list-style: none; height: 24px } output { display: block; max-width: 800px; overflow-wrap: anywhere }</style></head>
    <body><div id="app"></div><script>${script}</script></body></html>`;
}
