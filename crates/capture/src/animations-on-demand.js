// Looks for animations that scripts began (`element.animate`), of which no event tells: after the browser has drawn, when to ask for
// them costs little. Those of CSS are left out, as the view has them by itself. What is told of one is `animations.js`'s, which is
// fetched once a page has any.
import { startTimer } from "./builtins.js";
import { plain } from "./nodes.js";
import { OnDemand } from "./on-demand.js";
import { afterDrawing } from "./schedule.js";

/** Least time between two looks, in ms; and as a multiple of what the last one took. */
const REST = 100;
const SHARE = 20;

export class AnimationsOnDemand {
  #isSoon = false;
  #restsUntil = 0;
  /** @type {OnDemand<import("./animations.js").Animations>} */ #animations;

  /**
   * @param {import("./walker.js").Walker} walker
   * @param {import("./states.js").States} states
   * @param {import("./masking.js").Masking} masking
   */
  constructor(walker, states, masking) {
    this.walker = walker;
    this.#animations = new OnDemand(async () => {
      const { Animations } = await import("./animations.js");
      return new Animations(walker, states, masking);
    });
  }

  /** Looks once the browser has drawn, and the rest since the last look is over. */
  soon() {
    if (this.#isSoon) return;
    this.#isSoon = true;
    const look = () => {
      this.#isSoon = false;
      this.look();
    };
    const rest = this.#restsUntil - performance.now();
    if (rest > 0) startTimer(() => afterDrawing(look), rest);
    else afterDrawing(look);
  }

  lookIfDue() {
    if (performance.now() >= this.#restsUntil) this.look();
  }

  /** Has what differs from what was told told anew. @returns {Promise<boolean>} whether there is any */
  async look() {
    const begun = performance.now();
    let [hasAny, differs] = this.#compare();
    const now = performance.now();
    this.#restsUntil = now + Math.max(REST, SHARE * (now - begun));
    if (hasAny && !this.#animations.part && (await this.#animations.get())) differs = this.#compare()[1];
    return differs;
  }

  /** Answers whether there are any, and whether some differ from what was told. @returns {[boolean, boolean]} */
  #compare() {
    try {
      const found = [];
      for (const root of this.walker.ledger.roots) {
        for (const animation of plain(root, "getAnimations").call(root)) {
          if (!("animationName" in animation || "transitionProperty" in animation)) found.push(animation);
        }
      }
      return [found.length > 0, this.#animations.part?.compare(found) ?? false];
    } catch {
      // The browser has no such thing, or the page has put something else in its place.
      return [false, false];
    }
  }

  /** Has told, with the next look, how far those have come that run: there is a new viewer. */
  again() {
    this.#animations.part?.again();
  }
}
