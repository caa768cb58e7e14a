// When the page is read: before the browser draws next, or sooner where nodes change after a pause; and then in slices, between
// which input and drawing come first.
// Owns the waiting; what is done each time is the caller's. A hidden tab draws nothing and so costs nothing, unless it is
// asked to flush.
import { requestFrame, startTimer } from "./builtins.js";

/** How long to wait before asking again whether the caller is ready, in ms. */
const NOT_READY_MS = 40;

/**
 * How soon something is to be read: texts that tick seldom; with a frame what an event told of, which the page may be about to answer,
 * and what is large; nodes sooner after a pause; all, as somebody waits for it.
 * @enum {number}
 */
export const Hurry = { TEXTS: 0, FRAME: 1, NODES: 2, ALL: 3 };

/**
 * Least time from what was sent to the next flush, in ms, by the hurry. Of a page that changes in every frame every second or
 * third one is read, which is as often as an eye can tell; where nothing but words and numbers tick, which nobody reads as fast, every
 * fourth.
 */
const REST_MS = [60, 20, 20, -Infinity];

/**
 * Nodes that change after so long a pause, in ms, are read as soon as the page's own task is over: agents would wait for half a frame more at
 * the median, and nothing would be saved.
 */
const PAUSE_MS = 40;

/** The rest where texts tick in every frame or second one, on and on, in ms; and of how often they did since the last flush it begins. */
const REST_OF_TICKING_MS = 95;
const TICKING = 3;

export class Schedule {
  #isDue = false;
  #isStopped = false;
  /** Whether the turn asked for comes as soon as it can, and not with a frame. */
  #isNext = false;
  /** @type {number} */ #hurry = Hurry.TEXTS;
  #sentAt = -Infinity;
  /** How often something was to be read since the last flush; and whether that one was asked for again and again. */
  #asked = 0;
  #isTicking = false;
  /** Of the turns asked for, only the last one is taken. */
  #turn = 0;
  /** Told when nothing is due any more. @type {(() => void)[]} */ #waiting = [];
  // A timer would come 4 ms late after a few slices.
  #slices = new MessageChannel();

  /**
   * @param {((kind?: number) => unknown) | undefined} ready says whether the next frame may come
   * @param {() => boolean} flush reads and sends for a while; answers whether all is sent
   * @param {() => boolean} isAlone whether it will not be ready before it is told more
   */
  constructor(ready, flush, isAlone) {
    this.ready = ready;
    this.flush = flush;
    this.isAlone = isAlone;
    this.#slices.port1.onmessage = ({ data }) => this.#take(data);
  }

  /** There is something to read. @param {number} hurry */
  soon(hurry = Hurry.FRAME) {
    this.#asked++;
    if (hurry > this.#hurry) this.#hurry = hurry;
    if (this.#isNext || this.#isStopped) return;
    const wasDue = this.#isDue;
    this.#isDue = true;
    if (hurry === Hurry.NODES && performance.now() - this.#sentAt >= PAUSE_MS && !document.hidden) this.#next();
    else if (!wasDue) this.#waitForFrame(++this.#turn);
  }

  /** Whether there is something to read. */
  get isDue() {
    return this.#isDue;
  }

  /** Has the page read at once, where nothing is due anyway: a page that rests need not be drawn for that. */
  now() {
    if (this.#isDue || this.#isStopped) return;
    this.#isDue = true;
    this.#take(++this.#turn);
  }

  /** Something was sent just now. */
  sent() {
    this.#sentAt = performance.now();
  }

  /** @param {number} turn */
  #waitForFrame(turn) {
    requestFrame((now) => {
      const isTicking = this.#isTicking && this.#hurry === Hurry.TEXTS;
      if (now - this.#sentAt >= (isTicking ? REST_OF_TICKING_MS : REST_MS[this.#hurry])) this.#take(turn);
      else if (turn === this.#turn && !this.#isStopped) this.#waitForFrame(turn);
    });
  }

  /** Has all read that has changed so far, also in a hidden tab. @returns {Promise<void>} resolves when all is sent */
  flushed() {
    if (this.#isStopped) return Promise.resolve();
    // A tab that draws tells of scrolling only just before it does.
    this.soon(Hurry.ALL);
    if (document.hidden) this.#next();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Whether the caller takes another frame. @param {number} [kind] of an asset's frame; none for the page's */
  isReady(kind) {
    try {
      return !this.ready || !!this.ready(kind);
    } catch {
      return false;
    }
  }

  stop() {
    this.#isStopped = true;
    this.#slices.port1.onmessage = null;
    this.#slices.port1.close();
    this.#settle();
  }

  #next() {
    this.#isNext = true;
    this.#slices.port2.postMessage(++this.#turn);
  }

  /** @param {number} turn */
  #take(turn) {
    if (turn !== this.#turn || !this.#isDue || this.#isStopped) return;
    if (this.isAlone()) {
      this.#isDue = this.#isNext = false;
    } else if (!this.isReady()) {
      startTimer(() => this.#take(turn), NOT_READY_MS);
    } else {
      // Whoever asks for more while this is sent gets another turn.
      this.#isDue = this.#isNext = false;
      this.#hurry = Hurry.TEXTS;
      this.#isTicking = this.#asked >= TICKING;
      this.#asked = 0;
      if (this.flush()) return this.#settle();
      this.#isDue = true;
      this.#next();
    }
  }

  #settle() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Calls once the browser has drawn: then the page is laid out, and to ask for sizes and scroll costs little. @param {() => void} callback */
export function afterDrawing(callback) {
  requestFrame(() => startTimer(callback, 0));
}
