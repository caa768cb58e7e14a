// The wasm of the viewer and native code agree on the bytes of every kind of frame: the files are the mirror's own goldens.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { VIEWER_PAGE, push, view } from "./support/engine.js";
import { ROOT, serve } from "./support/static-server.js";

/** @param {string} name */
const golden = (name) => readFileSync(join(ROOT, "crates/mirror/tests/goldens", name));

test("the viewer's wasm reads the golden frames and comes to the golden digests", async ({ page }) => {
  const site = await serve({ "/view": VIEWER_PAGE });
  await page.goto(`${site.origin}/view`);
  await view(page);
  const digests = golden("digests.txt").toString().trim().split("\n");
  const digest = () => page.evaluate(() => /** @type {any} */ (window).viewer_.digest);

  expect(await push(page, [golden("keyframe.bin")])).toEqual([]);
  expect(await digest()).toBe(digests[0]);
  expect(await push(page, [golden("asset.bin"), golden("delta.bin")])).toEqual([]);
  expect(await digest()).toBe(digests[1]);
  await site.close();
});

test("every golden frame that is cut short or has a bit flipped is refused, and the viewer goes on", async ({ page }) => {
  test.setTimeout(120_000);
  const site = await serve({ "/view": VIEWER_PAGE });
  await page.goto(`${site.origin}/view`);
  await view(page);
  const [keyframe, delta] = [golden("keyframe.bin"), golden("delta.bin")];
  await push(page, [keyframe]);
  const survived = await page.evaluate(
    ([keyframe, delta]) => {
      const { viewer_ } = /** @type {any} */ (window);
      let [refused, tried] = [0, 0];
      const attempt = (/** @type {Uint8Array} */ frame) => {
        tried++;
        try {
          viewer_.push(frame);
        } catch {
          refused++;
        }
      };
      for (const frame of [keyframe, delta]) {
        for (let at = 0; at < frame.length; at++) {
          viewer_.push(Uint8Array.from(keyframe));
          attempt(Uint8Array.from(frame.slice(0, at)));
          for (let bit = 0; bit < 8; bit++) {
            viewer_.push(Uint8Array.from(keyframe));
            const broken = Uint8Array.from(frame);
            broken[at] ^= 1 << bit;
            attempt(broken);
          }
        }
      }
      viewer_.push(Uint8Array.from(keyframe));
      viewer_.push(Uint8Array.from(delta));
      return { refused, tried, digest: viewer_.digest };
    },
    [[...keyframe], [...delta]],
  );
  // A flip in a keyframe's generation only makes another generation of it, and the last bits of a compressed body may mean nothing.
  expect(survived.tried - survived.refused).toBeLessThan(50);
  expect(survived.digest).toBe(golden("digests.txt").toString().trim().split("\n")[1]);
  await site.close();
});
