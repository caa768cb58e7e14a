// Figures that stories measure. Owns where they are told: with the test's results, for whoever compares runs, and in the log of
// the run, which closing notes quote. What a figure may be is the story's.
import { test } from "@playwright/test";

/**
 * Tells a figure of the story that runs.
 * @param {string} what What was measured, with its unit where `found` has none.
 * @param {unknown} found A sentence, or numbers by name, told to a tenth.
 */
export function figure(what, found) {
  const rounded = (/** @type {string} */ _, /** @type {unknown} */ value) => (typeof value === "number" ? Math.round(value * 10) / 10 : value);
  const description = typeof found === "string" ? found : JSON.stringify(found, rounded);
  test.info().annotations.push({ type: what, description });
  console.log(`${what}: ${description}`);
}
