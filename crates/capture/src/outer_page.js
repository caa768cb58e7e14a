// The page around this one, where it may record us: capture within an iframe of another origin. Owns the line to the
// recorder out there, which has the tree and makes the frames; what is read here goes to it as notes.
//
// Whoever embeds this page hears that a recorder is here, and no more: what was read goes only to a page of a listed
// origin, through a port that this side makes.
import { Notebook } from "./notebook.js";

/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./walker.js").Walker} Walker */

/** How many notes and assets may be under way unacknowledged. */
const MOST_UNDER_WAY = 4;

export class OuterPage {
  /** @type {MessagePort | null} */ #port = null;
  /** Whether we were told how to read: what was read before that might be masked too little. */
  #hasBegun = false;
  #underWay = 0;
  #onMessage = (/** @type {MessageEvent} */ event) => this.#hear(event);

  /** What the walker writes into, instead of a batch for wasm. */
  notebook = new Notebook();

  /** @param {string[]} origins of the pages that may record this one */
  constructor(origins) {
    this.origins = origins;
    /** Takes a frame; only assets come this way. @param {Uint8Array} frame */
    this.emit = (frame) => this.#send({ asset: frame });
    /** Whether anybody listens who has not fallen behind. */
    this.ready = () => this.#hasBegun && this.#underWay < MOST_UNDER_WAY;
    /** Whether nobody listens, so that there is no use in asking whether somebody is ready. */
    this.isAlone = () => !this.#hasBegun;
  }

  /**
   * Begins to wait for the recorder around us, who says when to tell all, and in which mode.
   * @param {Walker} walker
   * @param {Masking} masking
   * @param {() => void} onBegin told when there is a new listener, who has no assets yet
   */
  open(walker, masking, onBegin) {
    this.onBegin = (/** @type {number} */ mode) => {
      masking.outerMode = mode;
      this.notebook.clear();
      walker.readAllNext();
      onBegin();
    };
    addEventListener("message", this.#onMessage);
    parent.postMessage({ type: "alongside:here" }, "*");
  }

  /** Hands on what was read since the last time. */
  send() {
    const notes = this.notebook.take();
    if (notes.entries.length > 0) this.#send({ notes });
  }

  stop() {
    removeEventListener("message", this.#onMessage);
    this.#end();
  }

  #end() {
    this.#port?.close();
    this.#port = null;
    this.#hasBegun = false;
  }

  /** @param {MessageEvent} event */
  #hear({ source, origin, data }) {
    if (source !== parent || data?.type !== "alongside:around" || !this.origins.includes(origin)) return;
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#hasBegun = false;
    this.#underWay = 0;
    port1.onmessage = ({ data }) => {
      if (data.isOver) return this.#end();
      if (typeof data.mode !== "number") return void this.#underWay--;
      this.onBegin?.(data.mode);
      this.#hasBegun = true;
    };
    const quirks = document.compatMode === "BackCompat";
    parent.postMessage({ type: "alongside:frame", quirks }, origin, [port2]);
  }

  /** @param {object} message */
  #send(message) {
    this.#underWay++;
    this.#port?.postMessage(message);
  }
}
