// The recorders that are compared. Owns how each is loaded, started, waited for and stopped, in the page; does not own what
// the page does meanwhile.
//
// `none`        no recorder: what the page costs by itself.
// `observer`    a MutationObserver that is told of everything and does nothing: what no recorder that observes can be below.
// `alongside`   dist/embed/capture.js as it ships. Pictures and fonts are left out, as rrweb leaves them out.
// `rrweb`       its defaults, which are what its guide to live mode uses. Each event is made JSON as it is emitted:
//               the text that would be sent is part of the work, as the bytes are of ours.
// `rrweb-pack`  the same with its own packer as `packFn`: each event deflated by itself.
import { gzipSync } from "node:zlib";

/** @typedef {"none" | "observer" | "alongside" | "rrweb" | "rrweb-pack"} Recorder */
/** @typedef {import("@playwright/test").Page} Page */

/** @type {Recorder[]} */
export const RECORDERS = ["none", "alongside", "rrweb", "rrweb-pack"];

/**
 * Loads a recorder, so that `start` begins to record at once.
 * @param {Page} page
 * @param {Recorder} recorder
 * @param {boolean} keeps whether what is emitted is kept, to be taken later
 */
export async function load(page, recorder, keeps = true) {
  await page.evaluate(
    async ([recorder, keeps]) => {
      /** @param {string} src */
      const script = (src) =>
        new Promise((resolve, reject) => {
          document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
        });
      const holder = /** @type {any} */ (window);
      /** @type {(string | Uint8Array)[]} */
      const emitted = [];
      const emit = (/** @type {string | Uint8Array} */ piece) => {
        if (keeps) emitted.push(piece);
      };
      // Two frames and a task: mutation records, what runs before drawing and what follows it have all had their turn.
      const drawn = async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        await new Promise((resolve) => setTimeout(resolve));
      };
      let recording;
      let wasm;
      if (recorder === "observer") {
        const observer = new MutationObserver(() => {});
        const all = { subtree: true, childList: true, attributes: true, characterData: true };
        holder.recorder_ = { start: () => observer.observe(document, all), settle: drawn, stop: () => observer.disconnect() };
      } else if (recorder === "none") {
        holder.recorder_ = { start() {}, settle: drawn, stop() {} };
      } else if (recorder === "alongside") {
        const capture = await import(/** @type {any} */ ("/embed/capture.js"));
        wasm = await capture.default();
        holder.recorder_ = {
          start: () => (recording = capture.record({ emit, assets: false })),
          settle: async () => {
            await drawn();
            await recording.flush();
          },
          stop: () => recording.stop(),
        };
      } else {
        await script("/rrweb.js");
        const packFn = recorder === "rrweb-pack" ? (await import(/** @type {any} */ ("/rrweb-packer/pack.js"))).pack : undefined;
        const emitEvent = (/** @type {any} */ event) => emit(packFn ? event : JSON.stringify(event));
        holder.recorder_ = {
          start: () => (recording = holder.rrweb.record({ emit: emitEvent, packFn })),
          settle: drawn,
          stop: () => recording(),
        };
      }
      holder.recorder_.take = () => emitted.splice(0);
      holder.recorder_.wasmBytes = () => wasm?.memory.buffer.byteLength ?? 0;
    },
    /** @type {const} */ ([recorder, keeps]),
  );
}

/** Begins to record. @param {Page} page */
export async function start(page) {
  await page.evaluate(() => {
    /** @type {any} */ (window).recorder_.start();
  });
}

/** Waits until all that happened so far is emitted. @param {Page} page */
export async function settle(page) {
  await page.evaluate(() => /** @type {any} */ (window).recorder_.settle());
}

/** Ends the recording. @param {Page} page */
export async function stop(page) {
  await page.evaluate(() => /** @type {any} */ (window).recorder_.stop());
}

/** Everything that a recorder has emitted. */
export class Emitted {
  /** Of what would be sent as it is. */
  bytes = 0;
  #texts = "";

  /** Adds what was emitted in a page since the last call. @param {Page} page @param {Recorder} recorder */
  async add(page, recorder) {
    const { bytes, text } = await page.evaluate(([recorder]) => {
      /** @type {any[]} */
      const pieces = /** @type {any} */ (window).recorder_.take();
      // What the packer makes is a string with a byte in each character.
      if (recorder !== "rrweb") return { bytes: pieces.reduce((sum, piece) => sum + piece.length, 0), text: "" };
      const text = pieces.join("\n");
      return { bytes: new TextEncoder().encode(text).length, text };
    }, /** @type {const} */ ([recorder]));
    this.bytes += bytes;
    this.#texts += text;
  }

  /** The bytes of the whole stream after `gzip -6`. */
  gzipped() {
    return gzipSync(this.#texts, { level: 6 }).length;
  }
}
