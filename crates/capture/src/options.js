// What the caller of `record` wants. A missing or misspelt option is an error that names it and says what to do.
import { POLICY_KEYS, Policy } from "./policy.js";

/**
 * @typedef {object} Options
 * @property {(frame: Uint8Array) => void} emit is given every frame; not needed with `within`
 * @property {((kind?: number) => unknown) | undefined} ready says whether the next frame may come; without it every frame may. Of an
 *   asset's frame it is told the kind
 * @property {Element[]} ignore elements that are not part of the page
 * @property {boolean | "named"} assets whether pictures and fonts are sent as well; "named" tells of them by the SHA-256 of their
 *   bytes, and the bytes follow when `sendAssets` asks for them
 * @property {string[]} frames origins whose pages are recorded within this one
 * @property {string[] | undefined} within origins of the pages that may record this one within theirs, instead of `emit`
 * @property {Policy} policy what is masked besides what is marked
 */

const KNOWN = ["emit", "ready", "ignore", "assets", "frames", "within", ...POLICY_KEYS];

/** @param {unknown} given @returns {Options} */
export function checkedOptions(given) {
  check(typeof given === "object" && given !== null, "give it an object with `emit`, a function that takes a frame");
  const options = /** @type {any} */ (given);
  for (const key of Object.keys(options)) {
    check(KNOWN.includes(key), `unknown option \`${key}\`; there are ${KNOWN.join(", ")}`);
  }
  const { emit, ready, ignore = [], assets = true, frames, within, mask, block, show, privateByDefault, rules } = options;
  check(typeof emit === "function" || within != null, "`emit` must be a function that takes a frame");
  check(ready == null || typeof ready === "function", "`ready` must be a function");
  // Without this list the caller's own elements would be recorded, so a wrong one is no small matter.
  check(Array.isArray(ignore), "`ignore` must be an array of elements");
  // Taken for `true`, a wrong one would send what was meant to stay.
  check(typeof assets === "boolean" || assets === "named", '`assets` must be true, false or "named"');
  const origins = within == null ? undefined : checkedOrigins(within, "within");
  const policy = new Policy({ mask, block, show, privateByDefault, rules });
  return { emit, ready, ignore, assets, frames: checkedOrigins(frames, "frames"), within: origins, policy };
}

/** @param {unknown} holds @param {string} otherwise */
function check(holds, otherwise) {
  if (!holds) throw new TypeError(`record: ${otherwise}`);
}

/**
 * The origins of an option, checked: one that is misspelt would silently never match.
 * @param {unknown} list
 * @param {string} option
 * @returns {string[]}
 */
function checkedOrigins(list, option) {
  const origins = /** @type {string[]} */ (list ?? []);
  if (Array.isArray(origins) && origins.every((origin) => isOrigin(origin))) return origins;
  throw new TypeError(`record: \`${option}\` must be an array of origins such as "https://pay.example"`);
}

/** @param {unknown} origin */
function isOrigin(origin) {
  try {
    return typeof origin === "string" && new URL(origin).origin === origin;
  } catch {
    return false;
  }
}
