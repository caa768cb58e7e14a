// A call for which neither browser may learn the other's address: everything goes through a real TURN server, with credentials
// that the relay made for this call.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { acquainted, browserWithDevices, incoming, picturesCome, ring } from "./support/calls.js";
import { startDemo } from "./support/demo.js";
import { startTurn } from "./support/turn.js";

test.use({ trace: "off" });

test("a relay-only call goes through coturn, and no other address is told", async () => {
  test.setTimeout(90_000);
  const turn = await startTurn();
  const demo = await startDemo(["--turn-urls", turn.url, "--turn-secret", turn.secret]);
  const options = join(demo.data, "options.toml");
  writeFileSync(options, "[calls]\nrelay_only = true\n");
  const database = join(demo.data, "alongside.db");
  execFileSync(process.env.ALONGSIDE_BIN ?? "alongside", ["site", "options", demo.site, "--file", options, "--database", database]);
  const browser = await browserWithDevices();
  const { shopper, agent } = await acquainted(browser, demo);
  /** @type {string[]} */
  const signals = [];
  const cdp = await shopper.context().newCDPSession(shopper);
  await cdp.send("Network.enable");
  for (const way of ["webSocketFrameSent", "webSocketFrameReceived"])
    cdp.on(/** @type {any} */ (`Network.${way}`), (event) => signals.push(event.response.payloadData));
  await ring(agent, "Show by video");
  await shopper.getByRole("button", { name: "Accept" }).click();
  await picturesCome(shopper);
  expect((await incoming(shopper)).local).toBe("relay");
  expect((await incoming(agent)).local).toBe("relay");
  await expect(agent.getByText(/by TURN/)).toBeVisible();
  // Neither a host's nor a reflexive address has crossed the wire.
  const all = signals.filter((text) => text.includes("call_signal")).join();
  expect(all).toMatch(/typ relay/);
  expect(all).not.toMatch(/typ (host|srflx)/);
  expect(turn.log()).toMatch(/ALLOCATE processed, success/);
  expect(turn.log()).not.toMatch(/incorrect credentials/);
  await browser.close();
  await demo.close();
  await turn.close();
});
