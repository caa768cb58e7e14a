// Pictures and fonts as bytes, so that the agent's browser asks the shop's server for nothing. Owns what is wanted, and what
// was asked for.
//
// They are read from the page's own cache under the shopper's own login, and sent once per recording. What cannot be read
// (another origin without CORS, a policy that forbids it) is drawn where it shows, or left out: the viewer then shows an empty box.

/** Most assets of one recording, and most bytes of one of them (`ASSET_BYTES` of the mirror). */
const MOST = 2_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** How many are read at once, so that one which does not come holds up no other; and how long one may take, in ms. */
const AT_ONCE = 4;
const GIVE_UP_AFTER = 20_000;

/** Most bytes kept of assets that were told by name and cannot be read again: the page may have let go of their address. */
const MOST_HELD = 4 * 1024 * 1024;

/** Where the bytes begin in a frame of an asset, and how long a name is. */
const HEAD = 2;
const NAME = 32;

export class Assets {
  /** @type {Set<string>} */ #known = new Set();
  /** @type {string[]} */ #wanted = [];
  #sending = 0;
  /** Frames that told of an asset by name, by address. @type {Map<string, Uint8Array>} */ #told = new Map();
  /** Addresses by name. @type {Map<string, string>} */ #addresses = new Map();
  /** @type {Map<string, Uint8Array>} */ #heldBytes = new Map();
  #held = 0;

  /**
   * @param {(address: string, bytes: Uint8Array) => Promise<boolean>} send answers whether the bytes are a picture or font
   * @param {(address: string) => void} draw what is done about an address that cannot be read
   */
  constructor(send, draw) {
    this.send = send;
    this.draw = draw;
  }

  /** The page shows what is at this address. @param {string} address */
  want(address) {
    if (this.#known.size >= MOST || this.#known.has(address)) return;
    this.#known.add(address);
    this.#wanted.push(address);
    this.#sendWanted();
  }

  /** A new watcher knows nothing yet. */
  sendAllAgain() {
    this.#wanted = [...this.#known];
    this.#sendWanted();
  }

  /** Something does not show any more, or may not: should it show again, it is wanted again. @param {string} address */
  forget(address) {
    this.#known.delete(address);
  }

  /** Whether something is still to be sent. */
  isBusy() {
    return this.#sending > 0 || this.#wanted.length > 0;
  }

  stop() {
    this.#wanted = [];
  }

  /**
   * The frame that tells of an asset by name: the SHA-256 of its bytes. None where the browser makes no such sums: it does
   * so on pages that came by https only.
   * @param {string} address
   * @param {Uint8Array} bytes
   * @param {Uint8Array} frame the whole asset, as it would be sent otherwise
   * @returns {Promise<Uint8Array | null>}
   */
  async named(address, bytes, frame) {
    const told = this.#told.get(address);
    if (told) return told;
    const sum = await sumOf(bytes);
    if (!sum) return null;
    if (address.startsWith("blob:") && this.#held + bytes.length <= MOST_HELD) {
      this.#held += bytes.length;
      this.#heldBytes.set(address, bytes);
    }
    this.#addresses.set(hex(sum), address);
    const named = frame.slice(0, frame.length - bytes.length + NAME);
    named.copyWithin(HEAD + NAME, HEAD);
    named.set([1, 4]);
    named.set(sum, HEAD);
    this.#told.set(address, named);
    return named;
  }

  /** Where an asset stands that was told by name. @param {string} name in hexadecimal digits */
  addressOf(name) {
    return this.#addresses.get(name);
  }

  /** The frame with the bytes of an asset that was told by name; null if they are gone. @param {string} name in hexadecimal digits */
  async bytesByName(name) {
    const address = this.#addresses.get(name);
    const bytes = address === undefined ? null : (this.#heldBytes.get(address) ?? (await bytesAt(address)));
    const sum = bytes && (await sumOf(bytes));
    // What changed meanwhile under its address has another name.
    if (!bytes || !sum || hex(sum) !== name) return null;
    const frame = new Uint8Array(HEAD + NAME + bytes.length);
    frame.set([1, 5]);
    frame.set(sum, HEAD);
    frame.set(bytes, HEAD + NAME);
    return frame;
  }

  async #sendWanted() {
    if (this.#sending >= AT_ONCE) return;
    this.#sending++;
    try {
      for (let address; (address = this.#wanted.shift()) !== undefined; ) {
        const bytes = await bytesAt(address);
        const isSent = bytes && (await this.send(address, bytes));
        if (!isSent) this.draw(address);
      }
    } finally {
      this.#sending--;
    }
  }
}

/** @param {string} address @returns {Promise<Uint8Array | null>} */
async function bytesAt(address) {
  try {
    const response = await fetch(address, { cache: "force-cache", credentials: "same-origin", signal: AbortSignal.timeout(GIVE_UP_AFTER) });
    const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    return bytes && bytes.length <= MOST_BYTES ? bytes : null;
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array | null>} */
async function sumOf(bytes) {
  try {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {Uint8Array<ArrayBuffer>} */ (bytes)));
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  let digits = "";
  for (const byte of bytes) digits += (byte < 16 ? "0" : "") + byte.toString(16);
  return digits;
}
