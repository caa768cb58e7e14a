// What stands in a stream of mirror frames once it is decompressed: every byte that could tell a secret. A second
// reader of the format in `docs/protocol.md`, written from that page.

/** How much of a stream's past a frame may refer to at least, in bytes. */
const HISTORY = 256 * 1024;

/** Shortest stretches that are copied: from anywhere, and from a distance that was used lately. */
const SHORTEST = 4;
const SHORTEST_REPEAT = 2;

/**
 * The bodies of keyframes and deltas, in order, and assets as they are.
 * @param {Uint8Array[]} frames
 * @returns {Buffer}
 */
export function bodies(frames) {
  const reader = new Bodies();
  return Buffer.concat(frames.map((frame) => reader.next(frame)));
}

/** Reads one session's frames. */
export class Bodies {
  #stream = new Stream();

  /** The next frame's body, or all of what brings or names an asset. @param {Uint8Array} frame */
  next(frame) {
    const bytes = Buffer.from(frame);
    if (bytes[1] >= 3) return bytes;
    if (bytes[1] === 1) this.#stream = new Stream();
    let at = 2;
    [, at] = number(bytes, at);
    [, at] = number(bytes, at);
    const [structure, second] = number(bytes, at + (bytes[1] === 1 ? 8 : 4));
    const [text, third] = number(bytes, second);
    return this.#stream.body(bytes.subarray(third), structure, text);
  }
}

/** A LEB128 number and where it ends. @param {Buffer} bytes @param {number} at @returns {[number, number]} */
function number(bytes, at) {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at];
  }
}

/** @param {number} count */
const unknown = (count) => new Uint16Array(count).fill(1024);

/** Numbers by their size; a model for each bit of the size, and for the three lowest bits. */
class Numbers {
  sizes = unknown(64);
  lowest = unknown(64 * 8);

  /** @param {Bits} bits */
  next(bits) {
    const size = bits.tree(this.sizes, 0, 6);
    if (size === 0) return 0;
    const left = (size - 1) >> 1;
    const learned = Math.min(left, 3);
    let value = 2 | ((size - 1) & 1);
    for (let bit = left; bit > learned; bit--) value = value * 2 + bits.even();
    return value * 2 ** learned + bits.tree(this.lowest, size * 8, learned) - 1;
  }
}

/** A binary range decoder. */
class Bits {
  #at = 0;
  #code = 0;
  #range = 0xffffffff;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    for (let count = 0; count < 4; count++) this.#shift();
  }

  /** @param {Uint16Array} models @param {number} index */
  next(models, index) {
    const model = models[index];
    const bit = this.#take((this.#range >>> 11) * model);
    models[index] = bit ? model - (model >> 4) : model + ((2048 - model) >> 4);
    return bit;
  }

  even() {
    this.#range = (this.#range & ~1) >>> 0;
    return this.#take(this.#range >>> 1);
  }

  /** @param {Uint16Array} models @param {number} start @param {number} count */
  tree(models, start, count) {
    let path = 1;
    for (let bit = 0; bit < count; bit++) path = path * 2 + this.next(models, start + path);
    return path - 2 ** count;
  }

  /** @param {number} bound */
  #take(bound) {
    const bit = this.#code >= bound ? 1 : 0;
    this.#code -= bit ? bound : 0;
    this.#range = bit ? this.#range - bound : bound;
    for (; this.#range < 1 << 24; this.#range *= 256) this.#shift();
    return bit;
  }

  #shift() {
    this.#code = this.#code * 256 + (this.bytes[this.#at++] ?? 0);
  }
}

/** One generation of frames. */
class Stream {
  #window = Buffer.alloc(0);
  /** By section and by what came last. */
  #isCopy = unknown(6);
  #isRepeat = unknown(6);
  #isOlder = unknown(3);
  #literals = unknown(2 * 8 * 256);
  #lengths = new Numbers();
  #repeatLengths = new Numbers();
  #far = [new Numbers(), new Numbers(), new Numbers()];
  #distances = [1, 1, 1, 1];
  #last = 0;

  /** @param {Buffer} sent @param {number} structure @param {number} text lengths of the sections, in bytes */
  body(sent, structure, text) {
    if (this.#window.length > 2 * HISTORY) this.#window = this.#window.subarray(-HISTORY);
    const start = this.#window.length;
    const out = Buffer.concat([this.#window, Buffer.alloc(structure + text)]);
    const bits = new Bits(sent);
    for (let at = start; at < out.length; ) {
      const section = at < start + structure ? 0 : 1;
      if (!bits.next(this.#isCopy, section * 3 + this.#last)) {
        const context = section * 8 + (at > 0 ? out[at - 1] >> 5 : 0);
        out[at++] = bits.tree(this.#literals, context * 256, 8);
        this.#last = 0;
        continue;
      }
      const length = this.#copyLength(bits, section);
      if (length > out.length - at) throw new Error("a copy beyond the body's end");
      for (const end = at + length; at < end; at++) out[at] = out[at - this.#distances[0]];
    }
    this.#window = out;
    return out.subarray(start);
  }

  /** The length of a copy; its distance is then the first of the last ones. @param {Bits} bits @param {number} section */
  #copyLength(bits, section) {
    if (bits.next(this.#isRepeat, section * 3 + this.#last)) {
      let index = 0;
      while (index < 3 && bits.next(this.#isOlder, index)) index++;
      this.#distances.unshift(...this.#distances.splice(index, 1));
      this.#last = 2;
      return this.#repeatLengths.next(bits) + SHORTEST_REPEAT;
    }
    const length = this.#lengths.next(bits);
    this.#distances.unshift(this.#far[Math.min(length, 2)].next(bits) + 1);
    this.#distances.pop();
    this.#last = 1;
    return length + SHORTEST;
  }
}
