// What is told of animations that scripts began. Owns what of them may leave, and which differ from what was told; does not own when
// it is looked (`animations-on-demand.js`). It is fetched once a page has such an animation.
//
// That time goes by while one runs is not told: the view has a clock of its own.
import { Look, Mode, State } from "./numbers.js";

/** Most elements of which animations are told, and most animations of one; and most keyframes of one: of more, some are left out. */
const MOST_ELEMENTS = 1_000;
const MOST_OF_ONE = 32;
const MOST_KEYFRAMES = 200;

/** Most characters that are told of an element's animations, and of one value. */
const MOST_TEXT = 60_000;
const LONGEST = 4_000;

/** How long it is looked for keyframes and timing that have changed in place, in ms. */
const LOOK_FOR = 1.5;

/** The pseudo-elements that the view has as well. */
const PSEUDO_ELEMENT = /^(::(before|after|marker|backdrop|first-letter|first-line|placeholder|file-selector-button))?$/;

/** What may be animated in a masked place, as scripts call it: properties whose values say nothing. */
const WORDLESS = new Set(
  `opacity transform transformOrigin translate scale rotate visibility filter backdropFilter clipPath color backgroundColor borderColor
  borderTopColor borderRightColor borderBottomColor borderLeftColor outlineColor caretColor textDecorationColor fill stroke fillOpacity
  strokeOpacity boxShadow borderRadius width height maxWidth maxHeight minWidth minHeight top right bottom left zIndex`.split(/\s+/),
);

/** What may stand for words that somebody wrote, in a value that the browser has not resolved. */
const WORDS = /["'\\]|--|(var|env|attr|if|inherit)\(/i;

/** What names something that would have to be loaded, or may. */
const ADDRESS = /url\(|src\(|image\(|image-set\(|\\/i;

/** What was found on an element. */
class Found {
  /** What was told of all of it but how far those have come that run. @type {string | null | undefined} */ told;

  /** @param {Animation[]} animations @param {string} glance by which most changes show */
  constructor(animations, glance) {
    this.animations = animations;
    this.glance = glance;
  }
}

export class Animations {
  /** @type {Map<Element, Found>} */ #found = new Map();
  /** What the animations are called in a glance. @type {WeakMap<object, number>} */ #numbers = new WeakMap();
  #newest = 0;
  /** How many elements were looked at closely since all were. */ #looked = 0;

  /** @param {import("./walker.js").Walker} walker */
  constructor(walker) {
    this.walker = walker;
    this.states = walker.nodes.states;
    this.masking = walker.masking;
  }

  /**
   * Has told what differs from what was told.
   * @param {Animation[]} animations all that run or show, weakest first
   * @param {number} [reason] a `Look`: with `NOW` all that has changed in place is found, however long it takes
   */
  compare(animations, reason) {
    try {
      this.#compare(animations, reason === Look.NOW);
    } catch {
      // The page has made something else of them.
    }
  }

  /** @param {Animation[]} animations @param {boolean} isWhole whether nothing is left to the next look */
  #compare(animations, isWhole) {
    const { codes } = this.walker.ledger;
    const deadline = performance.now() + (isWhole ? Infinity : LOOK_FOR);
    if (isWhole) this.#looked = 0;
    const present = byTarget(animations, codes);
    let at = 0;
    for (const [element, own] of present) {
      const code = codes.get(element) ?? 0;
      const glance = `${code} ${own.map((animation) => this.#glance(animation)).join()}`;
      const before = this.#found.get(element);
      const isNew = before?.glance !== glance;
      const found = isNew ? new Found(own, glance) : before;
      if (!isNew) {
        // All of it is looked at only for a while: the rest with the next looks.
        if (at++ < this.#looked || found.told === undefined || performance.now() > deadline) continue;
        this.#looked = at;
        if (this.#text(own, code & 3, false) === found.told) continue;
      }
      this.#found.set(element, found);
      this.states.animations.set(element, (mode) => {
        found.told = this.#text(own, mode, false);
        return this.#text(own, mode, true);
      });
      this.walker.noteState(element, State.ANIMATIONS);
    }
    if (this.#looked >= at) this.#looked = 0;
    for (const element of this.#found.keys()) {
      if (present.has(element)) continue;
      this.#found.delete(element);
      this.states.animations.delete(element);
      if (codes.has(element)) this.walker.noteState(element, State.ANIMATIONS);
    }
  }

  /** Has told, with the next look, how far those have come that run. */
  again() {
    for (const found of this.#found.values()) if (found.animations.some(({ playState }) => playState === "running")) found.glance = "";
  }

  /** What changes when an animation is played, paused, sought or given another effect. @param {Animation} animation */
  #glance({ effect, playState, playbackRate, startTime, currentTime }) {
    const time = playState === "running" ? startTime : playState === "paused" && currentTime;
    return `${this.#numbers.get(/** @type {object} */ (effect)) ?? this.#number(/** @type {object} */ (effect))} ${playState} ${playbackRate} ${time}`;
  }

  /** @param {object} effect */
  #number(effect) {
    this.#numbers.set(effect, ++this.#newest);
    return this.#newest;
  }

  /** See `State::Animations` in the mirror. @param {Animation[]} animations @param {number} mode @param {boolean} isTimed whether it is told how far those have come that run */
  #text(animations, mode, isTimed) {
    let text = "";
    // Where there is not room for all, the strongest are those that show.
    for (const animation of animations.slice(-MOST_OF_ONE)) {
      const lines = this.#lines(animation, mode, isTimed).join("\n");
      if (text.length + lines.length < MOST_TEXT) text += (text && "\n") + lines;
    }
    return text || null;
  }

  /** @param {Animation} animation @param {number} mode @param {boolean} isTimed @returns {string[]} */
  #lines(animation, mode, isTimed) {
    const { playState, playbackRate, currentTime } = animation;
    const effect = /** @type {KeyframeEffect} */ (animation.effect);
    const timing = effect.getTiming();
    const isStill = playState !== "running";
    const numbers = [isTimed || isStill ? currentTime : 0, playbackRate, timing.delay, timing.endDelay, timing.duration];
    const keyframes = effect.getKeyframes();
    // The last one is what is left when it is over.
    const step = Math.ceil(keyframes.length / MOST_KEYFRAMES);
    const lines = keyframes.filter((_, index) => (keyframes.length - 1 - index) % step === 0).map((keyframe) => this.#keyframe(keyframe, mode));
    return [
      ["animation", effect.pseudoElement ?? "", playState, ...numbers.map(numberOf), timing.iterations, timing.iterationStart, timing.direction,
        timing.fill, timing.easing, effect.composite].join("\t"),
      ...lines,
    ];
  }

  /** @param {ComputedKeyframe} keyframe @param {number} mode */
  #keyframe({ offset, computedOffset, easing, composite, ...values }, mode) {
    const words = [String(computedOffset), easing, composite];
    for (const [property, value] of Object.entries(values)) {
      if (typeof value === "string" && this.#mayLeave(property, value, mode)) words.push(property, value.replace(/\s+/g, " "));
    }
    return words.join("\t");
  }

  /** @param {string} property @param {string} value @param {number} mode */
  #mayLeave(property, value, mode) {
    if (value.length > LONGEST || ADDRESS.test(value)) return false;
    if (mode !== Mode.OPEN) return areRulesSound() && WORDLESS.has(property) && !WORDS.test(value);
    // What is inherited may write words into a masked place.
    return property === "content" || property.startsWith("font") || !this.masking.hasPlaces || !/["']/.test(value);
  }
}

/** Whether what is asked of masked places answers as it should. If not, a page has replaced it. */
function areRulesSound() {
  return WORDS.test("var(--a)") && ADDRESS.test("url(a)") && !WORDLESS.has("content");
}

/**
 * The animations of every element that is told and not blocked, as far as they go by the clock.
 * @param {Animation[]} animations
 * @param {Map<Node, number>} codes
 */
function byTarget(animations, codes) {
  /** @type {Map<Element, Animation[]>} */
  const targets = new Map();
  for (const animation of animations) {
    const { target, pseudoElement, getKeyframes } = /** @type {KeyframeEffect} */ (animation.effect ?? {});
    if (!target || !getKeyframes || !PSEUDO_ELEMENT.test(pseudoElement ?? "")) continue;
    if (((codes.get(target) ?? Mode.BLOCK) & 3) === Mode.BLOCK) continue;
    if (animation.timeline !== target.ownerDocument.timeline) continue;
    const own = targets.get(target);
    if (own) own.push(animation);
    else if (targets.size < MOST_ELEMENTS) targets.set(target, [animation]);
  }
  return targets;
}

/** A time in ms; what is none, such as `auto`, is 0. @param {unknown} time */
function numberOf(time) {
  return typeof time === "number" ? Math.round(time * 1_000) / 1_000 : 0;
}
