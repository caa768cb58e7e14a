// Pictures and fonts as bytes, so that the agent's browser asks the shop's server for nothing. Owns what is wanted, and what
// was asked for.
//
// They are read from the page's own cache under the shopper's own login, and sent once per recording. What cannot be read
// (another origin without CORS, a policy that forbids it) is drawn where it shows, or left out: the viewer then shows an empty box.

/** Most assets of one recording, and most bytes of one of them (`ASSET_BYTES` of the mirror). */
const MOST = 2_000;
const MOST_BYTES = 4 * 1024 * 1024;

export class Assets {
  /** @type {Set<string>} */ #known = new Set();
  /** @type {string[]} */ #wanted = [];
  #isSending = false;

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

  /** Whether something is still to be sent. */
  isBusy() {
    return this.#isSending || this.#wanted.length > 0;
  }

  stop() {
    this.#wanted = [];
  }

  async #sendWanted() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let address = this.#wanted.shift(); address !== undefined; address = this.#wanted.shift()) {
        const bytes = await bytesAt(address);
        const isSent = bytes && (await this.send(address, bytes));
        if (!isSent) this.draw(address);
      }
    } finally {
      this.#isSending = false;
    }
  }
}

/** @param {string} address @returns {Promise<Uint8Array | null>} */
async function bytesAt(address) {
  try {
    const response = await fetch(address, { cache: "force-cache", credentials: "same-origin" });
    const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    return bytes && bytes.length <= MOST_BYTES ? bytes : null;
  } catch {
    return null;
  }
}
