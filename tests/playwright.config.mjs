// Runs the stories in the system's Chromium. `cargo xtask test` names the browser and the relay in the environment;
// started by hand (`npx playwright test`), the usual places serve.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { defineConfig } from "@playwright/test";

const usual = ["/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const chromium = process.env.ALONGSIDE_CHROMIUM ?? usual.find((path) => existsSync(path));
process.env.ALONGSIDE_BIN ??= fileURLToPath(new URL("../target/release/alongside", import.meta.url));

export default defineConfig({
  testDir: "stories",
  outputDir: "artifacts/results",
  // Two cores: a second worker would only make the first one's timings lie.
  workers: 1,
  // A story that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? "artifacts/report.json" }]],
  use: {
    browserName: "chromium",
    testIdAttribute: "data-test",
    headless: true,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        // Containers and CI seldom let the sandbox start; the pages under test are our own.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
      ],
    },
  },
});
