// Stands for `stills.js` until a page has something to draw: a canvas, a video, or a picture of its own that cannot be fetched. Owns
// what has to wait until that is loaded.
import { queryAll } from "./builtins.js";
import { OnDemand } from "./on-demand.js";

/** @typedef {import("./stills.js").Known} Known */
/** @typedef {import("./stills.js").Stills} Stills */

export class StillsOnDemand {
  /** Elements that nobody looks after yet. @type {Set<Element>} */ #waiting = new Set();
  #isStopped = false;
  /** @type {OnDemand<Stills>} */ #stills;
  /** Whoever reads the page; it introduces itself. @type {Known | undefined} */ walker;

  /**
   * @param {import("./masking.js").Masking} masking
   * @param {import("./states.js").States} states
   * @param {(address: string, bytes: Uint8Array) => Promise<void>} send resolves when more may be sent
   */
  constructor(masking, states, send) {
    this.#stills = new OnDemand(async () => {
      const { Stills } = await import("./stills.js");
      const stills = new Stills(masking, states, /** @type {Known} */ (this.walker), send);
      if (this.#isStopped) stills.stop();
      else for (const element of this.#waiting) stills.watch(element);
      this.#waiting.clear();
      return stills;
    });
  }

  /** Looks after a canvas, video or audio element for as long as it is known. @param {Element} element */
  watch(element) {
    if (this.#stills.part) return this.#stills.part.watch(element);
    this.#waiting.add(element);
    this.#stills.get();
  }

  /**
   * Sends what is due; or all that has changed; or all there is.
   * @param {number} reason a `Look`
   * @returns {Promise<void>} resolves when what was found is sent or noted
   */
  async look(reason) {
    for (const element of this.#waiting) if (!this.walker?.ledger.isKnown(element)) this.#waiting.delete(element);
    const stills = this.#waiting.size > 0 ? await this.#stills.get() : this.#stills.part;
    if (stills) await stills.look(reason);
  }

  /** Sends a picture that can't be fetched, as it shows: a blob: address that was given up, say. @param {string} address */
  async draw(address) {
    // What is another origin's, and was not asked for with its permission, cannot be read from a drawing either.
    const isOwn = !address.startsWith("http") || address.startsWith(`${location.origin}/`);
    const images = /** @type {HTMLImageElement[]} */ ([...queryAll(document, "img")]);
    const isReadable = images.some((image) => image.currentSrc === address && (isOwn || image.crossOrigin !== null));
    if (isReadable) await (await this.#stills.get())?.draw(address);
  }

  stop() {
    this.#isStopped = true;
    this.#waiting.clear();
    this.#stills.part?.stop();
  }
}
