// Pictures of what draws itself: canvases and videos, at a low rate. Owns when they are looked at, and what was last seen of
// each; does not own when a picture may go out (the caller's promise says so), nor how its address is told. It is loaded once a
// page has such an element (`stills-on-demand.js`).
//
// No event tells that a canvas was drawn on. Where a browser lets us, a capture stream that delivers single frames on
// demand says so, at no cost while nothing is drawn; it is also the only way to see a WebGL canvas between two frames,
// because its buffer is empty then. Everywhere else the pixels are read and compared.
import { Look, Mode, State } from "./numbers.js";

/** @typedef {import("./masking.js").Masking} Masking */
/** @typedef {import("./states.js").States} States */

/** What is known of the page. @typedef {{ ledger: { isKnown(node: Node): boolean }, noteState(node: Node, state: number): void }} Known */

/** What is known of a canvas or video. */
class Still {
  /** Whether it is in the viewport; nobody has said so far. @type {boolean | undefined} */ isVisible;
  /** Whether something may have been drawn since it was read. */ isDirty = true;
  /** Whether it was empty when it was last read: never drawn on, or WebGL. */ isEmpty = true;
  /** Whether what was sent is not exact, because it moved. */ isLossy = false;
  /** When it is to be looked at next, and when it last had changed, in ms. */ dueAt = 0;
  changedAt = -Infinity;
  /** What was drawn, in a number; and where a video stood. */ content = "";
  moment = "";
  /** What was last sent: its address and encoded bytes. @type {string | undefined} */ address;
  /** @type {Blob | undefined} */ blob;
  /** Tells when it is drawn on; null where nothing can. @type {any} */ track = null;
  /** What was drawn last, as the track has it. @type {any} */ frame;
}

/** Least time between two pictures of one canvas, in ms; and until one that cannot be read is tried again. */
const EVERY = 500;
const UNREADABLE_FOR = 5_000;

/** Most pixels of a picture: a larger one is scaled down. And most bytes without loss: a larger one is sent with some. */
const MOST_PIXELS = 2_100_000;
const MOST_EXACT_BYTES = 1_000_000;

/** How many pixels are looked through at a time. */
const BAND = 131_072;

/** How fast all pictures together may be, in bytes per ms. */
const SPEED = 250;

export class Stills {
  /** @type {Map<Element, Still>} */ #stills = new Map();
  /** @type {any} */ #sheet;
  /** Ends when all looks so far have ended. @type {Promise<void>} */ #looking = Promise.resolve();
  #isBusy = false;
  /** How long the page had to wait for the last picture, in ms. */ #spent = 0;
  #isStopped = false;
  /** When the next picture may be taken, in ms. */ #freeAt = 0;
  #visibility = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const still = this.#stills.get(target);
      if (still) still.isVisible = isIntersecting;
    }
  });
  #sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) this.walker.noteState(target, State.BOX);
  });

  /**
   * @param {Masking} masking
   * @param {States} states
   * @param {Known} walker who reads the page
   * @param {(address: string, bytes: Uint8Array) => Promise<void>} send resolves when more may be sent
   */
  constructor(masking, states, walker, send) {
    this.masking = masking;
    this.states = states;
    this.walker = walker;
    this.send = send;
  }

  /** Looks after a canvas, video or audio element for as long as it is known. @param {Element} element */
  watch(element) {
    if (this.#stills.has(element)) return;
    this.#stills.set(element, new Still());
    this.#visibility.observe(element);
    this.#sizes.observe(element);
  }

  /**
   * Sends what is due; or all that has changed; or all there is.
   * @param {number} reason a `Look`
   * @returns {Promise<void>} resolves when what was found is sent or noted
   */
  look(reason) {
    if (reason !== Look.DUE || !this.#isBusy) this.#looking = this.#looking.then(() => this.#lookAround(reason)).catch(() => {});
    return this.#looking;
  }

  /**
   * Sends a picture that can't be fetched, as it shows: a blob: address that was given up, say.
   * @param {string} address
   */
  draw(address) {
    this.#looking = this.#looking.then(() => this.#sendImage(address)).catch(() => {});
    return this.#looking;
  }

  stop() {
    this.#isStopped = true;
    this.#visibility.disconnect();
    this.#sizes.disconnect();
    for (const element of this.#stills.keys()) this.#forget(element);
  }

  /** @param {number} reason */
  async #lookAround(reason) {
    this.#isBusy = true;
    try {
      for (const [element, still] of [...this.#stills]) {
        if (this.#isStopped) break;
        await this.#lookAfter(element, still, reason);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** @param {Element} element @param {Still} still @param {number} reason */
  async #lookAfter(element, still, reason) {
    if (!this.walker.ledger.isKnown(element)) return this.#forget(element);
    if (reason === Look.AGAIN) return this.#sendAgain(element, still).catch(() => {});
    if (!this.#isDue(element, still, reason)) return;
    // Who was just looked at is the last to be looked at again.
    this.#stills.delete(element);
    this.#stills.set(element, still);
    await this.#lookAt(element, still).catch(() => this.#giveUp(element, still));
  }

  /** @param {Element} element @param {Still} still @param {number} reason */
  #isDue(element, still, reason) {
    const now = performance.now();
    if (document.hidden || still.isVisible === false || element.localName === "audio") return false;
    if (reason === Look.DUE && (now < still.dueAt || now < this.#freeAt)) return false;
    if (!isVideo(element)) return still.isDirty || still.isLossy || !still.track;
    const moment = `${element.currentTime} ${element.readyState > 1} ${element.videoWidth}`;
    const hasMoved = moment !== still.moment;
    still.moment = moment;
    return hasMoved || still.isLossy;
  }

  /** @param {Element} element @param {Still} still */
  async #lookAt(element, still) {
    // What a page draws for the next frame is drawn when we are called: a task's request is behind those of the page's loop.
    // A frame that does not show may have no such moment.
    await new Promise((resolve) => {
      (element.ownerDocument.defaultView ?? self).requestAnimationFrame(resolve);
      setTimeout(resolve, EVERY / 2);
    });
    const from = performance.now();
    still.dueAt = from + EVERY;
    if (!this.#mayRead(element)) {
      still.moment = "";
      return;
    }
    if (!isVideo(element)) this.#listen(element, still);
    still.isDirty = false;
    const content = await this.#read(element, still);
    const isMoving = from - still.changedAt < 3 * EVERY || (isVideo(element) && !element.paused);
    const isSame = content === still.content;
    if (isSame && (isMoving || !still.isLossy)) return;
    // What comes to rest is told once more, and then exactly.
    if (!isSame) still.changedAt = from;
    still.content = content;
    still.isLossy = isMoving;
    if (!content) return this.#tell(element, still);
    const blob = await this.#encoded(isMoving);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    if (!this.#mayRead(element)) return;
    still.blob = blob;
    this.#tell(element, still, `still:${content}${still.isLossy ? "~" : ""}`);
    const sentAt = performance.now();
    await this.send(still.address ?? "", bytes);
    // A slow line keeps three quarters of itself for the page, and a slow machine most of its time.
    this.#freeAt = performance.now() + Math.max(bytes.length / SPEED, 3 * (performance.now() - sentAt), 20 * this.#spent);
  }

  /** Whether the pixels of an element may leave, as the page is now. @param {Element} element */
  #mayRead(element) {
    return !this.#isStopped && this.walker.ledger.isKnown(element) && this.masking.modeInPage(element) === Mode.OPEN;
  }

  /**
   * Draws what an element shows on a sheet of our own. Returns its content in a number, or nothing where it shows nothing.
   * @param {any} element
   * @param {Still} still
   */
  async #read(element, still) {
    const [width, height] = isVideo(element) ? [element.videoWidth, element.videoHeight] : [element.width, element.height];
    if (!width || !height || (isVideo(element) && showsPoster(element))) return "";
    const shown = isVideo(element)
      ? devicePixelRatio * Math.max(element.clientWidth / width, element.clientHeight / height)
      : 1;
    const scale = Math.min(1, shown, Math.sqrt(MOST_PIXELS / width / height));
    const size = [Math.ceil(width * scale), Math.ceil(height * scale)];
    const content = await this.#draw(element, size);
    const wasEmpty = still.isEmpty;
    still.isEmpty = content.endsWith("-0");
    if (!still.isEmpty || isVideo(element)) return content;
    if (still.frame) return await this.#draw(still.frame, size);
    // It had pixels once, so it has a context, and to ask for another kind of one changes nothing.
    return !wasEmpty && !element.getContext("2d") ? still.content : content;
  }

  /** Draws on our sheet, and then looks through it a band at a time. @param {any} source @param {number[]} size */
  async #draw(source, [width, height]) {
    this.#sheet ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const sheet = this.#sheet;
    if (!width || !height) return "";
    sheet.canvas.width = width;
    sheet.canvas.height = height;
    let from = performance.now();
    sheet.drawImage(source, 0, 0, width, height);
    let [first, second, any] = [width, height, 0];
    const rows = Math.ceil(BAND / width);
    this.#spent = 0;
    for (let top = 0; top < height; top += rows) {
      const pixels = new Uint32Array(sheet.getImageData(0, top, width, Math.min(rows, height - top)).data.buffer);
      for (let index = 0; index < pixels.length; index++) {
        const pixel = pixels[index];
        any |= pixel;
        first = Math.imul(first ^ pixel, 0x01000193);
        second = Math.imul(((second << 7) | (second >>> 25)) ^ pixel, 0x85ebca6b);
      }
      this.#spent += performance.now() - from;
      await new Promise((resolve) => setTimeout(resolve));
      from = performance.now();
    }
    return `${width}x${height}-${(first >>> 0).toString(36)}${(second >>> 0).toString(36)}-${any && 1}`;
  }

  /** What was drawn, encoded: without loss, unless it moves or would be large. @param {boolean} isMoving */
  async #encoded(isMoving) {
    const { canvas } = this.#sheet;
    if (!isMoving) {
      const exact = await canvas.convertToBlob();
      if (exact.size <= MOST_EXACT_BYTES) return exact;
    }
    return canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
  }

  /** @param {Element} element @param {Still} still */
  async #sendAgain(element, still) {
    // It may have been masked since.
    if (!this.#mayRead(element)) still.blob = undefined;
    if (still.blob && still.address) await this.send(still.address, new Uint8Array(await still.blob.arrayBuffer()));
  }

  /** @param {string} address */
  async #sendImage(address) {
    const image = [...document.images].find((image) => image.currentSrc === address && image.naturalWidth && this.#mayRead(image));
    if (!image) return;
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / image.naturalWidth / image.naturalHeight));
    try {
      await this.#draw(image, [Math.ceil(image.naturalWidth * scale), Math.ceil(image.naturalHeight * scale)]);
    } catch {
      // It is another origin's.
      this.#sheet = undefined;
      return;
    }
    const blob = await this.#encoded(false);
    await this.send(address, new Uint8Array(await blob.arrayBuffer()));
  }

  /** @param {Element} element @param {Still} still @param {string} [address] */
  #tell(element, still, address) {
    still.address = address;
    if (address) this.states.stills.set(element, address);
    else this.states.stills.delete(element);
    this.walker.noteState(element, State.SOURCE);
  }

  /** Its pixels come from another origin: it stays an empty box. @param {Element} element @param {Still} still */
  #giveUp(element, still) {
    this.#sheet = undefined;
    still.content = "";
    still.dueAt = performance.now() + UNREADABLE_FOR;
    if (still.address) this.#tell(element, still);
  }

  /** Has the browser say when something is drawn. @param {any} canvas @param {Still} still */
  #listen(canvas, still) {
    if (still.track) return still.track.requestFrame();
    try {
      const [track] = canvas.captureStream(0).getVideoTracks();
      const { readable } = new /** @type {any} */ (globalThis).MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
      const reader = readable.getReader();
      const follow = async () => {
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          still.frame?.close();
          still.frame = next.value;
          still.isDirty = true;
          // Only the track knows what WebGL draws last, give or take a tenth of a second.
          if (still.isEmpty) setTimeout(() => track.requestFrame(), EVERY / 5);
        }
      };
      // A track that fails tells nothing more: then the canvas is read as often as one without a track.
      follow().catch(() => (still.track = null));
      track.requestFrame();
      still.track = track;
    } catch {
      // Its pixels are not ours, or the browser has no such thing.
    }
  }

  /** @param {Element} element */
  #forget(element) {
    const still = this.#stills.get(element);
    this.#stills.delete(element);
    this.#visibility.unobserve(element);
    this.#sizes.unobserve(element);
    still?.track?.stop();
    still?.frame?.close();
  }
}

/** @param {Element} element @returns {element is HTMLVideoElement} */
function isVideo(element) {
  return "videoWidth" in element;
}

/** Whether a video shows its poster, or nothing, and no frame. @param {HTMLVideoElement} video */
function showsPoster(video) {
  return video.readyState < 2 || Boolean(video.poster && video.paused && !video.currentTime && !video.played.length);
}
