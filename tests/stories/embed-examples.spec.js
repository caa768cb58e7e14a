// What the documentation shows runs as it stands: the examples of pkg/examples in React, Vue and plain HTML, and each call of
// docs/site-owners.md. And the demo shop's page of calls.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { startDemo } from "./support/demo.js";
import { bundled } from "./support/framework-pages.js";
import { ownPages } from "./support/own-page.js";
import { ROOT } from "./support/static-server.js";

test.use({ trace: "off" });

const EXAMPLES = `${ROOT}/pkg/examples`;

/** @type {import("./support/demo.js").Demo} */
let demo;
/** @type {Awaited<ReturnType<typeof ownPages>>} */
let own;

/** An app around an example, which shows and takes it away. @param {string} contents @param {boolean} [forDevelopers] */
const app = (contents, forDevelopers = false) =>
  bundled({
    stdin: { contents, loader: "jsx", resolveDir: EXAMPLES },
    // The examples stand outside of the folder that has the packages.
    nodePaths: [fileURLToPath(new URL("../node_modules", import.meta.url))],
    ...(forDevelopers ? { conditions: ["browser", "development"], define: { "process.env.NODE_ENV": '"development"' } } : {}),
  });

/** @param {string} script */
const page = (script) => `<!doctype html><meta charset="utf-8"><title>An app</title><div id="app"></div><script>${script}</script>`;

/** React as its developers run it: every component comes, goes and comes again. */
const REACT = (/** @type {string} */ relay, /** @type {string} */ site) => `
  import { StrictMode, useState } from "react";
  import { createRoot } from "react-dom/client";
  import { Chat } from "./react.jsx";
  const theme = { label: "Ask the app" };
  function App() {
    const [isThere, show] = useState(true);
    const [unread, setUnread] = useState(0);
    return <>
      <button id="switch" onClick={() => show(!isThere)}>Switch</button><output>{unread}</output>
      {isThere && <Chat relay="${relay}" site="${site}" theme={theme} onUnread={setUnread} />}
    </>;
  }
  createRoot(document.getElementById("app")).render(<StrictMode><App /></StrictMode>);`;

const VUE = (/** @type {string} */ relay, /** @type {string} */ site) => `
  import { createApp, h, ref } from "vue";
  import { useChat } from "./vue.js";
  const Chat = { setup() {
    const { unread, open, track } = useChat("${relay}", "${site}");
    return () => h("button", { id: "open", onClick: () => { track("pressed"); open(); } }, String(unread.value));
  } };
  createApp({ setup() {
    const isThere = ref(true);
    return () => [h("button", { id: "switch", onClick: () => (isThere.value = !isThere.value) }, "Switch"), isThere.value ? h(Chat) : null];
  } }).mount("#app");`;

test.beforeAll(async () => {
  demo = await startDemo();
  const plain = await readFile(`${EXAMPLES}/plain.html`, "utf8");
  own = await ownPages(demo, {
    "/react": page(await app(REACT(demo.relay, demo.site), true)),
    "/vue": page(await app(VUE(demo.relay, demo.site))),
    "/plain": plain.replace("https://help.shop.example", demo.relay).replace("pk_live_…", `${demo.site}" data-open-root="`),
  });
});
test.afterAll(() => Promise.all([own.close(), demo.close()]));

for (const framework of ["react", "vue"]) {
  test(`${framework}: the chat comes and goes with its component, and comes again`, async ({ page }) => {
    /** @type {string[]} */
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const there = () => page.evaluate(() => "diagnose" in (/** @type {any} */ (window).Alongside ?? {}));
    const hosts = () => page.evaluate(() => document.documentElement.childElementCount);
    await page.goto(`${own.origin}/${framework}`);
    await expect.poll(there).toBe(true);
    expect(await hosts()).toBe(3);
    for (let round = 0; round < 2; round++) {
      await page.locator("#switch").click();
      await expect.poll(there).toBe(false);
      expect(await hosts()).toBe(2);
      expect(await page.locator("script[src]").count()).toBe(0);
      await page.locator("#switch").click();
      await expect.poll(hosts).toBe(3);
    }
    await page.evaluate(() => /** @type {any} */ (window).Alongside.open());
    await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).Alongside.diagnose().connection)).toBe("open");
    expect(errors).toEqual([]);
  });
}

test("plain: the example works as it stands, with its own button", async ({ page }) => {
  await page.goto(`${own.origin}/plain`);
  await page.locator("#ask").click();
  await expect(page.getByLabel("Your message")).toHaveValue("Do you have it in blue?");
});

test("every call of the documentation for site owners runs as it stands there", async ({ page }) => {
  const text = await readFile(`${ROOT}/docs/site-owners.md`, "utf8");
  const calls = [...text.slice(text.indexOf("## Calls from your own script")).matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  const named = new Set(calls.join("").match(/(?<=Alongside\.(?:push\(\[")?)\w+/g));
  const all = await (async () => {
    await page.goto(`${demo.shop}/product.html`);
    await page.locator(".launcher").waitFor();
    return page.evaluate(() => Object.keys(/** @type {any} */ (window).Alongside));
  })();
  expect([...named].sort()).toEqual(all.sort());
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  for (const code of calls) {
    // Each on a page of its own: some take the chat away.
    await page.reload();
    await page.locator(".launcher").waitFor();
    await page.evaluate(`(async () => { ${code} })()`);
    await page.waitForTimeout(50);
  }
  expect(errors).toEqual([]);
});

test("the demo shop's page makes every call and shows what is heard", async ({ page }) => {
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(demo.shop);
  await page.getByRole("link", { name: "Live help, live" }).click();
  await page.locator(".launcher").waitFor();
  const heard = page.getByRole("log", { name: "Heard so far" });
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page.getByLabel("Your message")).toBeVisible();
  await expect(heard.getByText("ready", { exact: true })).toBeVisible();
  const calls = page.locator("[data-test^=call-]");
  const names = await calls.evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-test")?.slice(5)));
  const all = await page.evaluate(() => Object.keys(/** @type {any} */ (window).Alongside));
  // A token needs a server that signs it; listening and pushing is what the page itself does.
  expect([...new Set(names)].sort()).toEqual(all.filter((name) => !["identify", "on", "push"].includes(name)).sort());
  expect((await new AxeBuilder({ page }).include("main").analyze()).violations).toEqual([]);
  for (let index = 0; index < names.length; index++) await calls.nth(index).dispatchEvent("click");
  await expect(heard.getByText("Alongside.destroy({ keep: true })")).toBeVisible();
  await expect(page.locator(".launcher")).toHaveCount(0);
  expect(errors).toEqual([]);
});
