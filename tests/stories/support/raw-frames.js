// Writes mirror frames without asking whether a mirror may contain what they say: any element, attribute, state, id or
// digest. A second writer of the format, made from `docs/protocol.md`; its compression is valid and poor: every byte is
// written as itself.

import { Bytes, Compression } from "./raw-compression.js";
import { Digests } from "./raw-digests.js";
import { stateNumber } from "./raw-nodes.js";

/** @typedef {import("./raw-nodes.js").RawNode} RawNode */
/** @typedef {import("./raw-nodes.js").RawElement} RawElement */

/** What each step begins with. */
const CODE = { html: 1, svg: 2, math: 3, text: 4, shadow: 5, document: 6, quirks: 7, detach: 8, place: 9, setAttribute: 10, setState: 11, unsetAttribute: 12,
  unsetState: 13, setText: 14 };

/**
 * A step of a delta. `write` says it in bytes of its own, whatever it means.
 * @typedef {{ insert: RawNode, into: number, after?: number } | { detach: number } | { place: number, into: number, after?: number }
 *   | { set: number, key: string, value: string } | { unset: number, key: string } | { text: number, value: string }
 *   | { write: (writer: Section) => void }} Step
 */

/** Writes the frames of one session. */
export class RawFrames {
  #generation = 0;
  #index = 0;
  #newest = 1;
  #coder = new Compression();
  #digests = new Digests();

  /** The whole page, or something like it. @param {RawElement} document @param {{ digest?: bigint }} [lies] @returns {Uint8Array} */
  keyframe(document, lies = {}) {
    this.#generation++;
    this.#index = 0;
    this.#newest = 1;
    this.#coder = new Compression();
    this.#digests = new Digests();
    const body = new Section(this.#newest);
    body.root(document);
    this.#digests.begin(document);
    this.#newest = body.insertAll(document.children, 1, this.#digests);
    return this.#frame(1, body, lies);
  }

  /** Some steps. @param {Step[]} steps @param {{ digest?: bigint, generation?: number, index?: number }} [lies] @returns {Uint8Array} */
  delta(steps, lies = {}) {
    this.#index++;
    const body = new Section(this.#newest);
    for (const step of steps) body.step(step, this.#digests);
    this.#digests.dropDetached();
    this.#newest = body.newest;
    return this.#frame(2, body, lies);
  }

  /** The id of the node inserted last. */
  get newest() {
    return this.#newest;
  }

  /** @param {1 | 2} kind @param {Section} body @param {{ digest?: bigint, generation?: number, index?: number }} lies */
  #frame(kind, body, { digest = this.#digests.sum(), generation = this.#generation, index = this.#index }) {
    const head = [1, kind, ...leb(generation), ...leb(index)];
    for (let byte = 0; byte < (kind === 1 ? 8 : 4); byte++) head.push(Number((digest >> BigInt(8 * byte)) & 255n));
    const [structure, text] = [Buffer.from(body.structure.view()), Buffer.from(body.text.view())];
    head.push(...leb(structure.length), ...leb(text.length));
    return Buffer.concat([Buffer.from(head), this.#coder.write(structure, text)]);
  }
}

/** A frame of bytes. @param {string} address @param {string} type its media type @param {Uint8Array | string} bytes @returns {Uint8Array} */
export function asset(address, type, bytes) {
  const [where, what] = [Buffer.from(address), Buffer.from(type)];
  return Buffer.concat([Buffer.from([1, 3, ...leb(where.length)]), where, Buffer.from(leb(what.length)), what, Buffer.from(bytes)]);
}

/** A frame whose body is whatever is given. @param {1 | 2} kind @param {number} structure @param {number} text lengths that it claims @param {Uint8Array} sent */
export function claim(kind, structure, text, sent) {
  const head = [1, kind, ...leb(1), ...leb(kind - 1), ...Array(kind === 1 ? 8 : 4).fill(0), ...leb(structure), ...leb(text)];
  return Buffer.concat([Buffer.from(head), sent]);
}

/** Seven bits a byte, lowest first. @param {number} number @returns {number[]} */
export function leb(number) {
  const bytes = [];
  for (; number >= 128; number = Math.floor(number / 128)) bytes.push((number % 128) + 128);
  return [...bytes, number];
}

/** A body in the making. */
class Section {
  structure = new Bytes();
  text = new Bytes();
  #lastId = 1;
  #lastParent = 1;

  /** @param {number} newest the largest id so far */
  constructor(newest) {
    this.newest = newest;
  }

  /** @param {number[]} bytes */
  bytes(...bytes) {
    this.structure.push(bytes);
  }

  /** @param {number} number */
  number(number) {
    this.structure.push(leb(number));
  }

  /** @param {number} number of either sign */
  difference(number) {
    this.number(number < 0 ? -number * 2 - 1 : number * 2);
  }

  /** A name or value, always as a new one. @param {string} text */
  string(text) {
    const bytes = Buffer.from(text);
    this.number(bytes.length * 2 + 1);
    this.text.push(bytes);
  }

  /** @param {number} id */
  id(id) {
    this.difference(id - this.#lastId);
    this.#lastId = id;
  }

  /** @param {number} parent @param {number} after 0 or 1 for first */
  place(parent, after) {
    this.difference(parent - this.#lastParent);
    this.difference((after || 1) - this.#lastId);
    this.#lastParent = parent;
  }

  /** @param {RawElement} document */
  root(document) {
    this.bytes(CODE[document.kind]);
    this.#values(document.values);
  }

  /** @param {RawNode[]} nodes @param {number} parent @param {Digests} digests */
  insertAll(nodes, parent, digests) {
    // Not by recursion: some trees are deep.
    /** @type {{ nodes: RawNode[], parent: number, at: number, after: number }[]} */
    const under = [{ nodes, parent, at: 0, after: 0 }];
    for (;;) {
      const list = under.at(-1);
      if (!list) return this.newest;
      const node = list.nodes[list.at++];
      if (node === undefined) {
        under.pop();
        continue;
      }
      list.after = this.#insert(node, list.parent, list.after, digests);
      if (typeof node !== "string") under.push({ nodes: node.children, parent: list.after, at: 0, after: 0 });
    }
  }

  /** @param {RawNode} node @param {number} parent @param {number} after @param {Digests} digests */
  #insert(node, parent, after, digests) {
    const [kind, id] = typeof node === "string" ? [/** @type {const} */ ("text"), this.newest + 1] : [node.kind, node.id ?? this.newest + 1];
    this.bytes(CODE[kind]);
    this.place(parent, after);
    this.difference(id - (this.newest + 1));
    this.#lastId = id;
    if (typeof node === "string") {
      this.string(node);
    } else {
      if (node.name !== undefined) this.string(node.name);
      this.#values(node.values);
    }
    this.newest = Math.max(this.newest, id);
    digests.insert(id, node, parent, after);
    return id;
  }

  /** @param {Step} step @param {Digests} digests */
  step(step, digests) {
    if ("insert" in step) {
      const id = this.#insert(step.insert, step.into, step.after ?? 0, digests);
      if (typeof step.insert !== "string") this.insertAll(step.insert.children, id, digests);
    } else if ("detach" in step) {
      this.bytes(CODE.detach);
      this.id(step.detach);
      digests.detach(step.detach);
    } else if ("place" in step) {
      this.bytes(CODE.place);
      this.place(step.into, step.after ?? 0);
      this.id(step.place);
      digests.place(step.place, step.into, step.after ?? 0);
    } else if ("set" in step) {
      this.bytes(step.key.startsWith("$") ? CODE.setState : CODE.setAttribute);
      this.id(step.set);
      this.#key(step.key);
      this.string(step.value);
      digests.set(step.set, step.key, step.value);
    } else if ("unset" in step) {
      this.bytes(step.key.startsWith("$") ? CODE.unsetState : CODE.unsetAttribute);
      this.id(step.unset);
      this.#key(step.key);
      digests.unset(step.unset, step.key);
    } else if ("text" in step) {
      this.bytes(CODE.setText);
      this.id(step.text);
      this.string(step.value);
      digests.setText(step.text, step.value);
    } else {
      step.write(this);
    }
  }

  /** @param {string} key */
  #key(key) {
    if (key.startsWith("$")) this.number(stateNumber(key));
    else this.string(key);
  }

  /** @param {[string, string][]} values */
  #values(values) {
    const states = values.filter(([key]) => key.startsWith("$"));
    this.number((values.length - states.length) * 2 + (states.length > 0 ? 1 : 0));
    for (const [key, value] of values) {
      if (key.startsWith("$")) continue;
      this.string(key);
      this.string(value);
    }
    if (states.length > 0) this.number(states.length);
    for (const [key, value] of states) {
      this.number(stateNumber(key));
      this.string(value);
    }
  }
}
