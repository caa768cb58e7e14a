// Looks for animations that scripts began (`element.animate`), of which no event tells: after the browser has drawn, when to ask for
// them costs little. Those of CSS are left out, as the view has them by itself. What is told of one is `animations.js`'s, which is
// fetched once a page has any.
import { startTimer } from "./builtins.js";
import { plain } from "./nodes.js";
import { OnDemand } from "./on-demand.js";
import { afterDrawing } from "./schedule.js";

/** Least time from a look to one that a frame asks for, in ms; more by so many times what that look took. */
const REST = 100;
const SHARE = 20;

export class AnimationsOnDemand {
  #isSoon = false;
  #restsUntil = 0;
  /** @type {OnDemand<import("./animations.js").Animations>} */ #animations;

  /** @param {import("./walker.js").Walker} walker */
  constructor(walker) {
    this.walker = walker;
    this.#animations = new OnDemand(async () => {
      const { Animations } = await import("./animations.js");
      return new Animations(walker);
    });
  }

  /** Looks once the browser has drawn, and the rest since the last look is over. */
  soon() {
    if (this.#isSoon) return;
    this.#isSoon = true;
    const look = () =>
      afterDrawing(() => {
        this.#isSoon = false;
        this.look();
      });
    startTimer(look, this.#restsUntil - performance.now());
  }

  /**
   * Has what differs from what was told told anew.
   * @param {number} [reason] a `Look`: with `NOW` nothing is left to the next one
   * @returns {Promise<void>} resolves when that is noted
   */
  async look(reason) {
    const begun = performance.now();
    const found = this.#find();
    const { part } = this.#animations;
    part?.compare(found, reason);
    const now = performance.now();
    this.#restsUntil = now + REST + SHARE * (now - begun);
    if (!part && found.length > 0) (await this.#animations.get())?.compare(this.#find());
  }

  #find() {
    /** @type {Animation[]} */
    const found = [];
    try {
      for (const root of this.walker.ledger.roots) {
        const all = plain(root, "getAnimations").call(root);
        found.push(...all.filter((animation) => !("animationName" in animation || "transitionProperty" in animation)));
      }
    } catch {
      // The browser has no such thing, or the page has put something else in its place.
    }
    return found;
  }

  /** Has told, with the next look, how far those have come that run: there is a new viewer. */
  again() {
    this.#animations.part?.again();
  }
}
