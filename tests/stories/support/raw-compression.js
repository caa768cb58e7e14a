// The mirror's compression, valid and poor: every byte is written as itself, so that of all models only those of single
// bytes are ever used (`docs/protocol.md`).

/** Bytes that grow. */
export class Bytes {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** @param {ArrayLike<number>} more */
  push(more) {
    if (this.#length + more.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + more.length));
      larger.set(this.view());
      this.#bytes = larger;
    }
    this.#bytes.set(more, this.#length);
    this.#length += more.length;
  }

  view() {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** One generation's range coder, of which only the models of single bytes are ever used. */
export class Compression {
  #isCopy = new Uint16Array(2).fill(1024);
  #bytes = new Uint16Array(2 * 8 * 256).fill(1024);
  #before = 0;

  /** @param {Uint8Array} structure @param {Uint8Array} text @returns {Uint8Array} */
  write(structure, text) {
    const out = new RangeWriter();
    for (const [section, bytes] of [structure, text].entries()) {
      for (const byte of bytes) {
        out.bit(this.#isCopy, section, 0);
        const models = (section * 8 + (this.#before >> 5)) * 256;
        let path = 1;
        for (let bit = 7; bit >= 0; bit--) {
          out.bit(this.#bytes, models + path, (byte >> bit) & 1);
          path = (path << 1) | ((byte >> bit) & 1);
        }
        this.#before = byte;
      }
    }
    return out.finish();
  }
}

/** Writes bits that a range decoder reads. */
class RangeWriter {
  #out = new Bytes();
  #low = 0;
  #range = 0xffffffff;
  /** A byte that a carry may still raise, and how many full ones there are behind it. */
  #held = -1;
  #full = 0;

  /** @param {Uint16Array} models @param {number} index @param {number} bit */
  bit(models, index, bit) {
    const model = models[index];
    const bound = (this.#range >>> 11) * model;
    if (bit) {
      this.#low += bound;
      this.#range -= bound;
      models[index] = model - (model >> 4);
    } else {
      this.#range = bound;
      models[index] = model + ((2048 - model) >> 4);
    }
    while (this.#range < 1 << 24) {
      this.#range *= 256;
      this.#shift();
    }
  }

  #shift() {
    const [top, carry] = [Math.floor(this.#low / 2 ** 24) & 255, Math.floor(this.#low / 2 ** 32)];
    if (top === 255 && carry === 0) {
      this.#full++;
    } else {
      if (this.#held >= 0) this.#out.push([(this.#held + carry) & 255]);
      if (this.#full > 0) this.#out.push(new Uint8Array(this.#full).fill((255 + carry) & 255));
      [this.#held, this.#full] = [top, 0];
    }
    this.#low = (this.#low % 2 ** 24) * 256;
  }

  finish() {
    for (let byte = 0; byte < 5; byte++) this.#shift();
    return this.#out.view();
  }
}
