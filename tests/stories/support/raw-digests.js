// The digest of a tree, counted anew from all its facts: what `crates/mirror/src/digest.rs` and `facts.rs` keep step by
// step. For trees that make sense; of those that do not, the digest is never asked.

import { stateNumber } from "./raw-nodes.js";

/** @typedef {import("./raw-nodes.js").RawNode} RawNode */
/** @typedef {{ kind: bigint, text?: string, values: Map<string, string>, children: number[], parent: number }} Known */

const MULTIPLIER = 0x9e3779b97f4a7c15n;
const MASK = 0xffffffffffffffffn;

/** @param {bigint} state @param {bigint} word */
const absorb = (state, word) => ((((state << 23n) | (state >> 41n)) & MASK) ^ word) * MULTIPLIER & MASK;

/** @param {bigint} state */
function finish(state) {
  const mixed = ((state ^ (state >> 32n)) * MULTIPLIER) & MASK;
  return mixed ^ (mixed >> 29n);
}

/** What text counts for, each text once. @type {Map<string, bigint>} */
const TEXTS = new Map();

/** @param {string} text */
function textDigest(text) {
  const known = TEXTS.get(text);
  if (known !== undefined) return known;
  const bytes = Buffer.from(text);
  let state = BigInt(bytes.length);
  const words = bytes.length - (bytes.length % 8);
  for (let at = 0; at < words; at += 8) state = absorb(state, bytes.readBigUInt64LE(at));
  let tail = 0n;
  for (let at = words; at < bytes.length; at++) tail = (tail << 8n) | BigInt(bytes[at]);
  const digest = finish(absorb(state, tail));
  if (text.length < 256 && TEXTS.size < 100_000) TEXTS.set(text, digest);
  return digest;
}

/** @param {bigint} what @param {number} id @param {bigint} first @param {bigint} second */
const fact = (what, id, first, second) => finish(absorb(absorb((((BigInt(id) << 3n) | what) * MULTIPLIER) & MASK, first), second));

const KINDS = { document: 1n, quirks: 2n, text: 3n, shadow: 4n };
const NAMESPACES = { html: 5n, svg: 6n, math: 7n };

/** A tree that knows its digest. */
export class Digests {
  /** @type {Map<number, Known>} */ #nodes = new Map();
  /** @type {Set<number>} */ #detached = new Set();

  /** @param {import("./raw-nodes.js").RawElement} document */
  begin(document) {
    this.#nodes.set(1, { kind: kindOf(document), values: new Map(document.values), children: [], parent: 0 });
  }

  /** @param {number} id @param {RawNode} node @param {number} parent @param {number} after */
  insert(id, node, parent, after) {
    if (this.#nodes.has(id)) return;
    const [values, text] = typeof node === "string" ? [new Map(), node] : [new Map(node.values), undefined];
    this.#nodes.set(id, { kind: kindOf(node), text, values, children: [], parent: 0 });
    this.#link(id, parent, after);
  }

  /** @param {number} id */
  detach(id) {
    this.#unlink(id);
    this.#detached.add(id);
  }

  /** @param {number} id @param {number} parent @param {number} after */
  place(id, parent, after) {
    this.#unlink(id);
    this.#link(id, parent, after);
    this.#detached.delete(id);
  }

  /** @param {number} id @param {string} key @param {string} value */
  set(id, key, value) {
    this.#nodes.get(id)?.values.set(key, value);
  }

  /** @param {number} id @param {string} key */
  unset(id, key) {
    this.#nodes.get(id)?.values.delete(key);
  }

  /** @param {number} id @param {string} text */
  setText(id, text) {
    const node = this.#nodes.get(id);
    if (node) node.text = text;
  }

  dropDetached() {
    const gone = [...this.#detached];
    this.#detached.clear();
    for (let id = gone.pop(); id !== undefined; id = gone.pop()) {
      gone.push(...(this.#nodes.get(id)?.children ?? []));
      this.#nodes.delete(id);
    }
  }

  sum() {
    let sum = 0n;
    for (const [id, { kind, text, values, children }] of this.#nodes) {
      sum += fact(1n, id, kind, 0n);
      if (text !== undefined) sum += fact(4n, id, textDigest(text), 0n);
      for (const [key, value] of values) {
        const name = key.startsWith("$") ? BigInt(stateNumber(key)) : textDigest(key);
        sum += fact(3n, id, name, textDigest(value));
      }
      let before = 0;
      for (const child of children) {
        sum += fact(2n, child, BigInt(id), BigInt(before));
        before = child;
      }
    }
    return sum & MASK;
  }

  /** @param {number} id @param {number} parent @param {number} after */
  #link(id, parent, after) {
    const [node, above] = [this.#nodes.get(id), this.#nodes.get(parent)];
    if (!node || !above) return;
    node.parent = parent;
    // Mostly the next one.
    if (above.children.at(-1) === after) above.children.push(id);
    else above.children.splice(above.children.indexOf(after) + 1, 0, id);
  }

  /** @param {number} id */
  #unlink(id) {
    const node = this.#nodes.get(id);
    const siblings = this.#nodes.get(node?.parent ?? 0)?.children;
    if (!node || !siblings) return;
    siblings.splice(siblings.indexOf(id), 1);
    node.parent = 0;
  }
}

/** @param {RawNode} node */
function kindOf(node) {
  if (typeof node === "string") return KINDS.text;
  if (node.kind === "html" || node.kind === "svg" || node.kind === "math") return (textDigest(node.name ?? "") + NAMESPACES[node.kind]) & MASK;
  return KINDS[node.kind];
}
