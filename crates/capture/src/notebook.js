// What the walker says, kept as it was said: for a recorder in another page, which repeats it into a batch of its own.
// Has the calls of `Batch`.

/**
 * @typedef {["node", number, number, number] | ["nodeValue", number, string] | ["nodeText", string] | ["children", number, number[]]
 *   | ["run", number, number, number[]] | ["left", number, number]
 *   | ["value", number, number, string | null] | ["text", number, string]} Entry
 * @typedef {{ entries: Entry[], newNames: string[] }} Notes
 */

/**
 * Attributes that no mirror has, as they load, submit or run something and may carry tokens. Here they are left out before
 * anything leaves for another origin; what comes there passes the mirror's own list as well (`allow.rs`).
 */
const UNSEEN = /^(on.*|src|srcset|srcdoc|action|formaction|poster|ping|data|nonce|background|content|integrity|http-equiv)$/i;

export class Notebook {
  /** The numbers of such names. @type {Set<number>} */ #unseen = new Set();
  /** @type {Entry[]} */ #entries = [];
  /** @type {string[]} */ #newNames = [];
  /** @type {Map<string, number>} */ #names = new Map();

  /** What was said since the last time. @returns {Notes} */
  take() {
    const notes = { entries: this.#entries, newNames: this.#newNames };
    this.#entries = [];
    this.#newNames = [];
    return notes;
  }

  /** Forgets all names: somebody new listens. */
  clear() {
    this.take();
    this.#names.clear();
    this.#unseen.clear();
  }

  /** @param {string} name */
  name(name) {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (UNSEEN.test(name)) this.#unseen.add(this.#names.size);
    this.#names.set(name, this.#names.size);
    this.#newNames.push(name);
    return this.#names.size - 1;
  }

  /** @param {number} id @param {number} kind @param {number} name */
  node(id, kind, name) {
    this.#entries.push(["node", id, kind, name]);
  }

  /** @param {number} key @param {string} value */
  nodeValue(key, value) {
    if (!this.#unseen.has(key)) this.#entries.push(["nodeValue", key, value]);
  }

  /** @param {string} text */
  nodeText(text) {
    this.#entries.push(["nodeText", text]);
  }

  nodeTextLater() {
    return this.#entries.push(["nodeText", ""]) - 1;
  }

  /** @param {number} place @param {string} text */
  fill(place, text) {
    this.#entries[place] = ["nodeText", text];
  }

  /** @param {number} parent @param {number[]} ids @param {number} start */
  children(parent, ids, start) {
    this.#entries.push(["children", parent, ids.slice(start)]);
  }

  /** @param {number} parent @param {number} id */
  child(parent, id) {
    this.#entries.push(["children", parent, [id]]);
  }

  /** @param {number} parent @param {number} after @param {number[]} ids @param {number} start */
  run(parent, after, ids, start) {
    this.#entries.push(["run", parent, after, ids.slice(start)]);
  }

  /** @param {number} parent @param {number} child */
  left(parent, child) {
    this.#entries.push(["left", parent, child]);
  }

  /** @param {number} id @param {number} key @param {string | null} value */
  value(id, key, value) {
    if (!this.#unseen.has(key)) this.#entries.push(["value", id, key, value]);
  }

  /** @param {number} id @param {string} text */
  text(id, text) {
    this.#entries.push(["text", id, text]);
  }
}
