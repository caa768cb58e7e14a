// Parts of capture that few pages or moments need, fetched when one does. Owns when a fetch that failed is tried again; asking for
// the part once more, for as long as it is needed, is the caller's.

/** How long a part that could not be fetched is not asked for, in ms. */
const RETRY_AFTER = 3_000;

/** @template Part */
export class OnDemand {
  /** The part, once it is there. @type {Part | undefined} */ part;
  /** @type {Promise<Part | undefined> | undefined} */ #coming;
  #retryAt = -Infinity;

  /** @param {() => Promise<Part>} make fetches the module, and makes the part */
  constructor(make) {
    this.make = make;
  }

  /** The part, or nothing where it could not be fetched. @returns {Promise<Part | undefined>} */
  async get() {
    if (performance.now() > this.#retryAt) this.#coming ??= this.#fetch();
    return this.#coming;
  }

  async #fetch() {
    try {
      return (this.part = await this.make());
    } catch (error) {
      console.warn("Alongside: a part of the recorder could not be loaded; it will be asked for again", error);
      this.#retryAt = performance.now() + RETRY_AFTER;
      this.#coming = undefined;
    }
  }
}
